/**
 * A run: the fold of a trainer over the epochs of a data set, as a stream of events, so that whoever walks it shows progress, keeps a history, or stops.
 *
 * The run is what looks at the loss. A loss that is not finite ends it with a value that says where, and with the state before the step that went wrong: nothing
 * trained so far is lost.
 *
 * @since 0.1.0
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Show as ShowOf } from 'fp-ts/lib/Show.js'
import { batches, type Dataset } from '../data/Dataset.js'
import type { Seed } from '../random/Seed.js'
import { fail } from '../tensor/Errors.js'
import { entries } from '../tensor/Params.js'
import { dataOf, toNumber } from '../tensor/Value.js'
import { forBatches, type State, type Trainer } from './Step.js'

/**
 * A step whose loss, or whose new parameters, are not finite.
 *
 * @category model
 * @since 0.1.0
 */
export interface NonFinite<P, S> {
  readonly _tag: 'NonFinite'
  /** The loss of the step; when it is finite, it is the update that made parameters infinite or NaN. */
  readonly loss: number
  /** The epoch and the step in which it came up, both from 0. */
  readonly epoch: number
  readonly iteration: number
  /** The rows of the batch. */
  readonly rows: readonly number[]
  readonly seed: Seed
  /** The state before the step; its parameters are finite. */
  readonly lastGood: State<P, S>
}

/**
 * A divergence in words.
 *
 * @category instances
 * @since 0.1.0
 */
export const Show: ShowOf<NonFinite<unknown, unknown>> = {
  show: ({ loss, epoch, iteration, rows }) =>
    `${Number.isFinite(loss) ? 'A parameter became infinite or NaN' : `The loss became ${loss}`} in epoch ${epoch + 1}, iteration ${iteration + 1} ` +
    `(${rows.length === 1 ? '' : `${rows.length} rows, the first is `}row ${rows[0]}). ` +
    'The learning rate may be too high, or the data may hold numbers that are not finite or not scaled. ' +
    'The state before that step is kept: try a tenth of the learning rate.',
}

/**
 * What happens in a run: a step, the end of an epoch, the end of the run.
 *
 * @category model
 * @since 0.1.0
 */
export type Event<P, S, O, T> =
  | {
      readonly _tag: 'Stepped'
      readonly state: State<P, S>
      /** The epoch of the step, from 0, and its place in it. */
      readonly epoch: number
      readonly index: number
      /** The mean loss over the batch, before the update. */
      readonly loss: number
      readonly output: O
      readonly targets: T
      readonly rows: readonly number[]
    }
  | { readonly _tag: 'EpochEnded'; readonly state: State<P, S>; readonly epoch: number; readonly loss: number }
  | { readonly _tag: 'Ended'; readonly outcome: E.Either<NonFinite<P, S>, State<P, S>> }

/**
 * How long a run is and how its epochs are cut.
 *
 * @category model
 * @since 0.1.0
 */
export interface RunOptions<P, S> {
  /** Where to begin: `trainer.start(seed)`, or a state in which another run ended. */
  readonly from: State<P, S>
  /** How many epochs the run has in all, those of `from` included. */
  readonly epochs: number
  /** How many rows a batch has. */
  readonly size: number
  readonly dropLast?: boolean
}

/** Whether there is a turn that costs nothing, as in Node; a browser has timers only, which cost milliseconds. */
const free = typeof setImmediate === 'function'

/** Lets timers, signals and the terminal have their turn. */
const breathe = (): Promise<void> => new Promise((resolve) => (free ? setImmediate(resolve) : setTimeout(resolve, 0)))

/** Steps between two breaths. */
const stride = free ? 1 : 16

/** Whether all numbers of a record are finite: x·0 is 0 for those, and NaN for the others. */
const isFinite = (params: unknown): boolean =>
  entries(params).every(([, x]) => {
    const data = dataOf(x)
    if (typeof data === 'number') return Number.isFinite(data)
    // Local mutation, invisible from outside: this looks at every parameter after every step.
    let zero = 0
    for (let i = 0; i < data.length; i++) zero += data[i] * 0
    return zero === 0
  })

/**
 * The events of a run. Stop walking to stop it; the last state seen is where it can go on.
 *
 * - **Errors** a `NablaError` for a number of epochs that is negative or NaN, and for epochs without a single batch.
 *
 * @example
 * const trainer = Train.trainer({ model: L.dense(1, 1), objective: Objective.regression(1), optimizer: O.sgd({ learningRate: 0.1 }) })
 * const data = Data.fromTensors(T.tensor([[1], [2]]), T.tensor([[2], [4]]))
 * const events = Train.run(trainer, data, { from: trainer.start(Seed.fromNumber(1)), epochs: 3, size: 2 })
 * const tags: string[] = []
 * for await (const event of events) tags.push(event._tag)
 * tags.length // => 7
 *
 * @category folds
 * @since 0.1.0
 */
export async function* run<P, I, O, T, M, D, S>(
  trainer: Trainer<P, I, O, T, M, D, S>,
  data: Dataset<I, T>,
  options: RunOptions<P, S>,
): AsyncGenerator<Event<P, S, O, T>, void> {
  // Local mutation, invisible from outside.
  let state = options.from
  const { epochs, size, dropLast = false } = options
  if (!(epochs >= 0)) fail('Train.run', 'a number of epochs that is not negative', String(epochs))
  if (data.count === 0 || (dropLast && size > data.count))
    fail(
      'Train.run',
      'at least one batch an epoch',
      `${data.count} rows for batches of ${size}, a short last one left out`,
    )
  for (let epoch = state.epoch; epoch < epochs; epoch++) {
    let [total, count] = [0, 0]
    const from = epoch === state.epoch ? state.position : 0
    for (const batch of batches(data, { size, dropLast, seed: forBatches(state.seed), epoch, from })) {
      if (state.iteration % stride === 0) await breathe()
      const observed = trainer.observe(state, batch)
      const loss = toNumber(observed.loss)
      const { rows } = batch
      if (!Number.isFinite(loss) || !isFinite(observed.state.params)) {
        const { iteration, seed } = state
        yield {
          _tag: 'Ended',
          outcome: E.left({ _tag: 'NonFinite', loss, epoch, iteration, rows, seed, lastGood: state }),
        }
        return
      }
      state = observed.state
      total += loss * rows.length
      count += rows.length
      yield {
        _tag: 'Stepped',
        state,
        epoch,
        index: batch.index,
        loss,
        output: observed.output,
        targets: batch.targets,
        rows,
      }
    }
    yield { _tag: 'EpochEnded', state, epoch, loss: total / count }
  }
  yield { _tag: 'Ended', outcome: E.right(state) }
}
