/**
 * Gradient transformations, of which optimizers consist (as in optax). g is the gradient, g′ the result; α, β, γ are decay rates. States start at 0.
 *
 * A division by 0 gives 0: a parameter whose gradient has always been 0 does not change, even with ε = 0. Where g² overflows, the state is infinite, which ends a run.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { add, div, equal, mul, mulAdd, sub, where } from '../operation/Binary.js'
import { neg, sqrt } from '../operation/Unary.js'
import { mapParams, zipParams } from '../tensor/Params.js'
import { scalar, type AnyTensor, type Scalar } from '../tensor/Value.js'
import { inRange, notNegative, optionsOf, scaling, share, type Hyper } from './Options.js'
import {
  stateless,
  zeros,
  type GradientTransformation,
  type Optimizer,
  type StateFunction,
  type Stateless,
} from './Optimizer.js'
import { perTensor } from './PerTensor.js'
import { record as expectRecord } from '../tensor/Expect.js'

/** A hyperparameter as a scalar. */
export const asScalar = (x: Hyper): Scalar => (typeof x === 'number' ? scalar(x) : x)

/** `x/y`, and 0 where y is 0. The test is skipped if y is known to be positive. */
const quotient =
  (isPositive: boolean) =>
  (x: AnyTensor, y: AnyTensor): AnyTensor =>
    isPositive ? div(y)(x) : where(equal(0)(y), 0, div(y)(x))

/** `1 − x` */
const complement = (x: Scalar): Scalar => pipe(scalar(1), sub(x))

/** A moving average, `βx + (1 − β)y`. The factor `1 − β` is computed once. */
const average = (beta: Scalar): ((x: AnyTensor, y: AnyTensor) => AnyTensor) => {
  const weighted = mul(complement(beta))
  return (x, y) => pipe(x, mulAdd(beta, weighted(y)))
}

/** A moving average of squares, `βx + (1 − β)g⊙g` */
const averageSquare = (beta: Scalar): ((x: AnyTensor, g: AnyTensor) => AnyTensor) => {
  const weighted = mul(complement(beta))
  const decayed = mul(beta)
  return (x, g) => pipe(weighted(g), mulAdd(g, decayed(x)))
}

// -------------------------------------------------------------------------------------------------
// the rate
// -------------------------------------------------------------------------------------------------

/**
 * Gradient descent, `−η·g`. It makes a chain an `Optimizer`: every chain that updates parameters contains it.
 *
 * - **Errors** a `NablaError` for a rate that is negative or not finite.
 *
 * @example
 * const [updates] = O.scaleByLearningRate(0.1).update(T.scalar(5), [], T.scalar(0))
 * T.toNumber(updates) // => -0.5
 *
 * @category optimizers
 */
export const scaleByLearningRate = (learningRate: Hyper): Optimizer<Stateless> => {
  const negativeRate = neg(asScalar(inRange('scaleByLearningRate', 'learningRate', notNegative, learningRate)))
  return { ...stateless((gradient) => mapParams((g) => mul(negativeRate)(g), gradient)), _tag: 'Optimizer' }
}

// -------------------------------------------------------------------------------------------------
// a velocity
// -------------------------------------------------------------------------------------------------

/**
 * The options of `trace`.
 *
 * @category model
 */
export interface TraceOptions {
  /** Whether to look ahead, as Nesterov's momentum does, by default false */
  readonly nesterov?: boolean
}

/**
 * The state of `trace`: a velocity like the parameters.
 *
 * @category model
 */
export interface TraceState<P> {
  readonly velocity: P
}

/** The type function from parameters P to `TraceState<P>`. */
export interface Traced extends StateFunction {
  readonly out: TraceState<this['in']>
}

/**
 * A decaying sum of gradients: `v′ = αv + g`, `g′ = v′`; with look-ahead `g′ = αv′ + g`.
 *
 * - **Errors** a `NablaError` for an α outside [0, 1).
 *
 * @example
 * const { init, update } = O.trace(0.5)
 * const [, state] = update(T.scalar(1), init(T.scalar(0)), T.scalar(0))
 * T.toNumber(update(T.scalar(1), state, T.scalar(0))[0]) // => 1.5
 *
 * @category transformations
 */
