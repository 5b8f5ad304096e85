/**
 * The text that some bytes are in UTF-8, or the first place where they are not: never a character put in for what could not be read.
 */
import { hex } from './Hex.js'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { asText, unlike } from './Format.js'
import { lineBreaks } from './Position.js'

/** The content that is read from the text. */
export type Textual = 'CSV' | 'JSON'

/** The first position that is not valid UTF-8. */
export interface NoText {
  readonly line: number
  readonly found: string
  readonly next: string
}

const decoded = (bytes: Uint8Array): E.Either<unknown, string> =>
  E.tryCatch(
    () => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
    (error) => error,
  )

/** The length of the longest valid prefix. */
const firstWrong = (bytes: Uint8Array): number => {
  const isText = (length: number): boolean => E.isRight(decoded(bytes.subarray(0, length)))
  if (bytes.length <= 16) return Array.from(bytes, (_, i) => bytes.length - 1 - i).find(isText) ?? 0
  // A character has at most three bytes that are not its first; so it is cut by none of these, or there is none.
  const middle = bytes.length >> 1
  const cut = [middle, middle - 1, middle - 2, middle - 3].find((i) => (bytes[i] & 0xc0) !== 0x80)
  if (cut === undefined) return firstWrong(bytes.subarray(0, middle + 1))
  return isText(cut) ? cut + firstWrong(bytes.subarray(cut)) : firstWrong(bytes.subarray(0, cut))
}

const notText =
  (wanted: Textual) =>
  (bytes: Uint8Array): NoText => {
    const at = firstWrong(bytes)
    const before = decoded(bytes.subarray(0, at))
    return {
      line: 1 + (E.isRight(before) ? lineBreaks(before.right) : 0),
      found: `the bytes ${hex(bytes.subarray(at, at + 4))} at byte ${at + 1}`,
      next: asText(wanted),
    }
  }

/** Text has no NUL; UTF-16 and binary files are full of them. */
const withoutNul =
  (wanted: Textual) =>
  (text: string): E.Either<NoText, string> => {
    const at = text.indexOf('\0')
    return at < 0
      ? E.right(text)
      : E.left({
          line: 1 + lineBreaks(text.slice(0, at)),
          found: 'a NUL character',
          next: `The file is no text, or damaged, or UTF-16. ${asText(wanted)}`,
        })
  }

/** The text without a byte order mark, if it is not of a format that can be told from its beginning. */
export const text =
  (wanted: Textual) =>
  (source: string | Uint8Array): E.Either<NoText, string> =>
    pipe(
      source,
      unlike(wanted, { guess: false }),
      O.match(
        () =>
          typeof source === 'string'
            ? E.right(source.startsWith('\ufeff') ? source.slice(1) : source)
            : pipe(
                decoded(source),
                E.mapLeft(() => notText(wanted)(source)),
              ),
        (other): E.Either<NoText, string> => E.left({ line: 1, ...other }),
      ),
      E.chain(withoutNul(wanted)),
    )
