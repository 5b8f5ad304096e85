/**
 * The laws of an activation function.
 */
import { knownOptions, flag, oneOfTexts, text } from '../src/codec/Options.js'
import * as Allowed from './allowed.js'
import * as fc from 'fast-check'
import { stack } from '../src/operation/Layout.js'
import { sum } from '../src/operation/Reduction.js'
import * as Layout from '../src/primitive/Layout.js'
import { bind } from '../src/primitive/Primitive.js'
import { print as printShape, type Shape } from '../src/tensor/Shape.js'
import { dense, plain, scalar, shape, toNumber, type AnyTensor, type Scalar } from '../src/tensor/Value.js'
import { algebraic } from './algebraic.js'
import * as arbitrary from './arbitraries.js'
import { grad, jvp } from './calculus.js'
import { numeric } from './derivative.js'
import { expecting, holds, law, violated, type LawSet, type Verdict } from './Law.js'
import { same, withinRounding } from './rounding.js'
import { situation } from './situation.js'
import { numbers, type Cost, type Map } from './tree.js'

/** A function of a tensor of any shape. */
export type Activation = (x: AnyTensor) => AnyTensor

/**
 * Declared properties of an activation.
 *
 * @category model
 */
export interface ActivationOptions {
  readonly name?: string
  /** Whether the function applies to each element (the default), or to each row along the last axis, as softmax does */
  readonly each?: 'element' | 'row'
  /** The arguments at which the derivative jumps */
  readonly kinks?: readonly number[]
  /** Whether the function never falls */
  readonly monotone?: boolean
  /** The largest argument at which the function and its derivative must be finite; by default 1000, where eˣ is infinite */
  readonly reach?: number
}

/** A tensor of some shape. */
export const tensorOf = (sizes: Shape, flat: readonly number[]): AnyTensor => plain(sizes, Float64Array.from(flat))

/** The independent parts of a tensor: its elements as scalars, or its rows as vectors. */
const parts = (each: 'element' | 'row', x: AnyTensor): readonly AnyTensor[] => {
  const flat = dense(x)
  const width = each === 'element' ? 1 : shape(x)[shape(x).length - 1]
  return Array.from({ length: flat.length / width }, (_, i) =>
    plain(each === 'element' ? [] : [width], flat.slice(i * width, (i + 1) * width)),
  )
}

const reshaped = (x: AnyTensor, to: Shape): AnyTensor => bind(Layout.reshape, [x], { to })

const joined = (xs: readonly AnyTensor[], to: Shape): AnyTensor =>
  reshaped((stack(0) as (all: readonly AnyTensor[]) => AnyTensor)(xs), to)

/** The derivative of a function of one number. */
export const slope = (f: Activation, at: number): number =>
  toNumber(jvp(f as Map)(scalar(at), scalar(1)).tangent as Scalar)

/** The distance from a kink at which slopes are measured */
const near = 2 ** -20

/** The derivative at a kink lies between the slopes on its two sides. */
const inside = (f: Activation, kink: number): Verdict => {
  const side = (sign: 1 | -1) => {
    const [close, further] = [slope(f, kink + sign * near), slope(f, kink + 2 * sign * near)]
    return { close, change: Math.abs(further - close) }
  }
  const [left, right] = [side(-1), side(1)]
  // From `near` to the kink the slope changes as much as from twice that to `near`, and by less than half of that more.
  const bound = (3 / 2) * Math.max(left.change, right.change)
  const found = slope(f, kink)
  const [low, high] = [Math.min(left.close, right.close), Math.max(left.close, right.close)]
  return expecting(found >= low - bound && found <= high + bound, {
    at: `x = ${kink}`,
    expected: `a slope from ${low} to ${high}`,
    found: String(found),
    bound: `${bound}: what the slopes change by, so close to the kink`,
  })
}

/** `low ≤ high` for two numbers computed from a record, up to the rounding of both. */
const ordered = (f: Activation, low: number, high: number): Verdict => {
  const at = (x: AnyTensor): Scalar => f(x) as Scalar
  const [a, b] = [toNumber(at(scalar(low))), toNumber(at(scalar(high)))]
  if (a <= b) return holds
  const { holds: fine, bound } = withinRounding<{ readonly low: Scalar; readonly high: Scalar }>(
    [(x) => at(x.low), (x) => at(x.high)],
    { low: scalar(low), high: scalar(high) },
    a - b,
    1,
  )
  return fine
    ? holds
    : violated({ expected: `at least ${a}`, found: String(b), bound: `${bound}: the rounding of both` })
}

