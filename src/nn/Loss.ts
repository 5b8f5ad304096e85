/**
 * Losses: how far a prediction is from its targets, as one number to be made small. All are data-last: `pipe(prediction, mse(targets))`.
 *
 * `mse` averages over all elements; the entropies are summed over the classes and averaged over the rows.
 *
 * @since 0.1.0
 */
import { pipe } from 'fp-ts/lib/function.js'
import { add, div, equal, mul, sub, where } from '../operation/Binary.js'
import { mean, oneHot, sum } from '../operation/Reduction.js'
import { log, log1p, neg, square } from '../operation/Unary.js'
import { checkElements, checkIndices, known } from '../primitive/Known.js'
import { product } from '../primitive/Pointwise.js'
import { fail } from '../tensor/Errors.js'
import type { CheckSame } from '../tensor/Operands.js'
import { equals, print, type Shape } from '../tensor/Shape.js'
import { dense, shape, type AnyTensor, type Scalar, type Tensor } from '../tensor/Value.js'
import { logSoftmax, softplus } from './Activation.js'
import type { Logits } from './Model.js'

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
const overRows = (x: AnyTensor, n: number): Scalar => div(n)(sum(x))

const rowsOf = (x: AnyTensor): number => shape(x)[0] ?? 1

const isNumber = (x: AnyTensor): AnyTensor => equal(x)(x)

/**
 * `t·y`, and 0 where t is 0 even if y is infinite: what does not occur costs nothing. Its derivative with respect to t is y, at t = 0 too. NaN is no such cost, and passes.
 */
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
 * @since 0.1.0
 */
export const mse =
  <S extends Shape>(targets: Tensor<S>): Loss<'mse', S> =>
  (prediction) => {
    together('mse', targets, prediction)
    return pipe(prediction as AnyTensor, sub(targets as AnyTensor), square, mean)
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
  checkElements('bce', 'targets from 0 to 1', targets, isTarget)
  return (prediction) => {
    together('bce', targets, prediction)
    checkElements('bce', 'probabilities from 0 to 1', prediction, isProbability)
    const yes = weighted(targets, log(prediction))
    const no = weighted(complement(targets), pipe(prediction, neg, log1p))
    return overRows(pipe(yes, add(no), neg), rowsOf(targets))
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
 * @since 0.1.0
 */
export const bceWithLogits = <S extends Shape>(targets: Tensor<S>): Loss<'bceWithLogits', S, Logits> => {
  checkElements('bceWithLogits', 'targets from 0 to 1', targets, isTarget)
  return (logits) => {
    together('bceWithLogits', targets, logits)
    const yes = weighted(targets, pipe(logits, neg, softplus))
    const no = weighted(complement(targets), softplus(logits))
    return overRows(add(no)(yes), rowsOf(targets))
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

/** Half the distance from 1 to the next float32: how far float32 rounds, as a part of what it rounds. */
const unit = 2 ** -24

/**
 * How far rows of k probabilities may be from a sum of 1, since they may come from float32.
 *
 * Normalised there, `pᵢ = eᵢ/Σe`, the sum of k terms is off by a factor of at most `1 + (k − 1)u`, in whatever order, and each quotient by one of `1 + u`: together by ku. Smoothed or
 * mixed once, `λp + (1 − λ)q`, it is rounded three times more: 1 − λ, a product, a sum. So (k + 3)u, but for squares of u. What we add here has 2⁻⁵³ for u.
 */
const tolerance = (k: number): number => (k + 3) * unit

/** A target: a probability, which float32 may have rounded to above 1. */
const isTarget = (v: number): boolean => (v >= 0 && v <= 1 + tolerance(1)) || Number.isNaN(v)

const sumsToOne = (operation: string, targets: AnyTensor): void => {
  const plain = known(targets)
  if (plain === undefined) return
  const k = shape(targets)[1] ?? 1
  const flat = dense(plain)
  Array.from({ length: flat.length / k }, (_, row) => {
    const total = flat.subarray(row * k, row * k + k).reduce((a, b) => a + b, 0)
    if (Math.abs(total - 1) > tolerance(k))
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
  checkIndices(operation, 'class numbers', classes, targets)
  const t = oneHot(classes)(targets)
  together(operation, t, prediction)
  return t
}

/**
 * Cross entropy, from log p of each row: of the class that a number names, or weighted by a distribution. A number looks at its class only: what the others are has no part in it.
 */
const entropy =
  (operation: string, logarithms: (prediction: AnyTensor) => AnyTensor) =>
  <S extends Shape>(targets: Tensor<S>) => {
    const mean = (y: AnyTensor): Scalar => overRows(neg(y), rowsOf(targets))
    if (shape(targets).length === 1)
      return (prediction: AnyTensor): Scalar =>
        mean(where(places(operation, targets, prediction), logarithms(prediction), 0))
    checkElements(operation, 'targets from 0 to 1', targets, isTarget)
    sumsToOne(operation, targets)
    return (prediction: AnyTensor): Scalar => {
      classesOf(operation, prediction)
      together(operation, targets, prediction)
      return mean(weighted(targets, logarithms(prediction)))
    }
  }

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
  (p) => {
    checkElements('crossEntropy', 'probabilities from 0 to 1', p, isTarget)
    return log(p)
  },
)

/**
 * Cross entropy between targets and the softmax of some logits, averaged over the rows: `−(1/n) Σₙ Σᵢ tₙᵢ · log softmax(zₙ)ᵢ`.
 *
 * Computed from `logSoftmax`, so it is finite for logits of any finite size, and keeps its digits where a class is almost certain, as do its derivatives.
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
  entropy('softmaxCrossEntropy', (z) => logSoftmax(z))
