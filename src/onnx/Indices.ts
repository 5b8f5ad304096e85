/**
 * The inputs of a graph that are used as indices only. A model takes them as integers, each below the size of the indexed axis.
 */
import { scatterAdd, take } from '../primitive/Index.js'
import { operands, shapeOfNode, type Applied, type Graph, type Node } from '../graph/Graph.js'
import { applicationOf } from '../graph/Rule.js'

/** The bounds of the indices in an application; `undefined` if the node is used otherwise. */
const boundsInApplied = <Size>(graph: Graph<Size>, node: Applied<Size>, place: number): readonly Size[] | undefined => {
  if (node.args.some((arg, i) => arg === place && i !== 1)) return undefined
  const taken = applicationOf(take, node)
  if (taken !== undefined) return [shapeOfNode(graph.nodes[taken.args[0]])[taken.attributes.axis]]
  const scattered = applicationOf(scatterAdd, node)
  return scattered && [node.shape[scattered.attributes.axis]]
}

/** The lists joined; `undefined` if one is. */
const joined = <A>(lists: readonly (readonly A[] | undefined)[]): readonly A[] | undefined =>
  lists.reduce((all, list) => all && list && [...all, ...list], [])

/** The bounds of the indices in a node; `undefined` if the value is used otherwise. */
const boundsIn = <Size>(graph: Graph<Size>, node: Node<Size>, place: number): readonly Size[] | undefined => {
  if (node._tag === 'Applied') return boundsInApplied(graph, node, place)
  if (node._tag !== 'Scan') return undefined
  const inside = indexInputs(node.body)
  const outside = [...node.states, ...node.xs, ...node.captured]
  return joined(
    outside.flatMap((arg, i) =>
      arg === place ? [i < node.states.length ? undefined : inside.get(node.body.inputs[i])] : [],
    ),
  )
}

/** The inputs of a graph that are used as indices only, by their places, with the sizes that their elements must be below. */
export const indexInputs = <Size>(graph: Graph<Size>): ReadonlyMap<number, readonly Size[]> => {
  // Local mutation, invisible from outside: the nodes that use each input, in one walk over the graph.
  const users = new Map(graph.inputs.map((place) => [place, [] as Node<Size>[]]))
  graph.nodes.forEach((node) => new Set(operands(node)).forEach((place) => users.get(place)?.push(node)))
  const results = new Set(graph.outputs.map(({ node }) => node))
  return new Map(
    graph.inputs.flatMap((place): readonly (readonly [number, readonly Size[]])[] => {
      const bounds = results.has(place)
        ? undefined
        : joined((users.get(place) ?? []).map((node) => boundsIn(graph, node, place)))
      return bounds === undefined || bounds.length === 0 ? [] : [[place, bounds]]
    }),
  )
}
