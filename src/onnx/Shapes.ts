/**
 * The shapes of values, of the graph or with open sizes.
 */
import type { Graph, Node, Scan } from '../graph/Graph.js'
import type { Dims } from './Emitter.js'

/** The shapes of the nodes of a graph, in which sizes may be open. */
export interface Shapes {
  /** Of a node that is one tensor. */
  readonly of: (place: number) => Dims
  /** Of the results of a scan. */
  readonly results: (place: number) => readonly Dims[]
  /** Of the nodes of the step of a scan. */
  readonly inside: (place: number) => Shapes
}

/** The shapes that a graph says. */
export const shapesIn = ({ nodes }: Graph): Shapes => ({
  of: (place) => (nodes[place] as Exclude<Node, Scan>).shape,
  results: (place) => (nodes[place] as Scan).results,
  inside: (place) => shapesIn((nodes[place] as Scan).body),
})
