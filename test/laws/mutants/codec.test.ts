/**
 * Codecs that are wrong in the ways codecs are wrong, each of which a named law must catch. What is wrong is met in every case, or at least in every fifth: 100
 * cases pass it by with a chance below 10⁻⁹.
 */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts/lib/index.js'
import { describe, expect, it } from 'vitest'
import { check, codec, type CodecOptions } from '../../../laws/index.js'
import * as Codec from '../../../src/Codec.js'

const { anyNumber, closed, finite, integer, positive } = Codec

interface Config {
  readonly learningRate: number
  readonly decay: number
  readonly seed?: number
  readonly note?: string
}

const required = { learningRate: positive, decay: finite }
const optional = { seed: integer(0), note: t.string }
const config = closed(required, optional)

const rate = fc.double({ min: 0, minExcluded: true, max: 10, noNaN: true })
const decay = fc.double({ min: -1, max: 1, noNaN: true })
const values: fc.Arbitrary<Config> = fc.record(
  { learningRate: rate, decay, seed: fc.nat(), note: fc.string() },
  { requiredKeys: ['learningRate', 'decay'] },
)
const numbers = fc.constantFrom(0, -0, NaN, Infinity, 1 / 3)
const always = (): boolean => true

interface Wrong {
  readonly laws: readonly string[]
  readonly refuses: (law: string) => boolean
}

const breaking = <A>(c: t.Type<A, unknown>, options: CodecOptions<A>, ...laws: readonly string[]): Wrong => ({
  laws,
  refuses: (only) => E.isLeft(check(codec(c, options), { endOnFailure: true, only, numRuns: 100 })),
})

interface Parts {
  readonly is?: (u: unknown) => boolean
  readonly validate?: (u: unknown, context: t.Context) => t.Validation<unknown>
  readonly encode?: (a: Config) => unknown
}

/** The right codec with something replaced. */
const replaced = ({
  is = config.is,
  validate = config.validate,
  encode = config.encode,
}: Parts): t.Type<Config, unknown> =>
  new t.Type<Config, unknown, unknown>(
    'a configuration',
    is as typeof config.is,
    validate as typeof config.validate,
    encode,
  )

const broken = (parts: Parts, ...laws: readonly string[]): Wrong => breaking(replaced(parts), { values }, ...laws)

type Fields = Readonly<Record<string, unknown>>

/** The right codec, after something has been done to the record. */
const after =
  (f: (fields: Fields) => unknown) =>
  (u: unknown, context: t.Context): t.Validation<unknown> =>
    config.validate(t.UnknownRecord.is(u) ? f(u) : u, context)

/** A codec of numbers that reads and writes as said, after the right one. */
const ofNumber = (read: (n: number) => number, write: (n: number) => unknown, ...laws: readonly string[]): Wrong =>
  breaking(
    new t.Type<number, unknown, unknown>(
      'a number',
      t.number.is,
      (u, context) => pipe(anyNumber.validate(u, context), E.map(read)),
      write,
    ),
    { values: numbers, notFinite: always },
    ...laws,
  )

const asIs = (n: number): number => n

const known = { learningRate: 0, decay: 0, seed: 0, note: 0 }

let writings = 0

