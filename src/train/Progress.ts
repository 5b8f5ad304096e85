/**
 * How far a run is: where it stands, what its randomness comes from, and what it has seen. With what is learned it is the whole of a run.
 */
import { add, div, mul } from '../operation/Binary.js'
import type { Seed } from '../random/Seed.js'
import { scalar, type Scalar } from '../tensor/Value.js'

/**
 * The losses of a run, in short.
 *
 * @category model
 */
export interface History {
  /** The mean loss over the rows of each epoch that is over. */
  readonly losses: readonly Scalar[]
  /** The sum of the losses over the rows of the current epoch so far, and how many rows these are. */
  readonly total: Scalar
  readonly rows: number
}

/**
 * All of a run that is not learned.
 *
 * @category model
 */
export interface Progress {
  /** The seed of the run: of the parameters, the shuffling, and what is random in the model. */
  readonly seed: Seed
  /** Epochs that are over. */
  readonly epoch: number
  /** Steps that are over, in all epochs. */
  readonly iteration: number
  /** Batches of the current epoch that are over. */
  readonly position: number
  readonly history: History
}

/** What a step tells of its batch. */
interface Seen {
  readonly epoch: number
  readonly index: number
  readonly last: boolean
  readonly rows: readonly number[]
}

/** Nothing seen yet. */
export const noHistory: History = { losses: [], total: scalar(0), rows: 0 }

/** A run that has not begun. */
export const beginning = (seed: Seed): Progress => ({ seed, epoch: 0, iteration: 0, position: 0, history: noHistory })

const recorded = ({ losses, total, rows }: History, batch: Seen, loss: Scalar): History => {
  const sum = add(mul(batch.rows.length)(loss))(total)
  const count = rows + batch.rows.length
  return batch.last ? { ...noHistory, losses: [...losses, div(count)(sum)] } : { losses, total: sum, rows: count }
}

/** A run one step further: a batch, and the mean loss over its rows. */
export const after = ({ seed, iteration, history }: Progress, batch: Seen, loss: Scalar): Progress => ({
  seed,
  epoch: batch.last ? batch.epoch + 1 : batch.epoch,
  iteration: iteration + 1,
  position: batch.last ? 0 : batch.index + 1,
  history: recorded(history, batch, loss),
})
