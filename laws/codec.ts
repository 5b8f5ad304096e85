/**
 * Laws of a codec: encoded values decode to the same bits, through JSON text too, and a damaged field is refused by its path.
 *
 * Nothing here is approximate, so no law has a bound or a false alarm by rounding. Two facts are found by calling the codec: it knows a key if it refuses
 * other values there; and a value is a tag if the codec refuses other values of the same kind there.
 */
import { knownOptions, fn, text } from '../src/codec/Options.js'
import * as Allowed from './allowed.js'
import type * as t from 'io-ts/lib/index.js'
import { decoder, givenBack, type CodecOptions } from './decoder.js'
import { keyLaws, valueLaws } from './damage.js'
import { holds, law, type LawSet } from './Law.js'
import { record as expectRecord } from '../src/tensor/Expect.js'

export type { CodecOptions } from './decoder.js'

/**
 * The laws of a codec whose encoded form is JSON.
 *
 * Codecs of io-ts violate several of them: `type` keeps unknown keys and `exact` drops them, `number` accepts NaN, and `record` loses a key `__proto__`.
 *
 * @example
 * import { check, codec } from 'nabla-ts/laws'
 * const rate = fc.double({ min: 0, minExcluded: true, max: 1, noNaN: true })
 * const values = fc.record({ learningRate: rate, seed: fc.nat() }, { requiredKeys: ['learningRate'] })
 * const ours = Codec.closed({ learningRate: Codec.positive }, { seed: Codec.integer(0) })
 * E.isRight(check(codec(ours, { values }))) // => true
 *
 * const theirs = t.intersection([t.type({ learningRate: t.number }), t.partial({ seed: t.number })])
 * const report = check(codec(theirs, { values }))
 * E.isLeft(report) && report.left.failures.map((failure) => failure.law) // => ['misspelt key', 'unknown key', 'not finite']
 *
 * @category sets
 */
export const codec = <A>(c: t.Type<A, unknown, unknown>, options: CodecOptions<A>): LawSet => {
  expectRecord('laws.codec', 'a codec', { decode: 'function' }, c)
  knownOptions('laws.codec', { values: Allowed.arbitrary, name: text, equals: fn, notFinite: fn, open: fn }, options)

  const b = decoder(c, options)
  return {
    name: options.name ?? c.name,
    laws: [
      law('round trip', 'decode(encode(a)) = a', b.cases, ({ value }) => b.readAgain(value, b.decode(b.encode(value)))),
      law('JSON', 'decode(parse(stringify(encode(a)))) = a: JSON text loses nothing', b.cases, ({ value }) =>
        b.readAgain(value, b.decode(b.throughText(value))),
      ),
      law('encoded', 'encode(decode(x)) = x for what was encoded', b.cases, ({ value }) => {
        const x = b.encode(value)
        const answer = b.decode(x)
        return answer._tag === 'Taken' ? givenBack(x, b.encode(answer.value), []) : holds
      }),
      ...keyLaws(b),
      ...valueLaws(b),
    ],
  }
}
