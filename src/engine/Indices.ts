/**
 * Whether what is given as indices is such: runtimes stop at a wrong one with words of their own, or count a negative one from the end.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Graph } from '../graph/Graph.js'
import { indexInputs } from '../onnx/Indices.js'
import { dense, type AnyTensor } from '../tensor/Value.js'
import type { EngineError } from './Errors.js'

const isIndex = (v: number): boolean => Number.isInteger(v) && v >= 0

/** What the elements of a tensor are below, if all are indices; infinity, if one is none. */
const boundOf = (x: AnyTensor): number =>
  dense(x).reduce((most, v) => (isIndex(v) ? Math.max(most, v + 1) : Infinity), 0)

/** The inputs of a graph, if those that are used as indices are integers within bounds. What has been looked at is remembered with the tensor, which does not change. */
export const indexed = (
  graph: Graph,
): ((inputs: readonly AnyTensor[]) => E.Either<EngineError, readonly AnyTensor[]>) => {
  const bounds = indexInputs(graph)
  // Local mutation, invisible from outside.
  const known = new WeakMap<AnyTensor, number>()
  const bound = (x: AnyTensor): number => {
    const found = known.get(x) ?? boundOf(x)
    known.set(x, found)
    return found
  }
  return (inputs) => {
    const wrong = graph.inputs.findIndex((place, i) => bounds.has(place) && bound(inputs[i]) > (bounds.get(place) ?? 0))
    if (wrong < 0) return E.right(inputs)
    const node = graph.nodes[graph.inputs[wrong]]
    const size = bounds.get(graph.inputs[wrong]) ?? 0
    return E.left({
      _tag: 'WrongArgument',
      path: node._tag === 'Input' ? node.name : '',
      expected: `indices that are integers from 0 to ${size - 1}`,
      found: String(dense(inputs[wrong]).find((v) => !isIndex(v) || v >= size)),
    })
  }
}
