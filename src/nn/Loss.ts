/**
 * Loss functions: the scalar that training minimises. All are data-last: `pipe(prediction, mse(targets))`.
 *
 * `mse` averages over all elements. The cross entropies sum over the classes and average over the rows.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { add, div, equal, mul, sub, where } from '../operation/Binary.js'
import { mean, oneHot, sum } from '../operation/Reduction.js'
import { log, log1p, neg, square } from '../operation/Unary.js'
import { check, checkElements, checkIndices } from '../primitive/Known.js'
import { product } from '../primitive/Pointwise.js'
import { fail } from '../tensor/Errors.js'
import type { CheckSame } from '../tensor/Dimensions.js'
import { equals, print, type Shape } from '../tensor/Shape.js'
import { dense, shape, type AnyTensor, type Scalar, type Tensor } from '../tensor/Value.js'
import { logSoftmax, softplus } from './Activation.js'
import type { Logits } from './Model.js'

/** The loss for given targets, as a function of a prediction of the same shape. */
export type Loss<Operation extends string, S extends Shape, Kind = unknown> = <A extends Shape>(
  prediction: Tensor<A> & Kind & CheckSame<Operation, A, S>,
) => Scalar

const checkShapes = (operation: string, targets: AnyTensor, prediction: AnyTensor): void => {
  if (!equals(shape(targets), shape(prediction)))
    fail(operation, `a prediction of the targets' shape ${print(shape(targets))}`, print(shape(prediction)))
  if (shape(targets).includes(0)) fail(operation, 'at least one example', `shape ${print(shape(targets))}`)
}

/** `Σx / n` for n rows. */
const meanOverRows = (x: AnyTensor, n: number): Scalar => div(n)(sum(x))

const rowsOf = (x: AnyTensor): number => shape(x)[0] ?? 1

/** 1 where an element is not NaN. */
const isNumber = (x: AnyTensor): AnyTensor => equal(x)(x)

/** `t·y`, with 0·∞ = 0. The derivative with respect to t is y, also at t = 0. NaN in either factor gives NaN. */
const weighted = (t: AnyTensor, y: AnyTensor): AnyTensor => where(isNumber(add(t)(y)), product(t, y), mul(t)(y))

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
 */
export const mse =
  <S extends Shape>(targets: Tensor<S>): Loss<'mse', S> =>
  (prediction) => {
    checkShapes('mse', targets, prediction)
    return pipe(prediction as AnyTensor, sub(targets as AnyTensor), square, mean)
  }

/**
 * Binary cross entropy of probabilities, `−(1/n) Σ [t·log p + (1 − t)·log(1 − p)]`, averaged over the rows; finite where p is 0 or 1 and the target agrees.
 *
 * - **Shape** `[n]` or `[n, k]`, the same for targets and prediction; the k terms of a row are summed.
 * - **Units** nats.
 * - **Gradient** `(p − t)/(p(1 − p))/n`.
 * - **Errors** a `NablaError` for targets or probabilities outside [0, 1].
 * - **Source** slides, "Loss function".
 *
 * @example
 * T.toNumber(pipe(T.tensor([0.5, 1]), Loss.bce(T.tensor([0, 1])))) // => Math.LN2 / 2
 *
 * @category losses
 */
export const bce = <S extends Shape>(targets: Tensor<S>): Loss<'bce', S> => {
  checkElements('bce', 'targets from 0 to 1', targets, isTarget)
  return (prediction) => {
    checkShapes('bce', targets, prediction)
    checkElements('bce', 'probabilities from 0 to 1', prediction, isProbability)
    const yes = weighted(targets, log(prediction))
    const no = weighted(complement(targets), pipe(prediction, neg, log1p))
    return meanOverRows(pipe(yes, add(no), neg), rowsOf(targets))
  }
}

const complement = (t: AnyTensor): AnyTensor => pipe(t, neg, add(1))

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
 */
export const bceWithLogits = <S extends Shape>(targets: Tensor<S>): Loss<'bceWithLogits', S, Logits> => {
  checkElements('bceWithLogits', 'targets from 0 to 1', targets, isTarget)
  return (logits) => {
    checkShapes('bceWithLogits', targets, logits)
    const yes = weighted(targets, pipe(logits, neg, softplus))
    const no = weighted(complement(targets), softplus(logits))
    return meanOverRows(add(no)(yes), rowsOf(targets))
  }
}

/** The loss of class predictions: targets are one distribution per row, or one class number per row. */
export type ClassLoss<Operation extends string, S extends Shape, Kind = unknown> = <A extends Shape>(
  prediction: Tensor<A> & Kind & CheckClasses<Operation, A, S>,
) => Scalar

/** Checks that targets have the prediction's shape, with or without its last axis. */
export type CheckClasses<Operation extends string, A extends Shape, S extends Shape> = S extends readonly [number]
  ? A extends readonly [infer N extends number, number]
    ? CheckSame<Operation, [N], S>
    : CheckSame<Operation, A, [...S, number]>
  : CheckSame<Operation, A, S>

/** The unit roundoff of float32. */
const unit = 2 ** -24

