/**
 * What holds of optimizers: of any, and of those of the slides in particular, each held to its formula.
 *
 * - **Bounds** a law is to the bit where both sides make the same roundings; else by `rounding.ts`, from the computations themselves.
 *
 * @since 0.1.0
 */
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { add, div, mul, sub } from '../src/operation/Binary.js'
import { flatten, unflatten } from '../src/operation/Flatten.js'
import { abs, neg, pow, sqrt, square } from '../src/operation/Unary.js'
import * as O from '../src/Optimizer.js'
import { constant } from '../src/optim/Schedule.js'
import { entries, mapTree } from '../src/tensor/Params.js'
import { print as printShape } from '../src/tensor/Shape.js'
import { scalar, shape, toNumber, type Scalar } from '../src/tensor/Value.js'
import { awayFrom, between, like, number, records, tensor } from './arbitraries.js'
import { every, expecting, law, type Law, type LawSet, type Verdict } from './Law.js'
import { reordered } from './params.js'
import { agree, equal, same } from './rounding.js'
import { numbers, scale, zeros, type Tree } from './tree.js'

/** An optimizer whose record nobody knows. */
interface Untyped {
  readonly init: (params: Tree) => Tree
  readonly update: (gradient: Tree, state: Tree, params: Tree) => readonly [Tree, Tree]
}

const untyped = (optimizer: O.AnyOptimizer): Untyped => optimizer as unknown as Untyped

const chained = O.chain as unknown as (first: Untyped, second: Untyped) => Untyped
const masked = O.masked as unknown as (keep: (path: string) => boolean) => (optimizer: Untyped) => Untyped
const flat = flatten as unknown as (tree: Tree) => Tree
const unflat = unflatten as unknown as (like: Tree) => (vector: Tree) => Tree

/** What makes an optimizer of a rate, as `O.scheduled` takes it. */
export type Make = (options: { readonly learningRate: Scalar }) => O.AnyOptimizer

interface Walk {
  readonly updates: readonly Tree[]
  readonly params: Tree
  readonly state: Tree
}

/** Some steps from some parameters, with gradients that are given. */
const walk = (optimizer: Untyped, start: Tree, gradients: readonly Tree[]): Walk =>
  gradients.reduce<Walk>(
    ({ updates, params, state }, gradient) => {
      const [update, next] = optimizer.update(gradient, state, params)
      return { updates: [...updates, update], params: O.apply(update, params), state: next }
    },
    { updates: [], params: start, state: optimizer.init(start) },
  )

const updatesOf = (optimizer: Untyped, params: Tree, gradients: readonly Tree[]): readonly Tree[] =>
  walk(optimizer, params, gradients).updates

interface Steps {
  readonly params: Tree
  readonly gradients: readonly Tree[]
  readonly rate: number
}

const rate = between(2 ** -10, 1)

/** Parameters, and gradients for a few steps. */
const steps = (of: fc.Arbitrary<Tree>, element: fc.Arbitrary<number> = number): fc.Arbitrary<Steps> =>
  of.chain((params) =>
    fc.record({
      params: fc.constant(params),
      gradients: fc.array(like(params, element), { minLength: 1, maxLength: 3 }),
      rate,
    }),
  )

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

/** From 2⁻¹⁰⁰ to 2¹⁰⁰, either sign, and 0: their squares are neither 0 nor infinite, so nor may be what is divided by them. */
const ofAnySize = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.tuple(number, fc.integer({ min: -80, max: 98 })).map(([x, k]) => x * 2 ** k) },
)

/** Optimizers to put before and after another one: one that limits, one that remembers, one that scales. */
const neighbours = [O.clipByValue(1), O.momentum(), O.scale(0.5)].map((o) => untyped(o))

/**
 * What is said of an optimizer that laws should know.
 *
 * @category model
 * @since 0.1.0
 */
export interface OptimizerOptions {
  readonly name?: string
  /** The records it is tried on; any, by default. */
  readonly of?: fc.Arbitrary<Tree>
  /** It moves parameters whose gradient is 0, as weight decay does. */
  readonly decays?: boolean
  /**
   * What of a record its answers depend on: the numbers alone (the default); how they are divided into tensors, or the paths of these, as in clipping tensor by
   * tensor, so that a flattened record is another one; or the keys, which it needs to be there, as `perPart` does.
   */
  readonly sees?: 'numbers' | 'tensors' | 'keys'
}

