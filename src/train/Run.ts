/**
 * Runs: the fold of a trainer over the epochs of a data set, as a stream of events for progress, histories and early stopping.
 *
 * A run checks numbers: an infinity or NaN ends it with a diagnosis and with the last state from which a step was finite.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Show as ShowOf } from 'fp-ts/lib/Show.js'
import { knownOptions, any, flag, record } from '../codec/Options.js'
import { perEpoch } from '../data/Batches.js'
import { batchRows, type Batch, type Dataset, type BatchRows } from '../data/Dataset.js'
import { Show as ShowEngine, type EngineError } from '../engine/Errors.js'
import { fail } from '../tensor/Errors.js'
import { printable } from '../tensor/Text.js'
import { toNumber } from '../tensor/Value.js'
import type { Norms } from './Chunk.js'
import type { Diagnosis } from '../diagnosis/Diagnosis.js'
import { symptomOf, type NonFinite, type Symptom } from '../diagnosis/Divergence.js'
import { forBatches, type State, type Trainer, type Types, type StateOfTrainer } from './Step.js'
import { engineStepper, libraryStepper, groupBatches, type Block, type RunOptions, type Stepper } from './Stepper.js'
import { divergence } from '../diagnosis/Show.js'
import { record as expectRecord } from '../tensor/Expect.js'

/**
 * An engine failed during a run.
 *
 * @category model
 */
export interface EngineStopped<P, S> {
  readonly _tag: 'EngineStopped'
  readonly error: EngineError
  /** The last state before. */
  readonly lastGood: State<P, S>
}

/**
 * A run with invalid arguments, such as a negative number of epochs or data of another width than the model's input; or a function of the caller that threw.
 *
 * @category model
 */
export interface RunRefused<P, S> {
  readonly _tag: 'RunRefused'
  readonly reason: string
  /** The newest state. */
  readonly lastGood: State<P, S>
}

/**
 * Why a run stopped early.
 *
 * @category model
 */
export type Stop<P, S> = NonFinite<P, S> | EngineStopped<P, S> | RunRefused<P, S>

/**
 * The message of why a run stopped.
 *
 * @category instances
 */
export const Show: ShowOf<Stop<unknown, unknown>> = {
  show: (stop) => {
    expectRecord('Train.Show', 'what stopped a run', { _tag: 'string' }, stop)
    return stop._tag === 'NonFinite'
      ? divergence(stop)
      : stop._tag === 'EngineStopped'
        ? `${ShowEngine.show(stop.error)} The state before that is kept.`
        : printable(stop.reason)
  },
}

/**
 * An event of a run: a step, the end of an epoch, the end of the run.
 *
 * @category model
 */
export type Event<P, S, O, T> =
  | {
      readonly _tag: 'Stepped'
      /** The newest state: after this step, or, on an engine, after the chunk of this step. */
      readonly state: State<P, S>
      /** The number of steps of the run, this one included. */
      readonly iteration: number
      /** The epoch of the step, from 0, and its index in the epoch. */
      readonly epoch: number
      readonly index: number
      /** The mean loss over the batch, before the update. */
      readonly loss: number
      readonly output: O
      readonly targets: T
      readonly rows: readonly number[]
      /** The Euclidean norms of the gradient and of the updates, if the option `norms` is set. */
      readonly norms?: Norms
    }
  | { readonly _tag: 'EpochEnded'; readonly state: State<P, S>; readonly epoch: number; readonly loss: number }
  | { readonly _tag: 'Ended'; readonly outcome: E.Either<Stop<P, S>, State<P, S>> }

/** Whether yielding to the event loop is cheap, as in Node; a browser has timers only, which cost milliseconds. */
const free = typeof setImmediate === 'function'

/** Yields to timers, signals and the terminal. */
const breathe = (): Promise<void> => new Promise((resolve) => (free ? setImmediate(resolve) : setTimeout(resolve, 0)))

/** The number of steps between two yields. */
const stride = free ? 1 : 16

/** A step that diverged: its index in a block, the state before it, and the newest earlier state from which a step was finite. */
interface Diverged<P, S> {
  readonly at: number
  readonly loss: number
  readonly before: State<P, S>
  readonly earlier: State<P, S>
  readonly symptom: Symptom
}

/** The first step of a block with a non-finite result, if there is one. */
const diverged = async <K extends Types>(
  stepper: Stepper<K>,
  epoch: number,
  { batches, before, after, reports, lastStep }: Block<K>,
  known: StateOfTrainer<K>,
): Promise<E.Either<EngineError, Diverged<K['params'], K['optimizer']> | undefined>> => {
  const loss = reports.find((each) => !Number.isFinite(each.loss))?.loss ?? reports[reports.length - 1].loss
  const symptom = symptomOf(before, { ...after, ...lastStep, loss })
  if (symptom === undefined) return E.right(undefined)
  if (batches.length === 1) return E.right({ at: 0, loss, before, earlier: known, symptom })
  // Step by step, since the chunk kept no intermediate states.
  let [earlier, state] = [known, before]
  for (const [at, batch] of batches.entries()) {
    const step = await stepper.advance(state, epoch, [batch])
    if (E.isLeft(step)) return step
    const found = await diverged(stepper, epoch, step.right, earlier)
    if (E.isLeft(found)) return found
    if (found.right !== undefined) return E.right({ ...found.right, at })
    ;[earlier, state] = [state, step.right.after]
  }
  // The steps one by one are finite, but the chunk was not: its last step is reported.
  return E.right({ at: batches.length - 1, loss, before: earlier, earlier, symptom })
}

