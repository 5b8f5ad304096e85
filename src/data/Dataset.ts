/**
 * Data sets and their batches.
 *
 * A data set is its number of rows and a function that selects rows; nothing is copied before a batch is requested. Batches are a pure function of the
 * data, a seed and the epoch: an epoch can be iterated again, started in the middle, or replayed.
 */
import { knownOptions, any, flag, integer } from '../codec/Options.js'
import { take } from '../operation/Layout.js'
import { child, permutation, type Seed } from '../random/Seed.js'
import { fail } from '../tensor/Errors.js'
import { print, type Name, type Shape } from '../tensor/Shape.js'
import { plain, shape, type AnyTensor, type Tensor } from '../tensor/Value.js'
import { indices } from './Batches.js'
import { number as expectNumber, record as expectRecord } from '../tensor/Expect.js'

/**
 * Some rows of a data set.
 *
 * @category model
 */
export interface Examples<I, T> {
  readonly inputs: I
  readonly targets: T
}

/**
 * Rows of inputs and targets.
 *
 * @category model
 */
export interface Dataset<I, T> {
  readonly count: number
  readonly take: (rows: readonly number[]) => Examples<I, T>
  /** All tensors, and the selection of rows as a function of tensors; absent for data that is not in memory. An engine keeps the tensors and receives row numbers. */
  readonly resident?: Resident<I, T>
}

/**
 * A data set in memory: tensors, and a pure function that selects rows.
 *
 * @category model
 */
export interface Resident<I, T> {
  readonly tensors: readonly AnyTensor[]
  readonly select: (tensors: readonly AnyTensor[], rows: AnyTensor) => Examples<I, T>
}

/** A data set in memory, from its number of rows. */
export const fromResident = <I, T>(count: number, resident: Resident<I, T>): Dataset<I, T> => ({
  count,
  resident,
  take: (rows) => resident.select(resident.tensors, plain([rows.length], Float64Array.from(rows))),
})

/**
 * Some rows, with their numbers and their position in the run.
 *
 * @category model
 */
export interface Batch<I, T> extends Examples<I, T> {
  readonly rows: readonly number[]
  readonly epoch: number
  /** The index in the epoch, from 0. */
  readonly index: number
  /** Whether it is the last batch of the epoch. */
  readonly last: boolean
}

/**
 * The division of an epoch into batches.
 *
 * @category model
 */
export interface Batching {
  /** The number of rows of a batch. */
  readonly size: number
  /** Shuffles the rows, differently in each epoch; without a seed they keep their order. */
  readonly seed?: Seed
  /** The number of the epoch, from 0. */
  readonly epoch?: number
  /** Drops an incomplete last batch; by default it is kept. */
  readonly dropLast?: boolean
  /** The first batch, by default 0. */
  readonly from?: number
}

/** The type of a tensor with a batch as the first axis. */
export type Batched<S extends Shape> = S extends readonly [number, ...infer R extends Shape]
  ? Tensor<[Name<'batch'>, ...R]>
  : never

/**
 * A data set from tensors with rows along the first axis.
 *
 * - **Errors** a `NablaError` when inputs and targets are not equally many.
 *
 * @example
 * const data = Data.fromTensors(T.tensor([[1], [2], [3]]), T.tensor([[10], [20], [30]]))
 * T.toArray(data.take([2, 0]).targets) // => [[30], [10]]
 *
 * @category constructors
 */
export const fromTensors = <S extends Shape, U extends Shape>(
  inputs: Tensor<S>,
  targets: Tensor<U>,
): Dataset<Batched<S>, Batched<U>> => {
  const [count, other] = [shape<Shape>(inputs)[0], shape<Shape>(targets)[0]]
  if (count === undefined || count !== other)
    return fail('Data.fromTensors', 'as many inputs as targets', `${print(shape(inputs))} and ${print(shape(targets))}`)
  return fromResident(count, {
    tensors: [inputs, targets],
    select: ([xs, ts], rows) => ({ inputs: chosen(xs, rows) as Batched<S>, targets: chosen(ts, rows) as Batched<U> }),
  })
}

/** Rows of a tensor, by their numbers. */
export const chosen = (x: AnyTensor, rows: AnyTensor): AnyTensor => take(rows)(x as Tensor<[number]>)

/**
 * The rows of a batch, and its position in the epoch.
 *
 * @category model
 */
export type BatchRows = Pick<Batch<unknown, unknown>, 'rows' | 'index' | 'last'>

/** The rows of each batch of an epoch. */
export const batchRows = (count: number, cut: Batching): Iterable<BatchRows> => {
  expectNumber('Data.batchRows', count)

  const {
    size,
    seed,
    epoch = 0,
    dropLast = false,
    from = 0,
  } = knownOptions('Data.batches', { size: any, seed: any, epoch: integer(0), dropLast: flag, from: any }, cut)
  const order = seed === undefined ? {} : { order: permutation(count)(child(epoch)(seed)) }
  return indices({ count, size, dropLast, from, ...order })
}

/**
 * The batches of one epoch, lazily: each is assembled on demand, and the iterable can be iterated again.
 *
 * - **Errors** a `NablaError` for a size that is no positive integer, or a beginning outside the epoch.
 * - **Source** slides, "Batch Training".
 * - **Law** `laws/epochs.ts`: each row once an epoch, except those of a last batch left out.
 *
 * @example
 * const data = Data.fromTensors(T.tensor([1, 2, 3]), T.tensor([1, 4, 9]))
 * Array.from(Data.batches(data, { size: 2 }), (batch) => T.toArray(batch.targets)) // => [[1, 4], [9]]
 *
 * @category batches
 */
export const batches = <I, T>(data: Dataset<I, T>, cut: Batching): Iterable<Batch<I, T>> => {
  expectRecord('Data.batches', 'a data set', { count: 'number', take: 'function' }, data)

  const all = batchRows(data.count, cut)
  return {
    *[Symbol.iterator]() {
      for (const { rows, index, last } of all) yield { ...data.take(rows), rows, epoch: cut.epoch ?? 0, index, last }
    },
  }
}
