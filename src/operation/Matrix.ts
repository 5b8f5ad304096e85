/**
 * The matrix product.
 */
import * as Layout from '../primitive/Layout.js'
import * as Linear from '../primitive/Linear.js'
import { bind, run } from '../primitive/Primitive.js'
import { fail } from '../tensor/Errors.js'
import type { CheckMatMul, MatMul } from '../tensor/Operands.js'
import { broadcast, print, sizeOf, type Shape } from '../tensor/Shape.js'
import { shape, checkedShape, type AnyTensor, type Tensor } from '../tensor/Value.js'
import { expand } from './Binary.js'

const reshaped = (x: AnyTensor, to: Shape): AnyTensor => bind(Layout.reshape, [x], { to })

const product = (a: AnyTensor, b: AnyTensor): AnyTensor => {
  const [s, t] = [checkedShape('matmul', a), checkedShape('matmul', b)]
  if (s.length === 0 || t.length === 0)
    return fail('matmul', 'operands with at least one axis', `${print(s)} and ${print(t)}`)
  if (s.length === 1) {
    const y = product(reshaped(a, [1, ...s]), b)
    return reshaped(y, t.length === 1 ? [] : shape(y).filter((_, i) => i !== t.length - 2))
  }
  if (t.length === 1) {
    const y = product(a, reshaped(b, [...t, 1]))
    return reshaped(y, shape(y).slice(0, -1))
  }
  const [m, k] = s.slice(-2) as [number, number]
  const [l, n] = t.slice(-2) as [number, number]
  if (k !== l) return fail('matmul', 'inner sizes that are equal', `${print(s)} and ${print(t)} (${k} ≠ ${l})`)
  const batch = broadcast('matmul', s.slice(0, -2), t.slice(0, -2))
  // One matrix on the right serves all on the left: a single product of taller matrices.
  if (t.length === 2 && s.length > 2)
    return reshaped(run(Linear.matmul, reshaped(a, [sizeOf(s.slice(0, -1)), k]), b), [...batch, m, n])
  return run(Linear.matmul, expand('matmul', a, [...batch, m, k]), expand('matmul', b, [...batch, k, n]))
}

/**
 * The matrix product, `a · b`.
 *
 * - **Shape** `[m, k] · [k, n]` is `[m, n]`; batch axes before the last two are broadcast; a vector counts as a row on the left and as a column on
 *   the right, and the axis it lent is taken away again.
 * - **Gradient** with cotangent c: `c·bᵀ` and `aᵀ·c`.
 * - **Errors** a mismatch is a compile error; where the compiler does not know the sizes, a `NablaError`.
 *
 * @example
 * const a = T.tensor([[1, 2], [3, 4]])
 * T.toArray(pipe(a, T.matmul(T.tensor([[0, 1], [1, 0]])))) // => [[2, 1], [4, 3]]
 * T.toArray(pipe(a, T.matmul(T.tensor([1, 1])))) // => [3, 7]
 *
 * @category matrices
 */
export const matmul =
  <B extends Shape>(b: Tensor<B>) =>
  <A extends Shape>(a: Tensor<A> & CheckMatMul<A, B>): Tensor<MatMul<A, B>> =>
    product(a, b) as Tensor<MatMul<A, B>>
