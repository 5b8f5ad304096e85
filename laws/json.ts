/**
 * JSON values, and damage to them, for the laws of codecs.
 */
import * as fc from 'fast-check'
import { spelt, type Step } from '../src/codec/Words.js'
import { isTensor, shape, toFlat } from '../src/tensor/Value.js'

// ---------------------------------------------------------------------------------------------------------------------------------------
// equality
// ---------------------------------------------------------------------------------------------------------------------------------------

type Fields = Readonly<Record<string, unknown>>

/** Whether a value has entries: an array, or a record with any prototype. */
const isComposite = (u: unknown): u is Fields => typeof u === 'object' && u !== null

/** The entries of a value; a field that is `undefined` counts as absent. */
const parts = (u: Fields): ReadonlyMap<string, unknown> =>
  new Map<string, unknown>([
    ...(isTensor(u)
      ? ([
          ['shape', shape(u)],
          ['elements', Array.from(toFlat(u))],
        ] as const)
      : []),
    ...(u instanceof Date ? ([['time', u.getTime()]] as const) : []),
    ...(u instanceof Map || u instanceof Set ? ([['entries', [...u]]] as const) : []),
    ...Object.entries(u).filter(([, value]) => value !== undefined),
  ])

/** Where two values first differ, to the bit: NaN is NaN, and −0 is not 0. */
export const difference = (a: unknown, b: unknown, at: readonly Step[] = []): readonly Step[] | undefined => {
  if (Object.is(a, b)) return undefined
  if (!isComposite(a) || !isComposite(b) || Array.isArray(a) !== Array.isArray(b)) return at
  if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length) return at
  const [left, right] = [parts(a), parts(b)]
  return [...new Set([...left.keys(), ...right.keys()])].reduce<readonly Step[] | undefined>((first, key) => {
    if (first !== undefined) return first
    const inside = [...at, Array.isArray(a) ? Number(key) : key]
    return left.has(key) && right.has(key) ? difference(left.get(key), right.get(key), inside) : inside
  }, undefined)
}

/** Two values are the same to the bit. */
export const identical = (a: unknown, b: unknown): boolean => difference(a, b) === undefined

// ---------------------------------------------------------------------------------------------------------------------------------------
// places
// ---------------------------------------------------------------------------------------------------------------------------------------

/** A path in a value, and the value there. */
export interface Place {
  readonly steps: readonly Step[]
  readonly value: unknown
}

/** Whether a value is a record of JSON. */
export const isRecord = (u: unknown): u is Fields => isComposite(u) && !Array.isArray(u)

/** A record with these entries; `__proto__` is an ordinary key. */
const record = (entries: Iterable<readonly [string, unknown]>): Fields => Object.fromEntries(entries)

/** A value and all values in it, with their paths. */
export const places = (value: unknown, steps: readonly Step[] = []): readonly Place[] => [
  { steps, value },
  ...(Array.isArray(value)
    ? value.flatMap((each, i) => places(each, [...steps, i]))
    : isRecord(value)
      ? Object.entries(value).flatMap(([key, each]) => places(each, [...steps, key]))
      : []),
]

/** The value with a replacement at a path. */
export const changed = (value: unknown, [step, ...rest]: readonly Step[], f: (u: unknown) => unknown): unknown =>
  step === undefined
    ? f(value)
    : Array.isArray(value)
      ? value.map((each: unknown, i) => (i === step ? changed(each, rest, f) : each))
      : record(
          Object.entries(value as Fields).map(([key, each]) => [key, key === step ? changed(each, rest, f) : each]),
        )

/** A record with a renamed key, in the same position. */
export const renamed = (u: unknown, from: string, to: string): unknown =>
  record(Object.entries(u as Fields).map(([key, each]) => [key === from ? to : key, each]))

/** A record with an additional key. */
export const extended = (u: unknown, key: string, value: unknown): unknown =>
  record([...Object.entries(u as Fields), [key, value]])

/** A record without a key. */
export const without = (u: unknown, key: string): unknown =>
  record(Object.entries(u as Fields).filter(([each]) => each !== key))

/** Whether one path starts with another, or equals it. */
export const within = (outer: readonly Step[], inner: readonly Step[]): boolean =>
  outer.every((step, i) => inner[i] === step)

/** The text of a path. */
export const at = (steps: readonly Step[]): string => (steps.length === 0 ? 'the root' : spelt(steps))

// ---------------------------------------------------------------------------------------------------------------------------------------
// damage
// ---------------------------------------------------------------------------------------------------------------------------------------

/** The six kinds of JSON. */
export const kind = (u: unknown): string => (u === null ? 'null' : Array.isArray(u) ? 'array' : typeof u)

/** Values of every kind, including those that are easily confused with another kind. */
export const kinds: readonly unknown[] = [null, true, false, 7, 0, '', '3', 'text', [], [3], {}, { length: 1 }]

/** Names that a record inherits. */
export const inherited = ['__proto__', 'constructor', 'toString'] as const

const anyJunk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...kinds),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(...inherited).map((key) => record([[key, null]])),
)

const letters = 'aeknrst'

/** A misspelt key: a letter removed, doubled, changed, in the other case, or exchanged with the next. */
export const misspellings = (key: string, n: number): readonly string[] => {
  if (key === '') return ['x']
  const word = Array.from(key)
  const i = n % word.length
  const [before, letter, after] = [word.slice(0, i).join(''), word[i], word.slice(i + 1)]
  const other = Array.from(letters).filter((each) => each !== letter)[n % (letters.length - 1)]
  const upper = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()
  const [next = '', ...rest] = after
  return [
    before + after.join(''),
    before + letter + letter + after.join(''),
    before + other + after.join(''),
    before + upper + after.join(''),
    before + next + letter + rest.join(''),
  ].filter((each) => each !== key)
}

/** −0 replaced by 0, at any depth: JSON text may write −0 as 0. */
const unsigned = (u: unknown): unknown =>
  typeof u === 'number'
    ? u + 0
    : Array.isArray(u)
      ? u.map(unsigned)
      : isRecord(u)
        ? Object.fromEntries(Object.entries(u).map(([key, value]) => [key, unsigned(value)]))
        : u

/** Any JSON value, with inherited names as keys too. */
export const junk: fc.Arbitrary<unknown> = anyJunk.map(unsigned)
