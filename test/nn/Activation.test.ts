import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as A from '../../src/Activation.js'
import * as D from '../../src/Diff.js'
import * as T from '../../src/Tensor.js'
import { failing } from '../operation/support.js'
import * as X from './exact.js'

type Pointwise = <S extends T.Shape>(x: T.Tensor<S>) => T.Tensor<S>
const { NaN: nan, POSITIVE_INFINITY: inf } = Number

const at = (f: Pointwise, x: number): number => T.toNumber(f(T.scalar(x)))
const reverse = (f: Pointwise) => D.grad((x: T.Scalar) => f(x))
const forward = (f: Pointwise) => (x: T.Scalar) => D.jvp((y: T.Scalar) => f(y))(x, T.scalar(1)).tangent
const slope = (f: Pointwise, x: number): number => T.toNumber(reverse(f)(T.scalar(x)))
const slopeForward = (f: Pointwise, x: number): number => T.toNumber(forward(f)(T.scalar(x)))
const curvature = (f: Pointwise, x: number): number => T.toNumber(D.grad(reverse(f))(T.scalar(x)))
const third = (f: Pointwise, x: number): number => T.toNumber(D.grad(D.grad(reverse(f)))(T.scalar(x)))

// --- references, each in a form that has no cancellation to speak of at 2400 bits --------------------------------------------------------------

const { unit } = X
const sigmoid = (x: bigint): bigint => X.div(unit, unit + X.exp(-x))
const sigmoidSlope = (x: bigint): bigint => X.mul(sigmoid(x), sigmoid(-x))
const sigmoidCurvature = (x: bigint): bigint => X.mul(sigmoidSlope(x), sigmoid(-x) - sigmoid(x))
const sigmoidThird = (x: bigint): bigint => X.mul(sigmoidSlope(x), unit - 6n * sigmoidSlope(x))
const tanh = (x: bigint): bigint => {
  const e = X.exp(2n * x)
  return X.div(e - unit, e + unit)
}
const tanhSlope = (x: bigint): bigint => unit - X.mul(tanh(x), tanh(x))
const tanhCurvature = (x: bigint): bigint => -2n * X.mul(tanh(x), tanhSlope(x))
const tanhThird = (x: bigint): bigint => X.mul(tanhSlope(x), 6n * X.mul(tanh(x), tanh(x)) - 2n * unit)
const softplus = (x: bigint): bigint => X.log1p(X.exp(x))
const below = (f: (x: bigint) => bigint, g: (x: bigint) => bigint) => (x: bigint) => (x < 0n ? f(x) : g(x))

interface Reference {
  readonly f: Pointwise
  readonly value: (x: bigint) => bigint
  readonly slope: (x: bigint) => bigint
  readonly curvature: (x: bigint) => bigint
  readonly third: (x: bigint) => bigint
}
const references: Readonly<Record<string, Reference>> = {
  sigmoid: { f: A.sigmoid, value: sigmoid, slope: sigmoidSlope, curvature: sigmoidCurvature, third: sigmoidThird },
  tanh: { f: A.tanh, value: tanh, slope: tanhSlope, curvature: tanhCurvature, third: tanhThird },
  softplus: { f: A.softplus, value: softplus, slope: sigmoid, curvature: sigmoidSlope, third: sigmoidCurvature },
  logSigmoid: {
    f: A.logSigmoid,
    value: (x) => -softplus(-x),
    slope: (x) => sigmoid(-x),
    curvature: (x) => -sigmoidSlope(x),
    third: (x) => -sigmoidCurvature(x),
  },
  elu: {
    f: A.elu(),
    value: below((x) => X.exp(x) - unit, (x) => x), // prettier-ignore
    slope: below(X.exp, () => unit),
    curvature: below(X.exp, () => 0n),
    third: below(X.exp, () => 0n),
  },
}

/** What comes out below 2⁻¹⁰²² has fewer digits by nature. */
const tiny = 2 ** -1021
const close = (found: number, exact: bigint, bound = 1e-9): void => {
  const right = X.to(exact)
  const error = Math.abs(found - right)
  if (!(error <= bound * Math.abs(right) + tiny)) expect(`${found}`).toBe(`${right}`)
}

const edges = [1e-300, 1e-18, 1e-16, 1e-8, 1e-3, 0.5, 1, 2, 17, 19.5, 36.5, 40, 300, 700].flatMap((x) => [x, -x])
const wide = fc.oneof(fc.double({ min: -5, max: 5, noNaN: true }), fc.double({ min: -340, max: 340, noNaN: true }))

