import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { annihilatingMatmul, matmul } from '../../src/kernel/Matmul.js'
import { elements, naive, size } from './naive.js'

const factor = fc.oneof(
  { weight: 3, arbitrary: fc.double({ min: -1e3, max: 1e3 }) },
  { weight: 1, arbitrary: fc.double() },
)

const product = (entry: fc.Arbitrary<number>) =>
  fc
    .record({ batch: fc.integer({ min: 1, max: 3 }), m: size(19), k: size(12), n: size(17) })
    .chain(({ batch, m, k, n }) =>
      fc.record({
        batch: fc.constant(batch),
        m: fc.constant(m),
        k: fc.constant(k),
        n: fc.constant(n),
        a: elements(batch * m * k, entry),
        b: elements(batch * k * n, entry),
      }),
    )

const times =
  (term: (x: number, y: number) => number) =>
  (a: Float64Array, b: Float64Array, batch: number, m: number, k: number, n: number): Float64Array =>
    naive(batch * m * n, (at) => {
      const j = at % n
      const row = (at - j) / n
      const t = Math.floor(row / m)
      let sum = 0
      for (let p = 0; p < k; p++) sum += term(a[row * k + p], b[(t * k + p) * n + j])
      return sum
    })

describe('matmul', () => {
  it('is the sum of products in ascending order, to the bit', () => {
    fc.assert(
      fc.property(product(factor), ({ a, b, batch, m, k, n }) => {
        expect(matmul(a, b, batch, m, k, n)).toEqual(times((x, y) => x * y)(a, b, batch, m, k, n))
      }),
    )
  })

  it('is so for sizes that pass through every tile and the packed panels', () => {
    for (const [m, k, n] of [
      [17, 9, 256],
      [16, 3, 258],
      [15, 3, 259],
      [3, 70, 11],
      [1, 90, 10],
      [33, 40, 1],
      [90, 1, 13],
    ] as const) {
      const a = naive(2 * m * k, (i) => Math.sin(i))
      const b = naive(2 * k * n, (i) => Math.cos(3 * i))
      expect(matmul(a, b, 2, m, k, n)).toEqual(times((x, y) => x * y)(a, b, 2, m, k, n))
    }
  })

  it('is so where most of the left matrix is 0, whatever stands in the right one', () => {
    const rare = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(0, -0) }, { weight: 1, arbitrary: factor })
    const wide = fc.record({ m: size(5), k: size(9), n: fc.integer({ min: 40, max: 53 }) })
    const right = (n: number) => fc.oneof(elements(n, fc.double({ min: -1e3, max: 1e3 })), elements(n))
    fc.assert(
      fc.property(
        wide.chain(({ m, k, n }) => fc.tuple(fc.constant({ m, k, n }), elements(2 * m * k, rare), right(2 * k * n))),
        ([{ m, k, n }, a, b]) => {
          expect(matmul(a, b, 2, m, k, n)).toEqual(times((x, y) => x * y)(a, b, 2, m, k, n))
        },
      ),
    )
  })

  it('gives a row the same bits alone and among others', () => {
    fc.assert(
      fc.property(product(factor), ({ a, b, m, k, n }) => {
        const whole = matmul(a, b, 1, m, k, n)
        for (let i = 0; i < m; i++) {
          expect(matmul(a.slice(i * k, (i + 1) * k), b, 1, 1, k, n)).toEqual(whole.slice(i * n, (i + 1) * n))
        }
      }),
    )
  })
})

describe('annihilatingMatmul', () => {
  const edges = fc.constantFrom(0, -0, 1, -2, 1e300, NaN, Infinity, -Infinity)

  it('is the sum of the terms without a zero factor', () => {
    fc.assert(
      fc.property(product(edges), ({ a, b, batch, m, k, n }) => {
        const guarded = times((x, y) => (x === 0 || y === 0 ? 0 : x * y))
        expect(annihilatingMatmul(a, b, batch, m, k, n)).toEqual(guarded(a, b, batch, m, k, n))
      }),
    )
  })

  it('is matmul where all is finite', () => {
    fc.assert(
      fc.property(product(fc.double({ min: -1e3, max: 1e3, noNaN: true })), ({ a, b, batch, m, k, n }) => {
        expect(annihilatingMatmul(a, b, batch, m, k, n)).toEqual(matmul(a, b, batch, m, k, n))
      }),
    )
  })
})
