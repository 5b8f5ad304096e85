/**
 * What holds of losses: of any, and of those of the slides in particular.
 *
 * @since 0.1.0
 */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { sigmoid, softmax } from '../src/Activation.js'
import * as Loss from '../src/Loss.js'
import { add, div, mul, sub } from '../src/operation/Binary.js'
import { stack } from '../src/operation/Layout.js'
import { oneHot } from '../src/operation/Reduction.js'
import { log, neg } from '../src/operation/Unary.js'
import * as Index from '../src/primitive/Index.js'
import * as Layout from '../src/primitive/Layout.js'
import { bind } from '../src/primitive/Primitive.js'
import { isNablaError } from '../src/tensor/Errors.js'
import { plain, scalar, shape, toNumber, type AnyTensor, type Scalar, type Tensor } from '../src/tensor/Value.js'
import * as arbitrary from './arbitraries.js'
import { algebraic, numeric, situation } from './derivative.js'
import { every, expecting, holds, law, violated, type Law, type LawSet, type Verdict } from './Law.js'
import { agree, same, withinRounding } from './rounding.js'
import { grad, numbers, scale, type Cost, type Map, type Tree } from './tree.js'

/** A loss of targets and a prediction, by rows. */
export type AnyLoss = (targets: AnyTensor) => (prediction: AnyTensor) => Scalar

/** What a loss is given. */
export interface Pair {
  readonly targets: AnyTensor
  readonly prediction: AnyTensor
}

/** `[rows, columns]` and what is drawn for these. */
const sized = (of: (rows: number, columns: number) => fc.Arbitrary<Pair>, minColumns = 1): fc.Arbitrary<Pair> =>
  fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: minColumns, max: 3 }))
    .chain(([rows, columns]) => of(rows, columns))

/** Probabilities that keep away from 0 and 1, where a logarithm is too steep to be differentiated numerically. */
const interior = arbitrary.between(1 / 8, 7 / 8)
const probability = fc.oneof(fc.constantFrom(0, 1), arbitrary.between(0, 1))

/** Rows of k numbers that sum to 1, but for rounding: one class, or a mixture of all. */
const distributions = (rows: number, classes: number): fc.Arbitrary<AnyTensor> => {
  const certain = fc.nat(classes - 1).map((c) => Array.from({ length: classes }, (_, i) => (i === c ? 1 : 0)))
  const mixed = fc
    .array(arbitrary.between(1 / 8, 1), { minLength: classes, maxLength: classes })
    .map((parts) => parts.map((p) => p / parts.reduce((a, b) => a + b, 0)))
  return fc
    .array(fc.oneof(certain, mixed), { minLength: rows, maxLength: rows })
    .map((all) => plain([rows, classes], Float64Array.from(all.flat())))
}

const pair = (targets: fc.Arbitrary<AnyTensor>, prediction: fc.Arbitrary<AnyTensor>): fc.Arbitrary<Pair> =>
  fc.record({ targets, prediction })

/**
 * Targets and predictions for losses: `values` for regression; yes-or-no targets with probabilities or logits; class distributions with probabilities or logits.
 *
 * @category arbitraries
 * @since 0.1.0
 */
export const pairs = {
  values: sized((n, k) => pair(arbitrary.tensor([n, k]), arbitrary.tensor([n, k]))),
  answers: sized((n, k) => pair(arbitrary.tensor([n, k], probability), arbitrary.tensor([n, k], interior))),
  answersByLogits: sized((n, k) => pair(arbitrary.tensor([n, k], probability), arbitrary.tensor([n, k]))),
  classes: sized((n, k) => pair(distributions(n, k), arbitrary.tensor([n, k], interior)), 2),
  classesByLogits: sized((n, k) => pair(distributions(n, k), arbitrary.tensor([n, k])), 2),
}

/**
 * What is claimed of a loss.
 *
 * @category model
 * @since 0.1.0
 */
export interface LossOptions {
  readonly name?: string
  /** Targets and predictions to try, tensors whose first axis counts the rows; by default `pairs.values`. */
  readonly of?: fc.Arbitrary<Pair>
  /** Whether it is never below 0; by default it is. */
  readonly positive?: boolean
  /** The best prediction for targets, by default these themselves; `undefined` where there is none. */
  readonly best?: ((targets: AnyTensor) => AnyTensor) | undefined
  /** Whether the loss of the best prediction is 0, which it is by default, or only the least. */
  readonly zero?: boolean
  /** Whether it is a mean over the rows, as it is by default. */
  readonly mean?: boolean
  /** Up to where predictions may go, by default as far as `of` goes: logits may be 1000. */
  readonly reach?: number
}

const rowsOf = (x: AnyTensor): number => shape(x)[0] ?? 1

