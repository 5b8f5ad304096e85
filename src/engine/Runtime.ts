/**
 * Programs for ONNX Runtime, in Node or as WebAssembly: both packages have the same interface.
 *
 * Tensors are immutable, so the runtime's copy of a tensor is cached: a data set is converted once, and a state that a run returned is passed to the next run without a
 * copy.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { careful, unfused } from '../graph/Careful.js'
import { fuse } from '../graph/Fuse.js'
import { isOneOf } from '../graph/Rule.js'
import { witnessed } from '../graph/Witness.js'
import * as Linear from '../primitive/Linear.js'
import * as Pointwise from '../primitive/Pointwise.js'
import * as Softmax from '../primitive/Softmax.js'
import type { Precision } from '../onnx/Emitter.js'
import type { Element, ValueInfo } from '../onnx/Model.js'
import { encode, type Encoded } from '../onnx/Onnx.js'
import type { Graph } from '../graph/Graph.js'
import type { Staged } from '../graph/Stage.js'
import { fail, isNablaError } from '../tensor/Errors.js'
import type { Shape } from '../tensor/Shape.js'
import { bytesOf, dense, fromFloats, plain, type AnyTensor } from '../tensor/Value.js'
import { argument, staged, type Engine, type Program } from './Engine.js'
import type { EngineError } from './Errors.js'
import { checkedInputs } from './Checks.js'
import { opening } from './Load.js'
import type { Fed, Numbers, Runtime, Session } from './Session.js'

/**
 * The options of an engine of ONNX Runtime.
 *
 * @category model
 */
export interface RuntimeOptions {
  /** 'float32', the default, is fast; 'float64' is for comparison with the reference engine. */
  readonly precision?: Precision
  /** Threads within an operator, from 1 to 256, by default 1: with one thread, results are reproducible to the bit. */
  readonly threads?: number
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).trim()

/** Indices below 2³² as 64-bit integers, by their lower halves: without a `BigInt` for each. */
const integers = (indices: Float64Array): BigInt64Array => {
  // Local mutation, invisible from outside: a loop over every row of a run.
  const halves = new Uint32Array(2 * indices.length)
  for (let i = 0; i < indices.length; i++) halves[2 * i + lower] = indices[i]
  return new BigInt64Array(halves.buffer)
}

/** The position of the lower half of a 64-bit integer: 0 on little-endian machines, 1 on big-endian ones. */
const lower = new Uint8Array(new BigInt64Array([1n]).buffer)[0] === 1 ? 0 : 1

/** The numbers of a tensor in the runtime's element type. */
const elementsOf = (element: Element, x: AnyTensor): Numbers => {
  switch (element) {
    case 'uint8':
      return bytesOf(x) ?? Uint8Array.from(dense(x))
    case 'int64':
      return integers(dense(x))
    case 'float64':
      return dense(x)
    default:
      return new Float32Array(bytesOf(x) ?? dense(x))
  }
}

/** The runtime's copies of tensors, by element type, as long as the tensor lives. */
type Cache = WeakMap<AnyTensor, Partial<Record<Element, Fed>>>

const feedOf = (runtime: Runtime, cache: Cache, { element, shape }: ValueInfo, x: AnyTensor): Fed => {
  const known = cache.get(x)?.[element]
  if (known !== undefined) return known
  const fed = runtime.tensor(element, elementsOf(element, x), shape as Shape)
  cache.set(x, { ...cache.get(x), [element]: fed })
  return fed
}

const resultOf = (cache: Cache, { element, shape }: ValueInfo, fed: Fed): AnyTensor => {
  const numbers = fed.data as Float32Array | Float64Array
  const x: AnyTensor =
    numbers instanceof Float32Array ? fromFloats(shape as Shape, numbers) : plain(shape as Shape, numbers)
  cache.set(x, { [element]: fed })
  return x
}

/** A graph that the runtime has loaded. */
interface Opened {
  readonly run: (inputs: readonly AnyTensor[]) => Promise<E.Either<EngineError, readonly Fed[]>>
  /** The results of a run as tensors. */
  readonly tensors: (results: readonly Fed[]) => readonly AnyTensor[]
  readonly release: () => Promise<void>
}

const opened = (engine: string, runtime: Runtime, session: Session, { graph }: Encoded, cache: Cache): Opened => {
  const { inputs, outputs } = graph
  return {
    run: async (tensors) => {
      try {
        const feeds = inputs.map((input, i) => [input.name, feedOf(runtime, cache, input, tensors[i])] as const)
        const results = await session.run(Object.fromEntries(feeds))
        return E.right(outputs.map(({ name }) => results[name]))
      } catch (error) {
        return E.left({ _tag: 'Failed', engine, reason: messageOf(error) })
      }
    },
    tensors: (results) => results.map((fed, i) => resultOf(cache, outputs[i], fed)),
    release: () => session.release(),
  }
}

/** Whether a result has a NaN: whether its sum is NaN, and an element is. */
const hasNaN = (result: Fed): boolean => {
  const data = result.data as Float32Array | Float64Array
  // Local mutation, invisible from outside: a loop over every parameter of a run.
  let [a, b, c, d] = [0, 0, 0, 0]
  let i = 0
  for (; i + 4 <= data.length; i += 4) {
    a += data[i]
    b += data[i + 1]
    c += data[i + 2]
    d += data[i + 3]
  }
  for (; i < data.length; i++) a += data[i]
  return Number.isNaN(a + b + c + d) && data.some(Number.isNaN)
}