/**
 * The laws of an activation: it keeps the shape, applies to each element (or row) separately, passes NaN through, is finite far from 0, is monotone where declared, and
 * has the derivative that numeric differentiation finds; at declared kinks, a derivative in the subdifferential.
 *
 * - **False alarms** a chance below 10⁻¹⁰ a law, see `numeric.ts` and `rounding.ts`.
 *
 * @example
 * import { activation, check } from 'nabla-ts/laws'
 * E.isRight(check(activation(A.relu, { kinks: [0], monotone: true }), { numRuns: 10 })) // => true
 *
 * @category sets
 */
export const activation = (given: (x: never) => AnyTensor, options: ActivationOptions = {}): LawSet => {
  const known = {
    name: text,
    each: oneOfTexts('element', 'row'),
    kinks: Allowed.reals,
    monotone: flag,
    reach: Allowed.real,
  }
  const {
    name = 'an activation',
    each = 'element',
    kinks = [],
    monotone = false,
    reach = 1000,
  } = knownOptions('laws.activation', known, options)
  const f = given as unknown as Activation
  const sizes = arbitrary.shape({ minRank: each === 'row' ? 1 : 0, maxRank: 3 })
  const tensors = (element: fc.Arbitrary<number>): fc.Arbitrary<AnyTensor> =>
    sizes.chain((s) => arbitrary.tensor(s, element))
  const anywhere = tensors(arbitrary.number)
  const far = tensors(fc.oneof(arbitrary.between(-reach, reach), fc.constantFrom(-reach, reach)))
  const smooth = tensors(arbitrary.awayFrom(kinks)).chain((x) => situation(f as Map, x))
  const partly = (x: AnyTensor): AnyTensor => joined(parts(each, x).map(f), shape(x))
  return {
    name,
    laws: [
      law('shape', 'the result has the shape of the argument', anywhere, (x) =>
        expecting(printShape(shape(f(x))) === printShape(shape(x)), {
          expected: printShape(shape(x)),
          found: printShape(shape(f(x))),
        }),
      ),
      law(
        each === 'row' ? 'row by row' : 'element by element',
        each === 'row' ? 'f(x)ᵢ = f(xᵢ) for each row, to the bit' : 'f(x)ᵢ = f(xᵢ) for each element, to the bit',
        anywhere,
        (x) => same(partly(x), f(x)),
      ),
      law(
        'NaN passes',
        each === 'row' ? 'a row with a NaN is NaN, and no other is' : 'f(NaN) is NaN, and no other element is',
        fc.record({ x: anywhere, at: fc.nat() }),
        ({ x, at }) => {
          const flat = Array.from(dense(x))
          const hurt = at % flat.length
          const width = each === 'row' ? shape(x)[shape(x).length - 1] : 1
          const found = dense(
            f(
              tensorOf(
                shape(x),
                flat.map((v, i) => (i === hurt ? NaN : v)),
              ),
            ),
          )
          const expected = flat.map((_, i) => Math.floor(i / width) === Math.floor(hurt / width))
          const wrong = found.findIndex((v, i) => Number.isNaN(v) !== expected[i])
          return expecting(wrong < 0, {
            at: `[${wrong}]`,
            expected: expected[wrong] ? 'NaN' : 'a number',
            found: String(found[wrong]),
          })
        },
      ),
      law('finite', `finite, with its derivative, up to ±${reach}`, far, (x) => {
        const cost: Cost = (p) => sum(f(p as AnyTensor))
        const wrong = [...numbers(f(x)), ...numbers(grad(cost)(x))].find(({ values }) => !values.every(Number.isFinite))
        return expecting(wrong === undefined, { expected: 'finite numbers', found: String(wrong?.values) })
      }),
      ...(monotone
        ? [
            law(
              'monotone',
              'f(x) ≤ f(y) where x ≤ y',
              fc.tuple(arbitrary.number, fc.oneof(arbitrary.between(0, 1 / 8), arbitrary.between(0, 8))),
              ([x, y]) => ordered(f, x, x + y),
            ),
          ]
        : []),
      ...kinks.map((kink) =>
        law(`kink at ${kink}`, 'the derivative is inside the subdifferential', fc.constant(kink), (k) => inside(f, k)),
      ),
    ],
    parents: [{ name: `${name}, differentiated`, laws: [...algebraic(smooth), ...numeric(smooth)] }],
  }
}
