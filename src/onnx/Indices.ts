/**
 * The inputs of a graph that are used as indices only: a model takes them as integers, and they must be below the size of the indexed axis.
 */
import { scatterAdd, take } from '../primitive/Index.js'
import { operands, shapeOfNode, type Applied, type Graph, type Node } from '../graph/Graph.js'
import { applicationOf } from '../graph/Rule.js'

/** The bound of indices in an application, if the node is used only as such. */
const boundOfApplied = (graph: Graph, node: Applied, place: number): number | undefined => {
  if (node.args.some((arg, i) => arg === place && i !== 1)) return undefined
  const taken = applicationOf(take, node)
  return taken === undefined
    ? applicationOf(scatterAdd, node)?.attributes.size
    : shapeOfNode(graph.nodes[taken.args[0]])[taken.attributes.axis]
}

/** The bound of indices in a node, if the value is used only as such. */
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
