/**
 * Losses: how far a prediction is from its targets, as one number to be made small. All are data-last: `pipe(prediction, mse(targets))`.
 *
 * `mse` averages over all elements; the entropies are summed over the classes and averaged over the rows.
 *
 * @since 0.1.0
 */
import { oneHot, sum } from '../operation/Reduction.js'
import * as Pointwise from '../primitive/Pointwise.js'
import { bind, run } from '../primitive/Primitive.js'
import * as Reduce from '../primitive/Reduce.js'
import { fail } from '../tensor/Errors.js'
import type { CheckSame } from '../tensor/Operands.js'
import { equals, print, type Shape } from '../tensor/Shape.js'
import { dense, ground, levelOf, shape, uniform, type AnyTensor, type Scalar, type Tensor } from '../tensor/Value.js'
import { logSoftmax, softplus } from './Activation.js'
import type { Logits } from './Model.js'
import { shifted } from './Shifted.js'

/** A loss for some targets: a function of the prediction, which must have their shape. */
export type Loss<Operation extends string, S extends Shape, Kind = unknown> = <A extends Shape>(
  prediction: Tensor<A> & Kind & CheckSame<Operation, A, S>,
) => Scalar

const together = (operation: string, targets: AnyTensor, prediction: AnyTensor): void => {
  if (!equals(shape(targets), shape(prediction)))
    fail(operation, `a prediction of the targets' shape ${print(shape(targets))}`, print(shape(prediction)))
  if (shape(targets).includes(0)) fail(operation, 'at least one example', `shape ${print(shape(targets))}`)
}

/** `Σ / n` over n rows */
const overRows = (x: AnyTensor, n: number): Scalar => run(Pointwise.div, sum(x), uniform([], n)) as Scalar

const rowsOf = (x: AnyTensor): number => shape(x)[0] ?? 1

/** `t·y`, and 0 where t is 0 even if y is infinite: what does not occur costs nothing. */
const weighted = (t: AnyTensor, y: AnyTensor): AnyTensor => {
  const zero = Pointwise.constant(t, 0)
  return run(Pointwise.where, run(Pointwise.equal, t, zero), zero, run(Pointwise.mul, t, y))
}

/** Refuses plain numbers for which something does not hold; values that are being differentiated are not looked at. */
const every = (operation: string, expected: string, x: AnyTensor, holds: (v: number) => boolean): void => {
  if (levelOf(x) !== ground) return
  const wrong = dense(x).find((v) => !holds(v))
  if (wrong !== undefined) fail(operation, expected, String(wrong))
}

const isProbability = (v: number): boolean => (v >= 0 && v <= 1) || Number.isNaN(v)

/**
 * The mean squared error, `(1/n) Σ (ŷ − y)²`, over all n elements.
 *
 * - **Shape** targets and prediction have one shape.
 * - **Gradient** `2(ŷ − y)/n`.
 * - **Source** slides, "Loss function".
 *
 * @example
 * T.toNumber(pipe(T.tensor([1, 2]), Loss.mse(T.tensor([1, 4])))) // => 2
 *
 * @category losses
 * @since 0.1.0
 */
export const mse =
  <S extends Shape>(targets: Tensor<S>): Loss<'mse', S> =>
  (prediction) => {
    together('mse', targets, prediction)
    const n = shape(targets).reduce((p, d) => p * d, 1)
    return run(
      Pointwise.div,
      sum(run(Pointwise.square, run(Pointwise.sub, prediction, targets))),
      uniform([], n),
    ) as Scalar
  }

/**
 * Binary cross entropy of probabilities, `−(1/n) Σ [t·log p + (1 − t)·log(1 − p)]`, averaged over the rows; exact at p = 0 and p = 1.
 *
 * - **Shape** `[n]` or `[n, k]`, the same for targets and prediction; k questions of one row are summed.
 * - **Units** nats.
 * - **Gradient** `(p − t)/(p(1 − p))/n`.
 * - **Errors** a `NablaError` for targets or probabilities outside [0, 1].
 * - **Source** slides, "Loss function".
 *
 * @example
 * T.toNumber(pipe(T.tensor([0.5, 1]), Loss.bce(T.tensor([0, 1])))) // => Math.LN2 / 2
 *
 * @category losses
 * @since 0.1.0
 */
