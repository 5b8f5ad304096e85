/**
 * Programs for ONNX Runtime, in Node or as WebAssembly: both packages have one interface, of which this is the part that is used.
 *
 * Tensors are immutable, so what was once written for the runtime is kept with the tensor: a data set is written once, and a state that a run returned goes into the next one as it
 * came out. Nothing that is fed can change under a run.
 *
 * @since 0.1.0
 */
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { fuse } from '../graph/Fuse.js'
import type { Precision } from '../graph/onnx/Emitter.js'
import type { Element, ValueInfo } from '../graph/onnx/Model.js'
import { encode, type Encoded } from '../graph/onnx/Onnx.js'
import type { Graph } from '../graph/Graph.js'
import { isNablaError } from '../tensor/Errors.js'
import type { Shape } from '../tensor/Shape.js'
import { bytesOf, dense, fromFloats, plain, type AnyTensor } from '../tensor/Value.js'
import { argument, staged, type Engine, type Program } from './Engine.js'
import type { EngineError } from './Errors.js'
import { indexed } from './Indices.js'
import { opening } from './Load.js'

/** Numbers as the runtime has them. */
export type Numbers = Float32Array | Float64Array | BigInt64Array | Uint8Array

/** A tensor of the runtime. */
export interface Fed {
  readonly data: unknown
  readonly dispose?: () => void
}

/** A model that the runtime has loaded. */
export interface Session {
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  readonly run: (feeds: Readonly<Record<string, Fed>>) => Promise<Readonly<Record<string, Fed>>>
  readonly release: () => Promise<void>
}

/** The part of `onnxruntime-node` and `onnxruntime-web` that is used. */
export interface Runtime {
  readonly create: (model: Uint8Array, threads: number, precision?: Precision) => Promise<Session>
  readonly tensor: (element: Element, data: Numbers, shape: Shape) => Fed
}

/**
 * How an engine of ONNX Runtime computes.
 *
 * @category model
 * @since 0.1.0
 */
export interface RuntimeOptions {
  /** 'float32', by default, is what the runtime is fast in; 'float64' is for comparing with the interpreter. */
  readonly precision?: Precision
  /** Threads within an operator, by default 1: with one, results are the same to the bit each time. */
  readonly threads?: number
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error)).trim()

/** Indices, which are below 2³², as integers of 64 bits, without a `BigInt` for each: their lower halves. */
const integers = (indices: Float64Array): BigInt64Array => {
  // Local mutation, invisible from outside: a loop over every row of a run.
  const halves = new Uint32Array(2 * indices.length)
  for (let i = 0; i < indices.length; i++) halves[2 * i + lower] = indices[i]
  return new BigInt64Array(halves.buffer)
}

/** Where the lower half of an integer lies: first, but on the few machines that begin with the upper. */
const lower = new Uint8Array(new BigInt64Array([1n]).buffer)[0] === 1 ? 0 : 1

/** The numbers of a tensor as the runtime is to have them. */
const written = (element: Element, x: AnyTensor): Numbers => {
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

/** What each tensor was written as, as long as the tensor lives. */
type Written = WeakMap<AnyTensor, Partial<Record<Element, Fed>>>

const feedOf = (runtime: Runtime, kept: Written, { element, shape }: ValueInfo, x: AnyTensor): Fed => {
  const known = kept.get(x)?.[element]
  if (known !== undefined) return known
  const fed = runtime.tensor(element, written(element, x), shape as Shape)
  kept.set(x, { ...kept.get(x), [element]: fed })
  return fed
}

const resultOf = (kept: Written, { element, shape }: ValueInfo, fed: Fed): AnyTensor => {
  const numbers = fed.data as Float32Array | Float64Array
  const x: AnyTensor =
    numbers instanceof Float32Array ? fromFloats(shape as Shape, numbers) : plain(shape as Shape, numbers)
  kept.set(x, { [element]: fed })
  return x
}

/** A session as a program. */
const program = <P, Q>(
  engine: string,
  runtime: Runtime,
  session: Session,
  model: Encoded,
  graph: Graph,
  of: { readonly like: P; readonly result: (outputs: readonly AnyTensor[]) => Q },
  kept: Written,
): Program<P, Q> => {
  const checked = indexed(graph)
  const { inputs, outputs } = model.graph
  // Local mutation, seen by this program only. A release waits for the runs that have begun.
  let released = false
  let running: Promise<unknown> = Promise.resolve()
  const feeds = (tensors: readonly AnyTensor[]): Readonly<Record<string, Fed>> =>
    Object.fromEntries(inputs.map((input, i) => [input.name, feedOf(runtime, kept, input, tensors[i])]))
  const launch = async (fed: Readonly<Record<string, Fed>>): Promise<E.Either<EngineError, Q>> => {
    const run = session.run(fed)
    // Nothing but that it is over: what a run returned must not be kept by the next.
    running = Promise.allSettled([running, run]).then(() => undefined)
    try {
      const results = await run
      return E.right(of.result(outputs.map((output) => resultOf(kept, output, results[output.name]))))
    } catch (error) {
      return E.left({ _tag: 'Failed', engine, reason: sentence(error) })
    }
  }
  return {
    graph,
    run: (x) => () =>
      released
        ? Promise.resolve(E.left({ _tag: 'Released', engine }))
        : pipe(
            argument(of.like, x),
            E.chain(checked),
            E.map(feeds),
            E.fold((error): Promise<E.Either<EngineError, Q>> => Promise.resolve(E.left(error)), launch),
          ),
    release: async () => {
      if (released) return
      released = true
      await running
      await session.release()
    },
  }
}

/** A graph as a model in bytes, or why it cannot be one. */
const encoded = (engine: string, graph: Graph, precision: Precision): E.Either<EngineError, Encoded> =>
  E.tryCatch(
    () => encode(graph, { precision, name: 'nabla' }),
    (error) => ({ _tag: 'Unsupported', engine, reason: isNablaError(error) ? error.message : sentence(error) }),
  )

/** An engine from a runtime, which is loaded when it is first needed. */
export const fromRuntime = (
  name: string,
  load: TE.TaskEither<EngineError, Runtime>,
  { precision = 'float32', threads = 1 }: RuntimeOptions,
): Engine => {
  const kept: Written = new WeakMap()
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
          TE.bind('graph', ({ of }) => TE.fromEither(tried(name, () => fuse(of.graph)))),
          TE.bind('model', ({ graph }) => TE.fromEither(encoded(name, graph, precision))),
          TE.bind('runtime', () => load),
          TE.bind('session', ({ runtime, model }) =>
            TE.tryCatch(
              () => runtime.create(model.bytes, threads, precision),
              (error): EngineError => ({ _tag: 'Unsupported', engine: name, reason: sentence(error) }),
            ),
          ),
          TE.map(({ of, graph, model, runtime, session }) =>
            program<P, Q>(name, runtime, session, model, graph, of, kept),
          ),
        ),
  }
}

const tried = <A>(engine: string, f: () => A): E.Either<EngineError, A> =>
  E.tryCatch(f, (error) => ({ _tag: 'Unsupported', engine, reason: sentence(error) }))
