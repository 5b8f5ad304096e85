/**
 * Loss functions: the scalar that training minimises. All are data-last: `pipe(prediction, mse(targets))`.
 *
 * `mse` averages over all elements. The cross entropies sum over the classes and average over the rows.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { add, div, equal, min, mul, sub, where } from '../operation/Binary.js'
import { mean, oneHot, sum } from '../operation/Reduction.js'
import { log, log1p, neg, square } from '../operation/Unary.js'
import { check, checkElements, checkIndices } from '../primitive/Known.js'
import { product } from '../primitive/Pointwise.js'
import { fail } from '../tensor/Errors.js'
import type { CheckSame } from '../tensor/Dimensions.js'
import { equals, print, type Shape } from '../tensor/Shape.js'
import { dense, ground, levelOf, shape, type AnyTensor, type Scalar, type Tensor } from '../tensor/Value.js'
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

/** `t·y` with 0·∞ = 0, so that `0·log 0` is 0. It is NaN if a factor is NaN, so that invalid data stay visible. */
const weighted = (t: AnyTensor, y: AnyTensor): AnyTensor => where(isNumber(add(t)(y)), product(t, y), mul(t)(y))

/** Whether a number is a probability, strictly: above 1, log(1 − p) is not defined. NaN passes: the loss is NaN, and the run reports it. */
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
 * Binary cross entropy of probabilities, `−(1/n) Σₙ Σₖ [t·log p + (1 − t)·log(1 − p)]`; finite where p = t is 0 or 1.
 *
 * - **Shape** `[n]` or `[n, k]`, the same for targets and prediction; the k terms of a row are summed.
 * - **Units** nats.
 * - **Gradient** `(p − t)/(p(1 − p))/n`.
 * - **Errors** a `NablaError` for probabilities outside [0, 1], and for targets outside it by more than float32 rounding.
 * - **Source** slides, "Loss function".
 *
 * @example
 * T.toNumber(pipe(T.tensor([0.5, 1]), Loss.bce(T.tensor([0, 1])))) // => Math.LN2 / 2
 *
 * @category losses
 */
export const bce = <S extends Shape>(targets: Tensor<S>): Loss<'bce', S> => {
  checkElements('bce', 'targets from 0 to 1', targets, isRoundedProbability)
  const t = atMostOne(targets)
  return (prediction) => {
    checkShapes('bce', targets, prediction)
    checkElements('bce', 'probabilities from 0 to 1', prediction, isProbability)
    const positive = weighted(t, log(prediction))
    const negative = weighted(complement(t), pipe(prediction, neg, log1p))
    return meanOverRows(pipe(positive, add(negative), neg), rowsOf(targets))
  }
}

const complement = (t: AnyTensor): AnyTensor => pipe(t, neg, add(1))

/** Targets, of which those above 1 by float32 rounding become 1, since the loss would be unbounded below. Traced targets are not changed. */
const atMostOne = (targets: AnyTensor): AnyTensor =>
  levelOf(targets) === ground && dense(targets).some((t) => t > 1) ? min(1)(targets) : targets

/**
 * Binary cross entropy of logits, `(1/n) Σ [t·softplus(−z) + (1 − t)·softplus(z)]`: `bce` of `σ(z)`, finite for all finite logits.
 *
 * - **Gradient** `(σ(z) − t)/n`.
 * - **Errors** a `NablaError` for targets outside [0, 1] by more than float32 rounding.
 *
 * @example
 * T.toNumber(pipe(T.tensor([1000]), Loss.bceWithLogits(T.tensor([0])))) // => 1000
 *
 * @category losses
 */
export const bceWithLogits = <S extends Shape>(targets: Tensor<S>): Loss<'bceWithLogits', S, Logits> => {
  checkElements('bceWithLogits', 'targets from 0 to 1', targets, isRoundedProbability)
  const t = atMostOne(targets)
  return (logits) => {
    checkShapes('bceWithLogits', targets, logits)
    const positive = weighted(t, pipe(logits, neg, softplus))
    const negative = weighted(complement(t), softplus(logits))
    return meanOverRows(add(negative)(positive), rowsOf(targets))
  }
}

/** A loss of class predictions. Targets are class probabilities `[n, k]` or class numbers `[n]`. */
export type ClassLoss<Operation extends string, S extends Shape, Kind = unknown> = <A extends Shape>(
  prediction: Tensor<A> & Kind & CheckClasses<Operation, A, S>,
) => Scalar

