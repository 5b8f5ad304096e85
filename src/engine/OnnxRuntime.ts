/**
 * The engine of ONNX Runtime in Node: native code on the CPU. The package `onnxruntime-node` is loaded when a program is first compiled.
 */
import { createRequire } from 'node:module'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { knownOptions, any, precisions } from '../codec/Options.js'
import type { Precision } from '../onnx/Emitter.js'
import type { Engine } from './Engine.js'
import type { EngineError } from './Errors.js'
import { workerRuntime, type Threaded } from './Worker.js'
import { fromRuntime, type RuntimeOptions } from './Runtime.js'
import type { Fed, Numbers, Runtime, Session } from './Session.js'

const runtimePackage = 'onnxruntime-node'

/** The part of the package that is used. */
interface Package {
  readonly InferenceSession: { readonly create: (model: Uint8Array, options: object) => Promise<Session> }
  readonly Tensor: new (type: string, data: Numbers, dims: readonly number[]) => Fed
}

const isPackage = (x: unknown): x is Package =>
  typeof x === 'object' && x !== null && 'InferenceSession' in x && 'Tensor' in x

const reason = (error: unknown): string => (error instanceof Error ? error.message.split('\n')[0] : String(error))

/** A package with the interface of ONNX Runtime's JavaScript API as a runtime. */
export const asRuntime =
  (name: string, options: (threads: number, precision?: Precision) => object) =>
  (found: unknown): TE.TaskEither<EngineError, Runtime> => {
    const inside = typeof found === 'object' && found !== null && 'default' in found ? found.default : found
    const api = isPackage(found) ? found : inside
    return isPackage(api)
      ? TE.right({
          create: (model, threads, precision) => api.InferenceSession.create(model, options(threads, precision)),
          tensor: (element, data, shape) => new api.Tensor(element, data, shape),
        })
      : TE.left({
          _tag: 'WrongRuntime',
          runtime: name,
          expected: 'InferenceSession and Tensor',
          found: 'neither of them',
        })
  }

/** Loads a package, or returns `Missing`. */
export const loaded = (name: string, load: () => Promise<unknown>): TE.TaskEither<EngineError, unknown> =>
  TE.tryCatch(load, (error): EngineError => ({ _tag: 'Missing', runtime: name, reason: reason(error) }))

/** The level of the runtime's graph optimizations. Above `basic` it fuses factors into matrix products in float32, also if the matrices are float64. */
export const rewriting = (precision: Precision = 'float32'): object => ({
  graphOptimizationLevel: precision === 'float64' ? 'basic' : 'all',
})

/** One thread; denormal numbers are flushed to 0, since they slow Adam down several times; errors are returned as values, so the runtime's log is off. */
const sessionOptions = (threads: number, precision?: Precision): object => ({
  ...rewriting(precision),
  executionProviders: ['cpu'],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  logSeverityLevel: 4,
  extra: { session: { set_denormal_as_zero: '1' } },
})

/** Since 1.30 the runtime collects usage data in a file and sends them. This switches it off unless the variable is already set. */
const quiet = (): void => {
  process.env['ORT_DISABLE_TELEMETRY'] ??= '1'
}

/** The path and the version of the package. */
interface Found {
  readonly path: string
  readonly version: string
}

const found = (): Found => {
  const require = createRequire(import.meta.url)
  const { version } = require(`${runtimePackage}/package.json`) as { readonly version: string }
  return { path: require.resolve(runtimePackage), version }
}

/** The oldest version with all operators and options that are used. */
const oldest = [1, 20] as const

/** The thread of the runtime: one for all engines of this process, opened at first use. */
const shared: { thread?: Threaded } = {}

const threaded = (from: unknown): TE.TaskEither<EngineError, Runtime> => {
  const { path, version } = from as Found
  const [major, minor] = version.split('.').map(Number)
  if (major !== oldest[0] || minor < oldest[1])
    return TE.left({
      _tag: 'WrongRuntime',
      runtime: runtimePackage,
      expected: 'a version from 1.20 on',
      found: version,
    })
  quiet()
  if (shared.thread?.isAlive() !== true) shared.thread = workerRuntime(path, sessionOptions)
  return TE.right(shared.thread)
}

/**
 * ONNX Runtime in Node, in a thread of its own. Its telemetry is switched off, unless the environment says otherwise (`ORT_DISABLE_TELEMETRY`).
 *
 * - **Errors** a `NablaError` if `threads` is not an integer from 1 to 256; when compiling: `Missing` if `onnxruntime-node` is not installed.
 *
 * @example
 * import { onnxRuntime } from 'nabla-ts/OnnxRuntime'
 * const square = await onnxRuntime().compile((x: T.Scalar) => T.square(x))(T.scalar(0))()
 * const result = E.isRight(square) ? await square.right.run(T.scalar(3))() : square
 * E.isRight(result) && T.toNumber(result.right) // => 9
 *
 * @category engines
 */
export const onnxRuntime = (options: RuntimeOptions = {}): Engine => {
  knownOptions('OnnxRuntime.onnxRuntime', { precision: precisions, threads: any }, options)
  return fromRuntime(
    'ONNX Runtime',
    pipe(
      loaded(runtimePackage, () => Promise.resolve(found())),
      TE.chain(threaded),
    ),
    options,
  )
}
