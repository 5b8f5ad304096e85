/**
 * Defects of published libraries, each as a law that this library satisfies: derivatives that are NaN where the function is finite, ties counted twice, slopes that vanish
 * far from 0, records paired by position.
 */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as D from '../src/Diff.js'
import { adam } from '../src/optim/Named.js'
import { greater, max, mul, where } from '../src/operation/Binary.js'
import { maxAlong, sum } from '../src/operation/Reduction.js'
import { slice, reshape } from '../src/operation/Layout.js'
import { sigmoid, sqrt, square, tanh } from '../src/operation/Unary.js'
import { fromArray, zeros } from '../src/operation/Construct.js'
import { isNablaError } from '../src/tensor/Errors.js'
import { zipWith } from '../src/tensor/Params.js'
import { scalar, shape, toFlat, toNumber, type AnyTensor, type Scalar, type Tensor } from '../src/tensor/Value.js'
import { between, number } from './arbitraries.js'
import { grad, pushed } from './calculus.js'
import { every, expecting, law, violated, type LawSet, type Verdict } from './Law.js'
import { same } from './rounding.js'
import { type Cost, type Map, type Tree } from './tree.js'

type Vector = Tensor<[number]>

/**
 * The functions under test; each may be replaced.
 *
 * @category model
 */
export interface Subjects {
  /** √x where x > 0, else 0. */
  readonly guardedRoot: (x: Scalar) => Scalar
  /** `√Σx²` */
  readonly norm: (x: Vector) => Scalar
  /** The product of three elements. */
  readonly product: (x: Vector) => Scalar
  readonly max: (a: Scalar, b: Scalar) => Scalar
  readonly largest: (x: Vector) => Scalar
  readonly sigmoid: (x: Scalar) => Scalar
  readonly tanh: (x: Scalar) => Scalar
  readonly stop: (x: Scalar) => Scalar
  /** Pairs two records, tensor by tensor. */
  readonly pair: (f: (a: AnyTensor, b: AnyTensor) => AnyTensor, a: Tree, b: Tree) => Tree
  /** Two steps of an optimizer, with one gradient each: the updates of the second. */
  readonly twoSteps: (params: Tree, first: Tree, second: Tree) => Tree
}

const element = (x: Vector, i: number): Scalar => pipe(x, slice(0, i, i + 1), reshape([]))

const ours: Subjects = {
  guardedRoot: (x) => where(pipe(x, greater(0)), sqrt(x), 0),
  norm: (x) => sqrt(sum(square(x))),
  product: (x) => pipe(element(x, 0), mul(element(x, 1)), mul(element(x, 2))),
  max: (a, b) => pipe(a, max(b)),
  largest: (x) => maxAlong(0)<[number]>(x),
  sigmoid,
  tanh,
  stop: D.stopGradient,
  pair: (f, a, b) => (zipWith as unknown as (g: typeof f) => (p: Tree, q: Tree) => Tree)(f)(a, b),
  twoSteps: (params, first, second) => {
    const optimizer = adam({ learningRate: 0.1 })
    const [, state] = optimizer.update(first as never, optimizer.init(params as never), params as never)
    return optimizer.update(second as never, state, params as never)[0] as Tree
  },
}

/** A gradient in both modes, of a function of one tensor: forward along each element, and reverse. */
const bothWays = (f: (x: never) => Scalar, x: AnyTensor): readonly (readonly number[])[] => {
  const flat = Array.from(toFlat(x))
  const axis = (i: number): AnyTensor =>
    shape(x).length === 0
      ? scalar(1)
      : fromArray(
          flat.map((_, j) => (i === j ? 1 : 0)),
          [flat.length],
        )
  return [
    flat.map((_, i) => toNumber(pushed(f as unknown as Map, axis(i))(x) as Scalar)),
    Array.from(toFlat(grad(f as unknown as Cost)(x) as AnyTensor)),
  ]
}

/** A law of a gradient, forward and reverse. */
const ofBoth = (
  gradients: readonly (readonly number[])[],
  expected: string,
  holds: (gradient: readonly number[]) => boolean,
): Verdict =>
  every(
    gradients.map((gradient, i) =>
      expecting(holds(gradient), { expected, found: `${gradient.join(', ')}, ${['forward', 'reverse'][i]}` }),
    ),
  )

const whole = fc.integer({ min: -4, max: 4 })
const vectorOf = (element_: fc.Arbitrary<number>, minLength: number, maxLength: number): fc.Arbitrary<Vector> =>
  fc.array(element_, { minLength, maxLength }).map((flat) => fromArray(flat, [flat.length]) as Vector)

