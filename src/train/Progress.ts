/**
 * The progress of a run: its position, its seed and its losses. With the learned tensors it is the state of the run.
 */
import { add, div, mul } from '../operation/Binary.js'
import type { Seed } from '../random/Seed.js'
import { scalar, type Scalar } from '../tensor/Value.js'

/**
 * The losses of a run.
 *
 * @category model
 */
export interface History {
  /** The mean loss over the rows of each finished epoch. */
  readonly losses: readonly Scalar[]
  /** The sum of the losses over the rows of the current epoch so far, and the number of these rows. */
  readonly total: Scalar
  readonly rows: number
}

/**
 * The part of a state that is not learned.
 *
 * @category model
 */
export interface Progress {
  /** The seed of the run: of the parameters, the shuffling and random layers. */
  readonly seed: Seed
  /** The number of finished epochs. */
  readonly epoch: number
  /** The number of steps in all epochs. */
  readonly iteration: number
  /** The number of finished batches in the current epoch. */
  readonly position: number
  readonly history: History
}

/** The batch of a step, as far as progress needs it. */
interface BatchOfRows {
  readonly epoch: number
  readonly index: number
  readonly last: boolean
  readonly rows: readonly number[]
}

/** The history of a new run. */
export const noHistory: History = { losses: [], total: scalar(0), rows: 0 }

/** The progress of a new run. */
export const beginning = (seed: Seed): Progress => ({ seed, epoch: 0, iteration: 0, position: 0, history: noHistory })

const recorded = ({ losses, total, rows }: History, batch: BatchOfRows, loss: Scalar): History => {
  const sum = add(mul(batch.rows.length)(loss))(total)
  const count = rows + batch.rows.length
  return batch.last ? { ...noHistory, losses: [...losses, div(count)(sum)] } : { losses, total: sum, rows: count }
}

/** The progress after a batch with a mean loss. */
export const after = ({ seed, iteration, history }: Progress, batch: BatchOfRows, loss: Scalar): Progress => ({
  seed,
  epoch: batch.last ? batch.epoch + 1 : batch.epoch,
  iteration: iteration + 1,
  position: batch.last ? 0 : batch.index + 1,
  history: recorded(history, batch, loss),
})
