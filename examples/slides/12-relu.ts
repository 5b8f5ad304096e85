/**
 * ReLU: the kink, what becomes of slopes in depth, what an element costs, and units that die.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as M from 'nabla-ts/Model'
import * as O from 'nabla-ts/Optimizer'
import * as Objective from 'nabla-ts/Objective'
import * as P from 'nabla-ts/Params'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { text } from './12-relu.text.js'
import { at, derivative, grid, type Curve } from './curves.js'
import { brief } from './format.js'
import { expectEqual, expectThat, notebook, type OldLesson as Lesson } from './lesson.js'
import { colors, series } from './render.js'
import { axes, axis, margins, spots, words } from './sketch.js'

type Activation = <S extends T.Shape>(x: T.Tensor<S>) => T.Tensor<S>

const relu: Curve = A.relu

const activations: readonly (readonly [string, Activation])[] = [
  ['sigmoid', A.sigmoid],
  ['tanh', A.tanh],
  ['ReLU', A.relu],
  ['leaky ReLU', A.leakyRelu()],
  ['ELU', A.elu()],
]

/** f(f(…f(x))), so often: layers with weight 1 and no bias. */
const layers =
  (f: Activation, depth: number): Curve =>
  (x) =>
    Array.from({ length: depth }).reduce<T.Tensor<[number]>>((h) => f(h), x)

const depths = Array.from({ length: 10 }, (_, i) => i + 1)
const inputs = [-2, -0.5, 0.5, 1, 2]

/** Milliseconds of the fastest of some calls: the least disturbed one. */
const fastest = (f: () => unknown, calls: number): number =>
  Math.min(
    ...Array.from({ length: calls }, () => {
      const begin = performance.now()
      f()
      return performance.now() - begin
    }),
  )

const x = T.fromArray(T.toFlat(grid(-1, 1, 100)), [100, 1])
const data = Data.fromTensors(x, T.square(x))

/** y = x² with one hidden layer of 30 units: the share of them that is 0 for all data after training. */
const dead = (learningRate: number, seed: number, steps: number): number => {
  const hidden = pipe(M.named('hidden', L.dense(1, 30)), M.map(A.relu))
  const model = pipe(hidden, M.andThen(M.named('output', L.dense(30, 1))))
  const trainer = Train.trainer({ model, objective: Objective.regression(1), optimizer: O.sgd({ learningRate }) })
  const [all] = Data.batches(data, { size: data.count })
  const whole = Array.from({ length: steps }, () => all)
  const end = pipe(whole, Train.fold(trainer.step, trainer.start(Seed.fromNumber(seed))))
  expectThat(`finite parameters at rate ${learningRate}`, T.toFlat(P.flatten(end.params)).every(Number.isFinite))
  const highest = pipe(hidden.apply(end.params)(all.inputs), T.maxAlong(0))
  return T.toFlat(highest).filter((v) => v === 0).length / 30
}

