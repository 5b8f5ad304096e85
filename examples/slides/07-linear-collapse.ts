/**
 * 모든 퍼셉트론이 선형이라면? Two linear layers are one: W = W₁W₂, b = b₁W₂ + b₂.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as L from 'nabla-ts/Layer'
import * as M from 'nabla-ts/Model'
import * as P from 'nabla-ts/Params'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import { text } from './07-linear-collapse.text.js'
import { elements, linspace } from './curves.js'
import { power, signed } from './format.js'
import { expectEqual, expectThat, notebook, type Figure, type OldLesson as Lesson } from './lesson.js'
import { colors } from './render.js'
import { axis, bare } from './sketch.js'

/** Two layers after each other … */
const two = pipe(M.named('first', L.dense(3, 4)), M.andThen(M.named('second', L.dense(4, 2))))
const params = {
  first: {
    weight: T.tensor([
      [1, 0, -1, 2],
      [0, 2, 1, -1],
      [-2, 1, 0, 1],
    ]),
    bias: T.tensor([1, 0, -1, 2]),
  },
  second: {
    weight: T.tensor([
      [1, 0],
      [-1, 2],
      [0, 1],
      [2, -1],
    ]),
    bias: T.tensor([0, 3]),
  },
}
/** … folded into one. */
const fold = <I extends number, H extends number, O extends number>(
  first: L.Dense<I, H>,
  second: L.Dense<H, O>,
): L.Dense<I, O> => {
  const through = T.matmul(second.weight as T.Tensor<[number, number]>)
  return {
    weight: through(first.weight as T.Tensor<[number, number]>) as T.Tensor<[I, O]>,
    bias: pipe(through(first.bias as T.Tensor<[number]>), T.add(second.bias as T.Tensor<[number]>)) as T.Tensor<[O]>,
  }
}
const folded = fold<3, 4, 2>(params.first, params.second)

const largest = (x: T.AnyTensor): number => Math.max(...elements(x).map(Math.abs))

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()
  say(`W₁W₂ = ${JSON.stringify(T.toArray(folded.weight))}`)
  say(`b₁W₂ + b₂ = ${JSON.stringify(T.toArray(folded.bias))}`)
  expectEqual('W = W₁W₂ by hand', JSON.stringify(T.toArray(folded.weight)), '[[5,-3],[-4,6],[-1,1]]')
  expectEqual('b = b₁W₂ + b₂ by hand', JSON.stringify(T.toArray(folded.bias)), '[5,0]')

  const x = pipe(Seed.fromNumber(1), Seed.normal([1000, 3]))
  const [deep, flat] = [two.apply(params)(x), L.dense(3, 2).apply(folded)(x)]
  const off = largest(pipe(deep, T.sub(flat)))
  say(`two layers against one, 1000 inputs: largest difference ${power(off)}`)
  expectThat('two layers are one', off < 1e-13)
  say(`parameters: ${T.shape(P.flatten(params))[0]} in two layers, ${T.shape(P.flatten(folded))[0]} in one`)

  // Any number of layers.
  const layers = Seed.split(8)(Seed.fromNumber(2)).map((seed) => L.dense(5, 5).init(seed))
  const inputs = pipe(Seed.fromNumber(3), Seed.normal([200, 5]))
  const depths = [2, 3, 4, 6, 8].map((depth) => {
    const stack = layers.slice(0, depth)
    const slow = stack.reduce<T.Tensor<[T.Name<'batch'>, 5]>>((h, p) => L.dense(5, 5).apply(p)(h), inputs)
    const quick = L.dense(5, 5).apply(stack.reduce((p, q) => fold<5, 5, 5>(p, q)))(inputs)
    const error = largest(pipe(slow, T.sub(quick)))
    say(`${depth} layers of 5 folded into one: largest difference ${power(error)}`)
    return error
  })
  expectThat(
    'so are eight',
    depths.every((error) => error < 1e-14),
  )

  // A narrow layer between loses: of rank 1, it can put out one direction only.
  const narrow = fold<3, 1, 3>(L.dense(3, 1).init(Seed.fromNumber(4)), L.dense(1, 3).init(Seed.fromNumber(5)))
  const w = elements(narrow.weight)
  const minors = [0, 1].flatMap((i) =>
    [0, 1].map((j) => w[3 * i + j] * w[3 * i + j + 4] - w[3 * i + j + 1] * w[3 * i + j + 3]),
  )
  say(`3 → 1 → 3 folds into a matrix of rank 1: its 2×2 minors are at most ${power(Math.max(...minors.map(Math.abs)))}`)
  expectThat(
    'a layer of one unit leaves rank 1',
    minors.every((m) => Math.abs(m) < 1e-16),
  )
  return { printed, figures: [matrices(), grids()] }
}

/** A matrix as a picture: its cells, their numbers, its name below. */
const matrix = (x: T.AnyTensor, name: string, left: number, top: number) => {
  const flat = elements(x)
  const columns = T.shape(x)[T.shape(x).length - 1]
  const rows = flat.length / columns
  const cells = flat.map((v, i) => ({ v, x: left + (i % columns), y: top - Math.floor(i / columns) }))
  const label = { x: left + columns / 2, y: top - rows, name: `${name} [${T.shape(x).join(', ')}]` }
  return { cells, label }
}

