/**
 * The text of a safetensors header: JSON, but only the JSON that can stand there, read from left to right and given up at the first letter that cannot. So no header,
 * however made, costs more than a small multiple of its own length; `JSON.parse` would build whatever stands there first, and take the last of two equal keys in silence.
 *
 * **Source** the README of safetensors, section "Format"; RFC 8259.
 */
import * as E from 'fp-ts/lib/Either.js'
import { endOfString, flaw, type Flaw } from '../../codec/Syntax.js'
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

/** The longest shape. The format has no bound, but no library has tensors of more axes. */
export const MOST_AXES = 64

/** The most tensors, and the most metadata. The format has no bound, but a small object for each could take many times the memory that the file does. */
export const MOST_KEYS = 2 ** 16

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09

const isHalf = (text: string): boolean => /\p{Surrogate}/u.test(text)

const DIGITS = /(?:0|[1-9]\d{0,15})(?![\w.+-])/y

/** A value that is read, or nothing where the header is wrong. */
type Read<A> = A | undefined

/** A reader of a text with a position and the first error, if any. */
interface Reader {
  /** Passes over a letter and the space behind it. */
  readonly symbol: (letter: string, expected: string) => Read<true>
  readonly string: (expected: string) => Read<string>
  readonly naturals: (expected: string, most: number) => Read<readonly number[]>
  /** Reads a record with unique keys. `value` reads the value of a key. */
  readonly record: (expected: string, most: number, value: (key: string) => Read<unknown>) => Read<true>
  readonly wrong: (expected: string, found?: string, at?: number) => undefined
  readonly place: () => number
  readonly flaw: () => Flaw | undefined
}

const reader = (text: string): Reader => {
  // Local mutation, invisible from outside.
  let at = 0
  let first: Flaw | undefined

  const wrong: Reader['wrong'] = (expected, found, place = at) => {
    first ??= found === undefined ? flaw(text, place, expected, 'comma') : { at: place, expected, found }
    return undefined
  }

  const moveTo = (end: number): void => {
    at = end
    while (isSpace(text.charCodeAt(at))) at++
  }

  const symbol: Reader['symbol'] = (letter, expected) => {
    if (text[at] !== letter) return wrong(expected)
    moveTo(at + 1)
    return true
  }

  const string: Reader['string'] = (expected) => {
    if (text[at] !== '"') return wrong(expected)
    const end = endOfString(text, at)
    if (typeof end !== 'number') {
      first ??= end
      return undefined
    }
    const value = JSON.parse(text.slice(at, end)) as string
    if (isHalf(value)) return wrong('whole characters', 'half of a surrogate pair')
    moveTo(end)
    return value
  }

  const natural = (): Read<number> => {
    DIGITS.lastIndex = at
    const digits = DIGITS.exec(text)?.[0] ?? ''
    if (digits === '' || !Number.isSafeInteger(Number(digits)))
      return wrong(`a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, in digits alone`)
    moveTo(at + digits.length)
    return Number(digits)
  }

  /** Reads items between brackets, up to a limit. */
  const between = (
    [open, close]: readonly [string, string],
    expected: string,
    [most, items]: readonly [number, string],
    item: () => Read<unknown>,
  ): Read<true> => {
    if (symbol(open, expected) === undefined) return undefined
    for (let i = 0; i > 0 || text[at] !== close; i++) {
      if (i === most) return wrong(`at most ${most} ${items}`)
      if (item() === undefined) return undefined
      if (text[at] === close) break
      if (symbol(',', `a comma or ${close}`) === undefined) return undefined
    }
    return symbol(close, close)
  }

  const naturals: Reader['naturals'] = (expected, most) => {
    const all: number[] = []
    return (
      between(['[', ']'], expected, [most, 'numbers'], () => {
        const number = natural()
        return number === undefined ? undefined : all.push(number)
      }) && all
    )
  }

  const record: Reader['record'] = (expected, most, value) => {
    const keys = new Set<string>()
    return between(['{', '}'], expected, [most, 'keys'], () => {
      const place = at
      const key = string('a key in double quotes')
      if (key === undefined) return undefined
      if (keys.has(key)) return wrong(`the key ${quoted(key)} once`, 'it again', place)
      keys.add(key)
      return symbol(':', 'a colon') && value(key)
    })
  }

  return { symbol, string, naturals, record, wrong, place: () => at, flaw: () => first }
}

const metadata = ({ record, string }: Reader): Read<Readonly<Record<string, string>>> => {
  // Local mutation, invisible from outside.
  const entries: (readonly [string, string])[] = []
  return (
    record(`a record of strings at ${METADATA}`, MOST_KEYS, (key) => {
      const text = string(`a string at ${METADATA}`)
      return text === undefined ? undefined : entries.push([key, text])
    }) && Object.fromEntries(entries)
  )
}

const entry = ({ record, string, naturals, wrong, place }: Reader, name: string): Read<Entry> => {
  // Local mutation, invisible from outside.
  let dtype: Read<string>
  let shape: Read<readonly number[]>
  let offsets: Read<readonly number[]>
  const start = place()
  const isRead = record('a record with dtype, shape and data_offsets', Infinity, (key) => {
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
  if (isRead === undefined) return undefined
  if (dtype === undefined) return wrong(`dtype in the entry of ${quoted(name)}`, 'none', start)
  if (shape === undefined) return wrong(`shape in the entry of ${quoted(name)}`, 'none', start)
  if (offsets?.length !== 2) return wrong(`two data_offsets in the entry of ${quoted(name)}`, 'none', start)
  return { name, dtype, shape, begin: offsets[0], end: offsets[1] }
}

/**
 * Parses the text of a header, or returns the first error.
 *
 * @example
 * header('{"w":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}')
 * // => E.right({ entries: [{ name: 'w', dtype: 'F64', shape: [], begin: 0, end: 8 }], metadata: {} })
 */
export const header = (text: string): E.Either<Flaw, Header> => {
  const from = reader(text)
  // Local mutation, invisible from outside.
  const entries: Entry[] = []
  let told: Read<Readonly<Record<string, string>>> = {}
  from.record('a { at the beginning', Infinity, (name) => {
    if (name === METADATA) return (told = metadata(from))
    if (entries.length === MOST_KEYS) return from.wrong(`at most ${MOST_KEYS} tensors`, 'one more')
    const found = entry(from, name)
    return found === undefined ? undefined : entries.push(found)
  })
  if (from.place() < text.length) from.wrong('the end of the header')
  const flaw = from.flaw()
  return flaw === undefined ? E.right({ entries, metadata: told ?? {} }) : E.left(flaw)
}