/**
 * The laws of any optimizer or transformation of gradients, given as what makes it of a rate; one without a rate ignores it.
 *
 * - **Laws** a zero gradient on a fresh state changes nothing; the state keeps its structure; no result depends on the order of keys; it is pure; it commutes
 *   with flattening; it takes its place in `chain`, `masked` and `scheduled`.
 * - **False alarms** a chance below 10⁻¹⁰ a law; only that of flattening is not to the bit.
 *
 * @example
 * import { check, optimizer } from 'nabla-ts/laws'
 * E.isRight(check(optimizer(O.adam), { numRuns: 10 })) // => true
 *
 * @category sets
 * @since 0.1.0
 */
export const optimizer = (
  make: Make,
  { name = 'an optimizer', of = records, decays = false, sees = 'numbers' }: OptimizerOptions = {},
): LawSet => {
  const cases = steps(of)
  const made = (learningRate: number): Untyped => untyped(make({ learningRate: scalar(learningRate) }))
  return {
    name,
    laws: [
      ...(decays
        ? []
        : [
            law(
              'zero gradient',
              'a zero gradient on a fresh state leaves the parameters, step after step',
              cases,
              (c) =>
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
        'update answers the same to the bit when asked again, and its arguments stay as they were',
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
          return every([
            same(updates(chained(chained(before, self), after)), updates(chained(before, chained(self, after)))),
            same(updates(self), updates(chained(nothing, self))),
            same(updates(self), updates(chained(self, nothing))),
          ])
        },
      ),
      ...(sees === 'keys'
        ? []
        : [
            law(
              'masked',
              'masked by all it is the optimizer, by none it passes the gradient on, to the bit',
              cases,
              ({ params, gradients, rate: r }) =>
                every([
                  same(
                    updatesOf(made(r), params, gradients),
                    updatesOf(masked(() => true)(made(r)), params, gradients),
                  ),
                  same(gradients, updatesOf(masked(() => false)(made(r)), params, gradients)),
                ]),
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

// -------------------------------------------------------------------------------------------------
// The optimizers of the slides
// -------------------------------------------------------------------------------------------------

/** Hyperparameters by their names. */
type Hypers<K extends string> = Readonly<Record<K, Scalar>>

/** Away from 0 and 1, so that no wrong formula is nearly right. */
const share = between(1 / 8, 7 / 8)
const step = between(1 / 16, 1)

/** What an optimizer does while the gradient stays the same, in closed form. */
const steady = <K extends string>(
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
const rest = (x: Scalar, t: number): Scalar => pipe(scalar(1), sub(pow(t)(x)))

/** `−x/y` */
const minusOver = (x: Scalar, y: Scalar): Scalar => pipe(neg(x), div(y))

/** Two ways of making the same optimizer: the same updates, but for the sign of a zero. */
const alike = (
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

/** Larger gradients with an ε as much larger: a power of two changes no digit. */
const scaleFree = (
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

/** The positions of a scalar on its way down (or up) `L/2·w²` from 1. */
const positions = (machine: Untyped, curvature: number, count: number): readonly number[] => {
  const path = Array.from({ length: count }).reduce<{
    readonly all: readonly number[]
    readonly state: Tree
    readonly at: Scalar
  }>(
    ({ all, state, at }) => {
      const [update, next] = machine.update(mul(curvature)(at), state, at)
      const now = O.apply(update as Scalar, at)
      return { all: [...all, toNumber(now)], state: next, at: now }
    },
    { all: [], state: machine.init(scalar(1)), at: scalar(1) },
  )
  return path.all
}

/** Safely below a limit, as a part of it, and safely above. */
const below = between(1 / 16, 15 / 16)
const above = between(9 / 8, 2)
const curvatures = between(1 / 16, 16)

const descends = (make: (options: { readonly learningRate: number }) => O.AnyOptimizer): Law =>
  law(
    'descends below 2/L',
    'on L/2·w² each step comes closer if η < 2/L, and goes further away if η > 2/L',
    fc.record({ curvature: curvatures, low: below, high: above }),
    ({ curvature, low, high }) => {
      const limit = 2 / curvature
      const sizes = (part: number): readonly number[] =>
        [1, ...positions(untyped(make({ learningRate: part * limit })), curvature, 4)].map((w) => Math.abs(w))
      const [closer, further] = [sizes(low), sizes(high)]
      const bound =
        'none is needed: a step multiplies w by 1 − 2η/limit, at least 1/8 away from ±1, and rounding changes that by a few 2⁻⁵³'
      return every([
        expecting(
          closer.every((w, i) => i === 0 || w < closer[i - 1] || w === 0),
          { expected: `each closer to 0, at ${low} of the limit`, found: closer.join(', '), bound },
        ),
        expecting(
          further.every((w, i) => i === 0 || w > further[i - 1]),
          { expected: `each further from 0, at ${high} of the limit`, found: further.join(', '), bound },
        ),
      ])
    },
  )

/** The larger size of the roots of `λ² − sλ + α`. */
const radius = (s: number, alpha: number): number =>
  s * s < 4 * alpha ? Math.sqrt(alpha) : (Math.abs(s) + Math.sqrt(s * s - 4 * alpha)) / 2

/** How large a converged or diverged position is. */
const far = 2 ** 10

const converges = (
  make: (options: { readonly learningRate: number; readonly momentum: number }) => O.AnyOptimizer,
): Law =>
  law(
    'converges below 2(1 + α)/L',
    'on L/2·w² it converges if η < 2(1 + α)/L, and diverges if η > 2(1 + α)/L',
    fc.record({ curvature: curvatures, alpha: between(0, 3 / 4), low: below, high: above }),
    ({ curvature, alpha, low, high }) => {
      const limit = (2 * (1 + alpha)) / curvature
      // wₙ₊₁ = s·wₙ − α·wₙ₋₁ with s = 1 + α − ηL and w₁ = 1 − ηL.
      const trace = (part: number): number => (1 + alpha) * (1 - 2 * part)
      const last = (part: number, count: number): number =>
        Math.abs(positions(untyped(make({ learningRate: part * limit, momentum: alpha })), curvature, count)[count - 1])
      // With ρ the larger root, |wₙ| ≤ |w₁|·n·ρⁿ⁻¹ + α·(n − 1)·ρⁿ⁻², where |w₁| ≤ 3.
      const rho = radius(trace(low), alpha)
      const most = (n: number): number => 3 * n * rho ** (n - 1) + alpha * (n - 1) * rho ** (n - 2)
      const enough = firstCount((n) => most(n) < 1 / (2 * far))
      // Above the limit |wₙ| ≥ |λ|ⁿ for the root λ < −1.
      const growth = firstCount((n) => radius(trace(high), alpha) ** n > 2 * far)
      const [near, away] = [last(low, enough), last(high, growth)]
      return every([
        expecting(near < 1 / far, {
          expected: `below ${1 / far} after ${enough} steps at ${low} of the limit`,
          found: String(near),
          bound: 'twice what the roots of the recurrence allow, so that rounding does not count',
        }),
        expecting(away > far, {
          expected: `above ${far} after ${growth} steps at ${high} of the limit`,
          found: String(away),
          bound: 'half of what the roots of the recurrence give, so that rounding does not count',
        }),
      ])
    },
  )

/** The first number from 2 on for which something holds, found by doubling, then halving. */
const firstCount = (holdsFor: (n: number) => boolean): number => {
  const upTo = (n: number): number => (holdsFor(n) ? n : upTo(2 * n))
  const between2 = (low: number, high: number): number => {
    const middle = Math.floor((low + high) / 2)
    return middle === low ? high : holdsFor(middle) ? between2(low, middle) : between2(middle, high)
  }
  return between2(1, upTo(2))
}

type Rated<K extends string = never> = (
  options: Readonly<Record<'learningRate' | K, number | Scalar>>,
) => O.AnyOptimizer

/**
 * The laws of the optimizers of the slides, each by its formula. Whoever writes one anew holds it to the same: `optimizers.adam(myAdam)`.
 *
 * @example
 * import { check, optimizers } from 'nabla-ts/laws'
 * E.isRight(check(optimizers.momentum(), { numRuns: 10 })) // => true
 *
 * @category sets
 * @since 0.1.0
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
  }),
}

/** The updates of an optimizer less a share of the parameters, which move accordingly. */
const decayed = (machine: Untyped, lost: number, start: Tree, gradients: readonly Tree[]): readonly Tree[] =>
  gradients.reduce<Walk>(
    ({ updates, params, state }, gradient) => {
      const [update, next] = machine.update(gradient, state, params)
      const total = O.apply(scale(-lost, params), update)
      return { updates: [...updates, total], params: O.apply(total, params), state: next }
    },
    { updates: [], params: start, state: machine.init(start) },
  ).updates
