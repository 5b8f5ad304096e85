/**
 * After the gradient: the Jacobian of Rⁿ → Rᵐ, the Hessian, the product H·v, and the error of the tangent plane.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as D from 'nabla-ts/Diff'
import * as T from 'nabla-ts/Tensor'

type Vector = T.Tensor<[2]>
type Scalar = (x: Vector) => T.Scalar

const dot = (a: Vector, b: Vector): number => T.toNumber(T.sum(pipe(a, T.mul(b))))

/** f(x + tv) − f(x) − t·∇f(x)·v for several t. It approaches ½ vᵀHv·t². */
const planeErrors = (f: Scalar, x: Vector, v: Vector, steps: readonly number[]) => {
  const slope = dot(D.grad(f)(x), v)
  return steps.map((t) => ({
    t,
    error: T.toNumber(f(pipe(x, T.add(pipe(v, T.mul(t)))))) - T.toNumber(f(x)) - t * slope,
  }))
}

export const secondOrder = (f: Scalar, x: Vector, v: Vector, steps: readonly number[]) => {
  /** R² → R³: a matrix, one gradient in each row. */
  const curve = (p: Vector) => T.stack(0)([f(p), T.sum(p), T.sum(T.square(p))])
  const hessian = D.hessian(f)(x)
  const product = D.hvp(f)(x, v)
  return {
    jacobian: D.jacobian(curve)(x),
    hessian,
    product,
    matrixProduct: pipe(hessian, T.matmul(v)),
    bend: dot(product, v) / 2,
    planeErrors: planeErrors(f, x, v, steps),
  }
}