export const bce = <S extends Shape>(targets: Tensor<S>): Loss<'bce', S> => {
  every('bce', 'targets from 0 to 1', targets, isProbability)
  return (prediction) => {
    together('bce', targets, prediction)
    every('bce', 'probabilities from 0 to 1', prediction, isProbability)
    const yes = weighted(targets, run(Pointwise.log, prediction))
    const no = weighted(complement(targets), run(Pointwise.log1p, run(Pointwise.neg, prediction)))
    return overRows(run(Pointwise.neg, run(Pointwise.add, yes, no)), rowsOf(targets))
  }
}

const complement = (t: AnyTensor): AnyTensor => run(Pointwise.sub, Pointwise.constant(t, 1), t)

/**
 * Binary cross entropy of logits, `(1/n) Σ [t·softplus(−z) + (1 − t)·softplus(z)]`: `bce` of `σ(z)`, finite for logits of any size.
 *
 * - **Gradient** `(σ(z) − t)/n`.
 * - **Errors** a `NablaError` for targets outside [0, 1].
 *
 * @example
 * T.toNumber(pipe(T.tensor([1000]), Loss.bceWithLogits(T.tensor([0])))) // => 1000
 *
 * @category losses
 * @since 0.1.0
 */
export const bceWithLogits = <S extends Shape>(targets: Tensor<S>): Loss<'bceWithLogits', S, Logits> => {
  every('bceWithLogits', 'targets from 0 to 1', targets, isProbability)
  return (logits) => {
    together('bceWithLogits', targets, logits)
    const yes = weighted(targets, softplus(run(Pointwise.neg, logits)))
    const no = weighted(complement(targets), softplus(logits))
    return overRows(run(Pointwise.add, yes, no), rowsOf(targets))
  }
}

/** A prediction for classes: targets are a distribution for each row, or a class number. */
export type ClassLoss<Operation extends string, S extends Shape, Kind = unknown> = <A extends Shape>(
  prediction: Tensor<A> & Kind & CheckClasses<Operation, A, S>,
) => Scalar

/** Targets are of the prediction's shape, or lack its last axis. */
export type CheckClasses<Operation extends string, A extends Shape, S extends Shape> = S extends readonly [number]
  ? A extends readonly [infer N extends number, number]
    ? CheckSame<Operation, [N], S>
    : CheckSame<Operation, A, [...S, number]>
  : CheckSame<Operation, A, S>

const sumsToOne = (operation: string, targets: AnyTensor): void => {
  if (levelOf(targets) !== ground) return
  const k = shape(targets)[1] ?? 1
  const flat = dense(targets)
  Array.from({ length: shape(targets)[0] ?? 0 }, (_, row) => {
    const total = flat.subarray(row * k, row * k + k).reduce((a, b) => a + b, 0)
    // A sum of k roundings; what is further off is no distribution.
    if (Math.abs(total - 1) > 1e-9 * k)
      fail(operation, 'targets whose rows sum to 1', `a sum of ${total} in row ${row}`)
  })
}

/** A prediction for classes is a matrix. */
const classesOf = (operation: string, prediction: AnyTensor): number => {
  const [, classes] = shape(prediction)
  return shape(prediction).length !== 2 || classes === undefined
    ? fail(operation, 'a prediction of shape [batch, classes]', print(shape(prediction)))
    : classes
}

/** Class numbers as 1 where the class is and 0 elsewhere. */
const places = (operation: string, targets: AnyTensor, prediction: AnyTensor): AnyTensor => {
  const classes = classesOf(operation, prediction)
  every(
    operation,
    `class numbers that are integers from 0 to ${classes - 1}`,
    targets,
    (c) => Number.isInteger(c) && c >= 0 && c < classes,
  )
  const t = oneHot(classes)(targets as Tensor<[number]>)
  together(operation, t, prediction)
  return t
}