/**
 * The tolerance on the sum of k probabilities that were computed in float32, with unit roundoff u.
 *
 * In `pᵢ = eᵢ/Σe` the sum of k terms has a relative error of at most (k − 1)u in any order, and the quotient adds u. One smoothing or mixing `λp + (1 − λ)q` adds three
 * roundings: 1 − λ, a product, a sum. The total is (k + 3)u to first order. The float64 errors of the check are negligible.
 */
const tolerance = (k: number): number => (k + 3) * unit

/** Whether a target is a probability, up to float32 rounding. */
const isTarget = (v: number): boolean => (v >= 0 && v <= 1 + tolerance(1)) || Number.isNaN(v)

const checkDistributions = (operation: string, targets: AnyTensor): void => {
  const k = shape(targets)[1] ?? 1
  check(targets, (plain) => {
    const flat = dense(plain)
    Array.from({ length: flat.length / k }, (_, row) => {
      const total = flat.subarray(row * k, row * k + k).reduce((a, b) => a + b, 0)
      if (Math.abs(total - 1) > tolerance(k))
        fail(operation, 'targets whose rows sum to 1', `a sum of ${total} in row ${row}`)
    })
  })
}

/** The number of classes of a prediction, which is a matrix. */
const classCount = (operation: string, prediction: AnyTensor): number => {
  const [, classes] = shape(prediction)
  return shape(prediction).length !== 2 || classes === undefined
    ? fail(operation, 'a prediction of shape [batch, classes]', print(shape(prediction)))
    : classes
}

/** Class numbers as one-hot rows of the prediction's shape. */
const oneHotTargets = (operation: string, targets: AnyTensor, prediction: AnyTensor): AnyTensor => {
  const classes = classCount(operation, prediction)
  checkIndices(operation, 'class numbers', classes, targets)
  const t = oneHot(classes)(targets)
  checkShapes(operation, t, prediction)
  return t
}

/** Cross entropy from log p. A class number selects one logarithm, so the others, infinite or not, have no effect; a distribution weights all of them. */
const entropy =
  (operation: string, logarithms: (prediction: AnyTensor) => AnyTensor) =>
  <S extends Shape>(targets: Tensor<S>) => {
    const mean = (y: AnyTensor): Scalar => meanOverRows(neg(y), rowsOf(targets))
    if (shape(targets).length === 1)
      return (prediction: AnyTensor): Scalar =>
        mean(where(oneHotTargets(operation, targets, prediction), logarithms(prediction), 0))
    checkElements(operation, 'targets from 0 to 1', targets, isTarget)
    checkDistributions(operation, targets)
    return (prediction: AnyTensor): Scalar => {
      classCount(operation, prediction)
      checkShapes(operation, targets, prediction)
      return mean(weighted(targets, logarithms(prediction)))
    }
  }

/**
 * Cross entropy of probabilities, `−(1/n) Σₙ Σᵢ tₙᵢ·log pₙᵢ`, averaged over the rows.
 *
 * - **Shape** prediction `[n, k]`; targets `[n, k]` (one-hot or any distribution) or `[n]` (class numbers).
 * - **Units** nats.
 * - **Gradient** `−t/p/n`.
 * - **Errors** a `NablaError` for probabilities outside [0, 1], targets that are not a distribution, or class numbers out of range.
 * - **Source** slides, "Loss function".
 *
 * @example
 * T.toNumber(pipe(T.tensor([[0.25, 0.75]]), Loss.crossEntropy(T.tensor([[1, 0]])))) // => Math.log(4)
 *
 * @category losses
 */
export const crossEntropy: <S extends Shape>(targets: Tensor<S>) => ClassLoss<'crossEntropy', S> = entropy(
  'crossEntropy',
  (p) => {
    checkElements('crossEntropy', 'probabilities from 0 to 1', p, isTarget)
    return log(p)
  },
)

/**
 * Cross entropy between targets and the softmax of some logits, averaged over the rows: `−(1/n) Σₙ Σᵢ tₙᵢ · log softmax(zₙ)ᵢ`.
 *
 * Computed from `logSoftmax`: finite for all finite logits, and accurate, with its derivatives, where one probability is almost 1.
 *
 * - **Shape** logits `[n, k]`; targets `[n, k]` (one-hot or any distribution) or `[n]` (class numbers).
 * - **Units** nats.
 * - **Gradient** `(softmax(z) − t)/n`.
 * - **Errors** a `NablaError` for targets that are not a distribution, or class numbers out of range.
 * - **Source** slides, "Loss function"; `CrossEntropyLoss` of PyTorch also combines softmax and cross entropy.
 *
 * @example
 * const loss = pipe(T.tensor([[0, 0]]), Loss.softmaxCrossEntropy(T.tensor([[1, 0]])))
 * T.toNumber(loss) // => Math.LN2
 *
 * @category losses
 */
export const softmaxCrossEntropy: <S extends Shape>(targets: Tensor<S>) => ClassLoss<'softmaxCrossEntropy', S, Logits> =
  entropy('softmaxCrossEntropy', (z) => logSoftmax(z))
