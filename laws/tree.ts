/**
 * Linear algebra of parameter records, without static types.
 */
import * as Seed from '../src/random/Seed.js'
import { sum } from '../src/operation/Reduction.js'
import * as Pointwise from '../src/primitive/Pointwise.js'
import { run } from '../src/primitive/Primitive.js'
import { entries, mapTree, zipTree } from '../src/tensor/Params.js'
import { sizeOf } from '../src/tensor/Shape.js'
import { dense, plain, shape, uniform, type AnyTensor, type Scalar } from '../src/tensor/Value.js'

/** A tensor, or a record, tuple or nested mix of them. */
export type Tree = unknown

/** A function from records to records. */
export type Map = (x: Tree) => Tree

/** A function from records to scalars. */
export type Cost = (x: Tree) => Scalar

const combined = (f: (a: AnyTensor, b: AnyTensor) => AnyTensor, a: Tree, b: Tree): Tree => zipTree('laws', f, a, b)

/** `a + b` */
export const plus = (a: Tree, b: Tree): Tree => combined((x, y) => run(Pointwise.add, x, y), a, b)

/** `k·a` */
export const scale = (k: number, a: Tree): Tree =>
  mapTree('laws', (x) => run(Pointwise.mul, x, Pointwise.constant(x, k)), a)

/** `Σ aᵢbᵢ` over all elements of two records, by an annihilating product: 0 times an infinite element is 0. */
export const inner = (a: Tree, b: Tree): Scalar =>
  entries(combined((x, y) => sum(Pointwise.product(x, y)), a, b)).reduce<AnyTensor>(
    (total, [, x]) => run(Pointwise.add, total, x),
    uniform([], 0),
  ) as Scalar

/** Zeros in the structure of a record. */
export const zeros = (a: Tree): Tree => mapTree('laws', (x) => uniform(shape(x), 0), a)

/** Numbers from −1 to 1 in the structure of a record, from a seed. */
export const drawn = (seed: number, like: Tree): Tree => {
  const paths = entries(like).map(([path]) => path)
  return mapTree(
    'laws',
    (x, path) => Seed.uniform(shape(x), -1, 1)(Seed.child(paths.indexOf(path))(Seed.fromNumber(seed))),
    like,
  )
}

/** The tensors of a record with their paths and numbers. */
export const numbers = (a: Tree): readonly { readonly path: string; readonly values: Float64Array }[] =>
  entries(a).map(([path, x]) => ({ path, values: dense(x) }))

/** The directions along which one element of a record changes, with its path. */
export const axes = (a: Tree): readonly { readonly at: string; readonly e: Tree }[] =>
  entries(a).flatMap(([path, x]) =>
    Array.from({ length: sizeOf(shape(x)) }, (_, index) => ({
      at: `${path}[${index}]`,
      e: mapTree(
        'laws',
        (y, other) =>
          plain(
            shape(y),
            Float64Array.from({ length: sizeOf(shape(y)) }, (__, j) => (other === path && j === index ? 1 : 0)),
          ),
        a,
      ),
    })),
  )