/** A staged function as a program: the fused graph, and the careful one, which is opened and run if the fused one returns NaN or fails. */
const program = <P, Q>(
  engine: string,
  graph: Graph,
  first: Opened,
  second: TE.TaskEither<EngineError, Opened> | undefined,
  of: Pick<Staged<P, Q>, 'like' | 'result' | 'checks'>,
): Program<P, Q> => {
  const checked = checkedInputs(graph, of.checks)
  // Local mutation, seen by this program only. A release waits for the runs in progress.
  let released = false
  let running: Promise<unknown> = Promise.resolve()
  let fallback: Promise<E.Either<EngineError, Opened>> | undefined
  const computed = async (inputs: readonly AnyTensor[]): Promise<E.Either<EngineError, readonly AnyTensor[]>> => {
    const found = await first.run(inputs)
    if (second === undefined || (E.isRight(found) && !found.right.some(hasNaN)))
      return pipe(found, E.map(first.tensors))
    fallback ??= second()
    const other = await fallback
    return E.isRight(other) ? pipe(await other.right.run(inputs), E.map(other.right.tensors)) : other
  }
  const launch = (inputs: readonly AnyTensor[]): Promise<E.Either<EngineError, Q>> => {
    const run = computed(inputs)
    // Signals the end and carries no value: what a run returned must not be cache by the next.
    running = Promise.allSettled([running, run]).then(() => undefined)
    return run.then(E.map(of.result))
  }
  return {
    graph,
    run: (x) => () =>
      released
        ? Promise.resolve(E.left({ _tag: 'Released', engine }))
        : pipe(
            argument(of.like, x),
            E.chain(checked),
            E.fold((error): Promise<E.Either<EngineError, Q>> => Promise.resolve(E.left(error)), launch),
          ),
    release: async () => {
      if (released) return
      released = true
      await running
      await first.release()
      const other = await fallback
      if (other !== undefined && E.isRight(other)) await other.right.release()
    },
  }
}

/** A graph as the bytes of a model, or an error. */
const encoded = (engine: string, graph: Graph, precision: Precision): E.Either<EngineError, Encoded> =>
  E.tryCatch(
    () => encode(graph, { precision, name: 'nabla' }),
    (error) => ({ _tag: 'Unsupported', engine, reason: isNablaError(error) ? error.message : messageOf(error) }),
  )

/** Whether a graph has an operation for which a fused graph computes something else if a value is not finite. */
const isSpeculative = ({ nodes }: Graph): boolean =>
  nodes.some((node) =>
    node._tag === 'Applied'
      ? isOneOf(
          Pointwise.annihilatingMul,
          Linear.annihilatingMatmul,
          Softmax.softmax,
          Softmax.logSoftmax,
          Softmax.softmaxDeviation,
          Softmax.softmaxResidual,
        )(node.primitive)
      : node._tag === 'Scan' && isSpeculative(node.body),
  )

/** The graph that is run and, if fusion can make it NaN, the one that is run then. */
const graphsFor = (graph: Graph): { readonly graph: Graph; readonly second?: () => Graph } => {
  const fused = fuse(graph)
  if (!isSpeculative(graph) && !isSpeculative(fused)) return { graph: fused }
  return witnessed(fused) ? { graph: fused, second: () => careful(graph) } : { graph: unfused(graph) }
}

/** The largest number of threads. The runtime starts as many as requested, and hangs with thousands. */
const mostThreads = 256

const checkedThreads = (name: string, threads: unknown): void => {
  if (!(typeof threads === 'number' && Number.isInteger(threads) && threads >= 1 && threads <= mostThreads))
    fail(
      name,
      `"threads" that are an integer from 1 to ${mostThreads}`,
      typeof threads === 'number' ? String(threads) : (JSON.stringify(threads) ?? typeof threads),
    )
}

/** An engine from a runtime, which is loaded at first use. */
export const fromRuntime = (
  name: string,
  load: TE.TaskEither<EngineError, Runtime>,
  { precision = 'float32', threads = 1 }: RuntimeOptions,
): Engine => {
  checkedThreads(name, threads)
  const cache: Cache = new WeakMap()
  /** A graph as the runtime has it. */
  const session = (graph: Graph): TE.TaskEither<EngineError, Opened> =>
    pipe(
      TE.Do,
      TE.bind('model', () => TE.fromEither(encoded(name, graph, precision))),
      TE.bind('runtime', () => load),
      TE.bind('session', ({ runtime, model }) =>
        TE.tryCatch(
          () => runtime.create(model.bytes, threads, precision),
          (error): EngineError => ({ _tag: 'Unsupported', engine: name, reason: messageOf(error) }),
        ),
      ),
      TE.map(({ runtime, model, session: made }) => opened(name, runtime, made, model, cache)),
    )
  return {
    name: `${name}, ${precision}`,
    precision,
    load: opening(name, load, threads),
    compile:
      <P, Q>(f: (x: P) => Q) =>
      (like: P) =>
        pipe(
          TE.Do,
          TE.bind('of', () => TE.fromEither(staged(name, f, like))),
          TE.bind('graphs', ({ of }) => TE.fromEither(tried(name, () => graphsFor(of.graph)))),
          TE.bind('first', ({ graphs }) => session(graphs.graph)),
          TE.map(({ of, graphs: { graph, second }, first }) =>
            program<P, Q>(
              name,
              graph,
              first,
              second &&
                pipe(
                  TE.fromIOEither(() => tried(name, second)),
                  TE.chain(session),
                ),
              of,
            ),
          ),
        ),
  }
}

const tried = <A>(engine: string, f: () => A): E.Either<EngineError, A> =>
  E.tryCatch(f, (error) => ({ _tag: 'Unsupported', engine, reason: messageOf(error) }))
