/**
 * Comparison of an optimizer with a formula: for a constant gradient, at another scale, and against another optimizer.
 */
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { sub, div } from '../../src/operation/Binary.js'
import { neg, pow } from '../../src/operation/Unary.js'
import * as O from '../../src/Optimizer.js'
import { mapTree } from '../../src/tensor/Params.js'
import { scalar, type Scalar } from '../../src/tensor/Value.js'
import { awayFrom, between, records, tensor } from '../arbitraries.js'
import { law, type Law } from '../Law.js'
import { agree, equal, same } from '../rounding.js'
import { scale } from '../tree.js'
import { steps, untyped, updatesOf } from '../random/steps.js'

/** Hyperparameters by their names. */
type Hypers<K extends string> = Readonly<Record<K, Scalar>>

/** Away from 0 and 1, where a wrong formula would be nearly right. */
export const share = between(1 / 8, 7 / 8)
/** A rate, or an ε. */
export const step = between(1 / 16, 1)

/** The updates of an optimizer under a constant gradient, in closed form. */
export const steady = <K extends string>(
  make: (options: Hypers<K>) => O.AnyOptimizer,
  hypers: { readonly [P in K]: fc.Arbitrary<number> },
  formula: string,
  closed: (options: Hypers<K>, g: Scalar, t: number) => Scalar,
): Law =>
  law(
    'constant gradient',
    `the t-th update under a gradient g that stays is ${formula}`,
    fc.record({
      hypers: fc.record(hypers).map((drawn) => mapTree('laws', (x) => x, values(drawn)) as Hypers<K>),
      g: tensor([], awayFrom([0])),
      count: fc.integer({ min: 1, max: 5 }),
    }),
    ({ hypers: options, g, count }) =>
      agree<{ readonly options: Hypers<K>; readonly g: Scalar }>(
        (x) => Array.from({ length: count }, (_, i) => closed(x.options, x.g, i + 1)),
        (x) =>
          updatesOf(
            untyped(make(x.options)),
            scalar(0),
            Array.from({ length: count }, () => x.g),
          ),
        { options, g },
      ),
  )

const values = (drawn: Readonly<Record<string, number>>): Readonly<Record<string, Scalar>> =>
  Object.fromEntries(Object.entries(drawn).map(([key, v]) => [key, scalar(v)]))

/** `1 − xᵗ` */
export const rest = (x: Scalar, t: number): Scalar => pipe(scalar(1), sub(pow(t)(x)))

/** `−x/y` */
export const minusOver = (x: Scalar, y: Scalar): Scalar => pipe(neg(x), div(y))

/** Two constructions of the same optimizer give the same updates, except for the sign of a zero. */
export const alike = (
  name: string,
  statement: string,
  expected: (eta: number, other: number) => O.AnyOptimizer,
  found: (eta: number, other: number) => O.AnyOptimizer,
): Law =>
  law(name, statement, fc.record({ case: steps(records), other: share }), ({ case: c, other }) =>
    equal(
      updatesOf(untyped(expected(c.rate, other)), c.params, c.gradients),
      updatesOf(untyped(found(c.rate, other)), c.params, c.gradients),
    ),
  )

/** Gradients and ε scaled by the same power of two give the same digits. */
export const scaleFree = (
  make: (options: { readonly learningRate: number; readonly epsilon: number }) => O.AnyOptimizer,
  power: 1 | 2,
): Law =>
  law(
    'scale',
    `update(c·g; ${power === 1 ? 'c' : 'c²'}·ε) = update(g; ε), to the bit for c = 2ᵏ`,
    fc.record({ case: steps(records), epsilon: between(2 ** -10, 1), k: fc.integer({ min: -20, max: 20 }) }),
    ({ case: { params, gradients, rate: learningRate }, epsilon, k }) => {
      const c = 2 ** k
      return same(
        updatesOf(untyped(make({ learningRate, epsilon })), params, gradients),
        updatesOf(
          untyped(make({ learningRate, epsilon: epsilon * c ** power })),
          params,
          gradients.map((g) => scale(c, g)),
        ),
      )
    },
  )
