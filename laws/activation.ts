/**
 * What holds of activation functions: of any, and the identities of those of the slides.
 *
 * @since 0.1.0
 */
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from '../src/Activation.js'
import { add, mul, sub } from '../src/operation/Binary.js'
import { broadcastTo, stack } from '../src/operation/Layout.js'
import { sum, sumAlong } from '../src/operation/Reduction.js'
import { exp, log, neg, sigmoid } from '../src/operation/Unary.js'
import * as Layout from '../src/primitive/Layout.js'
import { bind } from '../src/primitive/Primitive.js'
import { print as printShape, type Shape } from '../src/tensor/Shape.js'
import { dense, plain, scalar, shape, toNumber, uniform, type AnyTensor, type Scalar } from '../src/tensor/Value.js'
import * as arbitrary from './arbitraries.js'
import { algebraic, numeric, situation } from './derivative.js'
import { expecting, holds, law, violated, type Law, type LawSet, type Verdict } from './Law.js'
import { agree, same, withinRounding } from './rounding.js'
import { grad, jvp, numbers, type Cost, type Map } from './tree.js'

/** A function of a tensor of any shape. */
export type Activation = (x: AnyTensor) => AnyTensor

/**
 * What is claimed of an activation.
 *
 * @category model
 * @since 0.1.0
 */
export interface ActivationOptions {
  readonly name?: string
  /** Whether each element is treated by itself (the default), or each row, along the last axis, as softmax does. */
  readonly each?: 'element' | 'row'
  /** Where the derivative jumps. */
  readonly kinks?: readonly number[]
  /** It never falls. */
  readonly monotone?: boolean
  /** Up to where it must be finite, with its derivative; by default 1000, where eˣ is not. */
  readonly reach?: number
}

const tensorOf = (sizes: Shape, flat: readonly number[]): AnyTensor => plain(sizes, Float64Array.from(flat))

/** The parts of a tensor that are treated by themselves: its elements as scalars, or its rows as vectors. */
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
const slope = (f: Activation, at: number): number => toNumber(jvp(f as Map)(scalar(at), scalar(1)).tangent as Scalar)

/** How close to a kink its slopes are looked at. */
const near = 2 ** -20

/** The slope at a kink is one of those between the slopes on its two sides. */
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

/** `low ≤ high` for two numbers computed of a record, but for the rounding of both. */
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
 * The laws of any activation: it keeps the shape, treats each element (or row) by itself, lets NaN pass, is finite far out, monotone where that is declared, and
 * has the derivative that numeric differentiation finds; at declared kinks, one from the subdifferential.
 *
 * - **False alarms** a chance below 10⁻¹⁰ a law, see `numeric.ts` and `rounding.ts`.
 *
 * @example
 * import { activation, check } from 'nabla-ts/laws'
 * E.isRight(check(activation(A.relu, { kinks: [0], monotone: true }), { numRuns: 10 })) // => true
 *
 * @category sets
 * @since 0.1.0
 */
