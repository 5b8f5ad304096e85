/**
 * Which inputs of a graph are places of elements and nothing else: they are given to a model as integers, and have to be below the size of what they index.
 */
import type { Along, Into } from '../primitive/Rules.js'
import { operands, shapeOfNode, type Applied, type Graph, type Node } from '../graph/Graph.js'

/** What the indices of an application have to be below, if the place is used as nothing else. */
const boundOfApplied = (graph: Graph, node: Applied, place: number): number | undefined => {
  if (node.args.some((arg, i) => arg === place && i !== 1)) return undefined
  switch (node.primitive.name) {
    case 'take':
      return shapeOfNode(graph.nodes[node.args[0]])[(node.attributes as Along).axis]
    case 'scatterAdd':
      return (node.attributes as Into).size
    default:
      return undefined
  }
}

/** What a node wants the values at a place to be below, if it uses them as indices only. */
const boundOf = (graph: Graph, node: Node, place: number): number | undefined => {
  if (node._tag === 'Applied') return boundOfApplied(graph, node, place)
  if (node._tag !== 'Scan') return undefined
  const inside = indexInputs(node.body)
  const given = [...node.states, ...node.xs, ...node.captured]
  const bounds = given.flatMap((arg, i) =>
    arg === place ? [i < node.states.length ? undefined : inside.get(node.body.inputs[i])] : [],
  )
  return bounds.reduce((a, b) => (a === undefined || b === undefined ? undefined : Math.min(a, b)), Infinity)
}

/** The inputs of a graph that are used as indices only, by their places, and what each has to be below. */
export const indexInputs = (graph: Graph): ReadonlyMap<number, number> => {
  // Local mutation, invisible from outside: the nodes that use each input, in one walk over the graph.
  const users = new Map(graph.inputs.map((place) => [place, [] as Node[]]))
  graph.nodes.forEach((node) => new Set(operands(node)).forEach((place) => users.get(place)?.push(node)))
  const results = new Set(graph.outputs.map(({ node }) => node))
  return new Map(
    graph.inputs.flatMap((place): readonly (readonly [number, number])[] => {
      if (results.has(place)) return []
      const bounds = (users.get(place) ?? []).map((node) => boundOf(graph, node, place))
      const bound = bounds.reduce((a, b) => (a === undefined || b === undefined ? undefined : Math.min(a, b)), Infinity)
      return bounds.length === 0 || bound === undefined ? [] : [[place, bound]]
    }),
  )
}
