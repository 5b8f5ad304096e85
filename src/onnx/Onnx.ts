/**
 * A graph as an ONNX model, for every runtime and viewer of the format.
 */
import type { Graph } from '../graph/Graph.js'
import { lower, type LowerOptions } from './Lower.js'
import { encode as encodeModel, type Dimension, type OnnxGraph } from './Model.js'

/**
 * A model: the bytes of its file, and its graph, which has the names of inputs and outputs.
 *
 * @category model
 */
export interface Encoded {
  readonly bytes: Uint8Array
  readonly graph: OnnxGraph
}

/** The note and the metadata of a model. */
export interface Description {
  readonly doc?: string
  readonly metadata?: Readonly<Record<string, string>>
}

/** A graph as the bytes of an ONNX model. */
export const encode = (graph: Graph<Dimension>, options: LowerOptions & Description): Encoded => {
  const { doc, metadata = {} } = options
  const lowered = { ...lower(graph, options), ...(doc === undefined ? {} : { doc }) }
  return { graph: lowered, bytes: encodeModel({ graph: lowered, doc: doc ?? '', metadata }) }
}
