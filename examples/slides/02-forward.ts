/**
 * 순전파: data → model → prediction → loss, with the value on every arrow; and why the weights matter.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import * as L from 'nabla-ts/Layer'
import * as Loss from 'nabla-ts/Loss'
import * as M from 'nabla-ts/Model'
import * as O from 'nabla-ts/Optimizer'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import { text } from './02-forward.text.js'
import { elements, linspace } from './curves.js'
import { signed } from './format.js'
import { expectEqual, expectThat, notebook, type Figure, type OldLesson as Lesson } from './lesson.js'
import { colors } from './render.js'
import { axis, bare } from './sketch.js'

/** Three grey values of a pixel strip, from 0 to 255, and the contrast of its ends as the target. */
const raw = T.tensor([
  [0, 51, 255],
  [255, 204, 0],
  [102, 102, 102],
  [51, 153, 204],
])
const targets = T.tensor([[1], [1], [0], [0.6]])

/** 데이터처리 */
const scale = (pixels: T.Tensor<[4, 3]>) => pipe(pixels, T.div(255))

/** 모델: a pure function (params) → (input) → output. */
const [hidden, output] = [L.dense(3, 4), L.dense(4, 1)] as const
const model = pipe(M.named('hidden', hidden), M.map(A.relu), M.andThen(M.named('output', output)))
type Params = ReturnType<typeof model.init>

/** 손실함수: the whole pipeline, from the parameters to one number. */
const loss = (params: Params): T.Scalar =>
  pipe(scale(raw), model.apply(params), Loss.mse<[T.Name<'batch'>, 1]>(targets))

/** The same, stopped after each stage. */
const stages = (params: Params) => {
  const scaled = scale(raw)
  const mixed = hidden.apply(params.hidden)(scaled)
  const bent = A.relu(mixed)
  const prediction = output.apply(params.output)(bent)
  return { scaled, mixed, bent, prediction, loss: pipe(prediction, Loss.mse<[T.Name<'batch'>, 1]>(targets)) }
}

/** 역전파를 통해 좋은 가중치를 찾자: what the rest of the slides is about, here in two lines. */
const sgd = O.sgd({ learningRate: 0.2 })
const better = (params: Params): Params => O.apply(sgd.update(D.grad(loss)(params), [], params)[0], params)

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()
  const params = model.init(Seed.fromNumber(3))
  const live = stages(params)
  const row = (x: T.AnyTensor): readonly number[] => elements(x).slice(0, elements(x).length / 4)
  const list = (x: T.AnyTensor): string =>
    `[${row(x)
      .map((v) => signed(v, 3))
      .join(', ')}]`
  say(`data        ${list(raw)}`)
  say(`scaled      ${list(live.scaled)}`)
  say(`hidden      ${list(live.mixed)}`)
  say(`after ReLU  ${list(live.bent)}`)
  say(`prediction  ${list(live.prediction)}, target ${list(targets)}`)
  say(`loss over the four rows: ${T.toNumber(live.loss).toFixed(6)}`)
  expectEqual('stage by stage is the pipeline', T.toNumber(live.loss), T.toNumber(loss(params)))
  expectEqual('a pure function: the same twice', T.toNumber(loss(params)), T.toNumber(loss(params)))

  const random = Seed.split(1000)(Seed.fromNumber(4)).map((seed) => T.toNumber(loss(model.init(seed))))
  const best = Math.min(...random)
  const learned = T.toNumber(loss(Array.from({ length: 1000 }).reduce<Params>(better, params)))
  say(`best of 1000 random sets of weights: ${best.toFixed(6)}`)
  say(`one set after 1000 steps of descent: ${learned.toFixed(6)}`)
  expectThat('descent finds better weights than chance', learned < best / 10)

  return {
    printed,
    figures: [
      pipeline([live.scaled, live.mixed, live.bent, live.prediction].map(row), T.toNumber(live.loss)),
      losses(row(live.prediction)[0]),
      search(random, T.toNumber(live.loss), learned),
    ],
  }
}

