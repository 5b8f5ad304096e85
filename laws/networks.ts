/**
 * Random well-typed networks with data to fit them, and what holds of every one.
 *
 * A network is drawn as a list of layers, each with its own key for numbers, of which it takes as many as its widths ask for. So a case shrinks layer by layer,
 * and what is left of it keeps its numbers: a layer goes, a width narrows, an activation becomes the identity, a row goes, numbers become multiples of a quarter. It prints as
 * what a user would type.
 *
 * @since 0.1.0
 */
import * as fc from 'fast-check'
import { vmap } from '../src/Diff.js'
import * as A from '../src/nn/Activation.js'
import * as L from '../src/nn/Layer.js'
import * as Loss from '../src/nn/Loss.js'
import * as M from '../src/nn/Model.js'
import * as Objective from '../src/nn/Objective.js'
import { fromArray } from '../src/operation/Construct.js'
import { flatten } from '../src/operation/Flatten.js'
import { stack } from '../src/operation/Layout.js'
import * as Index from '../src/primitive/Index.js'
import * as Layout from '../src/primitive/Layout.js'
import { bind } from '../src/primitive/Primitive.js'
import * as Seed from '../src/random/Seed.js'
import { entries, mapTree } from '../src/tensor/Params.js'
import { sizeOf, type Name, type Shape } from '../src/tensor/Shape.js'
import { plain, shape, toArray, toFlat, type AnyTensor, type Scalar, type Tensor } from '../src/tensor/Value.js'
import { every, law, silent, type Law, type LawSet, type Verdict } from './Law.js'
import { agreesWithNumeric, firstStep } from './numeric.js'
import { agree, same } from './rounding.js'
import { axes, drawn, grad, inner, jvp, plus, pushed, scale, vjp, type Cost, type Map, type Tree } from './tree.js'

type Rows = Tensor<[Name<'batch'>, number]>

/**
 * An activation as it occurs in random networks.
 *
 * @category model
 * @since 0.1.0
 */
export interface Choice {
  /** How a user writes it. */
  readonly code: string
  readonly f: (x: Rows) => Rows
  /** Arguments at which its derivative jumps. */
  readonly kinks?: readonly number[]
}

/**
 * What a random network is trained for: a loss, and targets for it.
 *
 * @category model
 * @since 0.1.0
 */
export interface Goal {
  /** How a user writes the loss for k outputs: a function of the targets, then of the output. */
  readonly code: (outputs: number) => string
  readonly loss: (outputs: number) => (targets: AnyTensor) => (output: Rows) => Scalar
  /** How many outputs it takes instead of so many. */
  readonly outputs: (width: number) => number
  /** Targets of some rows and outputs, from numbers and from integers that are not negative. */
  readonly targets: (rows: number, outputs: number, numbers: Pool, integers: Pool) => AnyTensor
}

/** Numbers by row and column. */
type Pool = (row: number, column: number) => number

/**
 * A network with parameters and with data to fit it.
 *
 * @category model
 * @since 0.1.0
 */
export interface Network {
  readonly model: M.Model<Tree, Rows, Rows>
  readonly params: Tree
  readonly inputs: Rows
  readonly targets: AnyTensor
  /** How the network is applied: with a seed for its dropout, or without. */
  readonly mode: M.Mode
  readonly loss: (targets: AnyTensor) => (output: Rows) => Scalar
  /** On which side of its kinks the network is, at some parameters: where this is the same, it is one smooth function. */
  readonly pieces: (params: Tree) => string
  readonly [fc.toStringMethod]: () => string
}

const choice = (code: string, f: unknown, kinks: readonly number[] = []): Choice => ({
  code,
  f: f as (x: Rows) => Rows,
  kinks,
})

/**
 * All activations of the library, the simplest first: cases shrink to it.
 *
 * @category cases
 * @since 0.1.0
 */
export const choices: readonly Choice[] = [
  choice('A.identity', A.identity),
  choice('A.relu', A.relu, [0]),
  choice('A.leakyRelu(0.1)', A.leakyRelu(0.1), [0]),
  choice('A.elu(0.5)', A.elu(0.5), [0]),
  choice('A.elu(1)', A.elu(1), [0]),
  choice('A.sigmoid', A.sigmoid),
  choice('A.tanh', A.tanh),
  choice('A.softplus', A.softplus),
  choice('A.logSigmoid', A.logSigmoid),
  choice('A.softmax', A.softmax),
  choice('A.logSoftmax', A.logSoftmax),
]

