/**
 * The parts of random networks: activations and objectives.
 */
import * as A from '../../../src/nn/Activation.js'
import * as Loss from '../../../src/nn/Loss.js'
import * as Objective from '../../../src/nn/Objective.js'
import { fromArray } from '../../../src/operation/Construct.js'
import type { Name } from '../../../src/tensor/Shape.js'
import type { AnyTensor, Scalar, Tensor } from '../../../src/tensor/Value.js'

/** The values between layers. */
export type Rows = Tensor<[Name<'batch'>, number]>

/**
 * An activation as it occurs in random networks.
 *
 * @category model
 */
export interface Choice {
  /** The code that a user writes for it */
  readonly code: string
  readonly f: (x: Rows) => Rows
  /** Arguments at which its derivative jumps. */
  readonly kinks?: readonly number[]
}

/**
 * The objective of a random network: a loss, and targets for it.
 *
 * @category model
 */
export interface Goal {
  /** The code of the loss for k outputs: a function of the targets, then of the output */
  readonly code: (outputs: number) => string
  readonly loss: (outputs: number) => (targets: AnyTensor) => (output: Rows) => Scalar
  /** The number of outputs it requires for a requested number */
  readonly outputs: (width: number) => number
  /** Targets for some rows and outputs, from numbers and from nonnegative integers */
  readonly targets: (rows: number, outputs: number, numbers: Pool, integers: Pool) => AnyTensor
}

/** Numbers by row and column. */
export type Pool = (row: number, column: number) => number

const choice = (code: string, f: unknown, kinks: readonly number[] = []): Choice => ({
  code,
  f: f as (x: Rows) => Rows,
  kinks,
})

/**
 * All activations of the library, the simplest first: cases shrink towards it.
 *
 * @category cases
 */
export const choices: readonly Choice[] = [
  choice('A.identity', A.identity),
  choice('A.relu', A.relu, [0]),
  choice('A.leakyRelu(0.1)', A.leakyRelu(0.1), [0]),
  choice('A.elu(0.5)', A.elu(0.5), [0]),
  choice('A.elu(1)', A.elu(1), [0]),
  choice('A.sigmoid', A.sigmoid),
  choice('A.tanh', A.tanh),
  choice('A.softplus', A.softplus),
  choice('A.logSigmoid', A.logSigmoid),
  choice('A.softmax', A.softmax),
  choice('A.logSoftmax', A.logSoftmax),
]

/** A tensor of rows and columns. */
export const table = (rows: number, columns: number, at: Pool): AnyTensor =>
  fromArray(
    Array.from({ length: rows * columns }, (_, i) => at(Math.floor(i / columns), i % columns)),
    [rows, columns],
  )
const column = (rows: number, at: (row: number) => number): AnyTensor =>
  fromArray(
    Array.from({ length: rows }, (_, i) => at(i)),
    [rows],
  )

type Untyped = (targets: AnyTensor) => (output: Rows) => Scalar
const untyped = (loss: unknown): Untyped => loss as Untyped

const asMany = (width: number): number => width
const atLeastTwo = (width: number): number => Math.max(2, width)

const numbersAsTargets: Goal['targets'] = (rows, k, numbers) => table(rows, k, numbers)
const classes: Goal['targets'] = (rows, k, _, integers) => column(rows, (row) => integers(row, 0) % Math.max(2, k))
const fractions: Goal['targets'] = (rows, k, _, integers) => table(rows, k, (row, i) => (integers(row, i) % 5) / 4)
/** Rows that sum to 1, zeros among them. */
const distributions: Goal['targets'] = (rows, k, _, integers) => {
  const weight = (row: number, i: number): number => integers(row, i) % 5
  const total = (row: number): number => Array.from({ length: k }, (__, i) => weight(row, i)).reduce((a, b) => a + b, 0)
  return table(rows, k, (row, i) => (total(row) === 0 ? 1 / k : weight(row, i) / total(row)))
}

const goal = (
  code: string,
  loss: unknown,
  targets: Goal['targets'],
  outputs: (width: number) => number = asMany,
): Goal => ({ code: () => code, loss: () => untyped(loss), outputs, targets })

/**
 * All losses and objectives of the library, with hard targets and soft ones.
 *
 * @category cases
 */
export const goals: readonly Goal[] = [
  {
    ...goal('', undefined, numbersAsTargets),
    code: (k) => `Objective.regression(${k}).loss`,
    loss: (k) => untyped(Objective.regression(k).loss),
  },
  goal('Loss.mse', Loss.mse, numbersAsTargets),
  goal('Objective.binary.loss', Objective.binary.loss, classes, () => 1),
  goal('Loss.bceWithLogits', Loss.bceWithLogits, fractions),
  goal(
    '((t) => (z) => Loss.bce(t)(A.sigmoid(z)))',
    (t: Rows) => (z: Rows) => untyped(Loss.bce)(t)(A.sigmoid(z)),
    fractions,
  ),
  {
    ...goal('', undefined, classes, atLeastTwo),
    code: (k) => `Objective.multiclass(${k}).loss`,
    loss: (k) => untyped(Objective.multiclass(k).loss),
  },
  goal('Loss.softmaxCrossEntropy', Loss.softmaxCrossEntropy, distributions),
  goal(
    '((t) => (z) => Loss.crossEntropy(t)(A.softmax(z)))',
    (t: AnyTensor) => (z: Rows) => untyped(Loss.crossEntropy)(t)(A.softmax(z)),
    classes,
    atLeastTwo,
  ),
  goal(
    '((t) => (z) => Loss.crossEntropy(t)(A.softmax(z)))',
    (t: AnyTensor) => (z: Rows) => untyped(Loss.crossEntropy)(t)(A.softmax(z)),
    distributions,
  ),
]
