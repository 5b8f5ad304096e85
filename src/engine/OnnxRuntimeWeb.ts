/**
 * The engine of ONNX Runtime as WebAssembly, for browsers; it runs in Node too. The package `onnxruntime-web` is loaded when a program is first compiled.
 */
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { knownOptions, precisions } from '../codec/Options.js'
import type { Precision } from '../onnx/Emitter.js'
import type { Engine } from './Engine.js'
import { asRuntime, loaded, rewriting } from './OnnxRuntime.js'
import { fromRuntime, type RuntimeOptions } from './Runtime.js'

const runtimePackage = 'onnxruntime-web'

const sessionOptions = (_: number, precision?: Precision): object => ({
  ...rewriting(precision),
  executionProviders: ['wasm'],
  executionMode: 'sequential',
  logSeverityLevel: 4,
  extra: { session: { set_denormal_as_zero: '1' } },
})

/**
 * ONNX Runtime as WebAssembly, on one thread: more threads require a cross-origin isolated page.
 *
 * - **Errors** when compiling: `Missing` if `onnxruntime-web` is not installed.
 *
 * @category engines
 */
export const onnxRuntimeWeb = (options: Pick<RuntimeOptions, 'precision'> = {}): Engine => {
  knownOptions('OnnxRuntimeWeb.onnxRuntimeWeb', { precision: precisions }, options)
  return fromRuntime(
    'ONNX Runtime Web',
    pipe(
      loaded(runtimePackage, async () => {
        const api = await import('onnxruntime-web/wasm')
        api.env.wasm.numThreads = 1
        return api as unknown
      }),
      TE.chain(asRuntime(runtimePackage, sessionOptions)),
    ),
    options,
  )
}
