/**
 * Writing to a disk that may be full: expendable files are removed one by one to make room.
 */
import * as E from 'fp-ts/lib/Either.js'
import type * as T from 'fp-ts/lib/Task.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { NotWritten } from '../format/Errors.js'

/** An atomic writer of files, such as `Data.write`. */
export type Write = (file: string, content: Uint8Array) => TE.TaskEither<NotWritten, void>

/** Whether an error means no space on the device or in the user's quota. Removing files does not help against other limits, such as the size of one file. */
const FULL = ['ENOSPC', 'EDQUOT']

/** A write that failed after these files were removed. */
export interface NoRoom {
  readonly error: NotWritten
  readonly dropped: readonly string[]
}

/**
 * Writes a file. While the disk is full, removes the first expendable file and retries; returns the removed files. The list of expendable files is computed only then.
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
