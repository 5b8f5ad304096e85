import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Layout from '../../src/kernel/Layout.js'
import { block, naive, size } from './naive.js'

const dot = (u: Float64Array, v: Float64Array): number => u.reduce((s, w, i) => s + w * v[i], 0)
const integers = fc.integer({ min: -9, max: 9 })
const counting = (length: number): Float64Array => naive(length, (i) => (i % 7) - 3)

const strides = (shape: ReadonlyArray<number>): ReadonlyArray<number> =>
  shape.map((_, d) => shape.slice(d + 1).reduce((p, s) => p * s, 1))

describe('layout kernels', () => {
  const permuted = fc.array(size(6), { minLength: 0, maxLength: 5 }).chain((shape) =>
    fc.tuple(
      fc.constant(shape),
      fc.shuffledSubarray(
        shape.map((_, d) => d),
        { minLength: shape.length },
      ),
    ),
  )

  it('transpose puts axis permutation[d] at d', () => {
    fc.assert(
      fc.property(permuted, ([shape, permutation]) => {
        const x = naive(
          shape.reduce((p, s) => p * s, 1),
          (i) => i,
        )
        const from = strides(shape)
        const to = strides(permutation.map((d) => shape[d]))
        const expected = naive(x.length, (at) =>
          permutation.reduce((sum, d, axis) => sum + (Math.floor(at / to[axis]) % shape[d]) * from[d], 0),
        )
        expect(Layout.transpose(x, shape, permutation)).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })

  it('transpose of a scalar is a copy', () => {
    const x = Float64Array.of(5)
    expect(Layout.transpose(x, [], [])).toEqual(x)
    expect(Layout.transpose(x, [], [])).not.toBe(x)
  })

  const window = block(integers).chain((b) =>
    fc.tuple(size(b.middle), size(b.middle)).map(([p, q]) => {
      const [start, end] = [Math.min(p, q, b.middle), Math.min(Math.max(p, q), b.middle)]
      return { ...b, start, end }
    }),
  )

  it('slice cuts a window from the middle axis', () => {
    fc.assert(
      fc.property(window, ({ x, outer, middle, inner, start, end }) => {
        const run = (end - start) * inner
        const expected = naive(outer * run, (at) => x[(Math.floor(at / run) * middle + start) * inner + (at % run)])
        expect(Layout.slice(x, outer, middle, inner, start, end)).toEqual(expected)
      }),
    )
  })

  it('pad undoes slice up to zeros, and is its adjoint', () => {
    fc.assert(
      fc.property(window, ({ x, outer, middle, inner, start, end }) => {
        const cut = Layout.slice(x, outer, middle, inner, start, end)
        const y = counting(cut.length)
        const padded = Layout.pad(y, outer, end - start, inner, start, middle - end)
        expect(padded.length).toBe(x.length)
        expect(Layout.slice(padded, outer, middle, inner, start, end)).toEqual(y)
        expect(dot(cut, y)).toBe(dot(x, padded))
      }),
    )
  })

  it('concat of the windows of a cut is the whole', () => {
    fc.assert(
      fc.property(window, ({ x, outer, middle, inner, start, end }) => {
        const part = (from: number, to: number) => ({
          data: Layout.slice(x, outer, middle, inner, from, to),
          size: to - from,
        })
        const parts = [part(0, start), part(start, end), part(end, middle)]
        expect(Layout.concat(parts, outer, inner)).toEqual(x)
      }),
    )
  })

  const chosen = block(integers)
    .filter(({ middle }) => middle > 0)
    .chain((b) =>
      fc
        .array(fc.integer({ min: 0, max: b.middle - 1 }), { maxLength: 8 })
        .map((is) => ({ ...b, indices: Float64Array.from(is) })),
    )

  it('take picks rows of the middle axis, again and again if asked', () => {
    fc.assert(
      fc.property(chosen, ({ x, outer, middle, inner, indices }) => {
        const run = indices.length * inner
        const expected = naive(outer * run, (at) => {
          const r = indices[Math.floor((at % run) / inner)]
          return x[(Math.floor(at / run) * middle + r) * inner + (at % inner)]
        })
        expect(Layout.take(x, outer, middle, inner, indices)).toEqual(expected)
      }),
    )
  })

  it('scatterAdd is the adjoint of take', () => {
    fc.assert(
      fc.property(chosen, ({ x, outer, middle, inner, indices }) => {
        const y = counting(outer * indices.length * inner)
        const scattered = Layout.scatterAdd(y, outer, indices, middle, inner)
        expect(scattered.length).toBe(x.length)
        expect(dot(Layout.take(x, outer, middle, inner, indices), y)).toBe(dot(x, scattered))
      }),
    )
  })

  it('moves long runs as it moves short ones', () => {
    const x = naive(2 * 3 * 100, (i) => i)
    expect(Layout.slice(x, 2, 3, 100, 1, 2)).toEqual(naive(200, (i) => (i < 100 ? 100 + i : 300 + i)))
  })
})