export const activation = (
  given: (x: never) => AnyTensor,
  { name = 'an activation', each = 'element', kinks = [], monotone = false, reach = 1000 }: ActivationOptions = {},
): LawSet => {
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

// -------------------------------------------------------------------------------------------------
// The activations of the slides
// -------------------------------------------------------------------------------------------------

/** With all their digits, so that what can round does. */
const wide = arbitrary.between(-61 / 3, 61 / 3)

const small = arbitrary.shape().chain((s) => arbitrary.tensor(s))
const anyNumbers = fc.oneof(
  small,
  arbitrary.shape().chain((s) => arbitrary.tensor(s, wide)),
)
const rows = arbitrary.shape({ minRank: 1 }).chain((s) => fc.oneof(arbitrary.tensor(s), arbitrary.tensor(s, wide)))

const identity = (name: string, statement: string, expected: Activation, found: Activation, of = anyNumbers): Law =>
  law(name, statement, of, (x) => agree<AnyTensor>(expected, found, x))

/** The derivative, element by element. */
const derivative =
  (f: Activation): Activation =>
  (x) =>
    grad((p) => sum(f(p as AnyTensor)))(x) as AnyTensor

const one = (x: AnyTensor): AnyTensor => uniform(shape(x), 1)

/** `1 − x` */
const complement = (x: AnyTensor): AnyTensor => pipe(neg(x), add(1))

const shiftInvariance = (f: Activation): Law =>
  law('shift invariance', 'f(x + c) = f(x)', fc.record({ x: rows, c: wide.map(scalar) }), (shifted) =>
    agree<typeof shifted>(
      ({ x }) => f(x),
      ({ x, c }) => f(pipe(x, add(c))),
      shifted,
    ),
  )

/** The sums along the last axis, at each element. */
const sums = (x: AnyTensor): AnyTensor =>
  pipe(
    sumAlong(-1, { keepDims: true })(x as never) as AnyTensor,
    broadcastTo(shape(x)) as unknown as (y: AnyTensor) => AnyTensor,
  )

const softmax = A.softmax as unknown as Activation
const logSoftmax = A.logSoftmax as unknown as Activation

/** `f` with what is claimed of it. */
const claimed = (
  f: Activation,
  options: ActivationOptions & { readonly name: string },
  ...laws: readonly Law[]
): LawSet => ({
  name: options.name,
  laws,
  parents: [activation(f, { ...options, name: `${options.name} as an activation` })],
})

/**
 * The laws of the activations of the slides, each with its identities. Whoever writes one anew holds it to the same: `activations.softmax(mySoftmax)`.
 *
 * @example
 * import { activations, check } from 'nabla-ts/laws'
 * E.isRight(check(activations.softmax(), { numRuns: 10 })) // => true
 *
 * @category sets
 * @since 0.1.0
 */
export const activations = {
  sigmoid: (f: Activation = A.sigmoid): LawSet =>
    claimed(
      f,
      { name: 'sigmoid', monotone: true },
      identity('slope', 'σ′ = σ(1 − σ)', (x) => pipe(f(x), mul(complement(f(x)))), derivative(f)),
      identity(
        'symmetry',
        'σ(−x) = 1 − σ(x)',
        (x) => complement(f(x)),
        (x) => f(neg(x)),
      ),
    ),
  tanh: (f: Activation = A.tanh): LawSet =>
    claimed(
      f,
      { name: 'tanh', monotone: true },
      identity('sigmoid', 'tanh(x) = 2σ(2x) − 1', (x) => pipe(sigmoid(mul(2)(x)), mul(2), sub(1)), f),
      identity(
        'slope',
        'tanh′ = 1 − tanh²',
        (x) => complement(pipe(f(x), mul(f(x)))),
        derivative(f),
        // Further out tanh is within 10⁻³ of ±1, and soon is ±1: nothing of 1 − tanh² is left.
        small,
      ),
    ),
  relu: (f: Activation = A.relu): LawSet =>
    claimed(
      f,
      { name: 'relu', monotone: true, kinks: [0] },
      law('relu', 'max(0, x), to the bit', anyNumbers, (x) =>
        same(
          tensorOf(
            shape(x),
            Array.from(dense(x), (v) => Math.max(0, v)),
          ),
          f(x),
        ),
      ),
      law('kink', 'its slope at 0 is 0', fc.constant(f), (g) =>
        expecting(slope(g, 0) === 0, { expected: '0', found: String(slope(g, 0)) }),
      ),
    ),
  leakyRelu: (make: (s: number) => Activation = A.leakyRelu): LawSet =>
    claimed(
      make(0.1),
      { name: 'leakyRelu', monotone: true, kinks: [0] },
      law(
        'leaky',
        'max(s·x, x) for a slope s below 1, to the bit',
        fc.tuple(anyNumbers, arbitrary.between(0, 1)),
        ([x, s]) =>
          same(
            tensorOf(
              shape(x),
              Array.from(dense(x), (v) => Math.max(s * v, v)),
            ),
            make(s)(x),
          ),
      ),
    ),
  elu: (make: (alpha: number) => Activation = A.elu): LawSet => ({
    name: 'elu',
    laws: [
      law(
        'elu',
        'x from 0 on, else α(eˣ − 1)',
        fc.record({ x: anyNumbers, alpha: arbitrary.between(0, 2) }),
        ({ x, alpha }) =>
          agree<AnyTensor>(
            (p) => pipe(A.relu(p), add(pipe(exp(neg(A.relu(neg(p)))), sub(1), mul(alpha)))),
            make(alpha),
            x,
          ),
      ),
    ],
    // With α = 1 there is no kink in the slope.
    parents: [1, 0.5].map((alpha) =>
      activation(make(alpha), { name: `elu(${alpha}) as an activation`, monotone: true, kinks: [0] }),
    ),
  }),
  softplus: (f: Activation = A.softplus): LawSet =>
    claimed(
      f,
      { name: 'softplus', monotone: true },
      identity('slope', 'its slope is σ', sigmoid as Activation, derivative(f)),
      identity(
        'halves',
        'softplus(x) − softplus(−x) = x',
        (x) => x,
        (x) => pipe(f(x), sub(f(neg(x)))),
      ),
    ),
  logSigmoid: (f: Activation = A.logSigmoid): LawSet =>
    claimed(
      f,
      { name: 'logSigmoid', monotone: true },
      identity('logarithm', 'log ∘ σ', (x) => log(sigmoid(x)), f),
    ),
  softmax: (f: Activation = softmax): LawSet =>
    claimed(
      f,
      { name: 'softmax', each: 'row' },
      identity('sums to 1', 'the probabilities of a row sum to 1', one, (x) => sums(f(x)), rows),
      law('probabilities', 'each is from 0 to 1', rows, (x) => {
        const wrong = dense(f(x)).find((p) => !(p >= 0 && p <= 1))
        return expecting(wrong === undefined, { expected: 'from 0 to 1', found: String(wrong), bound: '0' })
      }),
      shiftInvariance(f),
      identity('logarithm', 'exp ∘ logSoftmax', (x) => exp(logSoftmax(x)), f, rows),
    ),
  logSoftmax: (f: Activation = logSoftmax): LawSet =>
    claimed(
      f,
      { name: 'logSoftmax', each: 'row' },
      identity('sums to 1', 'their exponentials sum to 1', one, (x) => sums(exp(f(x))), rows),
      shiftInvariance(f),
    ),
  identity: (f: Activation = A.identity): LawSet =>
    claimed(
      f,
      { name: 'identity', monotone: true },
      law('identity', 'x, to the bit', anyNumbers, (x) => same(x, f(x))),
    ),
}
