import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts/lib/index.js'
import { describe, expect, it } from 'vitest'
import { codec } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'
import * as Codec from '../../src/Codec.js'

const { anyNumber, fromText, integer, list, numberFromText, optionFromText, positive } = Codec

const wrong = (u: unknown, c: t.Decoder<unknown, unknown>): string =>
  pipe(
    c.decode(u),
    E.mapLeft(Codec.problems),
    E.match(Codec.showProblems, () => ''),
  )

const finite = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, -0))

describeLaws(codec(numberFromText, { name: 'a finite number as text', values: finite }))
describeLaws(codec(fromText(anyNumber), { name: 'any number as text', values: fc.double() }))
describeLaws(codec(fromText(integer(-3, 9)), { name: 'an integer as text', values: fc.integer({ min: -3, max: 9 }) }))
describeLaws(
  codec(optionFromText(numberFromText), {
    name: 'a number as text, or none',
    values: fc.option(finite, { nil: undefined }).map(O.fromNullable),
  }),
)
describeLaws(codec(list(Codec.finite), { name: 'a list', values: fc.array(finite, { maxLength: 5 }) }))

describe('a number from text', () => {
  it.each([
    ['0', 0],
    ['-0', -0],
    ['+1.50', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    [' 1e3\t', 1000],
    ['1E-400', 0],
    ['\u00a07', 7],
  ])('%j is %d', (text, number) => {
    expect(numberFromText.decode(text)).toEqual(E.right(number))
  })

  it.each([
    ['', '“”. It is empty: give a number, or take it with Codec.optionFromText.'],
    [' ', '“ ”. It is empty: give a number, or take it with Codec.optionFromText.'],
    ['NaN', '“NaN”. Codec.fromText(Codec.anyNumber) takes NaN, Infinity and -Infinity.'],
    ['-inf', '“-inf”. Codec.fromText(Codec.anyNumber) takes NaN, Infinity and -Infinity.'],
    ['0x1f', '“0x1f”. Numbers are written in decimal notation.'],
    ['1,5', '“1,5”. A decimal comma is written as a point: 1.5.'],
    ['1,000.5', '“1,000.5”. Thousands are not separated.'],
    ['1 000', '“1 000”. Thousands are not separated.'],
    ['1e999', '“1e999”'],
    ['1e', '“1e”'],
    ['--1', '“--1”'],
    ['1n', '“1n”'],
    ['١', '“١”'],
    ['true', '“true”'],
  ])('%j is none', (text, found) => {
    expect(wrong(text, numberFromText)).toBe(`at the root: expected a finite number, found ${found}`)
  })

  it('is what its codec wants', () => {
    expect(fromText(positive).decode('0.5')).toEqual(E.right(0.5))
    expect(wrong('-1', fromText(positive))).toBe('at the root: expected a positive number, found “-1”')
    expect(wrong('9007199254740993', fromText(integer()))).toBe(
      'at the root: expected an integer, found “9007199254740993”. From 2⁵³ on a number does not tell one integer from the next.',
    )
    expect(wrong(1, fromText(positive))).toBe('at the root: expected a positive number, found 1. It is read from text.')
    expect(fromText(anyNumber).decode('NaN')).toEqual(E.right(NaN))
    expect(wrong('nan', fromText(anyNumber))).toContain('expected a number, found “nan”.')
  })
})

describe('a list', () => {
  it('of a million wrong elements tells the first thousand', () => {
    const said = wrong(Array<string>(1_000_000).fill('x'), list(Codec.finite)).split('\n')
    expect(said).toHaveLength(1001)
    expect(said[999]).toBe('at [999]: expected a finite number, found “x”')
    expect(said[1000]).toBe(
      'at the root: expected an array, each element a finite number, found an array of 1000000. What comes after [999] was not checked.',
    )
  })

  it('is not told that there is more where there is none', () => {
    expect(wrong(Array<string>(1000).fill('x'), list(Codec.finite)).split('\n')).toHaveLength(1000)
  })
})