/** The element of each row whose class it is. The others have no part in it, whatever they are. */
const picked = (t: AnyTensor, x: AnyTensor): AnyTensor =>
  bind(Reduce.sum, [run(Pointwise.where, t, x, Pointwise.constant(x, 0))], { axis: 1 })

/**
 * Cross entropy, from −log p of each row: of the class that a number names, or weighted by a distribution. A number needs the logarithm at its class only, and no derivative has to pass where it is not.
 */
const entropy =
  (
    operation: string,
    ofClass: (t: AnyTensor, prediction: AnyTensor) => AnyTensor,
    logarithms: (prediction: AnyTensor) => AnyTensor,
  ) =>
  <S extends Shape>(targets: Tensor<S>) => {
    if (shape(targets).length === 1)
      return (prediction: AnyTensor): Scalar =>
        overRows(ofClass(places(operation, targets, prediction), prediction), rowsOf(targets))
    every(operation, 'targets from 0 to 1', targets, isProbability)
    sumsToOne(operation, targets)
    return (prediction: AnyTensor): Scalar => {
      classesOf(operation, prediction)
      together(operation, targets, prediction)
      return overRows(run(Pointwise.neg, weighted(targets, logarithms(prediction))), rowsOf(targets))
    }
  }

const checkProbabilities = (p: AnyTensor): void => every('crossEntropy', 'probabilities from 0 to 1', p, isProbability)

/**
 * Cross entropy of probabilities, `−(1/n) Σₙ Σᵢ tₙᵢ·log pₙᵢ`, averaged over the rows.
 *
 * - **Shape** prediction `[n, k]`; targets `[n, k]` (one-hot or any distribution) or `[n]` (class numbers).
 * - **Units** nats.
 * - **Gradient** `−t/p/n`.
 * - **Errors** a `NablaError` for probabilities outside [0, 1], targets that are no distribution, or numbers that are no class.
 * - **Source** slides, "Loss function".
 *
 * @example
 * T.toNumber(pipe(T.tensor([[0.25, 0.75]]), Loss.crossEntropy(T.tensor([[1, 0]])))) // => Math.log(4)
 *
 * @category losses
 * @since 0.1.0
 */
export const crossEntropy: <S extends Shape>(targets: Tensor<S>) => ClassLoss<'crossEntropy', S> = entropy(
  'crossEntropy',
  (t, p) => {
    checkProbabilities(p)
    return run(Pointwise.neg, run(Pointwise.log, picked(t, p)))
  },
  (p) => {
    checkProbabilities(p)
    return run(Pointwise.log, p)
  },
)

/**
 * Cross entropy between targets and the softmax of some logits, averaged over the rows: `−(1/n) Σₙ Σᵢ tₙᵢ · log softmax(zₙ)ᵢ`.
 *
 * Computed as `−Σ t·(z − m − log Σ exp(z − m))` with m the largest logit, so it is finite, and keeps its digits, for logits of any finite size.
 *
 * - **Shape** logits `[n, k]`; targets `[n, k]` (one-hot or any distribution) or `[n]` (class numbers).
 * - **Units** nats.
 * - **Gradient** `(softmax(z) − t)/n`.
 * - **Errors** a `NablaError` for targets that are no distribution, or numbers that are no class.
 * - **Source** slides, "Loss function": softmax and cross entropy put together, as PyTorch offers them.
 *
 * @example
 * const loss = pipe(T.tensor([[0, 0]]), Loss.softmaxCrossEntropy(T.tensor([[1, 0]])))
 * T.toNumber(loss) // => Math.LN2
 *
 * @category losses
 * @since 0.1.0
 */
export const softmaxCrossEntropy: <S extends Shape>(targets: Tensor<S>) => ClassLoss<'softmaxCrossEntropy', S, Logits> =
  entropy(
    'softmaxCrossEntropy',
    (t, logits) => {
      const { z, total } = shifted('softmaxCrossEntropy', logits)
      return run(Pointwise.sub, run(Pointwise.log, total), picked(t, z))
    },
    (z) => logSoftmax(z),
  )
