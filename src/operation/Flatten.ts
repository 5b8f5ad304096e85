/**
 * A parameter record as one vector, and back: the column of the slides' gradient.
 */
import * as Layout from '../primitive/Layout.js'
import { bind } from '../primitive/Primitive.js'
import { fail } from '../tensor/Errors.js'
import { tensor } from '../tensor/Expect.js'
import { entries, mapTree, type CheckTree } from '../tensor/Params.js'
import { sizeOf } from '../tensor/Shape.js'
import { shape, uniform, type Tensor } from '../tensor/Value.js'

/**
 * All elements of a record in one vector, its tensors in the sorted order of their paths. It can be differentiated.
 *
 * @example
 * T.toArray(P.flatten({ w: T.tensor([[1, 2]]), b: T.scalar(3) })) // => [3, 1, 2]
 *
 * @category destructors
 */
export const flatten = <P>(params: P & CheckTree<P>): Tensor<[number]> => {
  const parts = entries(params, 'Params.flatten').map(([, x]) => bind(Layout.reshape, [x], { to: [sizeOf(shape(x))] }))
  return (parts.length === 0 ? uniform([0], 0) : Layout.concatAll(parts, 0)) as Tensor<[number]>
}

/**
 * A vector as a record like the given one: the inverse of `flatten`.
 *
 * - **Errors** a `NablaError` when the vector has more or fewer elements than the record.
 *
 * @example
 * const like = { w: T.tensor([[1, 2]]), b: T.scalar(3) }
 * T.toArray(P.unflatten(like)(T.tensor([30, 10, 20])).w) // => [[10, 20]]
 *
 * @category constructors
 */
export const unflatten =
  <P>(like: P & CheckTree<P>) =>
  (vector: Tensor<[number]>): P => {
    const leaves = entries(like, 'Params.unflatten')
    tensor('Params.unflatten', vector)
    const total = leaves.reduce((n, [, x]) => n + sizeOf(shape(x)), 0)
    if (shape(vector).length !== 1 || shape(vector)[0] !== total)
      return fail('Params.unflatten', `a vector of ${total} elements`, `shape [${shape(vector).join(', ')}]`)
    const starts = new Map(
      leaves.map(([path], i) => [path, leaves.slice(0, i).reduce((n, [, x]) => n + sizeOf(shape(x)), 0)]),
    )
    return mapTree(
      'Params.unflatten',
      (x, path) => {
        const start = starts.get(path) ?? 0
        const part = bind(Layout.slice, [vector], { axis: 0, start, end: start + sizeOf(shape(x)) })
        return bind(Layout.reshape, [part], { to: shape(x) })
      },
      like,
    ) as P
  }
