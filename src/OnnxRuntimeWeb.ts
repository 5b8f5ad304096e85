/**
 * ONNX Runtime as WebAssembly as an engine.
 */
export { onnxRuntimeWeb } from './engine/OnnxRuntimeWeb.js'
