/**
 * Saving of states during a run: a combinator on its events.
 */
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { knownOptions } from '../codec/Options.js'
import { shown } from '../codec/Words.js'
import { fail } from '../tensor/Errors.js'
import type { Event } from '../train/Run.js'
import type { State } from '../train/Step.js'

/**
 * The result of saving a state.
 *
 * @category model
 */
export type Kept<P, S, Error, A> =
  | { readonly _tag: 'Saved'; readonly state: State<P, S>; readonly saved: A }
  | { readonly _tag: 'NotSaved'; readonly state: State<P, S>; readonly error: Error }

/**
 * The events of a run, with its state saved every `every` steps, at the end of each epoch and of the run. On an engine the newest state is that of the end of a chunk. A failed save does not end
 * the run: it is reported by `NotSaved`, and the next save is attempted as usual.
 *
 * - **Errors** a `NablaError` for a number of steps that is not an integer of at least 1.
 *
 * @example
 * const trainer = Train.trainer({ model: L.dense(1, 1), objective: Objective.regression(1), optimizer: O.sgd() })
 * const data = Data.fromTensors(T.tensor([[1], [2]]), T.tensor([[2], [4]]))
 * const events = Train.run(trainer, data, { from: trainer.start(Seed.fromNumber(1)), epochs: 2, size: 1 })
 * const saved: number[] = []
 * const kept = pipe(events, Train.saving((state) => TE.rightIO(() => saved.push(state.iteration)), { every: 3 }))
 * for await (const _ of kept) continue
 * saved // => [2, 3, 4]
 *
 * @category folds
 */
export const saving = <P, S, O, T, Error, A>(
  save: (state: State<P, S>) => TE.TaskEither<Error, A>,
  options: { readonly every: number },
): ((events: AsyncIterable<Event<P, S, O, T>>) => AsyncGenerator<Event<P, S, O, T> | Kept<P, S, Error, A>, void>) => {
  const { every } = knownOptions('saving', ['every'], options)
  return Number.isSafeInteger(every) && every >= 1
    ? (events) => keeping(save, every, events)
    : fail('saving', 'at least 1 step', shown(every))
}

type Save<P, S, Error, A> = (state: State<P, S>) => TE.TaskEither<Error, A>

/** The newest state of an event, and whether it must be saved. */
const newest = <P, S, O, T>(
  event: Event<P, S, O, T>,
): { readonly state: State<P, S>; readonly due: boolean; readonly over: boolean } => {
  switch (event._tag) {
    case 'Stepped':
      return { state: event.state, due: false, over: event.iteration === event.state.iteration }
    case 'EpochEnded':
      return { state: event.state, due: true, over: true }
    case 'Ended':
      return {
        state: E.isRight(event.outcome) ? event.outcome.right : event.outcome.left.lastGood,
        due: true,
        over: true,
      }
  }
}

async function* keeping<P, S, O, T, Error, A>(
  save: Save<P, S, Error, A>,
  every: number,
  events: AsyncIterable<Event<P, S, O, T>>,
): AsyncGenerator<Event<P, S, O, T> | Kept<P, S, Error, A>, void> {
  // Local mutation, invisible from outside: the iterations of the last saved state and of the last attempt.
  let last: number | undefined
  let tried = 0
  for await (const event of events) {
    const { state, due, over } = newest(event)
    if (last === undefined) last = tried = event._tag === 'Stepped' ? event.iteration - 1 : state.iteration
    // A state is saved at its last event, so that a caller who stops at an event has seen all events before it.
    const kept =
      over && state.iteration > last && (due || Math.floor(state.iteration / every) > Math.floor(tried / every))
    if (event._tag !== 'Ended') yield event
    if (kept) {
      tried = state.iteration
      const result = await save(state)()
      if (E.isRight(result)) last = tried
      yield E.isRight(result)
        ? { _tag: 'Saved', state, saved: result.right }
        : { _tag: 'NotSaved', state, error: result.left }
    }
    if (event._tag === 'Ended') yield event
  }
}
