/**
 * ONNX Runtime in Node as an engine.
 *
 * @since 0.1.0
 */
export { onnxRuntime } from './engine/OnnxRuntime.js'
export type { RuntimeOptions } from './engine/Runtime.js'