const taken = (x: AnyTensor, rows: readonly number[]): AnyTensor =>
  bind(Index.take, [x, plain([rows.length], Float64Array.from(rows))], { axis: 0 })

const both = (f: (x: AnyTensor) => AnyTensor, { targets, prediction }: Pair): Pair => ({
  targets: f(targets),
  prediction: f(prediction),
})

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/** `Σ/n` of scalars. */
const meanOf = (xs: readonly Scalar[]): Scalar =>
  pipe(
    xs.reduce((total, x) => pipe(total, add(x))),
    div(xs.length),
  )

/** A wrong number of rows, or of columns, is refused by a `NablaError`, never broadcast. */
const refuses = (make: AnyLoss, { targets, prediction }: Pair): Verdict => {
  const [n, ...others] = shape(prediction)
  const longer = taken(prediction, [...range(n ?? 1), 0])
  const flat = bind(Layout.reshape, [prediction], { to: [1, n ?? 1, ...others] })
  return every(
    [longer, flat].map((wrong) => {
      const tried = E.tryCatch(
        () => make(targets)(wrong),
        (error) => error,
      )
      return E.isLeft(tried) && isNablaError(tried.left)
        ? holds
        : violated({
            expected: `a NablaError for targets [${shape(targets).join(', ')}] and a prediction [${shape(wrong).join(', ')}]`,
            found: E.isLeft(tried) ? String(tried.left) : `a loss of ${String(toNumber(tried.right))}`,
          })
    }),
  )
}

/** `low ≤ high` for two losses, but for the rounding of both. */
const ordered = (low: (p: Pair) => Scalar, high: (p: Pair) => Scalar, p: Pair, words: string): Verdict => {
  const [a, b] = [toNumber(low(p)), toNumber(high(p))]
  if (a <= b) return holds
  const { holds: fine, bound } = withinRounding([low, high], p, a - b, 1)
  return fine
    ? holds
    : violated({ expected: `${words} ${b}`, found: String(a), bound: `${bound}: the rounding of both` })
}

/** Pairs, and how much of the prediction counts beside the best one: a little, since what is better than the best is close to it, or all. */
const nearby = (of: fc.Arbitrary<Pair>): fc.Arbitrary<{ readonly pair: Pair; readonly part: number }> =>
  fc.record({ pair: of, part: fc.constantFrom(1 / 64, 1 / 8, 1 / 2, 1) })

/** A mixture, in which an infinite best prediction stays so. */
const mixed = (part: number, best: AnyTensor, prediction: AnyTensor): AnyTensor =>
  part === 1 ? prediction : pipe(best, mul(1 - part), add(pipe(prediction, mul(part))))

/**
 * The laws of any loss by rows: not negative and least at the best prediction, a mean over the rows, with the gradient that numeric differentiation finds; a
 * prediction of another shape is refused.
 *
 * - **False alarms** a chance below 10⁻¹⁰ a law, see `numeric.ts` and `rounding.ts`.
 *
 * @example
 * import { check, loss } from 'nabla-ts/laws'
 * E.isRight(check(loss(Loss.mse), { numRuns: 10 })) // => true
 *
 * @category sets
 * @since 0.1.0
 */
