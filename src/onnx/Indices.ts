/**
 * The inputs of a graph that are used as indices only, which a model takes as integers.
 */
import { scatterAdd, take } from '../primitive/Index.js'
import { operands, type Graph, type Node } from '../graph/Graph.js'
import { isApplicationOf } from '../graph/Rule.js'

/** Whether a node uses a value as indices only. */
const usesAsIndices = <Size>(node: Node<Size>, place: number): boolean => {
  if (isApplicationOf(take, scatterAdd)(node)) return node.args.every((arg, i) => (arg === place) === (i === 1))
  if (node._tag !== 'Scan') return false
  const inside = indexInputs(node.body)
  return operands(node).every((arg, i) => arg !== place || (i >= node.states.length && inside.has(node.body.inputs[i])))
}

/** The inputs of a graph that are used as indices only, by their places. */
export const indexInputs = <Size>({ nodes, inputs, outputs }: Graph<Size>): ReadonlySet<number> => {
  // Local mutation, invisible from outside: the nodes that use each input, in one walk over the graph.
  const users = new Map(inputs.map((place) => [place, [] as Node<Size>[]]))
  nodes.forEach((node) => new Set(operands(node)).forEach((place) => users.get(place)?.push(node)))
  const results = new Set(outputs.map(({ node }) => node))
  const isIndex = (place: number): boolean => {
    const all = users.get(place) ?? []
    return !results.has(place) && all.length > 0 && all.every((node) => usesAsIndices(node, place))
  }
  return new Set(inputs.filter(isIndex))
}
