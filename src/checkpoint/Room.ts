/**
 * Writing where a disk may be full: files that are less wanted make room, one after another.
 */
import * as E from 'fp-ts/lib/Either.js'
import type * as T from 'fp-ts/lib/Task.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { NotWritten } from '../format/Errors.js'

/** A writer of files that are whole or not there, such as `Data.write`. */
export type Write = (file: string, content: Uint8Array) => TE.TaskEither<NotWritten, void>

/** No room on the device, or for this user. Other limits, such as the size of one file, are not mended by removing others. */
const FULL = ['ENOSPC', 'EDQUOT']

/** A file could not be written, although these were removed. */
export interface NoRoom {
  readonly error: NotWritten
  readonly dropped: readonly string[]
}

/**
 * Writes a file. Where the disk is full, the first of the expendable files is removed and the write is tried again, until it succeeds or none is left; the files that were removed. Which files are expendable
 * is asked only then.
 */
export const writeWithRoom =
  (write: Write, expendable: T.Task<readonly string[]>, remove: (file: string) => T.Task<void>) =>
  (file: string, content: Uint8Array): TE.TaskEither<NoRoom, readonly string[]> =>
  async () => {
    // Local mutation, invisible from outside.
    const dropped: string[] = []
    let waiting: readonly string[] | undefined
    for (;;) {
      const written = await write(file, content)()
      if (E.isRight(written)) return E.right(dropped)
      if (!FULL.includes(written.left.code)) return E.left({ error: written.left, dropped })
      waiting ??= await expendable()
      const [first, ...others] = waiting
      if (first === undefined) return E.left({ error: written.left, dropped })
      await remove(first)()
      dropped.push(first)
      waiting = others
    }
  }
