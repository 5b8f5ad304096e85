import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Reduce from '../../src/kernel/Reduce.js'
import { sum } from '../../src/kernel/Sum.js'
import { block, elements, naive, terms } from './naive.js'

const firstLargest = (values: ReadonlyArray<number>): number =>
  Math.max(
    0,
    values.findIndex((v) => Object.is(v, NaN) || (!values.some(Number.isNaN) && values.every((w) => w <= v))),
  )

describe('reductions along the middle axis', () => {
  it('max is Math.max of all', () => {
    fc.assert(
      fc.property(block(), ({ x, outer, middle, inner }) => {
        const expected = naive(outer * inner, (at) => Math.max(...terms(x, middle, inner, at)))
        expect(Reduce.max(x, outer, middle, inner)).toEqual(expected)
      }),
    )
  })

  it('argmax is the first of the largest, and the first NaN if there is one', () => {
    fc.assert(
      fc.property(block(fc.constantFrom(0, -0, 1, 2, -Infinity, Infinity, NaN)), ({ x, outer, middle, inner }) => {
        const expected = naive(outer * inner, (at) => firstLargest(terms(x, middle, inner, at)))
        expect(Reduce.argmax(x, outer, middle, inner)).toEqual(expected)
      }),
    )
  })

  it('broadcast repeats each inner block', () => {
    fc.assert(
      fc.property(block(), ({ outer, middle: repeats, inner }) => {
        const x = naive(outer * inner, (i) => i + 1)
        const expected = naive(outer * repeats * inner, (at) => {
          const i = at % inner
          return x[Math.floor(at / (repeats * inner)) * inner + i]
        })
        expect(Reduce.broadcast(x, outer, repeats, inner)).toEqual(expected)
      }),
    )
  })

  it('broadcast is the adjoint of sum: exactly so on small integers', () => {
    const integers = fc.integer({ min: -9, max: 9 })
    const pair = block(integers).chain((b) =>
      fc.record({ b: fc.constant(b), y: elements(b.outer * b.inner, integers) }),
    )
    fc.assert(
      fc.property(pair, ({ b: { x, outer, middle, inner }, y }) => {
        const dot = (u: Float64Array, v: Float64Array) => u.reduce((s, w, i) => s + w * v[i], 0)
        expect(dot(sum(x, outer, middle, inner), y)).toBe(dot(x, Reduce.broadcast(y, outer, middle, inner)))
      }),
    )
  })
})
