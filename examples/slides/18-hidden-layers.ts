/**
 * ReLU in hidden layers: how it has to begin, and what happens in depth if it does not.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import * as Data from 'nabla-ts/Data'
import * as I from 'nabla-ts/Init'
import * as L from 'nabla-ts/Layer'
import * as M from 'nabla-ts/Model'
import * as O from 'nabla-ts/Optimizer'
import * as Objective from 'nabla-ts/Objective'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { text } from './18-hidden-layers.text.js'
import { grid } from './curves.js'
import { brief } from './format.js'
import { expectEqual, expectThat, notebook, type OldLesson as Lesson } from './lesson.js'
import { colors, series } from './render.js'
import { axes, axis, margins, words } from './sketch.js'

type Rows = T.Tensor<[number, 100]>
type Activation = <S extends T.Shape>(x: T.Tensor<S>) => T.Tensor<S>

const width = 100
const depth = 10

/** N(0, deviation²) for weights, 0 for biases. */
const bell =
  (deviation: number): I.Init =>
  () => ({ ...I.heNormal(2 / deviation ** 2, 1) })

/** Of each initialisation: what a ReLU layer multiplies the mean square of its signals by, n·Var(w)/2. */
const inits: readonly { readonly name: string; readonly init: I.Init; readonly factor: number }[] = [
  { name: 'N(0, 0.01²)', init: bell(0.01), factor: (width * 0.01 ** 2) / 2 },
  { name: 'default of dense', init: I.uniform, factor: 1 / 6 },
  { name: 'Xavier', init: I.xavierNormal, factor: 1 / 2 },
  { name: 'He', init: I.heNormal, factor: 1 },
  { name: 'N(0, 1)', init: bell(1), factor: width / 2 },
]

/** Ten layers of 100 units, and 200 inputs from N(0, 1). */
const network = (init: I.Init) =>
  Array.from({ length: depth }, (_, k) => {
    const layer = L.dense(width, width, { init })
    return layer.apply(pipe(Seed.fromNumber(18), Seed.child(k), layer.init))
  })
const networks = new Map(inits.map(({ init }) => [init, network(init)]))
const inputs: Rows = pipe(Seed.fromNumber(1), Seed.normal([200, width]))
const direction = pipe(Seed.fromNumber(2), Seed.normal([200, width]))

/** The signals after every layer; each may be nudged. */
const signals = (init: I.Init, f: Activation, nudges?: readonly T.AnyTensor[]): readonly Rows[] =>
  networks.get(init)!.reduce<readonly Rows[]>((done, layer, k) => {
    const h = f(layer(done[done.length - 1] ?? inputs)) as Rows
    return [...done, nudges === undefined ? h : (T.add(nudges[k] as Rows)(h) as Rows)]
  }, [])

/** The gradient of one combination of the outputs with respect to the signals after every layer: that to a nudge of each, at nudge 0. */
const gradients = (init: I.Init, f: Activation): readonly T.AnyTensor[] => {
  const still: readonly T.AnyTensor[] = Array.from({ length: depth }, () => T.zeros([200, width]))
  const output = (nudges: readonly T.AnyTensor[]): T.Scalar =>
    T.sum(pipe(signals(init, f, nudges)[depth - 1], T.mul(direction)))
  return D.grad(output)(still)
}

/** √ of the mean square. */
const size = (x: T.AnyTensor): number => Math.sqrt(T.toNumber(T.mean(T.square(x))))

/** The share of units that are 0 for all inputs. */
const dead = (h: Rows): number => T.toFlat(pipe(h, T.abs, T.maxAlong(0))).filter((v) => v === 0).length / width

const x = T.fromArray(T.toFlat(grid(-1, 1, 500)), [500, 1])
const parabola = Data.fromTensors(x, T.square(x))

/** 실습 3 from equal weights: y = x², 1-20-1 with ReLU, SGD 0.1. */
const train = (init: I.Init, steps: number) => {
  const model = pipe(
    M.named('hidden', L.dense(1, 20, { init })),
    M.map(A.relu),
    M.andThen(M.named('output', L.dense(20, 1, { init }))),
  )
  const trainer = Train.trainer({ model, objective: Objective.regression(1), optimizer: O.sgd({ learningRate: 0.1 }) })
  const [all] = Data.batches(parabola, { size: 500 })
  const { params } = pipe(
    Array.from({ length: steps }, () => all),
    Train.fold(trainer.step, trainer.start(Seed.fromNumber(1))),
  )
  const [w, b, out] = [params.hidden.weight, params.hidden.bias, params.output.weight].map((t) => T.toFlat(t))
  return {
    y: Array.from(T.toFlat(model.apply(params)(all.inputs))),
    loss: Train.evaluate(trainer, params)(parabola, 500).loss,
    different: new Set(Array.from(w, (v, i) => [v, b[i], out[i]].join())).size,
  }
}

