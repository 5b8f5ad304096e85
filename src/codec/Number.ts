/**
 * Codecs of numbers. io-ts accepts NaN and infinities; each of these states which numbers it accepts.
 *
 * JSON has no NaN and no infinities, and `JSON.stringify` writes −0 as 0. Codecs that accept them encode them as strings: `"NaN"`, `"Infinity"`, `"-Infinity"`, `"-0"`.
 */
import * as t from 'io-ts/lib/index.js'
import { fail } from '../tensor/Errors.js'
import { where } from './Where.js'

const isNumber = (u: unknown): u is number => typeof u === 'number'

/** A codec of the numbers that satisfy a predicate. */
const numbers = (
  expected: string,
  takes: (n: number) => boolean,
  next: (n: number) => string | undefined = () => undefined,
): t.Type<number, number, unknown> =>
  where(
    expected,
    (u): u is number => isNumber(u) && takes(u),
    (u) => (isNumber(u) ? next(u) : undefined),
  )

/** The numbers that JSON cannot represent, by their text. */
const special = { NaN, Infinity, '-Infinity': -Infinity, '-0': -0 } as const

type Special = keyof typeof special

/** A codec of numbers, some special ones as text. */
const withWords = <W extends Special>(
  expected: string,
  words: readonly W[],
  takes: (n: number) => boolean,
): t.Type<number, number | W, unknown> => {
  const is = (u: unknown): u is number => isNumber(u) && takes(u)
  return new t.Type<number, number | W, unknown>(
    expected,
    is,
    (u, context) => {
      if (is(u)) return t.success(u)
      const word = words.find((each) => each === u)
      return word === undefined ? t.failure(u, context) : t.success(special[word])
    },
    (n) => words.find((word) => Object.is(special[word], n)) ?? n,
  )
}

/**
 * A number that is neither NaN nor infinite; −0 is encoded as `"-0"`.
 *
 * - **Law** `laws/codec.ts`, as all codecs here.
 *
 * @example
 * E.isLeft(finite.decode(NaN)) // => true
 * finite.decode('-0') // => E.right(-0)
 *
 * @category numbers
 */
export const finite: t.Type<number, number | '-0', unknown> = withWords('a finite number', ['-0'], Number.isFinite)

/**
 * Any number: NaN, infinities and −0 are encoded as strings, so that all survive JSON to the bit.
 *
 * @example
 * [1.5, NaN, -Infinity, -0].map(anyNumber.encode) // => [1.5, 'NaN', '-Infinity', '-0']
 * anyNumber.decode('NaN') // => E.right(NaN)
 *
 * @category numbers
 */
export const anyNumber: t.Type<number, number | Special, unknown> = withWords(
  'a number',
  ['NaN', 'Infinity', '-Infinity', '-0'],
  () => true,
)

/**
 * A finite number above 0.
 *
 * @example
 * positive.decode(0.1) // => E.right(0.1)
 * positive.is(0) // => false
 *
 * @category numbers
 */
export const positive = numbers('a positive number', (n) => n > 0 && n < Infinity)

/**
 * A finite number of at least 0; −0 is refused, since JSON would lose its sign.
 *
 * @example
 * nonNegative.decode(0) // => E.right(0)
 * [-1, -0, Infinity].some(nonNegative.is) // => false
 *
 * @category numbers
 */
export const nonNegative = numbers('a number of at least 0', (n) => n >= 0 && n < Infinity && !Object.is(n, -0))

/**
 * A number of at least 0 and below 1, such as a dropout rate; −0 is refused.
 *
 * @example
 * fraction.decode(0.9) // => E.right(0.9)
 * [1, -0, NaN].some(fraction.is) // => false
 *
 * @category numbers
 */
export const fraction = numbers('a number of at least 0 and below 1', (n) => n >= 0 && n < 1 && !Object.is(n, -0))

const describe = (least: number, most: number): string => {
  const below = least === Number.MIN_SAFE_INTEGER
  const above = most === Number.MAX_SAFE_INTEGER
  if (below && above) return 'an integer'
  if (above) return `an integer of at least ${least}`
  return below ? `an integer of at most ${most}` : `an integer from ${least} to ${most}`
}

const UNSAFE = 'From 2⁵³ on a number does not tell one integer from the next.'

/**
 * An integer from `least` to `most`, both included; by default any below 2⁵³ in size, since beyond neighbours are one number. −0 is refused.
 *
 * - **Errors** a `NablaError` when a bound is no such integer, or `least` is above `most`.
 *
 * @example
 * const count = integer(1, 100)
 * count.decode(100) // => E.right(100)
 * [0, 101, 1.5, NaN].some(count.is) // => false
 * integer(2, 1) // throws expected bounds with least ≤ most … found 2 and 1
 *
 * @category numbers
 */
export const integer = (
  least: number = Number.MIN_SAFE_INTEGER,
  most: number = Number.MAX_SAFE_INTEGER,
): t.Type<number, number, unknown> =>
  Number.isSafeInteger(least) && Number.isSafeInteger(most) && least <= most
    ? numbers(
        describe(least, most),
        (n) => Number.isSafeInteger(n) && !Object.is(n, -0) && n >= least && n <= most,
        (n) => (Number.isInteger(n) && !Number.isSafeInteger(n) ? UNSAFE : undefined),
      )
    : fail('Codec.integer', 'bounds with least ≤ most, both integers below 2⁵³ in size', `${least} and ${most}`)
