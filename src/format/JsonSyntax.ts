/**
 * The scanner of JSON text: reports where a text stops being JSON, repeated keys, and values that a schema does not allow. `JSON.parse` reports the first differently in every
 * engine, the second never, and allocates a value before anything can check it.
 *
 * One pass, linear in the text; memory holds the keys of the open records.
 *
 * **Source** RFC 8259, "The JavaScript Object Notation Data Interchange Format".
 */
import { quoted } from '../codec/Words.js'

/** An error at an index into the text. */
export interface Flaw {
  readonly at: number
  readonly expected: string
  readonly found: string
  readonly next?: string
  /** The scan stopped here. */
  readonly isLast?: true
}

/** The values that a scan allows. `expected` describes them in messages; a natural number is below 2⁵³ and in digits alone. */
export type Schema =
  | { readonly kind: 'any' | 'string' | 'natural'; readonly expected: string }
  | {
      readonly kind: 'array'
      readonly expected: string
      readonly least: number
      readonly most: number
      readonly element: Schema
    }
  | {
      readonly kind: 'record'
      readonly expected: string
      readonly most: number
      readonly required: readonly string[]
      /** The schema of a key, if the key is allowed. */
      readonly field: (key: string) => Schema | undefined
    }

const any: Schema = { kind: 'any', expected: 'a value' }

/** The largest nesting depth. */
const MOST_DEPTH = 100_000

/** The largest number of repeated keys that are reported. */
const MOST_REPEATED = 10_000

/** The next part of a value: at the root and in an array a value, in a record a key, a colon and a value. */
type Due = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'comma'

