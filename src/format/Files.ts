/**
 * Reading a file whole, plain or gzipped, with every way it can fail as a value.
 *
 * Node's modules are loaded only when a file is read, so that everything else in this room can be imported in a browser.
 */
import type { FileHandle } from 'node:fs/promises'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'

import type { DataError } from './Errors.js'
import { codeOf, fileSystem, inWords, kindAt, NO_FILES, reasonOf, type Kind } from './FileSystem.js'

/** The largest file, and the largest unpacked content, that is read at all: 1 GiB. */
export const limit = 2 ** 30

const unreadable =
  (file: string) =>
  (error: unknown): DataError =>
    codeOf(error) === NO_FILES ? { _tag: 'NoFileSystem', file } : { _tag: 'Unreadable', file, reason: reasonOf(error) }

const kindOf = (path: string): TE.TaskEither<DataError, Kind> => TE.tryCatch(() => kindAt(path), unreadable(path))

/**
 * Right when the path is a folder.
 *
 * @category readers
 */
export const folder = (path: string): TE.TaskEither<DataError, string> =>
  pipe(
    kindOf(path),
    TE.chain((kind) =>
      kind === 'folder'
        ? TE.right(path)
        : TE.left<DataError>({ _tag: kind === 'missing' ? 'FolderMissing' : 'NotAFolder', folder: path }),
    ),
  )

/**
 * The first of some candidate paths that is a file. A folder of the same name is passed over while a later candidate is a
 * file: some archives unpack `name` into a folder `name`.
 *
 * @category readers
 */
export const first = (candidates: readonly [string, ...string[]]): TE.TaskEither<DataError, string> =>
  pipe(
    candidates,
    TE.traverseArray((path) =>
      pipe(
        kindOf(path),
        TE.map((kind) => ({ path, kind })),
      ),
    ),
    TE.chain((found) => {
      const file = found.find(({ kind }) => kind === 'file')
      const other = found.find(({ kind }) => kind !== 'missing')
      return file !== undefined
        ? TE.right(file.path)
        : TE.left<DataError>(
            other === undefined
              ? { _tag: 'FileMissing', file: candidates[0], tried: candidates }
              : {
                  _tag: 'NotAFile',
                  file: other.path,
                  found: inWords(other.kind === 'folder' ? 'folder' : 'other'),
                },
          )
    }),
  )

/** How much is read in one go. */
const BLOCK = 2 ** 20

/** The rest of a file, up to one byte more than `most`: a system file may claim to be empty and never end. */
const rest = async (handle: FileHandle, size: number, most: number): Promise<Uint8Array> => {
  // Local mutation, invisible from outside. One byte more than the size shows whether there is more.
  let buffer = new Uint8Array(Math.min(size, most) + 1)
  let length = 0
  while (length <= most) {
    if (length === buffer.length) {
      const larger = new Uint8Array(Math.min(most + 1, Math.max(2 * length, BLOCK)))
      larger.set(buffer)
      buffer = larger
    }
    const { bytesRead } = await handle.read(buffer, length, Math.min(buffer.length - length, 2 ** 30), null)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return buffer.subarray(0, length)
}

/**
 * The bytes of a file that has at most `most` of them. Links are followed. What is no plain file is refused unread, and the file is opened without waiting, so that a pipe that takes its place in between
 * does not block.
 *
 * @category readers
 */
export const bytes = (file: string, most: number = limit): TE.TaskEither<DataError, Uint8Array> =>
  pipe(
    TE.tryCatch(async (): Promise<E.Either<DataError, Uint8Array>> => {
      const kind = await kindAt(file)
      // A device may act on being opened.
      if (kind === 'folder' || kind === 'other') return E.left({ _tag: 'NotAFile', file, found: inWords(kind) })
      const { constants, open } = await fileSystem()
      const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
      try {
        const stats = await handle.stat()
        if (!stats.isFile())
          return E.left({ _tag: 'NotAFile', file, found: inWords(stats.isDirectory() ? 'folder' : 'other') })
        if (stats.size > most) return E.left({ _tag: 'TooLarge', file, limit: most, found: stats.size })
        const read = await rest(handle, stats.size, most)
        return read.length > most ? E.left({ _tag: 'TooLarge', file, limit: most, found: 'more' }) : E.right(read)
      } finally {
        await handle.close()
      }
    }, unreadable(file)),
    TE.chainEitherK((read) => read),
  )

/**
 * Whether some bytes begin as gzip does.
 *
 * @category readers
 */
export const isGzip = (packed: Uint8Array): boolean => packed[0] === 0x1f && packed[1] === 0x8b

/** Unpacking stopped because there was more than allowed, or because the bytes are no gzip. */
export type Unpacking = { readonly _tag: 'More' } | { readonly _tag: 'Corrupt'; readonly reason: string }

/**
 * Unpacks gzip into at most `most` bytes; what would be more is never allocated.
 *
 * @category readers
 */
export const unpack = (packed: Uint8Array, most: number): TE.TaskEither<Unpacking, Uint8Array> =>
  TE.tryCatch(
    async () => {
      const { gunzip } = await import('node:zlib')
      return new Promise<Uint8Array>((resolve, reject) =>
        gunzip(packed, { maxOutputLength: most }, (error, unpacked) =>
          error === null ? resolve(unpacked) : reject(error),
        ),
      )
    },
    (error): Unpacking =>
      codeOf(error) === 'ERR_BUFFER_TOO_LARGE' ? { _tag: 'More' } : { _tag: 'Corrupt', reason: reasonOf(error) },
  )

/** 4 KiB of gzip unpack to at most a thousand times as much. */
const PEEK = 4096

/**
 * The first bytes that a gzip holds, as far as they can be told from its own first 4 KiB; none when it is damaged there.
 *
 * @category readers
 */
export const peek = (packed: Uint8Array): TE.TaskEither<never, Uint8Array> =>
  pipe(
    TE.tryCatch(
      async () => {
        const { constants, gunzip } = await import('node:zlib')
        return new Promise<Uint8Array>((resolve, reject) =>
          gunzip(
            packed.subarray(0, PEEK),
            { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 2048 * PEEK },
            (error, unpacked) => (error === null ? resolve(unpacked) : reject(error)),
          ),
        )
      },
      () => undefined,
    ),
    TE.orElse(() => TE.right<never, Uint8Array>(new Uint8Array())),
  )
