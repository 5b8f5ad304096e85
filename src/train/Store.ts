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
import { write, writerOf, type NotWritten } from '../data/Write.js'
import {
  checkpoint,
  encodeCheckpoint,
  ofTrainer,
  showNoCheckpoint,
  whole,
  type Checkpoint,
  type NoCheckpoint,
} from './Checkpoint.js'
import type { Trainer } from './Step.js'

/**
 * What can go wrong with a folder of checkpoints.
 *
 * @category model
 * @since 0.1.0
 */
export type StoreError =
  | NotWritten
  /** The folder itself cannot be read. */
  | { readonly _tag: 'FolderUnreadable'; readonly folder: string; readonly reason: string }
  /** A whole checkpoint, but of another trainer. */
  | { readonly _tag: 'Foreign'; readonly file: string; readonly error: NoCheckpoint }
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
 * A checkpoint that was found: its file, and the newer ones that were passed over since they are not whole.
 *
 * @category model
 * @since 0.1.0
 */
export interface Found<A> {
  readonly file: string
  readonly found: A
  readonly passedOver: readonly PassedOver[]
}

/**
 * A folder of checkpoints.
 *
 * @category model
 * @since 0.1.0
 */
export interface Store<P, S> {
  /** Writes a checkpoint and lets go of the oldest; the path of the file. */
  readonly save: (checkpoint: Checkpoint<P, S>) => TE.TaskEither<StoreError, string>
  /** The newest whole checkpoint, if there is any. */
  readonly load: TE.TaskEither<StoreError, O.Option<Found<Checkpoint<P, S>>>>
}

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

/** Whether a process is there. */
const isAlive = (id: number): boolean =>
  pipe(
    E.tryCatch(
      () => process.kill(id, 0),
      (error) => codeOf(error) === 'EPERM',
    ),
    E.toUnion,
  )

/** Removes checkpoints beyond the last few, and what processes left behind that ended while they wrote. What cannot be removed stays. */
const tidy = (folder: string, keep: number): TE.TaskEither<StoreError, void> =>
  pipe(
    list(folder),
    TE.map((names) => {
      const old = names.filter(isName).sort().slice(0, -keep)
      const left = names.filter((name) => {
        const writer = writerOf(name)
        return writer !== undefined && !isAlive(writer)
      })
      return [...old, ...left]
    }),
    TE.chain((names) =>
      TE.fromTask(async () => {
        const { rm } = await import('node:fs/promises')
        const { join } = await import('node:path')
        await Promise.allSettled(names.map((name) => rm(join(folder, name), { force: true })))
      }),
    ),
  )

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
export const newest = (folder: string): TE.TaskEither<StoreError, O.Option<Found<Content>>> =>
  pipe(
    list(folder),
    TE.chain((names) => async () => {
      // Local mutation, invisible from outside: one file after another, since nearly always the first will do.
      const passedOver: PassedOver[] = []
      for (const name of names.filter(isName).sort().reverse()) {
        const file = await pathIn(folder, name)
        const content = await contentOf(file)()
        if (E.isRight(content)) return E.right(O.some({ file, found: content.right, passedOver }))
        passedOver.push(content.left)
      }
      return passedOver.length === 0 ? E.right(O.none) : E.left<StoreError>({ _tag: 'NoneWhole', folder, passedOver })
    }),
  )

/**
 * The checkpoints of a trainer in a folder, which is made when it is missing. The last `keep` are kept, by default 3.
 *
 * - **Errors** see `StoreError`. When a checkpoint cannot be written, those before it stay.
 *
 * @example
 * const trainer = Train.trainer({ model: L.dense(1, 1), objective: Objective.regression(1), optimizer: O.momentum() })
 * const { load } = Train.store(trainer, 'no-such-folder')
 * await load() // => E.right({ _tag: 'None' })
 *
 * @category checkpoints
 * @since 0.1.0
 */
export const store = <P, I, O_, T, M, D, S>(
  trainer: Trainer<P, I, O_, T, M, D, S>,
  folder: string,
  { keep = 3 }: { readonly keep?: number } = {},
): Store<P, S> => {
  const codec = checkpoint(trainer)
  const encode = encodeCheckpoint(codec)
  return {
    save: (value) =>
      pipe(
        TE.fromTask<string, StoreError>(() => pathIn(folder, nameOf(value.state.iteration))),
        TE.chainFirst((file) =>
          pipe(
            TE.fromTask<Uint8Array, StoreError>(encode(value)),
            TE.chain((content): TE.TaskEither<StoreError, void> => write(file, content)),
          ),
        ),
        TE.chainFirst(() => tidy(folder, keep)),
      ),
    load: pipe(
      newest(folder),
      TE.chainEitherK(
        O.match(
          () => E.right(O.none),
          ({ file, found, passedOver }) =>
            pipe(
              ofTrainer(codec)(found),
              E.bimap(
                (error): StoreError => ({ _tag: 'Foreign', file, error }),
                (value) => O.some({ file, found: value, passedOver }),
              ),
            ),
        ),
      ),
    ),
  }
}
