/**
 * Gradient accumulation over several batches.
 */
import { add, div, equal, where } from '../operation/Binary.js'
import { fail } from '../tensor/Errors.js'
import { entries, mapParams, mapTree, zipParams } from '../tensor/Params.js'
import { scalar, type Scalar } from '../tensor/Value.js'
import { expectOptimizer, zeros, type Optimizer, type StateFunction, type StateOf } from './Optimizer.js'

/**
 * The state of an accumulating optimizer: the number of accumulated gradients, their sum, and the state of the inner optimizer.
 *
 * @category model
 */
export interface AccumulatedState<P, S> {
  readonly gathered: Scalar
  readonly sum: P
  readonly inner: S
}

/** The state is an `AccumulatedState`. */
export interface Accumulated<F extends StateFunction> extends StateFunction {
  readonly out: AccumulatedState<this['in'], StateOf<F, this['in']>>
}

/** Chooses between two records by a condition. */
const choose = <A>(condition: Scalar, yes: A, no: A): A => {
  const others = new Map(entries(no, 'accumulate'))
  return mapTree('accumulate', (x, path) => where(condition, x, (others.get(path) ?? x) as never), yes) as A
}

/**
 * An optimizer that steps once every `batches` gradients, by their mean; in between its updates are zeros. It allows batches larger than memory.
 *
 * - **Law** the mean of equal parts is the whole batch: it makes the step of the large batch, up to rounding.
 * - **Errors** a `NablaError` for a number of batches that is not an integer of at least 1.
 *
 * @example
 * const optimizer = O.accumulate(2)(O.sgd({ learningRate: 1 }))
 * const [first, state] = optimizer.update(T.scalar(1), optimizer.init(T.scalar(0)), T.scalar(0))
 * const [second] = optimizer.update(T.scalar(3), state, T.scalar(0))
 * ;[T.toNumber(first), T.toNumber(second)] // => [0, -2]
 *
 * @category combinators
 */
export const accumulate = (batches: number) => {
  if (!(Number.isSafeInteger(batches) && batches >= 1))
    return fail('accumulate', 'a number of batches of at least 1', String(batches))
  return <F extends StateFunction>(optimizer: Optimizer<F>): Optimizer<Accumulated<F>> => {
    expectOptimizer('accumulate', optimizer)
    return {
      _tag: 'Optimizer',
      init: (params) => ({ gathered: scalar(0), sum: zeros(params), inner: optimizer.init(params) }),
      update: (gradient, { gathered, sum, inner }, params) => {
        const count = add(1)(gathered)
        const full = equal(batches)(count) as Scalar
        const total = zipParams((s, g) => add(g)(s), sum, gradient)
        const mean = mapParams((s) => div(batches)(s), total)
        const [updates, next] = optimizer.update(mean, inner, params)
        const none = zeros(params)
        return [
          choose(full, updates, none),
          {
            gathered: choose(full, scalar(0), count),
            sum: choose(full, none, total),
            inner: choose(full, next, inner),
          },
        ]
      },
    }
  }
}
