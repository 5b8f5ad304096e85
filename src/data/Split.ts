/**
 * Parts of rows and of data sets.
 */
import { permutation, type Seed } from '../random/Seed.js'
import { fail } from '../tensor/Errors.js'
import { plain, type AnyTensor } from '../tensor/Value.js'
import { chosen, type Dataset } from './Dataset.js'
import { number as expectNumber, record as expectRecord } from '../tensor/Expect.js'

/**
 * The part for training and the part for test.
 *
 * @category model
 */
export interface Parts<D> {
  readonly train: D
  readonly test: D
}

/** Rows, or a data set, that can be split; the parts of a tuple are arrays. */
type Whole = readonly unknown[] | Dataset<unknown, unknown>

/** The parts of rows are rows, those of a data set data sets. */
export type PartsOf<D> = D extends readonly (infer A)[] ? Parts<readonly A[]> : Parts<D>

/** Some rows of a data set, as a data set. Tensors in memory are shared, and the chosen rows are one tensor more. */
const subset = <I, T>(data: Dataset<I, T>, rows: readonly number[]): Dataset<I, T> => {
  const { resident } = data
  return {
    count: rows.length,
    take: (some) => data.take(some.map((row) => rows[row])),
    ...(resident === undefined
      ? {}
      : {
          resident: {
            tensors: [plain([rows.length], Float64Array.from(rows)), ...resident.tensors],
            select: ([numbers, ...tensors]: readonly AnyTensor[], some: AnyTensor) =>
              resident.select(tensors, chosen(numbers, some)),
          },
        }),
  }
}

const isRows = (data: Whole): data is readonly unknown[] => Array.isArray(data)

/**
 * Splits rows into a part for training and a part for test, after a shuffle by the seed: `round(fraction · n)` of the n rows are for training. It
 * splits arrays of anything, such as the rows of a table, and data sets, whose tensors are not copied.
 *
 * Equal seeds and counts choose the same rows. Fit everything, such as `standardise`, on the part for training.
 *
 * - **Errors** a `NablaError` for a fraction outside [0, 1].
 * - **Law** `test/data/Split.test.ts`: each row is in one part, once.
 *
 * @example
 * const { train, test } = pipe([1, 2, 3, 4, 5], split(0.8, Seed.fromNumber(1)))
 * train.length // => 4
 * const all = [...train, ...test].sort() // => [1, 2, 3, 4, 5]
 *
 * @category parts
 */
export const split = (fraction: number, seed: Seed): (<D extends Whole>(data: D) => PartsOf<D>) => {
  expectNumber('Data.split', fraction)
  expectRecord('Data.split', 'a seed, as Seed.fromNumber makes it', {}, seed)
  return fraction >= 0 && fraction <= 1
    ? (data) => {
        const count = isRows(data) ? data.length : data.count
        const order = [...permutation(count)(seed)]
        const of = (rows: readonly number[]): Whole =>
          isRows(data) ? rows.map((row) => data[row]) : subset(data, rows)
        const size = Math.round(fraction * count)
        return { train: of(order.slice(0, size)), test: of(order.slice(size)) } as PartsOf<typeof data>
      }
    : fail('Data.split', 'a fraction from 0 to 1', String(fraction))
}
