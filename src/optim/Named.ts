/**
 * The optimizers of the slides, each a chain. g is the gradient, w the parameters, η the learning rate, ⊙ the elementwise product.
 */
import { addDecayedWeights } from './Transform.js'
import { chain, type Optimizer, type StateFunction, type Stateless } from './Optimizer.js'
import { fields, optionsOf, type Hyper } from './Options.js'
import {
  scaleByAdam,
  scaleByLearningRate,
  scaleByRms,
  scaleByRss,
  trace,
  type AdamState,
  type ScaleByAdamOptions,
  type ScaleByRmsOptions,
  type ScaleByRssOptions,
  type SquaresState,
  type TraceState,
} from './ScaleBy.js'

/**
 * The options of `sgd`.
 *
 * @category model
 */
export interface SgdOptions {
  /** η, by default 0.01 */
  readonly learningRate?: Hyper
}

/**
 * Stochastic gradient descent, `w′ = w − η·g`. With the whole data set as a batch it is gradient descent.
 *
 * - **Errors** a `NablaError` for a learning rate that is negative or not finite.
 * - **Source** slides, "Optimizer".
 * - **Law** below 2/L it descends on a quadratic of curvature L.
 *
 * @example
 * const { init, update } = O.sgd({ learningRate: 0.1 })
 * const [updates] = update(T.scalar(5), init(T.scalar(1)), T.scalar(1))
 * T.toNumber(updates) // => -0.5
 *
 * @category optimizers
 */
export const sgd = (options: SgdOptions = {}): Optimizer<Stateless> => {
  const all = optionsOf('sgd', fields.sgd, options)
  return { ...scaleByLearningRate(all.learningRate), options: all }
}

/**
 * The options of `momentum` and `nesterov`.
 *
 * @category model
 */
export interface MomentumOptions extends SgdOptions {
  /** α, the momentum, by default 0.9 */
  readonly momentum?: Hyper
}

/** The state is a velocity. */
export interface Momentum extends StateFunction {
  readonly out: readonly [rate: readonly [], trace: TraceState<this['in']>]
}

/**
 * Momentum: `v′ = αv − η·g`, `w′ = w + v′`. The velocity is a decaying sum, not an average. The learning rate is inside it: `chain(scaleByLearningRate(η), trace(α))`.
 *
 * - **Errors** a `NablaError` for a rate that is negative or not finite, and for an α outside [0, 1).
 * - **Source** slides, "Optimizer".
 * - **Law** α = 0 is `sgd`; on a quadratic of curvature L it converges if and only if η < 2(1 + α)/L.
 *
 * @example
 * const { init, update } = O.momentum({ learningRate: 1, momentum: 0.5 })
 * const [, state] = update(T.scalar(1), init(T.scalar(0)), T.scalar(0))
 * T.toNumber(update(T.scalar(1), state, T.scalar(0))[0]) // => -1.5
 *
 * @category optimizers
 */
export const momentum = (options: MomentumOptions = {}): Optimizer<Momentum> => {
  const all = optionsOf('momentum', fields.momentum, options)
  return { ...chain(scaleByLearningRate(all.learningRate), trace(all.momentum)), options: all }
}

/**
 * Nesterov's momentum: `v′ = αv − η·g`, `w′ = w + αv′ − η·g`.
 *
 * - **Errors** as `momentum`.
 * - **Source** Y. Bengio, N. Boulanger-Lewandowski and R. Pascanu, "Advances in optimizing recurrent networks", ICASSP 2013, equations 6 and 7.
 *
 * @example
 * const { init, update } = O.nesterov({ learningRate: 1, momentum: 0.5 })
 * T.toNumber(update(T.scalar(1), init(T.scalar(0)), T.scalar(0))[0]) // => -1.5
 *
 * @category optimizers
 */
export const nesterov = (options: MomentumOptions = {}): Optimizer<Momentum> => {
  const all = optionsOf('nesterov', fields.nesterov, options)
  return { ...chain(scaleByLearningRate(all.learningRate), trace(all.momentum, { nesterov: true })), options: all }
}

/**
 * The options of `adagrad`.
 *
 * @category model
 */
export interface AdagradOptions extends SgdOptions, ScaleByRssOptions {}

/** The state is a sum or mean of squares. */
export interface Adaptive extends StateFunction {
  readonly out: readonly [squares: SquaresState<this['in']>, rate: readonly []]
}

