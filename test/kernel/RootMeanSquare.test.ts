import { describe, expect, it } from 'vitest'
import { rootMeanSquare } from '../../src/kernel/RootMeanSquare.js'

describe('the root mean square', () => {
  it.each([
    [[3, 4], Math.sqrt(12.5)],
    [[3e300, 4e300], Math.sqrt(12.5) * 1e300],
    [[1e301], 1e301],
    [[3e-300, 4e-300], Math.sqrt(12.5) * 1e-300],
    [[5e-324], 5e-324],
    [[0, 0], 0],
    [[Infinity, 1], Infinity],
  ])('of %j is %d', (xs, expected) => {
    const found = rootMeanSquare(Float64Array.from(xs))
    if (Number.isFinite(expected) && expected !== 0) expect(found / expected).toBeCloseTo(1, 12)
    else expect(found).toBe(expected)
  })

  it('of a NaN is NaN', () => expect(rootMeanSquare(Float64Array.of(NaN, 1))).toBeNaN())
})
