/**
 * A codec as the laws see it: its answer to any value.
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
  /** Values to write. The more they differ in which optional keys they have, the more is tried. */
  readonly values: fc.Arbitrary<A>
  /** What the set is called; as the codec, unless said otherwise. */
  readonly name?: string
  /** When a value counts as read again; to the bit, unless said otherwise. */
  readonly equals?: (a: A, b: A) => boolean
  /** The paths of numbers that may be NaN or infinite, such as `losses[3]`; none, unless said otherwise. */
  readonly notFinite?: (path: string) => boolean
  /** The paths of records whose keys are data, as in a dictionary; none, unless said otherwise. There another key is another entry, to be kept. */
  readonly open?: (path: string) => boolean
}

/** The result of decoding; `places` are the paths of the errors. */
export type Answer<A> =
  | { readonly _tag: 'Taken'; readonly value: A }
  | { readonly _tag: 'Refused'; readonly places: readonly (readonly Step[])[] }
  | { readonly _tag: 'Thrown'; readonly words: string }

/** A value to write, something to put into it, and which of its places are tried. */
export interface Case<A> {
  readonly value: A
  readonly junk: unknown
  readonly n: number
}

/** How many places of one value are tried in one case. */
const MOST = 6

/** Some of many, from the n-th on. */
export const some = <A>(all: readonly A[], n: number): readonly A[] =>
  Array.from({ length: Math.min(all.length, MOST) }, (_, i) => all[(n + i) % all.length])

/** Some of the places in a value that are as they should be. */
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
  /** Whether what was written has been read again. */
  readonly readAgain: (written: A, answer: Answer<A>) => Verdict
  readonly notFinite: (path: string) => boolean
  readonly open: (path: string) => boolean
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** An answer in words. */
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

/** A verdict from a condition, in words that are only made where it does not hold. */
export const unless = (condition: boolean, words: () => Omit<Violation, '_tag'>): Verdict =>
  condition ? holds : violated(words())

/** Whether encoding gives back what was decoded. */
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
