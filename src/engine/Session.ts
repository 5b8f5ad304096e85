/** The common interface of `onnxruntime-node` and `onnxruntime-web`. */
import type { Element } from '../onnx/Model.js'
import type { Precision } from '../onnx/Emitter.js'
import type { Shape } from '../tensor/Shape.js'

/** The elements of a tensor of the runtime. */
export type Numbers = Float32Array | Float64Array | BigInt64Array | Uint8Array

/** A tensor of the runtime. */
export interface Fed {
  readonly data: unknown
  readonly dispose?: () => void
}

/** A model that the runtime has loaded. */
export interface Session {
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  readonly run: (feeds: Readonly<Record<string, Fed>>) => Promise<Readonly<Record<string, Fed>>>
  readonly release: () => Promise<void>
}

/** The part of `onnxruntime-node` and `onnxruntime-web` that is used. */
export interface Runtime {
  readonly create: (model: Uint8Array, threads: number, precision?: Precision) => Promise<Session>
  readonly tensor: (element: Element, data: Numbers, shape: Shape) => Fed
}
