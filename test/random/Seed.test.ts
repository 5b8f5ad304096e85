/** Counterexamples that laws have found. */
import { expect, it } from 'vitest'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'

// 2026-11-24, by "uniform in range" of laws/seed.ts: low + (high − low)·u was rounded up to high.
it('a draw from a narrow range never is the end that is left out', () => {
  const [low, high] = [1, 1 + 2 ** -50]
  const draws = T.toFlat(Seed.uniform([1000], low, high)(Seed.fromNumber(0)))
  expect(draws.every((x) => low <= x && x < high)).toBe(true)
})

it('a range of one point holds that point', () => {
  expect(T.toArray(Seed.uniform([2], 3, 3)(Seed.fromNumber(0)))).toEqual([3, 3])
})
