/**
 * The sigmoid as a decision: below 0.5 is class 0, above is class 1.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as Metric from 'nabla-ts/Metric'
import * as O from 'nabla-ts/Optimizer'
import * as Objective from 'nabla-ts/Objective'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { text } from './16-decision.text.js'
import { at, grid } from './curves.js'
import { expectEqual, expectThat, notebook, type OldLesson as Lesson } from './lesson.js'
import { colors, series } from './render.js'
import { axis, margins, spots, words } from './sketch.js'

/** Class 0 is drawn from N(−1, 1), class 1 from N(1, 1), 400 each: they overlap. */
const each = 400
const [zero, one] = Seed.split(2)(Seed.fromNumber(16))
const x = T.concat(0)([Seed.normal([each, 1], -1, 1)(zero), Seed.normal([each, 1], 1, 1)(one)])
const classes = T.concat(0)([T.zeros([each]), T.ones([each])])
const data = Data.fromTensors(x, classes)

const trainer = Train.trainer({
  model: L.dense(1, 1),
  objective: Objective.binary,
  optimizer: O.sgd({ learningRate: 1 }),
})

/** Decisions at a threshold t: 1 where the probability is at least t. */
const decide = (p: T.Tensor<[number]>, threshold: number) => pipe(p, T.greaterOrEqual(threshold))

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()
  const [all] = Data.batches(data, { size: data.count })
  const { params } = pipe(
    Array.from({ length: 300 }, () => all),
    Train.fold(trainer.step, trainer.start(Seed.fromNumber(1))),
  )
  const [w, b] = [T.toFlat(params.weight)[0], T.toFlat(params.bias)[0]]
  say(
    `learned: σ(${w.toFixed(3)}·x ${b < 0 ? '−' : '+'} ${Math.abs(b).toFixed(3)}); for these two bells the true odds are e^(2x), that is σ(2x)`,
  )
  expectThat('the weight is near 2, the bias near 0', Math.abs(w - 2) < 0.35 && Math.abs(b) < 0.3)

  const logits = trainer.model.apply(params)(all.inputs)
  const p = pipe(A.sigmoid(logits), T.sumAlong(-1))
  const probabilities = Array.from(T.toFlat(p))
  const actual = Array.from(T.toFlat(classes))
  expectThat(
    'p at least 0.5 is the decision of the objective',
    T.Eq.equals(decide(p, 0.5), trainer.objective.decide(logits)),
  )
  expectEqual('exactly 0.5 counts as class 1', T.toFlat(Objective.binary.decide(T.tensor([[0]])))[0], 1)
  expectEqual('σ(0) is exactly 0.5', at(A.sigmoid, 0), 0.5)
  say('exactly 0.5 (logit 0) counts as class 1')

  const counts = (threshold: number) => {
    const confusion = Metric.confusion(2)
    const [[trueNegative, falsePositive], [falseNegative, truePositive]] = confusion.step(
      confusion.initial,
      decide(p, threshold),
      classes,
    )
    return {
      threshold,
      accuracy: (trueNegative + truePositive) / (2 * each),
      falsePositive: falsePositive / each,
      truePositive: truePositive / each,
      wrong: [falsePositive, falseNegative],
    }
  }
  const thresholds = [0.1, 0.3, 0.5, 0.7, 0.9].map(counts)
  thresholds.forEach((c) =>
    say(
      `threshold ${c.threshold}: right ${(100 * c.accuracy).toFixed(1)} %, false 1s ${c.wrong[0]}, false 0s ${c.wrong[1]}`,
    ),
  )
  expectThat(
    'a higher threshold makes fewer false 1s and more false 0s',
    thresholds.every(
      (c, i) => i === 0 || (c.wrong[0] <= thresholds[i - 1].wrong[0] && c.wrong[1] >= thresholds[i - 1].wrong[1]),
    ),
  )

  // The ROC: every probability is a threshold. From high to low, a step up for a 1, a step right for a 0.
  const order = probabilities.map((v, i) => ({ v, actual: actual[i] })).sort((a, b) => b.v - a.v)
  const roc = order.reduce<{ readonly x: number; readonly y: number }[]>(
    (path, { actual }) => {
      const last = path[path.length - 1]
      path.push(actual === 1 ? { x: last.x, y: last.y + 1 / each } : { x: last.x + 1 / each, y: last.y })
      return path
    },
    [{ x: 0, y: 0 }],
  )
  const area = roc.reduce((sum, point, i) => (i === 0 ? 0 : sum + (point.x - roc[i - 1].x) * point.y), 0)
  // The same number, counted: how often a 1 has a larger probability than a 0. One tensor of all pairs.
  const [zeros, ones] = [pipe(p, T.slice(0, 0, each)), pipe(p, T.slice(0, each, 2 * each))]
  const pairs = T.toNumber(T.mean(pipe(ones, T.expandDims(-1), T.greater(zeros))))
  say(`area under the ROC ${area.toFixed(4)} = share of pairs (1, 0) in the right order ${pairs.toFixed(4)}`)
  expectThat('the area is the share of pairs in order', Math.abs(area - pairs) < 1e-10)
  // Φ(2/√2) for two bells of deviation 1 at distance 2.
  expectThat('it is near Φ(√2) = 0.9214', Math.abs(area - 0.9214) < 0.03)

  const bins = (from: number, to: number, count: number, values: readonly number[]) =>
    [0, 1].flatMap((c) =>
      Array.from({ length: count }, (_, i) => {
        const [x1, x2] = [from + ((to - from) * i) / count, from + ((to - from) * (i + 1)) / count]
        return {
          x1,
          x2,
          c,
          y: values.filter((v, j) => actual[j] === c && v >= x1 && (v < x2 || (i === count - 1 && v === to))).length,
        }
      }),
    )
  const bars = (data: ReturnType<typeof bins>) => [
    Plot.rectY(
      data.filter(({ c }) => c === 0),
      { x1: 'x1', x2: 'x2', y: 'y', fill: colors.blue, fillOpacity: 0.75 },
    ),
    Plot.rectY(
      data.filter(({ c }) => c === 1),
      { x1: 'x1', x2: 'x2', y: 'y', fill: colors.orange, fillOpacity: 0.65 },
    ),
  ]
  const sweep = Array.from({ length: 101 }, (_, i) => counts(i / 100))
  const costs: readonly { readonly name: string; readonly of: (c: ReturnType<typeof counts>) => number }[] = [
    { name: 'false 0s', of: ({ wrong }) => wrong[1] },
    { name: 'false 1s', of: ({ wrong }) => wrong[0] },
    { name: 'both', of: ({ wrong }) => wrong[0] + wrong[1] },
  ]
  const inputs = Array.from(T.toFlat(x))
  const border = -b / w
  const ofInput = bins(-4, 4, 32, inputs)
  const ofProbability = bins(0, 1, 20, probabilities)
  return {
    printed,
    figures: [
      {
        name: '16-threshold',
        columns: 2,
        caption: {
          ko: '왼쪽: 두 클래스의 입력과 배운 시그모이드(오른쪽 위로 가는 검은 선, 높이 1이 100개에 해당). 확률이 0.5인 곳이 경계이다. 오른쪽: 같은 자료의 확률.',
          en: 'Left: the inputs of both classes and the learned sigmoid (black; its 1 stands at 100). The border is where the probability is 0.5. Right: the probabilities of the same data.',
        },
        panels: [
          {
            title: 'Two histograms and σ(wx + b)',
            width: 470,
            height: 280,
            ...margins,
            x: axis('x', { ticks: 9 }),
            y: axis('count', { domain: [0, 105], ticks: 5 }),
            marks: [
              Plot.ruleY([0]),
              ...bars(ofInput),
              Plot.line(
                spots((v) => pipe(v, T.mul(w), T.add(b), A.sigmoid, T.mul(100)), grid(-4, 4, 161)),
                { x: 'x', y: 'y', stroke: colors.ink, strokeWidth: 2 },
              ),
              Plot.ruleX([border], { stroke: colors.red, strokeWidth: 1.5, strokeDasharray: '4,3' }),
              words(border, 96, '0 ← → 1', { fill: colors.red, fontWeight: 'bold' }),
              words(-3.9, 62, 'class 0', { textAnchor: 'start', fill: colors.blue }),
              words(3.9, 62, 'class 1', { textAnchor: 'end', fill: colors.orange }),
            ],
          },
          {
            title: 'Probabilities of class 1',
            width: 450,
            height: 280,
            ...margins,
            x: axis('σ(wx + b)', { ticks: 5 }),
            y: axis('count', { ticks: 5 }),
            marks: [
              Plot.ruleY([0]),
              ...bars(ofProbability),
              Plot.ruleX([0.5], { stroke: colors.red, strokeWidth: 1.5, strokeDasharray: '4,3' }),
            ],
          },
        ],
      },
      {
        name: '16-thresholds',
        columns: 5,
        caption: {
          ko: '문턱 다섯: 빨간 선의 오른쪽을 1로 판정한다. 문턱을 올리면 거짓 1은 줄고 거짓 0은 는다.',
          en: 'Five thresholds: what lies right of the red line is taken for a 1. A higher one makes fewer false 1s and more false 0s.',
        },
        panels: thresholds.map(({ threshold, accuracy, wrong }) => ({
          title: `t = ${threshold}: ${(100 * accuracy).toFixed(1)} %`,
          width: 182,
          height: 200,
          ...margins,
          marginLeft: 44,
          marginRight: 10,
          x: axis('x', { ticks: 3 }),
          y: axis('count', { domain: [0, 58], ticks: 4 }),
          marks: [
            Plot.ruleY([0]),
            ...bars(ofInput),
            Plot.ruleX([(Math.log(threshold / (1 - threshold)) - b) / w], { stroke: colors.red, strokeWidth: 1.5 }),
            words(-4, 55, `${wrong[1]} false 0`, { textAnchor: 'start', fontSize: 10, fill: colors.ink }),
            words(4, 55, `${wrong[0]} false 1`, { textAnchor: 'end', fontSize: 10, fill: colors.ink }),
          ],
        })),
      },
      {
        name: '16-roc',
        columns: 2,
        caption: {
          ko: `ROC 곡선: 모든 문턱에서 참 1의 비율과 거짓 1의 비율. 점은 위의 다섯 문턱. 곡선 아래 넓이 ${area.toFixed(3)}은 1인 예가 0인 예보다 큰 확률을 받는 쌍의 비율이다. 오른쪽: 문턱마다의 잘못.`,
          en: `The ROC: for every threshold the share of 1s found against the share of 0s taken for 1. Dots: the five thresholds. The area below, ${area.toFixed(3)}, is the share of pairs in which the 1 got the larger probability. Right: the mistakes at each threshold.`,
        },
        panels: [
          {
            title: `ROC, area ${area.toFixed(4)}`,
            width: 380,
            height: 360,
            ...margins,
            x: axis('share of 0s taken for 1', { domain: [0, 1], ticks: 5 }),
            y: axis('share of 1s found', { domain: [0, 1], ticks: 5 }),
            marks: [
              Plot.areaY(roc, { x: 'x', y1: 0, y2: 'y', fill: colors.pale, fillOpacity: 0.6 }),
              Plot.line(
                [
                  { x: 0, y: 0 },
                  { x: 1, y: 1 },
                ],
                { x: 'x', y: 'y', stroke: colors.grey, strokeDasharray: '3,3' },
              ),
              Plot.line(roc, { x: 'x', y: 'y', stroke: colors.blue, strokeWidth: 2 }),
              ...thresholds.flatMap((c) => [
                Plot.dot([c], { x: 'falsePositive', y: 'truePositive', fill: colors.red, r: 4 }),
                words(c.falsePositive, c.truePositive, `t = ${c.threshold}`, { textAnchor: 'start', dx: 8, dy: 9 }),
              ]),
              words(0.62, 0.55, 'guessing', { textAnchor: 'start', dy: 8, fill: colors.grey }),
            ],
          },
          {
            title: 'What a threshold costs',
            width: 500,
            height: 360,
            ...margins,
            marginRight: 76,
            x: axis('threshold', { domain: [0, 1], ticks: 5 }),
            y: axis('samples of 800', { ticks: 5 }),
            marks: [
              Plot.ruleY([0]),
              Plot.ruleX([0.5], { stroke: colors.grey, strokeDasharray: '3,3' }),
              ...costs.map(({ of }, i) => Plot.line(sweep, { x: 'threshold', y: of, strokeWidth: 2, ...series[i] })),
              ...costs.map(({ name, of }, i) =>
                words(1, of(sweep[sweep.length - 1]), name, {
                  textAnchor: 'start',
                  dx: 6,
                  dy: [-4, 0, 8][i],
                  fill: series[i].stroke,
                }),
              ),
            ],
          },
        ],
      },
    ],
  }
}

export const lesson: Lesson = { text, run }
