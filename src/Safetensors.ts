/**
 * Safetensors files: named tensors that PyTorch, JAX and others write and read too.
 *
 * @since 0.1.0
 */
export { decode, encode, type Content, type EncodeOptions } from './data/Safetensors.js'
export { Show, type SafetensorsError } from './data/safetensors/Errors.js'
