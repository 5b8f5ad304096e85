/**
 * Gradient transformations without state. In a chain they see gradients before the optimizer, and updates after it.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { add, div, equal, greater, greaterOrEqual, max, min, mul, mulAdd, sub, where } from '../operation/Binary.js'
import { reshape } from '../operation/Layout.js'
import { maxAlong, sum } from '../operation/Reduction.js'
import { abs, neg, sqrt, square, stopGradient } from '../operation/Unary.js'
import { entries, mapParams, zipParams } from '../tensor/Params.js'
import { sizeOf } from '../tensor/Shape.js'
import { scalar, shape, type AnyTensor, type Scalar, type Tensor } from '../tensor/Value.js'
import { stateless, type GradientTransformation, type Stateless } from './Optimizer.js'
import { inRange, limit, notNegative, type Hyper } from './Options.js'
import { asScalar } from './ScaleBy.js'

/**
 * The identity transformation.
 *
 * @example
 * const [updates] = O.nothing.update(T.scalar(3), O.nothing.init(T.scalar(0)), T.scalar(0))
 * T.toNumber(updates) // => 3
 *
 * @category transformations
 */
export const nothing: GradientTransformation<Stateless> = stateless((gradient) => gradient)

/**
 * The gradient times a factor.
 *
 * @example
 * const [updates] = O.scale(2).update(T.scalar(3), [], T.scalar(0))
 * T.toNumber(updates) // => 6
 *
 * @category transformations
 */
export const scale = (factor: Hyper): GradientTransformation<Stateless> =>
  stateless((gradient) => mapParams((g) => mul(factor)(g), gradient))

/**
 * Clips every element to [−limit, limit].
 *
 * - **Errors** a `NablaError` for a limit that is not above 0.
 *
 * @example
 * const [updates] = O.clipByValue(1).update(T.tensor([3, -0.5]), [], T.tensor([0, 0]))
 * T.toArray(updates) // => [1, -0.5]
 *
 * @category transformations
 */
export const clipByValue = (value: Hyper): GradientTransformation<Stateless> => {
  const most = asScalar(inRange('clipByValue', 'limit', limit, value))
  const least = neg(most)
  return stateless((gradient) => mapParams((g) => max(least)(min(most)(g)), gradient))
}

/** The largest absolute value of a record if it is finite and positive, otherwise 1: a divisor before squaring. */
const size = (leaves: readonly AnyTensor[]): Scalar => {
  const all = leaves.map((x) => abs(reshape([sizeOf(shape(x))])(x) as Tensor<[number]>))
  const most = all.filter((x) => sizeOf(shape(x)) > 0).map((x) => maxAlong(0)(x))
  const m = most.reduce<Scalar>((a, b) => max(b)(a), scalar(0))
  const isUsable = pipe(greater(0)(m), mul(equal(0)(pipe(m, sub(m)))))
  return where(isUsable, m, 1)
}

/** A record divided by its largest absolute value m, so that squares do not overflow, and the norm of that. */
const rescaled = (tree: unknown) => {
  const leaves = entries(tree, 'globalNorm').map(([, x]) => x)
  const m = size(leaves.map((x) => stopGradient(x)))
  const squares = leaves.map((x) => pipe(x, div(m), square, sum))
  return { m, norm: sqrt(squares.reduce<Scalar>((all, s) => add(s)(all), scalar(0))) }
}

/**
 * The Euclidean norm of a record, `√Σ g²`, as `m·√Σ (g/m)²` with m the largest absolute value, so that squares do not overflow.
 *
 * @example
 * T.toNumber(O.globalNorm({ a: T.scalar(3), b: T.tensor([4]) })) // => 5
 *
 * @category destructors
 */
export const globalNorm = (tree: unknown): Scalar => {
  const { m, norm } = rescaled(tree)
  return mul(norm)(m)
}

/**
 * Clips the gradient to a Euclidean norm of at most `norm` over the whole record: `g` where `‖g‖ ≤ norm`, otherwise `g · norm/‖g‖`.
 *
 * A gradient of 0 stays 0, also for a scheduled norm of 0. An infinite element becomes NaN under a finite norm, so that the run reports a divergence.
 *
 * - **Errors** a `NablaError` for a norm that is not above 0.
 * - **Source** R. Pascanu, T. Mikolov and Y. Bengio, "On the difficulty of training recurrent neural networks", ICML 2013.
 *
 * @example
 * const [updates] = O.clipByGlobalNorm(1).update(T.tensor([3, 4]), [], T.tensor([0, 0]))
 * T.toArray(updates) // => [0.6000000000000001, 0.8]
 *
 * @category transformations
 */
export const clipByGlobalNorm = (norm: Hyper): GradientTransformation<Stateless> => {
  const most = asScalar(inRange('clipByGlobalNorm', 'limit', limit, norm))
  return stateless((gradient) => {
    // The norm itself may overflow, so the record is divided by m before the limit is multiplied.
    const { m, norm } = rescaled(gradient)
    const isShort = pipe(most, greaterOrEqual(mul(norm)(m)))
    const factor = div(norm)(most)
    return mapParams((g) => where(isShort, g, pipe(g, div(m), mul(factor))), gradient)
  })
}

/**
 * Adds a multiple of the parameters, `g + λw`. Before an optimizer it is the gradient of `λ/2·‖w‖²` in the loss (L2 regularisation); between `scaleByAdam` and the learning rate
 * it is the decoupled weight decay of `adamw`.
 *
 * - **Errors** a `NablaError` for a λ that is negative or not finite. `chain` refuses it after an optimizer, where +λw would be an uphill step.
 *
 * @example
 * const [updates] = O.addDecayedWeights(0.1).update(T.scalar(1), [], T.scalar(5))
 * T.toNumber(updates) // => 1.5
 *
 * @category transformations
 */
export const addDecayedWeights = (weightDecay: Hyper): GradientTransformation<Stateless> => {
  const lambda = asScalar(inRange('addDecayedWeights', 'weightDecay', notNegative, weightDecay))
  return {
    ...stateless((gradient, params) => zipParams((g, w) => pipe(w, mulAdd(lambda, g)), gradient, params)),
    ofGradients: true,
  }
}