/** Checks that targets have the shape `[n, k]` or `[n]` for a prediction `[n, k]`. */
export type CheckClasses<Operation extends string, A extends Shape, S extends Shape> = S extends readonly [number]
  ? A extends readonly [infer N extends number, number]
    ? CheckSame<Operation, [N], S>
    : CheckSame<Operation, A, [...S, number]>
  : CheckSame<Operation, A, S>

/** The unit roundoff of float32, since targets often come from float32 programs. */
const roundoff = 2 ** -24

/**
 * The tolerance on the sum of k probabilities that were computed in float32, with unit roundoff u.
 *
 * In `pᵢ = eᵢ/Σe` the sum of k terms has a relative error of at most (k − 1)u in any order, and the quotient adds u. Label smoothing or mixup, `λp + (1 − λ)q`, adds three
 * roundings: 1 − λ, a product, a sum. The total is (k − 1 + 1 + 3)u to first order. The float64 errors of the check are negligible.
 */
const tolerance = (k: number): number => (k + 3) * roundoff

/** Whether a number is a probability up to float32 rounding. */
const isRoundedProbability = (v: number): boolean => (v >= 0 && v <= 1 + tolerance(1)) || Number.isNaN(v)

const checkDistributions = (operation: string, targets: AnyTensor): void => {
  const [n, k, ...rest] = shape(targets)
  if (n === undefined || k === undefined || rest.length > 0)
    return fail(operation, 'targets of shape [batch] or [batch, classes]', print(shape(targets)))
  check(targets, (plain) => {
    const flat = dense(plain)
    const sums = Array.from({ length: n }, (_, i) => flat.subarray(i * k, i * k + k).reduce((a, b) => a + b, 0))
    const row = sums.findIndex((total) => Math.abs(total - 1) > tolerance(k))
    if (row >= 0) fail(operation, 'targets whose rows sum to 1', `a sum of ${sums[row]} in row ${row}`)
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

/** Cross entropy from log p. For class numbers only the logarithm of the target class is used, so that −∞ elsewhere has no effect. */
const crossEntropyOf =
  (operation: string, logProbabilities: (prediction: AnyTensor) => AnyTensor) =>
  <S extends Shape>(targets: Tensor<S>) => {
    const meanNegative = (y: AnyTensor): Scalar => meanOverRows(neg(y), rowsOf(targets))
    if (shape(targets).length === 1)
      return (prediction: AnyTensor): Scalar =>
        meanNegative(where(oneHotTargets(operation, targets, prediction), logProbabilities(prediction), 0))
    checkElements(operation, 'targets from 0 to 1', targets, isRoundedProbability)
    checkDistributions(operation, targets)
    return (prediction: AnyTensor): Scalar => {
      classCount(operation, prediction)
      checkShapes(operation, targets, prediction)
      return meanNegative(weighted(targets, logProbabilities(prediction)))
    }
  }

/**
 * Cross entropy of probabilities, `−(1/n) Σₙ Σᵢ tₙᵢ·log pₙᵢ`.
 *
 * - **Shape** prediction `[n, k]`; targets `[n, k]` (one-hot or any distribution) or `[n]` (class numbers).
 * - **Units** nats.
 * - **Gradient** `−t/p/n`.
 * - **Errors** a `NablaError` for probabilities outside [0, 1] and target rows that are not a distribution, beyond float32 rounding, and for class numbers out of range.
 * - **Source** slides, "Loss function".
 *
 * @example
 * T.toNumber(pipe(T.tensor([[0.25, 0.75]]), Loss.crossEntropy(T.tensor([[1, 0]])))) // => Math.log(4)
 *
 * @category losses
 */
export const crossEntropy: <S extends Shape>(targets: Tensor<S>) => ClassLoss<'crossEntropy', S> = crossEntropyOf(
  'crossEntropy',
  (p) => {
    checkElements('crossEntropy', 'probabilities from 0 to 1', p, isRoundedProbability)
    return log(p)
  },
)

/**
 * Cross entropy between targets and the softmax of logits, `−(1/n) Σₙ Σᵢ tₙᵢ · log softmax(zₙ)ᵢ`.
 *
 * It is finite for all finite logits. Value and derivatives stay accurate where one probability is almost 1.
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
  crossEntropyOf('softmaxCrossEntropy', (z) => logSoftmax(z))
