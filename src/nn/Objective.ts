/**
 * Objectives: the output activation, the loss and the decision rule of a task.
 *
 * The types hold the slides' summary: an objective that takes logits does not compile with a model that ends in a softmax.
 */
import { greaterOrEqual } from '../operation/Binary.js'
import { argmax, sumAlong } from '../operation/Reduction.js'
import { fail } from '../tensor/Errors.js'
import { print, type Name } from '../tensor/Shape.js'
import { shape, type AnyTensor, type Scalar, type Tensor } from '../tensor/Value.js'
import { sigmoid, softmax } from './Activation.js'
import { bceWithLogits, mse, softmaxCrossEntropy } from './Loss.js'
import type { ModelError, PrintOutput, Probabilities } from './Model.js'
import type { Classes } from './Metric.js'
import { number as expectNumber } from '../tensor/Expect.js'

/**
 * An objective for outputs `O` and targets `T`: `P` is the type of activated outputs, `D` of decisions.
 *
 * @category model
 */
export interface Objective<O, T, P, D> {
  readonly name: string
  /** The mean loss over the rows. */
  readonly loss: (targets: T) => (output: O) => Scalar
  /** The output activation. */
  readonly activation: (output: O) => P
  /** The decision for each row of the output. */
  readonly decide: (output: O) => D
  /** The targets in the form of decisions. */
  readonly actual: (targets: T) => D
}

/** Checks the output of a model against the output of an objective. */
export type CheckOutput<O, Expected> = [O] extends [Probabilities<infer S>]
  ? [Tensor<S>] extends [O]
    ? CheckShape<O, Expected>
    : ModelError<'this objective takes logits: leave the last activation out, the objective applies it'>
  : CheckShape<O, Expected>

type CheckShape<O, Expected> = [O] extends [Expected]
  ? unknown
  : ModelError<`this objective takes an output of shape ${PrintOutput<Expected>}, the model gives ${PrintOutput<O>}`>

/** A batch of rows of k elements. */
export type Rows<K extends number> = Tensor<[Name<'batch'>, K]>

/** Checks the width of an output, for callers whose types do not know it. */
const checkWidth = (objective: string, width: number, output: AnyTensor): void => {
  const found = shape(output)
  if (found.length !== 2 || found[1] !== width) fail(objective, `an output of shape [batch, ${width}]`, print(found))
}

/**
 * Regression: the output is the value (identity), the loss is the mean squared error.
 *
 * - **Errors** a `NablaError`, where types cannot see it, for an output of another width.
 * - **Source** slides, "Summary".
 *
 * @example
 * T.toNumber(Objective.regression(1).loss(T.tensor([[1]]))(T.tensor([[3]]))) // => 4
 *
 * @category objectives
 */
export const regression = <const K extends number>(outputs: K): Objective<Rows<K>, Rows<K>, Rows<K>, Rows<K>> => {
  expectNumber('Objective.regression', outputs)

  const same = (x: Rows<K>): Rows<K> => x
  return {
    name: `regression of ${outputs}`,
    loss: (targets) => (output) => {
      checkWidth('regression', outputs, output)
      return mse<[Name<'batch'>, number]>(targets)<[Name<'batch'>, number]>(output)
    },
    activation: same,
    decide: same,
    actual: same,
  }
}

/**
 * Multiclass classification: the output is logits, their softmax the probabilities, the loss the cross entropy, the decision the most
 * probable class. Targets are class numbers.
 *
 * - **Errors** a `NablaError` for fewer than two classes, and, where types cannot see it, for an output of another width.
 * - **Source** slides, "Summary".
 *
 * @example
 * const digit = Objective.multiclass(10)
 * T.toNumber(digit.loss(T.tensor([7]))(T.zeros([1, 10]))) // => Math.log(10)
 *
 * @category objectives
 */
export const multiclass = <const K extends number>(
  classes: K,
): Objective<Rows<K>, Classes, Probabilities<[Name<'batch'>, K]>, Classes> => {
  if (!Number.isSafeInteger(classes) || classes < 2) fail('multiclass', 'at least two classes', String(classes))
  return {
    name: `one of ${classes} classes`,
    loss: (targets) => (output) => {
      checkWidth('multiclass', classes, output)
      return softmaxCrossEntropy(targets)<[Name<'batch'>, number]>(output)
    },
    activation: (output) => softmax<[Name<'batch'>, number]>(output) as Probabilities<[Name<'batch'>, K]>,
    decide: (output) => argmax<[Name<'batch'>, number]>(output),
    actual: (targets) => targets,
  }
}

/**
 * Binary classification with one output: the output is a logit, its sigmoid the probability of class 1, the loss the binary cross entropy. A probability of 0.5 is class 1.
 * Targets are class numbers 0 and 1.
 *
 * `multiclass(2)` is the same task with two outputs: both agree when this logit is the difference of those two.
 *
 * - **Errors** a `NablaError`, where types cannot see it, for more than one output.
 * - **Source** slides, "Summary".
 * - **Law** `laws/loss.ts`: its loss is that of `multiclass(2)`. The decision is too, except at a probability of exactly 0.5.
 *
 * @example
 * T.toArray(Objective.binary.decide(T.tensor([[-1], [0], [3]]))) // => [0, 1, 1]
 *
 * @category objectives
 */
export const binary: Objective<Rows<1>, Classes, Probabilities<[Name<'batch'>, 1]>, Classes> = {
  name: 'yes or no',
  loss: (targets) => (output) => {
    checkWidth('binary', 1, output)
    return bceWithLogits(targets)<[Name<'batch'>]>(sumAlong(-1)(output))
  },
  activation: (output) => sigmoid(output),
  decide: (output) => greaterOrEqual(0)(sumAlong(-1)(output)),
  actual: (targets) => targets,
}
