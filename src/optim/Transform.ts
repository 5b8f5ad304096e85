/**
 * Transformations of gradients. They are optimizers themselves: put them before another one with `chain`.
 *
 * @since 0.1.0
 */
import { add, greater, max, min, mul } from '../operation/Binary.js'
import { reshape } from '../operation/Layout.js'
import { maxAlong, sum } from '../operation/Reduction.js'
import { abs, sqrt, square } from '../operation/Unary.js'
import * as Pointwise from '../primitive/Pointwise.js'
import { run } from '../primitive/Primitive.js'
import { entries, mapParams, zipParams } from '../tensor/Params.js'
import { sizeOf } from '../tensor/Shape.js'
import { scalar, shape, type AnyTensor, type Scalar, type Tensor } from '../tensor/Value.js'
import type { Optimizer, Stateless } from './Optimizer.js'
import { asScalar, atEach, inRange, type Hyper } from './Hyper.js'

const stateless = (f: <P>(gradient: P, params: P) => P): Optimizer<Stateless> => ({
  init: () => [],
  update: (gradient, state, params) => [f(gradient, params), state],
})

const limit = (operation: string, value: Hyper): Hyper =>
  inRange(operation, 'a limit', value, 'that is above 0', (v) => v > 0)

/**
 * The optimizer that passes the gradient on.
 *
 * @example
 * const [updates] = O.nothing.update(T.scalar(3), O.nothing.init(T.scalar(0)), T.scalar(0))
 * T.toNumber(updates) // => 3
 *
 * @category transformations
 * @since 0.1.0
 */
export const nothing: Optimizer<Stateless> = stateless((gradient) => gradient)

/**
 * The gradient times a factor.
 *
 * @example
 * const [updates] = O.scale(2).update(T.scalar(3), [], T.scalar(0))
 * T.toNumber(updates) // => 6
 *
 * @category transformations
 * @since 0.1.0
 */
export const scale = (factor: Hyper): Optimizer<Stateless> =>
  stateless((gradient) => mapParams((g) => mul(factor)(g), gradient))

/**
 * Every element brought into [−limit, limit].
 *
 * - **Errors** a `NablaError` for a limit that is not above 0.
 *
 * @example
 * const [updates] = O.clipByValue(1).update(T.tensor([3, -0.5]), [], T.tensor([0, 0]))
 * T.toArray(updates) // => [1, -0.5]
 *
 * @category transformations
 * @since 0.1.0
 */
export const clipByValue = (value: Hyper): Optimizer<Stateless> => {
  const most = asScalar(limit('clipByValue', value))
  const least = run(Pointwise.neg, most) as Scalar
  return stateless((gradient) => mapParams((g) => max(least)(min(most)(g)), gradient))
}

/** The largest absolute value of a record where it is finite and not 0, else 1: what its elements may be divided by before they are squared. */
const size = (leaves: readonly AnyTensor[]): AnyTensor => {
  const all = leaves.map((x) => abs(reshape([sizeOf(shape(x))])(x) as Tensor<[number]>))
  const most = all.filter((x) => sizeOf(shape(x)) > 0).map((x) => maxAlong(0)(x))
  const m = most.reduce<Scalar>((a, b) => max(b)(a), scalar(0))
  const usable = run(Pointwise.mul, greater(0)(m), run(Pointwise.equal, run(Pointwise.sub, m, m), scalar(0)))
  return run(Pointwise.where, usable, m, scalar(1))
}

/**
 * The Euclidean length of a whole record, `√Σ g²`, as `m·√Σ (g/m)²` with m the largest absolute value, so that no square overflows.
 *
 * @example
 * T.toNumber(O.globalNorm({ a: T.scalar(3), b: T.tensor([4]) })) // => 5
 *
 * @category destructors
 * @since 0.1.0
 */
export const globalNorm = (tree: unknown): Scalar => {
  const leaves = entries(tree, 'globalNorm').map(([, x]) => x)
  const m = size(leaves.map((x) => run(Pointwise.stopGradient, x)))
  const squares = leaves.map((x) => sum(square(run(Pointwise.div, x, atEach(m as Scalar, x)))))
  return run(Pointwise.mul, m, sqrt(squares.reduce<Scalar>((total, s) => add(s)(total), scalar(0)))) as Scalar
}

/**
 * The gradient shortened to a length of at most `norm`, all of the record taken together: `g · min(1, norm/‖g‖)`.
 *
 * - **Errors** a `NablaError` for a norm that is not above 0.
 * - **Source** R. Pascanu, T. Mikolov and Y. Bengio, "On the difficulty of training recurrent neural networks", ICML 2013.
 *
 * @example
 * const [updates] = O.clipByGlobalNorm(1).update(T.tensor([3, 4]), [], T.tensor([0, 0]))
 * T.toArray(updates) // => [0.6000000000000001, 0.8]
 *
 * @category transformations
 * @since 0.1.0
 */
export const clipByGlobalNorm = (norm: Hyper): Optimizer<Stateless> => {
  const most = asScalar(limit('clipByGlobalNorm', norm))
  return stateless((gradient) => {
    const factor = min(1)(run(Pointwise.div, most, globalNorm(gradient)) as Scalar)
    return mapParams((g) => mul(factor)(g), gradient)
  })
}

/**
 * A share of the parameters added to the gradient, `g + λw`: the gradient of `λ/2·‖w‖²` added to the loss (L2 regularisation). For decay that an adaptive
 * optimizer does not rescale, see `adamw`.
 *
 * - **Errors** a `NablaError` for a λ that is negative or not finite.
 *
 * @example
 * const [updates] = O.weightDecay(0.1).update(T.scalar(1), [], T.scalar(5))
 * T.toNumber(updates) // => 1.5
 *
 * @category transformations
 * @since 0.1.0
 */
export const weightDecay = (lambda: Hyper): Optimizer<Stateless> => {
  const share = asScalar(
    inRange('weightDecay', 'a decay', lambda, 'that is finite and not negative', (v) => v >= 0 && Number.isFinite(v)),
  )
  return stateless((gradient, params) =>
    zipParams((g, w) => run(Pointwise.mulAdd, atEach(share, w), w, g), gradient, params),
  )
}
