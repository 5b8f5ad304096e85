/**
 * Checks of the numbers of inputs before a run: indices are in range, and the checks of the staged function hold. Runtimes report a wrong index in their own way, or count a negative one from
 * the end, and would accept a class number out of range.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Graph } from '../graph/Graph.js'
import type { InputCheck } from '../graph/Stage.js'
import { indexInputs } from '../onnx/Indices.js'
import { check, checkIndices } from '../primitive/Known.js'
import { isNablaError } from '../tensor/Errors.js'
import type { AnyTensor } from '../tensor/Value.js'
import type { EngineError } from './Errors.js'

/** The checks of indices: integers from 0 to below the size of the indexed axis. */
const indexChecks = (graph: Graph): readonly InputCheck[] => {
  const bounds = indexInputs(graph)
  return graph.inputs.flatMap((place, input) => {
    const sizes = bounds.get(place)
    return sizes === undefined
      ? []
      : [{ input, check: (x: AnyTensor) => checkIndices('run', 'indices', Math.min(...sizes), x) }]
  })
}

/** The inputs of a graph, if all checks hold. A tensor that passed a check is remembered, since tensors do not change. */
export const checkedInputs = (
  graph: Graph,
  ofFunction: readonly InputCheck[],
): ((inputs: readonly AnyTensor[]) => E.Either<EngineError, readonly AnyTensor[]>) => {
  const checks = [...indexChecks(graph), ...ofFunction].map((each) => ({ ...each, passed: new WeakSet<AnyTensor>() }))
  return (inputs) => {
    for (const { input, check: test, passed } of checks) {
      const x = inputs[input]
      if (passed.has(x)) continue
      const found = E.tryCatch(
        () => check(x, test),
        (error) => error,
      )
      if (E.isLeft(found)) {
        const node = graph.nodes[graph.inputs[input]]
        const { expected, found: wrong } = isNablaError(found.left)
          ? found.left
          : { expected: 'numbers that a check accepts', found: String(found.left) }
        return E.left({ _tag: 'WrongArgument', path: node._tag === 'Input' ? node.name : '', expected, found: wrong })
      }
      passed.add(x) // Local mutation, invisible from outside.
    }
    return E.right(inputs)
  }
}
