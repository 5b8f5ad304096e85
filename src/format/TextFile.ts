/**
 * Files of text.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { knownOptions, integer, text as words } from '../codec/Options.js'
import type { DataError } from './Errors.js'
import * as Files from './Files.js'
import { text, type Textual } from './Utf8.js'

/**
 * The expected content and the largest size of a text file.
 *
 * @category model
 */
export interface TextOptions {
  /** The expected content, for messages about files of other formats. By default JSON. */
  readonly format?: Textual
  /** The largest number of bytes; by default 256 MiB, the longest string. */
  readonly most?: number
}

/** Bytes as text, or a description of their format. */
export const textOf =
  (file: string, format: Textual) =>
  (bytes: Uint8Array): E.Either<DataError, string> =>
    pipe(
      bytes,
      text(format),
      E.mapLeft((noText): DataError => ({ _tag: 'OtherFormat', file, expected: 'text in UTF-8', ...noText })),
    )

/**
 * Reads a file of text in UTF-8, without its byte order mark: a file of JSON that `Codec.decode` then decodes.
 *
 * - **Errors** `OtherFormat` with the first line that is not text, or with the recognised format; `FileMissing`, `NotAFile`, `Unreadable`, `TooLarge`.
 *
 * @example
 * const settings = readText('run.json') // a TaskEither: nothing is read until it is run
 *
 * @category readers
 */
export const readText = (path: string, options: TextOptions = {}): TE.TaskEither<DataError, string> => {
  const { format = 'JSON', most = 2 ** 28 } = knownOptions(
    'Data.readText',
    { format: words, most: integer(0) },
    options,
  )
  return pipe(
    Files.first([path]),
    TE.chain((file) => Files.bytes(file, most)),
    TE.chainEitherK(textOf(path, format)),
  )
}