/** An open array or record. */
interface Open {
  readonly start: number
  readonly close: ']' | '}'
  readonly schema: Schema
  readonly keys: Set<string> | undefined
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|(?:true|false|null)(?![\w$])/y
const NATURAL = /(?:0|[1-9]\d{0,15})(?![\w.+-])/y
const TOKEN = /[\w$.+-]+|\/[/*]|[^]/uy

const match = (pattern: RegExp, text: string, at: number): string => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

const advice = (token: string, due: Due): string | undefined => {
  if (token.startsWith('/')) return 'JSON has no comments.'
  if (/^[‘’“”`']/.test(token)) return 'Strings and keys stand between double quotes.'
  if (due === 'key' && token === '}') return 'The last entry is not followed by a comma.'
  if (due === 'value' && token === ']') return 'The last element is not followed by a comma.'
  if (/^-?(?:NaN|Infinity)$/.test(token)) return `JSON has no such number: write it as a string, "${token}".`
  return undefined
}

/** An unexpected token. */
export const unexpected = (text: string, at: number, expected: string, due: Due = 'comma'): Flaw => {
  const token = match(TOKEN, text, at)
  const next = advice(token, due)
  const found = token === '' ? 'the end of the text' : /^[\r\n]$/.test(token) ? 'a line break' : quoted(token)
  return { at, expected, found, ...(next === undefined ? {} : { next }), isLast: true }
}

/** The end of the string that starts at a double quote, or its error. */
const endOfString = (text: string, start: number): number | Flaw => {
  // Local mutation, invisible from outside.
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x22) return i + 1
    if (code < 0x20) return unexpected(text, i, 'a string on one line, with line breaks as \\n and tabs as \\t')
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
  return unexpected(text, text.length, 'a double quote, the end of the string')
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09

/** The value of a string with its quotes. */
const valueOf = (token: string): string => (token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1))

const isHalf = (text: string): boolean => /\p{Surrogate}/u.test(text)

/** Why a closed array or record does not satisfy its schema, if it does not. */
const incomplete = ({ start, schema, keys }: Open, count: number): Flaw | undefined => {
  const missing = schema.kind === 'record' ? schema.required.find((key) => keys?.has(key) !== true) : undefined
  const found = missing === undefined ? `an array of ${count}` : `one without ${missing}`
  return missing !== undefined || (schema.kind === 'array' && count < schema.least)
    ? { at: start, expected: schema.expected, found, isLast: true }
    : undefined
}

/**
 * The errors of a text as JSON that satisfies a schema: repeated keys, and the first place, if any, where the scan cannot continue.
 *
 * @example
 * scan('{"a": 1, "a": }').map(({ at, found }) => [at, found]) // => [[9, 'it again'], [14, '“}”']]
 */
export const scan = (text: string, root: Schema = any): readonly Flaw[] => {
  // Local mutation, invisible from outside.
  const found: Flaw[] = []
  const stack: Open[] = []
  const counts: number[] = []
  let open: Open | undefined
  let schema = root
  let due: Due = 'value'
  let at = 0
  const stop = (expected: string, words?: string): readonly Flaw[] => [
    ...found,
    words === undefined ? unexpected(text, at, expected, due) : { at, expected, found: words, isLast: true },
  ]
  for (;;) {
    while (isSpace(text.charCodeAt(at))) at++
    const char: string = text[at] ?? ''
    const isFirst: boolean = due === 'first value' || due === 'first key'
    if (open === undefined && due === 'comma') return char === '' ? found : stop('the end of the text')
    if (open !== undefined && char === open.close && (isFirst || due === 'comma')) {
      const flaw = incomplete(open, counts[counts.length - 1])
      if (flaw !== undefined) return [...found, flaw]
      stack.pop()
      counts.pop()
      open = stack.length === 0 ? undefined : stack[stack.length - 1]
      due = 'comma'
      at++
    } else if (due === 'comma' || due === 'colon') {
      if (char !== (due === 'comma' ? ',' : ':')) return stop(due === 'colon' ? 'a colon' : `a comma or ${open!.close}`)
      due = due === 'comma' && open!.keys !== undefined ? 'key' : 'value'
      at++
    } else if (due === 'key' || due === 'first key') {
      if (char !== '"') return stop(isFirst ? 'a key in double quotes or }' : 'a key in double quotes')
      const end = endOfString(text, at)
      if (typeof end !== 'number') return [...found, end]
      const key = valueOf(text.slice(at, end))
      const keys = open!.keys!
      const { schema: parent } = open!
      if (keys.has(key)) {
        if (found.length === MOST_REPEATED) return stop('each key once', 'yet another twice')
        found.push({ at, expected: `the key ${quoted(key)} once`, found: 'it again' })
      }
      if (parent.kind === 'record') {
        const field = parent.field(key)
        if (field === undefined) return stop(parent.expected, `one with ${quoted(key)}`)
        if (keys.size === parent.most) return stop(parent.expected, `more than ${parent.most}`)
        if (isHalf(key)) return stop('whole characters', 'half of a surrogate pair')
        schema = field
      }
      keys.add(key)
      due = 'colon'
      at = end
    } else {
      if (open?.schema.kind === 'array') {
        const { expected, most, element } = open.schema
        if (counts[counts.length - 1]++ === most) return stop(expected, `more than ${most}`)
        schema = element
      }
      const kind = char === '"' ? 'string' : char === '[' ? 'array' : char === '{' ? 'record' : 'natural'
      const expected = isFirst && schema.kind === 'any' ? 'a value or ]' : schema.expected
      if (schema.kind !== 'any' && schema.kind !== kind) return stop(expected)
      if (kind === 'array' || kind === 'record') {
        if (stack.length === MOST_DEPTH) return stop(`at most ${MOST_DEPTH} open brackets`, 'another')
        open = {
          start: at,
          close: kind === 'array' ? ']' : '}',
          schema,
          keys: kind === 'array' ? undefined : new Set(),
        }
        stack.push(open)
        counts.push(0)
        due = kind === 'array' ? 'first value' : 'first key'
        at++
      } else {
        const isNatural: boolean = schema.kind === 'natural'
        const end: number | Flaw =
          kind === 'string' ? endOfString(text, at) : at + match(isNatural ? NATURAL : NUMBER, text, at).length
        if (typeof end !== 'number') return [...found, end]
        if (end === at || (isNatural && !Number.isSafeInteger(Number(text.slice(at, end))))) return stop(expected)
        if (schema.kind === 'string' && isHalf(valueOf(text.slice(at, end))))
          return stop('whole characters', 'half of a surrogate pair')
        due = 'comma'
        at = end
      }
    }
  }
}
