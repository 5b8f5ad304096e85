/**
 * Export of functions as ONNX models: with open sizes, readable names and notes, and inference models of networks with their parameters.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { knownOptions, any, integer, precisions, record, text, textsByName, type Allowed } from '../codec/Options.js'
import type { Model } from '../nn/Model.js'
import { fail } from '../tensor/Errors.js'
import { entries, mapTree } from '../tensor/Params.js'
import { sizeOf, type Shape } from '../tensor/Shape.js'
import { bytesOf, fromBytes, shape, type AnyTensor } from '../tensor/Value.js'
import { hollow } from '../graph/Build.js'
import { fuse } from '../graph/Fuse.js'
import type { Graph } from '../graph/Graph.js'
import { simplify } from '../graph/Simplify.js'
import { stage } from '../graph/Stage.js'
import type { Precision } from './Emitter.js'
import type { LowerOptions } from './Lower.js'
import { merge } from './Merge.js'
import { version, type Dimension } from './Model.js'
import { encode, type Encoded } from './Onnx.js'
import { samples, type Sizes } from './Open.js'
import { record as expectRecord } from '../tensor/Expect.js'

/**
 * How a model is written.
 *
 * @category model
 */
export interface ExportOptions {
  /** The type of numbers; by default 'float32', which is fast in every runtime. */
  readonly precision?: Precision
  /** The name of the model; by default its kind. */
  readonly name?: string
  /** Additional metadata, besides the version of the library and the names of its sources. */
  readonly about?: Readonly<Record<string, string>>
}

/** The options of every export. */
export const exportOptions = {
  precision: precisions,
  name: text,
  about: textsByName,
} satisfies Record<keyof ExportOptions, Allowed>

/** A function to be exported, and how its model is described. */
export interface Exporting<P> extends Pick<LowerOptions, 'name' | 'parameter' | 'rename'> {
  readonly operation: string
  readonly f: (x: P) => unknown
  /** An argument, for some values of the open sizes. */
  readonly like: (sizes: Sizes) => P
  /** The names of the open sizes. */
  readonly open: readonly string[]
  readonly doc: string
  readonly describe: (name: string) => string | undefined
  readonly metadata: Readonly<Record<string, string>>
  readonly options: ExportOptions
}

/** A placeholder of some shape for a tensor; bytes stay bytes. */
export const placeholder = (x: AnyTensor, dims: Shape): AnyTensor =>
  bytesOf(x) === undefined ? hollow(dims) : fromBytes(dims, new Uint8Array(sizeOf(dims)))

/** The function as one graph for all values of the open sizes, optimised as far as the passes do not depend on them. */
const staged = <P>({ operation, open, f, like }: Exporting<P>): Graph<Dimension> => {
  const at = samples(open)
  const graphs = at.map((sizes) => stage(f)(like(sizes) as never).graph)
  const names = (sizes: Sizes): string => open.map((name) => `${name} is ${sizes[name]}`).join(' and ')
  return pipe(
    merge(at, graphs.map(fuse)),
    E.alt(() => merge(at, graphs.map(simplify))),
    E.alt(() => merge(at, graphs)),
    E.getOrElse((nodes): Graph<Dimension> =>
      fail(
        operation,
        `operations and constants that do not depend on ${open.join(' or ')}, as those of a mean over it do`,
        [0, at.length - 1].map((i) => `${nodes[i]} where ${names(at[i])}`).join(', and '),
      ),
    ),
  )
}

/** A function as a model. */
export const exported = <P>(exporting: Exporting<P>): Encoded => {
  const { name, metadata, options, ...rest } = exporting
  return encode(staged(exporting), {
    ...rest,
    precision: options.precision ?? 'float32',
    name: options.name ?? name,
    metadata: { library: `nabla-ts ${version}`, ...metadata, ...options.about },
  })
}

/**
 * How a model for inference is written.
 *
 * @category model
 */
export interface ModelOptions<I, O, M> extends ExportOptions {
  /** An example of the input; its numbers are not read. The first axis of each tensor is the batch. */
  readonly input: I
  /** The objective, whose activation is applied last: for example, the output is then probabilities of classes. */
  readonly objective?: { readonly name: string; readonly activation: (output: O) => M }
  /** The size of a batch. By default the model takes batches of any size. */
  readonly batch?: number
}

const objectives: Allowed = {
  expected: 'an objective',
  holds: (u) => record.holds(u) && typeof (u as { readonly activation?: unknown }).activation === 'function',
}

const resized = <I>(input: I, batch: number): I =>
  mapTree(
    'Onnx.model',
    (x) => {
      const [first, ...rest] = shape(x)
      return first === undefined ? x : placeholder(x, [batch, ...rest])
    },
    input,
  ) as I

/**
 * A network with its parameters as an ONNX model for inference, from `input` to `output`, for batches of any size. Any runtime of ONNX computes what `Train.predict` computes, within rounding, and
 * any viewer shows the parameters under their names. For the rows of a table, whose columns are scaled, use `Onnx.predictor`.
 *
 * The network is in evaluate mode: dropout does nothing. A network whose operations or constants depend on the size of the batch, as where it takes a mean over it, is refused; with the option `batch` it is
 * exported for batches of one size.
 *
 * - **Errors** a `NablaError` if the operations or constants of the network depend on the size of the batch, or if it cannot be staged.
 * - **Law** the model computes what the network does, for batches of any size.
 *
 * @example
 * const network = M.named('logits', L.dense(2, 3))
 * const params = network.init(Seed.fromNumber(1))
 * const { bytes, graph } = Onnx.model(network, params, { input: T.zeros([1, 2]), objective: Objective.multiclass(3) })
 * bytes instanceof Uint8Array // => true
 * graph.inputs.map(({ name, shape }) => [name, shape]) // => [['input', ['batch', 2]]]
 * graph.outputs.map(({ name, shape }) => [name, shape]) // => [['output', ['batch', 3]]]
 * graph.initializers.map(({ name }) => name) // => ['logits.bias', 'logits.weight']
 * graph.operations.map(({ type }) => type) // => ['Gemm', 'Softmax', 'Identity']
 *
 * @category exports
 */
export const model = <P, I, O, M = O>(
  network: Model<P, I, O>,
  params: P,
  options: ModelOptions<NoInfer<I>, NoInfer<O>, M>,
): Encoded => {
  expectRecord('Onnx.model', 'a model', { init: 'function', apply: 'function' }, network)
  knownOptions('Onnx.model', { ...exportOptions, input: any, objective: objectives, batch: integer(1) }, options)

  const { input, objective, batch } = options
  const values = new Map(entries({ params }).map(([path, x]) => [path, x]))
  const activated = objective === undefined ? '' : `, after the activation of ${objective.name}`
  return exported({
    operation: 'Onnx.model',
    f: (x: { readonly params: P; readonly input: I }) => {
      const output = network.apply(x.params)(x.input)
      return { output: objective === undefined ? output : objective.activation(output) }
    },
    like: (sizes) => ({ params, input: resized<I>(input, batch ?? sizes.batch) }),
    open: batch === undefined ? ['batch'] : [],
    parameter: (path) => values.get(path),
    rename: (path) => path.replace(/^params\./, ''),
    name: 'inference',
    doc: `A network for inference: from input to output, in evaluate mode. Each row of the batch is computed by itself.`,
    describe: (name) =>
      /^input(\.|$)/.test(name)
        ? 'The input of the network: examples along the first axis.'
        : /^output(\.|$)/.test(name)
          ? `The output of the network for each example${activated}.`
          : `Parameter "${name}".`,
    metadata: objective === undefined ? {} : { objective: objective.name },
    options,
  })
}
