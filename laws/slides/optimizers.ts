/**
 * The formulas of the optimizers of the slides.
 *
 * - **Bounds** a law is exact to the bit where both sides round in the same way; otherwise the bound comes from `rounding.ts`.
 */
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { add, mul } from '../../src/operation/Binary.js'
import { abs, neg, sqrt, square } from '../../src/operation/Unary.js'
import * as O from '../../src/Optimizer.js'
import type { Scalar } from '../../src/tensor/Value.js'
import { between, like, records } from '../arbitraries.js'
import { alike, minusOver, rest, scaleFree, share, steady, step } from './formulas.js'
import { law, type LawSet } from '../Law.js'
import { optimizer } from '../optimizer.js'
import { converges, descends } from './quadratic.js'
import { agree } from '../rounding.js'
import { plus, scale, type Tree } from '../tree.js'
import { steps, untyped, updatesOf, type Steps, type Untyped, type Walk } from '../random/steps.js'

/** The updates of an optimizer minus a share of the parameters, which change accordingly. */
const decayed = (machine: Untyped, lost: number, start: Tree, gradients: readonly Tree[]): readonly Tree[] =>
  gradients.reduce<Walk>(
    ({ updates, params, state }, gradient) => {
      const [update, next] = machine.update(gradient, state, params)
      const total = O.apply(scale(-lost, params), update)
      return { updates: [...updates, total], params: O.apply(total, params), state: next }
    },
    { updates: [], params: start, state: machine.init(start) },
  ).updates

/** Gradients for two rounds of k, and an incomplete third round. */
const walks = (k: number): fc.Arbitrary<Steps> =>
  records.chain((params) =>
    fc.record({
      params: fc.constant(params),
      gradients: fc.array(like(params), { minLength: 3 * k - 1, maxLength: 3 * k - 1 }),
      rate: between(2 ** -10, 1),
    }),
  )

/** The steps of an optimizer, one for the mean of every k gradients. */
const gathered = (machine: Untyped, k: number, start: Tree, gradients: readonly Tree[]): readonly Tree[] => {
  const rounds = [0, 1].map((round) => gradients.slice(k * round, k * (round + 1)))
  const means = rounds.map((parts) =>
    scale(
      1 / k,
      parts.slice(1).reduce((sum, part) => plus(sum, part), parts[0]),
    ),
  )
  const none = scale(0, start)
  const waiting = rounds[0].slice(1).map(() => none)
  return [...updatesOf(machine, start, means).flatMap((u) => [...waiting, u]), ...waiting]
}

type Rated<K extends string = never> = (
  options: Readonly<Record<'learningRate' | K, number | Scalar>>,
) => O.AnyOptimizer

/**
 * The laws of the optimizers of the slides, each by its formula. They also apply to another implementation: `optimizers.adam(myAdam)`.
 *
 * @example
 * import { check, optimizers } from 'nabla-ts/laws'
 * E.isRight(check(optimizers.momentum(), { numRuns: 10 })) // => true
 *
 * @category sets
 */
