/**
 * The checkpoints of a run in a folder: each in a file of its own, written whole or not at all, of which the last few are kept. Who loads gets the newest whole one, and is told of those that were passed over.
 *
 * @since 0.1.0
 */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Show as ShowOf } from 'fp-ts/lib/Show.js'
import { pipe } from 'fp-ts/lib/function.js'
import { knownOptions } from '../codec/Options.js'
import type { Content } from '../data/Safetensors.js'
import { writable, write } from '../data/Write.js'
import { fail } from '../tensor/Errors.js'
import { checkpoint, encodeCheckpoint, ofTrainer, type Checkpoint, type Cut } from './Checkpoint.js'
import {
  contentOf,
  expendable,
  firstWhole,
  isName,
  iterationOf,
  list,
  nameOf,
  newest,
  pathIn,
  pathsIn,
  reasonOf,
  remove,
} from './Folder.js'
import { writeWithRoom, type Write } from './Room.js'
import type { State, Trainer } from './Step.js'
import type { PassedOver, StoreError } from './StoreError.js'
import { record as expectRecord } from '../tensor/Expect.js'

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
 * A checkpoint that was saved: its file, and the older ones that had to make room for it on a full disk, fewer than `keep` being left.
 *
 * @category model
 */
export interface SavedCheckpoint {
  readonly file: string
  readonly dropped: readonly string[]
}

/**
 * The checkpoints that made room for one on a full disk, in words; empty, where none had to.
 *
 * @example
 * Train.ShowSaved.show({ file: 'run/checkpoint-000000000003.safetensors', dropped: [] }) // => ''
 *
 * @category instances
 */
export const ShowSaved: ShowOf<SavedCheckpoint> = {
  show: (saved) => {
    const { file, dropped } = expectRecord(
      'Train.ShowSaved',
      'a checkpoint that was saved',
      { file: 'string', dropped: 'array' },
      saved,
    )
    return dropped.length === 0
      ? ''
      : `The disk is full: ${dropped.join(', ')} ${dropped.length === 1 ? 'was' : 'were'} removed, so that ${file} could be written. Fewer checkpoints are kept than were asked for: free the disk, or keep fewer.`
  },
}

/**
 * A folder of the checkpoints of one run.
 *
 * @category model
 * @since 0.1.0
 */
export interface Store<P, S> {
  /** Whether states could be saved: the folder takes files, and what it holds is of this run. Ask before the work that is to be saved. */
  readonly check: TE.TaskEither<StoreError, void>
  /** Writes a state and lets go of the oldest. On a full disk older ones make room for it; the newest whole one before it is never given up. */
  readonly save: (state: State<P, S>) => TE.TaskEither<StoreError, SavedCheckpoint>
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
  options: StoreOptions<P, S>,
): Store<P, S> => {
  expectRecord(
    'Train.store',
    'a trainer, as Train.trainer makes it',
    { model: 'object', objective: 'object', start: 'function', advance: 'function' },
    trainer,
  )
  knownOptions('Train.store', ['cut', 'keep', 'notes'], options)
  return storeWith(write)(trainer, folder, options)
}

/** A store whose files are written by some writer. */
export const storeWith =
  (writer: Write) =>
  <P, I, Out, T, M, D, S>(
    trainer: Trainer<P, I, Out, T, M, D, S>,
    folder: string,
    { cut, keep = 3, notes = () => ({}) }: StoreOptions<P, S>,
  ): Store<P, S> => {
    knownOptions('Train.store', ['rows', 'size', 'dropLast'], cut)
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
        TE.bind('file', () => pathIn(folder, nameOf(state.iteration))),
        TE.bind('dropped', ({ file, there, later }) =>
          pipe(
            TE.tryCatch(
              () => encode({ state, cut, notes: notes(state) })(),
              (error): StoreError => ({ _tag: 'NotEncoded', reason: reasonOf(error) }),
            ),
            TE.chain((content) =>
              pipe(
                writeWithRoom(writer, expendable(folder, there, later), (name) => remove([name]))(file, content),
                TE.mapLeft(({ error, dropped }): StoreError =>
                  dropped.length === 0 ? error : { _tag: 'NoRoom', file, reason: error.reason, dropped },
                ),
              ),
            ),
          ),
        ),
        // What is later is not whole; what is earlier makes room.
        TE.chainFirst(({ there, later }) => {
          const earlier = there.filter((n) => isName(n) && iterationOf(n) < state.iteration).sort()
          const old = earlier.slice(0, Math.max(0, earlier.length - (keep - 1)))
          return TE.fromTask(async () => remove(await pathsIn(folder, [...old, ...later]))())
        }),
        TE.map(({ file, dropped }) => ({ file, dropped })),
      )
    return {
      check: pipe(
        checked,
        TE.chainW(() => pathIn(folder, nameOf(0))),
        TE.chainW(writable),
      ),
      save,
      load,
      kept: pipe(
        list(folder),
        TE.map((names) => names.filter(isName).sort().map(iterationOf)),
      ),
      at: (iteration) =>
        pipe(
          pathIn(folder, nameOf(iteration)),
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
