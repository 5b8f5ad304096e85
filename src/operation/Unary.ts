/**
 * Pointwise operations of one operand. Each keeps the shape.
 */
import * as Pointwise from '../primitive/Pointwise.js'
import { bind, run, type None, type Primitive } from '../primitive/Primitive.js'
import { fail } from '../tensor/Errors.js'
import type { Shape } from '../tensor/Shape.js'
import { isTensor, type Tensor } from '../tensor/Value.js'

const unary =
  (primitive: Primitive<None>) =>
  <S extends Shape>(x: Tensor<S>): Tensor<S> =>
    run(primitive, x) as Tensor<S>

/**
 * A fixed power, `xⁿ`.
 *
 * - **Gradient** `n·xⁿ⁻¹`; that of `x⁰` is 0 everywhere, at 0 too.
 * - **Errors** a `NablaError` for an exponent that is no number; a tensor is none.
 *
 * @example
 * T.toArray(pipe(T.tensor([2, 3]), T.pow(3))) // => [8, 27]
 *
 * @category functions
 */
export const pow = (n: number): (<S extends Shape>(x: Tensor<S>) => Tensor<S>) => {
  if (typeof n !== 'number')
    return fail('pow', 'a number as exponent', `${isTensor(n) ? 'a tensor' : typeof n}: for xʸ write exp(y·log x)`)
  return <S extends Shape>(x: Tensor<S>) => bind(Pointwise.pow, [x], { exponent: n }) as Tensor<S>
}

/**
 * The negative, `−x`.
 *
 * @example
 * T.toArray(T.neg(T.tensor([1, -2]))) // => [-1, 2]
 *
 * @category functions
 */
export const neg = unary(Pointwise.neg)

/**
 * The absolute value, `|x|`.
 * - **Gradient** the sign of x: 0 at 0.
 *
 * @example
 * T.toArray(T.abs(T.tensor([1, -2]))) // => [1, 2]
 *
 * @category functions
 */
export const abs = unary(Pointwise.abs)

/**
 * The sign: −1, 0 or 1. Its derivative is 0.
 *
 * @example
 * T.toArray(T.sign(T.tensor([3, 0, -2]))) // => [1, 0, -1]
 *
 * @category functions
 */
export const sign = unary(Pointwise.sign)

/**
 * The largest integer not above x. Its derivative is 0.
 *
 * @example
 * T.toArray(T.floor(T.tensor([1.5, -1.5]))) // => [1, -2]
 *
 * @category functions
 */
export const floor = unary(Pointwise.floor)

/**
 * The square, `x²`.
 *
 * @example
 * T.toArray(T.square(T.tensor([3, -2]))) // => [9, 4]
 *
 * @category functions
 */
export const square = unary(Pointwise.square)

/**
 * The square root, `√x`; NaN below 0.
 * - **Gradient** `1/(2√x)`: infinite at 0, where a cotangent of 0 still gives 0.
 *
 * @example
 * T.toArray(T.sqrt(T.tensor([9, 4]))) // => [3, 2]
 *
 * @category functions
 */
export const sqrt = unary(Pointwise.sqrt)

/**
 * The exponential, `eˣ`.
 *
 * @example
 * T.toNumber(T.exp(T.scalar(1))) // => Math.E
 *
 * @category functions
 */
export const exp = unary(Pointwise.exp)

/**
 * The natural logarithm; −∞ at 0, NaN below.
 * - **Gradient** `1/x`.
 *
 * @example
 * T.toNumber(T.log(T.scalar(Math.E))) // => 1
 *
 * @category functions
 */
export const log = unary(Pointwise.log)

/**
 * `log(1 + x)`, right to the last digits near 0.
 * - **Gradient** `1/(1 + x)`.
 *
 * @example
 * T.toNumber(T.log1p(T.scalar(1e-20))) // => 1e-20
 *
 * @category functions
 */
export const log1p = unary(Pointwise.log1p)

/**
 * `eˣ − 1`, right to the last digits near 0.
 * - **Gradient** `eˣ`.
 *
 * @example
 * T.toNumber(T.expm1(T.scalar(1e-20))) // => 1e-20
 *
 * @category functions
 */
export const expm1 = unary(Pointwise.expm1)

/**
 * The sine of an angle in radians.
 *
 * @example
 * T.toNumber(T.sin(T.scalar(0))) // => 0
 *
 * @category functions
 */
export const sin = unary(Pointwise.sin)

/**
 * The cosine of an angle in radians.
 *
 * @example
 * T.toNumber(T.cos(T.scalar(0))) // => 1
 *
 * @category functions
 */
export const cos = unary(Pointwise.cos)

/**
 * The hyperbolic tangent.
 * - **Gradient** `4σ(2x)σ(−2x)`, which keeps its digits where `1 − tanh²x` is 0 (from 20 on).
 * - **Source** slides, "활성함수".
 *
 * @example
 * T.toNumber(T.tanh(T.scalar(0))) // => 0
 *
 * @category functions
 */
export const tanh = unary(Pointwise.tanh)

/**
 * The logistic function, `σ(x) = 1/(1 + e⁻ˣ)`.
 * - **Gradient** `σ(x)σ(−x)`, which keeps its digits where `σ(1 − σ)` is 0 (from 37 on).
 * - **Source** slides, "활성함수".
 *
 * @example
 * T.toNumber(T.sigmoid(T.scalar(0))) // => 0.5
 *
 * @category functions
 */
export const sigmoid = unary(Pointwise.sigmoid)

/**
 * The softplus, `log(1 + eˣ)`; it does not overflow.
 *
 * - **Gradient** `σ(x)`.
 *
 * @example
 * T.toNumber(T.softplus(T.scalar(1000))) // => 1000
 *
 * @category functions
 */
export const softplus = unary(Pointwise.softplus)

/**
 * The identity, with derivative 0 under any nesting of derivatives.
 *
 * @example
 * T.toNumber(D.grad((x: T.Scalar) => pipe(T.stopGradient(x), T.mul(x)))(T.scalar(3))) // => 3
 *
 * @category functions
 */
export const stopGradient = unary(Pointwise.stopGradient)
