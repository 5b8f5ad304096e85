/**
 * Objectives: for a kind of task, what belongs together: the activation of the output, the loss, the decision.
 *
 * The slides' summary as a type: a model that ends in a softmax does not go with an objective that takes logits, and does not compile.
 *
 * @since 0.1.0
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
 * What a task asks of an output `O`, given targets `T`: `P` is what the output means, `D` what is decided.
 *
 * @category model
 * @since 0.1.0
 */
export interface Objective<O, T, P, D> {
  readonly name: string
  /** The loss of an output for targets: the mean over the rows. */
  readonly loss: (targets: T) => (output: O) => Scalar
  /** The activation of the output: what it means. */
  readonly activation: (output: O) => P
  /** What is decided, from the output. */
  readonly decide: (output: O) => D
  /** The targets as decisions, to compare. */
  readonly actual: (targets: T) => D
}

/** What must hold of the output of a model and the output an objective takes. */
export type CheckOutput<O, Expected> = [O] extends [Probabilities<infer S>]
  ? [Tensor<S>] extends [O]
    ? CheckShape<O, Expected>
    : ModelError<'this objective takes logits: leave the last activation out, the objective applies it'>
  : CheckShape<O, Expected>

type CheckShape<O, Expected> = [O] extends [Expected]
  ? unknown
  : ModelError<`this objective takes an output of shape ${PrintOutput<Expected>}, the model gives ${PrintOutput<O>}`>

/** A batch of rows of k numbers. */
export type Rows<K extends number> = Tensor<[Name<'batch'>, K]>

/** An output of so many numbers a row; types say that it is one, and whoever has none is told. */
const wide = (objective: string, width: number, output: AnyTensor): void => {
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
 * @since 0.1.0
 */
export const regression = <const K extends number>(outputs: K): Objective<Rows<K>, Rows<K>, Rows<K>, Rows<K>> => {
  expectNumber('Objective.regression', outputs)

  const same = (x: Rows<K>): Rows<K> => x
  return {
    name: `regression of ${outputs}`,
    loss: (targets) => (output) => {
      wide('regression', outputs, output)
      return mse<[Name<'batch'>, number]>(targets)<[Name<'batch'>, number]>(output)
    },
    activation: same,
    decide: same,
    actual: same,
  }
}

/**
 * One of several classes: the output is logits, their softmax the probabilities, the loss is the cross entropy, the decision the most
 * probable class. Targets are class numbers.
 *
 * - **Errors** a `NablaError` for less than two classes, and, where types cannot see it, for an output of another width.
 * - **Source** slides, "Summary".
 *
 * @example
 * const digit = Objective.multiclass(10)
 * T.toNumber(digit.loss(T.tensor([7]))(T.zeros([1, 10]))) // => Math.log(10)
 *
 * @category objectives
 * @since 0.1.0
 */
export const multiclass = <const K extends number>(
  classes: K,
): Objective<Rows<K>, Classes, Probabilities<[Name<'batch'>, K]>, Classes> => {
  if (!Number.isSafeInteger(classes) || classes < 2) fail('multiclass', 'at least two classes', String(classes))
  return {
    name: `one of ${classes} classes`,
    loss: (targets) => (output) => {
      wide('multiclass', classes, output)
      return softmaxCrossEntropy(targets)<[Name<'batch'>, number]>(output)
    },
    activation: (output) => softmax<[Name<'batch'>, number]>(output) as Probabilities<[Name<'batch'>, K]>,
    decide: (output) => argmax<[Name<'batch'>, number]>(output),
    actual: (targets) => targets,
  }
}

/**
 * Yes or no, with one output: the output is a logit, its sigmoid the probability of class 1, the loss is the binary cross entropy. Exactly 0.5 counts as class 1.
 * Targets are class numbers 0 and 1.
 *
 * With two outputs the same task is `multiclass(2)`; both are equal when one logit is the difference of the two.
 *
 * - **Errors** a `NablaError`, where types cannot see it, for more than one output.
 * - **Source** slides, "Summary".
 * - **Law** `laws/loss.ts`: its loss is that of `multiclass(2)`. The decision is too, except at a probability of exactly 0.5.
 *
 * @example
 * T.toArray(Objective.binary.decide(T.tensor([[-1], [0], [3]]))) // => [0, 1, 1]
 *
 * @category objectives
 * @since 0.1.0
 */
export const binary: Objective<Rows<1>, Classes, Probabilities<[Name<'batch'>, 1]>, Classes> = {
  name: 'yes or no',
  loss: (targets) => (output) => {
    wide('binary', 1, output)
    return bceWithLogits(targets)<[Name<'batch'>]>(sumAlong(-1)(output))
  },
  activation: (output) => sigmoid(output),
  decide: (output) => greaterOrEqual(0)(sumAlong(-1)(output)),
  actual: (targets) => targets,
}