const known = { from: record, epochs: any, size: any, dropLast: flag, engine: record, chunk: any, norms: flag }

/**
 * The events of a run. Stop iterating to stop the run; the last state can be continued.
 *
 * - **Errors** a `NablaError` for a number of epochs that is negative, NaN or no whole number, for epochs without a single batch, and for a state in the middle of an epoch that was cut otherwise.
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
 */
export async function* run<K extends Types>(
  trainer: Trainer<K>,
  data: Dataset<K['input'], K['targets']>,
  options: RunOptions<K['params'], K['optimizer']>,
): AsyncGenerator<Event<K['params'], K['optimizer'], K['output'], K['targets']>, void> {
  knownOptions('Train.run', known, options)
  // Local mutation, invisible from outside.
  let [earlier, state] = [options.from, options.from]
  const { epochs, size, dropLast = false, engine, chunk = 1 } = options
  if (!(epochs >= 0 && (Number.isInteger(epochs) || epochs === Infinity)))
    fail('Train.run', 'a whole number of epochs that is not negative', String(epochs))
  if (!(Number.isSafeInteger(chunk) && chunk >= 1)) fail('Train.run', 'a chunk of at least one step', String(chunk))
  if (data.count === 0 || (dropLast && size > data.count))
    fail(
      'Train.run',
      'at least one batch an epoch',
      `${data.count} rows for batches of ${size}, a short last one left out`,
    )
  const { position, history } = state
  // An invalid size is refused by the batching, with its own message.
  const isCut = Number.isSafeInteger(size) && size >= 1
  const batches = perEpoch({ count: data.count, size, dropLast })
  if (isCut && state.epoch < epochs && position > 0 && (position >= batches || history.rows !== position * size))
    fail(
      'Train.run',
      `a state in an epoch of ${batches} batches, as ${data.count} rows make in batches of ${size}`,
      `one after ${position} batches and ${history.rows} rows: it was made with other data or another size`,
    )
  // The diagnosis is a fourth of the code of a page and rarely needed, so it is loaded on demand. If loading fails, the run still ends with its state.
  const diagnosisOf = async (before: StateOfTrainer<K>, batch: Batch<K['input'], K['targets']>): Promise<Diagnosis> => {
    const precision = engine?.precision ?? 'float64'
    const loaded = await import('../diagnosis/Diagnosis.js').catch(() => undefined)
    return loaded?.diagnose(trainer, before, batch, precision) ?? { causes: [], replayed: 'not at all', precision }
  }
  const nonFinite = async (
    found: Diverged<K['params'], K['optimizer']>,
    batch: BatchRows,
    at: number,
  ): Promise<NonFinite<K['params'], K['optimizer']>> => {
    const { loss, before, symptom } = found
    const { rows } = batch
    const diagnosis = await diagnosisOf(before, { ...data.take(rows), ...batch, epoch: at })
    // A non-finite loss does not depend on the learning rate, except through an input that is non-finite.
    const isSpoilt = symptom.what === 'loss' && diagnosis.origin?._tag !== 'Input'
    const lastGood = isSpoilt ? found.earlier : before
    const { iteration, seed } = before
    return { _tag: 'NonFinite', symptom, loss, epoch: at, iteration, rows, seed, before, lastGood, diagnosis }
  }
  const stepper =
    engine === undefined ? libraryStepper(trainer, data, options) : engineStepper(engine, trainer, data, options)
  try {
    for (let epoch = state.epoch; epoch < epochs; epoch++) {
      const from = epoch === state.epoch ? state.position : 0
      const all = batchRows(data.count, { size, dropLast, seed: forBatches(state.seed), epoch, from })
      for (const group of groupBatches(all, stepper.stride)) {
        if (state.iteration % stride === 0 || group.length > 1) await breathe()
        const before = state
        const block = await stepper.advance(before, epoch, group)
        const symptom = E.isLeft(block) ? block : await diverged(stepper, epoch, block.right, earlier)
        if (E.isLeft(block) || E.isLeft(symptom)) {
          const { left: error } = (E.isLeft(block) ? block : symptom) as E.Left<EngineError>
          yield { _tag: 'Ended', outcome: E.left({ _tag: 'EngineStopped', error, lastGood: before }) }
          return
        }
        const good = symptom.right?.at ?? group.length
        state = symptom.right?.before ?? block.right.after
        earlier = before
        for (const [i, { rows, index }] of group.slice(0, good).entries()) {
          const iteration = before.iteration + i + 1
          yield { _tag: 'Stepped', state, iteration, epoch, index, rows, ...block.right.reports[i] }
        }
        if (symptom.right !== undefined) {
          yield { _tag: 'Ended', outcome: E.left(await nonFinite(symptom.right, group[good], epoch)) }
          return
        }
      }
      yield { _tag: 'EpochEnded', state, epoch, loss: toNumber(state.history.losses[state.history.losses.length - 1]) }
    }
    yield { _tag: 'Ended', outcome: E.right(state) }
  } finally {
    await stepper.release()
  }
}
