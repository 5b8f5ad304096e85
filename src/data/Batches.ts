/**
 * Batches as row numbers: the rows of a data set for each step. Pure and lazy, so an epoch can be iterated again, resumed in the middle or
 * replayed.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'

import type { DataError } from '../format/Errors.js'

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

/** Invalid options of batches. */
export type BadBatches = Extract<DataError, { readonly _tag: 'BadBatches' }>

const refuse = (what: string, expected: string, found: number | string): BadBatches => ({
  _tag: 'BadBatches',
  what,
  expected,
  found: String(found),
})

/** The index of the first entry of an order that is not a row number, or −1. */
const stray = (order: ArrayLike<number>, count: number): number =>
  Array.prototype.findIndex.call(order, (row: number) => !(natural(row) && row < count))

const checked = (cut: Batching): E.Either<BadBatches, Required<Omit<Batching, 'order'>> & Pick<Batching, 'order'>> => {
  const { count, size, order, dropLast = false, from = 0 } = cut
  if (!(natural(count) && count <= MOST_ROWS)) {
    return E.left(refuse('count', `an integer from 0 to ${MOST_ROWS}`, count))
  }
  if (!(natural(size) && size > 0)) return E.left(refuse('size', 'an integer of at least 1', size))
  const total = perEpoch({ count, size, dropLast })
  if (!(natural(from) && from <= total)) {
    return E.left(refuse('from', `an integer from 0 to ${total}, the number of batches`, from))
  }
  if (order === undefined) return E.right({ count, size, dropLast, from })
  if (order.length !== count) return E.left(refuse('order', `${count} row numbers`, order.length))
  const at = stray(order, count)
  return at < 0
    ? // Copied: an order that its owner changes later must not change the batches.
      E.right({ count, size, dropLast, from, order: Array.from(order) })
    : E.left(refuse('order', `integers from 0 to ${count - 1}`, `${order[at]} at position ${at}`))
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
 * - **Errors** `BadBatches`: a size that is not a positive integer, an order of another length or with a number that is no row,
 *   a `from` beyond the last batch.
 * - **Law** every row at most once when the order is a permutation, exactly once unless the last batch is dropped.
 *
 * @example
 * const batches = indices({ count: 5, size: 2, order: [4, 3, 2, 1, 0] })
 * pipe(batches, E.map((all) => Array.from(all, ({ rows }) => rows))) // => E.right([[4, 3], [2, 1], [0]])
 *
 * @category constructors
 */
export const indices = (cut: Batching): E.Either<BadBatches, Iterable<Rows>> =>
  pipe(
    checked(cut),
    E.map(({ count, size, order, dropLast, from }) => {
      const total = perEpoch({ count, size, dropLast })
      const batch = (index: number): Rows => ({
        rows: Array.from({ length: Math.min(size, count - index * size) }, (_, i) => {
          const position = index * size + i
          return order === undefined ? position : (order[position] ?? position)
        }),
        index,
        last: index === total - 1,
      })
      return {
        [Symbol.iterator]: () => {
          // The counter is the only state, one per iteration.
          const steps = new Array<undefined>(total - from).keys()
          return {
            next: (): IteratorResult<Rows, undefined> => {
              const step = steps.next()
              return step.done === true
                ? { done: true, value: undefined }
                : { done: false, value: batch(from + step.value) }
            },
          }
        },
      }
    }),
  )
