/** What the tests of operations share. */
import * as fc from 'fast-check'
import { expect } from 'vitest'
import { isNablaError, type NestedArray } from '../../src/Tensor.js'

/** Holds when a `NablaError` is thrown that says this. */
export const failing = (f: () => unknown, operation: string, expected: string, found: string): void => {
  const caught = (() => {
    try {
      return f()
    } catch (e) {
      return e
    }
  })()
  if (!isNablaError(caught)) throw caught instanceof Error ? caught : new Error(`nothing was thrown by ${f}`)
  expect(caught.operation).toBe(operation)
  expect(caught.expected).toContain(expected)
  expect(caught.found).toContain(found)
  expect(caught.message).toBe(`${operation}: expected ${caught.expected}, found ${caught.found}`)
}

export const sizes = (maxRank: number, max = 3): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 0, max }), { maxLength: maxRank })

export const count = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1)

export const nest = (values: readonly number[], shape: readonly number[]): NestedArray => {
  const [size, ...rest] = shape
  if (size === undefined) return values[0]!
  const stride = count(rest)
  return Array.from({ length: size }, (_, i) => nest(values.slice(i * stride, (i + 1) * stride), rest))
}

const anyNumber = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1, NaN, Infinity, -Infinity) },
)

/** A shape, elements for it, and both as a nested array. (An axis after an empty one cannot be seen in a nested array.) */
export const literal = (maxRank: number, entry: fc.Arbitrary<number> = anyNumber) =>
  sizes(maxRank)
    .map((shape) => (shape.includes(0) ? shape.slice(0, shape.indexOf(0) + 1) : shape))
    .chain((shape) =>
      fc
        .array(entry, { minLength: count(shape), maxLength: count(shape) })
        .map((values) => ({ shape, values, nested: nest(values, shape) })),
    )
