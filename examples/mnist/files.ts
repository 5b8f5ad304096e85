/**
 * Folders to write into, looked at before the work whose result is to be written there; and files.
 */
import { constants } from 'node:fs'
import { access, mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

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

const usable = (folder: string, flag: string, look: () => Promise<boolean>): TE.TaskEither<string, void> =>
  pipe(
    TE.tryCatch(
      look,
      (error) =>
        `${folder}: expected a folder to write into, found “${reasonOf(error)}”. Give another folder with ${flag}, or change its permissions.`,
    ),
    TE.filterOrElse(
      (isFolder) => isFolder,
      () => `${folder}: expected a folder to write into, found a file. Give another folder with ${flag}.`,
    ),
    TE.map(() => undefined),
  )

/** Makes sure that files could be written into a folder, as far as that can be told without creating it. */
export const checkFolder = (folder: string, flag = '--out'): TE.TaskEither<string, void> =>
  usable(folder, flag, async () => isWritable(await nearest(resolve(folder))))

/**
 * Makes sure that files can be written into a folder, creating it where it is missing. Run it before the work whose result
 * is to be written there.
 */
export const prepareFolder = (folder: string, flag = '--out'): TE.TaskEither<string, void> =>
  usable(folder, flag, async () => {
    await mkdir(folder, { recursive: true })
    return isWritable(folder)
  })

/** Writes a file whole or not at all, or says why not. */
export const writeFileAtomically = (path: string, content: string | Uint8Array): TE.TaskEither<string, void> =>
  pipe(Data.write(path, content), TE.mapLeft(Data.Show.show))
