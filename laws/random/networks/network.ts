/**
 * Random well-typed networks with data.
 *
 * A network is drawn as a list of layers, each with its own key for numbers, from which it takes as many as its widths require. So a case shrinks layer by layer,
 * and the rest keeps its numbers: a layer is removed, a width or the number of rows decreases, an activation becomes the identity, numbers become multiples of a quarter. It prints as
 * the code that a user would write.
 */
import { knownOptions, integer } from '../../../src/codec/Options.js'
import * as Allowed from '../../allowed.js'
import * as fc from 'fast-check'
import * as M from '../../../src/nn/Model.js'
import * as Seed from '../../../src/random/Seed.js'
import { shape, toArray, type AnyTensor, type Scalar } from '../../../src/tensor/Value.js'
import type { Tree } from '../../tree.js'
import { activationOf, chained, dropoutOf, grain, grid, key, layers, linearPart, widest, type Drawn } from './layers.js'
import { choices, goals, table, type Choice, type Goal, type Pool, type Rows } from './parts.js'

/**
 * A network with parameters and with data to fit it.
 *
 * @category model
 */
export interface Network {
  readonly model: M.Model<Tree, Rows, Rows>
  readonly params: Tree
  readonly inputs: Rows
  readonly targets: AnyTensor
  /** How the network is applied: with a seed for its dropout, or without. */
  readonly mode: M.Mode
  readonly loss: (targets: AnyTensor) => (output: Rows) => Scalar
  /** The side of every kink of the network, at given parameters: where this is the same, the network is one smooth function */
  readonly pieces: (params: Tree) => string
  readonly [fc.toStringMethod]: () => string
}

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
 * The parts of random networks; by default all parts of the library.
 *
 * @category cases
 */
export interface NetworkOptions {
  /** The activations between layers, the simplest first. */
  readonly activations?: readonly Choice[]
  readonly goals?: readonly Goal[]
  /** The largest number of layers with parameters; 6 by default. */
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
 */
export const network = (options: NetworkOptions = {}): fc.Arbitrary<Network> => {
  const known = { activations: Allowed.records, goals: Allowed.records, maxDepth: integer(1) }
  const { activations = choices, goals: aims = goals, maxDepth = 6 } = knownOptions('laws.network', known, options)
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