describe('values and derivatives, against 2400-bit arithmetic, to a relative 1e-9', () => {
  for (const [name, r] of Object.entries(references)) {
    const check = (x: number): void => {
      const exact = X.from(x)
      close(at(r.f, x), r.value(exact))
      close(slope(r.f, x), r.slope(exact))
      close(slopeForward(r.f, x), r.slope(exact))
      close(curvature(r.f, x), r.curvature(exact))
    }
    it(`${name}, at both ends and near 0`, () => edges.forEach(check))
    it(`${name}, its third derivative too`, () => edges.forEach((x) => close(third(r.f, x), r.third(X.from(x)))))
    it(`${name}, anywhere`, () => fc.assert(fc.property(wide, check), { numRuns: 12 }))
  }

  it('the reference itself: e, log 2, tanh 1 to the last digit (CRC tables)', () => {
    expect(X.to(X.exp(X.unit))).toBe(2.718281828459045)
    expect(X.to(X.log1p(X.unit))).toBe(0.6931471805599453)
    expect(X.to(tanh(X.unit))).toBe(0.7615941559557649)
    expect(X.to(X.exp(X.from(-700)))).toBe(9.859676543759771e-305)
  })
})

describe('far out', () => {
  it('values and slopes are finite, and what the limit is', () => {
    expect([-1000, 1000, -inf, inf].map((x) => at(A.sigmoid, x))).toEqual([0, 1, 0, 1])
    expect(at(A.sigmoid, -740)).toBe(Math.exp(-740)) // where eˣ is above 0 and e⁻ˣ is infinite
    expect([-1000, 1000, -inf, inf].map((x) => at(A.tanh, x))).toEqual([-1, 1, -1, 1])
    expect([-1000, 1000, -inf, inf].map((x) => at(A.softplus, x))).toEqual([0, 1000, 0, inf])
    expect([-1000, 1000].map((x) => at(A.logSigmoid, x))).toEqual([-1000, -0])
    expect([-1000, 1000].map((x) => at(A.elu(), x))).toEqual([-1, 1000])
    expect([-1000, 1000].map((x) => slope(A.softplus, x))).toEqual([0, 1])
    expect([-1000, 1000].map((x) => slope(A.elu(), x))).toEqual([0, 1])
    for (const f of [A.sigmoid, A.tanh, A.softplus, A.logSigmoid, A.elu(), A.relu, A.leakyRelu()])
      for (const x of [-1e308, -1e5, 1e5, 1e308]) {
        expect(Number.isFinite(slope(f, x))).toBe(true)
        expect(slopeForward(f, x)).toBe(slope(f, x))
        expect(Number.isFinite(curvature(f, x))).toBe(true)
      }
  })
})

describe('kinks', () => {
  it.each<[string, Pointwise, number, number, number]>([
    ['relu', A.relu, 0, 0, 1],
    ['leakyRelu', A.leakyRelu(), 0.1, 0.1, 1],
    ['leakyRelu(0.3)', A.leakyRelu(0.3), 0.3, 0.3, 1],
    ['leakyRelu of a negative slope', A.leakyRelu(-1), -1, -1, 1],
    ['leakyRelu of a slope above 1', A.leakyRelu(2), 2, 2, 1],
    ['elu', A.elu(), 1, 1, 1],
  ])('%s: the slope below, at 0 (and −0) and above', (_, f, under, zero, above) => {
    for (const by of [slope, slopeForward]) {
      expect(by(f, -1e-12)).toBeCloseTo(under, 11)
      expect(by(f, 0)).toBe(zero)
      expect(by(f, -0)).toBe(zero)
      expect(by(f, 1e-12)).toBe(above)
    }
    expect(Math.abs(at(f, 0))).toBe(0)
    expect(at(f, 3)).toBe(3)
  })

  it('elu with another α jumps: 1 at 0, α·eˣ below', () => {
    expect(slope(A.elu(2), 0)).toBe(1)
    expect(slope(A.elu(2), -1)).toBeCloseTo(2 * Math.exp(-1), 15)
    expect(at(A.elu(2), -1)).toBeCloseTo(2 * Math.expm1(-1), 15)
  })

  it('softplus and logSigmoid are smooth at 0: slope ½, curvature ±¼', () => {
    for (const by of [slope, slopeForward]) expect([by(A.softplus, 0), by(A.logSigmoid, 0)]).toEqual([0.5, 0.5])
    for (const x of [0, -0]) {
      expect(curvature(A.softplus, x)).toBe(0.25)
      expect(curvature(A.logSigmoid, x)).toBe(-0.25)
    }
  })
})

