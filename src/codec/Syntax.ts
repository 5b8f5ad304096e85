/**
 * Where a text stops being JSON, and which keys it has twice: what `JSON.parse` does not say, or says differently in every engine.
 *
 * **Source** RFC 8259, "The JavaScript Object Notation Data Interchange Format".
 */
import { quoted } from './Words.js'

/** A wrong place: an index into the text. */
export interface Flaw {
  readonly at: number
  readonly expected: string
  readonly found: string
  readonly next?: string
  /** What comes after it was not looked at. */
  readonly isLast?: true
}

/** An index into a text, counted from 1. */
export interface Place {
  readonly at: number
  readonly line: number
  readonly column: number
}

/** The place of an index that lies behind another place. Lines end as in any editor; columns count characters. */
export const further = (text: string, { at: from, line: first, column: left }: Place, at: number): Place => {
  // Local mutation, invisible from outside.
  let line = first
  let column = left
  for (let i = from; i < at; i++) {
    const code = text.charCodeAt(i)
    const isSecond = i > from && (code & 0xfc00) === 0xdc00 && (text.charCodeAt(i - 1) & 0xfc00) === 0xd800
    if (code === 0x0a || (code === 0x0d && !(i + 1 < at && text.charCodeAt(i + 1) === 0x0a))) {
      line++
      column = 1
    } else if (!isSecond) column++
  }
  return { at, line, column }
}

/** The largest nesting depth. */
const DEEPEST = 100_000

/** The largest number of repeated keys that are reported. */
const MOST_TWICE = 10_000

/** What may come next; in an array and at the root a value, in a record a key, a colon, a value. */
type Due = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'comma'

/** An open bracket: the keys met so far, if it is one of a record. */
type Open = Set<string> | undefined

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const LITERAL = /(?:true|false|null)(?![\w$])/y
const SPACE = /[ \t\n\r]*/y
const TOKEN = /[\w$.+-]+|\/[/*]|[^]/uy

const matched = (pattern: RegExp, text: string, at: number): string => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

const closing = (stack: readonly Open[]): string => (stack[stack.length - 1] === undefined ? ']' : '}')

const inWords = (due: Due, stack: readonly Open[]): string => {
  switch (due) {
    case 'value':
      return 'a value'
    case 'first value':
      return 'a value or ]'
    case 'key':
      return 'a key in double quotes'
    case 'first key':
      return 'a key in double quotes or }'
    case 'colon':
      return 'a colon'
    case 'comma':
      return stack.length === 0 ? 'the end of the text' : `a comma or ${closing(stack)}`
  }
}

const advice = (token: string, due: Due): string | undefined => {
  if (token.startsWith('/')) return 'JSON has no comments.'
  if (/^[‘’“”`']/.test(token)) return 'Strings and keys stand between double quotes.'
  if (due === 'key' && token === '}') return 'The last entry is not followed by a comma.'
  if (due === 'value' && token === ']') return 'The last element is not followed by a comma.'
  if (/^-?(?:NaN|Infinity)$/.test(token)) return `JSON has no such number: write it as a string, "${token}".`
  return undefined
}

export const flaw = (text: string, at: number, expected: string, due: Due): Flaw => {
  const token = matched(TOKEN, text, at)
  const next = advice(token, due)
  return {
    at,
    expected,
    found:
      at >= text.length ? 'the end of the text' : token === '\n' || token === '\r' ? 'a line break' : quoted(token),
    ...(next === undefined ? {} : { next }),
    isLast: true,
  }
}

/** The end of the string that starts at a double quote, or its error. */
export const endOfString = (text: string, start: number): number | Flaw => {
  // Local mutation, invisible from outside.
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x22) return i + 1
    if (code < 0x20) return flaw(text, i, 'a string on one line, with line breaks as \\n and tabs as \\t', 'comma')
    if (code === 0x5c) {
      const escape = text[i + 1] ?? ''
      if (escape === 'u' ? !/^[0-9a-f]{4}$/i.test(text.slice(i + 2, i + 6)) : !'"\\/bfnrt'.includes(escape || ' '))
        return {
          at: i,
          expected: 'one of \\" \\\\ \\/ \\b \\f \\n \\r \\t, or \\u and four hexadecimal digits',
          found: i + 1 < text.length ? quoted(text.slice(i, i + (escape === 'u' ? 6 : 2))) : 'the end of the text',
          next: 'In a string a backslash is written twice.',
          isLast: true,
        }
      i += escape === 'u' ? 5 : 1
    }
  }
  return {
    at: text.length,
    expected: 'a double quote, the end of the string',
    found: 'the end of the text',
    isLast: true,
  }
}

/**
 * What is wrong with a text as JSON: each key that stands twice in one record, and the first place, if any, at which it cannot go on. Keeps, besides the text, the
 * keys of the records that are open.
 *
 * @example
 * flaws('{"a": 1, "a": }').map(({ at, found }) => [at, found]) // => [[9, 'it again'], [14, '“}”']]
 */
export const flaws = (text: string): readonly Flaw[] => {
  // Local mutation, invisible from outside.
  const found: Flaw[] = []
  const stack: Open[] = []
  let due: Due = 'value'
  let at = 0
  for (;;) {
    at += matched(SPACE, text, at).length
    const char: string = text[at] ?? ''
    const wantsValue: boolean = due === 'value' || due === 'first value'
    const wantsKey: boolean = due === 'key' || due === 'first key'
    const isClosed: boolean =
      (due === 'first value' && char === ']') ||
      (due === 'first key' && char === '}') ||
      (due === 'comma' && stack.length > 0 && char === closing(stack))
    if (due === 'comma' && stack.length === 0 && char === '') return found
    if (isClosed) {
      stack.pop()
      due = 'comma'
      at++
    } else if (due === 'comma' && stack.length > 0 && char === ',') {
      due = closing(stack) === ']' ? 'value' : 'key'
      at++
    } else if (due === 'colon' && char === ':') {
      due = 'value'
      at++
    } else if (char === '"' && (wantsValue || wantsKey)) {
      const end = endOfString(text, at)
      if (typeof end !== 'number') return [...found, end]
      if (wantsKey) {
        const key = JSON.parse(text.slice(at, end)) as string
        const keys = stack[stack.length - 1]!
        if (keys.has(key) && found.length === MOST_TWICE)
          return [...found, { at, expected: 'each key once', found: 'yet another twice', isLast: true }]
        if (keys.has(key)) found.push({ at, expected: `the key ${quoted(key)} once`, found: 'it again' })
        keys.add(key)
      }
      due = wantsKey ? 'colon' : 'comma'
      at = end
    } else if (wantsValue && (char === '[' || char === '{') && stack.length === DEEPEST) {
      return [...found, { at, expected: `at most ${DEEPEST} open brackets`, found: 'another', isLast: true }]
    } else if (wantsValue && (char === '[' || char === '{')) {
      stack.push(char === '{' ? new Set() : undefined)
      due = char === '{' ? 'first key' : 'first value'
      at++
    } else {
      const length = wantsValue ? Math.max(matched(NUMBER, text, at).length, matched(LITERAL, text, at).length) : 0
      if (length === 0) return [...found, flaw(text, at, inWords(due, stack), due)]
      due = 'comma'
      at += length
    }
  }
}