const table = (rows: number, columns: number, at: Pool): AnyTensor =>
  fromArray(
    Array.from({ length: rows * columns }, (_, i) => at(Math.floor(i / columns), i % columns)),
    [rows, columns],
  )
const column = (rows: number, at: (row: number) => number): AnyTensor =>
  fromArray(
    Array.from({ length: rows }, (_, i) => at(i)),
    [rows],
  )

type Untyped = (targets: AnyTensor) => (output: Rows) => Scalar
const untyped = (loss: unknown): Untyped => loss as Untyped

const asMany = (width: number): number => width
const atLeastTwo = (width: number): number => Math.max(2, width)

const numbersAsTargets: Goal['targets'] = (rows, k, numbers) => table(rows, k, numbers)
const classes: Goal['targets'] = (rows, k, _, integers) => column(rows, (row) => integers(row, 0) % Math.max(2, k))
const fractions: Goal['targets'] = (rows, k, _, integers) => table(rows, k, (row, i) => (integers(row, i) % 5) / 4)
/** Rows that sum to 1, zeros among them. */
const distributions: Goal['targets'] = (rows, k, _, integers) => {
  const weight = (row: number, i: number): number => integers(row, i) % 5
  const total = (row: number): number => Array.from({ length: k }, (__, i) => weight(row, i)).reduce((a, b) => a + b, 0)
  return table(rows, k, (row, i) => (total(row) === 0 ? 1 / k : weight(row, i) / total(row)))
}

const goal = (
  code: string,
  loss: unknown,
  targets: Goal['targets'],
  outputs: (width: number) => number = asMany,
): Goal => ({ code: () => code, loss: () => untyped(loss), outputs, targets })

/**
 * All losses and objectives of the library, with hard targets and soft ones.
 *
 * @category cases
 * @since 0.1.0
 */
export const goals: readonly Goal[] = [
  {
    ...goal('', undefined, numbersAsTargets),
    code: (k) => `Objective.regression(${k}).loss`,
    loss: (k) => untyped(Objective.regression(k).loss),
  },
  goal('Loss.mse', Loss.mse, numbersAsTargets),
  goal('Objective.binary.loss', Objective.binary.loss, classes, () => 1),
  goal('Loss.bceWithLogits', Loss.bceWithLogits, fractions),
  goal(
    '((t) => (z) => Loss.bce(t)(A.sigmoid(z)))',
    (t: Rows) => (z: Rows) => untyped(Loss.bce)(t)(A.sigmoid(z)),
    fractions,
  ),
  {
    ...goal('', undefined, classes, atLeastTwo),
    code: (k) => `Objective.multiclass(${k}).loss`,
    loss: (k) => untyped(Objective.multiclass(k).loss),
  },
  goal('Loss.softmaxCrossEntropy', Loss.softmaxCrossEntropy, distributions),
  goal(
    '((t) => (z) => Loss.crossEntropy(t)(A.softmax(z)))',
    (t: AnyTensor) => (z: Rows) => untyped(Loss.crossEntropy)(t)(A.softmax(z)),
    classes,
    atLeastTwo,
  ),
  goal(
    '((t) => (z) => Loss.crossEntropy(t)(A.softmax(z)))',
    (t: AnyTensor) => (z: Rows) => untyped(Loss.crossEntropy)(t)(A.softmax(z)),
    distributions,
  ),
]

const widest = 5
const mostPieces = 3

/** A layer as it is drawn, without what comes before it: how wide that is, is known only in its place. */
interface Drawn {
  readonly kind: 'dense' | 'unbiased' | 'maxout'
  readonly width: number
  readonly pieces: number
  readonly activation: Choice
  readonly dropout: number
  /** What its numbers are multiples of, and are drawn from. */
  readonly grain: number
  readonly key: number
}

/** A key from which numbers are drawn: a smaller one is no simpler. */
const key = fc.noShrink(fc.nat())

/**
 * Numbers from −1 to 1, so that activations keep their size from layer to layer; the same for the same key and place, whatever the sizes. In thousandths, short to
 * print, or simpler: in quarters, with ties and zeros among them.
 */
const grid = (from: number, parts: number): readonly number[] =>
  Array.from(
    toFlat(Seed.uniform([mostPieces * widest * widest], -1, 1)(Seed.fromNumber(from))),
    (v) => Math.round(v * parts) / parts + 0,
  )