/** The lesson; a test makes it lighter. */
export const hidden18 = async ({ steps = 500 } = {}) => {
  const { say, printed } = notebook()

  const passes = inits.map(({ name, init, factor }) => ({ name, factor, layers: signals(init, A.relu) }))
  passes.forEach(({ name, layers, factor }) =>
    say(
      `${name}: size of the signals ${brief(size(layers[0]))} after layer 1, ${brief(size(layers[9]))} after layer 10; expected factor a layer √${brief(factor)}; dead units in layer 10: ${(100 * dead(layers[9])).toFixed(0)} %`,
    ),
  )
  passes
    .filter(({ name }) => name !== 'default of dense')
    .forEach(({ name, layers, factor }) =>
      expectThat(
        `${name}: after ten layers the mean square has changed by factor¹⁰, within a factor of 4`,
        Math.abs(Math.log((size(layers[9]) / size(inputs)) ** 2 / factor ** 10)) < Math.log(4),
      ),
    )

  const activations: readonly (readonly [string, Activation])[] = [
    ['ReLU', A.relu],
    ['tanh', A.tanh],
    ['sigmoid', A.sigmoid],
  ]
  const flows = activations.map(([name, f]) => ({
    name,
    lines: inits.map(({ init }) => gradients(init, f).map((g, k) => ({ layer: k + 1, y: size(g) }))),
  }))
  const back = (f: number, i: number): number => flows[f].lines[i][0].y / flows[f].lines[i][9].y
  inits.forEach(({ name }, i) =>
    say(
      `${name}: gradient at layer 1 over that at layer 10: ReLU ${brief(back(0, i))}, tanh ${brief(back(1, i))}, sigmoid ${brief(back(2, i))}`,
    ),
  )
  expectThat('He keeps the gradient of ReLU, within a factor of 4', Math.abs(Math.log(back(0, 3))) < Math.log(4))
  expectThat('Xavier keeps the gradient of tanh, within a factor of 4', Math.abs(Math.log(back(1, 2))) < Math.log(4))
  expectThat('small weights and sigmoids lose it', back(0, 0) < 1e-8 && back(2, 2) < 1e-4)

  const traps = [
    { name: 'all 0', init: I.zeros },
    { name: 'all 0.01', init: I.constant(0.01) },
    { name: 'all 0.1', init: I.constant(0.1) },
    { name: 'all 0.3', init: I.constant(0.3) },
    { name: 'default', init: I.uniform },
  ].map((t) => ({ ...t, ...train(t.init, steps) }))
  traps.forEach(({ name, loss, different }) =>
    say(
      `${name}: ${different} different hidden unit${different === 1 ? '' : 's'} after ${steps} steps, loss ${brief(loss)}`,
    ),
  )
  expectThat(
    'equal units stay equal, to the bit',
    traps.slice(0, 4).every(({ different }) => different === 1),
  )
  expectEqual('units that begin apart stay apart', traps[4].different, 20)
  expectThat('all 0 learns the constant only', Math.abs(traps[0].loss - 0.08960177776205339) < 1e-9)
  expectThat(
    'twenty equal units are worth one',
    traps.slice(0, 4).every(({ loss }) => loss > 10 * traps[4].loss),
  )

  const shown = [0, 1, 3, 6, 9]
  /** Per cent of the values in each of `count` equal bins; what lies outside is left out. */
  const histogram = (values: readonly number[], from: number, to: number, count: number) => {
    const counts = Array.from({ length: count }, () => 0)
    values.forEach((v) => {
      const bin = Math.min(count - 1, Math.floor((count * (v - from)) / (to - from)))
      if (v >= from && v <= to) counts[bin] += 100 / values.length
    })
    const edge = (i: number): number => from + ((to - from) * i) / count
    return counts.map((y, i) => ({ x1: edge(i), x2: edge(i + 1), y }))
  }
  const cell = {
    width: 182,
    height: 130,
    ...margins,
    marginLeft: 42,
    marginRight: 8,
  }
  const name = (i: number): string => inits[i].name
  const logarithmic = (label: string, domain: readonly [number, number]) =>
    axis(label, { type: 'log', domain: [...domain], ticks: 6, tickFormat: (v: number) => v.toExponential(0) })
  const lines = (all: readonly (readonly { readonly layer: number; readonly y: number }[])[], least = 0) =>
    all.map((l, i) =>
      Plot.line(
        l.filter(({ y }) => y > least),
        { x: 'layer', y: 'y', strokeWidth: 2, ...series[i] },
      ),
    )
  const sizes = passes.map(({ layers }) => [inputs, ...layers].map((h, layer) => ({ layer, y: size(h) })))
  const shares = passes.map(({ layers }) => layers.map((h, k) => ({ layer: k + 1, y: dead(h) })))
  return {
    printed,
    figures: [
      {
        name: '18-histograms',
        columns: 5,
        caption: {
          ko: '초기화(행)마다, 층(열)마다 ReLU 출력의 히스토그램. 가로축은 양수인 출력의 상용로그이고, 점선은 크기 1이다. 빨간 글씨는 정확히 0인 출력의 비율. He만 제자리에 머문다.',
          en: 'For every initialisation (row) and layer (column): the histogram of the outputs of ReLU. The axis is the decimal logarithm of the positive ones, with size 1 dashed; red: the share that is exactly 0. Only He stays in its place.',
        },
        panels: passes.flatMap(({ name, layers }) =>
          shown.map((k, c) => {
            const values = Array.from(T.toFlat(layers[k]))
            const logs = values.map(Math.log10)
            return {
              ...cell,
              title: c === 0 ? `${name} · layer 1` : `layer ${k + 1}`,
              x: axis('log₁₀ output', { ticks: 4, domain: [-14, 10] }),
              y: axis('%', { domain: [0, 30], ticks: 3 }),
              marks: [
                Plot.rectY(histogram(logs, -14, 10, 48), { x1: 'x1', x2: 'x2', y: 'y', fill: colors.blue }),
                Plot.ruleX([0], { stroke: colors.grey, strokeDasharray: '2,2' }),
                Plot.ruleY([0]),
                words(10, 27, `0: ${((100 * values.filter((v) => v === 0).length) / values.length).toFixed(0)} %`, {
                  textAnchor: 'end',
                  fill: colors.red,
                  fontSize: 10,
                }),
              ],
            }
          }),
        ),
      },
      {
        name: '18-histograms-tanh',
        columns: 5,
        caption: {
          ko: '같은 가중치에 tanh를 쓰면: 작은 가중치는 모든 신호를 0으로 모으고(가운데 막대 하나), N(0, 1)은 거의 모든 유닛을 ±1로 포화시킨다. Xavier는 퍼진 모양을 지킨다.',
          en: 'The same weights with tanh: small ones draw all signals to 0 (a single bar in the middle), N(0, 1) saturates nearly all units at ±1. Xavier keeps them spread.',
        },
        panels: inits.flatMap(({ name, init }) => {
          const layers = signals(init, A.tanh)
          return shown.map((k, c) => ({
            ...cell,
            title: c === 0 ? `${name} · layer 1` : `layer ${k + 1}`,
            x: axis('output', { ticks: 3, domain: [-1, 1] }),
            y: axis('%', { domain: [0, 50], ticks: 3 }),
            marks: [
              Plot.rectY(histogram(Array.from(T.toFlat(layers[k])), -1, 1, 21), {
                x1: 'x1',
                x2: 'x2',
                y: 'y',
                fill: colors.blue,
                clip: true,
              }),
              Plot.ruleY([0]),
            ],
          }))
        }),
      },
      {
        name: '18-sizes',
        columns: 2,
        caption: {
          ko: '왼쪽: 층을 지나는 신호의 크기(제곱평균의 제곱근), ReLU. 점선은 이론값 (n·Var(w)/2)^(층/2). 오른쪽: 모든 입력에서 0인 유닛의 비율. 편향이 없으면 가중치의 크기는 아무 상관이 없어 네 선이 겹친다.',
          en: 'Left: the size of signals (root of the mean square) through the layers, ReLU; dotted: (n·Var(w)/2)^(layer/2). Right: the share of units that are 0 for all inputs. Without biases the size of the weights does not matter, so the four lines coincide.',
        },
        panels: [
          {
            title: 'Size of signals',
            width: 480,
            height: 320,
            ...margins,
            marginRight: 110,
            x: axis('layer', { ticks: 10 }),
            y: logarithmic('size', [1e-12, 1e10]),
            marks: [
              ...inits.map(({ factor }) =>
                Plot.line(
                  Array.from({ length: depth + 1 }, (_, k) => ({ k, y: factor ** (k / 2) })),
                  { x: 'k', y: 'y', stroke: colors.grey, strokeDasharray: '1,3' },
                ),
              ),
              ...lines(sizes),
              ...sizes.map((l, i) =>
                words(10, l[10].y, name(i), {
                  textAnchor: 'start',
                  dx: 6,
                  dy: [0, 0, 12, -6, 0][i],
                  fill: series[i].stroke,
                }),
              ),
            ],
          },
          {
            title: 'Dead units',
            width: 460,
            height: 320,
            ...margins,
            marginRight: 110,
            x: axis('layer', { ticks: 10, domain: [1, 10] }),
            y: axis('share of dead units', { domain: [0, 0.6], tickFormat: '.0%', ticks: 6 }),
            marks: [
              Plot.ruleY([0]),
              ...lines(shares, -1),
              words(10, shares[1][9].y, name(1), { textAnchor: 'start', dx: 6, fill: series[1].stroke }),
              words(10, shares[3][9].y, 'the others', { textAnchor: 'start', dx: 6, fill: colors.ink }),
            ],
          },
        ],
      },
      {
        name: '18-gradients',
        columns: 3,
        caption: {
          ko: '거꾸로: 각 층의 신호에 대한 기울기의 크기(`D.grad`). 오른쪽(출력)에서 왼쪽으로 읽는다. ReLU에는 He, tanh에는 Xavier가 맞고, 시그모이드는 어느 쪽으로도 잃는다.',
          en: 'Backward: the size of the gradient with respect to the signals of each layer (`D.grad`), to be read from the output (right) to the left. He fits ReLU, Xavier fits tanh, sigmoids lose it either way.',
        },
        panels: flows.map(({ name, lines: all }, p) => ({
          title: name,
          width: 306,
          height: 300,
          ...margins,
          x: axis('layer', { ticks: 5 }),
          y: logarithmic('size of the gradient', [1e-20, 1e12]),
          marks: [
            ...lines(all, 1e-20),
            ...(p === 0
              ? inits.flatMap((init, i) => {
                  const y = 10 ** (-9 - 2.5 * i)
                  const sample = [5, 5.9].map((layer) => ({ layer, y }))
                  return [
                    Plot.line(sample, { x: 'layer', y: 'y', strokeWidth: 2, ...series[i] }),
                    words(6.1, y, init.name, { textAnchor: 'start', fill: series[i].stroke }),
                  ]
                })
              : []),
          ],
        })),
      },
      {
        name: '18-symmetry',
        columns: 5,
        caption: {
          ko: '같은 가중치의 함정: y = x²(회색)를 배우는 1-20-1 망. 같은 값으로 시작한 유닛 스무 개는 끝까지 같아서 유닛 하나와 다름없다. 0에서 시작하면 출력의 편향만 배운다.',
          en: 'The trap of equal weights: a network 1-20-1 learning y = x² (grey). Twenty units that begin equal stay equal and are worth one. From 0 only the output bias learns.',
        },
        panels: traps.map(({ name, y, loss, different }) => ({
          title: name,
          width: 182,
          height: 200,
          ...margins,
          marginLeft: 42,
          marginRight: 10,
          x: axis('x', { ticks: [-1, 0, 1], tickFormat: 'd' }),
          y: axis('y', { domain: [-0.3, 1.3], ticks: 4 }),
          marks: [
            ...axes,
            Plot.line(
              Array.from(T.toFlat(x), (v) => ({ x: v, y: v * v })),
              { x: 'x', y: 'y', stroke: colors.pale, strokeWidth: 7 },
            ),
            Plot.line(
              Array.from(T.toFlat(x), (v, i) => ({ x: v, y: y[i] })),
              { x: 'x', y: 'y', stroke: colors.blue, strokeWidth: 2 },
            ),
            words(0, 1.25, `${different} different`, {
              fontSize: 10.5,
              fill: different === 1 ? colors.red : colors.ink,
            }),
            words(0, 1.06, `loss ${brief(loss)}`, { fontSize: 10.5 }),
          ],
        })),
      },
    ],
  } satisfies Awaited<ReturnType<Lesson['run']>>
}

export const lesson: Lesson = { text, run: hidden18 }
