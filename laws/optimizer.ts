/**
 * The laws of an optimizer, and of a gradient transformation.
 *
 * - **Bounds** a law is exact to the bit where both sides round in the same way; otherwise the bound comes from `rounding.ts`.
 */
import { knownOptions, flag, oneOfTexts, text } from '../src/codec/Options.js'
import * as Allowed from './allowed.js'
import * as fc from 'fast-check'
import { flatten, unflatten } from '../src/operation/Flatten.js'
import * as O from '../src/Optimizer.js'
import { constant } from '../src/optim/Schedule.js'
import { entries, mapTree } from '../src/tensor/Params.js'
import { print as printShape } from '../src/tensor/Shape.js'
import { scalar, shape, type Scalar } from '../src/tensor/Value.js'
import { number, records } from './arbitraries.js'
import { every, expecting, law, type Law, type LawSet, type Verdict } from './Law.js'
import { refused } from './refused.js'
import { steps, untyped, updatesOf, walk, type Steps, type Untyped } from './random/steps.js'
import { reordered } from './params.js'
import { agree, same } from './rounding.js'
import { numbers, zeros, type Tree } from './tree.js'

const chained = O.chain as unknown as (...members: readonly Untyped[]) => Untyped
const masked = O.masked as unknown as (keep: (path: string) => boolean) => (machine: Untyped) => Untyped
const flat = flatten as unknown as (tree: Tree) => Tree
const unflat = unflatten as unknown as (like: Tree) => (vector: Tree) => Tree

/** A function from a rate to an optimizer, the argument of `O.scheduled`. */
export type Make = (options: { readonly learningRate: Scalar }) => O.AnyOptimizer

const structure = (tree: Tree): string =>
  entries(tree)
    .map(([path, x]) => `${path} ${printShape(shape(x))}`)
    .join(', ')

const sameStructure = (expected: Tree, found: Tree): Verdict =>
  expecting(structure(expected) === structure(found), { expected: structure(expected), found: structure(found) })

const firstNot = (holds: (v: number) => boolean, expected: string, tree: Tree): Verdict => {
  const wrong = numbers(tree).find(({ values }) => !values.every(holds))
  return expecting(wrong === undefined, {
    at: wrong?.path ?? '',
    expected,
    found: wrong === undefined ? expected : String(wrong.values),
  })
}

/** From 2⁻¹⁰⁰ to 2¹⁰⁰, with either sign, and 0: squares are neither 0 nor infinite, so divisors are neither. */
const ofAnySize = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.tuple(number, fc.integer({ min: -80, max: 98 })).map(([x, k]) => x * 2 ** k) },
)

/** Transformations before and after another one: one clips, one has a state, one scales. */
const neighbours = [O.clipByValue(1), O.trace(0.9), O.scale(0.5)].map((o) => untyped(o))

/**
 * Options of the laws of an optimizer or a gradient transformation.
 *
 * @category model
 */
export interface OptimizerOptions {
  readonly name?: string
  /** The parameter records, by default any */
  readonly of?: fc.Arbitrary<Tree>
  /** Whether parameters with a zero gradient may change, as under weight decay */
  readonly decays?: boolean
  /**
   * What the updates depend on: the numbers only (the default); the division into tensors or the paths, as in clipping tensor by
   * tensor, so that flattening changes the result; or particular keys that must exist, as for `perPart`.
   */
  readonly sees?: 'numbers' | 'tensors' | 'keys'
}

const known = {
  name: text,
  of: Allowed.arbitrary,
  decays: flag,
  sees: oneOfTexts('numbers', 'tensors', 'keys'),
}

type Machine = (learningRate: number) => Untyped

