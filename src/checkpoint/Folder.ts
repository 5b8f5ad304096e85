/**
 * A folder of checkpoint files: names, listing, and which files are intact.
 */
import { text as expectText } from '../tensor/Expect.js'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { DataError } from '../format/Errors.js'
import { bytes } from '../format/Files.js'
import type { Content } from '../format/Safetensors.js'
import type { NoCheckpoint } from './Checkpoint.js'
import { whole } from '../format/Checksum.js'
import type { SkippedCheckpoint, StoreError } from './StoreError.js'

/**
 * The newest intact file of a folder, and the newer ones that were skipped because they are corrupt.
 *
 * @category model
 */
export interface Newest {
  readonly file: string
  readonly content: Content
  readonly skipped: readonly SkippedCheckpoint[]
}

const DIGITS = 12

export const nameOf = (iteration: number): string => `checkpoint-${String(iteration).padStart(DIGITS, '0')}.safetensors`

export const iterationOf = (name: string): number => Number(/\d+/.exec(name)?.[0])

export const isName = (name: string): boolean => /^checkpoint-\d{12,}\.safetensors$/.test(name)

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''

/** The files of a folder; empty if it does not exist. */
export const list = (folder: string): TE.TaskEither<StoreError, readonly string[]> =>
  TE.tryCatch(
    async () => {
      const { readdir } = await import('node:fs/promises')
      return readdir(expectText('folder', folder, 'a path')).catch((error: unknown) =>
        codeOf(error) === 'ENOENT' ? [] : Promise.reject(error),
      )
    },
    (error): StoreError => ({ _tag: 'FolderUnreadable', folder, reason: reasonOf(error) }),
  )

/** Removes files; failures are ignored. */
export const remove =
  (files: readonly string[]): T.Task<void> =>
  async () => {
    const { rm } = await import('node:fs/promises')
    await Promise.allSettled(files.map((file) => rm(file, { force: true })))
  }

/** The paths of names in a folder. */
export const pathsIn = async (folder: string, names: readonly string[]): Promise<readonly string[]> => {
  const { join } = await import('node:path')
  return names.map((name) => join(folder, name))
}

export const pathIn = (folder: string, name: string): TE.TaskEither<StoreError, string> =>
  TE.tryCatch(
    async () => (await pathsIn(expectText('folder', folder, 'a path'), [name]))[0],
    (error): StoreError => ({ _tag: 'FolderUnreadable', folder, reason: reasonOf(error) }),
  )

/** The content of a file, if it is an intact checkpoint. */
export const contentOf = (file: string): TE.TaskEither<SkippedCheckpoint, Content> =>
  pipe(
    bytes(file),
    TE.mapLeft((error): NoCheckpoint | DataError => error),
    TE.chain((content): TE.TaskEither<NoCheckpoint | DataError, Content> => whole(content)),
    TE.mapLeft((error) => ({ file, error })),
  )

/** The first intact file, if there is one, and the corrupt ones before it. */
export const firstWhole =
  (
    folder: string,
    names: readonly string[],
  ): T.Task<{ readonly found?: Omit<Newest, 'skipped'>; readonly skipped: readonly SkippedCheckpoint[] }> =>
  async () => {
    // Local mutation, invisible from outside: files are read one by one, since the first is nearly always intact.
    const skipped: SkippedCheckpoint[] = []
    for (const name of names) {
      const [file] = await pathsIn(folder, [name])
      const content = await contentOf(file)()
      if (E.isRight(content)) return { found: { file, content: content.right }, skipped }
      skipped.push(content.left)
    }
    return { skipped }
  }

/** The files of a folder that may be removed for the next checkpoint: corrupt ones, then the others from the oldest, but never the newest intact one. */
export const expendable =
  (folder: string, names: readonly string[], later: readonly string[]): T.Task<readonly string[]> =>
  async () => {
    const earlier = names.filter((name) => isName(name) && !later.includes(name)).sort()
    const { found, skipped } = await firstWhole(folder, [...earlier].reverse())()
    const torn = [...(await pathsIn(folder, later)), ...skipped.map(({ file }) => file)]
    return [...new Set([...torn, ...(await pathsIn(folder, earlier))])].filter((file) => file !== found?.file)
  }

/**
 * The newest intact checkpoint of a folder as named tensors and notes, of any trainer; `None` if there are no checkpoints or no folder.
 *
 * @example
 * await Train.newest('no-such-folder')() // => E.right({ _tag: 'None' })
 *
 * @category checkpoints
 */
export const newest = (folder: string): TE.TaskEither<StoreError, O.Option<Newest>> =>
  pipe(
    list(folder),
    TE.chain((names) => TE.fromTask(firstWhole(folder, names.filter(isName).sort().reverse()))),
    TE.chainEitherK(({ found, skipped }) =>
      found !== undefined
        ? E.right(O.some({ ...found, skipped }))
        : skipped.length === 0
          ? E.right(O.none)
          : E.left<StoreError>({ _tag: 'NoneIntact', folder, skipped }),
    ),
  )
