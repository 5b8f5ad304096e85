/**
 * Vectorisation: a function of one example as a function of a batch.
 */
import * as Batch from '../interpreter/Batch.js'
import { fail } from '../tensor/Errors.js'
import { entries, mapTree, type CheckTree } from '../tensor/Params.js'
import { print, type Name, type Shape } from '../tensor/Shape.js'
import { shape, type Tensor } from '../tensor/Value.js'

/**
 * A record with a leading batch axis on every tensor.
 *
 * @category model
 */
export type Examples<P> =
  P extends Tensor<infer S extends Shape>
    ? Tensor<[Name<'batch'>, ...S]>
    : P extends undefined
      ? P
      : { readonly [K in keyof P]: Examples<P[K]> }

/**
 * Maps a function of one example over the leading axis of each tensor. Each primitive is applied once, to the whole batch.
 *
 * Captured tensors are the same for all examples. It nests with every derivative: `vmap(grad(f))` is one gradient per example.
 *
 * - **Shape** a leading axis is added to the argument and to the result.
 * - **Errors** a `NablaError` when the leading axes of the argument differ in size.
 * - **Law** `laws/vmap.ts`: `vmap(f)` is `f`, example by example.
 *
 * @example
 * const slope = D.grad((x: T.Scalar) => pipe(x, T.pow(3)))
 * T.toArray(D.vmap(slope)(T.tensor([1, 2, 3]))) // => [3, 12, 27]
 *
 * @category batching
 */
export const vmap =
  <P, Q>(f: (x: P & CheckTree<P>) => Q) =>
  (xs: Examples<P>): Examples<Q> => {
    const sizes = entries(xs, 'vmap').map(([path, x]) => [path, shape(x)[0]] as const)
    const size = sizes[0]?.[1]
    if (size === undefined)
      return fail('vmap', 'tensors with a leading axis of examples', sizes.length === 0 ? 'none' : print([]))
    sizes.forEach(([path, other]) =>
      other === size ? undefined : fail('vmap', `${size} examples at "${path}", as in the first tensor`, String(other)),
    )
    const batch = Batch.open(size)
    return mapTree('vmap', batch.all, f(mapTree('vmap', batch.batched, xs) as P & CheckTree<P>)) as Examples<Q>
  }
