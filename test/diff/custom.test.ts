import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import { arbitrary, check, differentiable, mappable } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'
import { cases } from '../support/cases.js'
import * as D from '../../src/Diff.js'
import * as T from '../../src/Tensor.js'

type Pair = { readonly a: T.Tensor<[3]>; readonly b: T.Scalar }

/** a·b and Σa, with the derivative in one direction only. */
const value = ({ a, b }: Pair) => ({ product: pipe(a, T.mul(b)), total: T.sum(a) })
const forward = D.customDerivative({
  value,
  tangent: ({ a, b }: Pair, d: Pair) => ({
    product: pipe(d.a, T.mul(b), T.add(pipe(a, T.mul(d.b)))),
    total: T.sum(d.a),
  }),
})
const reverse = D.customDerivative({
  value,
  cotangent: ({ a, b }: Pair, c: ReturnType<typeof value>): Pair => ({
    a: pipe(c.product, T.mul(b), T.add(c.total)),
    b: T.sum(pipe(c.product, T.mul(a))),
  }),
})
const at = arbitrary.like({ a: T.tensor([1, 2, 3]), b: T.scalar(1) })

const few = { numRuns: cases(25) }
describeLaws(differentiable(forward, { at }), few)
describeLaws(differentiable(reverse, { at }), few)
describeLaws(mappable('a rule given forward', forward as never, { at }), few)
describeLaws(mappable('a rule given in reverse', reverse as never, { at }), few)

describe('customDerivative', () => {
  it.each([
    ['forward', forward],
    ['reverse', reverse],
  ])('given %s, nests like the function itself', (_, f) => {
    const loss = (g: typeof forward) => (p: Pair) => T.sum(T.square(g(p).product))
    const x: Pair = { a: T.tensor([1, 2, 3]), b: T.scalar(0.5) }
    expect(D.hessian(loss(f))(x)).toEqual(D.hessian(loss(value))(x))
    const slopes = (g: typeof forward) => D.vmap(D.grad(loss(g)))({ a: T.ones([2, 3]), b: T.tensor([1, 2]) })
    expect(slopes(f)).toEqual(slopes(value))
  })

  it('says what the rule says, true or not, and the laws tell', () => {
    const wrong = D.customDerivative({
      value: (x: T.Scalar) => pipe(x, T.pow(3)),
      tangent: (x: T.Scalar, dx: T.Scalar) => pipe(x, T.square, T.mul(2), T.mul(dx)),
    })
    expect(T.toNumber(D.grad(wrong)(T.scalar(1)))).toBe(2)
    const report = check(differentiable(wrong, { at: arbitrary.tensor([]) }))
    expect(E.isLeft(report) && report.left.failures.map((failure) => failure.law)).toEqual(
      expect.arrayContaining(['forward = numeric', 'reverse = numeric']),
    )
  })

  it('computes the value once, and lets it do anything with plain numbers', () => {
    let calls = 0
    const f = D.customDerivative({
      value: (x: T.Scalar) => {
        calls += 1
        return T.scalar(Math.cbrt(T.toNumber(x)))
      },
      tangent: (x: T.Scalar, dx: T.Scalar) => pipe(dx, T.div(pipe(x, T.pow(2 / 3), T.mul(3)))),
    })
    const { value: y, gradient } = D.valueAndGrad(f)(T.scalar(8))
    expect([T.toNumber(y), calls]).toEqual([2, 1])
    expect(T.toNumber(gradient)).toBeCloseTo(1 / 12, 15)
  })

  it('refuses a rule that gives something else than the argument', () => {
    const f = D.customDerivative({
      value: (x: T.Tensor<[2]>) => T.sum(x),
      cotangent: (_, c: T.Scalar) => c as never,
    })
    expect(() => D.grad(f)(T.tensor([1, 2]))).toThrow('customDerivative: expected shape [2], found []')
  })
})
