/**
 * Batches as row numbers: the rows of a data set for each step. Pure and lazy, so an epoch can be iterated again, resumed in the middle or
 * replayed.
 */
import { fail } from '../tensor/Errors.js'

// -------------------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------------------

/**
 * The rows of a batch, its index in the epoch (from 0), and whether it is the last one.
 *
 * @category model
 */
export interface Rows {
  readonly rows: readonly number[]
  readonly index: number
  readonly last: boolean
}

/**
 * @category model
 */
export interface Batching {
  /** The number of rows of the data set. */
  readonly count: number
  /** The number of rows of a batch, at least 1; the last batch may have fewer. */
  readonly size: number
  /** The order of the rows, `count` row numbers; by default 0, 1, 2, … */
  readonly order?: ArrayLike<number>
  /** Drops an incomplete last batch; by default it is kept. */
  readonly dropLast?: boolean
  /** The first batch, to resume an epoch; by default 0. */
  readonly from?: number
}

// -------------------------------------------------------------------------------------------------
// checks
// -------------------------------------------------------------------------------------------------

/** The largest length of an array. */
const MOST_ROWS = 2 ** 32 - 1

const natural = (n: number): boolean => Number.isSafeInteger(n) && n >= 0

/** The index of the first entry of an order that is not a row number, or −1. */
const firstInvalid = (order: ArrayLike<number>, count: number): number =>
  Array.prototype.findIndex.call(order, (row: number) => !(natural(row) && row < count))

const check = ({ count, size, order, dropLast = false, from = 0 }: Batching): void => {
  const refuse = (what: string, expected: string, found: number | string): never =>
    fail('Data.batches', `${what} to be ${expected}`, String(found))
  if (!(natural(count) && count <= MOST_ROWS)) refuse('count', `an integer from 0 to ${MOST_ROWS}`, count)
  if (!(natural(size) && size > 0)) refuse('size', 'an integer of at least 1', size)
  const total = perEpoch({ count, size, dropLast })
  if (!(natural(from) && from <= total)) refuse('from', `an integer from 0 to ${total}, the number of batches`, from)
  if (order === undefined) return
  if (order.length !== count) refuse('order', `${count} row numbers`, order.length)
  const at = firstInvalid(order, count)
  if (at >= 0) refuse('order', `integers from 0 to ${count - 1}`, `${order[at]} at position ${at}`)
}

// -------------------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------------------

/**
 * The number of batches of an epoch: `⌈count / size⌉`, or `⌊count / size⌋` with `dropLast`.
 *
 * - **Source** slides, "Epoch / Iteration".
 *
 * @example
 * perEpoch({ count: 60000, size: 128 }) // => 469
 * perEpoch({ count: 60000, size: 128, dropLast: true }) // => 468
 *
 * @category constructors
 */
export const perEpoch = ({ count, size, dropLast = false }: Pick<Batching, 'count' | 'size' | 'dropLast'>): number =>
  dropLast ? Math.floor(count / size) : Math.ceil(count / size)

/**
 * The batches of one epoch. Each iteration of the iterable starts from the beginning; batches are computed on demand.
 *
 * - **Errors** a `NablaError` for a size that is not a positive integer, an order of another length or with a number that is no row,
 *   and a `from` beyond the last batch.
 * - **Law** every row at most once when the order is a permutation, exactly once unless the last batch is dropped.
 *
 * @example
 * const batches = indices({ count: 5, size: 2, order: [4, 3, 2, 1, 0] })
 * Array.from(batches, ({ rows }) => rows) // => [[4, 3], [2, 1], [0]]
 *
 * @category constructors
 */
export const indices = (batching: Batching): Iterable<Rows> => {
  check(batching)
  const { count, size, dropLast = false, from = 0 } = batching
  // Copied: later changes of the order must not change the batches.
  const order = batching.order && Array.from(batching.order)
  const total = perEpoch({ count, size, dropLast })
  return {
    *[Symbol.iterator]() {
      for (let index = from; index < total; index++) {
        const start = index * size
        const rows = Array.from({ length: Math.min(size, count - start) }, (_, i) => order?.[start + i] ?? start + i)
        yield { rows, index, last: index === total - 1 }
      }
    },
  }
}