export const trace = (decay: Hyper, options: TraceOptions = {}): GradientTransformation<Traced> => {
  const alpha = asScalar(inRange('trace', 'decay', share, decay))
  const { nesterov } = optionsOf('trace', scaling.trace, options)
  return perTensor(['velocity'], (before, g) => {
    const velocity = pipe(before.velocity, mulAdd(alpha, g))
    return { update: nesterov ? pipe(velocity, mulAdd(alpha, g)) : velocity, velocity }
  })
}

// -------------------------------------------------------------------------------------------------
// squares
// -------------------------------------------------------------------------------------------------

/**
 * The options of `scaleByRss`.
 *
 * @category model
 */
export interface ScaleByRssOptions {
  /** Added under the root, by default 1e-8 */
  readonly epsilon?: Hyper
}

/**
 * The options of `scaleByRms`.
 *
 * @category model
 */
export interface ScaleByRmsOptions extends ScaleByRssOptions {
  /** γ, the decay of the mean square, by default 0.9 */
  readonly decay?: Hyper
}

/**
 * The state of `scaleByRss` and `scaleByRms`: a sum or mean of squared gradients, like the parameters.
 *
 * @category model
 */
export interface SquaresState<P> {
  readonly h: P
}

/** The type function from parameters P to `SquaresState<P>`. */
export interface Squares extends StateFunction {
  readonly out: SquaresState<this['in']>
}

/** `g/√(h′ + ε)`, where `next` computes h′ */
const rooted = (epsilon: Hyper, next: (h: AnyTensor, g: AnyTensor) => AnyTensor): GradientTransformation<Squares> => {
  const divide = quotient(typeof epsilon === 'number' && epsilon > 0)
  const offset = add(asScalar(epsilon))
  return perTensor(['h'], (before, g) => {
    const h = next(before.h, g)
    return { update: divide(g, pipe(h, offset, sqrt)), h }
  })
}

/**
 * The gradient divided by the root of the sum of its squares: `h′ = h + g⊙g`, `g′ = g/√(h′ + ε)`.
 *
 * - **Errors** a `NablaError` for an ε that is negative or not finite.
 *
 * @example
 * const { init, update } = O.scaleByRss({ epsilon: 0 })
 * T.toNumber(update(T.scalar(-3), init(T.scalar(0)), T.scalar(0))[0]) // => -1
 *
 * @category transformations
 */
export const scaleByRss = (options: ScaleByRssOptions = {}): GradientTransformation<Squares> => {
  const { epsilon } = optionsOf('scaleByRss', scaling.rss, options)
  return rooted(epsilon, (h, g) => pipe(g, mulAdd(g, h)))
}

/**
 * The gradient divided by the root mean square: `h′ = γh + (1 − γ)g⊙g`, `g′ = g/√(h′ + ε)`.
 *
 * - **Errors** a `NablaError` for an ε that is negative or not finite, and for a γ outside [0, 1).
 *
 * @example
 * const { init, update } = O.scaleByRms({ decay: 0.75, epsilon: 0 })
 * T.toNumber(update(T.scalar(-3), init(T.scalar(0)), T.scalar(0))[0]) // => -2
 *
 * @category transformations
 */
export const scaleByRms = (options: ScaleByRmsOptions = {}): GradientTransformation<Squares> => {
  const { decay, epsilon } = optionsOf('scaleByRms', scaling.rms, options)
  return rooted(epsilon, averageSquare(asScalar(decay)))
}

// -------------------------------------------------------------------------------------------------
// moments
// -------------------------------------------------------------------------------------------------

/**
 * The options of `scaleByAdam`.
 *
 * @category model
 */
