/**
 * Primitives that take axes away or bring them in: sum and broadcast, which are adjoint, and the largest element and its index.
 *
 * @since 0.1.0
 */
import * as Kernel from '../kernel/Reduce.js'
import { around, insertAt, replaceAt } from '../tensor/Shape.js'
import { dataOf, dense, shape, type AnyTensor } from '../tensor/Value.js'
import { linear, type Along, type Into } from './Layout.js'
import { product } from './Pointwise.js'
import * as Pointwise from './Pointwise.js'
import { bind, run, type Primitive } from './Primitive.js'

/** Σ along an axis, which is taken away */
export const sum: Primitive<Along> = {
  name: 'sum',
  shape: ([x], { axis }) => replaceAt(shape(x), axis, []),
  value: ([x], { axis }) => {
    const data = dataOf(x)
    const { outer, size, inner } = around(shape(x), axis)
    return typeof data === 'number' ? data * size : Kernel.sum(data, outer, size, inner)
  },
  derivative: linear(
    () => sum,
    (c, [x], { axis }) => bind(broadcast, [c], { axis, size: shape(x)[axis] }),
  ),
}

/** A new axis along which all elements are the same */
export const broadcast: Primitive<Into> = {
  name: 'broadcast',
  shape: ([x], { axis, size }) => insertAt(shape(x), axis, size),
  value: ([x], { axis, size }, result) => {
    const data = dataOf(x)
    const { outer, inner } = around(result, axis)
    return typeof data === 'number' ? data : Kernel.broadcast(data, outer, size, inner)
  },
  derivative: linear(
    () => broadcast,
    (c, _, { axis }) => bind(sum, [c], { axis }),
  ),
}

const spread = (y: AnyTensor, x: AnyTensor, axis: number): AnyTensor =>
  bind(broadcast, [y], { axis, size: shape(x)[axis] })

/** 1/m at the m places where the largest element stands, else 0: a maximum shared by several splits its derivative so that the parts sum to 1. */
const shares = (x: AnyTensor, y: AnyTensor, { axis }: Along): AnyTensor => {
  const ties = run(Pointwise.equal, x, spread(y, x, axis))
  return run(Pointwise.div, ties, spread(bind(sum, [ties], { axis }), x, axis))
}

/** The largest element along an axis, which is taken away; NaN when there is one */
export const maxAlong: Primitive<Along> = {
  name: 'maxAlong',
  shape: ([x], { axis }) => replaceAt(shape(x), axis, []),
  value: ([x], { axis }) => {
    const { outer, size, inner } = around(shape(x), axis)
    return Kernel.max(dense(x), outer, size, inner)
  },
  derivative: {
    tangent: ([t], [x], y, attributes) =>
      t === undefined ? undefined : bind(sum, [product(t, shares(x, y, attributes))], attributes),
    cotangent: (c, _, [x], y, attributes) => product(spread(c, x, attributes.axis), shares(x, y, attributes)),
  },
}

/** The index of the largest element along an axis; the first of equals */
export const argmax: Primitive<Along> = {
  name: 'argmax',
  shape: ([x], { axis }) => replaceAt(shape(x), axis, []),
  value: ([x], { axis }) => {
    const { outer, size, inner } = around(shape(x), axis)
    return Kernel.argmax(dense(x), outer, size, inner)
  },
  derivative: undefined,
}