/**
 * The laws that published libraries have violated.
 *
 * - **False alarms** none: each claim is exact, or an inequality with a margin for rounding.
 *
 * @example
 * import { check, published } from 'nabla-ts/laws'
 * E.isRight(check(published(), { numRuns: 10 })) // => true
 *
 * @category sets
 */
export const published = (replaced: Partial<Subjects> = {}): LawSet => {
  const s: Subjects = { ...ours, ...replaced }
  return {
    name: 'defects of published libraries',
    laws: [
      law(
        'where and sqrt',
        'the derivative of where(x > 0, √x, 0) is 0 for x ≤ 0: the branch not taken has no part in it',
        between(-1, 0),
        (x) => ofBoth(bothWays(s.guardedRoot, scalar(x)), '0', ([g]) => g === 0),
      ),
      law(
        'norm at 0',
        'the gradient of ‖x‖ at 0 is a subgradient: no longer than 1, and no NaN',
        fc.integer({ min: 1, max: 4 }),
        (n) => ofBoth(bothWays(s.norm, zeros([n])), 'a vector no longer than 1', (g) => Math.hypot(...g) <= 1),
      ),
      law(
        'product with a zero',
        'the derivative of ∏xᵢ by each factor is the product of the others, also where a factor is 0',
        vectorOf(whole, 3, 3),
        (x) => {
          const [a, b, c] = toFlat(x)
          const expected = [b * c, a * c, a * b]
          return ofBoth(bothWays(s.product, x), expected.join(', '), (g) => g.every((v, i) => v === expected[i]))
        },
      ),
      law('ties', 'd/dx max(x, x) = 1, and the shares of a largest element that occurs often sum to 1', whole, (x) =>
        every([
          ofBoth(
            bothWays((y: Scalar) => s.max(y, y), scalar(x)),
            '1',
            ([g]) => g === 1,
          ),
          ofBoth(
            bothWays(s.largest, fromArray([x, x, x, x], [4])),
            'parts that sum to 1',
            (g) => g.reduce((p, q) => p + q, 0) === 1,
          ),
        ]),
      ),
      law(
        'far out',
        '1/4 ≤ σ′(x)·e^|x| ≤ 1 and 1 ≤ tanh′(x)·e^2|x| ≤ 4, as far as e^|x| is a number',
        between(-350, 350),
        (x) => {
          // e^|x| is rounded by a relative |x|·2⁻⁵² or less, as its argument was; so is σ′.
          const room = 1 + 8 * 2 ** -52 * (Math.abs(x) + 1)
          const inside = (g: number, low: number, high: number): boolean => g >= low / room && g <= high * room
          return every([
            ofBoth(bothWays(s.sigmoid, scalar(x)), 'from e^−|x|/4 to e^−|x|', ([g]) =>
              inside(g * Math.exp(Math.abs(x)), 1 / 4, 1),
            ),
            ofBoth(bothWays(s.tanh, scalar(x)), 'from e^−2|x| to 4·e^−2|x|', ([g]) =>
              inside(g * Math.exp(2 * Math.abs(x)), 1, 4),
            ),
          ])
        },
      ),
      law('stop', 'd/dx stop(x)·x = x, and d²/dx² stop(x)·x = 0', whole, (x) => {
        const f = (y: Scalar): Scalar => pipe(s.stop(y), mul(y))
        const slope = (y: Scalar): Scalar => grad(f as unknown as Cost)(y) as Scalar
        return every([
          ofBoth(bothWays(f, scalar(x)), String(x), ([g]) => g === x),
          ofBoth(bothWays(slope, scalar(x)), '0', ([g]) => g === 0),
        ])
      }),
      law(
        'other keys',
        'records with other keys are refused, and never paired by place',
        fc.tuple(whole, whole),
        ([a, b]) =>
          pipe(
            E.tryCatch(
              () => s.pair((p, q) => pipe(p as Scalar, mul(q as Scalar)), { w: scalar(a) }, { v: scalar(b) }),
              (error) => error,
            ),
            E.match(
              (error) => expecting(isNablaError(error), { expected: 'a NablaError', found: String(error) }),
              (paired) =>
                violated({ expected: 'a NablaError', found: `a record of ${Object.keys(paired as object).join()}` }),
            ),
          ),
      ),
      law(
        'order of keys',
        'an optimizer goes by the names of parameters: reordering the keys of the second gradient changes no update',
        fc.record({ a: number, b: number, c: number, d: number }),
        ({ a, b, c, d }) => {
          const params = { w: scalar(1), v: scalar(2) }
          const first = { w: scalar(a), v: scalar(b) }
          return same(
            s.twoSteps(params, first, { w: scalar(c), v: scalar(d) }),
            s.twoSteps(params, first, { v: scalar(d), w: scalar(c) }),
          )
        },
      ),
    ],
  }
}
