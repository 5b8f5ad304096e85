/**
 * The tokens of JSON text. Errors have places, and repeated keys are errors: `JSON.parse` reports neither in a standard way.
 *
 * **Source** RFC 8259, "The JavaScript Object Notation Data Interchange Format".
 */
import { quoted } from './Words.js'

/** An error at an index of the text. */
export interface Flaw {
  readonly at: number
  readonly expected: string
  readonly found: string
  readonly next?: string
  /** Set if the text after it is not scanned. */
  readonly isLast?: true
}

/** A token. A scalar is a string, a number or a literal, with the index of its end; commas and colons are not tokens. */
export type Token =
  | { readonly _tag: 'Open' | 'Close'; readonly at: number; readonly bracket: string }
  | { readonly _tag: 'Key'; readonly at: number; readonly key: string }
  | { readonly _tag: 'Scalar'; readonly at: number; readonly end: number }
  /** `isValue` if a value is expected there, of which a decoder may know the kind. */
  | { readonly _tag: 'Flaw'; readonly at: number; readonly flaw: Flaw; readonly isValue: boolean }

/** An index of a text as line and column, counted from 1. */
export interface Place {
  readonly at: number
  readonly line: number
  readonly column: number
}

/** The place of an index after another place. Lines end as in editors; columns count characters. */
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

/** The expected next token: in an array and at the root a value; in a record a key, a colon, a value. */
type Due = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'comma'

/** An open bracket, with the keys so far if it is one of a record. */
type Open = Set<string> | undefined

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const LITERAL = /(?:true|false|null)(?![\w$])/y
const TOKEN = /[\w$.+-]+|\/[/*]|[^]/uy

const matched = (pattern: RegExp, text: string, at: number): string => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09

const closing = (stack: readonly Open[]): string => (stack[stack.length - 1] === undefined ? ']' : '}')

const expectation = (due: Due, stack: readonly Open[]): string => {
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

/** What a text has at an index. */
export const foundAt = (text: string, at: number): string => {
  const token = matched(TOKEN, text, at)
  return at >= text.length ? 'the end of the text' : token === '\n' || token === '\r' ? 'a line break' : quoted(token)
}

const flaw = (text: string, at: number, expected: string, due: Due): Flaw => {
  const next = advice(matched(TOKEN, text, at), due)
  return { at, expected, found: foundAt(text, at), ...(next === undefined ? {} : { next }), isLast: true }
}

/** The end of the string that starts at a double quote, or its error. */
const endOfString = (text: string, start: number): number | Flaw => {
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

const asToken = (error: Flaw, isValue = false): Token => ({ _tag: 'Flaw', at: error.at, flaw: error, isValue })

/**
 * The tokens of a text, up to its end or to the first error after which it cannot be scanned. Only the keys of open records are kept.
 *
 * @example
 * [...tokens('{"a": [1]}')].map(({ _tag }) => _tag) // => ['Open', 'Key', 'Open', 'Scalar', 'Close', 'Close']
 */
export function* tokens(text: string): Generator<Token, void> {
  // Local mutation, invisible from outside.
  const stack: Open[] = []
  let repeated = 0
  let due: Due = 'value'
  let at = 0
  for (;;) {
    while (isSpace(text.charCodeAt(at))) at++
    const char: string = text[at] ?? ''
    const wantsValue: boolean = due === 'value' || due === 'first value'
    const wantsKey: boolean = due === 'key' || due === 'first key'
    const isClosed: boolean =
      (due === 'first value' && char === ']') ||
      (due === 'first key' && char === '}') ||
      (due === 'comma' && stack.length > 0 && char === closing(stack))
    if (due === 'comma' && stack.length === 0 && char === '') return
    if (isClosed) {
      yield { _tag: 'Close', at, bracket: char }
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
      if (typeof end !== 'number') return yield asToken(end)
      if (wantsKey) {
        const key = JSON.parse(text.slice(at, end)) as string
        const keys = stack[stack.length - 1]!
        if (keys.has(key) && repeated++ === MOST_TWICE)
          return yield asToken({ at, expected: 'each key once', found: 'yet another twice', isLast: true })
        if (keys.has(key)) yield asToken({ at, expected: `the key ${quoted(key)} once`, found: 'it again' })
        keys.add(key)
        yield { _tag: 'Key', at, key }
      } else yield { _tag: 'Scalar', at, end }
      due = wantsKey ? 'colon' : 'comma'
      at = end
    } else if (wantsValue && (char === '[' || char === '{')) {
      if (stack.length === DEEPEST)
        return yield asToken({ at, expected: `at most ${DEEPEST} open brackets`, found: 'another', isLast: true })
      yield { _tag: 'Open', at, bracket: char }
      stack.push(char === '{' ? new Set() : undefined)
      due = char === '{' ? 'first key' : 'first value'
      at++
    } else {
      const length = wantsValue ? matched(/[tfn]/.test(char) ? LITERAL : NUMBER, text, at).length : 0
      if (length === 0) return yield asToken(flaw(text, at, expectation(due, stack), due), wantsValue)
      yield { _tag: 'Scalar', at, end: at + length }
      due = 'comma'
      at += length
    }
  }
}

/**
 * The errors of a text as JSON: repeated keys, and the first error after which it cannot be scanned.
 *
 * @example
 * flaws('{"a": 1, "a": }').map(({ at, found }) => [at, found]) // => [[9, 'it again'], [14, '“}”']]
 */
export const flaws = (text: string): readonly Flaw[] => {
  // Local mutation, invisible from outside: a text may have millions of tokens.
  const found: Flaw[] = []
  for (const token of tokens(text)) if (token._tag === 'Flaw') found.push(token.flaw)
  return found
}