export interface ScaleByAdamOptions {
  /** The decay of the mean gradient, by default 0.9 */
  readonly beta1?: Hyper
  /** The decay of the mean square, by default 0.999 */
  readonly beta2?: Hyper
  /** Added to the root, by default 1e-8 */
  readonly epsilon?: Hyper
  /** Whether to correct the bias of means that start at 0, by default true */
  readonly biasCorrection?: boolean
}

/**
 * The state of `scaleByAdam`: the moving averages m of g and v of g⊙g, and the bias corrections c₁ = `1 − β₁ᵗ` and c₂ = `1 − β₂ᵗ` after t steps.
 *
 * @category model
 */
export interface AdamState<P> {
  readonly m: P
  readonly v: P
  readonly correction1: Scalar
  readonly correction2: Scalar
}

/** The type function from parameters P to `AdamState<P>`. */
export interface Moments extends StateFunction {
  readonly out: AdamState<this['in']>
}

/**
 * The mean gradient divided by the root mean square, as in Adam: `m′ = β₁m + (1 − β₁)g`, `v′ = β₂v + (1 − β₂)g⊙g`, `m̂ = m′/(1 − β₁ᵗ)`, `v̂ = v′/(1 − β₂ᵗ)`,
 * `g′ = m̂/(√v̂ + ε)`.
 *
 * The corrections `cᵢ = 1 − βᵢᵗ` are moving averages of 1, `c′ = βc + (1 − β)`, which avoids cancellation. With `c₁(√v̂ + ε) = (c₁/√c₂)·√v′ + c₁ε` the corrections appear only in two scalars, the factor c₁/√c₂ and the offset c₁ε:
 * `g′ = m′/((c₁/√c₂)·√v′ + c₁ε)`.
 *
 * - **Errors** a `NablaError` for an ε that is negative or not finite, and for a β outside [0, 1).
 * - **Source** D. Kingma and J. Ba, "Adam: a method for stochastic optimization", ICLR 2015, Algorithm 1; slides, "Optimizer".
 *
 * @example
 * const { init, update } = O.scaleByAdam({ epsilon: 0 })
 * Math.abs(T.toNumber(update(T.scalar(5), init(T.scalar(1)), T.scalar(1))[0]) - 1) < 1e-15 // => true
 *
 * @category transformations
 */
export const scaleByAdam = (options: ScaleByAdamOptions = {}): GradientTransformation<Moments> => {
  const all = optionsOf('scaleByAdam', scaling.adam, options)
  const [beta1, beta2, epsilon] = [all.beta1, all.beta2, all.epsilon].map(asScalar)
  const [average1, average2, averageSquare2] = [average(beta1), average(beta2), averageSquare(beta2)]
  const corrected = all.biasCorrection
  // The smallest c₁ is 1 − β₁. If ε·c₁ > 0, the divisor cannot be 0.
  const leastCorrection = corrected ? (typeof all.beta1 === 'number' ? 1 - all.beta1 : 0) : 1
  const divide = quotient(typeof all.epsilon === 'number' && all.epsilon * leastCorrection > 0)
  return {
    _tag: 'GradientTransformation',
    init: (params) => ({ m: zeros(params), v: zeros(params), correction1: scalar(0), correction2: scalar(0) }),
    update: (gradient, state) => {
      expectRecord(
        'Optimizer.update',
        'the state that init makes',
        { correction1: 'tensor', correction2: 'tensor' },
        state,
      )
      const correction1 = average1(state.correction1, scalar(1)) as Scalar
      const correction2 = average2(state.correction2, scalar(1)) as Scalar
      const m = zipParams(average1, state.m, gradient)
      const v = zipParams(averageSquare2, state.v, gradient)
      const factor = pipe(correction1, div(sqrt(correction2)))
      const offset = pipe(correction1, mul(epsilon))
      const divisor = (square: AnyTensor): AnyTensor =>
        pipe(sqrt(square), corrected ? mulAdd(factor, offset) : add(epsilon))
      return [zipParams((mean, square) => divide(mean, divisor(square)), m, v), { m, v, correction1, correction2 }]
    },
  }
}
