/**
 * Activation functions. Each is a function from a tensor to a tensor of the same shape, accurate for large positive and negative inputs in value and derivative.
 *
 * NaN stays NaN.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { less, lessOrEqual, mul, where } from '../operation/Binary.js'
import { softmax as rowSoftmax } from '../operation/Reduction.js'
import { expm1, neg, sigmoid as logistic, softplus } from '../operation/Unary.js'
import { fail } from '../tensor/Errors.js'
import type { CheckAxis } from '../tensor/Axes.js'
import type { Shape } from '../tensor/Shape.js'
import type { Tensor } from '../tensor/Value.js'
import type { Probabilities } from './Model.js'

export { logSoftmax } from '../operation/Reduction.js'
export { softplus, tanh } from '../operation/Unary.js'

/** A function that keeps the shape of its argument. */
type Pointwise = <S extends Shape>(x: Tensor<S>) => Tensor<S>

const finite = (operation: string, name: string, value: number): number =>
  Number.isFinite(value) ? value : fail(operation, `a finite ${name}`, String(value))

/**
 * The logistic function, `σ(x) = 1/(1 + e⁻ˣ)`, as a probability.
 *
 * - **Gradient** `σ(x)σ(−x)`, at most 1/4.
 * - **Source** slides, "활성함수": the output of binary classification.
 *
 * @example
 * T.toNumber(A.sigmoid(T.scalar(0))) // => 0.5
 *
 * @category activations
 */
export const sigmoid = <S extends Shape>(x: Tensor<S>): Probabilities<S> => logistic(x) as Probabilities<S>

/**
 * The rectified linear unit, `max(0, x)`.
 *
 * - **Gradient** 1 above 0, 0 below and at 0.
 * - **Source** slides, "활성함수": the usual choice in hidden layers.
 *
 * @example
 * T.toArray(A.relu(T.tensor([-1, 0, 2]))) // => [0, 0, 2]
 *
 * @category activations
 */
export const relu: Pointwise = (x) => where(lessOrEqual(0)(x), 0, x)

/**
 * The leaky rectified linear unit: x where x > 0, otherwise `slope·x`. The slides' slope, 0.1, is the default.
 *
 * - **Gradient** 1 above 0, the slope below and at 0.
 * - **Errors** a `NablaError` for a slope that is not finite.
 * - **Source** slides, "활성함수".
 *
 * @example
 * T.toArray(A.leakyRelu(0.5)(T.tensor([-1, 2]))) // => [-0.5, 2]
 *
 * @category activations
 */
export const leakyRelu = (slope = 0.1): Pointwise => {
  finite('leakyRelu', 'slope', slope)
  return (x) => where(lessOrEqual(0)(x), mul(slope)(x), x)
}

/**
 * The exponential linear unit: x where x ≥ 0, otherwise `α(eˣ − 1)`.
 *
 * - **Gradient** 1 at and above 0, `α·eˣ` below: discontinuous at 0 unless α = 1.
 * - **Errors** a `NablaError` for an α that is not finite.
 * - **Source** slides, "활성함수".
 *
 * @example
 * T.toArray(A.elu()(T.tensor([-1, 2]))) // => [Math.expm1(-1), 2]
 *
 * @category activations
 */
export const elu = (alpha = 1): Pointwise => {
  finite('elu', 'alpha', alpha)
  return (x) => where(less(0)(x), pipe(x, expm1, mul(alpha)), x)
}

/**
 * `log σ(x)`, that is `−log(1 + e⁻ˣ)`; it does not overflow.
 *
 * - **Gradient** `σ(−x)`.
 *
 * @example
 * T.toNumber(A.logSigmoid(T.scalar(-1000))) // => -1000
 *
 * @category activations
 */
export const logSigmoid: Pointwise = (x) => pipe(x, neg, softplus, neg)

/**
 * The softmax along the last axis, `exp(xᵢ)/Σ exp(x)`, as probabilities. A row without an element above −∞ gives NaN.
 *
 * - **Gradient** with p the result: `∂pᵢ/∂xⱼ = pᵢ(δᵢⱼ − pⱼ)`.
 * - **Source** slides, "활성함수": the output of multiclass classification.
 * - **Law** the same for `x + c`.
 *
 * @example
 * T.toArray(A.softmax(T.tensor([1000, 1000]))) // => [0.5, 0.5]
 *
 * @category activations
 */
export const softmax = <S extends Shape>(x: Tensor<S> & CheckAxis<'softmax', S, -1>): Probabilities<S> =>
  rowSoftmax(x) as Probabilities<S>

/**
 * The identity: the output of regression.
 *
 * @example
 * T.toNumber(A.identity(T.scalar(7))) // => 7
 *
 * @category activations
 */
export const identity: Pointwise = (x) => x
