/**
 * Targets and predictions for losses.
 */
import * as fc from 'fast-check'
import { plain, type AnyTensor } from '../../src/tensor/Value.js'
import * as arbitrary from '../arbitraries.js'

/** The arguments of a loss. */
export interface Pair {
  readonly targets: AnyTensor
  readonly prediction: AnyTensor
}

/** Pairs of random size `[rows, columns]`. */
const sized = (of: (rows: number, columns: number) => fc.Arbitrary<Pair>, minColumns = 1): fc.Arbitrary<Pair> =>
  fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: minColumns, max: 3 }))
    .chain(([rows, columns]) => of(rows, columns))

/** Probabilities at a distance from 0 and 1, where a logarithm is too steep for numeric differentiation. */
export const interior = arbitrary.between(1 / 8, 7 / 8)
/** Probabilities, 0 and 1 included. */
export const probability = fc.oneof(fc.constantFrom(0, 1), arbitrary.between(0, 1))

/** Rows of k numbers that sum to 1 up to rounding: one class, or a mixture of all. */
const distributions = (rows: number, classes: number): fc.Arbitrary<AnyTensor> => {
  const certain = fc.nat(classes - 1).map((c) => Array.from({ length: classes }, (_, i) => (i === c ? 1 : 0)))
  const mixed = fc
    .array(arbitrary.between(1 / 8, 1), { minLength: classes, maxLength: classes })
    .map((parts) => parts.map((p) => p / parts.reduce((a, b) => a + b, 0)))
  return fc
    .array(fc.oneof(certain, mixed), { minLength: rows, maxLength: rows })
    .map((all) => plain([rows, classes], Float64Array.from(all.flat())))
}

/** Targets and a prediction. */
export const pair = (targets: fc.Arbitrary<AnyTensor>, prediction: fc.Arbitrary<AnyTensor>): fc.Arbitrary<Pair> =>
  fc.record({ targets, prediction })

/**
 * Targets and predictions for losses: `values` for regression; binary targets with probabilities or logits; class distributions with probabilities or logits.
 *
 * @category arbitraries
 */
export const pairs = {
  values: sized((n, k) => pair(arbitrary.tensor([n, k]), arbitrary.tensor([n, k]))),
  answers: sized((n, k) => pair(arbitrary.tensor([n, k], probability), arbitrary.tensor([n, k], interior))),
  answersByLogits: sized((n, k) => pair(arbitrary.tensor([n, k], probability), arbitrary.tensor([n, k]))),
  classes: sized((n, k) => pair(distributions(n, k), arbitrary.tensor([n, k], interior)), 2),
  classesByLogits: sized((n, k) => pair(distributions(n, k), arbitrary.tensor([n, k])), 2),
}
