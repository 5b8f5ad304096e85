/**
 * Optimizers that give each coordinate a rate of its own, from the squares of its gradients. Each is written as its formula; g is the gradient, w the parameters,
 * η the learning rate, ⊙ the product of elements.
 *
 * @since 0.1.0
 */
import { add, div, mul } from '../operation/Binary.js'
import { sqrt } from '../operation/Unary.js'
import * as Pointwise from '../primitive/Pointwise.js'
import { run } from '../primitive/Primitive.js'
import { zipParams } from '../tensor/Params.js'
import { scalar, type AnyTensor, type Scalar } from '../tensor/Value.js'
import type { SgdOptions } from './Descent.js'
import { asScalar, atEach, fraction, inRange, rate, small, zeros, type Hyper } from './Hyper.js'
import type { Optimizer, StateFunction } from './Optimizer.js'
import { perTensor } from './PerTensor.js'

/**
 * The options of `adagrad`.
 *
 * @category model
 * @since 0.1.0
 */
export interface AdagradOptions extends SgdOptions {
  /** Added under the root, by default 1e-8 */
  readonly epsilon?: Hyper
}

/**
 * The options of `rmsprop`; the rate is by default 0.001.
 *
 * @category model
 * @since 0.1.0
 */
export interface RmspropOptions extends AdagradOptions {
  /** γ, how much of the mean square is kept, by default 0.9 */
  readonly decay?: Hyper
}

/**
 * What AdaGrad and RMSProp remember: a sum or mean of squared gradients, like the parameters.
 *
 * @category model
 * @since 0.1.0
 */
export interface SquaresState<P> {
  readonly h: P
}

/** Keeps a `SquaresState`. */
export interface Squares extends StateFunction {
  readonly out: SquaresState<this['in']>
}

/** `w′ = w − η·g/√(h′ + ε)`, where `next` makes h′ */
const rooted = (
  operation: string,
  options: AdagradOptions,
  defaultRate: number,
  next: (h: AnyTensor, g: AnyTensor) => AnyTensor,
): Optimizer<Squares> => {
  const eta = asScalar(rate(operation, options.learningRate ?? defaultRate))
  const epsilon = asScalar(small(operation, options.epsilon ?? 1e-8))
  const step = run(Pointwise.neg, eta) as Scalar
  return perTensor(['h'], (before, g) => {
    const h = next(before.h, g)
    return { update: Pointwise.product(g, run(Pointwise.div, atEach(step, g), sqrt(add(epsilon)(h)))), h }
  })
}

/**
 * AdaGrad: `h′ = h + g⊙g`, `w′ = w − η·g/√(h′ + ε)`, with ε under the root and the new h′. Every coordinate's rate only falls.
 *
 * - **Errors** a `NablaError` for a rate or ε that is negative or not finite.
 * - **Source** J. Duchi, E. Hazan and Y. Singer, JMLR 12 (2011); slides, "Optimizer".
 *
 * @example
 * const { init, update } = O.adagrad({ learningRate: 1, epsilon: 0 })
 * T.toNumber(update(T.scalar(-3), init(T.scalar(0)), T.scalar(0))[0]) // => 1
 *
 * @category optimizers
 * @since 0.1.0
 */
export const adagrad = (options: AdagradOptions = {}): Optimizer<Squares> =>
  rooted('adagrad', options, 0.01, (h, g) => run(Pointwise.mulAdd, g, g, h))

/**
 * RMSProp: `h′ = γh + (1 − γ)g⊙g`, `w′ = w − η·g/√(h′ + ε)`, with ε under the root and the new h′. A coordinate's rate rises again when its gradients
 * have become small.
 *
 * - **Errors** a `NablaError` for a rate or ε that is negative or not finite, and for a γ outside [0, 1).
 * - **Source** T. Tieleman and G. Hinton, lecture 6.5 of "Neural networks for machine learning" (2012); slides, "Optimizer".
 *
 * @example
 * const { init, update } = O.rmsprop({ learningRate: 1, decay: 0.75, epsilon: 0 })
 * T.toNumber(update(T.scalar(-3), init(T.scalar(0)), T.scalar(0))[0]) // => 2
 *
 * @category optimizers
 * @since 0.1.0
 */
export const rmsprop = (options: RmspropOptions = {}): Optimizer<Squares> => {
  const gamma = asScalar(fraction('rmsprop', 'a decay', options.decay ?? 0.9))
  const fresh = run(Pointwise.sub, scalar(1), gamma) as Scalar
  return rooted('rmsprop', options, 1e-3, (h, g) =>
    run(Pointwise.mulAdd, run(Pointwise.mul, atEach(fresh, g), g), g, mul(gamma)(h)),
  )
}

/**
 * The options of `adam`.
 *
 * @category model
 * @since 0.1.0
 */
export interface AdamOptions {
  /** η, by default 0.001 */
  readonly learningRate?: Hyper
  /** How much of the mean gradient is kept, by default 0.9 */
  readonly beta1?: Hyper
  /** How much of the mean square is kept, by default 0.999 */
  readonly beta2?: Hyper
  /** Added to the root, by default 1e-8 */
  readonly epsilon?: Hyper
  /** Whether the means are corrected for having started at 0, by default true */
  readonly biasCorrection?: boolean
}

/**
 * What Adam remembers: the mean gradient m, the mean square v, and how much of a mean each is by now, `1 − β₁ᵗ` and `1 − β₂ᵗ`.
 *
 * @category model
 * @since 0.1.0
 */
