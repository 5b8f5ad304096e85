/** The numeric witness by itself: where it looks, what it removes, and how it says how far it may be off. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import { derivativeAt0 } from '../../src/diff/Numeric.js'
import * as D from '../../src/Diff.js'
import * as T from '../../src/Tensor.js'

const unit = 2 ** -52

describe('derivativeAt0', () => {
  it('looks ahead and behind at twelve steps, each half the last', () => {
    const seen: number[] = []
    derivativeAt0((t) => {
      seen.push(t)
      return t
    }, 4)
    expect(seen).toEqual(Array.from({ length: 12 }, (_, i) => 4 / 2 ** i).flatMap((h) => [h, -h]))
  })

  it('of a line is exact, and its error the rounding of the values at the second step', () => {
    expect(derivativeAt0((t) => 1 + t, 1 / 8)).toEqual({ value: 1, error: (unit * 2) / (1 / 16) })
    expect(derivativeAt0((t) => 1 - 3 * t, 1 / 8)).toEqual({ value: -3, error: (unit * 2) / (1 / 16) })
  })

  it('removes each even power of the step: two columns make 7t + t³ + t⁵ exact where four points are asked', () => {
    const { value, error } = derivativeAt0((t) => 7 * t + t ** 3 + t ** 5, 1 / 8)
    expect(value).toBe(7)
    expect(error).toBeLessThan(15 * unit)
    // Rounding: of two values 7h, over h.
    expect(error).toBeGreaterThanOrEqual(14 * unit)
  })

  it('says what remains: the error of an analytic function is small, and true', () => {
    const { value, error } = derivativeAt0((t) => Math.exp(t), 1 / 2)
    expect(Math.abs(value - 1)).toBeLessThanOrEqual(error)
    expect(error).toBeLessThan(1e-12)
  })

  it('says so where the slope is infinite: no two steps agree', () => {
    expect(derivativeAt0((t) => Math.sqrt(Math.abs(t)) * Math.sign(t), 1 / 8).error).toBeGreaterThan(1)
  })

  it('passes over steps that leave the domain', () => {
    const { value, error } = derivativeAt0((t) => Math.log(1 / 32 + t), 1 / 8)
    expect(Math.abs(value - 32)).toBeLessThanOrEqual(error)
    expect(error).toBeLessThan(1e-6)
  })

  it('extrapolates from neighbouring steps only', () => {
    const holed = (t: number) => ([1 / 8, 1 / 32].includes(Math.abs(t)) ? Math.exp(t) : NaN)
    expect(derivativeAt0(holed, 1 / 8)).toEqual({ value: NaN, error: Infinity })
  })

  it('knows nothing where no step gives a number', () => {
    expect(derivativeAt0(() => NaN, 1)).toEqual({ value: NaN, error: Infinity })
    expect(derivativeAt0((t) => (t < 0 ? NaN : t), 1)).toEqual({ value: NaN, error: Infinity })
  })
})

describe('numericDerivative', () => {
  /** The first point it asks for, ahead of x. */
  const first = (x: readonly number[], dx: readonly number[]): readonly number[] => {
    const seen: (readonly number[])[] = []
    D.numericDerivative((p: T.Tensor<[number]>) => {
      seen.push([...T.toFlat(p)])
      return T.sum(p)
    })(T.fromArray(x, [x.length]), T.fromArray(dx, [dx.length]))
    return seen[0]
  }

  it('begins with a power of two that moves no element by more than a sixteenth of it', () => {
    expect(first([3], [1])).toEqual([3 + 1 / 8])
    expect(first([-3], [-1])).toEqual([-3 - 1 / 8])
    expect(first([2], [1])).toEqual([2 + 1 / 8])
    expect(first([1.75], [1])).toEqual([1.75 + 1 / 16])
    expect(first([3, 2], [1, 4])).toEqual([3 + 1 / 32, 2 + 1 / 8])
    expect(first([2, 3], [4, 1])).toEqual([2 + 1 / 8, 3 + 1 / 32])
  })

  it('takes an element near 0 for a sixteenth, and does not ask one that stays', () => {
    expect(first([0], [2])).toEqual([2 * 2 ** -9])
    expect(first([0, 64], [0, 2])).toEqual([0, 64 + 2])
  })

  it('never begins with more than 1', () => {
    expect(first([1000], [1])).toEqual([1001])
    expect(first([5], [0])).toEqual([5])
  })

  it('is along the direction, over a whole record', () => {
    const f = (p: { readonly a: T.Tensor<[2]>; readonly b: T.Scalar }) => pipe(T.sum(T.square(p.a)), T.mul(p.b))
    const { value, error } = D.numericDerivative(f)(
      { a: T.tensor([1, 2]), b: T.scalar(3) },
      { a: T.tensor([10, 100]), b: T.scalar(1000) },
    )
    expect(Math.abs(value - (6 * 10 + 12 * 100 + 5 * 1000))).toBeLessThanOrEqual(error)
    expect(error).toBeLessThan(1e-6)
  })
})

describe('numericGradient', () => {
  it('is the derivative along each element, with its error, in records of the same shapes', () => {
    const x = { w: T.tensor([[1, -3, 0.5]]), b: [T.scalar(2), T.zeros([0])] as const }
    const { gradient, error } = D.numericGradient((p: typeof x) => pipe(T.sum(T.sin(p.w)), T.mul(T.exp(p.b[0]))))(x)
    expect([T.shape(gradient.w), T.shape(gradient.b[0]), T.shape(gradient.b[1])]).toEqual([[1, 3], [], [0]])
    expect([T.shape(error.w), T.shape(error.b[0]), T.shape(error.b[1])]).toEqual([[1, 3], [], [0]])
    const exact = [...[1, -3, 0.5].map((v) => Math.cos(v) * Math.exp(2)), (Math.sin(1) - Math.sin(3) + Math.sin(0.5)) * Math.exp(2)] // prettier-ignore
    const found = [...T.toFlat(gradient.w), T.toNumber(gradient.b[0])]
    const off = [...T.toFlat(error.w), T.toNumber(error.b[0])]
    exact.forEach((v, i) => {
      expect(Math.abs(found[i] - v)).toBeLessThanOrEqual(off[i])
      expect(off[i]).toBeGreaterThan(0)
      expect(off[i]).toBeLessThan(1e-9)
    })
  })
})
