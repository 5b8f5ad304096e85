/**
 * The optimizers by name. Each is written as its formula; g is the gradient, w the parameters, ⊙ the product of elements.
 *
 * @since 0.1.0
 */
import { add, div, expand, mul } from '../operation/Binary.js'
import { sqrt } from '../operation/Unary.js'
import * as Pointwise from '../primitive/Pointwise.js'
import { run } from '../primitive/Primitive.js'
import { fail } from '../tensor/Errors.js'
import { mapParams, zipParams } from '../tensor/Params.js'
import { scalar, shape, uniform, type AnyTensor, type Scalar } from '../tensor/Value.js'
import type { Optimizer, StateFunction, Stateless } from './Optimizer.js'

/** A hyperparameter: a number, or a scalar that may change from step to step. */
export type Hyper = number | Scalar

/** A hyperparameter given as a number has to lie in a range; one that is a tensor is not looked at. */
export const inRange = (
  operation: string,
  name: string,
  value: Hyper,
  words: string,
  holds: (v: number) => boolean,
): Hyper => (typeof value === 'number' && !holds(value) ? fail(operation, `${name} ${words}`, String(value)) : value)

const rate = (operation: string, value: Hyper): Hyper =>
  inRange(operation, 'a learningRate', value, 'that is finite and not negative', (v) => v >= 0 && Number.isFinite(v))

const fraction = (operation: string, name: string, value: Hyper): Hyper =>
  inRange(operation, name, value, 'that is at least 0 and below 1', (v) => v >= 0 && v < 1)

const small = (operation: string, value: Hyper): Hyper =>
  inRange(operation, 'an epsilon', value, 'that is finite and not negative', (v) => v >= 0 && Number.isFinite(v))

const asScalar = (x: Hyper): Scalar => (typeof x === 'number' ? scalar(x) : x)

/** A scalar at every element of another tensor. */
const at = (x: Scalar, like: AnyTensor): AnyTensor => expand('optimizer', x, shape(like))

/** Zeros like a record. */
export const zeros = <P>(params: P): P => mapParams((p) => uniform(shape(p), 0), params)

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
export const adam = (options: AdamOptions = {}): Optimizer<Adam> => {
  const eta = asScalar(rate('adam', options.learningRate ?? 1e-3))
  const beta1 = asScalar(fraction('adam', 'a beta1', options.beta1 ?? 0.9))
  const beta2 = asScalar(fraction('adam', 'a beta2', options.beta2 ?? 0.999))
  const epsilon = asScalar(small('adam', options.epsilon ?? 1e-8))
  const corrected = options.biasCorrection ?? true
  const fresh1 = run(Pointwise.sub, scalar(1), beta1) as Scalar
  const fresh2 = run(Pointwise.sub, scalar(1), beta2) as Scalar
  const average = (beta: Scalar, fresh: Scalar, old: AnyTensor, x: AnyTensor): AnyTensor =>
    run(Pointwise.mulAdd, at(beta, old), old, run(Pointwise.mul, at(fresh, x), x))
  return {
    init: (params) => ({ m: zeros(params), v: zeros(params), weight1: scalar(0), weight2: scalar(0) }),
    update: (gradient, state) => {
      const weight1 = average(beta1, fresh1, state.weight1, scalar(1)) as Scalar
      const weight2 = average(beta2, fresh2, state.weight2, scalar(1)) as Scalar
      const m = zipParams((old, g) => average(beta1, fresh1, old, g), state.m, gradient)
      const v = zipParams(
        (old, g) => run(Pointwise.mulAdd, run(Pointwise.mul, at(fresh2, g), g), g, mul(beta2)(old)),
        state.v,
        gradient,
      )
      const root = corrected ? sqrt(weight2) : scalar(1)
      // −η·√c₂/c₁ and ε·√c₂
      const step = run(Pointwise.neg, corrected ? div(weight1)(mul(root)(eta)) : eta) as Scalar
      const offset = mul(epsilon)(root)
      const updates = zipParams(
        (mean, square) => Pointwise.product(mean, run(Pointwise.div, at(step, mean), add(offset)(sqrt(square)))),
        m,
        v,
      )
      return [updates, { m, v, weight1, weight2 }]
    },
  }
}
