/**
 * The checkpoints of a run in a folder, one file each, written atomically; the last few are kept. Loading returns the newest intact one and the ones skipped.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Show as ShowOf } from 'fp-ts/lib/Show.js'
import { pipe } from 'fp-ts/lib/function.js'
import { knownOptions, any, flag, fn, record } from '../codec/Options.js'
import type { Content } from '../format/Safetensors.js'
import { writable, write } from '../format/Write.js'
import { fail } from '../tensor/Errors.js'
import { checkpoint, encodeCheckpoint, expectTrainer, ofTrainer, type Checkpoint, type Batching } from './Checkpoint.js'
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
import type { State, Trainer, Types } from '../train/Step.js'
import type { SkippedCheckpoint, StoreError } from './StoreError.js'
import { record as expectRecord } from '../tensor/Expect.js'

/**
 * A loaded checkpoint: its file, and the newer files skipped because they are corrupt.
 *
 * @category model
 */
export interface Loaded<P, S> extends Checkpoint<P, S> {
  readonly file: string
  readonly skipped: readonly SkippedCheckpoint[]
}

/**
 * A saved checkpoint: its file, and the older ones removed for it on a full disk, so that fewer than `keep` are left.
 *
 * @category model
 */
export interface SavedCheckpoint {
  readonly file: string
  readonly dropped: readonly string[]
}

/**
 * The message of which checkpoints were removed on a full disk; empty if none was.
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
 * A store of the checkpoints of one run.
 *
 * @category model
 */
export interface Store<P, S> {
  /** Checks that states can be saved: the folder is writable, and its checkpoints are of this run. Call it before training. */
  readonly check: TE.TaskEither<StoreError, void>
  /** Saves a state and removes the oldest. On a full disk older ones are removed for it, except the newest intact one. */
  readonly save: (state: State<P, S>) => TE.TaskEither<StoreError, SavedCheckpoint>
  /** The newest intact checkpoint, if there is one. */
  readonly load: TE.TaskEither<StoreError, O.Option<Loaded<P, S>>>
  /** The iterations of the saved states, in order. */
  readonly kept: TE.TaskEither<StoreError, readonly number[]>
  /** The checkpoint of an iteration. */
  readonly at: (iteration: number) => TE.TaskEither<StoreError, Checkpoint<P, S>>
}

/**
 * The options of a store.
 *
 * @category model
 */
export interface StoreOptions<P, S> {
  /** The batching of the epochs of the run. */
  readonly cut: Batching
  /** The number of checkpoints to keep, by default 3. */
  readonly keep?: number
  /** Notes to be saved with each state. */
  readonly notes?: (state: State<P, S>) => Checkpoint<P, S>['notes']
}

const count = (what: string, n: number): void => {
  if (!(Number.isSafeInteger(n) && n >= 1)) fail('Train.store', `${what} of at least 1`, String(n))
}

/**
 * A store of the checkpoints of a run, in a folder that is created if missing. The last `keep` are kept, by default 3.
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
 */
export const store = <K extends Types>(
  trainer: Trainer<K>,
  folder: string,
  options: StoreOptions<K['params'], K['optimizer']>,
): Store<K['params'], K['optimizer']> => {
  expectTrainer('Train.store', trainer)
  knownOptions('Train.store', { cut: record, keep: any, notes: fn }, options)
  return storeWith(write)(trainer, folder, options)
}

/** A store with a given writer of files. */
export const storeWith =
  (writer: Write) =>
  <K extends Types>(
    trainer: Trainer<K>,
    folder: string,
    { cut, keep = 3, notes = () => ({}) }: StoreOptions<K['params'], K['optimizer']>,
  ): Store<K['params'], K['optimizer']> => {
    knownOptions('Train.store', { rows: any, size: any, dropLast: flag }, cut)
    count('a number of checkpoints to keep', keep)
    count('rows of data', cut.rows)
    count('rows of a batch', cut.size)
    const codec = checkpoint(trainer)
    const encode = encodeCheckpoint(codec)
    const read = (file: string, content: Content): E.Either<StoreError, Checkpoint<K['params'], K['optimizer']>> =>
      pipe(
        ofTrainer(codec)(content),
        E.mapLeft((error): StoreError => ({ _tag: 'Foreign', file, error })),
        E.filterOrElse(
          ({ state, cut: was }) =>
            state.position === 0 || (was.rows === cut.rows && was.size === cut.size && was.dropLast === cut.dropLast),
          ({ cut: found }): StoreError => ({ _tag: 'OtherBatching', file, expected: cut, found }),
        ),
      )
    const load: Store<K['params'], K['optimizer']>['load'] = pipe(
      newest(folder),
      TE.chainEitherK(
        O.match(
          () => E.right(O.none),
          ({ file, content, skipped }) =>
            pipe(
              read(file, content),
              E.map((found) => O.some({ ...found, file, skipped })),
            ),
        ),
      ),
    )
    // Local mutation, seen by this store only: whether the folder is known to belong to this run.
    let own = false
    const checked: TE.TaskEither<StoreError, void> = async () => {
      const found = own ? E.right(O.none) : await load()
      // A folder without intact checkpoints has nothing to lose.
      if (E.isLeft(found) && found.left._tag !== 'NoneIntact') return found
      own = true
      return E.right(undefined)
    }
    const save: Store<K['params'], K['optimizer']>['save'] = (state) =>
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
        // Later files are corrupt; earlier ones make room.
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
