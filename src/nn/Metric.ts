/**
 * Metrics: folds over batches of predicted and true classes.
 *
 * Law (`test/nn/Objective.test.ts`): the fold of a concatenation is fold after fold.
 */
import { shown } from '../codec/Words.js'
import { fail } from '../tensor/Errors.js'
import { print, type Name } from '../tensor/Shape.js'
import { dense, shape, type AnyTensor, type Tensor } from '../tensor/Value.js'
import { array as expectArray, number as expectNumber } from '../tensor/Expect.js'

/** One class number per row. */
export type Classes = Tensor<[Name<'batch'>]>

/**
 * A fold over batches of predicted and true classes, and its result.
 *
 * @category model
 */
export interface Metric<S, R> {
  readonly initial: S
  readonly step: (state: S, predicted: Classes, actual: Classes) => S
  readonly result: (state: S) => R
}

const pairs = (predicted: AnyTensor, actual: AnyTensor): readonly (readonly [number, number])[] => {
  const [p, a] = [dense(predicted, 'metric'), dense(actual, 'metric')]
  if (shape(actual).length !== 1) fail('metric', 'a true class number for each row', print(shape(actual)))
  return shape(predicted).length === 1 && p.length === a.length
    ? Array.from(p, (v, i) => [v, a[i]] as const)
    : fail('metric', `a class number for each of ${a.length} rows`, print(shape(predicted)))
}

/** The largest number of classes of a confusion matrix: a table of a million counts. */
const MOST_CLASSES = 1000

/**
 * The number of correct predictions and of all predictions.
 *
 * @category model
 */
export interface Counts {
  readonly right: number
  readonly count: number
}

/**
 * The fraction of rows whose predicted class is the true class; NaN without rows.
 *
 * @example
 * const { initial, step, result } = Metric.accuracy
 * result(step(initial, T.tensor([1, 2]), T.tensor([1, 0]))) // => 0.5
 *
 * @category metrics
 */
export const accuracy: Metric<Counts, number> = {
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
 * The confusion matrix: entry (i, j) counts the rows of class i that were predicted as class j.
 *
 * - **Errors** a `NablaError` for a number of classes that is not from 1 to 1000, and for a class number out of range.
 *
 * @example
 * const { initial, step } = Metric.confusion(2)
 * step(initial, T.tensor([1, 1]), T.tensor([1, 0])) // => [[0, 1], [0, 1]]
 *
 * @category metrics
 */
export const confusion = (classes: number): Metric<Confusion, Confusion> => {
  if (!(Number.isInteger(classes) && classes >= 1 && classes <= MOST_CLASSES))
    return fail('confusion', `a number of classes from 1 to ${MOST_CLASSES}`, shown(classes))
  return {
    initial: Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0)),
    step: (state, predicted, actual) => {
      const all = pairs(predicted, actual)
      const wrong = all.flat().find((c) => !(Number.isInteger(c) && c >= 0 && c < classes))
      if (wrong !== undefined) return fail('confusion', `class numbers from 0 to ${classes - 1}`, String(wrong))
      return state.map((row, a) => {
        const taken = all.flatMap(([p, is]) => (is === a ? [p] : []))
        return row.map((count, p) => count + taken.filter((as) => as === p).length)
      })
    },
    result: (state) => state,
  }
}

/**
 * Precision and recall of one class: the fraction of its predictions that are correct, and the fraction of its rows that are predicted.
 *
 * @category model
 */
export interface PrecisionRecall {
  readonly precision: number
  readonly recall: number
}

/**
 * Precision and recall of each class; NaN where the denominator is 0.
 *
 * @example
 * const { initial, step, result } = Metric.precisionRecall(2)
 * result(step(initial, T.tensor([1, 1]), T.tensor([1, 0])))[1] // => { precision: 0.5, recall: 1 }
 *
 * @category metrics
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
 * A row of a data set and its loss.
 *
 * @category model
 */
export interface TopLoss {
  readonly row: number
  readonly loss: number
}

/** The loss as a sort key: NaN counts as infinite. */
const sortKey = (loss: number): number => (Number.isNaN(loss) ? Infinity : loss)

/** Orders by descending loss, NaN before infinity, then by row. */
const byLoss = (a: TopLoss, b: TopLoss): number => {
  const [x, y] = [sortKey(a.loss), sortKey(b.loss)]
  return x === y ? Number(Number.isNaN(b.loss)) - Number(Number.isNaN(a.loss)) || a.row - b.row : y - x
}

/**
 * The rows with the largest losses, in descending order. NaN sorts before infinity.
 *
 * - **Errors** a `NablaError` for a count that is not a non-negative integer.
 *
 * @example
 * const { initial, step, result } = Metric.topLosses(2)
 * result(step(initial, [{ row: 0, loss: 1 }, { row: 1, loss: 5 }, { row: 2, loss: 3 }])).map(({ row }) => row) // => [1, 2]
 *
 * @category metrics
 */
export const topLosses = (
  count: number,
): {
  readonly initial: readonly TopLoss[]
  readonly step: (state: readonly TopLoss[], batch: readonly TopLoss[]) => readonly TopLoss[]
  readonly result: (state: readonly TopLoss[]) => readonly TopLoss[]
} => {
  if (!(Number.isInteger(count) && count >= 0)) return fail('topLosses', 'a whole number of rows', shown(count))
  return {
    initial: [],
    step: (state, batch) =>
      [...expectArray('Metric.topLosses', state), ...expectArray('Metric.topLosses', batch)]
        .sort(byLoss)
        .slice(0, count),
    result: (state) => state,
  }
}
