/**
 * The formulas of the losses of the slides.
 */
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { sigmoid, softmax } from '../../src/Activation.js'
import * as Loss from '../../src/Loss.js'
import { add, div, mul, sub } from '../../src/operation/Binary.js'
import { stack } from '../../src/operation/Layout.js'
import { oneHot } from '../../src/operation/Reduction.js'
import { log, neg } from '../../src/operation/Unary.js'
import * as Index from '../../src/primitive/Index.js'
import * as Layout from '../../src/primitive/Layout.js'
import { bind } from '../../src/primitive/Primitive.js'
import { plain, shape, type AnyTensor, type Tensor } from '../../src/tensor/Value.js'
import * as arbitrary from '../arbitraries.js'
import { grad, ours } from '../calculus.js'
import { every, law, type Law, type LawSet } from '../Law.js'
import { loss, mixed, nearby, ordered, rowsOf, type AnyLoss, type LossOptions } from '../loss.js'
import { interior, pair, pairs, probability, type Pair } from '../random/pairs.js'
import { agree, same } from '../rounding.js'
import type { Cost, Tree } from '../tree.js'

const mse = Loss.mse as unknown as AnyLoss
const bce = Loss.bce as unknown as AnyLoss
const bceWithLogits = Loss.bceWithLogits as unknown as AnyLoss
const crossEntropy = Loss.crossEntropy as unknown as AnyLoss
const softmaxCrossEntropy = Loss.softmaxCrossEntropy as unknown as AnyLoss
const probabilitiesOf = softmax as unknown as (x: AnyTensor) => AnyTensor

/** Two formulas of the same loss, or of its gradient. */
const equally = (
  name: string,
  statement: string,
  of: fc.Arbitrary<Pair>,
  expected: (p: Pair) => Tree,
  found: (p: Pair) => Tree,
): Law => law(name, statement, of, (p) => agree(expected, found, p))

const gradient =
  (make: AnyLoss) =>
  ({ targets, prediction }: Pair): Tree =>
    grad(make(targets) as Cost)(prediction)

/** `(a − b)·k/n` over n rows */
const differences = (a: AnyTensor, b: AnyTensor, k: number): AnyTensor => pipe(a, sub(b), mul(k), div(rowsOf(a)))

const complement = (x: AnyTensor): AnyTensor => pipe(neg(x), add(1))

/** The logit of a probability, `log p − log(1 − p)`: infinite for certainty. */
const logit = (p: AnyTensor): AnyTensor => pipe(log(p), sub(log(complement(p))))

/** Class numbers, and logits of any size for them. */
const numbered = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 2, max: 4 })).chain(([n, k]) =>
  fc.record({
    classes: arbitrary.tensor([n], fc.nat(k - 1)) as fc.Arbitrary<AnyTensor>,
    prediction: arbitrary.tensor([n, k], interior) as fc.Arbitrary<AnyTensor>,
    k: fc.constant(k),
  }),
)

const byNumber = (make: AnyLoss): Law =>
  law('class numbers', 'targets may be class numbers, which are their one-hot rows, to the bit', numbered, (c) =>
    same(make(oneHot(c.k)(c.classes as Tensor<[number]>))(c.prediction), make(c.classes)(c.prediction)),
  )

/** Binary targets, one a row. */
const questions = fc
  .integer({ min: 1, max: 4 })
  .chain((n) => pair(arbitrary.tensor([n], probability), arbitrary.tensor([n], arbitrary.between(0, 1))))

/** Binary targets, each with two logits. */
const questionsByLogits = fc
  .integer({ min: 1, max: 4 })
  .chain((n) => pair(arbitrary.tensor([n], probability), arbitrary.tensor([n, 2])))

/** The second column minus the first. */
const difference = (x: AnyTensor): AnyTensor => {
  const column = (i: number): AnyTensor =>
    bind(Layout.reshape, [bind(Layout.slice, [x], { axis: 1, start: i, end: i + 1 })], { to: [rowsOf(x)] })
  return pipe(column(1), sub(column(0)))
}

/** Binary targets as two classes. */
const twoClasses = (x: AnyTensor): AnyTensor =>
  (stack(1) as (xs: readonly AnyTensor[]) => AnyTensor)([complement(x), x])

/** Other targets of the same kind: 0 for 1, or the classes in reverse. */
const opposite = (targets: AnyTensor, classes: boolean): AnyTensor => {
  if (!classes) return complement(targets)
  const k = shape(targets)[1] ?? 1
  const order = plain(
    [k],
    Float64Array.from({ length: k }, (_, i) => k - 1 - i),
  )
  return bind(Index.take, [targets, order], { axis: 1 })
}

