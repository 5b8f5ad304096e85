/**
 * The kind of file at a path, and errors of the system as data.
 */
import { text as expectText } from '../tensor/Expect.js'

/** The kind of file at a path, links followed. */
export type Kind = 'file' | 'missing' | 'folder' | 'other'

/** A file system is not there: a browser, or a program that was bundled for one. */
export const NO_FILES = 'ERR_NO_FILE_SYSTEM'

/** The code of an error of the system, such as ENOSPC; empty where it has none. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''

/** The words of an error. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Node's file functions. Without Node the promise rejects with the code `NO_FILES`. */
export const fileSystem = async (): Promise<typeof import('node:fs/promises')> => {
  const found = await import('node:fs/promises').catch(() => undefined)
  // Bundlers put an empty module in the place of one that a browser does not have.
  return typeof found?.open === 'function'
    ? found
    : Promise.reject(Object.assign(new Error('no file system'), { code: NO_FILES }))
}

/** The kind of file at a path. ENOTDIR means that a parent is a file, so nothing exists there. */
export const kindAt = async (path: string): Promise<Kind> => {
  const { stat } = await fileSystem()
  return stat(expectText('file', path, 'a path')).then(
    (stats): Kind => (stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other'),
    (error: unknown) => (['ENOENT', 'ENOTDIR'].includes(codeOf(error)) ? 'missing' : Promise.reject(error)),
  )
}

/** A description of something that is not a regular file. */
export const inWords = (kind: Exclude<Kind, 'file' | 'missing'>): string =>
  kind === 'folder' ? 'a folder' : 'a pipe or a device'
