/**
 * Derivatives of functions from parameter records to parameter records.
 *
 * Two questions, everything else is built of them. With `J` the derivative of `f` at `x`:
 *
 * - `jvp`, forward: `J·ẋ`, for one tangent of the input;
 * - `vjp`, reverse: `Jᵀ·c`, for one cotangent of the output.
 *
 * They nest in any mix, since what a derivative is computed of are again primitives.
 *
 * Words: *primal*, the value itself; *tangent*, a direction in which an input moves or a result then moves; *cotangent*, how much something further on
 * depends on a value; *pullback*, the function that carries cotangents from the result back to the input.
 *
 * @since 0.1.0
 */
import * as Dual from '../reading/Dual.js'
import * as Tape from '../reading/Tape.js'
import { fail } from '../tensor/Errors.js'
import { mapTree, zipTree, type CheckTree } from '../tensor/Params.js'
import { equals, print, scalarShape } from '../tensor/Shape.js'
import { isTensor, scalar, shape, uniform, type AnyTensor, type Scalar } from '../tensor/Value.js'
import { fn as expectFn } from '../tensor/Expect.js'

/** A tensor that must have the shape of another one. */
export const matching = (operation: string, like: AnyTensor, x: AnyTensor, path: string): AnyTensor =>
  equals(shape(like), shape(x))
    ? x
    : fail(operation, `shape ${print(shape(like))}${path === '' ? '' : ` at "${path}"`}`, print(shape(x)))

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
 * @since 0.1.0
 */
export const jvp =
  <P, Q>(f: (x: P) => Q) =>
  (x: P & CheckTree<P>, dx: NoInfer<P>): { readonly primal: Q; readonly tangent: Q } => {
    const dual = Dual.open()
    const moved = zipTree('jvp', (p, t, path) => dual.dual(p, matching('jvp', p, t, path)), x, dx)
    const y = f(moved as P)
    return {
      primal: mapTree('jvp', dual.primal, y) as Q,
      tangent: mapTree('jvp', (v) => dual.tangent(v) ?? uniform(shape(v), 0), y) as Q,
    }
  }

/**
 * The value of a function and its pullback, by a tape: `f(x)` and `c ↦ Jᵀ·c`.
 *
 * The pullback may be used any number of times.
 *
 * - **Shape** the pullback takes the structure and shapes of `primal` and gives those of `x`.
 * - **Errors** a `NablaError` where a cotangent does not match the result.
 *
 * @example
 * const { primal, pullback } = D.vjp(T.square)(T.scalar(3))
 * T.toNumber(primal) // => 9
 * T.toNumber(pullback(T.scalar(1))) // => 6
 *
 * @category derivatives
 * @since 0.1.0
 */
export const vjp = <P, Q>(f: (x: P) => Q) => {
  expectFn('Diff.vjp', f)
  return (x: P & CheckTree<P>): { readonly primal: Q; readonly pullback: (cotangent: Q) => P } => {
    const tape = Tape.open()
    const inputs: AnyTensor[] = []
    const taped = mapTree(
      'vjp',
      (p) => {
        const input = tape.input(p)
        inputs.push(input)
        return input
      },
      x,
    )
    const y = f(taped as P)
    return {
      primal: mapTree('vjp', tape.primal, y) as Q,
      pullback: (cotangent) => {
        const outputs: (readonly [AnyTensor, AnyTensor])[] = []
        zipTree('pullback', (v, c, path) => outputs.push([v, matching('pullback', v, c, path)]), y, cotangent)
        const pulled = tape.pull(outputs, inputs)
        let i = 0
        return mapTree('pullback', (p) => pulled[i++] ?? uniform(shape(p), 0), x) as P
      },
    }
  }
}

const one = scalar(1)

const scalarOutput = (operation: string, y: unknown): void => {
  if (!isTensor(y) || !equals(shape(y), scalarShape))
    fail(
      operation,
      'a function whose result is a scalar',
      isTensor(y) ? `a result of shape ${print(shape(y))}` : 'a result that is no tensor',
    )
}

/**
 * The value of a scalar function and its gradient, in one pass.
 *
 * The gradient has the type of the argument: a record of parameters gives a record of gradients.
 *
 * - **Errors** a `NablaError` when the function's result is no scalar.
 *
 * @example
 * const cost = (p: { readonly w: T.Scalar; readonly b: T.Scalar }) => pipe(p.w, T.mul(3), T.add(p.b), T.square)
 * const { value, gradient } = D.valueAndGrad(cost)({ w: T.scalar(1), b: T.scalar(2) })
 * T.toNumber(value) // => 25
 * T.toNumber(gradient.w) // => 30
 *
 * @category derivatives
 * @since 0.1.0
 */
export const valueAndGrad = <P>(f: (x: P) => Scalar) => {
  expectFn('Diff.valueAndGrad', f)
  return (x: P & CheckTree<P>): { readonly value: Scalar; readonly gradient: P } => {
    const { primal, pullback } = vjp<P, Scalar>(f)(x)
    scalarOutput('grad', primal)
    return { value: primal, gradient: pullback(one) }
  }
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
 * @since 0.1.0
 */
export const grad = <P>(f: (x: P) => Scalar) => {
  expectFn('Diff.grad', f)
  return (x: P & CheckTree<P>): P => valueAndGrad<P>(f)(x).gradient
}

/**
 * The value of a scalar function that shows something besides, with the gradient of the value alone.
 *
 * @example
 * const f = (w: T.Scalar) => ({ value: T.square(w), aside: T.neg(w) })
 * const { gradient, aside } = D.valueAndGradWith(f)(T.scalar(3))
 * T.toNumber(gradient) // => 6
 * T.toNumber(aside) // => -3
 *
 * @category derivatives
 * @since 0.1.0
 */
export const valueAndGradWith = <P, A>(f: (x: P) => { readonly value: Scalar; readonly aside: A }) => {
  expectFn('Diff.valueAndGradWith', f)
  return (x: P & CheckTree<P>): { readonly value: Scalar; readonly gradient: P; readonly aside: A } => {
    const { primal, pullback } = vjp<P, { readonly value: Scalar; readonly aside: A }>(f)(x)
    scalarOutput('grad', primal.value)
    const nothing = mapTree('grad', (v) => uniform(shape(v), 0), primal.aside) as A
    return { ...primal, gradient: pullback({ value: one, aside: nothing }) }
  }
}
