/**
 * Models from ONNX files, as functions from named tensors to named tensors.
 *
 * Loading does not throw: a damaged or truncated file, or one of another format, is a `BadModel`.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { isTensor, dense, plain, shape, type AnyTensor } from '../tensor/Value.js'
import { print } from '../tensor/Shape.js'
import type { Engine } from './Engine.js'
import type { EngineError } from './Errors.js'
import { withoutShape } from './Ranks.js'
import { noTensor, otherNumbers, refusal } from './Refused.js'
import type { Loaded, Named, Port } from './Loaded.js'
import type { Fed, Numbers, Runtime, Session } from './Session.js'

/** The runtime's metadata of an input or output. */
interface Metadata {
  readonly name: string
  readonly isTensor: boolean
  readonly type?: string
  readonly shape?: readonly (number | string)[]
}

interface Described extends Session {
  readonly inputMetadata?: readonly Metadata[]
  readonly outputMetadata?: readonly Metadata[]
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error)).trim()

/** The conversion of numbers to elements of a kind, and the range of valid numbers. */
interface Kind {
  readonly write: (data: Float64Array) => Numbers
  readonly holds: (v: number) => boolean
  readonly expected: string
}

const anything = { holds: () => true, expected: 'numbers' }

/** Above 2⁵³ float64 does not represent every integer. */
const safe = { holds: Number.isSafeInteger, expected: 'integers of at most 2^53 - 1' }
const int32 = {
  holds: (v: number) => Number.isInteger(v) && Math.abs(v + 0.5) < 2 ** 31,
  expected: 'integers from -2^31 to 2^31 - 1',
}

const kinds: Readonly<Record<string, Kind | undefined>> = {
  float32: { ...anything, write: (data) => Float32Array.from(data) },
  float64: { ...anything, write: (data) => data.slice() },
  int64: { ...safe, write: (data) => BigInt64Array.from(data, (v) => BigInt(v)) },
  int32: { ...int32, write: (data) => Int32Array.from(data) as unknown as Numbers },
  uint8: {
    holds: (v) => Number.isInteger(v) && v >= 0 && v < 256,
    expected: 'integers from 0 to 255',
    write: (data) => Uint8Array.from(data),
  },
  bool: {
    holds: (v) => v === 0 || v === 1,
    expected: 'numbers that are 0 or 1',
    write: (data) => Uint8Array.from(data),
  },
}

const ports = (
  engine: string,
  what: string,
  metadata: readonly Metadata[] | undefined,
  bare: ReadonlySet<string>,
): E.Either<EngineError, readonly Port[]> => {
  const bad = (reason: string, next?: string): E.Either<EngineError, never> =>
    E.left({ _tag: 'BadModel', engine, reason, ...(next === undefined ? {} : { next }) })
  if (metadata === undefined) return bad(`this version of the runtime does not say which ${what} a model has`)
  const strange = metadata.find(({ type }) => kinds[type ?? ''] === undefined)
  return strange === undefined
    ? E.right(
        metadata.map(({ name, type = '', shape: sizes = [] }) =>
          bare.has(name) ? { name, element: type } : { name, element: type, shape: sizes },
        ),
      )
    : bad(
        `"${strange.name}", one of its ${what}, is ${strange.isTensor ? `of ${strange.type} elements` : 'no tensor'}, expected one of ${Object.keys(kinds).join(', ')}`,
        strange.isTensor ? otherNumbers(strange.type ?? '') : noTensor,
      )
}

const wrong = (path: string, expected: string, found: string): E.Either<EngineError, never> =>
  E.left({ _tag: 'WrongArgument', path, expected, found })

/** The values of named sizes. */
type Sizes = Readonly<Record<string, number>>

/** The values that a tensor's shape gives to the named sizes of an input, if it matches. */
const fits = ({ name, shape: sizes }: Port, x: AnyTensor, known: Sizes): E.Either<EngineError, Sizes> => {
  if (sizes === undefined) return E.right(known)
  const found = shape(x)
  const named = (d: number | string): d is string => typeof d === 'string' && d !== ''
  const all = sizes.reduce<Sizes>(
    (so, d, i) => (named(d) && so[d] === undefined ? { ...so, [d]: found[i] } : so),
    known,
  )
  const asked = sizes.map((d) => (named(d) ? (known[d] ?? d) : d))
  return found.length === sizes.length &&
    sizes.every((d, i) => (named(d) ? all[d] === found[i] : typeof d === 'string' || d < 0 || d === found[i]))
    ? E.right(all)
    : wrong(name, `shape [${asked.join(', ')}]`, print(found))
}

const feed = (runtime: Runtime, { name, element }: Port, x: AnyTensor): E.Either<EngineError, Fed> =>
  pipe(
    E.tryCatch(
      () => dense(x),
      (error): EngineError => ({
        _tag: 'WrongArgument',
        path: name,
        expected: 'a tensor of plain numbers',
        found: sentence(error),
      }),
    ),
    E.chain((data) => {
      const { holds, expected, write } = kinds[element] as Kind
      const stray = data.find((v) => !holds(v))
      return stray === undefined
        ? E.right(runtime.tensor(element as never, write(data), shape(x)))
        : wrong(name, expected, String(stray))
    }),
  )