const grain = fc.constantFrom(4, 1000, 1000, 1000)

const layers = (activations: readonly Choice[]): fc.Arbitrary<Drawn> =>
  fc.record({
    kind: fc.constantFrom('dense', 'unbiased', 'maxout'),
    width: fc.integer({ min: 1, max: widest }),
    pieces: fc.integer({ min: 2, max: mostPieces }),
    activation: fc.constantFrom(...activations),
    dropout: fc.constantFrom(0, 0, 0, 0.25, 0.5),
    grain,
    key,
  })

/** What passes through a network that is watched: a value, and the side of its kinks each layer before it was on. */
interface Watched {
  readonly x: Rows
  readonly sides: readonly number[]
}

/** A layer in its place. */
interface Placed {
  readonly code: string
  readonly model: M.Model<Tree, Rows, Rows>
  readonly watched: M.Model<Tree, Watched, Watched>
  readonly params: Tree
}

const within = (of: readonly number[], sizes: Shape, strides: Shape): AnyTensor =>
  fromArray(
    Array.from({ length: sizeOf(sizes) }, (_, at) => {
      const places = sizes.reduceRight<{ readonly rest: number; readonly index: number }>(
        ({ rest, index }, size, axis) => ({
          rest: Math.floor(rest / size),
          index: index + (rest % size) * strides[axis],
        }),
        { rest: at, index: 0 },
      )
      return of[places.index]
    }),
    sizes,
  )

/** A layer, watched for where it is not smooth. */
const watching = (
  model: M.Model<Tree, Rows, Rows>,
  sides: (params: Tree, x: Rows) => readonly number[],
): M.Model<Tree, Watched, Watched> => ({
  init: model.init,
  apply: (params) => {
    const apply = model.apply(params)
    return ({ x, sides: before }, mode) => ({ x: apply(x, mode), sides: [...before, ...sides(params, x)] })
  },
})

/** Which piece is largest, for each element of a maxout layer. */
const largestPieces = (
  name: string,
  i: number,
  o: number,
  pieces: number,
  params: Tree,
  x: Rows,
): readonly number[] => {
  const { weight: w, bias: b } = (params as Readonly<Record<string, L.Maxout<number, number, number>>>)[name]
  const planes = Array.from({ length: pieces }, (_, k) =>
    toFlat(
      L.dense(i, o).apply({
        weight: fromArray(toFlat(w).slice(k * i * o, (k + 1) * i * o), [i, o]) as Tensor<[number, number]>,
        bias: fromArray(toFlat(b).slice(k * o, (k + 1) * o), [o]) as Tensor<[number]>,
      })(x),
    ),
  )
  return Array.from(planes[0], (_, at) => {
    const all = planes.map((plane) => plane[at])
    return all.indexOf(Math.max(...all))
  })
}

/** The linear part of a layer. */
const linearPart = (name: string, i: number, o: number, drawing: Drawn): Placed => {
  const { kind, pieces, grain: parts, key: from } = drawing
  const [weights, biases] = [grid(from, parts), grid(from + 1, parts)]
  const placed = (code: string, layer: unknown, params: object, sides: Parameters<typeof watching>[1]): Placed => {
    const model = M.named(name, layer as M.Model<Tree, Rows, Rows>) as M.Model<Tree, Rows, Rows>
    return { code: `M.named('${name}', ${code})`, model, watched: watching(model, sides), params: { [name]: params } }
  }
  const smooth = (): readonly number[] => []
  const matrix = within(weights, [i, o], [widest, 1])
  switch (kind) {
    case 'dense':
      return placed(`L.dense(${i}, ${o})`, L.dense(i, o), { weight: matrix, bias: within(biases, [o], [1]) }, smooth)
    case 'unbiased':
      return placed(`L.dense(${i}, ${o}, { bias: false })`, L.dense(i, o, { bias: false }), { weight: matrix }, smooth)
    case 'maxout':
      return placed(
        `L.maxout(${i}, ${o}, ${pieces})`,
        L.maxout(i, o, pieces),
        {
          weight: within(weights, [pieces, i, o], [widest * widest, widest, 1]),
          bias: within(biases, [pieces, o], [widest, 1]),
        },
        (params, x) => largestPieces(name, i, o, pieces, params, x),
      )
  }
}

const withoutParams = (code: string, model: unknown, sides: (x: Rows) => readonly number[]): Placed => ({
  code,
  model: model as M.Model<Tree, Rows, Rows>,
  watched: watching(model as M.Model<Tree, Rows, Rows>, (_, x) => sides(x)),
  params: {},
})

