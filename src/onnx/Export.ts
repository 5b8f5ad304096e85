/**
 * Export of functions as ONNX models: with open sizes, readable names and notes, and inference models of networks with their parameters.
 */
import * as E from 'fp-ts/lib/Either.js'
import { knownOptions, any, integer, precisions, record, text, textsByName, type Allowed } from '../codec/Options.js'
import type { Model } from '../nn/Model.js'
import { fail } from '../tensor/Errors.js'
import { entries, mapTree } from '../tensor/Params.js'
import { sizeOf, type Shape } from '../tensor/Shape.js'
import { bytesOf, fromBytes, shape, type AnyTensor } from '../tensor/Value.js'
import { hollow } from '../graph/Build.js'
import { fuse } from '../graph/Fuse.js'
import type { Graph, Node } from '../graph/Graph.js'
import { simplify } from '../graph/Simplify.js'
import { stage } from '../graph/Stage.js'
import type { Precision } from './Emitter.js'
import type { Shapes } from './Shapes.js'
import { version } from './Model.js'
import { encode, type Encoded } from './Onnx.js'
import { type Named } from './Open.js'
import { overlay, type Overlay } from './Overlay.js'
import { record as expectRecord } from '../tensor/Expect.js'

/**
 * How a model is written.
 *
 * @category model
 */
export interface ExportOptions {
  /** By default 'float32', which every runtime is fast in. */
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

/** An export: a function, and its descriptions. */
export interface Exporting<P> {
  readonly operation: string
  readonly f: (x: P) => unknown
  /** An argument, for some values of the open sizes. */
  readonly like: (sizes: Readonly<Record<string, number>>) => P
  /** The names of the open sizes. */
  readonly open: readonly string[]
  /** The known value of an input that is not an input of the model, by its path. */
  readonly known?: (path: string) => AnyTensor | undefined
  /** How an input is called, by its path. */
  readonly called?: (path: string) => string
  readonly name: string
  readonly doc: string
  readonly words: (name: string) => string | undefined
  readonly metadata: Readonly<Record<string, string>>
  readonly options: ExportOptions
}

/** A tensor without numbers, of another shape; bytes stay bytes. */
export const emptied = (x: AnyTensor, of: Shape): AnyTensor =>
  bytesOf(x) === undefined ? hollow(of) : fromBytes(of, new Uint8Array(sizeOf(of)))

const large: readonly number[] = [89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167]
const small: readonly number[] = [
  2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83,
]

/** Values for each open size: primes that no other size is a multiple of, two that are close together and a small one. */
const valuesFor = <P>({ operation, open, like }: Exporting<P>): readonly (readonly [number, number, number])[] => {
  const others = entries(like(Object.fromEntries(open.map((name) => [name, 1])))).flatMap(([, x]) => shape(x))
  const free = (primes: readonly number[]): readonly number[] =>
    primes.filter((p) => others.every((size) => size === 0 || size % p !== 0))
  const [most, least] = [free(large), free(small)]
  return most.length >= 2 * open.length && least.length >= open.length
    ? open.map((_, i) => [most[2 * i], most[2 * i + 1], least[i]])
    : fail(operation, 'sizes that leave primes to try', others.join(', '))
}

/** From the most to the least optimised: passes after which the two graphs differ are left out. */
const passes: readonly ((graph: Graph) => Graph)[] = [fuse, simplify, (graph) => graph]

const withOpenSizes = <P>(exporting: Exporting<P>): Overlay => {
  const { operation, open, f, like } = exporting
  const values = valuesFor(exporting)
  const at = (which: 0 | 1 | 2): Graph =>
    stage(f)(like(Object.fromEntries(open.map((name, i) => [name, values[i][which]]))) as never).graph
  const between = (which: 1 | 2): readonly Named[] =>
    open.map((name, i) => ({ name, values: [values[i][0], values[i][which]] }))
  const [a, b] = [at(0), at(1)]
  const found = passes.reduce<E.Either<string, Overlay>>(
    (so, pass) => (E.isRight(so) ? so : overlay(between(1), pass(a), pass(b))),
    E.left(''),
  )
  const checked = E.isRight(found) ? overlay(between(2), a, at(2)) : found
  const words = (objection: string): never =>
    fail(operation, `a function that is the same for each size called ${open.join(', ')}`, `that ${objection}`)
  return E.isLeft(checked) ? words(checked.left) : E.isLeft(found) ? words(found.left) : found.right
}

const renamed = (graph: Graph, called: (path: string) => string): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node): Node => (node._tag === 'Input' ? { ...node, name: called(node.name) } : node)),
})