const feeds = (
  runtime: Runtime,
  inputs: readonly Port[],
  values: Named,
): E.Either<EngineError, Readonly<Record<string, Fed>>> => {
  const braces = (names: readonly string[]): string => `{ ${[...names].sort().join(', ')} }`
  const [asked, given] = [braces(inputs.map(({ name }) => name)), braces(Object.keys(values ?? {}))]
  if (asked !== given) return wrong('', asked, given)
  const odd = inputs.find(({ name }) => !isTensor(values[name]))
  if (odd !== undefined) return wrong(odd.name, 'a tensor', typeof values[odd.name])
  return pipe(
    inputs.reduce<E.Either<EngineError, Sizes>>(
      (sizes, input) =>
        pipe(
          sizes,
          E.chain((known) => fits(input, values[input.name], known)),
        ),
      E.right({}),
    ),
    E.chain(() =>
      pipe(
        inputs,
        E.traverseArray((input) =>
          pipe(
            feed(runtime, input, values[input.name]),
            E.map((fed) => [input.name, fed] as const),
          ),
        ),
      ),
    ),
    E.map(Object.fromEntries),
  )
}

/** An output tensor of the runtime. */
interface Result {
  readonly data: Iterable<number | bigint>
  readonly dims: readonly number[]
}

const resultOf = (engine: string, name: string, fed: Fed): E.Either<EngineError, AnyTensor> => {
  const { data, dims } = fed as unknown as Result
  const stray =
    data instanceof BigInt64Array
      ? data.find((v) => BigInt(Number(v)) !== v || !Number.isSafeInteger(Number(v)))
      : undefined
  return stray === undefined
    ? E.right(plain(Object.freeze([...dims]), Float64Array.from(data, Number)))
    : E.left({
        _tag: 'Failed',
        engine,
        reason: `the output "${name}" has the integer ${stray}, and numbers hold integers to 2^53 - 1 only`,
      })
}

const asFunction = (
  engine: string,
  runtime: Runtime,
  session: Session,
  inputs: readonly Port[],
  outputs: readonly Port[],
): Loaded => {
  // Local mutation, seen by this model only. A release waits for the runs in progress.
  let released = false
  let running: Promise<unknown> = Promise.resolve()
  const launch = async (fed: Readonly<Record<string, Fed>>): Promise<E.Either<EngineError, Named>> => {
    const run = session.run(fed)
    running = Promise.allSettled([running, run]).then(() => undefined)
    try {
      const results = await run
      return pipe(
        outputs,
        E.traverseArray(({ name }) =>
          pipe(
            resultOf(engine, name, results[name]),
            E.map((x) => [name, x] as const),
          ),
        ),
        E.map(Object.fromEntries),
      )
    } catch (error) {
      return E.left({ _tag: 'Failed', engine, reason: sentence(error) })
    }
  }
  return {
    inputs,
    outputs,
    run: (values) => () =>
      released
        ? Promise.resolve(E.left({ _tag: 'Released', engine }))
        : pipe(
            feeds(runtime, inputs, values),
            E.fold((error): Promise<E.Either<EngineError, Named>> => Promise.resolve(E.left(error)), launch),
          ),
    release: async () => {
      if (released) return
      released = true
      await running
      await session.release()
    },
  }
}

/** Opens the bytes of a file in a runtime. */
export const opening =
  (engine: string, load: TE.TaskEither<EngineError, Runtime>, threads: number) =>
  (bytes: Uint8Array): TE.TaskEither<EngineError, Loaded> =>
    pipe(
      TE.Do,
      TE.bind('runtime', () => load),
      TE.bind('session', ({ runtime }) =>
        TE.tryCatch(
          // The runtime fails on an empty array with an unclear message.
          () => (bytes.length === 0 ? Promise.reject(new Error('there are no bytes')) : runtime.create(bytes, threads)),
          (error): EngineError => ({ _tag: 'BadModel', engine, ...refusal(bytes, sentence(error)) }),
        ),
      ),
      TE.let('bare', () => withoutShape(bytes)),
      TE.bind('inputs', ({ session, bare }) =>
        TE.fromEither(ports(engine, 'inputs', (session as Described).inputMetadata, bare)),
      ),
      TE.bind('outputs', ({ session, bare }) =>
        TE.fromEither(ports(engine, 'outputs', (session as Described).outputMetadata, bare)),
      ),
      TE.map(({ runtime, session, inputs, outputs }) => asFunction(engine, runtime, session, inputs, outputs)),
    )

/**
 * Loads a model from the bytes of an `.onnx` file, on an engine that reads such files.
 *
 * - **Errors** `BadModel` if the bytes are not a model with tensors of numbers as inputs; `WrongArgument` if the names, shapes or element types of a run's arguments differ from those the model
 *   takes.
 *
 * @example
 * import { onnxRuntime } from 'nabla-ts/OnnxRuntime'
 * import { Show } from 'nabla-ts/Engine'
 * const layer = L.dense(2, 1)
 * const { bytes } = Onnx.model(layer, { weight: T.tensor([[1], [2]]), bias: T.tensor([3]) }, { input: T.zeros([1, 2]) })
 * const loaded = await Onnx.load(onnxRuntime())(bytes)()
 * const result = E.isRight(loaded) ? await loaded.right.run({ input: T.tensor([[10, 100]]) })() : loaded
 * E.isRight(result) && T.toArray(result.right.output) // => [[213]]
 * const broken = await Onnx.load(onnxRuntime())(bytes.slice(0, 50))()
 * E.isLeft(broken) && Show.show(broken.left).slice(0, 35) // => 'ONNX Runtime cannot read this model'
 *
 * @category engines
 */
export const load =
  (engine: Engine) =>
  (bytes: Uint8Array): TE.TaskEither<EngineError, Loaded> =>
    engine.load?.(bytes) ??
    TE.left({
      _tag: 'BadModel',
      engine: engine.name,
      reason: 'it runs functions that were staged here and no files: take an engine of ONNX Runtime',
    })