const matrices = (): Figure => {
  const top = [
    matrix(params.first.weight, 'W₁', 0, 0),
    matrix(params.second.weight, 'W₂', 5.5, 0.5),
    matrix(folded.weight, 'W', 9.2, 0),
  ]
  const below = [
    matrix(params.first.bias, 'b₁', 0, -6.2),
    matrix(params.second.weight, 'W₂', 5.5, -4.7),
    matrix(params.second.bias, 'b₂', 9.2, -6.2),
    matrix(folded.bias, 'b', 12.9, -6.2),
  ]
  const all = [...top, ...below]
  const cells = all.flatMap((m) => m.cells)
  const signs = [
    { x: 4.75, y: -1.5, s: '·' },
    { x: 8.35, y: -1.5, s: '=' },
    { x: 4.75, y: -6.7, s: '·' },
    { x: 8.35, y: -6.7, s: '+' },
    { x: 12.05, y: -6.7, s: '=' },
  ]
  return {
    name: '07-fold',
    caption: {
      ko: '두 층이 한 행렬로 접힌다. 가중치는 곱하고, 첫째 편향은 둘째 가중치를 지난 뒤 둘째 편향에 더한다. 짙을수록 절댓값이 크고, 빨간 글자는 음수.',
      en: 'Two layers fold into one matrix: the weights are multiplied, the first bias goes through the second weights and is added to the second bias. Darker is larger in size; negative numbers are red.',
    },
    panels: [
      {
        width: 760,
        height: 440,
        marginTop: 12,
        marginBottom: 12,
        marginLeft: 12,
        marginRight: 12,
        x: bare(-0.5, 15.4),
        y: bare(-9.5, 0.7),
        marks: [
          Plot.rect(cells, {
            x1: 'x',
            x2: (d: { readonly x: number }) => d.x + 1,
            y1: 'y',
            y2: (d: { readonly y: number }) => d.y - 1,
            fill: colors.sky,
            fillOpacity: (d: { readonly v: number }) => Math.abs(d.v) / 7,
            stroke: colors.ink,
          }),
          Plot.text(cells, {
            x: (d: { readonly x: number }) => d.x + 0.5,
            y: (d: { readonly y: number }) => d.y - 0.5,
            text: (d: { readonly v: number }) => signed(d.v, 0),
            fontSize: 14,
            fontWeight: 'bold',
            fill: (d: { readonly v: number }) => (d.v < 0 ? colors.red : colors.ink),
          }),
          Plot.text(
            all.map((m) => m.label),
            { x: 'x', y: 'y', text: 'name', dy: 14, fontSize: 13 },
          ),
          Plot.text(signs, { x: 'x', y: 'y', text: 's', fontSize: 24 }),
        ],
      },
    ],
  }
}

/** What layers 2 → 2 do to a square grid. */
const grids = (): Figure => {
  const layers: readonly L.Dense<2, 2>[] = [
    {
      weight: T.tensor([
        [1, 0.4],
        [-0.6, 0.8],
      ]),
      bias: T.tensor([0.4, 0]),
    },
    {
      weight: T.tensor([
        [0.6, -0.7],
        [0.5, 0.9],
      ]),
      bias: T.tensor([0, 0.5]),
    },
    {
      weight: T.tensor([
        [1.1, 0.3],
        [0.9, 1],
      ]),
      bias: T.tensor([-0.3, -0.4]),
    },
  ]
  const apply = L.dense(2, 2).apply
  type Points = T.Tensor<[T.Name<'batch'>, 2]>
  const ends = linspace(-1, 1, 9)
  const paths = [
    ...ends.map((a) => ends.map((b) => [a, b] as const)),
    ...ends.map((b) => ends.map((a) => [a, b] as const)),
  ].flatMap((path, line) => path.map((p) => ({ p, line })))
  const input: Points = T.fromArray(
    paths.flatMap(({ p }) => p),
    [paths.length as number, 2],
  )
  const through = layers.reduce<readonly Points[]>((done, p) => [...done, apply(p)(done[done.length - 1])], [input])
  const single = layers.reduce((p, q) => fold<2, 2, 2>(p, q))
  const once = apply(single)(input)
  expectThat('three layers are one, on the grid', largest(pipe(once, T.sub(through[3]))) < 1e-14)
  const shown = [
    { title: '입력 input', points: input },
    { title: '1층 뒤 after layer 1', points: through[1] },
    { title: '2층 뒤 after layer 2', points: through[2] },
    { title: '3층 뒤 after layer 3', points: through[3] },
    { title: '접은 한 층 folded', points: once },
  ]
  return {
    name: '07-grid',
    columns: 5,
    caption: {
      ko: '선형층 셋을 차례로 지나는 격자. 곧은 선은 끝까지 곧고 평행선은 끝까지 평행하다. 마지막 그림은 W₁W₂W₃ 한 층으로 단번에 얻은 것이다.',
      en: 'A grid passing three linear layers. Straight lines stay straight and parallels parallel to the end. The last panel is made in one go, by the single layer W₁W₂W₃.',
    },
    panels: shown.map(({ title, points }, k) => {
      const flat = elements(points)
      const lines = paths.map(({ line }, i) => ({ line, x: flat[2 * i], y: flat[2 * i + 1] }))
      const corner = lines[lines.length - 1]
      return {
        title,
        width: 180,
        height: 200,
        marginTop: 32,
        marginLeft: 38,
        marginRight: 8,
        marginBottom: 36,
        x: axis('x₁', { domain: [-2.2, 2.2], ticks: [-2, 0, 2], tickFormat: (v: number) => signed(v, 0) }),
        y: axis('x₂', { domain: [-2.2, 2.2], ticks: [-2, 0, 2], tickFormat: (v: number) => signed(v, 0) }),
        marks: [
          Plot.ruleX([0], { stroke: colors.pale }),
          Plot.ruleY([0], { stroke: colors.pale }),
          Plot.line(lines, { x: 'x', y: 'y', z: 'line', stroke: k === 4 ? colors.red : colors.blue, strokeWidth: 1 }),
          Plot.dot([corner], { x: 'x', y: 'y', r: 3.5, fill: colors.ink }),
        ],
      }
    }),
  }
}

export const lesson: Lesson = { text, run }