const activationOf = ({ code, f, kinks = [] }: Choice): readonly Placed[] =>
  code === 'A.identity'
    ? []
    : [
        withoutParams(`L.activation(${code})`, { init: () => ({}), apply: () => (x: Rows) => f(x) }, (x) =>
          Array.from(toFlat(x)).flatMap((v) => kinks.map((k) => Number(v > k))),
        ),
      ]

const dropoutOf = (rate: number): readonly Placed[] =>
  rate === 0 ? [] : [withoutParams(`L.dropout(${rate})`, L.dropout(rate), () => [])]

const chained = <X>(models: readonly M.Model<Tree, X, X>[]): M.Model<Tree, X, X> =>
  models.reduce((before, next) => (M.andThen(next as never) as (m: unknown) => M.Model<Tree, X, X>)(before))

const literal = (x: AnyTensor): string =>
  shape(x).length === 0 ? `T.scalar(${String(toArray(x))})` : `T.tensor(${JSON.stringify(toArray(x))})`

const record = (tree: Tree): string =>
  `{ ${Object.entries(tree as object)
    .map(
      ([key, part]) =>
        `${key}: { ${Object.entries(part as object)
          .map(([k, x]) => `${k}: ${literal(x as AnyTensor)}`)
          .join(', ')} }`,
    )
    .join(', ')} }`

interface Written {
  readonly inputs: number
  readonly rows: number
  readonly hidden: readonly Drawn[]
  readonly output: Drawn
  readonly goal: Goal
  readonly training: boolean
  readonly grain: number
  readonly key: number
}

const build = ({ inputs: i, rows, hidden, output, goal: { code, ...aim }, training, ...data }: Written): Network => {
  const outputs = aim.outputs(output.width)
  const widths = [i, ...hidden.map(({ width }) => width), outputs]
  const placed = [...hidden, output].flatMap((drawing, at) => [
    linearPart(at === hidden.length ? 'output' : `hidden${at + 1}`, widths[at], widths[at + 1], drawing),
    ...(at === hidden.length ? [] : [...activationOf(drawing.activation), ...dropoutOf(drawing.dropout)]),
  ])
  const at =
    (of: readonly number[]): Pool =>
    (line, col) =>
      of[line * widest + col]
  const inputs = table(rows, i, at(grid(data.key, data.grain))) as Rows
  const targets = aim.targets(
    rows,
    outputs,
    at(grid(data.key + 1, data.grain)),
    at(grid(data.key + 2, 60).map((v) => Math.round(Math.abs(v) * 60))),
  )
  const params = placed.reduce<object>((all, layer) => ({ ...all, ...(layer.params as object) }), {})
  const mode = training ? M.train(Seed.fromNumber(data.key)) : M.evaluate
  const model = chained(placed.map((layer) => layer.model))
  const watched = chained(placed.map((layer) => layer.watched))
  const [first, ...rest] = placed
  return {
    model,
    params,
    inputs,
    targets,
    mode,
    loss: aim.loss(outputs),
    pieces: (p) => watched.apply(p)({ x: inputs, sides: [] }, mode).sides.join(''),
    [fc.toStringMethod]: () =>
      [
        rest.length === 0
          ? `const network = ${first.code}`
          : `const network = pipe(\n  ${[first.code, ...rest.map((layer) => `M.andThen(${layer.code})`)].join(',\n  ')},\n)`,
        `const params = ${record(params)}`,
        `const inputs = ${literal(inputs)}`,
        `const targets = ${literal(targets)}`,
        `const loss = ${code(outputs)}(targets)(network.apply(params)(inputs${training ? `, M.train(Seed.fromNumber(${data.key}))` : ''}))`,
      ].join('\n'),
  }
}

/**
 * What random networks are made of: by default of all the library has.
 *
 * @category cases
 * @since 0.1.0
 */
export interface NetworkOptions {
  /** The activations between layers, the simplest first. */
  readonly activations?: readonly Choice[]
  readonly goals?: readonly Goal[]
  /** How many layers with parameters, at most; 6 unless said otherwise. */
  readonly maxDepth?: number
}

