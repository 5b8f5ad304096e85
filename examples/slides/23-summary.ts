/**
 * Summary: which activation and which loss go with which task, joined in an objective.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as Loss from 'nabla-ts/Loss'
import * as M from 'nabla-ts/Model'
import * as Metric from 'nabla-ts/Metric'
import * as O from 'nabla-ts/Optimizer'
import * as Objective from 'nabla-ts/Objective'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { text } from './23-summary.text.js'
import { expectThat, notebook, type OldLesson as Lesson } from './lesson.js'
import { colors, series } from './render.js'

/** One network for all tasks; only its number of outputs differs. */
const network = <const K extends number>(outputs: K) =>
  pipe(M.named('hidden', L.dense(1, 16)), M.map(A.tanh), M.andThen(M.named('output', L.dense(16, outputs))))

const count = 90
const seed = Seed.fromNumber(23)
const x = Seed.uniform([count, 1], -3, 3)(Seed.child(0)(seed))
const noise = T.toFlat(Seed.uniform([count], -0.3, 0.3)(Seed.child(1)(seed)))
const xs = T.toFlat(x)

/** Targets for the same inputs: a value; whether x is between −1 and 1.5; which third x lies in. Near the borders both answers occur. */
const value = T.fromArray(
  Float64Array.from(xs, (v, i) => Math.sin(1.5 * v) + noise[i]),
  [count, 1],
)
const inside = T.fromArray(
  Float64Array.from(xs, (v, i) => (v + noise[i] * 2 > -1 && v + noise[i] * 2 < 1.5 ? 1 : 0)),
  [count],
)
const third = T.fromArray(
  Float64Array.from(xs, (v, i) => (v + noise[i] * 2 < -1 ? 0 : v + noise[i] * 2 < 1 ? 1 : 2)),
  [count],
)

const optimizer = O.adam({ learningRate: 0.03 })
const epochs = Array.from({ length: 250 }, (_, epoch) => epoch)
const grid = T.fromArray(
  Array.from({ length: 121 }, (_, i) => -3 + i / 20),
  [121, 1],
)

// What does not belong together does not compile.
const _refused = () =>
  Train.trainer({
    // @ts-expect-error this objective takes logits: leave the last activation out, the objective applies it
    model: pipe(network(3), M.map(A.softmax)),
    objective: Objective.multiclass(3),
    optimizer,
  })

const accuracy = (decisions: readonly { readonly decided: Classes; readonly actual: Classes }[]): number =>
  Metric.accuracy.result(
    decisions.reduce(
      (tally, { decided, actual }) => Metric.accuracy.step(tally, decided, actual),
      Metric.accuracy.initial,
    ),
  )
