/** Counterexamples that laws have found. */
import { describe, expect, it } from 'vitest'
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

it('is the same seed for 0 and −0, which are one number', () => {
  expect(Seed.fromNumber(-0)).toEqual(Seed.fromNumber(0))
})

it('has a child of its own for each index, beyond 2³² too', () => {
  const seed = Seed.fromNumber(7)
  const indices = [0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 33, 2 ** 52, 2 ** 53 - 1]
  const children = indices.map((index) => Seed.child(index)(seed))
  expect(new Set(children.map(({ high, low }) => `${high} ${low}`)).size).toBe(indices.length)
})

// What a child was before indices beyond 2³² had one of their own: runs can be gone on with.
it('keeps the children that it had', () => {
  expect([0, 1, 2 ** 32 - 1].map((index) => Seed.child(index)(Seed.fromNumber(1)))).toEqual([
    { high: 4143357663, low: 1490906239 },
    { high: 3899579486, low: 1205273249 },
    { high: 250781361, low: 3462838806 },
  ])
})

const wrong = [1.5, -1, NaN, Infinity, -Infinity]

it.each([
  ['Seed.fromNumber', [NaN, Infinity, -Infinity], Seed.fromNumber],
  ['Seed.child', [...wrong, 2 ** 53], Seed.child],
  ['Seed.split', [...wrong, 2 ** 32], Seed.split],
  ['Seed.permutation', [...wrong, 2 ** 32, 2 ** 53], Seed.permutation],
  ['Seed.uniform', [NaN, Infinity, -Infinity, 2], (low: number) => Seed.uniform([1], low, 1)],
  ['Seed.uniform', [NaN, Infinity, -Infinity, -1], (high: number) => Seed.uniform([1], 0, high)],
  ['Seed.uniform', [1e308], (high: number) => Seed.uniform([1], -1e308, high)],
  ['Seed.normal', [NaN, Infinity], (mean: number) => Seed.normal([1], mean)],
  ['Seed.normal', [NaN, Infinity, -1], (deviation: number) => Seed.normal([1], 0, deviation)],
] as const)('%s refuses %j before it is given a seed', (operation, numbers, make) => {
  for (const n of numbers) expect(() => make(n), String(n)).toThrow(`${operation}: expected `)
})

// Without types, a number stood for a seed: uniform([3])(7) drew what uniform([3])(8) drew.
describe.each([
  ['Seed.uniform', Seed.uniform([3])],
  ['Seed.normal', Seed.normal([3])],
  ['Seed.permutation', Seed.permutation(3)],
  ['Seed.child', Seed.child(0)],
] as readonly (readonly [string, (seed: Seed.Seed) => unknown])[])('%s', (operation, draw) => {
  it.each([undefined, null, 7, 'seed', {}, { high: NaN, low: 1 }])('refuses %o, which is no seed', (seed) => {
    expect(() => draw(seed as unknown as Seed.Seed)).toThrow(
      `${operation}: expected a seed, such as Seed.fromNumber(7)`,
    )
  })
})
