/**
 * Matrix products: the usual one and the annihilating one of derivative rules.
 *
 * Both are bilinear: with `Y = A·B`, a tangent is `Tₐ·B + A·T_b`, the cotangents are `C·Bᵀ` and `Aᵀ·C`. Derivatives use
 * `annihilatingMatmul`, with 0·∞ = 0 in each term: it multiplies first and recomputes only the elements that are not finite, so finite products cost nothing extra.
 */
import * as Kernel from '../kernel/Matmul.js'
import { fail } from '../tensor/Errors.js'
import { roomFor } from '../tensor/Room.js'
import { equals, print, sizeOf } from '../tensor/Shape.js'
import { dense, shape, type AnyTensor } from '../tensor/Value.js'
import { reshape, transpose } from './Layout.js'
import { apply, run, type None, type Primitive } from './Primitive.js'
import { alike } from './Reduce.js'

const swap = (x: AnyTensor): AnyTensor => {
  const rank = shape(x).length
  return apply(transpose, { permutation: [...Array(rank - 2).keys(), rank - 1, rank - 2] }, x)
}

type Multiply = (a: Float64Array, b: Float64Array, batch: number, m: number, k: number, n: number) => Float64Array

const bilinear = (name: string, multiply: Multiply, self: () => Primitive<None>): Primitive<None> => {
  const term = (a: AnyTensor, b: AnyTensor): AnyTensor => run(annihilatingMatmul, a, b)
  return {
    name,
    shape: (_, x, y) => {
      const [a, b] = [shape(x), shape(y)]
      const rank = a.length
      return rank >= 2 && b.length === rank && equals(a.slice(0, -2), b.slice(0, -2)) && a[rank - 1] === b[rank - 2]
        ? Object.freeze([...a.slice(0, -1), b[rank - 1]])
        : fail('matmul', 'matrices [m, k] and [k, n] with the same batch axes', `${print(a)} and ${print(b)}`)
    },
    value: (_, x, y) => {
      const [a, b] = [shape(x), shape(y)]
      const [m, k, n] = [a[a.length - 2], a[a.length - 1], b[b.length - 1]]
      const batch = sizeOf(a.slice(0, -2))
      roomFor('matmul', [batch, m, n])
      return multiply(dense(x), dense(y), batch, m, k, n)
    },
    derivative: {
      tangent: (t, i, _, __, x, y) => (i === 0 ? term(t, y) : term(x, t)),
      cotangent: (c, i, _, __, x, y) => (i === 0 ? term(c, swap(y)) : term(swap(x), c)),
    },
    batch: (batched, _, x, y) => {
      // One matrix on the right serves all examples: a single product of a taller matrix.
      if (!batched[1] && shape(y).length === 2) {
        const [n, m, k] = shape(x)
        const tall = run(self(), apply(reshape, { to: [n * m, k] }, x), y)
        return apply(reshape, { to: [n, m, shape(y)[1]] }, tall)
      }
      return run(self(), ...alike(batched, x, y))
    },
  }
}

/** A·B, matrix by matrix over the batch axes */
export const matmul: Primitive<None> = bilinear('matmul', Kernel.matmul, () => matmul)

/** A·B with 0·∞ = 0: the matrix product of derivatives */
export const annihilatingMatmul: Primitive<None> = bilinear(
  'annihilatingMatmul',
  Kernel.annihilatingMatmul,
  () => annihilatingMatmul,
)