type Classes = T.Tensor<[T.Name<'batch'>]>

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()

  // 회귀: identity, MSE.
  const regression = Train.trainer({ model: network(1), objective: Objective.regression(1), optimizer })
  const values = Data.fromTensors(x, value)
  // 이진 분류, 출력 하나: sigmoid, BCE.
  const binary = Train.trainer({ model: network(1), objective: Objective.binary, optimizer })
  const answers = Data.fromTensors(x, inside)
  // 이진 분류, 출력 둘: softmax, CE.
  const twoOutputs = Train.trainer({ model: network(2), objective: Objective.multiclass(2), optimizer })
  // 다중 분류: softmax, CE.
  const multiclass = Train.trainer({ model: network(3), objective: Objective.multiclass(3), optimizer })
  const thirds = Data.fromTensors(x, third)

  const start = Seed.fromNumber(1)
  const ends = {
    regression: epochs.reduce(
      (s, epoch) => pipe(Data.batches(values, { size: count, epoch }), Train.fold(regression.step, s)),
      regression.start(start),
    ),
    binary: epochs.reduce(
      (s, epoch) => pipe(Data.batches(answers, { size: count, epoch }), Train.fold(binary.step, s)),
      binary.start(start),
    ),
    twoOutputs: epochs.reduce(
      (s, epoch) => pipe(Data.batches(answers, { size: count, epoch }), Train.fold(twoOutputs.step, s)),
      twoOutputs.start(start),
    ),
    multiclass: epochs.reduce(
      (s, epoch) => pipe(Data.batches(thirds, { size: count, epoch }), Train.fold(multiclass.step, s)),
      multiclass.start(start),
    ),
  }
  const seen = {
    regression: Train.evaluate(regression, ends.regression.params)(values, count),
    binary: Train.evaluate(binary, ends.binary.params)(answers, count),
    twoOutputs: Train.evaluate(twoOutputs, ends.twoOutputs.params)(answers, count),
    multiclass: Train.evaluate(multiclass, ends.multiclass.params)(thirds, count),
  }
  const right = {
    binary: accuracy(seen.binary.decisions),
    twoOutputs: accuracy(seen.twoOutputs.decisions),
    multiclass: accuracy(seen.multiclass.decisions),
  }
  say(`regression          MSE ${seen.regression.loss.toFixed(4)}`)
  say(`binary, one output  BCE ${seen.binary.loss.toFixed(4)}   accuracy ${right.binary.toFixed(3)}`)
  say(`binary, two outputs CE  ${seen.twoOutputs.loss.toFixed(4)}   accuracy ${right.twoOutputs.toFixed(3)}`)
  say(`multiclass          CE  ${seen.multiclass.loss.toFixed(4)}   accuracy ${right.multiclass.toFixed(3)}`)
  expectThat('the value is learned down to its noise, 0.6²/12 = 0.03', seen.regression.loss < 0.06)
  expectThat(
    'the classes are learned',
    Object.values(right).every((share) => share > 0.85),
  )

  // One output or two: the same, when the one logit is the difference of the two.
  const [a, b] = [
    T.fromArray(
      noise.map((v) => 9 * v),
      [count, 1],
    ),
    T.fromArray(xs, [count, 1]),
  ]
  const pair = T.concat(1)([a, b])
  const single = pipe(b, T.sub(a))
  const one = D.valueAndGrad((z: T.Tensor<[90, 1]>) => pipe(z, T.reshape([count]), Loss.bceWithLogits(inside)))(single)
  const two = D.valueAndGrad((z: T.Tensor<[90, 2]>) => pipe(z, Loss.softmaxCrossEntropy(inside)))(
    T.reshape([90, 2])(pair),
  )
  const apart = Math.abs(T.toNumber(one.value) - T.toNumber(two.value))
  say(
    `one logit z₁ − z₀, or both: losses ${T.toNumber(one.value).toFixed(6)} and ${T.toNumber(two.value).toFixed(6)}, ${apart.toExponential(0)} apart`,
  )
  const gradient = T.toFlat(two.gradient)
  expectThat('the losses are equal', apart < 1e-14)
  expectThat(
    'the gradients too: g to z₁, −g to z₀',
    T.toFlat(one.gradient).every(
      (g, i) => Math.abs(g - gradient[2 * i + 1]) < 1e-15 && Math.abs(g + gradient[2 * i]) < 1e-15,
    ),
  )
  const decided = [
    T.toFlat(Objective.binary.decide(T.reshape([90, 1])(single))),
    T.toFlat(Objective.multiclass(2).decide(T.reshape([90, 2])(pair))),
  ]
  expectThat(
    'and the decisions',
    decided[0].every((d, i) => d === decided[1][i]),
  )

  const rows = [
    ['과제 task', '출력 outputs', '출력층 활성함수 activation', '손실함수 loss', '결정 decision', 'Objective'],
    ['회귀 regression', 'k', '항등함수 identity', 'MSE', '값 그대로 the value', 'regression(k)'],
    ['이진 분류 binary', '1', 'sigmoid', 'BCE', 'p ≥ 0.5 → 1', 'binary'],
    ['이진 분류 binary', '2', 'softmax', 'CE', 'argmax', 'multiclass(2)'],
    ['다중 분류 multiclass', 'k', 'softmax', 'CE', 'argmax', 'multiclass(k)'],
  ]
  const at = [0.1, 1.75, 2.75, 4.85, 6.3, 7.85]
  const cells = rows.flatMap((row, r) => row.map((cell, c) => ({ cell, x: at[c], y: r + 0.5, r, c })))

  const g = T.toFlat(grid)
  const flat = (y: T.AnyTensor, columns: number, c: number) =>
    Array.from(g, (v, i) => ({ x: v, p: T.toFlat(y)[columns * i + c] }))
  const points = (targets: ArrayLike<number>) => Array.from(xs, (v, i) => ({ x: v, t: targets[i] }))
  const curves = {
    regression: Train.predict(regression, ends.regression.params)(grid),
    binary: Train.predict(binary, ends.binary.params)(grid),
    twoOutputs: Train.predict(twoOutputs, ends.twoOutputs.params)(grid),
    multiclass: Train.predict(multiclass, ends.multiclass.params)(grid),
  }
  const panel = (
    title: string,
    label: string,
    domain: readonly [number, number],
    marks: readonly Plot.Markish[],
  ): Plot.PlotOptions => ({
    title,
    width: 470,
    height: 270,
    marginTop: 34,
    x: { label: 'x' },
    y: { label, labelAnchor: 'center', domain, grid: true },
    marks: [Plot.ruleY([0]), ...marks],
  })
  const dots = (targets: ArrayLike<number>) =>
    Plot.dot(points(targets), { x: 'x', y: 't', stroke: colors.grey, r: 2.6 })
  const half = Plot.ruleY([0.5], { stroke: colors.ink, strokeDasharray: '3,3', strokeOpacity: 0.6 })

  return {
    printed,
    figures: [
      {
        name: '23-chooser',
        columns: 1,
        caption: {
          ko: '과제를 고르면 나머지가 정해진다. 한 행이 `Objective` 하나이고, 짝이 맞지 않으면 컴파일되지 않는다.',
          en: 'Choose the task, and the rest follows. A row is one `Objective`; what does not go together does not compile.',
        },
        panels: [
          {
            width: 940,
            height: 230,
            marginTop: 8,
            marginBottom: 8,
            marginLeft: 8,
            marginRight: 8,
            x: { axis: null, domain: [0, 9.3] },
            y: { axis: null, domain: [0, 5], reverse: true },
            marks: [
              Plot.rect(rows, {
                x1: 0,
                x2: 9.3,
                y1: (_: unknown, i: number) => i + 0.04,
                y2: (_: unknown, i: number) => i + 0.96,
                fill: (_: unknown, i: number) => (i === 0 ? colors.blue : colors.pale),
                fillOpacity: (_: unknown, i: number) => (i === 0 ? 1 : 0.75),
                rx: 4,
              }),
              Plot.text(
                cells.filter(({ r }) => r === 0),
                { x: 'x', y: 'y', text: 'cell', textAnchor: 'start', fill: 'white', fontWeight: 'bold', fontSize: 12 },
              ),
              Plot.text(
                cells.filter(({ r, c }) => r > 0 && c === 0),
                { x: 'x', y: 'y', text: 'cell', textAnchor: 'start', fontWeight: 'bold', fontSize: 13 },
              ),
              Plot.text(
                cells.filter(({ r, c }) => r > 0 && c > 0),
                { x: 'x', y: 'y', text: 'cell', textAnchor: 'start', fontSize: 13 },
              ),
            ],
          },
        ],
      },
      {
        name: '23-tasks',
        columns: 2,
        caption: {
          ko: '같은 입력, 같은 은닉층(16, tanh), 네 행의 과제. 점은 정답, 곡선은 출력층 활성함수를 거친 출력. 출력이 하나인 이진 분류와 둘인 이진 분류는 같은 것을 배운다.',
          en: 'The same inputs and hidden layer (16, tanh), the tasks of the four rows. Points: the truth; curves: the output after its activation. Binary with one output and with two learn the same thing.',
        },
        panels: [
          panel(
            '회귀 regression: identity, MSE',
            'y',
            [-1.6, 1.6],
            [
              dots(T.toFlat(value)),
              Plot.line(flat(curves.regression, 1, 0), { x: 'x', y: 'p', strokeWidth: 2.2, ...series[0] }),
            ],
          ),
          panel(
            '이진 binary, 출력 하나 one output: sigmoid, BCE',
            'p',
            [-0.05, 1.05],
            [
              half,
              dots(T.toFlat(inside)),
              Plot.line(flat(curves.binary, 1, 0), { x: 'x', y: 'p', strokeWidth: 2.2, ...series[0] }),
            ],
          ),
          panel(
            '이진 binary, 출력 둘 two outputs: softmax, CE',
            'p',
            [-0.05, 1.05],
            [
              half,
              dots(T.toFlat(inside)),
              ...[1, 0].map((c, i) =>
                Plot.line(flat(curves.twoOutputs, 2, c), { x: 'x', y: 'p', strokeWidth: 2.2, ...series[i] }),
              ),
              ...[1, 0].map((c, i) =>
                Plot.text([{ x: c === 1 ? 0.1 : -2.4, y: 0.9 }], {
                  x: 'x',
                  y: 'y',
                  text: () => `p${'₀₁'[c]}`,
                  fill: series[i].stroke,
                  fontWeight: 'bold',
                }),
              ),
            ],
          ),
          panel(
            '다중 multiclass, k = 3: softmax, CE',
            'p',
            [-0.05, 1.05],
            [
              ...[0, 1, 2].map((c) =>
                Plot.line(flat(curves.multiclass, 3, c), { x: 'x', y: 'p', strokeWidth: 2.2, ...series[c] }),
              ),
              Plot.dot(points(T.toFlat(third)), {
                x: 'x',
                y: -0.03,
                fill: ({ t }: { readonly t: number }) => series[t].stroke,
                r: 2.6,
              }),
              ...[-2.3, 0, 2.3].map((v, c) =>
                Plot.text([{ x: v, y: 0.88 }], {
                  x: 'x',
                  y: 'y',
                  text: () => `p${'₀₁₂'[c]}`,
                  fill: series[c].stroke,
                  fontWeight: 'bold',
                }),
              ),
            ],
          ),
        ],
      },
    ],
  }
}

export const lesson: Lesson = { text, run }
