/**
 * What softmax, its logarithm and its cross entropy have in common.
 *
 * @since 0.1.0
 */
import { expand } from '../operation/Binary.js'
import { shift } from '../operation/Reduction.js'
import * as Layout from '../primitive/Layout.js'
import * as Pointwise from '../primitive/Pointwise.js'
import * as Reduce from '../primitive/Reduce.js'
import { bind, run } from '../primitive/Primitive.js'
import { fail } from '../tensor/Errors.js'
import { insertAt, print } from '../tensor/Shape.js'
import { shape, type AnyTensor } from '../tensor/Value.js'

/** Rows shifted by their largest element, the exponentials, and their sums along the last axis, as they are and as a column. */
export const shifted = (operation: string, x: AnyTensor) => {
  if (shape(x).length === 0) return fail(operation, 'a tensor with at least one axis', print(shape(x)))
  const axis = shape(x).length - 1
  const z = run(Pointwise.sub, x, expand(operation, shift(x), shape(x)))
  const exponentials = run(Pointwise.exp, z)
  const total = bind(Reduce.sum, [exponentials], { axis })
  const column = bind(Layout.reshape, [total], { to: insertAt(shape(total), axis, 1) })
  const spread = (y: AnyTensor): AnyTensor => expand(operation, y, shape(x))
  return { z, exponentials, total, column, spread }
}
