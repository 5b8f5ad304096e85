/** Kinks, poles and tails: derivatives are finite, inside the subdifferential, and the same forward and reverse. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as A from '../../src/Activation.js'
import * as T from '../../src/Tensor.js'
import { forward, gradients, reverse } from './modes.js'

const bothWays = (f: (x: T.Scalar) => T.Scalar, x: number): readonly number[] =>
  [forward, reverse].map((derive) => T.toNumber(derive(f)(T.scalar(x))))

const sameBothWays = <N extends number>(
  f: (x: T.Tensor<[N]>) => T.Scalar,
  x: T.Tensor<[N]>,
  expected: readonly number[],
) => {
  const found = gradients(f, x)
  expect(found.forward).toEqual(expected)
  expect(found.reverse).toEqual(expected)
}

describe('guarded formulas', () => {
  it('where(x > 0, √x, 0) has derivative 0 at 0, and that of √x above', () => {
    const f = (x: T.Scalar) => T.where(pipe(x, T.greater(0)), T.sqrt(x), 0)
    expect(bothWays(f, 0)).toEqual([0, 0])
    expect(bothWays(f, 4)).toEqual([0.25, 0.25])
  })

  it('x·log x, continued by 0, has derivative 0 at 0 and no NaN', () => {
    const f = (x: T.Scalar) => T.where(pipe(x, T.equal(0)), 0, pipe(x, T.mul(T.log(x))))
    expect(T.toNumber(f(T.scalar(0)))).toBe(0)
    expect(bothWays(f, 0)).toEqual([0, 0])
    expect(bothWays(f, 1)).toEqual([1, 1])
  })

  it('1/x, guarded at 0, has derivative 0 there', () => {
    const f = (x: T.Scalar) => T.where(pipe(x, T.equal(0)), 1, pipe(T.scalar(1), T.div(x)))
    expect(bothWays(f, 0)).toEqual([0, 0])
  })

  it('elements that are not chosen leave the others alone', () => {
    const f = (x: T.Tensor<[3]>) => T.sum(T.where(pipe(x, T.greater(0)), T.log(x), 0))
    sameBothWays(f, T.tensor([0, 2, -1]), [0, 0.5, 0])
  })
})

describe('a slope of 0 meets an infinite one', () => {
  it('0·√x at 0 has derivative 0', () => {
    expect(bothWays((x) => pipe(T.sqrt(x), T.mul(0)), 0)).toEqual([0, 0])
  })

  it('√(x²) at 0 has derivative 0, inside [−1, 1]', () => {
    expect(bothWays((x) => T.sqrt(T.square(x)), 0)).toEqual([0, 0])
  })

  it('(√x)² at 0 has derivative 0, the price of annihilation: the limit is 1', () => {
    expect(bothWays((x) => T.square(T.sqrt(x)), 0)).toEqual([0, 0])
  })

  it('the norm at [0, 0] has gradient [0, 0], inside the unit disc', () => {
    sameBothWays((x: T.Tensor<[2]>) => T.sqrt(T.sum(T.square(x))), T.tensor([0, 0]), [0, 0])
  })

  it('a matrix product with ∞ in a row that nothing depends on stays finite', () => {
    const f = (x: T.Tensor<[2]>) =>
      T.sum(
        pipe(
          x,
          T.reshape([1, 2]),
          T.matmul(
            T.tensor([
              [Infinity, 1],
              [1, 1],
            ]),
          ),
          // Chosen and not multiplied: the value is finite, too.
          (y) => T.where(T.tensor([[0, 1]]), y, 0),
        ),
      )
    const found = gradients(f, T.tensor([1, 2]))
    expect(found.reverse).toEqual([1, 1])
    expect(found.forward).toEqual([1, 1])
  })
})

describe('kinks', () => {
  it('a product that holds a zero has the other factors as gradient', () => {
    const f = (x: T.Tensor<[3]>) => {
      const [a, b, c] = [0, 1, 2].map((i) => pipe(x, T.slice(0, i, i + 1), T.sum))
      return pipe(a, T.mul(b), T.mul(c))
    }
    sameBothWays(f, T.tensor([0, 2, 3]), [6, 0, 0])
    sameBothWays(f, T.tensor([0, 0, 3]), [0, 0, 0])
  })

  it('the ties of maxAlong share one derivative', () => {
    sameBothWays((x: T.Tensor<[3]>) => T.maxAlong(0)(x), T.tensor([5, 1, 5]), [0.5, 0, 0.5])
    sameBothWays((x: T.Tensor<[4]>) => T.maxAlong(0)(x), T.tensor([2, 2, 2, 2]), [0.25, 0.25, 0.25, 0.25])
    sameBothWays((x: T.Tensor<[3]>) => T.minAlong(0)(x), T.tensor([1, 5, 1]), [0.5, 0, 0.5])
  })

  it('the ties of max and min share one derivative', () => {
    expect(bothWays((x) => pipe(x, T.max(3)), 3)).toEqual([0.5, 0.5])
    expect(bothWays((x) => pipe(x, T.max(x)), 3)).toEqual([1, 1])
    expect(bothWays((x) => pipe(x, T.min(T.neg(x))), 0)).toEqual([0, 0])
  })

  it('|x| at 0 has derivative 0', () => {
    expect(bothWays(T.abs, 0)).toEqual([0, 0])
  })
})

describe('tails keep their digits', () => {
  // Exact values by 60-digit decimal arithmetic: 4e⁻⁴⁰/(1 + e⁻⁴⁰)² and e⁻⁴⁰/(1 + e⁻⁴⁰)².
  it.each([
    ['tanh′(20)', T.tanh, 20, 1.6993417021166355e-17],
    ['tanh′(−20)', T.tanh, -20, 1.6993417021166355e-17],
    ['σ′(40)', T.sigmoid, 40, 4.2483542552915889e-18],
    ['σ′(−40)', T.sigmoid, -40, 4.2483542552915889e-18],
  ] as const)('%s', (_, f, x, exact) => {
    bothWays(f as (x: T.Scalar) => T.Scalar, x).forEach((found) => {
      expect(Math.abs(found - exact) / exact).toBeLessThan(1e-12)
    })
  })

  it('the derivatives of log(1 + x) and eˣ − 1 at 10⁻²⁰ are 1', () => {
    expect(bothWays(T.log1p, 1e-20)).toEqual([1, 1])
    expect(bothWays(T.expm1, 1e-20)).toEqual([1, 1])
  })

  it('derivatives of any order are NaN at NaN, also of functions whose slope does not depend on their argument', () => {
    type F = (x: T.Scalar) => T.Scalar
    const modes = [reverse, forward] as readonly ((f: F) => F)[]
    const functions: readonly F[] = [A.relu, A.leakyRelu(0.1), T.abs, T.max(0), T.min(0), T.square, A.elu(1)]
    for (const f of functions)
      for (const first of modes)
        for (const second of modes) {
          expect(T.toNumber(second(first(f))(T.scalar(NaN)))).toBeNaN()
          for (const third of modes) expect(T.toNumber(third(second(first(f)))(T.scalar(NaN)))).toBeNaN()
        }
    for (const first of modes)
      for (const second of modes) expect(T.toNumber(second(first(A.relu))(T.scalar(1)))).toBe(0)
  })

  it('the gradient of logSumExp far out is the softmax, with no NaN', () => {
    sameBothWays((x: T.Tensor<[2]>) => T.logSumExp(x), T.tensor([1000, 1000]), [0.5, 0.5])
    sameBothWays((x: T.Tensor<[2]>) => T.logSumExp(x), T.tensor([1000, -1000]), [1, 0])
  })
})
