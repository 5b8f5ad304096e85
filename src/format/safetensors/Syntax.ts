/**
 * The header of a safetensors file, decoded from the tokens of its JSON. It is decoded from left to right up to the first error, so that a hostile header costs at most a small multiple of its length.
 *
 * **Source** the README of safetensors, section "Format"; RFC 8259.
 */
import * as E from 'fp-ts/lib/Either.js'
import { foundAt, tokens, type Flaw, type Token } from '../../codec/Syntax.js'
import { quoted } from '../../codec/Words.js'

/** A tensor in a header. Offsets count from the end of the header. */
export interface Entry {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

/** The content of a header. */
export interface Header {
  readonly entries: readonly Entry[]
  readonly metadata: Readonly<Record<string, string>>
}

/** The key of the header that is not a tensor name. */
export const METADATA = '__metadata__'

/** The largest number of axes. The format has no bound, but no library has tensors with more axes. */
export const MOST_AXES = 64

/** The largest number of tensors, and of metadata. The format has no bound, but one small object for each could take many times the memory of the file. */
export const MOST_KEYS = 2 ** 16

const isHalf = (text: string): boolean => /\p{Surrogate}/u.test(text)

/** A decoded value; `undefined` after an error. */
type Decoded<A> = A | undefined

/** A decoder with a position in the tokens and the first error, if any. */
interface Cursor {
  /** The index of the next token. */
  readonly at: () => number
  readonly string: (expected: string) => Decoded<string>
  readonly naturals: (expected: string, most: number) => Decoded<readonly number[]>
  /** Decodes a record with unique keys. `value` decodes the value of a key. */
  readonly record: (expected: string, most: number, value: (key: string) => Decoded<unknown>) => Decoded<true>
  readonly wrong: (expected: string, found?: string, at?: number) => undefined
  /** The first error, including one after the record. */
  readonly flaw: () => Flaw | undefined
}

const cursor = (text: string): Cursor => {
  // Local mutation, invisible from outside.
  const rest = tokens(text)
  let next = rest.next()
  let first: Flaw | undefined
  const token = (): Token | undefined => next.value ?? undefined
  const at = (): number => token()?.at ?? text.length
  const wrong: Cursor['wrong'] = (expected, found, place = at()) => {
    const here = token()
    first ??=
      here?._tag === 'Flaw' && !here.isValue ? here.flaw : { at: place, expected, found: found ?? foundAt(text, place) }
    return undefined
  }
  const advance = (): true => {
    next = rest.next()
    return true
  }
  const string: Cursor['string'] = (expected) => {
    const here = token()
    if (here?._tag !== 'Scalar' || text[here.at] !== '"') return wrong(expected)
    const value = JSON.parse(text.slice(here.at, here.end)) as string
    if (isHalf(value)) return wrong('whole characters', 'half of a surrogate pair')
    advance()
    return value
  }
  const natural = (): Decoded<number> => {
    const here = token()
    const digits = here?._tag === 'Scalar' ? text.slice(here.at, Math.min(here.end, here.at + 17)) : ''
    if (!/^\d+$/.test(digits) || !Number.isSafeInteger(Number(digits)))
      return wrong(`a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, in digits alone`)
    advance()
    return Number(digits)
  }
  /** Decodes the items between two brackets, up to a limit. */
  const between = (bracket: string, expected: string, items: string, most: number, item: () => Decoded<unknown>) => {
    const here = token()
    if (here?._tag !== 'Open' || here.bracket !== bracket) return wrong(expected)
    advance()
    for (let i = 0; token()?._tag !== 'Close'; i++) {
      if (i === most) return wrong(`at most ${most} ${items}`)
      if (item() === undefined) return undefined
    }
    return advance()
  }
  const naturals: Cursor['naturals'] = (expected, most) => {
    const all: number[] = []
    return (
      between('[', expected, 'numbers', most, () => {
        const number = natural()
        return number === undefined ? undefined : all.push(number)
      }) && all
    )
  }
  const record: Cursor['record'] = (expected, most, value) =>
    between('{', expected, 'keys', most, () => {
      const here = token()
      if (here?._tag !== 'Key') return wrong('a key in double quotes')
      const { key } = here
      if (isHalf(key)) return wrong('whole characters', 'half of a surrogate pair')
      advance()
      return value(key)
    })
  if (!text.startsWith('{')) wrong('a { at the beginning', undefined, 0)
  return {
    at,
    string,
    naturals,
    record,
    wrong,
    flaw: () => {
      if (token() !== undefined) wrong('the end of the header')
      return first
    },
  }
}

const metadata = ({ record, string }: Cursor): Decoded<Readonly<Record<string, string>>> => {
  // Local mutation, invisible from outside.
  const entries: (readonly [string, string])[] = []
  return (
    record(`a record of strings at ${METADATA}`, MOST_KEYS, (key) => {
      const text = string(`a string at ${METADATA}`)
      return text === undefined ? undefined : entries.push([key, text])
    }) && Object.fromEntries(entries)
  )
}

const entry = ({ record, string, naturals, wrong, at }: Cursor, name: string): Decoded<Entry> => {
  // Local mutation, invisible from outside.
  let dtype: Decoded<string>
  let shape: Decoded<readonly number[]>
  let offsets: Decoded<readonly number[]>
  const start = at()
  const isDecoded = record('a record with dtype, shape and data_offsets', Infinity, (key) => {
    switch (key) {
      case 'dtype':
        return (dtype = string('the name of a dtype in double quotes'))
      case 'shape':
        return (shape = naturals('an array of sizes', MOST_AXES))
      case 'data_offsets':
        return (offsets = naturals('an array of two offsets', 2))
      default:
        return wrong('a value of dtype, shape or data_offsets', `one of ${quoted(key)}`)
    }
  })
  if (isDecoded === undefined) return undefined
  if (dtype === undefined) return wrong(`dtype in the entry of ${quoted(name)}`, 'none', start)
  if (shape === undefined) return wrong(`shape in the entry of ${quoted(name)}`, 'none', start)
  if (offsets?.length !== 2) return wrong(`two data_offsets in the entry of ${quoted(name)}`, 'none', start)
  return { name, dtype, shape, begin: offsets[0], end: offsets[1] }
}

/**
 * Decodes the text of a header, or returns the first error.
 *
 * @example
 * header('{"w":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}')
 * // => E.right({ entries: [{ name: 'w', dtype: 'F64', shape: [], begin: 0, end: 8 }], metadata: {} })
 */
export const header = (text: string): E.Either<Flaw, Header> => {
  const from = cursor(text)
  // Local mutation, invisible from outside.
  const entries: Entry[] = []
  let strings: Decoded<Readonly<Record<string, string>>> = {}
  from.record('a { at the beginning', Infinity, (name) => {
    if (name === METADATA) return (strings = metadata(from))
    if (entries.length === MOST_KEYS) return from.wrong(`at most ${MOST_KEYS} tensors`, 'one more')
    const found = entry(from, name)
    return found === undefined ? undefined : entries.push(found)
  })
  const flaw = from.flaw()
  return flaw === undefined ? E.right({ entries, metadata: strings ?? {} }) : E.left(flaw)
}
