/**
 * The checkpoints of a run in a folder: each in a file of its own, written whole or not at all, of which the last few are kept. Who loads gets the newest whole one, and is told of those that were passed over.
 *
 * @since 0.1.0
 */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Content } from '../data/Safetensors.js'
import { isLeftOver, write } from '../data/Write.js'
import { fail } from '../tensor/Errors.js'
import { checkpoint, encodeCheckpoint, ofTrainer, type Checkpoint, type Cut } from './Checkpoint.js'
import { contentOf, firstWhole, isName, iterationOf, list, nameOf, newest, pathIn, reasonOf, remove } from './Folder.js'
import type { State, Trainer } from './Step.js'
import type { PassedOver, StoreError } from './StoreError.js'
import { record as expectRecord, text as expectText } from '../tensor/Expect.js'

/**
 * A checkpoint that was loaded: its file, and the newer ones that were passed over since they are not whole.
 *
 * @category model
 * @since 0.1.0
 */
export interface Loaded<P, S> extends Checkpoint<P, S> {
  readonly file: string
  readonly passedOver: readonly PassedOver[]
}

/**
 * A folder of the checkpoints of one run.
 *
 * @category model
 * @since 0.1.0
 */
export interface Store<P, S> {
  /** Writes a state and lets go of the oldest; the path of the file. */
  readonly save: (state: State<P, S>) => TE.TaskEither<StoreError, string>
  /** The newest whole checkpoint, if there is any. */
  readonly load: TE.TaskEither<StoreError, O.Option<Loaded<P, S>>>
  /** After how many steps states were kept, in order. */
  readonly kept: TE.TaskEither<StoreError, readonly number[]>
  /** The checkpoint after so many steps. */
  readonly at: (iteration: number) => TE.TaskEither<StoreError, Checkpoint<P, S>>
}

/**
 * What a store is told of the run.
 *
 * @category model
 * @since 0.1.0
 */
export interface StoreOptions<P, S> {
  /** How the epochs of the run are cut into batches. */
  readonly cut: Cut
  /** How many checkpoints are kept, by default 3. */
  readonly keep?: number
  /** What its owner wants to find again beside each state. */
  readonly notes?: (state: State<P, S>) => Checkpoint<P, S>['notes']
}

const count = (what: string, n: number): void => {
  if (!(Number.isSafeInteger(n) && n >= 1)) fail('Train.store', `${what} of at least 1`, String(n))
}

/**
 * The checkpoints of a run in a folder of its own, which is made when it is missing. The last `keep` are kept, by default 3.
 *
 * - **Errors** see `StoreError`. When a state cannot be written, those before it stay. One that is earlier than what the folder has, or of another trainer, is not kept there: it would
 *   be at the cost of others. A `NablaError` for a cut or a number of checkpoints that is none.
 *
 * @example
 * const trainer = Train.trainer({ model: L.dense(1, 1), objective: Objective.regression(1), optimizer: O.momentum() })
 * const { load } = Train.store(trainer, 'no-such-folder', { cut: { rows: 60, size: 20, dropLast: false } })
 * await load() // => E.right({ _tag: 'None' })
 *
 * @category checkpoints
 * @since 0.1.0
 */
export const store = <P, I, Out, T, M, D, S>(
  trainer: Trainer<P, I, Out, T, M, D, S>,
  folder: string,
  storeOptionsGiven: StoreOptions<P, S>,
): Store<P, S> => {
  expectRecord(
    'Train.store',
    'a trainer, as Train.trainer makes it',
    { model: 'object', objective: 'object', start: 'function', advance: 'function' },
    trainer,
  )
  expectText('Train.store', folder)
  const { cut, keep = 3, notes = () => ({}) } = expectRecord('Train.store', 'a record', {}, storeOptionsGiven)

  count('a number of checkpoints to keep', keep)
  count('rows of data', cut.rows)
  count('rows of a batch', cut.size)
  const codec = checkpoint(trainer)
  const encode = encodeCheckpoint(codec)
  const read = (file: string, content: Content): E.Either<StoreError, Checkpoint<P, S>> =>
    pipe(
      ofTrainer(codec)(content),
      E.mapLeft((error): StoreError => ({ _tag: 'Foreign', file, error })),
      E.filterOrElse(
        ({ state, cut: was }) =>
          state.position === 0 || (was.rows === cut.rows && was.size === cut.size && was.dropLast === cut.dropLast),
        ({ cut: found }): StoreError => ({ _tag: 'OtherCut', file, expected: cut, found }),
      ),
    )
  const load: Store<P, S>['load'] = pipe(
    newest(folder),
    TE.chainEitherK(
      O.match(
        () => E.right(O.none),
        ({ file, content, passedOver }) =>
          pipe(
            read(file, content),
            E.map((found) => O.some({ ...found, file, passedOver })),
          ),
      ),
    ),
  )
  // Local mutation, seen by this store only: whether the folder is known to be this run's.
  let own = false
  const checked: TE.TaskEither<StoreError, void> = async () => {
    const found = own ? E.right(O.none) : await load()
    // A folder without anything whole has nothing to lose.
    if (E.isLeft(found) && found.left._tag !== 'NoneWhole') return found
    own = true
    return E.right(undefined)
  }
  const save: Store<P, S>['save'] = (state) =>
    pipe(
      checked,
      TE.chain(() => list(folder)),
      TE.bindTo('there'),
      TE.let('later', ({ there }) => there.filter((n) => isName(n) && iterationOf(n) > state.iteration)),
      TE.chainFirst(({ later }) =>
        pipe(
          TE.fromTask(firstWhole(folder, later)),
          TE.chain(({ found }) =>
            found === undefined
              ? TE.right(undefined)
              : TE.left<StoreError>({ _tag: 'LaterState', file: found.file, iteration: state.iteration }),
          ),
        ),
      ),
      TE.bind('file', () => TE.fromTask(() => pathIn(folder, nameOf(state.iteration)))),
      TE.chainFirst(({ file }) =>
        pipe(
          TE.tryCatch(
            () => encode({ state, cut, notes: notes(state) })(),
            (error): StoreError => ({ _tag: 'NotEncoded', reason: reasonOf(error) }),
          ),
          TE.chain((content): TE.TaskEither<StoreError, void> => write(file, content)),
        ),
      ),
      // What is later is not whole; what is earlier makes room.
      TE.chainFirst(({ there, later }) => {
        const earlier = there.filter((n) => isName(n) && iterationOf(n) < state.iteration).sort()
        const old = earlier.slice(0, Math.max(0, earlier.length - (keep - 1)))
        return remove(folder, [...old, ...later, ...there.filter(isLeftOver)])
      }),
      TE.map(({ file }) => file),
    )
  return {
    save,
    load,
    kept: pipe(
      list(folder),
      TE.map((names) => names.filter(isName).sort().map(iterationOf)),
    ),
    at: (iteration) =>
      pipe(
        TE.fromTask<string, StoreError>(() => pathIn(folder, nameOf(iteration))),
        TE.chain((file) =>
          pipe(
            contentOf(file),
            TE.mapLeft(({ error }): StoreError => ({ _tag: 'NotThere', file, error })),
            TE.chainEitherK((content) => read(file, content)),
          ),
        ),
      ),
  }
}