/** The laws of both kinds. */
const common = (
  made: Machine,
  { of = records, decays = false, sees = 'numbers' }: OptimizerOptions,
): LawSet['laws'] => {
  const cases = steps(of)
  return [
    ...(decays
      ? []
      : [
          law('zero gradient', 'a zero gradient on a fresh state gives 0, step after step', cases, (c) =>
            firstNot(
              (v) => v === 0,
              'updates of 0',
              updatesOf(
                made(c.rate),
                c.params,
                c.gradients.map((g) => zeros(g)),
              ),
            ),
          ),
        ]),
    law(
      'structure',
      'updates have the structure of the parameters, and the state keeps its own; both hold tensors only',
      cases,
      ({ params, gradients, rate: r }) => {
        const { updates, state } = walk(made(r), params, gradients)
        return every([...updates.map((u) => sameStructure(params, u)), sameStructure(made(r).init(params), state)])
      },
    ),
    law(
      'key order',
      'a parameter or gradient record with its keys in another order gives the same updates and state, to the bit',
      cases,
      ({ params, gradients, rate: r }) => {
        const expected = walk(made(r), params, gradients)
        return every([
          same(expected, walk(made(r), params, gradients.map(reordered))),
          same(expected, walk(made(r), reordered(params), gradients)),
        ])
      },
    ),
    law(
      'finite',
      'gradients from 2⁻¹⁰⁰ to 2¹⁰⁰, and 0, give updates that are finite',
      steps(of, ofAnySize),
      ({ params, gradients, rate: r }) =>
        firstNot(Number.isFinite, 'finite updates', updatesOf(made(r), params, gradients)),
    ),
    law(
      'pure',
      'update returns the same bits when called again, and does not change its arguments',
      cases,
      ({ params, gradients: [gradient, ...earlier], rate: r }) => {
        const machine = made(r)
        const { state, params: now } = walk(machine, params, earlier)
        const given = (): Tree => mapTree('laws', (x) => x, { gradient, state, now })
        const before = given()
        const [first, again] = [machine.update(gradient, state, now), machine.update(gradient, state, now)]
        return every([same(first, again), same(before, given()), same(machine.init(params), machine.init(params))])
      },
    ),
    ...(sees !== 'numbers'
      ? []
      : [
          law(
            'flattening',
            'update(flatten(g), init(flatten(p)), flatten(p)) = flatten(update(g, init(p), p))',
            cases,
            ({ params, gradients, rate: r }) =>
              agree<Pick<Steps, 'params' | 'gradients'>>(
                (c) => updatesOf(made(r), c.params, c.gradients),
                (c) => updatesOf(made(r), flat(c.params), c.gradients.map(flat)).map(unflat(c.params)),
                { params, gradients },
              ),
          ),
        ]),
    law(
      'chain',
      'chain is associative in its updates, to the bit, with nothing as its identity',
      fc.record({ case: cases, others: fc.tuple(fc.constantFrom(...neighbours), fc.constantFrom(...neighbours)) }),
      ({ case: { params, gradients, rate: r }, others: [before, after] }) => {
        const [self, nothing] = [made(r), untyped(O.nothing)]
        const updates = (o: Untyped): Tree => updatesOf(o, params, gradients)
        const expected = updates(chained(before, self, after))
        return every([
          same(expected, updates(chained(chained(before, self), after))),
          same(expected, updates(chained(before, chained(self, after)))),
          same(updates(self), updates(chained(self))),
          same(updates(self), updates(chained(nothing, self))),
          same(updates(self), updates(chained(self, nothing))),
        ])
      },
    ),
  ]
}

/** The law of `masked`: of all parameters it changes nothing; of none, gradients become what is expected. */
const maskedLaw = (
  made: Machine,
  of: fc.Arbitrary<Tree>,
  statement: string,
  none: (gradients: readonly Tree[]) => Tree,
): Law =>
  law('masked', statement, steps(of), ({ params, gradients, rate: r }) =>
    every([
      same(updatesOf(made(r), params, gradients), updatesOf(masked(() => true)(made(r)), params, gradients)),
      same(none(gradients), updatesOf(masked(() => false)(made(r)), params, gradients)),
    ]),
  )

