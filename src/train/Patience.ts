/**
 * Early stopping: a reducer that keeps the best state and reports when none better has come for too long.
 */
import * as O from 'fp-ts/lib/Option.js'
import { knownOptions } from '../codec/Options.js'
import { fail } from '../tensor/Errors.js'

/**
 * The best score, the lowest, and the value kept with it.
 *
 * @category model
 */
export interface Best<A> {
  readonly score: number
  readonly value: A
}

/**
 * The state of early stopping.
 *
 * @category model
 */
export interface Watched<A> {
  readonly best: O.Option<Best<A>>
  /** The number of scores in a row that were no better than the best. */
  readonly waited: number
  /** Whether to stop. */
  readonly over: boolean
}

/**
 * A reducer over scores, such as the validation loss: lower is better.
 *
 * @category model
 */
export interface Patience<A> {
  readonly initial: Watched<A>
  readonly step: (watched: Watched<A>, score: number, value: A) => Watched<A>
}

/**
 * Stops after `scores` scores in a row that do not improve on the best by more than `improvement`. NaN improves on nothing.
 *
 * - **Errors** a `NablaError` when it is to wait for less than one score, or the improvement is negative or NaN.
 *
 * @example
 * const { initial, step } = Train.patience<string>({ scores: 2 })
 * const watched = [3, 1, 2, 1].reduce((w, score, epoch) => step(w, score, `state ${epoch}`), initial)
 * watched // => { best: { _tag: 'Some', value: { score: 1, value: 'state 1' } }, waited: 2, over: true }
 *
 * @category folds
 */
export const patience = <A>(options: { readonly scores: number; readonly improvement?: number }): Patience<A> => {
  const { scores, improvement = 0 } = knownOptions('patience', ['scores', 'improvement'], options)
  if (!(scores >= 1)) return fail('patience', 'at least 1 score to wait for', String(scores))
  if (!(improvement >= 0)) return fail('patience', 'an improvement that is not negative', String(improvement))
  return {
    initial: { best: O.none, waited: 0, over: false },
    step: ({ best, waited }, score, value) =>
      score < (O.isSome(best) ? best.value.score - improvement : Infinity)
        ? { best: O.some({ score, value }), waited: 0, over: false }
        : { best, waited: waited + 1, over: waited + 1 >= scores },
  }
}
