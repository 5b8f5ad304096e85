/**
 * Derivatives of functions from parameter records to parameter records.
 *
 * Everything is derived from two functions. With `J` the derivative of `f` at `x`:
 *
 * - `jvp`, forward: `J·ẋ`, for one tangent of the input;
 * - `vjp`, reverse: `Jᵀ·c`, for one cotangent of the output.
 *
 * They nest in any order, since derivative rules are written with primitives.
 *
 * Glossary: *primal*, the value; *tangent*, the direction in which an input, and so a result, changes; *cotangent*, the sensitivity of a later result to a value;
 * *pullback*, the linear function from a cotangent of the result to a cotangent of the input.
 */
import type { CheckTree } from '../tensor/Params.js'
import type { Scalar } from '../tensor/Value.js'
import { definedPullback, definedTangent } from './Defined.js'
import { gradientOf, pull, push, type Pulled, type Pushed, type WithAside } from './Formal.js'
import { fn as expectFn } from '../tensor/Expect.js'

/**
 * The derivative of a function along one direction, by dual numbers: `f(x)` and `J·ẋ`.
 *
 * - **Shape** `tangent` has the structure and shapes of `primal`, `dx` those of `x`.
 * - **Errors** a `NablaError` where `dx` does not match `x`.
 * - **Law** `laws/derivative.ts`: equal to `vjp` and to numeric differentiation.
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
  (x: P & CheckTree<P>, dx: NoInfer<P>): Pushed<Q> =>
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
  (x: P & CheckTree<P>): Pulled<P, Q> =>
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
    const { value, gradient } = valueAndGradWith<P, readonly []>((y) => ({
      value: expectFn('valueAndGrad', f)(y),
      aside: [],
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
 * The value and gradient of a scalar function that also returns auxiliary data; the gradient is that of the value.
 *
 * @example
 * const f = (w: T.Scalar) => ({ value: T.square(w), aside: T.neg(w) })
 * const { gradient, aside } = D.valueAndGradWith(f)(T.scalar(3))
 * T.toNumber(gradient) // => 6
 * T.toNumber(aside) // => -3
 *
 * @category derivatives
 */
export const valueAndGradWith =
  <P, A>(f: (x: P) => WithAside<A>) =>
  (x: P & CheckTree<P>): WithAside<A> & { readonly gradient: P } =>
    gradientOf(vjp<P, WithAside<A>>(f)(x))