/** A function as a model. */
export const exported = <P>(exporting: Exporting<P>): Encoded => {
  const { f, like, open, known, called = (path) => path, name, doc, words, metadata, options } = exporting
  const { graph, shapes }: { readonly graph: Graph; readonly shapes?: Shapes } =
    open.length === 0 ? { graph: fuse(stage(f)(like({}) as never).graph) } : withOpenSizes(exporting)
  const values = new Map(
    graph.inputs.flatMap((place) => {
      const node = graph.nodes[place]
      const value = node._tag === 'Input' ? known?.(node.name) : undefined
      return value === undefined ? [] : [[place, value] as const]
    }),
  )
  return encode(renamed(graph, called), {
    precision: options.precision ?? 'float32',
    name: options.name ?? name,
    known: values,
    words,
    doc,
    metadata: { library: `nabla-ts ${version}`, ...metadata, ...options.about },
    ...(shapes === undefined ? {} : { shapes }),
  })
}

/**
 * How a model for inference is written.
 *
 * @category model
 */
export interface ModelOptions<I, O, M> extends ExportOptions {
  /** An input like those that the model will be given; its numbers are not looked at. The first axis of each tensor is the batch. */
  readonly input: I
  /** The objective of the model: its activation is applied last, so that the output has a meaning, such as probabilities of classes. */
  readonly objective?: { readonly name: string; readonly activation: (output: O) => M }
  /** The size of a batch; without it the model takes batches of any size. */
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
      return first === undefined ? x : emptied(x, [batch, ...rest])
    },
    input,
  ) as I

/** A path without its first step. */
const inside = (path: string): string => path.replace(/^params\./, '')

/**
 * A network with its parameters as an ONNX model for inference: it takes `input`, for a batch of any size, and gives `output`. Any runtime of ONNX computes what `Train.predict` does of tensors, within the
 * rounding of its numbers (for the rows of a table, whose columns are scaled, there is `Onnx.predictor`), and any viewer shows the parameters under their names.
 *
 * The network is in evaluate mode: dropout does nothing. It is staged for batches of three sizes, all primes; where the graphs differ by more than these sizes, as where the model divides by the
 * size of the batch, it is refused, and can be exported for batches of one size.
 *
 * - **Errors** a `NablaError` where the model is not the same for each size of a batch, or cannot be staged.
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
  const given = new Map(entries({ params }).map(([path, x]) => [path, x]))
  const activated = objective === undefined ? '' : `, after the activation of ${objective.name}`
  return exported({
    operation: 'Onnx.model',
    f: (x: { readonly params: P; readonly input: I }) => {
      const output = network.apply(x.params)(x.input)
      return { output: objective === undefined ? output : objective.activation(output) }
    },
    like: (sizes) => ({ params, input: resized<I>(input, batch ?? sizes.batch) }),
    open: batch === undefined ? ['batch'] : [],
    known: (path) => given.get(path),
    called: inside,
    name: 'inference',
    doc: `A network for inference: from input to output, in evaluate mode. Each row of the batch is computed by itself.`,
    words: (name) =>
      /^input(\.|$)/.test(name)
        ? 'What the network is given: examples along the first axis.'
        : /^output(\.|$)/.test(name)
          ? `What the network makes of each example${activated}.`
          : `Parameter "${name}".`,
    metadata: objective === undefined ? {} : { objective: objective.name },
    options,
  })
}
