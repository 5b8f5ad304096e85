import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as T from '../../src/Tensor.js'
import { sum, sumOfEqual } from '../../src/kernel/Sum.js'
import { anyNumber, block, elements, naive, terms } from './naive.js'

const add = (a: number, b: number): number => a + b

/** Neighbours in pairs, level by level; what has no neighbour rises as it is. */
const tree = (xs: ReadonlyArray<number>): number =>
  xs.length === 1
    ? xs[0]
    : tree(
        Array.from({ length: Math.ceil(xs.length / 2) }, (_, i) =>
          2 * i + 1 < xs.length ? xs[2 * i] + xs[2 * i + 1] : xs[2 * i],
        ),
      )

/** The order of sums as `docs/decisions/summation-order.md` states it. */
const inOrder = (xs: ReadonlyArray<number>): number => {
  const lanes = (ys: ReadonlyArray<number>): ReadonlyArray<number> =>
    Array.from({ length: 8 }, (_, lane) => ys.filter((__, t) => t % 8 === lane).reduce(add, 0))
  const halved = (ls: ReadonlyArray<number>): number =>
    ls.length === 1 ? ls[0] : halved(ls.slice(0, ls.length / 2).map((l, i) => l + ls[i + ls.length / 2]))
  const blocks = Array.from({ length: Math.ceil(xs.length / 256) }, (_, b) =>
    halved(lanes(xs.slice(256 * b, 256 * b + 256))),
  )
  return xs.length === 0 ? 0 : tree(blocks)
}

const length = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: 0, max: 3000 }),
  fc.constantFrom(255, 256, 257, 511, 512, 513, 1024, 1281),
)

describe('a sum', () => {
  it('adds in the one order of its length, to the bit', () => {
    fc.assert(
      fc.property(
        length.chain((n) => elements(n)),
        (x) => {
          expect(sum(x, 1, x.length, 1)).toEqual(Float64Array.of(inOrder(Array.from(x))))
        },
      ),
    )
  })

  it('has this order along every axis, whatever stands beside it', () => {
    fc.assert(
      fc.property(block(anyNumber, 20), ({ x, outer, middle, inner }) => {
        const expected = naive(outer * inner, (at) => inOrder(terms(x, middle, inner, at)))
        expect(sum(x, outer, middle, inner)).toEqual(expected)
      }),
    )
  })

  it('has this order along an axis of several blocks', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 250, max: 800 }),
        fc.integer({ min: 1, max: 3 }),
        fc.infiniteStream(anyNumber),
        (middle, inner, numbers) => {
          const x = Float64Array.from({ length: 2 * middle * inner }, () => numbers.next().value as number)
          const expected = naive(2 * inner, (at) => inOrder(terms(x, middle, inner, at)))
          expect(sum(x, 2, middle, inner)).toEqual(expected)
        },
      ),
      { numRuns: 20 },
    )
  })

  it('of equal numbers has the bits of the numbers written out', () => {
    fc.assert(
      fc.property(anyNumber, length, (x, n) => {
        expect(sumOfEqual(x, n)).toBe(sum(new Float64Array(n).fill(x), 1, n, 1)[0])
      }),
      { numRuns: 300 },
    )
  })

  it('of 2⁵² equal numbers needs no loop over them', () => {
    expect(sumOfEqual(0.5, 2 ** 52)).toBe(2 ** 51)
    expect(T.toNumber(T.mean(T.full([2 ** 20, 2 ** 20], 0.1)))).toBeCloseTo(0.1, 15)
  })

  // One chain of additions is off by 2.4e-11 here.
  it('of ten million numbers keeps fifteen digits', () => {
    const tenth = 0.1
    const x = Float64Array.from({ length: 1e7 }, (_, i) => tenth + (i % 2 === 0 ? 2 ** -30 : -(2 ** -30)))
    // Pairs of neighbours cancel their 2⁻³⁰ exactly, so that the sum is 10⁷ times the double next to 1/10.
    const exact = tenth * 1e7
    expect(Math.abs(sum(x, 1, x.length, 1)[0] - exact) / exact).toBeLessThan((256 / 8 + Math.log2(1e7 / 32)) * 2 ** -53)
  })
})
