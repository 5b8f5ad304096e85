/**
 * Checkpoints in a folder: each in a file of its own, written whole or not at all, of which the last few are kept. Who loads gets the newest whole one, and is told of those that were passed over.
 *
 * @since 0.1.0
 */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import type { Show as ShowOf } from 'fp-ts/lib/Show.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { Show as ShowData, type DataError } from '../data/Errors.js'
import { bytes } from '../data/Files.js'
import type { Content } from '../data/Safetensors.js'
import { isLeftOver, write, type NotWritten } from '../data/Write.js'
import { fail } from '../tensor/Errors.js'
import {
  checkpoint,
  encodeCheckpoint,
  ofTrainer,
  showNoCheckpoint,
  whole,
  type Checkpoint,
  type Cut,
  type NoCheckpoint,
} from './Checkpoint.js'
import type { State, Trainer } from './Step.js'

/**
 * What can go wrong with a folder of checkpoints.
 *
 * @category model
 * @since 0.1.0
 */
export type StoreError =
  | NotWritten
  /** A state that no checkpoint can be made of: numbers that are no counts, notes that are no text. */
  | { readonly _tag: 'NotEncoded'; readonly reason: string }
  /** The folder itself cannot be read. */
  | { readonly _tag: 'FolderUnreadable'; readonly folder: string; readonly reason: string }
  /** The folder has no such checkpoint, or it is not whole. */
  | { readonly _tag: 'NotThere'; readonly file: string; readonly reason: string }
  /** A whole checkpoint, but of another trainer. */
  | { readonly _tag: 'Foreign'; readonly file: string; readonly error: NoCheckpoint }
  /** A whole checkpoint in the middle of an epoch that was cut otherwise. */
  | { readonly _tag: 'OtherCut'; readonly file: string; readonly expected: Cut; readonly found: Cut }
  /** A state is to be kept where a later one is, which it would leave behind or delete. */
  | { readonly _tag: 'LaterState'; readonly file: string; readonly iteration: number }
  /** There are checkpoints, none of which is whole. */
  | { readonly _tag: 'NoneWhole'; readonly folder: string; readonly passedOver: readonly PassedOver[] }

/**
 * A file that is no whole checkpoint, and why.
 *
 * @category model
 * @since 0.1.0
 */
export interface PassedOver {
  readonly file: string
  readonly error: NoCheckpoint | DataError
}

/**
 * What was found in a folder: the newest whole file, and the newer ones that were passed over since they are not whole.
 *
 * @category model
 * @since 0.1.0
 */
export interface Newest {
  readonly file: string
  readonly content: Content
  readonly passedOver: readonly PassedOver[]
}

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

const cutWords = ({ rows, size, dropLast }: Cut): string =>
  `${rows} rows in batches of ${size}${dropLast ? ', a short last one left out' : ''}`

const reasonIn = (error: NoCheckpoint | DataError): string =>
  'file' in error ? ShowData.show(error as DataError) : showNoCheckpoint(error as NoCheckpoint)

/**
 * A file that was passed over, in words.
 *
 * @category instances
 * @since 0.1.0
 */
export const ShowPassedOver: ShowOf<PassedOver> = {
  show: ({ file, error }) => `${file} is no whole checkpoint, so the one before it is taken. ${reasonIn(error)}`,
}

/**
 * What went wrong with a folder of checkpoints, in words.
 *
 * @category instances
 * @since 0.1.0
 */
export const ShowStore: ShowOf<StoreError> = {
  show: (error) => {
    switch (error._tag) {
      case 'NotWritten':
        return `${error.file}: expected to be able to write a checkpoint, found “${error.reason}”. The checkpoints before it are as they were. Free the disk, or give another folder.`
      case 'NotEncoded':
        return `A state cannot be kept: ${error.reason}. The checkpoints before it are as they were.`
      case 'NotThere':
        return `${error.file}: expected a whole checkpoint, found none. ${error.reason}`
      case 'OtherCut':
        return `${error.file}: expected ${cutWords(error.expected)}, found a state in the middle of an epoch with ${cutWords(error.found)}. Give the same data and batches, or another folder.`
      case 'LaterState':
        return `${error.file} is a later state than the one after ${error.iteration} iterations, which is to be kept beside it. To go on from an earlier state, keep the run in another folder.`
      case 'FolderUnreadable':
        return `${error.folder}: expected a folder with checkpoints, found “${error.reason}”. Check the path and its permissions.`
      case 'Foreign':
        return `${error.file}: expected a checkpoint of this run. ${showNoCheckpoint(error.error)}\nGive the options the run was started with, or another folder.`
      case 'NoneWhole':
        return `${error.folder}: expected a whole checkpoint, found none:\n${error.passedOver
          .map(({ file, error: why }) => `${file}: ${reasonIn(why)}`)
          .join('\n')}\nStart the run anew, in another folder.`
    }
  },
}

