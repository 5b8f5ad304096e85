/**
 * Folders to write into, looked at before the work whose result is to be written there; and files.
 */
import { constants } from 'node:fs'
import { access, mkdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as Data from 'nabla-ts/Data'

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Whether a path is a folder to write into. */
const isWritable = async (folder: string): Promise<boolean> => {
  await access(folder, constants.W_OK | constants.X_OK)
  return (await stat(folder)).isDirectory()
}

const missing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** The nearest that exists of a path and the folders it is in. */
const nearest = (path: string): Promise<string> =>
  stat(path).then(
    () => path,
    (error: unknown) => (missing(error) && dirname(path) !== path ? nearest(dirname(path)) : Promise.reject(error)),
  )

const notWritable = (folder: string, flag: string, reason: string): string =>
  `${folder}: expected a folder to write into, found “${reason}”. Give another folder with ${flag}, or change its permissions.`

const usable = (folder: string, flag: string, look: () => Promise<boolean>): TE.TaskEither<string, void> =>
  pipe(
    TE.tryCatch(look, (error) => notWritable(folder, flag, reasonOf(error))),
    TE.filterOrElse(
      (isFolder) => isFolder,
      () => `${folder}: expected a folder to write into, found a file. Give another folder with ${flag}.`,
    ),
    TE.map(() => undefined),
  )

/** Makes sure that files could be written into a folder, as far as that can be told without creating it. */
export const checkFolder = (folder: string, flag = '--out'): TE.TaskEither<string, void> =>
  pipe(
    usable(folder, flag, async () => isWritable(await nearest(resolve(folder)))),
    // A file is the only proof: some folders of the system take none, whoever asks.
    TE.chain(() =>
      pipe(
        Data.writable(join(resolve(folder), 'a file')),
        TE.mapLeft(({ reason }) => notWritable(folder, flag, reason)),
      ),
    ),
  )

/**
 * Makes sure that files can be written into a folder, creating it where it is missing. Run it before the work whose result
 * is to be written there.
 */
export const prepareFolder = (folder: string, flag = '--out'): TE.TaskEither<string, void> =>
  pipe(
    // Below /proc the next line would not end.
    checkFolder(folder, flag),
    TE.chain(() =>
      usable(folder, flag, async () => {
        await mkdir(folder, { recursive: true })
        return isWritable(folder)
      }),
    ),
  )

/** Makes sure that a file could be written, as far as that can be told without its content. */
export const checkFile = (path: string, flag: string): TE.TaskEither<string, void> =>
  pipe(
    Data.writable(path),
    TE.mapLeft(
      ({ reason }) =>
        `${path}: expected a file that can be written, found “${reason}”. Give another path with ${flag}, or change its permissions.`,
    ),
  )

/** Writes a file whole or not at all, or says why not. */
export const writeFileAtomically = (path: string, content: string | Uint8Array): TE.TaskEither<string, void> =>
  pipe(Data.write(path, content), TE.mapLeft(Data.Show.show))
