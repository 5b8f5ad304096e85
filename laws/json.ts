/**
 * Values as JSON has them, and the damage that is done to them: the vocabulary of the laws of codecs.
 */
import * as fc from 'fast-check'
import { spelt, type Step } from '../src/codec/Words.js'
import { isTensor, shape, toFlat } from '../src/tensor/Value.js'

// ---------------------------------------------------------------------------------------------------------------------------------------
// equality
// ---------------------------------------------------------------------------------------------------------------------------------------

type Fields = Readonly<Record<string, unknown>>

/** Whether something has entries to go through: arrays and records, of whatever prototype. */
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

/** A place in a value, and what stands there. */
export interface Place {
  readonly steps: readonly Step[]
  readonly value: unknown
}

/** Whether a value is a record of JSON. */
export const isRecord = (u: unknown): u is Fields => isComposite(u) && !Array.isArray(u)

/** A record of these entries; `__proto__` is a key of it. */
const record = (entries: Iterable<readonly [string, unknown]>): Fields => Object.fromEntries(entries)

/** The place of a value and all places in it. */
export const places = (value: unknown, steps: readonly Step[] = []): readonly Place[] => [
  { steps, value },
  ...(Array.isArray(value)
    ? value.flatMap((each, i) => places(each, [...steps, i]))
    : isRecord(value)
      ? Object.entries(value).flatMap(([key, each]) => places(each, [...steps, key]))
      : []),
]

/** The value with what stands at a place changed. */
export const changed = (value: unknown, [step, ...rest]: readonly Step[], f: (u: unknown) => unknown): unknown =>
  step === undefined
    ? f(value)
    : Array.isArray(value)
      ? value.map((each: unknown, i) => (i === step ? changed(each, rest, f) : each))
      : record(
          Object.entries(value as Fields).map(([key, each]) => [key, key === step ? changed(each, rest, f) : each]),
        )

/** A record with a key renamed, in its place. */
export const renamed = (u: unknown, from: string, to: string): unknown =>
  record(Object.entries(u as Fields).map(([key, each]) => [key === from ? to : key, each]))

/** A record with a key more. */
export const extended = (u: unknown, key: string, value: unknown): unknown =>
  record([...Object.entries(u as Fields), [key, value]])

/** A record with a key less. */
export const without = (u: unknown, key: string): unknown =>
  record(Object.entries(u as Fields).filter(([each]) => each !== key))

/** Whether one place lies in another, or is it. */
export const within = (outer: readonly Step[], inner: readonly Step[]): boolean =>
  outer.every((step, i) => inner[i] === step)

/** The text of a path. */
export const at = (steps: readonly Step[]): string => (steps.length === 0 ? 'the root' : spelt(steps))

// ---------------------------------------------------------------------------------------------------------------------------------------
// damage
// ---------------------------------------------------------------------------------------------------------------------------------------

/** The six kinds of JSON. */
export const kind = (u: unknown): string => (u === null ? 'null' : Array.isArray(u) ? 'array' : typeof u)

/** Values of every kind, among them those that are easily taken for another. */
export const kinds: readonly unknown[] = [null, true, false, 7, 0, '', '3', 'text', [], [3], {}, { length: 1 }]

/** Names that a record inherits. */
export const inherited = ['__proto__', 'constructor', 'toString'] as const

const anyJunk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...kinds),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(...inherited).map((key) => record([[key, null]])),
)

const letters = 'aeknrst'

/** A key as it is misspelt: a letter lost, doubled, changed, in the other case, or exchanged with the next. */
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

/** −0 as 0, at any depth: text that writes a −0 as 0 is the same to JSON, and a codec may spell it otherwise when it gives it back. */
const unsigned = (u: unknown): unknown =>
  typeof u === 'number'
    ? u + 0
    : Array.isArray(u)
      ? u.map(unsigned)
      : isRecord(u)
        ? Object.fromEntries(Object.entries(u).map(([key, value]) => [key, unsigned(value)]))
        : u

/** Any JSON value, with such keys, too. */
export const junk: fc.Arbitrary<unknown> = anyJunk.map(unsigned)