/** The lesson; a test makes it lighter. */
export const relu12 = async ({ elements = 100_000, calls = 20, seeds = 6, steps = 100 } = {}) => {
  const { say, printed } = notebook()

  const slope = derivative(relu)
  expectEqual('the slopes of ReLU at −1, 0, 1', [-1, 0, 1].map((v) => at(slope, v)).join(), '0,0,1')
  say('ReLU′: 0 below 0, 0 at 0, 1 above')

  const products = activations.map(([name, f]) => ({
    name,
    lines: inputs.flatMap((input) =>
      depths.map((depth) => ({ input, depth, slope: at(derivative(layers(f, depth)), input) })),
    ),
  }))
  const tenth = (name: string, input: number): number =>
    products.find((p) => p.name === name)?.lines.find((l) => l.depth === 10 && l.input === input)?.slope ?? NaN
  activations.forEach(([name]) => say(`slope through 10 layers of ${name} at x = 1: ${brief(tenth(name, 1))}`))
  expectEqual('ten ReLUs at 1', tenth('ReLU', 1), 1)
  expectEqual('ten ReLUs at −2', tenth('ReLU', -2), 0)
  expectThat('ten leaky ReLUs at −2 have slope 1e-10', Math.abs(tenth('leaky ReLU', -2) / 1e-10 - 1) < 1e-12)
  expectThat(
    'sigmoids have at most 1/4 each',
    products[0].lines.every((l) => l.slope > 0 && l.slope <= 0.25 ** l.depth),
  )

  const many = pipe(Seed.fromNumber(12), Seed.normal([elements]))
  const times = activations.flatMap(([name, f]) => [
    { name, what: 'f', ns: (fastest(() => T.toFlat(f(many)), calls) * 1e6) / elements },
    { name, what: 'f and f′', ns: (fastest(() => T.toFlat(derivative(f)(many)), calls) * 1e6) / elements },
  ])
  times.forEach(({ name, what, ns }) => say(`${name}, ${what}: ${ns.toFixed(1)} ns an element (measured here and now)`))

  const rates = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5]
  const runs = rates.flatMap((rate) =>
    Array.from({ length: seeds }, (_, i) => ({ rate, share: dead(rate, i + 1, steps) })),
  )
  const means = rates.map((rate) => {
    const found = runs.filter((r) => r.rate === rate)
    return { rate, share: found.reduce((sum, r) => sum + r.share, 0) / found.length }
  })
  means.forEach(({ rate, share }) =>
    say(`hidden units that are 0 for all data after ${steps} steps at rate ${rate}: ${(100 * share).toFixed(0)} %`),
  )
  expectThat('steps that are too long kill units', means[5].share > means[0].share + 0.2)

  const wide = grid(-3, 3, 241)
  const frame = { width: 306, height: 240, ...margins, x: axis('x') }
  const floor = 1e-12
  const curve = (options: Plot.LineOptions = {}) => ({
    x: 'x',
    y: 'y',
    stroke: colors.blue,
    strokeWidth: 2,
    ...options,
  })
  const jump = [
    Plot.dot([{ x: 0, y: 0 }], { x: 'x', y: 'y', fill: colors.blue, r: 4 }),
    Plot.dot([{ x: 0, y: 1 }], { x: 'x', y: 'y', fill: 'white', stroke: colors.blue, r: 4 }),
  ]
  return {
    printed,
    figures: [
      {
        name: '12-kink',
        caption: {
          ko: 'ReLU와 도함수. 0에서 꺾이고, 그곳의 기울기는 0으로 정한다(채운 점). f″는 꺾인 점 밖에서 모두 0이다.',
          en: 'ReLU and its derivatives. It has a kink at 0; the slope there is taken to be 0 (the full dot). f″ is 0 everywhere but at the kink.',
        },
        panels: [
          {
            ...frame,
            title: 'f = max(0, x)',
            y: axis('y', { domain: [-0.5, 3] }),
            marks: [...axes, Plot.line(spots(relu, wide), curve())],
          },
          {
            ...frame,
            title: 'f′',
            y: axis('y', { domain: [-0.2, 1.2], ticks: 5 }),
            marks: [
              ...axes,
              Plot.line(spots(slope, grid(-3, 0, 61)), curve()),
              Plot.line(spots(slope, grid(0.001, 3, 61)), curve()),
              ...jump,
            ],
          },
          {
            ...frame,
            title: 'f″',
            y: axis('y', { domain: [-0.2, 1.2], ticks: 5 }),
            marks: [...axes, Plot.line(spots(derivative(slope), wide), curve())],
          },
        ],
      },
      {
        name: '12-depth',
        columns: 3,
        caption: {
          ko: '같은 활성함수를 n번 합성한 함수의 기울기(`D.grad`), 다섯 입력에서. 기울기 0은 로그 눈금에 없으므로 바닥에 ×로 표시했다. 회색 점선은 0.25ⁿ.',
          en: 'The slope of an activation composed with itself n times (`D.grad`), at five inputs. A slope of 0 has no place on a log scale: × at the bottom. Grey, dashed: 0.25ⁿ.',
        },
        panels: [
          ...products.map(({ name, lines }) => ({
            ...frame,
            title: name,
            marginRight: 44,
            x: axis('layers n', { ticks: 5 }),
            y: axis('slope', {
              type: 'log' as const,
              domain: [floor, 3],
              ticks: 4,
              tickFormat: (v: number) => v.toExponential(0),
            }),
            marks: [
              Plot.line(
                depths.map((n) => ({ n, y: 0.25 ** n })),
                { x: 'n', y: 'y', stroke: colors.grey, strokeDasharray: '3,3' },
              ),
              ...inputs.map((input, i) =>
                Plot.line(
                  lines.filter((l) => l.input === input && l.slope > floor),
                  { x: 'depth', y: 'slope', strokeWidth: 2, ...series[i] },
                ),
              ),
              Plot.dot(
                lines.filter((l) => l.slope === 0),
                { x: 'depth', y: () => floor, symbol: 'times', stroke: colors.red, r: 3, clip: false },
              ),
            ],
          })),
          {
            ...frame,
            title: 'input x',
            x: { axis: null, domain: [0, 3] },
            y: { axis: null, domain: [-1, inputs.length + 1] },
            marks: [
              ...inputs.flatMap((input, i) => [
                Plot.line(
                  [
                    { x: 0.2, y: i },
                    { x: 1, y: i },
                  ],
                  { x: 'x', y: 'y', strokeWidth: 2, ...series[i] },
                ),
                words(1.15, i, `x = ${brief(input)}`, { textAnchor: 'start' }),
              ]),
              Plot.line(
                [
                  { x: 0.2, y: inputs.length },
                  { x: 1, y: inputs.length },
                ],
                { x: 'x', y: 'y', stroke: colors.grey, strokeDasharray: '3,3' },
              ),
              words(1.15, inputs.length, '0.25ⁿ', { textAnchor: 'start' }),
              words(1.15, -1, '× slope 0', { textAnchor: 'start', fill: colors.red }),
            ],
          },
        ],
      },
      {
        name: '12-cost-and-death',
        columns: 2,
        caption: {
          ko: '왼쪽: 원소 하나에 드는 시간(이 보고서를 만든 기계에서 잰 값). 오른쪽: y = x²를 배운 뒤 모든 자료에서 0인 은닉 유닛의 비율. 점 하나가 시드 하나, 선은 평균이다.',
          en: 'Left: time for one element, as measured on the machine that made this report. Right: the share of hidden units that are 0 for all data after learning y = x². A dot is a seed, the line their mean.',
        },
        panels: [
          {
            title: 'ns an element (short: f, long: f and f′)',
            width: 460,
            height: 270,
            ...margins,
            marginLeft: 76,
            marginRight: 40,
            x: axis('ns an element', { domain: [0, 1.08 * Math.max(...times.map((t) => t.ns))], ticks: 5 }),
            y: { label: null, domain: activations.map(([name]) => name) },
            marks: [
              Plot.barX(
                times.filter((t) => t.what !== 'f'),
                { x: 'ns', y: 'name', fill: colors.sky, insetTop: 4, insetBottom: 4 },
              ),
              Plot.barX(
                times.filter((t) => t.what === 'f'),
                { x: 'ns', y: 'name', fill: colors.blue, insetTop: 10, insetBottom: 10 },
              ),
              Plot.text(
                times.filter((t) => t.what !== 'f'),
                {
                  x: (t: { readonly name: string }) =>
                    Math.max(...times.filter((u) => u.name === t.name).map((u) => u.ns)),
                  y: 'name',
                  text: (t: { readonly ns: number }) => t.ns.toFixed(1),
                  textAnchor: 'start',
                  dx: 4,
                },
              ),
            ],
          },
          {
            title: 'Dead units and the learning rate',
            width: 460,
            height: 270,
            ...margins,
            x: axis('learning rate', { domain: [0, 0.55], ticks: rates.slice(1) }),
            y: axis('share of dead units', { domain: [0, 1], tickFormat: '.0%' }),
            marks: [
              Plot.ruleY([0.25], { stroke: colors.grey, strokeDasharray: '3,3' }),
              words(0.55, 0.25, '1/4: at the start', { textAnchor: 'end', dy: 9, fill: colors.grey }),
              Plot.dot(runs, { x: 'rate', y: 'share', stroke: colors.blue, r: 3 }),
              Plot.line(means, { x: 'rate', y: 'share', stroke: colors.red, strokeWidth: 2 }),
            ],
          },
        ],
      },
    ],
  } satisfies Awaited<ReturnType<Lesson['run']>>
}

export const lesson: Lesson = { text, run: relu12 }
