/**
 * Safetensors files: named tensors that PyTorch, JAX and others write and read too.
 */
export { decode, encode, read, type Content, type EncodeOptions } from './format/Safetensors.js'
export { Show, type SafetensorsError } from './format/safetensors/Errors.js'
export { lookup, type Unread } from './format/safetensors/Unread.js'
export type { Dtype } from './format/safetensors/Elements.js'
export { fromTorchLinear, toTorchLinear, type LinearNames } from './format/safetensors/Linear.js'
