/**
 * Metrics: what is counted over predictions and targets, batch by batch, each a fold.
 *
 * Law (`test/nn/Objective.test.ts`): the fold of a concatenation is fold after fold.
 *
 * @since 0.1.0
 */
import { shown } from '../codec/Words.js'
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
  if (shape(actual).length !== 1) fail('metric', 'a true class number for each row', print(shape(actual)))
  return shape(predicted).length === 1 && p.length === a.length
    ? Array.from(p, (v, i) => [v, a[i]] as const)
    : fail('metric', `a class number for each of ${a.length} rows`, print(shape(predicted)))
}

/** The most classes that are counted in pairs: a table of a million numbers. */
const MOST_CLASSES = 1000

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
 * - **Errors** a `NablaError` for a number of classes that is not from 1 to 1000, and for a number that is no class.
 *
 * @example
 * const { initial, step } = Metric.confusion(2)
 * step(initial, T.tensor([1, 1]), T.tensor([1, 0])) // => [[0, 1], [0, 1]]
 *
 * @category metrics
 * @since 0.1.0
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

/** How much a loss counts: NaN is worse than any number. */
const badness = (loss: number): number => (Number.isNaN(loss) ? Infinity : loss)

/** The worse of two rows first: by loss, NaN before infinity, then by row. */
const worse = (a: Costly, b: Costly): number => {
  const [x, y] = [badness(a.loss), badness(b.loss)]
  return x === y ? Number(Number.isNaN(b.loss)) - Number(Number.isNaN(a.loss)) || a.row - b.row : y - x
}

/**
 * The rows that cost most, the worst first, of as many as are shown to `step`. A loss that is NaN is worse than any number.
 *
 * - **Errors** a `NablaError` for a number of rows that is no whole number.
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
  if (!(Number.isInteger(count) && count >= 0)) return fail('topLosses', 'a whole number of rows', shown(count))
  return {
    initial: [],
    step: (state, batch) =>
      [...expectArray('Metric.topLosses', state), ...expectArray('Metric.topLosses', batch)]
        .sort(worse)
        .slice(0, count),
    result: (state) => state,
  }
}
