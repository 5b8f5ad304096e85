import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import * as Codec from '../../src/Codec.js'

const { anyNumber, finite, integer, nonNegative, positive } = Codec

const zeros = [0, -0]
const endless = [NaN, Infinity, -Infinity]
const others = [null, undefined, '', '1', 'nan', true, [], {}, 1n, new Date(0)]

describe('numbers', () => {
  it.each([
    { codec: finite, takes: [...zeros, 1e308, -5e-324], refuses: endless },
    { codec: anyNumber, takes: [...zeros, ...endless, 1.5], refuses: [] },
    { codec: positive, takes: [1, 5e-324], refuses: [...zeros, ...endless, -1] },
    { codec: nonNegative, takes: [0, 1.5], refuses: [-0, ...endless, -5e-324] },
    { codec: integer(), takes: [0, 2 ** 53 - 1, 1 - 2 ** 53], refuses: [-0, ...endless, 0.5, 2 ** 53, 1e300] },
    { codec: integer(1, 3), takes: [1, 2, 3], refuses: [0, 4, 1.5, ...endless] },
    { codec: integer(-2), takes: [-2, 7], refuses: [-3, -0] },
  ])('$codec.name takes what it says, and nothing else', ({ codec, takes, refuses }) => {
    takes.forEach((n) => {
      expect(codec.is(n)).toBe(true)
      expect(codec.decode(n)).toEqual(E.right(n))
    })
    ;[...refuses, ...others].forEach((u) => {
      expect(codec.is(u)).toBe(false)
      expect(E.isLeft(codec.decode(u))).toBe(true)
    })
  })

  it('survive JSON to the bit', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.constantFrom(...zeros, ...endless)), (n) => {
        expect(anyNumber.decode(JSON.parse(JSON.stringify(anyNumber.encode(n))))).toEqual(E.right(n))
        if (Number.isFinite(n)) expect(finite.decode(JSON.parse(JSON.stringify(finite.encode(n))))).toEqual(E.right(n))
      }),
    )
  })

  it('in words are only those that JSON cannot say', () => {
    expect(['NaN', 'Infinity', '-Infinity', '-0'].map(anyNumber.decode)).toEqual([...endless, -0].map(E.right))
    expect(['0', '+Infinity', 'nan', '1e3'].some((word) => E.isRight(anyNumber.decode(word)))).toBe(false)
    expect(['NaN', 'Infinity', '-Infinity'].some((word) => E.isRight(finite.decode(word)))).toBe(false)
  })

  it('are named by what they are', () => {
    expect([integer(), integer(1), integer(undefined, 9), integer(1, 9)].map(({ name }) => name)).toEqual([
      'an integer',
      'an integer of at least 1',
      'an integer of at most 9',
      'an integer from 1 to 9',
    ])
  })

  it.each([
    [2, 1],
    [0.5, 1],
    [0, Infinity],
    [NaN, 1],
    [0, 2 ** 53],
  ])('have no bounds %d and %d', (least, most) => {
    expect(() => integer(least, most)).toThrow(/^Codec\.integer: expected bounds/)
  })
})

describe('one of some words', () => {
  const word = Codec.oneOf(['sgd', 'adam', 'constructor'])

  it('is one of them', () => {
    expect(word.decode('adam')).toEqual(E.right('adam'))
    expect(word.is('constructor')).toBe(true)
    ;['toString', '__proto__', '', 'Adam', 0, null].forEach((u) => expect(word.is(u)).toBe(false))
  })
})