/** An entropy is linear in its targets, so its derivative along the difference of two targets on the simplex is the difference of their losses, at the corners too. */
const linearInTargets = (make: AnyLoss, of: fc.Arbitrary<Pair>, classes: boolean): Law =>
  law(
    'targets',
    'its derivative from targets to others is the difference of the losses, forward and reverse',
    of,
    (p) => {
      const along =
        (derivative: typeof ours.slope) =>
        ({ targets, prediction }: Pair): Tree => {
          const others = opposite(targets, classes)
          return derivative((t) => make(t as AnyTensor)(prediction), pipe(others, sub(targets)))(targets)
        }
      const expected = ({ targets, prediction }: Pair): Tree =>
        pipe(make(opposite(targets, classes))(prediction), sub(make(targets)(prediction)))
      return every([agree(expected, along(ours.slope), p), agree(expected, along(ours.slopeReverse), p)])
    },
  )

const claimed = (make: AnyLoss, name: string, options: LossOptions, ...laws: readonly Law[]): LawSet => ({
  name,
  laws,
  parents: [loss(make, { ...options, name: `${name} as a loss` })],
})

/**
 * The laws of the losses of the slides, each with its formulas. They also apply to another implementation: `losses.softmaxCrossEntropy(myLoss)`.
 *
 * @example
 * import { check, losses } from 'nabla-ts/laws'
 * E.isRight(check(losses.softmaxCrossEntropy(), { numRuns: 10 })) // => true
 *
 * @category sets
 */
export const losses = {
  mse: (make: AnyLoss = mse): LawSet =>
    claimed(
      make,
      'mse',
      {},
      equally(
        'gradient',
        '2(ŷ − y)/n over n elements',
        pairs.values,
        ({ targets, prediction }) => pipe(differences(prediction, targets, 2), div(shape(targets)[1] ?? 1)),
        gradient(make),
      ),
    ),
  bce: (make: AnyLoss = bce): LawSet =>
    claimed(
      make,
      'bce',
      { of: pairs.answers, zero: false },
      equally(
        'two classes',
        'it is the cross entropy of two classes, the second of which is yes',
        questions,
        ({ targets, prediction }) => crossEntropy(twoClasses(targets))(twoClasses(prediction)),
        ({ targets, prediction }) => make(targets)(prediction),
      ),
      equally(
        'gradient',
        '(p − t)/(p(1 − p))/n',
        pairs.answers,
        ({ targets, prediction }) =>
          pipe(differences(prediction, targets, 1), div(pipe(prediction, mul(complement(prediction))))),
        gradient(make),
      ),
      linearInTargets(make, pairs.answers, false),
    ),
  bceWithLogits: (make: AnyLoss = bceWithLogits): LawSet =>
    claimed(
      make,
      'bceWithLogits',
      { of: pairs.answersByLogits, best: logit, zero: false, reach: 1000 },
      equally(
        'sigmoid',
        'bce ∘ sigmoid',
        pairs.answersByLogits,
        ({ targets, prediction }) => bce(targets)(sigmoid(prediction)),
        ({ targets, prediction }) => make(targets)(prediction),
      ),
      equally(
        'two classes',
        'it is softmaxCrossEntropy of two classes whose logits have its logit as their difference',
        questionsByLogits,
        ({ targets, prediction }) => softmaxCrossEntropy(twoClasses(targets))(prediction),
        ({ targets, prediction }) => make(targets)(difference(prediction)),
      ),
      equally(
        'gradient',
        '(σ(z) − t)/n',
        pairs.answersByLogits,
        ({ targets, prediction }) => differences(sigmoid(prediction), targets, 1),
        gradient(make),
      ),
      linearInTargets(make, pairs.answersByLogits, false),
    ),
  crossEntropy: (make: AnyLoss = crossEntropy): LawSet =>
    claimed(
      make,
      'crossEntropy',
      // Among distributions the targets are best; numbers that sum to more than 1 have a smaller loss.
      { of: pairs.classes, best: undefined },
      law(
        'best',
        'no distribution has a smaller loss than the targets',
        nearby(pairs.classesByLogits),
        ({ pair: p, part }) =>
          ordered(
            ({ targets }) => make(targets)(targets),
            ({ targets, prediction }) => make(targets)(mixed(part, targets, probabilitiesOf(prediction))),
            p,
            'at most',
          ),
      ),
      equally(
        'gradient',
        '−t/p/n',
        pairs.classes,
        ({ targets, prediction }) => pipe(neg(targets), div(prediction), div(rowsOf(targets))),
        gradient(make),
      ),
      byNumber(make),
      linearInTargets(make, pairs.classes, true),
    ),
  softmaxCrossEntropy: (make: AnyLoss = softmaxCrossEntropy): LawSet =>
    claimed(
      make,
      'softmaxCrossEntropy',
      { of: pairs.classesByLogits, best: log as (x: AnyTensor) => AnyTensor, zero: false, reach: 1000 },
      equally(
        'softmax',
        'crossEntropy ∘ softmax',
        pairs.classesByLogits,
        ({ targets, prediction }) => crossEntropy(targets)(probabilitiesOf(prediction)),
        ({ targets, prediction }) => make(targets)(prediction),
      ),
      equally(
        'gradient',
        '(softmax(z) − t)/n',
        pairs.classesByLogits,
        ({ targets, prediction }) => differences(probabilitiesOf(prediction), targets, 1),
        gradient(make),
      ),
      byNumber(make),
      linearInTargets(make, pairs.classesByLogits, true),
    ),
}
