/**
 * Codecs of text, such as the cells of a table and the options of a command.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts/lib/index.js'
import { finite } from './Number.js'
import { phrase } from './Words.js'
import { record as expectRecord } from '../tensor/Expect.js'

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i

/** A text in decimal notation as a finite number; any other text unchanged. */
const decimal = (text: string): number | string => {
  const number = DECIMAL.test(text) ? Number(text) : Infinity
  return Number.isFinite(number) ? number : text
}

/** The advice for a text that is not a decimal number. */
const advice = (text: string): string | undefined => {
  if (text === '') return 'It is empty: give a number, or take it with Codec.optionFromText.'
  if (/^[+-]?\d{1,3}(?:,\d{3})*,\d{3}\.\d*$|^[+-]?\d{1,3}(?:[' _]\d{3})+$/.test(text))
    return 'Thousands are not separated.'
  if (/^[+-]?\d*,\d+$/.test(text)) return `A decimal comma is written as a point: ${text.replace(',', '.')}.`
  if (/^[+-]?0[xob]/i.test(text)) return 'Numbers are written in decimal notation.'
  if (/^[+-]?(?:nan|inf(?:inity)?)$/i.test(text))
    return 'Codec.fromText(Codec.anyNumber) takes NaN, Infinity and -Infinity.'
  return undefined
}

/**
 * A number in decimal notation, then decoded by `codec`. Surrounding spaces are ignored. Empty text, `0x10` and `1,5` are refused, and `NaN` too unless
 * `codec` decodes it, as `Codec.anyNumber` does.
 *
 * @example
 * const age = fromText(Codec.integer(0, 150))
 * age.decode('42') // => E.right(42)
 * age.encode(42) // => '42'
 * pipe(age.decode('-1'), E.mapLeft(Codec.problems), E.mapLeft(Codec.showProblems))
 * // => E.left('at the root: expected an integer from 0 to 150, found “-1”')
 * fromText(Codec.anyNumber).decode('-Infinity') // => E.right(-Infinity)
 *
 * @category text
 */
export const fromText = (codec: t.Type<number, number | string, unknown>): t.Type<number, string, unknown> => {
  expectRecord('Codec.fromText', 'a codec', { decode: 'function' }, codec)
  return new t.Type<number, string, unknown>(
    phrase(codec),
    codec.is,
    (u, context) => {
      if (typeof u !== 'string') return t.failure(u, context, 'It is read from text.')
      const text = u.trim()
      const number = decimal(text)
      const answer = codec.decode(number)
      return E.isRight(answer)
        ? answer
        : t.failure(u, context, typeof number === 'number' ? answer.left[0]?.message : advice(text))
    },
    (n) => (Object.is(n, -0) ? '-0' : String(n)),
  )
}

/**
 * A finite number as text: `fromText(Codec.finite)`.
 *
 * @example
 * numberFromText.decode(' 1.5e3 ') // => E.right(1500)
 * const taken = ['', ' ', 'NaN', '0x10', '1,5', '1e999'].filter((text) => E.isRight(numberFromText.decode(text)))
 * taken // => []
 * pipe(numberFromText.decode('1,5'), E.mapLeft(Codec.problems), E.mapLeft(Codec.showProblems))
 * // => E.left('at the root: expected a finite number, found “1,5”. A decimal comma is written as a point: 1.5.')
 *
 * @category text
 */
export const numberFromText: t.Type<number, string, unknown> = fromText(finite)

/**
 * An optional value: empty text is `None`.
 *
 * - **Law** `decode(encode(a)) = a`, if `codec` writes no value as an empty text.
 *
 * @example
 * optionFromText(numberFromText).decode('') // => E.right({ _tag: 'None' })
 * optionFromText(numberFromText).decode('3') // => E.right({ _tag: 'Some', value: 3 })
 *
 * @category text
 */
export const optionFromText = <A>(codec: t.Type<A, string, unknown>): t.Type<O.Option<A>, string, unknown> => {
  expectRecord('Codec.optionFromText', 'a codec', { decode: 'function' }, codec)
  return new t.Type<O.Option<A>, string, unknown>(
    `${phrase(codec)} or an empty text`,
    (u): u is O.Option<A> =>
      typeof u === 'object' &&
      u !== null &&
      '_tag' in u &&
      (u._tag === 'None' || (u._tag === 'Some' && 'value' in u && codec.is(u.value))),
    (u, context) => (u === '' ? t.success(O.none) : pipe(codec.validate(u, context), E.map(O.some))),
    O.match(() => '', codec.encode),
  )
}
