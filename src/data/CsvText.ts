/**
 * The text that some bytes are in UTF-8, or the first place where they are not: never a character put in for what could not be read.
 *
 * @since 0.1.0
 */
import * as E from 'fp-ts/lib/Either.js'
import { lineBreaks } from './CsvSyntax.js'

/** A place in a text that is none. */
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

/** The length of the longest beginning that is text, among bytes that are none as a whole. */
const firstWrong = (bytes: Uint8Array): number => {
  const isText = (length: number): boolean => E.isRight(decoded(bytes.subarray(0, length)))
  if (bytes.length <= 16) return Array.from(bytes, (_, i) => bytes.length - 1 - i).find(isText) ?? 0
  // A character has at most three bytes that are not its first; so it is cut by none of these, or there is none.
  const middle = bytes.length >> 1
  const cut = [middle, middle - 1, middle - 2, middle - 3].find((i) => (bytes[i] & 0xc0) !== 0x80)
  if (cut === undefined) return firstWrong(bytes.subarray(0, middle + 1))
  return isText(cut) ? cut + firstWrong(bytes.subarray(cut)) : firstWrong(bytes.subarray(0, cut))
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ')

const UTF8 = 'Save the file as “CSV UTF-8”.'

const begins = (bytes: Uint8Array, ...start: readonly number[]): boolean => start.every((byte, i) => bytes[i] === byte)

/** What a file that is no text at all may be. */
const kind = (bytes: Uint8Array): Pick<NoText, 'found' | 'next'> | undefined =>
  begins(bytes, 0x1f, 0x8b)
    ? { found: 'a gzip file', next: 'Unpack it first.' }
    : begins(bytes, 0x50, 0x4b, 3, 4)
      ? { found: 'a zip file, as spreadsheets are', next: 'Export the sheet as “CSV UTF-8”.' }
      : begins(bytes, 0xff, 0xfe) || begins(bytes, 0xfe, 0xff)
        ? { found: 'UTF-16', next: UTF8 }
        : undefined

const notText = (bytes: Uint8Array): NoText => {
  const at = firstWrong(bytes)
  const before = decoded(bytes.subarray(0, at))
  return {
    line: 1 + (E.isRight(before) ? lineBreaks(before.right) : 0),
    found: `the bytes ${hex(bytes.subarray(at, at + 4))} at byte ${at + 1}`,
    next: UTF8,
  }
}

/** Text has no NUL; UTF-16 and binary files are full of them. */
const withoutNul = (text: string): E.Either<NoText, string> => {
  const at = text.indexOf('\0')
  return at < 0
    ? E.right(text)
    : E.left({
        line: 1 + lineBreaks(text.slice(0, at)),
        found: 'a NUL character',
        next: `The file is no text, or damaged, or UTF-16. ${UTF8}`,
      })
}

/** The text without a byte order mark. */
export const text = (source: string | Uint8Array): E.Either<NoText, string> => {
  if (typeof source === 'string') return withoutNul(source.startsWith('\ufeff') ? source.slice(1) : source)
  const other = kind(source)
  if (other !== undefined) return E.left({ line: 1, ...other })
  const all = decoded(source)
  return E.isLeft(all) ? E.left(notText(source)) : withoutNul(all.right)
}