export interface AdamState<P> {
  readonly m: P
  readonly v: P
  readonly weight1: Scalar
  readonly weight2: Scalar
}

/** Keeps an `AdamState`. */
export interface Adam extends StateFunction {
  readonly out: AdamState<this['in']>
}

/** Adam under the name of the optimizer that was asked for, which an error says. */
const moments = (operation: string, options: AdamOptions): Optimizer<Adam> => {
  const eta = asScalar(rate(operation, options.learningRate ?? 1e-3))
  const beta1 = asScalar(fraction(operation, 'a beta1', options.beta1 ?? 0.9))
  const beta2 = asScalar(fraction(operation, 'a beta2', options.beta2 ?? 0.999))
  const epsilon = asScalar(small(operation, options.epsilon ?? 1e-8))
  const corrected = options.biasCorrection ?? true
  const fresh1 = run(Pointwise.sub, scalar(1), beta1) as Scalar
  const fresh2 = run(Pointwise.sub, scalar(1), beta2) as Scalar
  const average = (beta: Scalar, fresh: Scalar, old: AnyTensor, x: AnyTensor): AnyTensor =>
    run(Pointwise.mulAdd, atEach(beta, old), old, run(Pointwise.mul, atEach(fresh, x), x))
  return {
    init: (params) => ({ m: zeros(params), v: zeros(params), weight1: scalar(0), weight2: scalar(0) }),
    update: (gradient, state) => {
      const weight1 = average(beta1, fresh1, state.weight1, scalar(1)) as Scalar
      const weight2 = average(beta2, fresh2, state.weight2, scalar(1)) as Scalar
      const m = zipParams((old, g) => average(beta1, fresh1, old, g), state.m, gradient)
      const v = zipParams(
        (old, g) => run(Pointwise.mulAdd, run(Pointwise.mul, atEach(fresh2, g), g), g, mul(beta2)(old)),
        state.v,
        gradient,
      )
      const root = corrected ? sqrt(weight2) : scalar(1)
      // −η·√c₂/c₁ and ε·√c₂
      const step = run(Pointwise.neg, corrected ? div(weight1)(mul(root)(eta)) : eta) as Scalar
      const offset = mul(epsilon)(root)
      const updates = zipParams(
        (mean, square) => Pointwise.product(mean, run(Pointwise.div, atEach(step, mean), add(offset)(sqrt(square)))),
        m,
        v,
      )
      return [updates, { m, v, weight1, weight2 }]
    },
  }
}

/**
 * Adam, by Kingma and Ba: `m′ = β₁m + (1 − β₁)g`, `v′ = β₂v + (1 − β₂)g⊙g`, `m̂ = m′/(1 − β₁ᵗ)`, `v̂ = v′/(1 − β₂ᵗ)`,
 * `w′ = w − η·m̂/(√v̂ + ε)`.
 *
 * The corrections are carried as `c′ = βc + (1 − β)`, from 0, which is `1 − βᵗ` without a cancellation, and folded into scalars before they meet the
 * parameters: `√v̂ + ε = (√v′ + ε√c₂)/√c₂`. With ε = 0 a parameter whose gradient has always been 0 stays where it is.
 *
 * - **Errors** a `NablaError` for a rate or ε that is negative or not finite, and for a β outside [0, 1).
 * - **Source** D. Kingma and J. Ba, "Adam: a method for stochastic optimization", ICLR 2015, Algorithm 1; slides, "Optimizer".
 *
 * @example
 * const { init, update } = O.adam({ learningRate: 0.1, epsilon: 0 })
 * const [updates] = update(T.scalar(5), init(T.scalar(1)), T.scalar(1))
 * Math.abs(T.toNumber(updates) + 0.1) < 1e-15 // => true
 *
 * @category optimizers
 * @since 0.1.0
 */
export const adam = (options: AdamOptions = {}): Optimizer<Adam> => moments('adam', options)

/**
 * The options of `adamw`.
 *
 * @category model
 * @since 0.1.0
 */
export interface AdamwOptions extends AdamOptions {
  /** λ, by default 0.01 */
  readonly weightDecay?: Hyper
}

/**
 * Adam with decoupled weight decay: Adam's update and `−η·λ·w`, which no moment rescales.
 *
 * - **Errors** as `adam`, and for a λ that is negative or not finite.
 * - **Source** I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", ICLR 2019, in the form in which the rate multiplies the decay.
 *
 * @example
 * const { init, update } = O.adamw({ learningRate: 0.1, weightDecay: 0.5 })
 * T.toNumber(update(T.scalar(0), init(T.scalar(2)), T.scalar(2))[0]) // => -0.1
 *
 * @category optimizers
 * @since 0.1.0
 */
export const adamw = (options: AdamwOptions = {}): Optimizer<Adam> => {
  const { init, update } = moments('adamw', options)
  const eta = asScalar(options.learningRate ?? 1e-3)
  const lambda = inRange(
    'adamw',
    'a weightDecay',
    options.weightDecay ?? 0.01,
    'that is finite and not negative',
    (v) => v >= 0 && Number.isFinite(v),
  )
  const share = run(Pointwise.neg, mul(lambda)(eta)) as Scalar
  return {
    init,
    update: (gradient, state, params) => {
      const [updates, next] = update(gradient, state, params)
      return [zipParams((u, w) => run(Pointwise.mulAdd, atEach(share, w), w, u), updates, params), next]
    },
  }
}
