/**
 * A codec as the laws use it: a total function from any value to a result.
 */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts/lib/index.js'
import { steps as stepsOf } from '../src/codec/Problem.js'
import type { Step } from '../src/codec/Words.js'
import { holds, print, violated, type Verdict, type Violation } from './Law.js'
import { at, difference, identical, junk, places, type Place } from './json.js'

/**
 * Options of the laws of a codec.
 *
 * @category model
 */
export interface CodecOptions<A> {
  /** Values to encode. They should differ in their optional keys. */
  readonly values: fc.Arbitrary<A>
  /** The name of the set; by default that of the codec. */
  readonly name?: string
  /** The equality of a value and its decoded copy; by default to the bit. */
  readonly equals?: (a: A, b: A) => boolean
  /** The paths of numbers that may be NaN or infinite, such as `losses[3]`; none by default. */
  readonly notFinite?: (path: string) => boolean
  /** The paths of records whose keys are data, as in a dictionary; none by default. There a new key is a new entry, which is preserved. */
  readonly open?: (path: string) => boolean
}

/** The result of decoding; `places` are the paths of the errors. */
export type Answer<A> =
  | { readonly _tag: 'Taken'; readonly value: A }
  | { readonly _tag: 'Refused'; readonly places: readonly (readonly Step[])[] }
  | { readonly _tag: 'Thrown'; readonly words: string }

/** A value to encode, a replacement for one of its fields, and the choice of fields. */
export interface Case<A> {
  readonly value: A
  readonly junk: unknown
  readonly n: number
}

/** The largest number of fields of one value that a case changes. */
const MOST = 6

/** Some of many, from the n-th on. */
export const some = <A>(all: readonly A[], n: number): readonly A[] =>
  Array.from({ length: Math.min(all.length, MOST) }, (_, i) => all[(n + i) % all.length])

/** Some of the fields of a value that satisfy a predicate. */
export const somePlaces = (x: unknown, n: number, are: (place: Place) => boolean = () => true): readonly Place[] =>
  some(places(x).filter(are), n)

/** A codec, with total functions and the options of its laws. */
export interface Decoder<A> {
  readonly cases: fc.Arbitrary<Case<A>>
  readonly is: (u: unknown) => boolean
  readonly encode: (a: A) => unknown
  readonly decode: (u: unknown) => Answer<A>
  readonly takes: (u: unknown) => boolean
  /** The encoded value as it comes back from JSON text. */
  readonly throughText: (a: A) => unknown
  /** Checks that a value was decoded to an equal one. */
  readonly readAgain: (written: A, answer: Answer<A>) => Verdict
  readonly notFinite: (path: string) => boolean
  readonly open: (path: string) => boolean
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The text of a decoding result, for messages. */
export const found = <A>(answer: Answer<A>): string => {
  switch (answer._tag) {
    case 'Taken':
      return `taken as ${print(answer.value)}`
    case 'Refused':
      return `refused at ${answer.places.map(at).join(', ')}`
    case 'Thrown':
      return `an error is thrown: ${answer.words}`
  }
}

/** A verdict from a condition; the message is computed only on violation. */
export const unless = (condition: boolean, words: () => Omit<Violation, '_tag'>): Verdict =>
  condition ? holds : violated(words())

/** Checks that encoding restores the decoded input. */
export const givenBack = (u: unknown, back: unknown, where: readonly Step[]): Verdict =>
  unless(identical(u, back), () => ({ at: at(where), expected: print(u), found: print(back) }))

/** The codec, with every error as a value. */
export const decoder = <A>(
  c: t.Type<A, unknown, unknown>,
  { values, equals = identical, notFinite = () => false, open = () => false }: CodecOptions<A>,
): Decoder<A> => {
  const decode = (u: unknown): Answer<A> => {
    const result = E.tryCatch(() => c.decode(u), message)
    if (E.isLeft(result)) return { _tag: 'Thrown', words: result.left }
    return E.isLeft(result.right)
      ? { _tag: 'Refused', places: result.right.left.map(({ context }) => stepsOf(context)) }
      : { _tag: 'Taken', value: result.right.right }
  }
  const readAgain = (written: A, answer: Answer<A>): Verdict => {
    if (answer._tag !== 'Taken') return violated({ expected: print(written), found: found(answer) })
    if (equals(written, answer.value)) return holds
    return violated({
      at: at(difference(written, answer.value) ?? []),
      expected: print(written),
      found: print(answer.value),
      ...(equals === identical ? { bound: '0: to the bit' } : {}),
    })
  }
  return {
    cases: fc.record({ value: values, junk, n: fc.nat() }),
    is: (u) => c.is(u),
    encode: (a) => c.encode(a),
    decode,
    takes: (u) => decode(u)._tag === 'Taken',
    throughText: (a) => JSON.parse(JSON.stringify(c.encode(a)) ?? 'null') as unknown,
    readAgain,
    notFinite,
    open,
  }
}