const pipeline = (values: readonly (readonly number[])[], value: number): Figure => {
  const boxes = [
    { top: '데이터처리', bottom: 'data', formula: 'x/255' },
    { top: '모델: 은닉층', bottom: 'dense(3, 4)', formula: 'xW₁ + b₁' },
    { top: '활성함수', bottom: 'relu', formula: 'max(0, ·)' },
    { top: '모델: 출력층', bottom: 'dense(4, 1)', formula: 'hW₂ + b₂' },
    { top: '손실함수', bottom: 'mse', formula: '(ŷ − y)²의 평균' },
  ].map((box, k) => ({ ...box, x: 1.2 + 2 * k }))
  const arrows = [
    { name: 'x', shown: ['0', '51', '255'] },
    ...['x', 'xW₁ + b₁', 'h', 'ŷ'].map((name, k) => ({ name, shown: values[k].map((v) => signed(v, 3)) })),
    { name: 'loss', shown: [value.toFixed(4)] },
  ].map((a, k) => ({ ...a, from: k === 0 ? -0.75 : 2 * k - 0.1, to: 2 * k + 0.5, label: a.shown.join('\n') }))
  return {
    name: '02-pipeline',
    caption: {
      ko: '순전파. 화살표 위는 첫 번째 예가 지나가며 갖는 값, 마지막은 네 예의 평균 손실. 목표값은 아래에서 손실함수로 들어온다.',
      en: 'The forward pass. Above the arrows: the values of the first example on its way; the last one is the mean loss of all four. The target enters the loss from below.',
    },
    panels: [
      {
        width: 940,
        height: 200,
        marginLeft: 10,
        marginRight: 10,
        marginTop: 10,
        marginBottom: 10,
        x: bare(-0.9, 11),
        y: bare(-2, 1.7),
        marks: [
          Plot.rect(boxes, {
            x1: (d: { readonly x: number }) => d.x - 0.7,
            x2: (d: { readonly x: number }) => d.x + 0.7,
            y1: -0.9,
            y2: 0.9,
            fill: colors.pale,
            stroke: colors.ink,
            rx: 6,
          }),
          Plot.text(boxes, { x: 'x', y: 0.5, text: 'top', fontSize: 13, fontWeight: 'bold' }),
          Plot.text(boxes, { x: 'x', y: 0, text: 'formula', fontSize: 12 }),
          Plot.text(boxes, { x: 'x', y: -0.5, text: 'bottom', fontSize: 11, fill: colors.blue }),
          Plot.arrow(arrows, {
            x1: 'from',
            y1: 0,
            x2: 'to',
            y2: 0,
            stroke: colors.ink,
            strokeWidth: 1.6,
            headLength: 7,
          }),
          Plot.text(arrows, {
            x: (d: { readonly from: number; readonly to: number }) => (d.from + d.to) / 2,
            y: 0,
            dy: -8,
            lineAnchor: 'bottom',
            text: 'label',
            fontSize: 11,
            fill: colors.red,
            stroke: 'white',
            strokeWidth: 3,
          }),
          Plot.arrow([0], {
            x1: 9.2,
            y1: -1.6,
            x2: 9.2,
            y2: -0.95,
            stroke: colors.ink,
            strokeWidth: 1.6,
            headLength: 7,
          }),
          Plot.text(['목표 y = 1'], { x: 9.2, y: -1.8, fontSize: 12, fill: colors.red }),
        ],
      },
    ],
  }
}

/** 손실함수는 문제에 따라 정의됨: the same output, judged for three tasks. */
const losses = (prediction: number): Figure => {
  const zs = linspace(-4, 4, 161)
  const tasks = [
    { title: '회귀 regression: MSE, y = 1', f: (z: number) => pipe(T.tensor([z]), Loss.mse(T.tensor([1]))) },
    { title: '이진 분류 binary: BCE, t = 1', f: (z: number) => pipe(T.tensor([z]), Loss.bceWithLogits(T.tensor([1]))) },
    {
      title: '다중 분류 3 classes: CE, t = 0',
      f: (z: number) => pipe(T.tensor([[z, 0, 0]]), Loss.softmaxCrossEntropy(T.tensor([0]))),
    },
  ]
  return {
    name: '02-losses',
    caption: {
      ko: '출력 하나를 문제에 따라 다르게 잰다. 회귀는 목표에서 멀면 양쪽 모두 나쁘고, 분류는 확신하며 틀릴 때만 나쁘다. 점은 위 순전파의 출력.',
      en: 'One output, measured differently for different tasks. In regression it is bad to be off on either side, in classification to be wrong with confidence. The dot is the output of the pass above.',
    },
    panels: tasks.map(({ title, f }) => ({
      title,
      width: 305,
      height: 240,
      marginTop: 40,
      x: axis('output z'),
      y: axis('loss', { domain: [0, 5] }),
      marks: [
        Plot.ruleY([0]),
        Plot.lineY(
          zs.map((z) => ({ z, loss: T.toNumber(f(z)) })),
          { x: 'z', y: 'loss', stroke: colors.blue, strokeWidth: 2, clip: true },
        ),
        Plot.dot([{ z: prediction, loss: T.toNumber(f(prediction)) }], { x: 'z', y: 'loss', r: 5, fill: colors.red }),
      ],
    })),
  }
}

const search = (random: readonly number[], before: number, after: number): Figure => {
  const edges = linspace(-3, 0.5, 36).map((e) => 10 ** e)
  const bars = edges.slice(1).map((to, i) => ({
    from: edges[i],
    to,
    count: random.filter((v) => v >= edges[i] && v < to).length,
  }))
  return {
    name: '02-search',
    caption: {
      ko: '무작위 가중치 1000벌의 손실(로그 눈금). 경사하강법 1000걸음이면 무작위로는 닿지 못하는 곳에 이른다.',
      en: 'The losses of 1000 random sets of weights (log scale). A thousand steps of gradient descent lead where chance does not.',
    },
    panels: [
      {
        width: 640,
        height: 260,
        marginTop: 30,
        x: axis('loss', {
          type: 'log',
          domain: [0.001, 3],
          ticks: [0.001, 0.01, 0.1, 1],
          tickFormat: (v: number) => String(v),
        }),
        y: axis('sets of weights'),
        marks: [
          Plot.rectY(bars, { x1: 'from', x2: 'to', y: 'count', fill: colors.sky, insetLeft: 0.5, insetRight: 0.5 }),
          Plot.ruleY([0]),
          Plot.arrow([0], {
            x1: before,
            x2: after,
            y1: 12,
            y2: 12,
            stroke: colors.red,
            strokeWidth: 2,
            insetEnd: 6,
            bend: 0,
          }),
          Plot.dot([before, after], { x: (v: number) => v, y: 12, fill: colors.red, r: 5 }),
          Plot.text(
            [
              { v: before, s: '처음 start' },
              { v: after, s: '경사하강법 descent' },
            ],
            {
              x: 'v',
              y: 12,
              text: 's',
              dy: -14,
              fontSize: 12,
              stroke: 'white',
              fill: colors.red,
              strokeWidth: 4,
            },
          ),
        ],
      },
    ],
  }
}

export const lesson: Lesson = { text, run }
