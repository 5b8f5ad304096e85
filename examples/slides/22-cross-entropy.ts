/**
 * CE: the cross entropy with a one-hot label, and what softmax and cross entropy are together.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import * as Loss from 'nabla-ts/Loss'
import * as T from 'nabla-ts/Tensor'
import { text } from './22-cross-entropy.text.js'
import { expectEqual, expectThat, notebook, type OldLesson as Lesson } from './lesson.js'
import { colors } from './render.js'

type Row = T.Tensor<[1, 4]>

/** One answer over four classes: the logits, the truth, and what came of it. */
const answer = (name: string, logits: readonly number[], truth: readonly number[]) => {
  const [z, t] = [T.fromArray(logits, [1, 4]), T.fromArray(truth, [1, 4])]
  const { value, gradient } = D.valueAndGrad((x: Row) => pipe(x, Loss.softmaxCrossEntropy(t)))(z)
  const p = T.toFlat(A.softmax(z))
  return {
    name,
    loss: T.toNumber(value),
    classes: truth.map((target, k) => ({ k, target, p: p[k], gradient: T.toFlat(gradient)[k] })),
  }
}

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()
  const second = [0, 1, 0, 0]
  const answers = [
    answer('모름 no idea', [0, 0, 0, 0], second),
    answer('맞음 right', [0, 1.5, 0.5, -0.5], second),
    answer('확신하고 맞음 right and sure', [-1, 4, 0, -1], second),
    answer('틀림 wrong', [0.5, 0, 1.5, -0.5], second),
    answer('확신하고 틀림 wrong and sure', [-1, -1, 4, 0], second),
    answer('부드러운 정답 soft label', [0, 1.5, 0.5, -0.5], [0.1, 0.6, 0.2, 0.1]),
  ]
  answers.forEach(({ name, loss, classes }) =>
    say(
      `${name}: loss ${loss.toFixed(4)}, gradient [${classes.map(({ gradient }) => gradient.toFixed(3)).join(', ')}]`,
    ),
  )
  expectThat(
    'the gradient is softmax − target',
    answers.every(({ classes }) =>
      classes.every(({ p, target, gradient }) => Math.abs(gradient - (p - target)) < 1e-15),
    ),
  )
  expectThat(
    'it sums to 0',
    answers.every(({ classes }) => Math.abs(classes.reduce((s, { gradient }) => s + gradient, 0)) < 1e-15),
  )
  expectThat(
    'with a one-hot label the loss is −log p of the true class',
    answers.slice(0, 5).every(({ loss, classes }) => Math.abs(loss + Math.log(classes[1].p)) < 1e-14),
  )

  // Over n rows, everything is divided by n.
  const logits = T.tensor([
    [1, 2, 0, -1],
    [0, 0, 3, 1],
    [2, -1, 0, 1],
  ])
  const labels = T.tensor([1, 2, 3])
  const gradient = D.grad((z: T.Tensor<[3, 4]>) => pipe(z, Loss.softmaxCrossEntropy(labels)))(logits)
  const difference = pipe(A.softmax(logits), T.sub(T.oneHot(4)(labels)), T.div(3))
  expectThat(
    'of n rows it is (softmax − one-hot)/n',
    T.toFlat(gradient).every((g, i) => Math.abs(g - T.toFlat(difference)[i]) < 1e-15),
  )

  // A label may be a class number or one-hot; and the loss may be taken in one go, or in two.
  const [numbered, oneHot, apart] = [
    pipe(logits, Loss.softmaxCrossEntropy(labels)),
    pipe(logits, Loss.softmaxCrossEntropy(T.oneHot(4)(labels))),
    pipe(A.softmax(logits), Loss.crossEntropy(labels)),
  ].map(T.toNumber)
  say(`class numbers ${numbered.toFixed(6)}, one-hot ${oneHot.toFixed(6)}, softmax and then CE ${apart.toFixed(6)}`)
  expectThat('they agree', numbered === oneHot && Math.abs(numbered - apart) < 1e-14)
  const ten = T.toNumber(pipe(T.zeros([1, 10]), Loss.softmaxCrossEntropy(T.tensor([7]))))
  say(`zero logits over ten classes: ${ten.toFixed(4)} = ln 10`)
  expectThat('ln 10', Math.abs(ten - Math.log(10)) < 1e-15)

  // Put together it is finite for logits of any size; in two steps, log(softmax) is log 0.
  const gaps = [10, 100, 700, 750, 1000].map((gap) => {
    const z = T.tensor([[gap, 0]])
    return {
      gap,
      together: T.toNumber(pipe(z, Loss.softmaxCrossEntropy(T.tensor([1])))),
      apart: T.toNumber(pipe(A.softmax(z), Loss.crossEntropy(T.tensor([1])))),
    }
  })
  gaps.forEach(({ gap, together, apart: two }) =>
    say(`logits [${gap}, 0], truth 1: together ${together}, in two steps ${two}`),
  )
  expectEqual('together', gaps[4].together, 1000)
  expectEqual('in two steps', gaps[4].apart, Infinity)

  // Softmax twice: the loss cannot come near 0, whatever the logits. (The types refuse it; any operation makes plain numbers of probabilities again.)
  const one = (z: number) => T.fromArray([z, ...Array.from({ length: 9 }, () => 0)], [1, 10])
  const loss = Loss.softmaxCrossEntropy(T.tensor([0]))
  const once = (z: number) => T.toNumber(pipe(one(z), loss))
  const twice = (z: number) => T.toNumber(pipe(A.softmax(one(z)), T.mul(1), loss))
  // @ts-expect-error this loss takes logits: leave the softmax or sigmoid out, the loss applies it
  const _refused = () => loss(A.softmax(one(1)))
  const floor = Math.log(1 + 9 / Math.E)
  say(
    `softmax twice, ten classes: never below ln(1 + 9/e) = ${floor.toFixed(4)}; at logit 20 it is ${twice(20).toFixed(4)}, once ${once(20).toExponential(1)}`,
  )
  expectThat('softmax twice has a floor', Math.abs(twice(50) - floor) < 1e-12 && twice(20) > floor - 1e-12)
  const zs = Array.from({ length: 81 }, (_, i) => -5 + i / 4)

  const colour = [
    { of: 'p', fill: colors.blue, label: '예측 p' },
    { of: 'target', fill: colors.pale, label: '정답 target' },
    { of: 'gradient', fill: colors.orange, label: '차이 = 기울기 gradient' },
  ] as const
  const wide = 0.28

  return {
    printed,
    figures: [
      {
        name: '22-gradient',
        caption: {
          ko: '클래스마다: 예측 확률 p(파랑), 정답(회색), 둘의 차이(주황), 곧 로짓에 대한 기울기. 정답 클래스에서는 음수이므로 경사하강법이 그 로짓을 올리고, 나머지는 내린다.',
          en: 'For each class: the predicted probability p (blue), the label (grey), and their difference (orange), which is the gradient to the logit. At the true class it is negative, so descent raises that logit and lowers the others.',
        },
        panels: answers.map(({ name, loss: l, classes }) => ({
          title: `${name}: ${l.toFixed(3)}`,
          height: 230,
          marginTop: 34,
          x: { label: '클래스 class', domain: [-0.6, 3.6], ticks: [0, 1, 2, 3], tickFormat: String },
          y: {
            label: 'p, t, p − t',
            labelAnchor: 'center',
            domain: [-1.05, 1.05],
            ticks: [-1, -0.5, 0, 0.5, 1],
            grid: true,
          },
          marks: [
            ...colour.map(({ of, fill }, i) =>
              Plot.rect(classes, {
                x1: ({ k }: { readonly k: number }) => k + (i - 1.5) * wide,
                x2: ({ k }: { readonly k: number }) => k + (i - 0.5) * wide,
                y1: 0,
                y2: of,
                fill,
                stroke: of === 'target' ? colors.grey : fill,
              }),
            ),
            Plot.ruleY([0]),
          ],
        })),
      },
      {
        name: '22-twice',
        columns: 2,
        caption: {
          ko: '왼쪽: 정답 클래스의 로짓이 커질 때의 손실(열 클래스). softmax를 두 번 하면(빨강 점선) 아무리 맞혀도 1.46 아래로 내려가지 않는다. 오른쪽: 두 단계로 계산한 손실(빨강)은 로짓 차이 745를 넘으면 ∞이다. 합쳐서 계산하면(파랑) 멀쩡하다.',
          en: 'Left: the loss as the logit of the true class grows (ten classes). With softmax twice (red) it never falls below 1.46, however right the answer. Right: computed in two steps (red) the loss is ∞ for gaps above 745; together (blue) it is sound.',
        },
        panels: [
          {
            width: 460,
            height: 320,
            marginTop: 24,
            x: { label: '정답의 로짓 logit of the true class' },
            y: { label: '손실 loss (nats)', labelAnchor: 'center', grid: true },
            marks: [
              Plot.ruleY([0]),
              Plot.ruleY([floor], { stroke: colors.grey, strokeDasharray: '2,3' }),
              Plot.line(
                zs.map((z) => ({ z, loss: once(z) })),
                { x: 'z', y: 'loss', stroke: colors.blue, strokeWidth: 2.2 },
              ),
              Plot.line(
                zs.map((z) => ({ z, loss: twice(z) })),
                { x: 'z', y: 'loss', stroke: colors.red, strokeWidth: 2.2, strokeDasharray: '6,3' },
              ),
              Plot.text([{ z: 8, loss: floor }], {
                x: 'z',
                y: 'loss',
                text: () => 'softmax 두 번 twice',
                dy: -10,
                textAnchor: 'start',
                fill: colors.red,
              }),
              Plot.text([{ z: 6, loss: 0.15 }], {
                x: 'z',
                y: 'loss',
                text: () => '한 번 once',
                dy: -8,
                textAnchor: 'start',
                fill: colors.blue,
              }),
            ],
          },
          {
            width: 460,
            height: 320,
            marginTop: 24,
            marginRight: 24,
            x: { label: '틀린 쪽이 앞선 만큼 lead of the wrong logit' },
            y: { label: '손실 loss (nats)', labelAnchor: 'center', grid: true },
            marks: (() => {
              const points = Array.from({ length: 51 }, (_, i) => 600 + 5 * i).map((gap) => {
                const z = T.tensor([[gap, 0]])
                return {
                  gap,
                  together: T.toNumber(pipe(z, Loss.softmaxCrossEntropy(T.tensor([1])))),
                  apart: T.toNumber(pipe(A.softmax(z), Loss.crossEntropy(T.tensor([1])))),
                }
              })
              const finite = points.filter(({ apart: a }) => Number.isFinite(a))
              return [
                Plot.line(points, { x: 'gap', y: 'together', stroke: colors.blue, strokeWidth: 2 }),
                Plot.line(finite, {
                  x: 'gap',
                  y: 'apart',
                  stroke: colors.red,
                  strokeWidth: 2.5,
                  strokeDasharray: '6,3',
                }),
                Plot.dot(finite.slice(-1), {
                  x: 'gap',
                  y: 'apart',
                  stroke: colors.red,
                  fill: 'white',
                  strokeWidth: 2,
                  r: 4,
                }),
                Plot.text(finite.slice(-1), {
                  x: 'gap',
                  y: 'apart',
                  text: () => 'log(softmax): 여기부터 ∞ from here',
                  textAnchor: 'start',
                  dx: 0,
                  dy: 34,
                  fill: colors.red,
                }),
                Plot.text([{ gap: 800, y: 800 }], {
                  x: 'gap',
                  y: 'y',
                  text: () => 'softmaxCrossEntropy',
                  textAnchor: 'end',
                  dx: -14,
                  fill: colors.blue,
                }),
              ]
            })(),
          },
        ],
      },
    ],
  }
}

export const lesson: Lesson = { text, run }
