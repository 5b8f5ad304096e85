/**
 * Derivatives of functions of tensors or of records of tensors.
 *
 * Everything is derived from two functions. With `J` the derivative of `f` at `x`:
 *
 * - `jvp`, forward: `J·dx`, for a tangent dx of the argument;
 * - `vjp`, reverse: `Jᵀ·c`, for a cotangent c of the result.
 *
 * They nest in any order, since derivative rules are written with primitives.
 *
 * Glossary: *primal*, the value; *tangent*, a directional derivative of a value; *cotangent*, the derivative of a final scalar with respect to a value; *pullback*, the linear function from a
 * cotangent of the result to a cotangent of the argument.
 *
 * Where the result of the function is not finite, its derivative may not exist. These functions then return NaN (see `Defined`). `Formal` has the same functions without this.
 */
import type { CheckTree } from '../tensor/Params.js'
import type { Scalar } from '../tensor/Value.js'
import { definedPullback, definedTangent } from './Defined.js'
import { gradientOf, pull, push, type VjpResult, type JvpResult, type WithAux } from './Formal.js'
import { fn as expectFn } from '../tensor/Expect.js'

/**
 * The value of a function and its derivative along `dx`, by dual numbers: `f(x)` and `J·dx`.
 *
 * - **Shape** `dx` has the structure and shapes of `x`; `tangent` has those of `primal`.
 * - **Errors** a `NablaError` where `dx` does not match `x`.
 * - **Law** `laws/derivative.ts`: ⟨J·dx, c⟩ = ⟨dx, Jᵀ·c⟩ with `vjp`; J·dx equals numeric differentiation.
 *
 * @example
 * const { primal, tangent } = D.jvp(T.square)(T.scalar(3), T.scalar(1))
 * T.toNumber(primal) // => 9
 * T.toNumber(tangent) // => 6
 *
 * @category derivatives
 */
export const jvp =
  <P, Q>(f: (x: P) => Q) =>
  (x: P & CheckTree<P>, dx: NoInfer<P>): JvpResult<Q> =>
    definedTangent(x, push<P, Q>(f, x, dx))

/**
 * The value of a function and its pullback, by a tape: `f(x)` and `c ↦ Jᵀ·c`.
 *
 * The pullback may be called any number of times.
 *
 * - **Shape** the pullback takes the structure and shapes of `primal` and returns those of `x`.
 * - **Errors** a `NablaError` where a cotangent does not match the result.
 *
 * @example
 * const { primal, pullback } = D.vjp(T.square)(T.scalar(3))
 * T.toNumber(primal) // => 9
 * T.toNumber(pullback(T.scalar(1))) // => 6
 *
 * @category derivatives
 */
export const vjp =
  <P, Q>(f: (x: P) => Q) =>
  (x: P & CheckTree<P>): VjpResult<P, Q> =>
    definedPullback(x, pull<P, Q>(f, x))

/**
 * The value of a scalar function and its gradient, in one pass.
 *
 * The gradient has the type of the argument: a record of parameters gives a record of gradients.
 *
 * - **Errors** a `NablaError` when the function's result is not a scalar.
 *
 * @example
 * const cost = (p: { readonly w: T.Scalar; readonly b: T.Scalar }) => pipe(p.w, T.mul(3), T.add(p.b), T.square)
 * const { value, gradient } = D.valueAndGrad(cost)({ w: T.scalar(1), b: T.scalar(2) })
 * T.toNumber(value) // => 25
 * T.toNumber(gradient.w) // => 30
 *
 * @category derivatives
 */
export const valueAndGrad =
  <P>(f: (x: P) => Scalar) =>
  (x: P & CheckTree<P>): { readonly value: Scalar; readonly gradient: P } => {
    const { value, gradient } = valueAndGradAux<P, readonly []>((y) => ({
      value: expectFn('valueAndGrad', f)(y),
      aux: [],
    }))(x)
    return { value, gradient }
  }

/**
 * The gradient of a scalar function, `∇f(x)`.
 *
 * - **Source** slides, "Gradient".
 *
 * @example
 * T.toNumber(D.grad(D.grad(T.sin))(T.scalar(0))) // => -0
 * T.toArray(D.grad((x: T.Tensor<[2]>) => pipe(x, T.square, T.sum))(T.tensor([1, 2]))) // => [2, 4]
 *
 * @category derivatives
 */
export const grad =
  <P>(f: (x: P) => Scalar) =>
  (x: P & CheckTree<P>): P =>
    valueAndGrad<P>(f)(x).gradient

/**
 * `valueAndGrad` of a function that also returns auxiliary data, which is not differentiated (`has_aux` of JAX).
 *
 * @example
 * const f = (w: T.Scalar) => ({ value: T.square(w), aux: T.neg(w) })
 * const { gradient, aux } = D.valueAndGradAux(f)(T.scalar(3))
 * T.toNumber(gradient) // => 6
 * T.toNumber(aux) // => -3
 *
 * @category derivatives
 */
export const valueAndGradAux =
  <P, A>(f: (x: P) => WithAux<A>) =>
  (x: P & CheckTree<P>): WithAux<A> & { readonly gradient: P } =>
    gradientOf(vjp<P, WithAux<A>>(f)(x))
