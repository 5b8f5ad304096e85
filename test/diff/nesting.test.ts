/** Perturbation confusion: a derivative inside a derivative must keep the two apart, in whichever modes they are taken. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as D from '../../src/Diff.js'
import * as T from '../../src/Tensor.js'
import { nestings, type Derive } from './modes.js'

const at = (f: (x: T.Scalar) => T.Scalar, x: number): number => T.toNumber(f(T.scalar(x)))

describe.each(nestings(2))('%s', (_, [outer, inner]) => {
  it('d/dx [x · d/dy (x + y)] is 1', () => {
    expect(
      at(
        outer((x) => pipe(x, T.mul(inner((y) => pipe(x, T.add(y)))(T.scalar(5))))),
        3,
      ),
    ).toBe(1)
  })

  it('d/dx [x · d/dy (x · y)] is 2x', () => {
    expect(
      at(
        outer((x) => pipe(x, T.mul(inner((y) => pipe(x, T.mul(y)))(T.scalar(5))))),
        3,
      ),
    ).toBe(6)
  })

  it('d/dx of d/dy (x · y²) at y = x is 4x', () => {
    expect(
      at(
        outer((x) => inner((y) => pipe(x, T.mul(T.square(y))))(x)),
        3,
      ),
    ).toBe(12)
  })

  it('d/dx [x · d/dy x] is 0: the inner function is a constant to its own derivative', () => {
    expect(
      at(
        outer((x) => pipe(x, T.mul(inner(() => x)(T.scalar(5))))),
        3,
      ),
    ).toBe(0)
  })

  it('d/dx of d/dy (y · x) at a constant, squared, is 2x', () => {
    expect(
      at(
        outer((x) => T.square(inner((y) => pipe(y, T.mul(x)))(T.scalar(7)))),
        3,
      ),
    ).toBe(6)
  })

  it('two inner derivatives side by side do not meet: d/dx [∂(xy)/∂y · ∂(xy²)/∂y] at y = 1 is 4x', () => {
    const f = (x: T.Scalar) =>
      pipe(inner((y) => pipe(x, T.mul(y)))(T.scalar(1)), T.mul(inner((y) => pipe(x, T.mul(T.square(y))))(T.scalar(1))))
    expect(at(outer(f), 3)).toBe(12)
  })

  it('a value that escapes through a closure keeps its own reading: d/dx [d/dy (x·y) at x, plus x] is 2', () => {
    const f = (x: T.Scalar) => {
      const slope = inner((y) => pipe(x, T.mul(y)))
      return pipe(slope(x), T.add(x))
    }
    expect(at(outer(f), 3)).toBe(2)
  })

  it('d²/dx² of stop(x)·x is 0, and d/dx is stop(x)', () => {
    const f = (x: T.Scalar) => pipe(D.stopGradient(x), T.mul(x))
    expect(at(inner(f), 3)).toBe(3)
    expect(at(outer(inner(f)), 3)).toBe(0)
  })

  it('stop holds the outer derivative too: d/dx [x · d/dy (stop(x)·y)] is stop(x)', () => {
    expect(
      at(
        outer((x) => pipe(x, T.mul(inner((y) => pipe(D.stopGradient(x), T.mul(y)))(x)))),
        3,
      ),
    ).toBe(3)
  })

  it('a pullback of the inside may be handed a value of the outside: d/dx of 2x·x is 4x', () => {
    expect(
      at(
        outer((x) => D.vjp((y: T.Scalar) => T.square(y))(x).pullback(x)),
        3,
      ),
    ).toBe(12)
    expect(
      at(
        inner((x) => D.jvp((y: T.Scalar) => T.square(y))(x, x).tangent),
        3,
      ),
    ).toBe(12)
  })
})

describe.each(nestings(3))('%s', (_, [first, second, third]) => {
  it('d/dx [x · d/dy (y · d/dz (x + y + z))] is 1', () => {
    const f: (x: T.Scalar) => T.Scalar = (x) =>
      pipe(x, T.mul(second((y) => pipe(y, T.mul(third((z) => pipe(x, T.add(y), T.add(z)))(T.scalar(7)))))(T.scalar(5))))
    expect(at(first(f), 3)).toBe(1)
  })

  it('x²y²z² by z at y, by y at x, by x is 24x³', () => {
    const f = (x: T.Scalar) => second((y) => third((z) => T.square(pipe(x, T.mul(y), T.mul(z))))(y))(x)
    expect(at(first(f), 2)).toBe(192)
  })

  it('the third derivative of x⁴ is 24x', () => {
    expect(at(first(second(third(T.pow(4)))), 2)).toBe(48)
  })

  it('d³ of stop(x)·x³ is 6·stop(x)', () => {
    expect(at(first(second(third((x) => pipe(D.stopGradient(x), T.mul(pipe(x, T.pow(3))))))), 2)).toBe(12)
  })

  it('the third derivative of logSumExp along v is the third central moment of v under the softmax, far from 0 too', () => {
    const [logits, v] = [
      [1001, 1000, 1002, 999],
      [1, -2, 0.5, 3],
    ]
    const weights = logits.map((z) => Math.exp(z - 1002))
    const total = weights.reduce((a, b) => a + b, 0)
    const mean = weights.reduce((sum, w, i) => sum + (w * v[i]) / total, 0)
    const moments = weights.map((w, i) => (w / total) * (v[i] - mean) ** 3)
    const f = (t: T.Scalar) => T.logSumExp(pipe(T.fromArray(v, [4]), T.mul(t), T.add(T.fromArray(logits, [4]))))
    // 40 operations of 4 elements each at most, each of which rounds; what is added are products of up to three factors of size |v| ≤ 3 with weights that sum to 1.
    const bound = 160 * 2 ** -52 * 3 ** 3
    expect(Math.abs(at(first(second(third(f))), 0) - moments.reduce((a, b) => a + b, 0))).toBeLessThan(bound)
  })
})

it('modes may be mixed without end: the tenth derivative of x¹⁰ is 10!', () => {
  const derive = nestings(10)[0b1010101010][1]
  const tenth = derive.reduce<(x: T.Scalar) => T.Scalar>((f, d: Derive) => d(f), T.pow(10))
  expect(at(tenth, 1)).toBe(3628800)
})
