/**
 * A run as one task.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Dataset } from '../data/Dataset.js'
import { run, type Stop } from './Run.js'
import type { Trainer, Types, StateOfTrainer } from './Step.js'
import type { RunOptions } from './Stepper.js'

/**
 * The state at the end of a run, or why it stopped. To show progress, to save states or to stop early, use the events of `run`.
 *
 * - **Errors** a `Stop`: where a loss, a gradient or a parameter is no finite number any more, with the last good state and why; and where an engine gave up;
 *   and `RunRefused` for what `run` refuses by an exception. The promise is never rejected.
 *
 * @example
 * const trainer = Train.trainer({ model: L.dense(1, 1), objective: Objective.regression(1), optimizer: O.sgd({ learningRate: 0.1 }) })
 * const data = Data.fromTensors(T.tensor([[1], [2]]), T.tensor([[2], [4]]))
 * const end = await Train.fit(trainer, data, { from: trainer.start(Seed.fromNumber(1)), epochs: 3, size: 2 })()
 * pipe(end, E.map(({ iteration }) => iteration)) // => E.right(3)
 *
 * @category folds
 */
export const fit =
  <K extends Types>(
    trainer: Trainer<K>,
    data: Dataset<K['input'], K['targets']>,
    options: RunOptions<K['params'], K['optimizer']>,
  ): TaskEither<Stop<K['params'], K['optimizer']>, StateOfTrainer<K>> =>
  async () => {
    // Local mutation, invisible from outside: the newest state of the run.
    let lastGood = (options as RunOptions<K['params'], K['optimizer']> | undefined)?.from as StateOfTrainer<K>
    let outcome: E.Either<Stop<K['params'], K['optimizer']>, StateOfTrainer<K>> = E.right(lastGood)
    try {
      for await (const event of run(trainer, data, options)) {
        if (event._tag === 'Ended') outcome = event.outcome
        else lastGood = event.state
      }
      return outcome
    } catch (error) {
      return E.left({ _tag: 'RunRefused', reason: error instanceof Error ? error.message : String(error), lastGood })
    }
  }
