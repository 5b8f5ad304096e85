/**
 * Reading a file whole, plain or gzipped, with every way it can fail as a value.
 *
 * Node's modules are loaded only when a file is read, so that everything else in this room can be imported in a browser.
 *
 * @since 0.1.0
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'

import type { DataError } from './Errors.js'
import { text as expectText } from '../tensor/Expect.js'

/** The largest file, and the largest unpacked content, that is read at all: 1 GiB. */
export const limit = 2 ** 30

type Kind = 'file' | 'missing' | 'folder' | 'other'

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const unreadable =
  (file: string) =>
  (error: unknown): DataError => ({ _tag: 'Unreadable', file, reason: reasonOf(error) })

/** ENOTDIR is a path that goes on below a file: nothing is there either. */
const kindOf = (path: string): TE.TaskEither<DataError, Kind> =>
  TE.tryCatch(async () => {
    const { stat } = await import('node:fs/promises')
    return stat(path).then(
      (stats): Kind => (stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other'),
      (error: unknown) => (['ENOENT', 'ENOTDIR'].includes(codeOf(error)) ? 'missing' : Promise.reject(error)),
    )
  }, unreadable(path))

/**
 * Right when the path is a folder.
 *
 * @category readers
 * @since 0.1.0
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
 * @since 0.1.0
 */
export const first = (candidates: readonly [string, ...string[]]): TE.TaskEither<DataError, string> =>
  pipe(
    candidates,
    TE.traverseArray((path) =>
      pipe(
        kindOf(expectText('Data.read', path, 'a path')),
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
                  found: other.kind === 'folder' ? 'a folder' : 'a pipe or a device',
                },
          )
    }),
  )

/**
 * The bytes of a file that has at most `most` of them.
 *
 * @category readers
 * @since 0.1.0
 */
export const bytes = (file: string, most: number = limit): TE.TaskEither<DataError, Uint8Array> =>
  pipe(
    TE.tryCatch(async () => (await import('node:fs/promises')).stat(file), unreadable(file)),
    TE.filterOrElse(
      ({ size }) => size <= most,
      ({ size }): DataError => ({ _tag: 'TooLarge', file, limit: most, found: size }),
    ),
    TE.chain(() =>
      TE.tryCatch(async (): Promise<Uint8Array> => (await import('node:fs/promises')).readFile(file), unreadable(file)),
    ),
  )

/**
 * Whether some bytes begin as gzip does.
 *
 * @category readers
 * @since 0.1.0
 */
export const isGzip = (packed: Uint8Array): boolean => packed[0] === 0x1f && packed[1] === 0x8b

/** Unpacking stopped because there was more than allowed, or because the bytes are no gzip. */
export type Unpacking = { readonly _tag: 'More' } | { readonly _tag: 'Corrupt'; readonly reason: string }

/**
 * Unpacks gzip into at most `most` bytes; what would be more is never allocated.
 *
 * @category readers
 * @since 0.1.0
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
 * @since 0.1.0
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
