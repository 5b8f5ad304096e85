import { pipe } from 'fp-ts/lib/function.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { relu } from '../../src/Activation.js'
import * as D from '../../src/Diff.js'
import * as T from '../../src/Tensor.js'
import { agreesWithNumeric, firstStep } from '../../laws/numeric.js'

/** ∑ aᵢ·relu(x + dᵢ), which has a kink at each −dᵢ, and its slope times a factor. */
const kinked = (kinks: readonly (readonly [a: number, d: number])[], factor: number) => {
  const f = (x: any): any =>
    kinks.map(([a, d]): any => pipe(x, T.add(d), relu, T.mul(a))).reduce((sum, y) => pipe(sum, T.add(y)))
  return { f, slope: (x: any): any => pipe(D.grad(f)(x), T.mul(factor)) }
}
const verdict = (kinks: readonly (readonly [number, number])[], factor = 1): string => {
  const { f, slope } = kinked(kinks, factor)
  return agreesWithNumeric(f as never, slope as never, T.scalar(0) as never, T.scalar(1) as never)._tag
}

describe('agreesWithNumeric', () => {
  const first = firstStep(T.scalar(0) as never, T.scalar(1) as never)

  it('contradicts no right slope, wherever kinks are and however many', () => {
    const distance = fc.double({ min: -36, max: 2, noNaN: true }).map((e) => first * 2 ** e)
    const signed = fc.tuple(
      fc.integer({ min: -90, max: 90 }).map((a) => a / 10),
      fc.tuple(distance, fc.constantFrom(1, -1)),
    )
    fc.assert(
      fc.property(fc.array(signed, { minLength: 1, maxLength: 4 }), (kinks) => {
        expect(verdict(kinks.map(([a, [d, sign]]) => [a, sign * d] as const))).not.toBe('Violated')
      }),
      { numRuns: 60000, verbose: 0 },
    )
  })

  it('contradicts a slope that is off by a thousandth, with kinks further away than the smallest step, and without', () => {
    expect(verdict([[3, 1]], 1.001)).toBe('Violated')
    expect(
      verdict(
        [
          [3, 1],
          [2, first / 50],
        ],
        1.001,
      ),
    ).toBe('Violated')
  })

  it('contradicts a slope of twice the size next to two kinks, one of which no step is free of', () => {
    const two = [
      [40, 1],
      [1, first / 8000],
      [12, first / 60],
    ] as const
    expect(verdict(two)).not.toBe('Violated')
    expect(verdict(two, 2)).toBe('Violated')
  })
})
