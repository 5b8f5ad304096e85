/**
 * Descent along the gradient, with and without a velocity. Each optimizer is written as its formula; g is the gradient, w the parameters, η the learning rate.
 *
 * @since 0.1.0
 */
import { mul } from '../operation/Binary.js'
import * as Pointwise from '../primitive/Pointwise.js'
import { run } from '../primitive/Primitive.js'
import { mapParams } from '../tensor/Params.js'
import type { AnyTensor, Scalar } from '../tensor/Value.js'
import { asScalar, atEach, fraction, rate, type Hyper } from './Hyper.js'
import type { Optimizer, StateFunction, Stateless } from './Optimizer.js'
import { perTensor } from './PerTensor.js'

/**
 * The options of `sgd`.
 *
 * @category model
 * @since 0.1.0
 */
export interface SgdOptions {
  /** η, by default 0.01 */
  readonly learningRate?: Hyper
}

/**
 * Stochastic gradient descent, `w′ = w − η·g`. It is gradient descent when it is fed the whole data set.
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
 * @since 0.1.0
 */
export const sgd = (options: SgdOptions = {}): Optimizer<Stateless> => {
  const eta = asScalar(rate('sgd', options.learningRate ?? 0.01))
  const step = run(Pointwise.neg, eta) as Scalar
  return {
    init: () => [],
    update: (gradient, state) => [mapParams((g) => mul(step)(g), gradient), state],
  }
}

/**
 * The options of `momentum` and `nesterov`.
 *
 * @category model
 * @since 0.1.0
 */
export interface MomentumOptions extends SgdOptions {
  /** α, how much of the velocity is kept, by default 0.9 */
  readonly momentum?: Hyper
}

/**
 * What momentum remembers: a velocity like the parameters.
 *
 * @category model
 * @since 0.1.0
 */
export interface MomentumState<P> {
  readonly velocity: P
}

/** Keeps a `MomentumState`. */
export interface Momentum extends StateFunction {
  readonly out: MomentumState<this['in']>
}

/** `v′ = αv − η·g`, from 0, and what an optimizer makes of it. */
const moving = (
  operation: string,
  options: MomentumOptions,
  look: (ahead: (velocity: AnyTensor, g: AnyTensor) => AnyTensor) => (velocity: AnyTensor, g: AnyTensor) => AnyTensor,
): Optimizer<Momentum> => {
  const eta = asScalar(rate(operation, options.learningRate ?? 0.01))
  const alpha = asScalar(fraction(operation, 'a momentum', options.momentum ?? 0.9))
  const step = run(Pointwise.neg, eta) as Scalar
  const ahead = (velocity: AnyTensor, g: AnyTensor): AnyTensor =>
    run(Pointwise.mulAdd, atEach(alpha, velocity), velocity, mul(step)(g))
  const looked = look(ahead)
  return perTensor(['velocity'], (before, g) => {
    const velocity = ahead(before.velocity, g)
    return { update: looked(velocity, g), velocity }
  })
}

/**
 * Momentum: `v′ = αv − η·g`, `w′ = w + v′`. The velocity accumulates; it is no average.
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
 * @since 0.1.0
 */
export const momentum = (options: MomentumOptions = {}): Optimizer<Momentum> =>
  moving('momentum', options, () => (velocity) => velocity)

/**
 * Nesterov's momentum, seen from where the velocity is about to lead: `v′ = αv − η·g`, `w′ = w + αv′ − η·g`.
 *
 * - **Errors** as `momentum`.
 * - **Source** Y. Bengio, N. Boulanger-Lewandowski and R. Pascanu, "Advances in optimizing recurrent networks", ICASSP 2013, equations 6 and 7.
 *
 * @example
 * const { init, update } = O.nesterov({ learningRate: 1, momentum: 0.5 })
 * T.toNumber(update(T.scalar(1), init(T.scalar(0)), T.scalar(0))[0]) // => -1.5
 *
 * @category optimizers
 * @since 0.1.0
 */
export const nesterov = (options: MomentumOptions = {}): Optimizer<Momentum> =>
  moving('nesterov', options, (ahead) => ahead)