export const loss = (make: (targets: never) => (prediction: never) => Scalar, options: LossOptions = {}): LawSet => {
  const { name = 'a loss', of = pairs.values, positive = true, zero = true, mean = true, reach } = options
  const best = 'best' in options ? options.best : (targets: AnyTensor): AnyTensor => targets
  const lossOf = make as unknown as AnyLoss
  const at = ({ targets, prediction }: Pair): Scalar => lossOf(targets)(prediction)
  const smooth = of.chain(({ targets, prediction }) => situation(lossOf(targets) as Map, prediction))
  return {
    name,
    laws: [
      law('scalar', 'the loss is one number, and finite', of, (p) =>
        expecting(shape(at(p)).length === 0 && Number.isFinite(toNumber(at(p))), {
          expected: 'a finite scalar',
          found: shape(at(p)).length === 0 ? String(toNumber(at(p))) : `shape [${shape(at(p)).join(', ')}]`,
        }),
      ),
      ...(positive
        ? [
            law('not negative', 'the loss is not negative', of, (p) =>
              ordered(() => scalar(0), at, p, 'at least 0, not'),
            ),
          ]
        : []),
      ...(best === undefined
        ? []
        : [
            law(
              'best',
              zero ? 'the loss of the best prediction is 0' : 'no prediction has a smaller loss than the best one',
              nearby(of),
              ({ pair: p, part }) =>
                zero
                  ? agree<Pair>(
                      () => scalar(0),
                      ({ targets }) => lossOf(targets)(best(targets)),
                      p,
                    )
                  : ordered(
                      ({ targets }) => lossOf(targets)(best(targets)),
                      ({ targets, prediction }) => lossOf(targets)(mixed(part, best(targets), prediction)),
                      p,
                      'at most',
                    ),
            ),
          ]),
      ...(reach === undefined
        ? []
        : [
            law(
              'far out',
              `finite, with its gradient, for predictions up to ±${reach}`,
              fc.record({ pair: of, factor: arbitrary.between(1, reach / 4) }),
              ({ pair: { targets, prediction }, factor }) => {
                const far = scale(factor, prediction)
                const f = lossOf(targets) as Cost
                const wrong = [...numbers(f(far)), ...numbers(grad(f)(far))].find(
                  ({ values }) => !values.every(Number.isFinite),
                )
                return expecting(wrong === undefined, { expected: 'finite numbers', found: String(wrong?.values) })
              },
            ),
          ]),
      ...(mean
        ? [
            law(
              'order of rows',
              'permuting the rows leaves the loss',
              fc.record({ pair: of, keys: fc.array(fc.nat(), { minLength: 4, maxLength: 4 }) }),
              ({ pair: p, keys }) => {
                const order = [...range(rowsOf(p.targets))].sort((i, j) => (keys[i] ?? 0) - (keys[j] ?? 0))
                return agree(at, (q) => at(both((x) => taken(x, order), q)), p)
              },
            ),
            law('rows twice', 'having every row twice leaves the loss', of, (p) => {
              const rows = range(rowsOf(p.targets))
              return agree(at, (q) => at(both((x) => taken(x, [...rows, ...rows]), q)), p)
            }),
            law('mean', 'it is the mean of the losses of the rows', of, (p) =>
              agree((q) => meanOf(range(rowsOf(q.targets)).map((i) => at(both((x) => taken(x, [i]), q)))), at, p),
            ),
          ]
        : []),
      law('other shapes', 'a prediction of another shape is refused, never broadcast', of, (p) => refuses(lossOf, p)),
    ],
    parents: [{ name: `${name}, differentiated`, laws: [...algebraic(smooth), ...numeric(smooth)] }],
  }
}

// -------------------------------------------------------------------------------------------------
// The losses of the slides
// -------------------------------------------------------------------------------------------------

const mse = Loss.mse as unknown as AnyLoss
const bce = Loss.bce as unknown as AnyLoss
const bceWithLogits = Loss.bceWithLogits as unknown as AnyLoss
const crossEntropy = Loss.crossEntropy as unknown as AnyLoss
const softmaxCrossEntropy = Loss.softmaxCrossEntropy as unknown as AnyLoss
const probabilitiesOf = softmax as unknown as (x: AnyTensor) => AnyTensor

/** Two ways of writing a loss, or its gradient. */
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

/** Yes-or-no questions, one a row. */
const questions = fc
  .integer({ min: 1, max: 4 })
  .chain((n) => pair(arbitrary.tensor([n], probability), arbitrary.tensor([n], arbitrary.between(0, 1))))

/** Yes-or-no questions, each with two logits. */
const questionsByLogits = fc
  .integer({ min: 1, max: 4 })
  .chain((n) => pair(arbitrary.tensor([n], probability), arbitrary.tensor([n, 2])))

/** The second column less the first. */
const difference = (x: AnyTensor): AnyTensor => {
  const column = (i: number): AnyTensor =>
    bind(Layout.reshape, [bind(Layout.slice, [x], { axis: 1, start: i, end: i + 1 })], { to: [rowsOf(x)] })
  return pipe(column(1), sub(column(0)))
}

/** No and yes as two classes. */
const twoClasses = (x: AnyTensor): AnyTensor =>
  (stack(1) as (xs: readonly AnyTensor[]) => AnyTensor)([complement(x), x])

const claimed = (make: AnyLoss, name: string, options: LossOptions, ...laws: readonly Law[]): LawSet => ({
  name,
  laws,
  parents: [loss(make, { ...options, name: `${name} as a loss` })],
})

/**
 * The laws of the losses of the slides, each with its formulas. Whoever writes one anew holds it to the same: `losses.softmaxCrossEntropy(myLoss)`.
 *
 * @example
 * import { check, losses } from 'nabla-ts/laws'
 * E.isRight(check(losses.softmaxCrossEntropy(), { numRuns: 10 })) // => true
 *
 * @category sets
 * @since 0.1.0
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
    ),
  crossEntropy: (make: AnyLoss = crossEntropy): LawSet =>
    claimed(
      make,
      'crossEntropy',
      // Among distributions the targets are best; larger "probabilities", which sum to more than 1, have a smaller loss.
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
    ),
}