const DIGITS = 12

const nameOf = (iteration: number): string => `checkpoint-${String(iteration).padStart(DIGITS, '0')}.safetensors`

const iterationOf = (name: string): number => Number(/\d+/.exec(name)?.[0])

const isName = (name: string): boolean => /^checkpoint-\d{12,}\.safetensors$/.test(name)

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''

/** What a folder holds; nothing, where it is missing. */
const list = (folder: string): TE.TaskEither<StoreError, readonly string[]> =>
  TE.tryCatch(
    async () => {
      const { readdir } = await import('node:fs/promises')
      return readdir(folder).catch((error: unknown) => (codeOf(error) === 'ENOENT' ? [] : Promise.reject(error)))
    },
    (error): StoreError => ({ _tag: 'FolderUnreadable', folder, reason: reasonOf(error) }),
  )

/** Removes what is told, and what processes left behind that ended while they wrote. What cannot be removed stays. */
const remove =
  (folder: string, names: readonly string[]): TE.TaskEither<StoreError, void> =>
  async () => {
    const { rm } = await import('node:fs/promises')
    const { join } = await import('node:path')
    await Promise.allSettled(names.map((name) => rm(join(folder, name), { force: true })))
    return E.right(undefined)
  }

const pathIn = async (folder: string, name: string): Promise<string> => (await import('node:path')).join(folder, name)

/** The content of a file, if it is a whole checkpoint. */
const contentOf = (file: string): TE.TaskEither<PassedOver, Content> =>
  pipe(
    bytes(file),
    TE.mapLeft((error): NoCheckpoint | DataError => error),
    TE.chain((content): TE.TaskEither<NoCheckpoint | DataError, Content> => whole(content)),
    TE.mapLeft((error) => ({ file, error })),
  )

/**
 * The newest whole checkpoint of a folder as named tensors and notes, whoever's it is; none, where there are no checkpoints or no folder.
 *
 * @example
 * await Train.newest('no-such-folder')() // => E.right({ _tag: 'None' })
 *
 * @category checkpoints
 * @since 0.1.0
 */
export const newest = (folder: string): TE.TaskEither<StoreError, O.Option<Newest>> =>
  pipe(
    list(folder),
    TE.chain((names) => async () => {
      // Local mutation, invisible from outside: one file after another, since nearly always the first will do.
      const passedOver: PassedOver[] = []
      for (const name of names.filter(isName).sort().reverse()) {
        const file = await pathIn(folder, name)
        const content = await contentOf(file)()
        if (E.isRight(content)) return E.right(O.some({ file, content: content.right, passedOver }))
        passedOver.push(content.left)
      }
      return passedOver.length === 0 ? E.right(O.none) : E.left<StoreError>({ _tag: 'NoneWhole', folder, passedOver })
    }),
  )

/** The first of some files that is a whole checkpoint. */
const firstWhole =
  (folder: string, names: readonly string[]): TE.TaskEither<StoreError, string | undefined> =>
  async () => {
    for (const name of names) if (E.isRight(await contentOf(await pathIn(folder, name))())) return E.right(name)
    return E.right(undefined)
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
  { cut, keep = 3, notes = () => ({}) }: StoreOptions<P, S>,
): Store<P, S> => {
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
  const save: Store<P, S>['save'] = (state) => {
    const name = nameOf(state.iteration)
    return pipe(
      checked,
      TE.chain(() => list(folder)),
      TE.bindTo('there'),
      TE.bind('later', ({ there }) => TE.right(there.filter((n) => isName(n) && iterationOf(n) > state.iteration))),
      TE.chainFirst(({ later }) =>
        pipe(
          firstWhole(folder, later),
          TE.chain((found) =>
            found === undefined
              ? TE.right(undefined)
              : pipe(
                  TE.fromTask(() => pathIn(folder, found)),
                  TE.chain((file) => TE.left<StoreError>({ _tag: 'LaterState', file, iteration: state.iteration })),
                ),
          ),
        ),
      ),
      TE.bind('file', () => TE.fromTask(() => pathIn(folder, name))),
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
  }
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
            TE.mapLeft(({ error }): StoreError => ({ _tag: 'NotThere', file, reason: reasonIn(error) })),
            TE.chainEitherK((content) => read(file, content)),
          ),
        ),
      ),
  }
}
