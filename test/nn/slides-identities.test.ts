/**
 * Identities of the activation functions of the slides, as properties. Bounds come from the size of the operands: u is half the distance of 1 to the next number.
 */
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as A from '../../src/Activation.js'
import * as D from '../../src/Diff.js'
import * as L from '../../src/Layer.js'
import * as T from '../../src/Tensor.js'

const u = 2 ** -53

type Points = T.Tensor<[number]>
type Curve = (x: Points) => Points

const points = (min: number, max: number): fc.Arbitrary<Points> =>
  fc
    .array(
      fc.oneof(
        { weight: 9, arbitrary: fc.double({ min, max, noNaN: true }) },
        fc.constantFrom(0, -0, min, max, 1e-17, -1e-17, 5e-324),
      ),
      { minLength: 1, maxLength: 8 },
    )
    .map((values) => T.fromArray(values, [values.length]))

const slope =
  (f: Curve): Curve =>
  (x) =>
    D.grad((v: Points) => T.sum(f(v)))(x)

const each = (x: Points, ...fs: readonly Curve[]): readonly (readonly number[])[] => {
  const columns = [x, ...fs.map((f) => f(x))].map((t) => T.toFlat(t))
  return Array.from(columns[0], (_, i) => columns.map((c) => c[i]))
}

describe('softmax', () => {
  it('is the same after a shift of all logits', () => {
    fc.assert(
      fc.property(points(-700, 700), fc.double({ min: -1e6, max: 1e6, noNaN: true }), (z, c) => {
        const shifted = T.add(c)(z)
        const values = T.toFlat(z)
        // Each shifted logit is rounded by u·|z + c|, the difference to the largest once more on either side, and a ratio of probabilities changes by as much, relatively.
        const size = Math.max(...values.map((v) => Math.abs(v) + Math.abs(c)))
        const bound = 4 * u * (2 * size + 8 + values.length)
        const [p, q] = [T.toFlat(A.softmax(z)), T.toFlat(A.softmax(shifted))]
        return p.every((v, i) => Math.abs(v - q[i]) <= bound * Math.max(v, q[i]) + 2 ** -1074)
      }),
    )
  })

  it('is the same to the bit after a shift that rounds nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
        (z, c) => {
          const logits = T.fromArray(z, [z.length])
          return T.Eq.equals(A.softmax(logits), A.softmax(T.add(c)(logits)))
        },
      ),
    )
  })

  it('of two logits is the sigmoid of their difference', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -300, max: 300, noNaN: true }),
        fc.double({ min: -300, max: 300, noNaN: true }),
        (a, b) => {
          const p = T.toFlat(A.softmax(T.fromArray([a, b], [2])))[0]
          const s = T.toNumber(A.sigmoid(T.scalar(a - b)))
          return Math.abs(p - s) <= 8 * u * s
        },
      ),
    )
  })
})

describe('tanh and the sigmoid', () => {
  it('tanh(x) = 2σ(2x) − 1', () => {
    fc.assert(
      fc.property(points(-50, 50), (x) =>
        // Operands of size 1 and 2 are subtracted: an error of a few u, whatever is left.
        each(x, A.tanh, (v) => pipe(v, T.mul(2), A.sigmoid, T.mul(2), T.sub(1))).every(
          ([, a, b]) => Math.abs(a - b) <= 6 * u,
        ),
      ),
    )
  })

  it('tanh′(x) = 4σ′(2x), relatively, at both ends', () => {
    fc.assert(
      fc.property(points(-350, 350), (x) =>
        each(x, slope(A.tanh), (v) => pipe(v, T.mul(2), slope(A.sigmoid), T.mul(4))).every(
          ([, a, b]) => Math.abs(a - b) <= 16 * u * b,
        ),
      ),
    )
  })

  it('σ′ = σ(1 − σ), as far as 1 − σ has digits', () => {
    fc.assert(
      fc.property(points(-700, 700), (x) =>
        // 1 − σ is off by up to 2u, so the product by 2u·σ, and by a few roundings of its own.
        each(x, slope(A.sigmoid), A.sigmoid).every(([, d, s]) => Math.abs(d - s * (1 - s)) <= 4 * u * s + 4 * u * d),
      ),
    )
  })

  it('σ′(x) = σ(x)σ(−x) and σ(x) + σ(−x) = 1', () => {
    fc.assert(
      fc.property(points(-700, 700), (x) =>
        each(x, slope(A.sigmoid), A.sigmoid, (v) => A.sigmoid(T.neg(v))).every(
          ([, d, s, t]) => Math.abs(d - s * t) <= 4 * u * d && Math.abs(s + t - 1) <= 4 * u,
        ),
      ),
    )
  })
})

describe('a maxout of two pieces', () => {
  const unit = L.maxout(1, 1)
  /** max(a·x, b·x) as a maxout layer. */
  const maxout =
    (a: number, b: number): Curve =>
    (x) => {
      const column = pipe(x, T.expandDims(-1)) as unknown as T.Tensor<[number, 1]>
      return T.sumAlong(-1)(
        unit.apply({ weight: T.tensor([[[a]], [[b]]]), bias: T.tensor([[0], [0]]) })(column),
      ) as unknown as Points
    }
  const known: readonly (readonly [string, Curve, Curve])[] = [
    ['ReLU', A.relu, maxout(0, 1)],
    ['leaky ReLU', A.leakyRelu(), maxout(0.1, 1)],
    ['abs', T.abs, maxout(-1, 1)],
  ]

  it.each(known)('contains %s, in value, everywhere', (_, f, g) => {
    fc.assert(fc.property(points(-1e300, 1e300), (x) => each(x, f, g).every(([, a, b]) => a === b)))
  })

  it.each(known)('contains %s, in gradient, off the tie at 0', (_, f, g) => {
    // Where a·x and b·x round to one number there is a tie too: nowhere but at 0 and among the smallest numbers.
    fc.assert(
      fc.property(points(-1e300, 1e300), (x) =>
        each(x, slope(f), slope(g)).every(([v, a, b]) => Math.abs(v) < 1e-300 || a === b),
      ),
    )
  })

  it.each(known)('shares the gradient of %s at the tie', (_, f, g) => {
    const [[, left], [, right]] = each(T.tensor([-1, 1]), slope(f))
    const [[, there]] = each(T.fromArray([0], [1]), slope(g))
    expect(there).toBeCloseTo((left + right) / 2, 15)
  })

  it('contains leaky ReLU of every slope up to 1', () => {
    fc.assert(
      fc.property(points(-1e3, 1e3), fc.double({ min: -2, max: 1, noNaN: true }), (x, a) =>
        each(x, A.leakyRelu(a), maxout(a, 1)).every(([, p, q]) => p === q),
      ),
    )
  })
})