/**
 * The laws of an optimizer, given as a function of the rate; an optimizer without a rate ignores it.
 *
 * - **Laws** a zero gradient in the initial state changes nothing, and the first step descends; the state keeps its structure; no result depends on the order of keys; it is pure; it commutes
 *   with flattening; it works in `chain`, `masked` and `scheduled`.
 * - **False alarms** a chance below 10⁻¹⁰ a law; only the law of flattening is approximate.
 *
 * @example
 * import { check, optimizer } from 'nabla-ts/laws'
 * E.isRight(check(optimizer(O.adam), { numRuns: 10 })) // => true
 *
 * @category sets
 */
export const optimizer = (make: Make, options: OptimizerOptions = {}): LawSet => {
  const { name = 'an optimizer', of = records, sees = 'numbers' } = knownOptions('laws.optimizer', known, options)
  const cases = steps(of)
  const made: Machine = (learningRate) => untyped(make({ learningRate: scalar(learningRate) }))
  return {
    name,
    laws: [
      ...common(made, options),
      law(
        'downhill',
        'the first update u for a gradient g, from parameters of 0, goes downhill: ⟨u, g⟩ ≤ 0',
        cases,
        ({ params, gradients: [gradient], rate: r }) => {
          const [update] = updatesOf(made(r), zeros(params), [gradient])
          const products = numbers(update).flatMap(({ values }, i) =>
            [...values].map((u, k) => u * (numbers(gradient)[i]?.values[k] ?? 0)),
          )
          const [along, size] = [products, products.map(Math.abs)].map((all) => all.reduce((a, b) => a + b, 0))
          const bound = products.length * 2 ** -52 * size
          return expecting(along <= bound, {
            expected: '⟨u, g⟩ of at most 0',
            found: String(along),
            bound: `${bound}: ${products.length}·2⁻⁵²·Σ|u||g|, the rounding of the sum. An update is added to the parameters, so it begins with a minus`,
          })
        },
      ),
      law('one optimizer', 'a chain with a second optimizer is refused', cases, ({ rate: r }) => {
        const second = untyped(O.sgd())
        const words = 'one optimizer at most'
        return every([refused(() => chained(made(r), second), words), refused(() => chained(second, made(r)), words)])
      }),
      ...(sees === 'keys'
        ? []
        : [
            maskedLaw(
              made,
              of,
              'masked by all it is the optimizer, by none it gives zeros, whatever the gradient, to the bit',
              (gradients) => gradients.map((g) => zeros(g)),
            ),
          ]),
      law('scheduled', 'scheduled(constant(η)) is the optimizer at the rate η, to the bit', cases, (c) =>
        same(
          updatesOf(made(c.rate), c.params, c.gradients),
          updatesOf(untyped(O.scheduled(constant(c.rate))(make as never)), c.params, c.gradients),
        ),
      ),
    ],
  }
}

/**
 * The laws of a gradient transformation.
 *
 * - **Laws** those of `optimizer` except the direction and the rate; masked by none, the gradient passes unchanged.
 * - **False alarms** as `optimizer`.
 *
 * @example
 * import { check, transformation } from 'nabla-ts/laws'
 * E.isRight(check(transformation(O.clipByValue(1)), { numRuns: 10 })) // => true
 *
 * @category sets
 */
export const transformation = (machine: O.AnyTransformation, options: OptimizerOptions = {}): LawSet => {
  const {
    name = 'a transformation of gradients',
    of = records,
    sees = 'numbers',
  } = knownOptions('laws.transformation', known, options)
  const made: Machine = () => untyped(machine)
  return {
    name,
    laws: [
      ...common(made, options),
      ...(sees === 'keys'
        ? []
        : [
            maskedLaw(
              made,
              of,
              'masked by all it is the transformation, by none it passes the gradient on, to the bit',
              (gradients) => gradients,
            ),
          ]),
    ],
  }
}
