/**
 * A graph as an ONNX model, for every runtime and viewer of the format.
 */
import type { Graph } from '../graph/Graph.js'
import { lower, type LowerOptions } from './Lower.js'
import { encode as encodeModel, type Dimension, type OnnxGraph } from './Model.js'

/**
 * A model in bytes, as a file has them, with its graph, which says how its inputs and outputs are called.
 *
 * @category model
 */
export interface Encoded {
  readonly bytes: Uint8Array
  readonly graph: OnnxGraph
}

/** The metadata of a model. */
export interface Said {
  readonly doc?: string
  readonly metadata?: Readonly<Record<string, string>>
}

/** A graph as the bytes of an ONNX model. */
export const encode = (graph: Graph<Dimension>, options: LowerOptions & Said): Encoded => {
  const { doc = '', metadata = {} } = options
  const lowered = options.doc === undefined ? lower(graph, options) : { ...lower(graph, options), doc }
  return { graph: lowered, bytes: encodeModel({ graph: lowered, doc, metadata }) }
}
