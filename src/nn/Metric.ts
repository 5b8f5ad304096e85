/**
 * Metrics: what is counted over predictions and targets, batch by batch, each a fold.
 *
 * Law (`test/nn/Objective.test.ts`): the fold of a concatenation is fold after fold.
 *
 * @since 0.1.0
 */
import { fail } from '../tensor/Errors.js'
import { print, type Name } from '../tensor/Shape.js'
import { dense, shape, type AnyTensor, type Tensor } from '../tensor/Value.js'
import { number as expectNumber } from '../tensor/Expect.js'
import { array as expectArray } from '../tensor/Expect.js'

/** A class number for each row. */
export type Classes = Tensor<[Name<'batch'>]>

/**
 * A fold over batches of predicted and true classes, with what it says in the end.
 *
 * @category model
 * @since 0.1.0
 */
export interface Metric<S, R> {
  readonly initial: S
  readonly step: (state: S, predicted: Classes, actual: Classes) => S
  readonly result: (state: S) => R
}

const pairs = (predicted: AnyTensor, actual: AnyTensor): readonly (readonly [number, number])[] => {
  const [p, a] = [dense(predicted, 'metric'), dense(actual, 'metric')]
  return shape(predicted).length === 1 && p.length === a.length
    ? Array.from(p, (v, i) => [v, a[i]] as const)
    : fail('metric', `a class number for each of ${a.length} rows`, print(shape(predicted)))
}

/**
 * How many of how many were right.
 *
 * @category model
 * @since 0.1.0
 */
export interface Tally {
  readonly right: number
  readonly count: number
}

/**
 * The share of rows whose predicted class is the true one; NaN for no rows.
 *
 * @example
 * const { initial, step, result } = Metric.accuracy
 * result(step(initial, T.tensor([1, 2]), T.tensor([1, 0]))) // => 0.5
 *
 * @category metrics
 * @since 0.1.0
 */
export const accuracy: Metric<Tally, number> = {
  initial: { right: 0, count: 0 },
  step: (state, predicted, actual) => {
    const all = pairs(predicted, actual)
    return { right: state.right + all.filter(([p, a]) => p === a).length, count: state.count + all.length }
  },
  result: ({ right, count }) => right / count,
}

/** Counts by true class (row) and predicted class (column). */
export type Confusion = readonly (readonly number[])[]

/**
 * The confusion matrix: how often class i (row) was taken for class j (column).
 *
 * - **Errors** a `NablaError` for a number that is no class.
 *
 * @example
 * const { initial, step } = Metric.confusion(2)
 * step(initial, T.tensor([1, 1]), T.tensor([1, 0])) // => [[0, 1], [0, 1]]
 *
 * @category metrics
 * @since 0.1.0
 */
export const confusion = (classes: number): Metric<Confusion, Confusion> => {
  expectNumber('Metric.confusion', classes)
  return {
    initial: Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0)),
    step: (state, predicted, actual) => {
      const all = pairs(predicted, actual)
      const wrong = all.flat().find((c) => !(Number.isInteger(c) && c >= 0 && c < classes))
      if (wrong !== undefined) return fail('confusion', `class numbers from 0 to ${classes - 1}`, String(wrong))
      return state.map((row, a) =>
        row.map((count, p) => count + all.filter(([predictedAs, is]) => predictedAs === p && is === a).length),
      )
    },
    result: (state) => state,
  }
}

/**
 * Of one class: the share of what was predicted to be it that is it, and the share of what is it that was found.
 *
 * @category model
 * @since 0.1.0
 */
export interface PrecisionRecall {
  readonly precision: number
  readonly recall: number
}

/**
 * Precision and recall of each class; NaN where there is nothing to divide by.
 *
 * @example
 * const { initial, step, result } = Metric.precisionRecall(2)
 * result(step(initial, T.tensor([1, 1]), T.tensor([1, 0])))[1] // => { precision: 0.5, recall: 1 }
 *
 * @category metrics
 * @since 0.1.0
 */
export const precisionRecall = (classes: number): Metric<Confusion, readonly PrecisionRecall[]> => {
  expectNumber('Metric.precisionRecall', classes)

  const counts = confusion(classes)
  return {
    ...counts,
    result: (state) =>
      state.map((row, i) => ({
        precision: row[i] / state.reduce((n, other) => n + other[i], 0),
        recall: row[i] / row.reduce((n, c) => n + c, 0),
      })),
  }
}

/**
 * A row and what it cost.
 *
 * @category model
 * @since 0.1.0
 */
export interface Costly {
  readonly row: number
  readonly loss: number
}

/**
 * The rows that cost most, the worst first, of as many as are shown to `step`.
 *
 * @example
 * const { initial, step, result } = Metric.topLosses(2)
 * result(step(initial, [{ row: 0, loss: 1 }, { row: 1, loss: 5 }, { row: 2, loss: 3 }])).map(({ row }) => row) // => [1, 2]
 *
 * @category metrics
 * @since 0.1.0
 */
export const topLosses = (
  count: number,
): {
  readonly initial: readonly Costly[]
  readonly step: (state: readonly Costly[], batch: readonly Costly[]) => readonly Costly[]
  readonly result: (state: readonly Costly[]) => readonly Costly[]
} => {
  expectNumber('Metric.topLosses', count)
  return {
    initial: [],
    step: (state, batch) =>
      [...expectArray('Metric.topLosses', state), ...expectArray('Metric.topLosses', batch)]
        .sort((a, b) => b.loss - a.loss || a.row - b.row)
        .slice(0, count),
    result: (state) => state,
  }
}
