/**
 * Writing a file whole or not at all: into a temporary file beside it, synced to the disk, then renamed. A reader, and whoever comes after a crash, finds the old content or the new one.
 *
 * @since 0.1.0
 */
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { NotWritten } from './Errors.js'
import { text as expectText } from '../tensor/Expect.js'

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The name of a temporary file, which says whose it is and which process writes it. */
const temporaryName = (name: string, process: number, unique: string): string => `.${name}.${process}-${unique}.tmp`

// Local mutation, seen by this file only: the temporary files that this process is writing.
const writing = new Set<string>()

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''

/** Whether a process is there. */
const isAlive = (id: number): boolean =>
  pipe(
    E.tryCatch(
      () => process.kill(id, 0),
      (error) => codeOf(error) === 'EPERM',
    ),
    E.toUnion,
  )

/** Whether a name is that of a temporary file that nobody writes any more: its process is gone, or is this one, which knows what it writes. */
export const isLeftOver = (name: string): boolean => {
  const found = /^\..*\.(\d+)-[0-9a-f-]{36}\.tmp$/.exec(name)
  if (found === null) return false
  const writer = Number(found[1])
  return writer === process.pid ? !writing.has(name) : !isAlive(writer)
}

/**
 * Writes a file whole or not at all: whatever was there before stays until the new content is complete on disk. Folders that are missing are made.
 *
 * - **Errors** `NotWritten`, with what the system says: a full disk, a folder without permission, a folder of that name.
 *
 * @example
 * const written = await Data.write('/dev/null/nowhere', 'text')()
 * E.isLeft(written) && written.left._tag // => 'NotWritten'
 *
 * @category files
 * @since 0.1.0
 */
export const write = (file: string, content: string | Uint8Array): TE.TaskEither<NotWritten, void> => {
  expectText('Data.write', file)
  return TE.tryCatch(
    async () => {
      const { mkdir, open, rename, rm } = await import('node:fs/promises')
      const { basename, dirname, join } = await import('node:path')
      const { randomUUID } = await import('node:crypto')
      const folder = dirname(file)
      const name = temporaryName(basename(file), process.pid, randomUUID())
      const temporary = join(folder, name)
      await mkdir(folder, { recursive: true })
      writing.add(name)
      try {
        const handle = await open(temporary, 'wx')
        try {
          await handle.writeFile(content)
          await handle.sync()
        } finally {
          await handle.close()
        }
        await rename(temporary, file)
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined)
        return Promise.reject(error)
      } finally {
        writing.delete(name)
      }
      // The name, too, has to be on the disk. Where folders cannot be synced (Windows) the system sees to it.
      const above = await open(folder, 'r').catch(() => undefined)
      await above?.sync().catch(() => undefined)
      await above?.close()
    },
    (error): NotWritten => ({ _tag: 'NotWritten', file, reason: reasonOf(error) }),
  )
}
