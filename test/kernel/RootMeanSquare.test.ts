import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rootMeanSquare } from '../../src/kernel/RootMeanSquare.js'

describe('the root of a mean of squares', () => {
  it('has its digits where the squares are too large or too small to be numbers', () => {
    expect(rootMeanSquare(Float64Array.of(3e300, -4e300))).toBeCloseTo(Math.sqrt(12.5) * 1e300, -288)
    expect(rootMeanSquare(Float64Array.of(3e-300, 4e-300)) / 1e-300).toBeCloseTo(Math.sqrt(12.5), 12)
    expect(rootMeanSquare(Float64Array.of(Number.MAX_VALUE, -Number.MAX_VALUE))).toBe(Number.MAX_VALUE)
    expect(rootMeanSquare(Float64Array.of(Number.MIN_VALUE))).toBe(Number.MIN_VALUE)
  })

  it('is 0 of zeros, infinite of what is infinite, and NaN of NaN', () => {
    expect(rootMeanSquare(Float64Array.of(0, -0))).toBe(0)
    expect(rootMeanSquare(Float64Array.of(1, -Infinity))).toBe(Infinity)
    expect(rootMeanSquare(Float64Array.of(NaN, 1))).toBeNaN()
  })

  it('scales with the numbers by powers of two, to the bit', () => {
    const numbers = fc.array(fc.double({ noNaN: true, min: 2 ** -20, max: 2 ** 20 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(numbers, fc.integer({ min: -900, max: 900 }), (xs, power) => {
        const all = Float64Array.from(xs)
        expect(rootMeanSquare(all.map((x) => x * 2 ** power))).toBe(rootMeanSquare(all) * 2 ** power)
      }),
    )
  })
})