/**
 * Random networks: up to six layers, dense with a bias and without, or maxout, with any activation and dropout between them, in the mode for training or not, under any loss or objective,
 * with parameters, inputs and targets that fit.
 *
 * @example
 * const [{ model, params, inputs, mode, targets, loss }] = fc.sample(network(), 1)
 * Number.isFinite(T.toNumber(loss(targets)(model.apply(params)(inputs, mode)))) // => true
 *
 * @category cases
 * @since 0.1.0
 */
export const network = ({
  activations = choices,
  goals: aims = goals,
  maxDepth = 6,
}: NetworkOptions = {}): fc.Arbitrary<Network> => {
  const layer = layers(activations)
  return fc
    .record({
      hidden: fc.array(layer, { maxLength: maxDepth - 1, size: 'max' }),
      output: layer,
      inputs: fc.integer({ min: 1, max: widest }),
      rows: fc.integer({ min: 1, max: widest }),
      goal: fc.constantFrom(...aims),
      training: fc.boolean(),
      grain,
      key,
    })
    .map(build)
}

/** The loss as a function of the parameters. */
const costOf =
  ({ model, inputs, targets, mode, loss }: Network): Cost =>
  (params) =>
    loss(targets)(model.apply(params)(inputs, mode))

const row = (x: AnyTensor, i: number): AnyTensor => bind(Layout.slice, [x], { axis: 0, start: i, end: i + 1 })
const chosen = (x: AnyTensor, order: readonly number[]): AnyTensor =>
  bind(Index.take, [x, plain([order.length], Float64Array.from(order))], { axis: 0 })
const rowsOf = (x: AnyTensor): readonly number[] => Array.from({ length: shape(x)[0] }, (_, i) => i)
const reshaped = (x: AnyTensor, to: Shape): AnyTensor => bind(Layout.reshape, [x], { to })
const stacked = (xs: readonly AnyTensor[]): AnyTensor => (stack(0) as (all: readonly AnyTensor[]) => AnyTensor)(xs)
const vector = (tree: Tree): AnyTensor => flatten<never>(tree as never)

/** An example: a row of the inputs and its target, each without the axis of the batch. */
interface Example {
  readonly x: AnyTensor
  readonly t: AnyTensor
}

/** The loss of one example, as a batch of one. */
const lossOf =
  ({ model, mode, loss }: Network, params: Tree) =>
  ({ x, t }: Example): Scalar =>
    loss(reshaped(t, [1, ...shape(t)]))(model.apply(params)(reshaped(x, [1, ...shape(x)]) as Rows, mode))

const examplesOf = ({ inputs, targets }: Network): readonly Example[] => {
  const without = (x: AnyTensor, i: number): AnyTensor => reshaped(row(x, i), shape(x).slice(1))
  return rowsOf(inputs).map((i) => ({ x: without(inputs, i), t: without(targets, i) }))
}

type Vmap = (f: (e: Example) => Tree) => (all: Example) => Tree
const mapped = vmap as unknown as Vmap

const stackedTrees = (trees: readonly Tree[]): Tree =>
  mapTree(
    'laws',
    (_, path) => stacked(trees.map((tree) => entries(tree).find(([at]) => at === path)?.[1] as AnyTensor)),
    trees[0],
  )

/** Whether the network stays one smooth function as far as numeric differentiation looks along a direction. */
const smoothAlong = ({ params, pieces }: Network, e: Tree): boolean => {
  const step = firstStep(params, e)
  const here = pieces(params)
  return [step, -step].every((t) => pieces(plus(params, scale(t, e))) === here)
}

/** The first violation, where nothing further is tried; silence only where all are silent. */
const most = <A>(all: readonly A[], judge: (a: A) => Verdict): Verdict =>
  all.reduce<Verdict>((so, a) => {
    const now = so._tag === 'Violated' ? so : judge(a)
    return now._tag === 'Silent' ? so : now
  }, silent)

const atPath = (at: string, verdict: Verdict): Verdict => (verdict._tag === 'Violated' ? { ...verdict, at } : verdict)

/** Nothing is drawn for a batch: then rows do not know of one another. */
const evaluated = (n: Network): Network => ({ ...n, mode: M.evaluate })

/** The loss and the gradient of some rows. */
const overRows =
  (n: Network, order: readonly number[]): Map =>
  (params) => {
    const cost = costOf({ ...n, inputs: chosen(n.inputs, order) as Rows, targets: chosen(n.targets, order) })
    return { loss: cost(params), gradient: grad(cost)(params) }
  }

interface Situation {
  readonly network: Network
  /** What directions and orders are drawn from. */
  readonly key: number
  readonly [fc.toStringMethod]: () => string
}