export const optimizers = {
  sgd: (make: Rated = O.sgd): LawSet => ({
    name: 'sgd',
    laws: [
      steady(make, { learningRate: step }, '−η·g', ({ learningRate }, g) => pipe(neg(learningRate), mul(g))),
      descends(make),
    ],
    parents: [optimizer(make, { name: 'sgd as an optimizer' })],
  }),
  momentum: (make: Rated<'momentum'> = O.momentum): LawSet => ({
    name: 'momentum',
    laws: [
      steady(
        make,
        { learningRate: step, momentum: share },
        '−η·g·(1 − αᵗ)/(1 − α)',
        ({ learningRate, momentum }, g, t) =>
          minusOver(pipe(learningRate, mul(g), mul(rest(momentum, t))), rest(momentum, 1)),
      ),
      alike(
        'without momentum',
        'at α = 0 it is SGD, to the bit',
        (learningRate) => O.sgd({ learningRate }),
        (learningRate) => make({ learningRate, momentum: 0 }),
      ),
      converges(make),
    ],
    parents: [optimizer((o) => make({ ...o, momentum: 0.9 }), { name: 'momentum as an optimizer' })],
  }),
  nesterov: (make: Rated<'momentum'> = O.nesterov): LawSet => ({
    name: 'nesterov',
    laws: [
      steady(
        make,
        { learningRate: step, momentum: share },
        '−η·g·(1 − αᵗ⁺¹)/(1 − α)',
        ({ learningRate, momentum }, g, t) =>
          minusOver(pipe(learningRate, mul(g), mul(rest(momentum, t + 1))), rest(momentum, 1)),
      ),
      alike(
        'without momentum',
        'at α = 0 it is SGD, to the bit',
        (learningRate) => O.sgd({ learningRate }),
        (learningRate) => make({ learningRate, momentum: 0 }),
      ),
    ],
    parents: [optimizer((o) => make({ ...o, momentum: 0.9 }), { name: 'nesterov as an optimizer' })],
  }),
  adagrad: (make: Rated<'epsilon'> = O.adagrad): LawSet => ({
    name: 'adagrad',
    laws: [
      steady(make, { learningRate: step, epsilon: step }, '−η·g/√(t·g² + ε)', ({ learningRate, epsilon }, g, t) =>
        minusOver(pipe(learningRate, mul(g)), sqrt(pipe(square(g), mul(t), add(epsilon)))),
      ),
      scaleFree(make, 2),
    ],
    parents: [optimizer((o) => make({ ...o, epsilon: 1e-8 }), { name: 'adagrad as an optimizer' })],
  }),
  rmsprop: (make: Rated<'epsilon' | 'decay'> = O.rmsprop): LawSet => ({
    name: 'rmsprop',
    laws: [
      steady(
        make,
        { learningRate: step, epsilon: step, decay: share },
        '−η·g/√((1 − γᵗ)·g² + ε)',
        ({ learningRate, epsilon, decay }, g, t) =>
          minusOver(pipe(learningRate, mul(g)), sqrt(pipe(square(g), mul(rest(decay, t)), add(epsilon)))),
      ),
      scaleFree((o) => make({ ...o, decay: 0.9 }), 2),
      alike(
        'Adam',
        'without ε it is Adam at β₁ = 0 without bias correction, to the bit',
        (learningRate, beta2) => O.adam({ learningRate, beta1: 0, beta2, epsilon: 0, biasCorrection: false }),
        (learningRate, decay) => make({ learningRate, decay, epsilon: 0 }),
      ),
    ],
    parents: [optimizer((o) => make({ ...o, epsilon: 1e-8, decay: 0.9 }), { name: 'rmsprop as an optimizer' })],
  }),
  adam: (
    make: (options: {
      readonly learningRate: number | Scalar
      readonly epsilon?: number | Scalar
      readonly beta1?: number | Scalar
      readonly beta2?: number | Scalar
      readonly biasCorrection?: boolean
    }) => O.AnyOptimizer = O.adam,
  ): LawSet => ({
    name: 'adam',
    laws: [
      steady(
        make,
        { learningRate: step, epsilon: step, beta1: share, beta2: share },
        '−η·g/(|g| + ε)',
        ({ learningRate, epsilon }, g) => minusOver(pipe(learningRate, mul(g)), pipe(abs(g), add(epsilon))),
      ),
      scaleFree(make, 1),
      alike(
        'RMSProp',
        'at β₁ = 0 and without bias correction it is RMSProp, to the bit where ε = 0',
        (learningRate, decay) => O.rmsprop({ learningRate, decay, epsilon: 0 }),
        (learningRate, beta2) => make({ learningRate, beta1: 0, beta2, epsilon: 0, biasCorrection: false }),
      ),
    ],
    parents: [optimizer(make, { name: 'adam as an optimizer' })],
  }),
  adamw: (make: Rated<'weightDecay'> = O.adamw): LawSet => ({
    name: 'adamw',
    laws: [
      law(
        'decoupled',
        'it moves by what Adam does and −η·λ·w, whatever the moments',
        fc.record({ case: steps(records), lambda: share }),
        ({ case: { params, gradients, rate: learningRate }, lambda }) =>
          agree<Pick<Steps, 'params' | 'gradients'>>(
            (c) => decayed(untyped(O.adam({ learningRate })), learningRate * lambda, c.params, c.gradients),
            (c) => updatesOf(untyped(make({ learningRate, weightDecay: lambda })), c.params, c.gradients),
            { params, gradients },
          ),
      ),
    ],
    parents: [optimizer((o) => make({ ...o, weightDecay: 0.01 }), { name: 'adamw as an optimizer', decays: true })],
  }) /** `accumulate`, tried with Adam, which sees the size of the mean, and how often it is asked. */,
  accumulate: (make: typeof O.accumulate = O.accumulate): LawSet => ({
    name: 'accumulate',
    laws: [
      law(
        'mean of parts',
        'of every k gradients it makes the step of their mean, and none in between',
        fc.integer({ min: 1, max: 3 }).chain((k) => fc.record({ k: fc.constant(k), case: walks(k) })),
        ({ k, case: { params, gradients, rate: learningRate } }) => {
          const inner = untyped(O.adam({ learningRate }))
          const given = { params, gradients }
          return agree<typeof given>(
            (c) => gathered(inner, k, c.params, c.gradients),
            (c) => updatesOf(untyped(make(k)(inner as never)), c.params, c.gradients),
            given,
          )
        },
      ),
    ],
    parents: [
      optimizer((o) => make(1)(O.adam(o)), { name: 'accumulate(1) as an optimizer' }),
      optimizer((o) => make(2)(O.momentum(o)), { name: 'accumulate(2) as an optimizer' }),
    ],
  }),
}
