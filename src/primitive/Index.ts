/**
 * Indexing: take and scatterAdd, adjoint to each other.
 *
 * Batched indices: the examples are concatenated along the axis, and the indices of example i shifted by i times its size.
 */
import * as Kernel from '../kernel/Layout.js'
import { fail } from '../tensor/Errors.js'
import { roomFor } from '../tensor/Room.js'
import { around, equals, print, replaceAt, sizeOf } from '../tensor/Shape.js'
import { bytesOf, dataOf, dense, plain, shape, type AnyTensor } from '../tensor/Value.js'
import { checkIndices } from './Known.js'
import { reshape, transpose } from './Layout.js'
import { add } from './Pointwise.js'
import { apply, run, type Primitive } from './Primitive.js'
import { alike, broadcast } from './Reduce.js'
import { linear, type Along, type Into } from './Rules.js'

/** An axis moved to another position. */
const moved = (x: AnyTensor, from: number, to: number): AnyTensor => {
  if (from === to) return x
  const rest = shape(x)
    .map((_, axis) => axis)
    .filter((axis) => axis !== from)
  return apply(transpose, { permutation: [...rest.slice(0, to), from, ...rest.slice(to)] }, x)
}

/** Merges the batch axis with another one: `[n, …, size, …]` becomes `[…, n·size, …]`. */
const merged = (x: AnyTensor, axis: number): AnyTensor => {
  const y = moved(x, 0, axis)
  const [n, size] = shape(y).slice(axis, axis + 2)
  return apply(reshape, { to: [...shape(y).slice(0, axis), n * size, ...shape(y).slice(axis + 2)] }, y)
}

/** The indices of example i, shifted by i times the size of the indexed axis. Indices are checked first, since one out of range would address another example. */
const offset = (operation: string, indices: AnyTensor, size: number): AnyTensor => {
  checkIndices(operation, 'indices', size, indices)
  const [n, ...each] = shape(indices)
  const starts = plain(
    [n],
    Float64Array.from({ length: n }, (_, i) => i * size),
  )
  const column = each.reduce((x, d, i) => apply(broadcast, { axis: i + 1, size: d }, x), starts as AnyTensor)
  return run(add, indices, column)
}

/** Elements at given indices along an axis, which is replaced by the axes of the indices. Indices have no derivative. */
export const take: Primitive<Along> = {
  name: 'take',
  shape: ({ axis }, x, indices) => replaceAt(shape(x), axis, shape(indices)),
  value: ({ axis }, x, indices) => {
    const { outer, size, inner } = around(shape(x), axis)
    checkIndices('take', 'indices', size, indices)
    const data = bytesOf(x) ?? dataOf(x)
    if (typeof data === 'number') return data
    roomFor('take', [outer, sizeOf(shape(indices)), inner])
    return Kernel.take(data, outer, size, inner, dense(indices))
  },
  derivative: linear(
    () => take,
    (c, { axis }, x, indices) => apply(scatterAdd, { axis, size: shape(x)[axis] }, c, indices),
  ),
  batch: (batched, { axis }, x, indices) => {
    if (!batched[1]) return apply(take, { axis: axis + 1 }, x, indices)
    if (!batched[0]) return moved(apply(take, { axis }, x, indices), axis, 0)
    const size = shape(x)[axis + 1]
    return moved(apply(take, { axis }, merged(x, axis), offset('take', indices, size)), axis, 0)
  },
}

/** Adds each element to zeros at its index; repeated indices accumulate. The adjoint of `take`. */
export const scatterAdd: Primitive<Into> = {
  name: 'scatterAdd',
  shape: ({ axis, size }, x, indices) => {
    const [from, at] = [shape(x), shape(indices)]
    return equals(from.slice(axis, axis + at.length), at)
      ? Object.freeze([...from.slice(0, axis), size, ...from.slice(axis + at.length)])
      : fail('scatterAdd', `elements whose axes from ${axis} on are those of the indices, ${print(at)}`, print(from))
  },
  value: ({ axis, size }, x, indices) => {
    const [from, at] = [shape(x), shape(indices)]
    const outer = sizeOf(from.slice(0, axis))
    const inner = sizeOf(from.slice(axis + at.length))
    checkIndices('scatterAdd', 'indices', size, indices)
    roomFor('scatterAdd', [outer, size, inner])
    return Kernel.scatterAdd(dense(x), outer, dense(indices), size, inner)
  },
  derivative: linear(
    () => scatterAdd,
    (c, { axis }, _, indices) => apply(take, { axis }, c, indices),
  ),
  batch: (batched, { axis, size }, x, indices) => {
    if (!batched[1]) return apply(scatterAdd, { axis: axis + 1, size }, x, indices)
    const [elements] = alike(batched, x, indices)
    const n = shape(indices)[0]
    const into = apply(
      scatterAdd,
      { axis, size: n * size },
      moved(elements, 0, axis),
      offset('scatterAdd', indices, size),
    )
    const sizes = replaceAt(shape(into), axis, [n, size])
    return moved(apply(reshape, { to: sizes }, into), axis, 0)
  },
}