/**
 * AdaGrad: `h′ = h + g⊙g`, `w′ = w − η·g/√(h′ + ε)`, with ε under the root and the new h′. The rate of each coordinate only decreases.
 *
 * - **Errors** a `NablaError` for a rate or ε that is negative or not finite.
 * - **Source** J. Duchi, E. Hazan and Y. Singer, JMLR 12 (2011); slides, "Optimizer".
 *
 * @example
 * const { init, update } = O.adagrad({ learningRate: 1, epsilon: 0 })
 * T.toNumber(update(T.scalar(-3), init(T.scalar(0)), T.scalar(0))[0]) // => 1
 *
 * @category optimizers
 */
export const adagrad = (options: AdagradOptions = {}): Optimizer<Adaptive> => {
  const all = optionsOf('adagrad', fields.adagrad, options)
  const { learningRate, ...rest } = all
  return { ...chain(scaleByRss(rest), scaleByLearningRate(learningRate)), options: all }
}

/**
 * The options of `rmsprop`; the default rate is 0.001.
 *
 * @category model
 */
export interface RmspropOptions extends SgdOptions, ScaleByRmsOptions {}

/**
 * RMSProp: `h′ = γh + (1 − γ)g⊙g`, `w′ = w − η·g/√(h′ + ε)`, with ε under the root and the new h′. The rate of a coordinate recovers when its gradients
 * become small.
 *
 * - **Errors** a `NablaError` for a rate or ε that is negative or not finite, and for a γ outside [0, 1).
 * - **Source** T. Tieleman and G. Hinton, lecture 6.5 of "Neural networks for machine learning" (2012); slides, "Optimizer".
 *
 * @example
 * const { init, update } = O.rmsprop({ learningRate: 1, decay: 0.75, epsilon: 0 })
 * T.toNumber(update(T.scalar(-3), init(T.scalar(0)), T.scalar(0))[0]) // => 2
 *
 * @category optimizers
 */
export const rmsprop = (options: RmspropOptions = {}): Optimizer<Adaptive> => {
  const all = optionsOf('rmsprop', fields.rmsprop, options)
  const { learningRate, ...rest } = all
  return { ...chain(scaleByRms(rest), scaleByLearningRate(learningRate)), options: all }
}

/**
 * The options of `adam`; the default rate is 0.001.
 *
 * @category model
 */
export interface AdamOptions extends SgdOptions, ScaleByAdamOptions {}

/** The state is an `AdamState`. */
export interface Adam extends StateFunction {
  readonly out: readonly [moments: AdamState<this['in']>, rate: readonly []]
}

/**
 * Adam, by Kingma and Ba: `m′ = β₁m + (1 − β₁)g`, `v′ = β₂v + (1 − β₂)g⊙g`, `m̂ = m′/(1 − β₁ᵗ)`, `v̂ = v′/(1 − β₂ᵗ)`,
 * `w′ = w − η·m̂/(√v̂ + ε)`. With ε = 0 a parameter whose gradient has always been 0 stays where it is.
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
 */
export const adam = (options: AdamOptions = {}): Optimizer<Adam> => {
  const all = optionsOf('adam', fields.adam, options)
  const { learningRate, ...rest } = all
  return { ...chain(scaleByAdam(rest), scaleByLearningRate(learningRate)), options: all }
}

/**
 * The options of `adamw`.
 *
 * @category model
 */
export interface AdamwOptions extends AdamOptions {
  /** λ, by default 0.01 */
  readonly weightDecay?: Hyper
}

/** The state is an `AdamState`. */
export interface Adamw extends StateFunction {
  readonly out: readonly [moments: AdamState<this['in']>, decay: readonly [], rate: readonly []]
}

/**
 * Adam with decoupled weight decay: Adam's update and `−η·λ·w`, which the moments do not rescale.
 *
 * - **Errors** as `adam`, and for a λ that is negative or not finite.
 * - **Source** I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", ICLR 2019, in the form in which the rate multiplies the decay.
 *
 * @example
 * const { init, update } = O.adamw({ learningRate: 0.1, weightDecay: 0.5 })
 * T.toNumber(update(T.scalar(0), init(T.scalar(2)), T.scalar(2))[0]) // => -0.1
 *
 * @category optimizers
 */
export const adamw = (options: AdamwOptions = {}): Optimizer<Adamw> => {
  const all = optionsOf('adamw', fields.adamw, options)
  const { learningRate, weightDecay, ...rest } = all
  return {
    ...chain(scaleByAdam(rest), addDecayedWeights(weightDecay), scaleByLearningRate(learningRate)),
    options: all,
  }
}
