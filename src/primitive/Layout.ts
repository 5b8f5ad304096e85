/**
 * Primitives that move elements and change none: reshape, transpose, slice and pad, concat, take and scatterAdd.
 *
 * All are linear, so a tangent goes through the primitive itself, and a cotangent through its adjoint, which stands beside it: slice and pad are each
 * other's, take and scatterAdd too; reshape and transpose undo themselves; concat is undone by slices.
 *
 * @since 0.1.0
 */
import * as Kernel from '../kernel/Layout.js'
import { fail } from '../tensor/Errors.js'
import { around, equals, print, replaceAt, sizeOf, type Shape } from '../tensor/Shape.js'
import { dataOf, dense, shape, uniform, type AnyTensor } from '../tensor/Value.js'
import { bind, type Derivative, type Primitive } from './Primitive.js'

/** The derivative of a function that is linear in its first argument and constant in the others. */
export const linear = <A>(
  self: () => Primitive<A>,
  adjoint: (c: AnyTensor, args: readonly AnyTensor[], attributes: A) => AnyTensor,
): Derivative<A> => ({
  tangent: ([t], args, _, attributes) =>
    t === undefined ? undefined : bind(self(), [t, ...args.slice(1)], attributes),
  cotangent: (c, i, args, _, attributes) => (i === 0 ? adjoint(c, args, attributes) : undefined),
})

/** The attributes of `reshape`. */
export interface To {
  readonly to: Shape
}

/** The same elements in another shape. */
export const reshape: Primitive<To> = {
  name: 'reshape',
  shape: ([x], { to }) =>
    sizeOf(shape(x)) === sizeOf(to)
      ? to
      : fail('reshape', `a shape of ${sizeOf(shape(x))} elements, as ${print(shape(x))} has`, print(to)),
  value: ([x]) => dataOf(x),
  derivative: linear(
    () => reshape,
    (c, [x]) => bind(reshape, [c], { to: shape(x) }),
  ),
}

/** The attributes of `transpose`: which axis of the argument each axis of the result is. */
export interface Permutation {
  readonly permutation: readonly number[]
}

const inverse = (permutation: readonly number[]): readonly number[] => permutation.map((_, i) => permutation.indexOf(i))

/** The axes in another order. */
export const transpose: Primitive<Permutation> = {
  name: 'transpose',
  shape: ([x], { permutation }) => {
    const from = shape(x)
    return permutation.length === from.length && from.every((_, i) => permutation.includes(i))
      ? Object.freeze(permutation.map((axis) => from[axis]))
      : fail('transpose', `an order of the ${from.length} axes of ${print(from)}`, print(permutation))
  },
  value: ([x], { permutation }) => {
    const data = dataOf(x)
    return typeof data === 'number' ? data : Kernel.transpose(data, shape(x), permutation)
  },
  derivative: linear(
    () => transpose,
    (c, _, { permutation }) => bind(transpose, [c], { permutation: inverse(permutation) }),
  ),
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
  shape: ([x], { axis, start, end }) => {
    const size = shape(x)[axis]
    return Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end && end <= size
      ? replaceAt(shape(x), axis, [end - start])
      : fail('slice', `0 ≤ start ≤ end ≤ ${size} on axis ${axis} of ${print(shape(x))}`, `start ${start}, end ${end}`)
  },
  value: ([x], { axis, start, end }) => {
    const data = dataOf(x)
    const { outer, size, inner } = around(shape(x), axis)
    return typeof data === 'number' ? data : Kernel.slice(data, outer, size, inner, start, end)
  },
  derivative: linear(
    () => slice,
    (c, [x], { axis, start, end }) => bind(pad, [c], { axis, before: start, after: shape(x)[axis] - end }),
  ),
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
  shape: ([x], { axis, before, after }) =>
    before >= 0 && after >= 0
      ? replaceAt(shape(x), axis, [before + shape(x)[axis] + after])
      : fail('pad', 'margins that are not negative', `${before} and ${after}`),
  value: ([x], { axis, before, after }) => {
    const { outer, size, inner } = around(shape(x), axis)
    return Kernel.pad(dense(x), outer, size, inner, before, after)
  },
  derivative: linear(
    () => pad,
    (c, [x], { axis, before }) => bind(slice, [c], { axis, start: before, end: before + shape(x)[axis] }),
  ),
}

