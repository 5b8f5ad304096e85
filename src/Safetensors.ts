/**
 * Safetensors files: named tensors that PyTorch, JAX and others write and read too.
 *
 * @since 0.1.0
 */
export { decode, encode, read, type Content, type EncodeOptions } from './data/Safetensors.js'
export { Show, type SafetensorsError } from './data/safetensors/Errors.js'
export { lookup, type Unread } from './data/safetensors/Unread.js'
export type { Dtype } from './data/safetensors/Elements.js'
export { fromTorchLinear, toTorchLinear, type LinearNames } from './data/safetensors/Linear.js'
