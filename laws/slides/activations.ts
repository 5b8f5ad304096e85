/**
 * The identities of the activation functions of the slides.
 */
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from '../../src/Activation.js'
import { add, mul, sub } from '../../src/operation/Binary.js'
import { broadcastTo } from '../../src/operation/Layout.js'
import { sum, sumAlong } from '../../src/operation/Reduction.js'
import { exp, log, neg, sigmoid } from '../../src/operation/Unary.js'
import { dense, scalar, shape, uniform, type AnyTensor } from '../../src/tensor/Value.js'
import { activation, slope, tensorOf, type Activation, type ActivationOptions } from '../activation.js'
import * as arbitrary from '../arbitraries.js'
import { grad } from '../calculus.js'
import { expecting, law, type Law, type LawSet } from '../Law.js'
import { agree, same } from '../rounding.js'
import { fn as expectFn } from '../../src/tensor/Expect.js'

/** Numbers with all digits, so that operations round. */
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

/** `f` with its declared properties. */
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
 * The laws of the activations of the slides, each with its identities. They also apply to another implementation: `activations.softmax(mySoftmax)`.
 *
 * @example
 * import { activations, check } from 'nabla-ts/laws'
 * E.isRight(check(activations.softmax(), { numRuns: 10 })) // => true
 *
 * @category sets
 */
export const activations = {
  sigmoid: (f: Activation = A.sigmoid): LawSet => {
    expectFn('laws.activations.sigmoid', f)
    return claimed(
      f,
      { name: 'sigmoid', monotone: true },
      identity('slope', 'σ′ = σ(1 − σ)', (x) => pipe(f(x), mul(complement(f(x)))), derivative(f)),
      identity(
        'symmetry',
        'σ(−x) = 1 − σ(x)',
        (x) => complement(f(x)),
        (x) => f(neg(x)),
      ),
    )
  },
  tanh: (f: Activation = A.tanh): LawSet => {
    expectFn('laws.activations.tanh', f)
    return claimed(
      f,
      { name: 'tanh', monotone: true },
      identity('sigmoid', 'tanh(x) = 2σ(2x) − 1', (x) => pipe(sigmoid(mul(2)(x)), mul(2), sub(1)), f),
      identity(
        'slope',
        'tanh′ = 1 − tanh²',
        (x) => complement(pipe(f(x), mul(f(x)))),
        derivative(f),
        // Further out tanh is within 10⁻³ of ±1, and soon equal to it: 1 − tanh² has no digits left.
        small,
      ),
    )
  },
  relu: (f: Activation = A.relu): LawSet => {
    expectFn('laws.activations.relu', f)
    return claimed(
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
    )
  },
  leakyRelu: (make: (s: number) => Activation = A.leakyRelu): LawSet => {
    expectFn('laws.activations.leakyRelu', make)
    return claimed(
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
    )
  },
  elu: (make: (alpha: number) => Activation = A.elu): LawSet => {
    expectFn('laws.activations.elu', make)
    return {
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
      // With α = 1 the slope is continuous.
      parents: [1, 0.5].map((alpha) =>
        activation(make(alpha), { name: `elu(${alpha}) as an activation`, monotone: true, kinks: [0] }),
      ),
    }
  },
  softplus: (f: Activation = A.softplus): LawSet => {
    expectFn('laws.activations.softplus', f)
    return claimed(
      f,
      { name: 'softplus', monotone: true },
      identity('slope', 'its slope is σ', sigmoid as Activation, derivative(f)),
      identity(
        'halves',
        'softplus(x) − softplus(−x) = x',
        (x) => x,
        (x) => pipe(f(x), sub(f(neg(x)))),
      ),
    )
  },
  logSigmoid: (f: Activation = A.logSigmoid): LawSet => {
    expectFn('laws.activations.logSigmoid', f)
    return claimed(
      f,
      { name: 'logSigmoid', monotone: true },
      identity('logarithm', 'log ∘ σ', (x) => log(sigmoid(x)), f),
    )
  },
  softmax: (f: Activation = softmax): LawSet => {
    expectFn('laws.activations.softmax', f)
    return claimed(
      f,
      { name: 'softmax', each: 'row' },
      identity('sums to 1', 'the probabilities of a row sum to 1', one, (x) => sums(f(x)), rows),
      law('probabilities', 'each is from 0 to 1', rows, (x) => {
        const wrong = dense(f(x)).find((p) => !(p >= 0 && p <= 1))
        return expecting(wrong === undefined, { expected: 'from 0 to 1', found: String(wrong), bound: '0' })
      }),
      shiftInvariance(f),
      identity('logarithm', 'exp ∘ logSoftmax', (x) => exp(logSoftmax(x)), f, rows),
    )
  },
  logSoftmax: (f: Activation = logSoftmax): LawSet => {
    expectFn('laws.activations.logSoftmax', f)
    return claimed(
      f,
      { name: 'logSoftmax', each: 'row' },
      identity('sums to 1', 'their exponentials sum to 1', one, (x) => sums(exp(f(x))), rows),
      shiftInvariance(f),
    )
  },
  identity: (f: Activation = A.identity): LawSet => {
    expectFn('laws.activations.identity', f)
    return claimed(
      f,
      { name: 'identity', monotone: true },
      law('identity', 'x, to the bit', anyNumbers, (x) => same(x, f(x))),
    )
  },
}