/** The attributes of an operation along one axis. */
export interface Along {
  readonly axis: number
}

/** Tensors one after another along an axis; any number of arguments. */
export const concat: Primitive<Along> = {
  name: 'concat',
  shape: (args, { axis }) => {
    const first = shape(args[0])
    args.forEach((x) => {
      if (!equals(replaceAt(shape(x), axis, []), replaceAt(first, axis, [])) || shape(x).length !== first.length)
        return fail('concat', `shapes equal to ${print(first)} off axis ${axis}`, print(shape(x)))
    })
    return replaceAt(first, axis, [args.reduce((n, x) => n + shape(x)[axis], 0)])
  },
  value: (args, { axis }) => {
    const { outer, inner } = around(shape(args[0]), axis)
    return Kernel.concat(
      args.map((x) => ({ data: dense(x), size: shape(x)[axis] })),
      outer,
      inner,
    )
  },
  derivative: {
    tangent: (tangents, args, _, attributes) =>
      bind(
        concat,
        args.map((x, i) => tangents[i] ?? uniform(shape(x), 0)),
        attributes,
      ),
    cotangent: (c, index, args, _, { axis }) => {
      const start = args.slice(0, index).reduce((n, x) => n + shape(x)[axis], 0)
      return bind(slice, [c], { axis, start, end: start + shape(args[index])[axis] })
    },
  },
}

const checkIndices = (name: string, indices: AnyTensor, size: number): Float64Array => {
  const flat = dense(indices)
  const wrong = flat.find((i) => !(Number.isInteger(i) && i >= 0 && i < size))
  return wrong === undefined ? flat : fail(name, `indices that are integers from 0 to ${size - 1}`, String(wrong))
}

/** Elements by index along an axis; the axis is replaced by the axes of the indices, which have no derivative. */
export const take: Primitive<Along> = {
  name: 'take',
  shape: ([x, indices], { axis }) => replaceAt(shape(x), axis, shape(indices)),
  value: ([x, indices], { axis }) => {
    const { outer, size, inner } = around(shape(x), axis)
    return Kernel.take(dense(x), outer, size, inner, checkIndices('take', indices, size))
  },
  derivative: linear(
    () => take,
    (c, [x, indices], { axis }) => bind(scatterAdd, [c, indices], { axis, size: shape(x)[axis] }),
  ),
}

/** The attributes of `scatterAdd`. */
export interface Into extends Along {
  readonly size: number
}

/** Zeros, to which each element is added at its index: what `take` undoes to, with indices that occur twice adding up. */
export const scatterAdd: Primitive<Into> = {
  name: 'scatterAdd',
  shape: ([x, indices], { axis, size }) => {
    const [from, at] = [shape(x), shape(indices)]
    return equals(from.slice(axis, axis + at.length), at)
      ? Object.freeze([...from.slice(0, axis), size, ...from.slice(axis + at.length)])
      : fail('scatterAdd', `elements whose axes from ${axis} on are those of the indices, ${print(at)}`, print(from))
  },
  value: ([x, indices], { axis, size }) => {
    const [from, at] = [shape(x), shape(indices)]
    const outer = sizeOf(from.slice(0, axis))
    const inner = sizeOf(from.slice(axis + at.length))
    return Kernel.scatterAdd(dense(x), outer, checkIndices('scatterAdd', indices, size), size, inner)
  },
  derivative: linear(
    () => scatterAdd,
    (c, [, indices], { axis }) => bind(take, [c, indices], { axis }),
  ),
}
