/**
 * Activation functions: what makes a network more than one linear map. Each is an ordinary function of a tensor and keeps its shape.
 *
 * All are right at both ends, in value and derivative: see the note of each.
 *
 * @since 0.1.0
 */
import * as Binary from '../operation/Binary.js'
import * as Unary from '../operation/Unary.js'
import * as Pointwise from '../primitive/Pointwise.js'
import { run } from '../primitive/Primitive.js'
import * as Softmax from '../primitive/Softmax.js'
import { fail } from '../tensor/Errors.js'
import type { CheckAxis } from '../tensor/Axes.js'
import type { Shape } from '../tensor/Shape.js'
import type { AnyTensor, Tensor } from '../tensor/Value.js'
import type { Probabilities } from './Model.js'

/** `where(0 ≥ x, a, b)` or, strictly, `where(0 > x, a, b)`: written so that NaN takes the second branch, which lets it pass. */
const below = (strictly: boolean, x: AnyTensor, a: AnyTensor, b: AnyTensor): AnyTensor =>
  run(Pointwise.where, run(strictly ? Pointwise.greater : Pointwise.greaterOrEqual, Pointwise.constant(x, 0), x), a, b)

/**
 * The logistic function, `σ(x) = 1/(1 + e⁻ˣ)`, as a probability.
 *
 * - **Gradient** `σ(x)σ(−x)`, at most 1/4, right to the last digits at both ends.
 * - **Source** slides, "활성함수": the output of binary classification.
 *
 * @example
 * T.toNumber(A.sigmoid(T.scalar(0))) // => 0.5
 *
 * @category activations
 * @since 0.1.0
 */
export const sigmoid = <S extends Shape>(x: Tensor<S>): Probabilities<S> => Unary.sigmoid(x) as Probabilities<S>

/**
 * The hyperbolic tangent.
 *
 * - **Gradient** `4σ(2x)σ(−2x)`, right to the last digits at both ends.
 * - **Source** slides, "활성함수".
 *
 * @example
 * T.toNumber(A.tanh(T.scalar(0))) // => 0
 *
 * @category activations
 * @since 0.1.0
 */
export const tanh = <S extends Shape>(x: Tensor<S>): Tensor<S> => Unary.tanh(x)

/**
 * The rectifier, `max(0, x)`; NaN passes.
 *
 * - **Gradient** 1 above 0, 0 below and at 0.
 * - **Source** slides, "활성함수": the usual choice in hidden layers.
 *
 * @example
 * T.toArray(A.relu(T.tensor([-1, 0, 2]))) // => [0, 0, 2]
 *
 * @category activations
 * @since 0.1.0
 */
export const relu = <S extends Shape>(x: Tensor<S>): Tensor<S> =>
  below(false, x, Pointwise.constant(x, 0), x) as Tensor<S>

/**
 * The leaky rectifier: x where x > 0, else `slope·x`, which is `max(slope·x, x)` for slopes up to 1; by default with the slides' slope 0.1. NaN passes.
 *
 * - **Gradient** 1 above 0, the slope below and at 0.
 * - **Errors** a `NablaError` for a slope that is not finite.
 * - **Source** slides, "활성함수".
 *
 * @example
 * T.toArray(A.leakyRelu(0.5)(T.tensor([-1, 2]))) // => [-0.5, 2]
 *
 * @category activations
 * @since 0.1.0
 */
export const leakyRelu = (slope = 0.1): (<S extends Shape>(x: Tensor<S>) => Tensor<S>) => {
  if (!Number.isFinite(slope)) return fail('leakyRelu', 'a finite slope', String(slope))
  return <S extends Shape>(x: Tensor<S>) => below(false, x, Binary.mul(slope)(x), x) as Tensor<S>
}

/**
 * The exponential linear unit: x where x ≥ 0, else `α(eˣ − 1)`; NaN passes.
 *
 * - **Gradient** 1 at and above 0, `α·eˣ` below: it jumps at 0 unless α = 1.
 * - **Errors** a `NablaError` for an α that is not finite.
 * - **Source** slides, "활성함수".
 *
 * @example
 * T.toArray(A.elu()(T.tensor([-1, 2]))) // => [Math.expm1(-1), 2]
 *
 * @category activations
 * @since 0.1.0
 */
export const elu = (alpha = 1): (<S extends Shape>(x: Tensor<S>) => Tensor<S>) => {
  if (!Number.isFinite(alpha)) return fail('elu', 'a finite alpha', String(alpha))
  return <S extends Shape>(x: Tensor<S>) => below(true, x, Binary.mul(alpha)(Unary.expm1(x)), x) as Tensor<S>
}

/**
 * `log(1 + eˣ)`, without overflow: `x + log(1 + e⁻ˣ)` where x is positive.
 *
 * - **Gradient** `σ(x)`.
 *
 * @example
 * T.toNumber(A.softplus(T.scalar(1000))) // => 1000
 *
 * @category activations
 * @since 0.1.0
 */
export const softplus = <S extends Shape>(x: Tensor<S>): Tensor<S> => run(Pointwise.softplus, x) as Tensor<S>

/**
 * `log σ(x)`, that is `−log(1 + e⁻ˣ)`, without overflow.
 *
 * - **Gradient** `σ(−x)`.
 *
 * @example
 * T.toNumber(A.logSigmoid(T.scalar(-1000))) // => -1000
 *
 * @category activations
 * @since 0.1.0
 */
export const logSigmoid = <S extends Shape>(x: Tensor<S>): Tensor<S> => Unary.neg(softplus(Unary.neg(x)))

/**
 * The softmax along the last axis, `exp(xᵢ)/Σ exp(x)`: positive, and summing to 1.
 *
 * Nothing overflows, and derivatives keep their digits where one p is almost 1. A row in which nothing is above −∞ has no softmax: NaN.
 *
 * - **Gradient** with p the result: `∂pᵢ/∂xⱼ = pᵢ(δᵢⱼ − pⱼ)`.
 * - **Source** slides, "활성함수": the output of multiclass classification.
 * - **Law** the same for `x + c`.
 *
 * @example
 * T.toArray(A.softmax(T.tensor([1000, 1000]))) // => [0.5, 0.5]
 *
 * @category activations
 * @since 0.1.0
 */
export const softmax = <S extends Shape>(x: Tensor<S> & CheckAxis<'softmax', S, -1>): Probabilities<S> =>
  run(Softmax.softmax, x) as Probabilities<S>

/**
 * The logarithm of the softmax along the last axis, `xᵢ − log Σ exp(x)`. It keeps its digits where the softmax itself would be 0 or 1, and so do its derivatives.
 *
 * - **Gradient** with p the softmax: `∂log pᵢ/∂xⱼ = δᵢⱼ − pⱼ`.
 *
 * @example
 * T.toArray(A.logSoftmax(T.tensor([0, -1000]))) // => [0, -1000]
 * T.toArray(A.logSoftmax(T.tensor([40, 0]))) // => [-Math.exp(-40), -40]
 *
 * @category activations
 * @since 0.1.0
 */
export const logSoftmax = <S extends Shape>(x: Tensor<S> & CheckAxis<'logSoftmax', S, -1>): Tensor<S> =>
  run(Softmax.logSoftmax, x) as Tensor<S>

/**
 * The function that does nothing: the output of regression.
 *
 * @example
 * T.toNumber(A.identity(T.scalar(7))) // => 7
 *
 * @category activations
 * @since 0.1.0
 */
export const identity = <S extends Shape>(x: Tensor<S>): Tensor<S> => x