describe('NaN', () => {
  it.each(Object.entries({ ...A, leakyRelu: A.leakyRelu(), elu: A.elu() }))('passes %s', (_, f) => {
    const y = (f as Pointwise)(T.tensor([nan, nan]))
    expect(T.toArray(y)).toEqual([nan, nan])
  })

  it('and stays where it is', () => {
    expect(T.toArray(A.relu(T.tensor([nan, -1, 2])))).toEqual([nan, 0, 2])
    expect(T.toArray(A.leakyRelu(0.5)(T.tensor([nan, -1, 2])))).toEqual([nan, -0.5, 2])
    expect(T.toArray(A.elu()(T.tensor([nan, 2])))).toEqual([nan, 2])
    const [[p], rest] = T.toArray(A.softmax(T.tensor([[nan, 1], [1, 1]]))) as [number[], number[]] // prettier-ignore
    expect(p).toBe(nan)
    expect(rest).toEqual([0.5, 0.5])
  })
})

describe('softmax', () => {
  const logits = T.tensor([0, Math.LN2, Math.log(5)])

  it('known values, over the last axis', () => {
    ;[1 / 8, 2 / 8, 5 / 8].forEach((p, i) => expect(T.toArray(A.softmax(logits))[i]).toBeCloseTo(p, 15))
    ;[1 / 8, 2 / 8, 5 / 8].forEach((p, i) => expect(T.toArray(A.logSoftmax(logits))[i]).toBeCloseTo(Math.log(p), 15))
    expect(T.toArray(A.softmax(T.tensor([[1000, 1000], [-1000, -1000]])))).toEqual([[0.5, 0.5], [0.5, 0.5]]) // prettier-ignore
    expect(T.toArray(A.softmax(T.tensor([[0], [7]])))).toEqual([[1], [1]])
    expect(T.toArray(A.softmax(T.tensor([0, -inf])))).toEqual([1, 0])
    expect(T.toArray(A.logSoftmax(T.tensor([0, -1000])))).toEqual([0, -1000])
  })

  it('has the Jacobian p(δ − p)', () => {
    const p = [1 / 8, 2 / 8, 5 / 8]
    const jacobian = T.toArray(D.jacobian((x: T.Tensor<[3]>) => A.softmax(x))(logits)) as number[][]
    p.forEach((pi, i) => p.forEach((pj, j) => expect(jacobian[i]![j]).toBeCloseTo(pi * ((i === j ? 1 : 0) - pj), 15)))
    const logarithmic = T.toArray(D.jacobian((x: T.Tensor<[3]>) => A.logSoftmax(x))(logits)) as number[][]
    p.forEach((_, i) => p.forEach((pj, j) => expect(logarithmic[i]![j]).toBeCloseTo((i === j ? 1 : 0) - pj, 15)))
  })

  it('sums to 1 and does not feel a shift of the logits', () => {
    const rows = fc.array(fc.double({ min: -600, max: 600, noNaN: true }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(rows, fc.integer({ min: -64, max: 64 }), (x, c) => {
        const p = T.toArray(A.softmax(T.tensor(x))) as number[]
        expect(Math.abs(p.reduce((s, v) => s + v, 0) - 1)).toBeLessThanOrEqual(2 * x.length * 2 ** -52)
        const q = T.toArray(A.softmax(T.tensor(x.map((v) => v + c)))) as number[]
        p.forEach((v, i) => expect(Math.abs(v - q[i]!)).toBeLessThanOrEqual(1400 * 2 ** -52))
      }),
    )
  })

  it('refuses a scalar, and rows of nothing', () => {
    failing(() => A.softmax(T.scalar(1) as never), 'softmax', 'at least one axis', '[]')
    failing(() => A.logSoftmax(T.scalar(1) as never), 'logSoftmax', 'at least one axis', '[]')
    expect(() => A.softmax(T.zeros([2, 0]))).toThrow(/not empty/)
  })
})

it('leakyRelu and elu refuse a parameter that is not finite', () => {
  failing(() => A.leakyRelu(nan), 'leakyRelu', 'a finite slope', 'NaN')
  failing(() => A.elu(inf), 'elu', 'a finite alpha', 'Infinity')
})
