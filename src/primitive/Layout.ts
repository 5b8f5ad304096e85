/**
 * Primitives that move elements: reshape, transpose, slice, pad, concat.
 *
 * All are linear: the tangent rule is the primitive itself, and the cotangent rule its adjoint. Slice and pad are adjoint to each other; the adjoints of reshape and
 * transpose are their inverses; the adjoint of concat is a slice for each part.
 */
import * as Kernel from '../kernel/Layout.js'
import { fail } from '../tensor/Errors.js'
import { roomFor } from '../tensor/Room.js'
import { around, equals, print, replaceAt, sizeOf, type Shape } from '../tensor/Shape.js'
import { dataOf, dense, shape, type AnyTensor } from '../tensor/Value.js'
import { apply, type Primitive } from './Primitive.js'
import { alike } from './Reduce.js'
import { linear, type Along } from './Rules.js'

/** The attributes of `reshape`. */
export interface To {
  readonly to: Shape
}

/** The same elements in another shape. */
export const reshape: Primitive<To> = {
  name: 'reshape',
  shape: ({ to }, x) =>
    sizeOf(shape(x)) === sizeOf(to)
      ? to
      : fail('reshape', `a shape of ${sizeOf(shape(x))} elements, as ${print(shape(x))} has`, print(to)),
  value: (_, x) => dataOf(x),
  derivative: linear(
    () => reshape,
    (c, _, x) => apply(reshape, { to: shape(x) }, c),
  ),
  batch: (_, { to }, x) => apply(reshape, { to: [shape(x)[0], ...to] }, x),
}

/** The attributes of `transpose`: which axis of the argument each axis of the result is. */
export interface Permutation {
  readonly permutation: readonly number[]
}

const inverse = (permutation: readonly number[]): readonly number[] => permutation.map((_, i) => permutation.indexOf(i))

/** The axes in another order. */
export const transpose: Primitive<Permutation> = {
  name: 'transpose',
  shape: ({ permutation }, x) => {
    const from = shape(x)
    return permutation.length === from.length && from.every((_, i) => permutation.includes(i))
      ? Object.freeze(permutation.map((axis) => from[axis]))
      : fail('transpose', `an order of the ${from.length} axes of ${print(from)}`, print(permutation))
  },
  value: ({ permutation }, x) => {
    const data = dataOf(x)
    return typeof data === 'number' ? data : Kernel.transpose(data, shape(x), permutation)
  },
  derivative: linear(
    () => transpose,
    (c, { permutation }) => apply(transpose, { permutation: inverse(permutation) }, c),
  ),
  batch: (_, { permutation }, x) => apply(transpose, { permutation: [0, ...permutation.map((axis) => axis + 1)] }, x),
}

/** The attributes of `slice`. */
export interface Range {
  readonly axis: number
  readonly start: number
  readonly end: number
}

/** The elements from `start` up to, not including, `end` along an axis. */
export const slice: Primitive<Range> = {
  name: 'slice',
  shape: ({ axis, start, end }, x) => {
    const size = shape(x)[axis]
    return Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end && end <= size
      ? replaceAt(shape(x), axis, [end - start])
      : fail('slice', `0 ≤ start ≤ end ≤ ${size} on axis ${axis} of ${print(shape(x))}`, `start ${start}, end ${end}`)
  },
  value: ({ axis, start, end }, x) => {
    const data = dataOf(x)
    const { outer, size, inner } = around(shape(x), axis)
    return typeof data === 'number' ? data : Kernel.slice(data, outer, size, inner, start, end)
  },
  derivative: linear(
    () => slice,
    (c, { axis, start, end }, x) => apply(pad, { axis, before: start, after: shape(x)[axis] - end }, c),
  ),
  batch: (_, { axis, ...range }, x) => apply(slice, { ...range, axis: axis + 1 }, x),
}

/** The attributes of `pad`. */
export interface Margin {
  readonly axis: number
  readonly before: number
  readonly after: number
}

/** Zeros before and after the elements along an axis. */
export const pad: Primitive<Margin> = {
  name: 'pad',
  shape: ({ axis, before, after }, x) =>
    before >= 0 && after >= 0
      ? replaceAt(shape(x), axis, [before + shape(x)[axis] + after])
      : fail('pad', 'margins that are not negative', `${before} and ${after}`),
  value: ({ axis, before, after }, x) => {
    const { outer, size, inner } = around(shape(x), axis)
    roomFor('pad', [outer, before + size + after, inner])
    return Kernel.pad(dense(x), outer, size, inner, before, after)
  },
  derivative: linear(
    () => pad,
    (c, { axis, before }, x) => apply(slice, { axis, start: before, end: before + shape(x)[axis] }, c),
  ),
  batch: (_, { axis, ...margin }, x) => apply(pad, { ...margin, axis: axis + 1 }, x),
}

/** The concatenation of two tensors along an axis. */
export const concat: Primitive<Along> = {
  name: 'concat',
  shape: ({ axis }, x, y) => {
    const [a, b] = [shape(x), shape(y)]
    return a.length === b.length && equals(replaceAt(a, axis, []), replaceAt(b, axis, []))
      ? replaceAt(a, axis, [a[axis] + b[axis]])
      : fail('concat', `shapes equal to ${print(a)} off axis ${axis}`, print(b))
  },
  value: ({ axis }, x, y) => {
    const { outer, size, inner } = around(shape(x), axis)
    roomFor('concat', [outer, size + shape(y)[axis], inner])
    const parts = [
      { data: dense(x), size },
      { data: dense(y), size: shape(y)[axis] },
    ]
    return Kernel.concat(parts, outer, inner)
  },
  derivative: {
    tangent: (t, i, { axis }, _, x, y) => {
      const [before, after] = i === 0 ? [0, shape(y)[axis]] : [shape(x)[axis], 0]
      return apply(pad, { axis, before, after }, t)
    },
    cotangent: (c, i, { axis }, _, x, y) => {
      const middle = shape(x)[axis]
      const [start, end] = i === 0 ? [0, middle] : [middle, middle + shape(y)[axis]]
      return apply(slice, { axis, start, end }, c)
    },
  },
  batch: (batched, { axis }, x, y) => {
    const [a, b] = alike(batched, x, y)
    return apply(concat, { axis: axis + 1 }, a, b)
  },
}

/** The concatenation of n tensors along an axis, by halves: each element is copied log n times. */
export const concatAll = (xs: readonly AnyTensor[], axis: number): AnyTensor => {
  if (xs.length === 1) return xs[0]
  const half = xs.length >> 1
  return apply(concat, { axis }, concatAll(xs.slice(0, half), axis), concatAll(xs.slice(half), axis))
}
