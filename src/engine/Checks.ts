/**
 * Checks of the numbers of inputs before a run: the checks of the staged function hold. Runtimes would count a negative index from the end, and accept a class number out of range.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Graph } from '../graph/Graph.js'
import type { InputCheck } from '../graph/Stage.js'
import { check } from '../primitive/Known.js'
import { isNablaError } from '../tensor/Errors.js'
import type { AnyTensor } from '../tensor/Value.js'
import type { EngineError } from './Errors.js'

/** The inputs of a graph, if all checks hold. A tensor that passed a check is not checked again, since tensors do not change. */
export const checkedInputs = (
  graph: Graph,
  ofFunction: readonly InputCheck[],
): ((inputs: readonly AnyTensor[]) => E.Either<EngineError, readonly AnyTensor[]>) => {
  const checks = ofFunction.map((each) => ({ ...each, passed: new WeakSet<AnyTensor>() }))
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