const mutants: Readonly<Record<string, Wrong>> = {
  // Keys.
  'a record of io-ts, which keeps what it does not know': breaking(
    t.intersection([t.type(required), t.partial(optional)]),
    { values },
    'misspelt key',
    'unknown key',
  ),
  'an exact record of io-ts, which drops what it does not know': breaking(
    t.exact(t.intersection([t.type(required), t.partial(optional)])),
    { values },
    'misspelt key',
    'unknown key',
    'is',
  ),
  'a partial record that swallows a misspelt option': breaking(
    t.exact(t.partial({ learningRate: positive })),
    { values: fc.record({ learningRate: rate }) },
    'misspelt key',
  ),
  'keys in any case': broken(
    {
      validate: after((u) =>
        Object.fromEntries(
          Object.entries(u).map(([key, value]) => [
            Object.keys(known).find((each) => each.toLowerCase() === key.toLowerCase()) ?? key,
            value,
          ]),
        ),
      ),
    },
    'misspelt key',
  ),
  'keys looked for in what a record inherits': broken(
    {
      validate: after((u) =>
        Object.fromEntries(Object.entries(u).filter(([key]) => !(key in known) || Object.hasOwn(known, key))),
      ),
    },
    'unknown key',
  ),
  'a record merged into another, which then inherits from __proto__': broken(
    { validate: after((u) => Object.assign({}, u)) },
    'unknown key',
  ),
  'the dictionary of io-ts, which loses __proto__': breaking(
    t.record(t.string, anyNumber),
    { values: fc.constantFrom('a', '__proto__').map((key) => Object.fromEntries([[key, -0]])), open: always },
    'round trip',
    'unknown key',
  ),
  'a required key that is not asked for': broken(
    { validate: (u, context) => closed({}, { ...required, ...optional }).validate(u, context) },
    'missing key',
    'is',
  ),
  'an optional key that takes another with it': breaking(
    replaced({ validate: after(({ seed, note, ...u }) => ({ ...u, seed, ...(seed === undefined ? {} : { note }) })) }),
    { values: values.map((a) => ({ ...a, seed: 1, note: 'x' })) },
    'missing key',
  ),

  // Numbers.
  'the number of io-ts, which takes NaN': breaking(
    t.type({ rate: t.number }),
    { values: fc.record({ rate }) },
    'not finite',
  ),
  'the number of io-ts, which JSON writes as null': breaking(t.number, { values: numbers, notFinite: always }, 'JSON'),
  'a number that is declared to be any, and refuses NaN': breaking(config, { values, notFinite: always }, 'not finite'),
  'a number that loses its last digit': ofNumber(
    asIs,
    (n) => anyNumber.encode(Number(n.toPrecision(15))),
    'round trip',
    'JSON',
  ),
  'a number in single precision': ofNumber(Math.fround, anyNumber.encode, 'round trip', 'JSON'),
  '−0 read as 0': ofNumber((n) => n + 0, anyNumber.encode, 'round trip', 'JSON'),
  '−0 left to JSON, which writes 0': ofNumber(asIs, (n) => (Object.is(n, -0) ? n : anyNumber.encode(n)), 'JSON'),

  // Values.
  'two fields exchanged': breaking(
    replaced({
      encode: ({ learningRate, decay: d, ...a }) => config.encode({ ...a, learningRate: d, decay: learningRate }),
    }),
    { values: values.map((a) => ({ ...a, learningRate: 2, decay: 1 })) },
    'round trip',
    'JSON',
  ),
  'a value that is written with the number of the writing': broken(
    {
      encode: (a) => ({ ...config.encode(a), writing: writings++ }),
      validate: after(({ writing: _, ...u }) => u),
    },
    'encoded',
  ),
  'a number that may be written as text': broken(
    { validate: after((u) => ({ ...u, ...(u.decay === '3' ? { decay: 3 } : {}) })) },
    'other kind',
  ),
  'a wrong value replaced by a default': breaking(
    closed({
      rate: new t.Type<number, unknown, unknown>(
        'a number, somehow',
        finite.is,
        (u) => t.success(O.getOrElse(() => 0.1)(O.fromEither(finite.decode(u)))),
        finite.encode,
      ),
    }),
    { values: fc.record({ rate }) },
    'other kind',
  ),

  // Answers.
  'a codec that throws at null': broken(
    {
      validate: (u, context) =>
        (u as object).constructor === Array ? t.failure(u, context) : config.validate(u, context),
    },
    'never throws',
  ),
  'a codec that throws deep inside': breaking(
    closed({
      names: t.readonlyArray(
        new t.Type<string, string, unknown>(
          'a name in lower case',
          (u): u is string => t.string.is(u) && u === u.toLowerCase(),
          (u, context) => ((u as string).toLowerCase() === u ? t.success(u) : t.failure(u, context)),
          t.identity,
        ),
      ),
    }),
    { values: fc.constant({ names: ['a'] }) },
    'never throws',
  ),
  'only the first problem': broken(
    { validate: (u, context) => E.mapLeft((errors: t.Errors) => errors.slice(0, 1))(config.validate(u, context)) },
    'every problem',
  ),
  'all problems at the root': broken(
    { validate: (u, context) => (E.isRight(config.decode(u)) ? config.validate(u, context) : t.failure(u, context)) },
    'every problem',
  ),
  'an `is` that looks at the required keys only': broken({ is: t.type(required).is }, 'is'),
  'an `is` that knows less than decoding gives': broken({ is: (u) => config.is(u) && u.seed === undefined }, 'is'),
}

describe('the mutants of wrong codecs', () => {
  it.each(Object.entries(mutants))('%s is refused by name', (_, { laws, refuses }) => {
    expect(laws.filter(refuses)).toEqual(laws)
  })

  it('has something that each law refuses', () => {
    const named = Object.values(mutants).flatMap(({ laws }) => laws)
    expect([...new Set(named)].sort()).toEqual(
      codec(config, { values })
        .laws.map(({ name }) => name)
        .sort(),
    )
  })

  it('is made from what is refused by none', () => {
    expect(E.isRight(check(codec(replaced({}), { values })))).toBe(true)
  })
})

describe('what is found', () => {
  it('is a key that a dictionary loses, in each case with an entry', () => {
    const options = { values: fc.double({ noNaN: true, noDefaultInfinity: true }).map((a) => ({ a })), open: always }
    const attempts = Array.from({ length: 50 }, () =>
      check(codec(t.record(t.string, anyNumber), options), { only: 'unknown key', endOnFailure: true, numRuns: 1 }),
    )
    expect(attempts.filter(E.isRight)).toEqual([])
  })

  it('names the place, the key and what it was taken for', () => {
    const report = check(codec(t.exact(t.partial({ rate: finite })), { values: fc.constant({ rate: 1 }) }), {
      only: 'unknown key',
    })
    expect(E.isLeft(report) && report.left.failures[0].message).toBe(
      'at        __proto__\nexpected  the key “__proto__” to be refused\nfound     taken as { rate: 1 }',
    )
  })
})
