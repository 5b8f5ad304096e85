/**
 * ONNX Runtime as WebAssembly as an engine.
 *
 * @since 0.1.0
 */
export { onnxRuntimeWeb } from './engine/OnnxRuntimeWeb.js'
