/**
 * The text of a safetensors header: JSON, but only the JSON that can stand there, read from left to right and given up at the first letter that cannot. So no header,
 * however made, costs more than a small multiple of its own length; `JSON.parse` would build whatever stands there first, and take the last of two equal keys in silence.
 *
 * **Source** the README of safetensors, section "Format"; RFC 8259.
 *
 * @since 0.1.0
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { endOfString, flaw, type Flaw } from '../../codec/Syntax.js'
import { quoted } from '../../codec/Words.js'

/** What a header says of one tensor. Offsets count from the end of the header. */
export interface Entry {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

/** What a header says. */
export interface Header {
  readonly entries: readonly Entry[]
  readonly metadata: Readonly<Record<string, string>>
}

/** The key of the header that is no name of a tensor. */
export const METADATA = '__metadata__'

/** The longest shape. The format knows no bound, but no library has tensors of more axes. */
export const MOST_AXES = 64

/** Something read, and the place behind it and the space after it. */
interface Read<A> {
  readonly value: A
  readonly at: number
}
type Reader<A> = (text: string, at: number) => E.Either<Flaw, Read<A>>

// -------------------------------------------------------------------------------------------------
// words
// -------------------------------------------------------------------------------------------------

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09

const afterSpace = (text: string, from: number): number => {
  // Local mutation, invisible from outside.
  let at = from
  while (isSpace(text.charCodeAt(at))) at++
  return at
}

const read = <A>(value: A, text: string, end: number): E.Either<Flaw, Read<A>> =>
  E.right({ value, at: afterSpace(text, end) })

const unexpected = (text: string, at: number, expected: string): E.Either<Flaw, never> =>
  E.left(flaw(text, at, expected, 'comma'))

const symbol =
  (letter: string, expected: string): Reader<string> =>
  (text, at) =>
    text[at] === letter ? read(letter, text, at + 1) : unexpected(text, at, expected)

const string =
  (expected: string): Reader<string> =>
  (text, at) => {
    if (text[at] !== '"') return unexpected(text, at, expected)
    const end = endOfString(text, at)
    if (typeof end !== 'number') return E.left(end)
    const value = JSON.parse(text.slice(at, end)) as string
    return /\p{Surrogate}/u.test(value)
      ? E.left({ at, expected: 'whole characters', found: 'half of a surrogate pair' })
      : read(value, text, end)
  }

const DIGITS = /(?:0|[1-9]\d{0,15})(?![\w.+-])/y

const natural: Reader<number> = (text, at) => {
  DIGITS.lastIndex = at
  const digits = DIGITS.exec(text)?.[0] ?? ''
  return digits !== '' && Number.isSafeInteger(Number(digits))
    ? read(Number(digits), text, at + digits.length)
    : unexpected(text, at, `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, in digits alone`)
}

// -------------------------------------------------------------------------------------------------
// arrays and records
// -------------------------------------------------------------------------------------------------

/** What stands between brackets, item by item; `item` gives the place behind each. */
const between = (
  [open, close]: readonly [string, string],
  expected: string,
  text: string,
  from: number,
  item: (at: number, index: number) => E.Either<Flaw, Read<unknown>>,
): E.Either<Flaw, number> => {
  const start = symbol(open, expected)(text, from)
  if (E.isLeft(start)) return start
  // Local mutation, invisible from outside.
  let at = start.right.at
  for (let i = 0; i > 0 || text[at] !== close; i++) {
    const end = item(at, i)
    if (E.isLeft(end)) return end
    if (text[end.right.at] === close) return E.right(afterSpace(text, end.right.at + 1))
    const next = symbol(',', `a comma or ${close}`)(text, end.right.at)
    if (E.isLeft(next)) return next
    at = next.right.at
  }
  return E.right(afterSpace(text, at + 1))
}

/** An array of whole numbers. */
const naturals =
  (expected: string, most: number): Reader<readonly number[]> =>
  (text, from) => {
    // Local mutation, invisible from outside.
    const value: number[] = []
    return pipe(
      between(['[', ']'], expected, text, from, (at, i) =>
        i < most
          ? pipe(
              natural(text, at),
              E.map((number) => {
                value.push(number.value)
                return number
              }),
            )
          : unexpected(text, at, `at most ${most} numbers`),
      ),
      E.map((at) => ({ value, at })),
    )
  }

/** A record, each key of which is there once. */
const record = (
  expected: string,
  text: string,
  from: number,
  value: (key: Read<string>) => E.Either<Flaw, Read<unknown>>,
): E.Either<Flaw, number> => {
  // Local mutation, invisible from outside.
  const keys = new Set<string>()
  return between(['{', '}'], expected, text, from, (at) => {
    const key = string('a key in double quotes')(text, at)
    if (E.isLeft(key)) return key
    if (keys.has(key.right.value))
      return E.left({ at, expected: `the key ${quoted(key.right.value)} once`, found: 'it again' })
    keys.add(key.right.value)
    return pipe(
      symbol(':', 'a colon')(text, key.right.at),
      E.chain((colon) => value({ value: key.right.value, at: colon.at })),
    )
  })
}

// -------------------------------------------------------------------------------------------------
// headers
// -------------------------------------------------------------------------------------------------

const metadata: Reader<Readonly<Record<string, string>>> = (text, from) => {
  // Local mutation, invisible from outside.
  const entries: (readonly [string, string])[] = []
  return pipe(
    record(`a record of strings at ${METADATA}`, text, from, (key) =>
      pipe(
        string(`a string at ${METADATA}`)(text, key.at),
        E.map((word) => {
          entries.push([key.value, word.value])
          return word
        }),
      ),
    ),
    E.map((at) => ({ value: Object.fromEntries(entries), at })),
  )
}

/** The fields of an entry, as far as they have been met. */
type Fields = Partial<Readonly<Record<'dtype', string> & Record<'shape' | 'data_offsets', readonly number[]>>>

const field: (key: string) => Reader<Fields> = (key) => (text, at) => {
  const kept =
    (name: keyof Fields) =>
    ({ value, at }: Read<Fields[keyof Fields]>): Read<Fields> => ({ value: { [name]: value }, at })
  switch (key) {
    case 'dtype':
      return pipe(string('the name of a dtype in double quotes')(text, at), E.map(kept(key)))
    case 'shape':
      return pipe(naturals('an array of sizes', MOST_AXES)(text, at), E.map(kept(key)))
    case 'data_offsets':
      return pipe(naturals('an array of two offsets', 2)(text, at), E.map(kept(key)))
    default:
      return E.left({ at, expected: 'a value of dtype, shape or data_offsets', found: `one of ${quoted(key)}` })
  }
}

const entry =
  (name: string): Reader<Entry> =>
  (text, from) => {
    // Local mutation, invisible from outside.
    let fields: Fields = {}
    return pipe(
      record('a record with dtype, shape and data_offsets', text, from, (key) =>
        pipe(
          field(key.value)(text, key.at),
          E.map((found) => {
            fields = { ...fields, ...found.value }
            return found
          }),
        ),
      ),
      E.chain((at) => {
        const { dtype, shape, data_offsets } = fields
        if (dtype === undefined || shape === undefined || data_offsets?.length !== 2) {
          const lacking = dtype === undefined ? 'dtype' : shape === undefined ? 'shape' : 'two data_offsets'
          return E.left({ at: from, expected: `${lacking} in the entry of ${quoted(name)}`, found: 'none' })
        }
        return E.right({ value: { name, dtype, shape, begin: data_offsets[0], end: data_offsets[1] }, at })
      }),
    )
  }

/**
 * What the text of a header says, or the first place at which it is wrong.
 *
 * @example
 * header('{"w":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}')
 * // => E.right({ entries: [{ name: 'w', dtype: 'F64', shape: [], begin: 0, end: 8 }], metadata: {} })
 */
export const header = (text: string): E.Either<Flaw, Header> => {
  // Local mutation, invisible from outside.
  const entries: Entry[] = []
  let told: Readonly<Record<string, string>> = {}
  return pipe(
    record('a { at the beginning', text, 0, ({ value: name, at }) =>
      name === METADATA
        ? pipe(
            metadata(text, at),
            E.map((found) => {
              told = found.value
              return found
            }),
          )
        : pipe(
            entry(name)(text, at),
            E.map((found) => {
              entries.push(found.value)
              return found
            }),
          ),
    ),
    E.chain((at) =>
      at === text.length ? E.right({ entries, metadata: told }) : unexpected(text, at, 'the end of the header'),
    ),
  )
}
