/**
 * Primitives that remove or insert axes: sum and broadcast, adjoint to each other, maximum and argmax.
 */
import * as Kernel from '../kernel/Reduce.js'
import { sum as sumKernel, sumOfEqual } from '../kernel/Sum.js'
import { roomFor } from '../tensor/Room.js'
import { around, insertAt, replaceAt } from '../tensor/Shape.js'
import { dataOf, dense, shape, type AnyTensor } from '../tensor/Value.js'
import { linear, type Along, type Into } from './Rules.js'
import { product } from './Pointwise.js'
import * as Pointwise from './Pointwise.js'
import { apply, run, type Batched, type Primitive } from './Primitive.js'

/** Σ along an axis, which is removed */
export const sum: Primitive<Along> = {
  name: 'sum',
  shape: ({ axis }, x) => replaceAt(shape(x), axis, []),
  value: ({ axis }, x) => {
    const data = dataOf(x)
    const { outer, size, inner } = around(shape(x), axis)
    return typeof data === 'number' ? sumOfEqual(data, size) : sumKernel(data, outer, size, inner)
  },
  derivative: linear(
    () => sum,
    (c, { axis }, x) => apply(broadcast, { axis, size: shape(x)[axis] }, c),
  ),
  batch: (_, { axis }, x) => apply(sum, { axis: axis + 1 }, x),
}

/** A new axis along which the elements are repeated */
export const broadcast: Primitive<Into> = {
  name: 'broadcast',
  shape: ({ axis, size }, x) => insertAt(shape(x), axis, size),
  value: ({ axis, size }, x) => {
    const data = dataOf(x)
    const to = insertAt(shape(x), axis, size)
    const { outer, inner } = around(to, axis)
    if (typeof data === 'number') return data
    roomFor('broadcast', to)
    return Kernel.broadcast(data, outer, size, inner)
  },
  derivative: linear(
    () => broadcast,
    (c, { axis }) => apply(sum, { axis }, c),
  ),
  batch: (_, { axis, size }, x) => apply(broadcast, { axis: axis + 1, size }, x),
}

/** Both arguments with a leading batch axis; an unbatched one is repeated. */
export const alike = ([first, second]: Batched, x: AnyTensor, y: AnyTensor): readonly [AnyTensor, AnyTensor] => [
  first ? x : apply(broadcast, { axis: 0, size: shape(y)[0] }, x),
  second ? y : apply(broadcast, { axis: 0, size: shape(x)[0] }, y),
]

const spread = (y: AnyTensor, x: AnyTensor, axis: number): AnyTensor =>
  apply(broadcast, { axis, size: shape(x)[axis] }, y)

/** 1/m at each of the m positions of the maximum, otherwise 0: ties split the derivative equally. */
const shares = (x: AnyTensor, y: AnyTensor, { axis }: Along): AnyTensor => {
  const ties = run(Pointwise.equal, x, spread(y, x, axis))
  return run(Pointwise.div, ties, spread(apply(sum, { axis }, ties), x, axis))
}

/** The maximum along an axis, which is removed; NaN if any element is NaN */
export const maxAlong: Primitive<Along> = {
  name: 'maxAlong',
  shape: ({ axis }, x) => replaceAt(shape(x), axis, []),
  value: ({ axis }, x) => {
    const data = dataOf(x)
    const { outer, size, inner } = around(shape(x), axis)
    return typeof data === 'number' && size > 0 ? data : Kernel.max(dense(x), outer, size, inner)
  },
  derivative: {
    tangent: (t, _, attributes, y, x) => apply(sum, attributes, product(t, shares(x, y, attributes))),
    cotangent: (c, _, attributes, y, x) => product(spread(c, x, attributes.axis), shares(x, y, attributes)),
  },
  batch: (_, { axis }, x) => apply(maxAlong, { axis: axis + 1 }, x),
}

/** The index of the maximum along an axis; the first of ties */
export const argmax: Primitive<Along> = {
  name: 'argmax',
  shape: ({ axis }, x) => replaceAt(shape(x), axis, []),
  value: ({ axis }, x) => {
    const data = dataOf(x)
    const { outer, size, inner } = around(shape(x), axis)
    return typeof data === 'number' && size > 0 ? 0 : Kernel.argmax(dense(x), outer, size, inner)
  },
  derivative: undefined,
  batch: (_, { axis }, x) => apply(argmax, { axis: axis + 1 }, x),
}
