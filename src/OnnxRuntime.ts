/**
 * ONNX Runtime in Node as an engine.
 */
export { onnxRuntime } from './engine/OnnxRuntime.js'
export type { RuntimeOptions } from './engine/Runtime.js'
