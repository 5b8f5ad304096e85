/**
 * Splits a table into lines and cells, one line at a time.
 *
 * Cells between double quotes may hold separators, line breaks, and quotes, each of which is doubled. Lines end in LF, CRLF or CR. A quote anywhere else is a flaw; reading goes on after it.
 *
 * **Source** RFC 4180, "Common Format and MIME Type for Comma-Separated Values (CSV) Files".
 */
import { quoted } from '../codec/Words.js'
import { lineBreaks } from './Position.js'

/** Where a line begins: an index into the text, and the number of the line, from 1. */
export interface Place {
  readonly at: number
  readonly line: number
}

/** A wrong quote: in which line, and which cell, from 0. */
export interface Flaw {
  readonly line: number
  readonly cell: number
  readonly expected: string
  readonly found: string
  readonly next: string
}

/** A cell without quotes. */
export interface Row {
  readonly line: number
  /** The first cells, as many as were asked for. */
  readonly cells: readonly string[]
  /** How many cells there are. */
  readonly count: number
  /** Whether there is nothing in the line, not even quotes. */
  readonly blank: boolean
  /** The first wrong quote, if any: what comes after it in the line may belong elsewhere. */
  readonly flaw: Flaw | undefined
  readonly next: Place
}

const LF = 0x0a
const CR = 0x0d
const QUOTE = 0x22

/** The end of a text without the line breaks that end it. */
export const endOf = (text: string): number => {
  // Local mutation, invisible from outside.
  let end = text.length
  while (end > 0 && (text.charCodeAt(end - 1) === LF || text.charCodeAt(end - 1) === CR)) end--
  return end
}

/** The next separator or line break. */
const endOfCell = (text: string, end: number, between: number, start: number): number => {
  // Local mutation, invisible from outside.
  let i = start
  for (; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code === between || code === LF || code === CR) break
  }
  return i
}

/** The length of the parts in which quotes are replaced: V8 takes twenty times the memory of a long text of quotes. */
const BLOCK = 4096

/** The content of a cell with each pair of quotes as one quote. */
const undoubled = (content: string): string => {
  // Local mutation, invisible from outside.
  const parts: string[] = []
  for (let at = 0; at < content.length;) {
    let end = Math.min(at + BLOCK, content.length)
    let quotes = 0
    while (end - quotes > at && content.charCodeAt(end - quotes - 1) === QUOTE) quotes++
    if (quotes % 2 === 1) end++
    parts.push(content.slice(at, end).split('""').join('"'))
    at = end
  }
  return parts.join('')
}

const DOUBLED =
  'A quote inside a cell is written twice, and the cell stands between quotes, without a space before them.'

/**
 * The row that begins at a place before `end`; of its cells only the first `most` are kept.
 *
 * @example
 * row('a,"b ""c"""', 11, ',', 9)({ at: 0, line: 1 }).cells // => ['a', 'b "c"']
 */
export const row =
  (text: string, end: number, separator: string, most: number) =>
  ({ at: from, line: first }: Place): Row => {
    // Local mutation, invisible from outside.
    const between = separator.charCodeAt(0)
    const cells: string[] = []
    let flaw: Flaw | undefined
    let count = 0
    let line = first
    let at = from
    for (;;) {
      const start = at
      if (start < end && text.charCodeAt(start) === QUOTE) {
        let close = text.indexOf('"', start + 1)
        let isDoubled = false
        while (close >= 0 && text.charCodeAt(close + 1) === QUOTE) {
          isDoubled = true
          close = text.indexOf('"', close + 2)
        }
        if (close < 0) {
          flaw ??= {
            line,
            cell: count,
            expected: 'a quote that ends the cell',
            found: 'the end of the file',
            next: `The cell begins with ${quoted(text.slice(start, start + 20))}. ${DOUBLED}`,
          }
          return { line: first, cells, count: count + 1, blank: false, flaw, next: { at: end, line } }
        }
        at = endOfCell(text, end, between, close + 1)
        if (at > close + 1)
          flaw ??= {
            line,
            cell: count,
            expected: 'a separator or the end of the line after the quote',
            found: quoted(text.slice(close + 1, at)),
            next: DOUBLED,
          }
        const content = text.slice(start + 1, close)
        line += lineBreaks(content)
        if (count < most) cells.push(isDoubled ? undoubled(content) : content)
      } else {
        at = endOfCell(text, end, between, start)
        if (count < most) {
          const content = text.slice(start, at)
          if (content.includes('"'))
            flaw ??= { line, cell: count, expected: 'no quote inside a cell', found: quoted(content), next: DOUBLED }
          cells.push(content)
        }
      }
      count++
      if (at < end && text.charCodeAt(at) === between) at++
      else break
    }
    const blank = count === 1 && at === from
    if (at < end) {
      at += text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF ? 2 : 1
      line++
    }
    return { line: first, cells, count, blank, flaw, next: { at, line } }
  }