/**
 * The laws of networks, on random ones: derivatives forward, reverse and numeric are the same in every parameter, `vmap` is a loop, and a mean loss does not know the order of
 * its rows.
 *
 * A parameter says nothing about the numeric derivative where a kink of relu, leaky relu, elu or maxout lies within the steps along it.
 *
 * - **False alarms** a chance below 10⁻¹⁰ a law, see `numeric.ts` and `rounding.ts`.
 *
 * @example
 * import { check, networks } from 'nabla-ts/laws'
 * E.isRight(check(networks({ maxDepth: 2 }), { numRuns: 3 })) // => true
 *
 * @category sets
 * @since 0.1.0
 */
export const networks = (options: NetworkOptions = {}): LawSet => {
  const cases = fc.tuple(network(options), fc.nat()).map(([n, from]): Situation => ({
    network: n,
    key: from,
    [fc.toStringMethod]: () => n[fc.toStringMethod](),
  }))
  const each = (name: string, statement: string, judge: (n: Network, key: number) => Verdict): Law =>
    law(name, statement, cases, (s: Situation) => judge(s.network, s.key))
  return {
    name: 'networks',
    laws: [
      each('primal', 'the loss is the same to the bit under every reading', (n, key) => {
        const [f, v] = [costOf(n), drawn(key, n.params)]
        return every([
          same(f(n.params), jvp(f as Map)(n.params, v).primal),
          same(f(n.params), vjp(f as Map)(n.params).primal),
        ])
      }),
      each('forward = reverse', '∂loss/∂p by jvp along p is that of the gradient, for every parameter p', (n) => {
        const [f, all] = [costOf(n), axes(n.params)]
        return agree(
          (p) => stacked(all.map(({ e }) => pushed(f as Map, e)(p) as AnyTensor)),
          (p) => vector(grad(f)(p)),
          n.params,
        )
      }),
      each('reverse = numeric', '∂loss/∂p is the numeric derivative along p, for every parameter p', (n) => {
        const f = costOf(n)
        const gradient = grad(f)(n.params)
        const slope =
          (e: Tree): Cost =>
          (p) =>
            inner(p === n.params ? gradient : grad(f)(p), e)
        return most(axes(n.params), ({ at, e }) =>
          smoothAlong(n, e) ? atPath(at, agreesWithNumeric(f, slope(e), n.params, e)) : silent,
        )
      }),
      each('second order', 'H·v is the same forward over reverse and reverse over reverse', (n, key) => {
        const [f, v] = [costOf(n), drawn(key, n.params)]
        return agree(
          pushed(grad(f), v),
          grad((p) => inner(grad(f)(p), v)),
          n.params,
        )
      }),
      each('vmap = map', 'vmap(f)(rows)ᵢ = f(rowᵢ), to the bit', (n) => {
        const [f, all] = [lossOf(n, n.params), examplesOf(n)]
        return same(stacked(all.map(f)), mapped(f)(stackedTrees(all) as Example))
      }),
      each('per-example gradients', 'vmap(grad(f)) is the loop of grad(f) over the examples, to the bit', (n) => {
        const gradient = (e: Example): Tree => grad((p) => lossOf(n, p)(e))(n.params)
        const all = examplesOf(n)
        return same(stackedTrees(all.map(gradient)), mapped(gradient)(stackedTrees(all) as Example))
      }),
      each('mean of examples', 'the gradient of the mean loss is the mean of the gradients of the examples', (n) => {
        const calm = evaluated(n)
        const all = examplesOf(calm)
        return agree(
          grad(costOf(calm)),
          (p) =>
            scale(
              1 / all.length,
              all.map((e) => grad((q) => lossOf(calm, q)(e))(p)).reduce((a, b) => plus(a, b)),
            ),
          n.params,
        )
      }),
      each('order of rows', 'the loss and its gradient do not depend on the order of the rows', (n, key) => {
        const order = Seed.permutation(rowsOf(n.inputs).length)(Seed.fromNumber(key))
        return agree(overRows(evaluated(n), rowsOf(n.inputs)), overRows(evaluated(n), order), n.params)
      }),
      each('rows twice', 'each row twice leaves the loss and its gradient', (n) => {
        const order = rowsOf(n.inputs)
        return agree(overRows(evaluated(n), order), overRows(evaluated(n), [...order, ...order]), n.params)
      }),
    ],
  }
}
