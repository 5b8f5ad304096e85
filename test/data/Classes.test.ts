import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as Codec from '../../src/Codec.js'
import * as Data from '../../src/Data.js'

const names = fc.uniqueArray(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '')), { minLength: 2 })

describe('classes', () => {
  it('encode and decode are inverse', () => {
    fc.assert(
      fc.property(names, (all) => {
        const { encode, decode, count } = Data.classes(all)
        expect(count).toBe(all.length)
        all.forEach((name, i) => {
          expect(encode(name)).toEqual(E.right(i))
          expect(decode(i)).toBe(name)
        })
      }),
    )
  })

  it('refuse any other name in a sentence', () => {
    fc.assert(
      fc.property(names, fc.string(), (all, name) => {
        fc.pre(!all.includes(name))
        const found = Data.classes(all).encode(name)
        expect(E.isLeft(found) && Codec.showProblems(found.left)).toMatch(/expected one of .*, found “/)
      }),
    )
  })

  it('know how many they are, and which, at compile time', () => {
    const species = Data.classes(['Adelie', 'Chinstrap', 'Gentoo'])
    expectTypeOf(species.count).toEqualTypeOf<3>()
    expectTypeOf(species.decode).returns.toEqualTypeOf<'Adelie' | 'Chinstrap' | 'Gentoo'>()
    expectTypeOf(species.codec._A).toEqualTypeOf<'Adelie' | 'Chinstrap' | 'Gentoo'>()
  })

  it('are at least two, of different names, and have numbers from 0', () => {
    expect(() => Data.classes(['one'])).toThrow('Data.classes: expected at least two names, found 1')
    expect(() => Data.classes(['a', 'b', 'a'])).toThrow('Data.classes: expected each name once, found “a” twice')
    expect(() => Data.classes(['a', 'b']).decode(2)).toThrow(
      'Data.classes: expected the number of a class, from 0 to 1 (a, b), found 2',
    )
  })
})
