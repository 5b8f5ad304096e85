import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as Codec from '../../src/Codec.js'

const { closed, dictionary, finite, integer, positive } = Codec

const options = closed({ learningRate: positive }, { seed: integer(0), note: t.string })

const wrong = (codec: t.Decoder<unknown, unknown>, u: unknown): readonly string[] =>
  pipe(
    codec.decode(u),
    E.match(
      (errors) => Codec.problems(errors).map(Codec.Show.show),
      () => [],
    ),
  )

describe('a closed record', () => {
  it('has the type of its fields', () => {
    expectTypeOf<t.TypeOf<typeof options>>().toEqualTypeOf<{
      readonly learningRate: number
      readonly seed?: number
      readonly note?: string
    }>()
    const rates = closed({ rates: t.readonlyArray(finite) })
    expect(rates.is({ rates: [1] })).toBe(true)
    expectTypeOf<t.TypeOf<typeof rates>>().toEqualTypeOf<{ readonly rates: readonly number[] }>()
    expectTypeOf<t.OutputOf<typeof rates>>().toEqualTypeOf<{ readonly rates: readonly (number | '-0')[] }>()
  })

  it('is decoded and encoded with what is there', () => {
    expect(options.decode({ learningRate: 1 })).toEqual(E.right({ learningRate: 1 }))
    expect(options.decode({ learningRate: 1, seed: 0, note: '' })).toEqual(
      E.right({ learningRate: 1, seed: 0, note: '' }),
    )
    expect(closed({ x: finite }, { y: finite }).encode({ x: -0 })).toEqual({ x: '-0' })
    expect(closed({}).decode({})).toEqual(E.right({}))
  })

  it('takes undefined for an optional key that is not there, and leaves it out', () => {
    const result = options.decode({ learningRate: 1, seed: undefined })
    expect(E.isRight(result) && Object.keys(result.right)).toEqual(['learningRate'])
    expect(options.is({ learningRate: 1, seed: undefined })).toBe(true)
    expect(Object.keys(options.encode({ learningRate: 1, seed: undefined } as never))).toEqual(['learningRate'])
    expect(options.is({ learningRate: undefined })).toBe(false)
  })

  it('is a new record, so that who changes the old one changes nothing', () => {
    const given = { learningRate: 1 }
    const result = options.decode(given)
    given.learningRate = 2
    expect(result).toEqual(E.right({ learningRate: 1 }))
  })

  it('refuses what is no record', () => {
    const strange = [null, undefined, 1, 'x', [], new Date(), new Map(), new Set(), () => 0]
    strange.forEach((u) => {
      expect(closed({}).is(u)).toBe(false)
      expect(E.isLeft(closed({}).decode(u))).toBe(true)
    })
    expect(closed({}).is(Object.create(null))).toBe(true)
  })

  it('takes keys for data, whatever records inherit', () => {
    const parse = (text: string): unknown => JSON.parse(text)
    ;['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''].forEach((key) => {
      const one = parse(`{${JSON.stringify(key)}: 1}`)
      const codec = closed(Object.fromEntries([[key, finite]]))
      expect(codec.decode(one)).toEqual(E.right(one))
      expect(codec.encode(one as never)).toEqual(one)
      expect(codec.is(one)).toBe(true)
      expect(codec.is({})).toBe(false)
      expect(wrong(codec, {}).length).toBe(1)
      expect(closed({}).is(one)).toBe(false)
      expect(wrong(closed({}), one).length).toBe(1)
      expect(dictionary(finite).decode(one)).toEqual(E.right(one))
      const back = pipe(dictionary(finite).decode(one), E.map(dictionary(finite).encode))
      expect(E.isRight(back) && JSON.stringify(back.right)).toBe(JSON.stringify(one))
    })
    const poisoned = options.decode(parse('{"learningRate": 1, "__proto__": {"seed": 3}}'))
    expect(E.isLeft(poisoned)).toBe(true)
    expect(({} as { readonly seed?: number }).seed).toBeUndefined()
  })

  it('offers the key that was meant, of those that are not there; and a misspelt key is not said to be missing', () => {
    expect(wrong(options, { learningrate: 1, sede: 7 })).toEqual([
      'at learningrate: expected no key of this name, found 1. Did you mean “learningRate”?',
      'at sede: expected no key of this name, found 7. Did you mean “seed”?',
    ])
    expect(wrong(options, { learningRate: 1, verbose: true })).toEqual([
      'at verbose: expected no key of this name, found true. There are learningRate, seed, note.',
    ])
    expect(wrong(options, { verbose: true })).toEqual([
      'at learningRate: expected a positive number, found nothing',
      'at verbose: expected no key of this name, found true. There are learningRate, seed, note.',
    ])
    expect(wrong(closed({}), { a: 1 })).toEqual(['at a: expected no key of this name, found 1. There are none.'])
  })

  it('does not offer a key that is there already', () => {
    expect(wrong(options, { learningRate: 1, learningRates: 2 })).toEqual([
      'at learningRates: expected no key of this name, found 2. Did you mean “learningRate”?',
    ])
    expect(wrong(closed({ weight: finite, height: finite }), { weight: 1, heigth: 2 })).toEqual([
      'at heigth: expected no key of this name, found 2. Did you mean “height”?',
    ])
  })

  it('has each key once', () => {
    expect(() => closed({ a: finite }, { a: finite })).toThrow(
      'Codec.closed: expected each key once, found a as required and as optional',
    )
  })

  it('is told from others by a literal, in a union', () => {
    const optimizer = t.union([
      closed({ name: t.literal('sgd'), learningRate: positive }),
      closed({ name: t.literal('adam'), learningRate: positive }, { beta1: finite }),
    ])
    expect(optimizer.decode({ name: 'adam', learningRate: 1, beta1: 0.9 })).toEqual(
      E.right({ name: 'adam', learningRate: 1, beta1: 0.9 }),
    )
    expect(wrong(optimizer, { name: 'sgd', learningRate: 1, beta1: 0.9 })).toEqual([
      'at beta1: expected no key of this name, found 0.9. There are name, learningRate.',
    ])
    expect(wrong(optimizer, { name: 'adm', learningRate: 1 })).toEqual([
      'at name: expected one of sgd, adam, found “adm”. Did you mean “adam”?',
    ])
    expect(wrong(optimizer, { learningRate: 1 })).toEqual(['at name: expected one of sgd, adam, found nothing'])
    expect(wrong(optimizer, 3)).toEqual(['at the root: expected a record, found 3'])
    fc.assert(fc.property(fc.anything(), (u) => E.isLeft(optimizer.decode(u))))
  })
})
