/** What derivatives do with structure: records, tuples, values used twice or not at all, and very long histories. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as D from '../../src/Diff.js'
import * as T from '../../src/Tensor.js'
import { forward, nestings, reverse } from './modes.js'

interface Weights {
  readonly w: T.Tensor<[2]>
  readonly b: T.Scalar
}
type Nested = { readonly layers: readonly [Weights, T.Scalar]; readonly scale: T.Scalar }

const weights: Weights = { w: T.tensor([1, 2]), b: T.scalar(3) }
const nested: Nested = { layers: [weights, T.scalar(5)], scale: T.scalar(7) }

const cost = ({ w, b }: Weights): T.Scalar => pipe(T.sum(T.square(w)), T.mul(b))
const nestedCost = ({ layers: [first, last], scale }: Nested): T.Scalar => pipe(cost(first), T.add(last), T.mul(scale))

describe('records, tuples and mixes of them', () => {
  it('an interface record has a gradient of its own type', () => {
    const g = D.grad(cost)(weights)
    expectTypeOf(g).toEqualTypeOf<Weights>()
    expect(T.toArray(g.w)).toEqual([6, 12])
    expect(T.toNumber(g.b)).toBe(5)
  })

  it('a tuple inside a type record stays a tuple', () => {
    const g = D.grad(nestedCost)(nested)
    expectTypeOf(g).toEqualTypeOf<Nested>()
    expect(T.toArray(g.layers[0].w)).toEqual([42, 84])
    expect(T.toNumber(g.layers[0].b)).toBe(35)
    expect(T.toNumber(g.layers[1])).toBe(7)
    expect(T.toNumber(g.scale)).toBe(20)
  })

  it('jvp moves all parts of a record at once', () => {
    const { primal, tangent } = D.jvp(cost)(weights, { w: T.tensor([1, 0]), b: T.scalar(2) })
    expect(T.toNumber(primal)).toBe(15)
    expect(T.toNumber(tangent)).toBe(2 * 1 * 3 + 2 * 5)
  })

  it('a result may be a record too, and its pullback takes one', () => {
    const f = ({ w, b }: Weights) => ({ sum: T.sum(w), pair: [pipe(w, T.mul(b)), b] as const })
    const { pullback } = D.vjp(f)(weights)
    const g = pullback({ sum: T.scalar(1), pair: [T.tensor([10, 100]), T.scalar(1000)] })
    expect(T.toArray(g.w)).toEqual([1 + 30, 1 + 300])
    expect(T.toNumber(g.b)).toBe(10 * 1 + 100 * 2 + 1000)
  })

  it('Jacobians, by rows or columns, and Hessians have a block for each pair of tensors', () => {
    const f = ({ w, b }: Weights) => ({ scaled: pipe(w, T.mul(b)) })
    const blocks = [D.jacobianForward(f)(weights), D.jacobianReverse(f)(weights), D.jacobian(f)(weights)]
    blocks.forEach(({ scaled: { w, b } }) => {
      expect(T.toArray(w)).toEqual([
        [3, 0],
        [0, 3],
      ])
      expect(T.toArray(b)).toEqual([1, 2])
    })
    const { w, b } = D.hessian(cost)(weights)
    expect(T.toArray(w.w)).toEqual([
      [6, 0],
      [0, 6],
    ])
    expect(T.toArray(w.b)).toEqual([2, 4])
    expect(T.toArray(b.w)).toEqual([2, 4])
    expect(T.toNumber(b.b)).toBe(0)
  })

  it('hvp is the Hessian times a vector', () => {
    const { w, b } = D.hvp(cost)(weights, { w: T.tensor([1, 1]), b: T.scalar(10) })
    expect(T.toArray(w)).toEqual([6 + 20, 6 + 40])
    expect(T.toNumber(b)).toBe(2 + 4)
  })

  it('a pullback used twice answers the same, and does not remember what it was asked between', () => {
    const { pullback } = D.vjp(cost)(weights)
    const [first, other, again] = [pullback(T.scalar(1)), pullback(T.scalar(2)), pullback(T.scalar(1))]
    expect(T.Eq.equals(first.w, again.w)).toBe(true)
    expect(T.toArray(other.w)).toEqual([12, 24])
  })
})

describe.each([
  ['forward', forward],
  ['reverse', reverse],
] as const)('%s', (_, derive) => {
  const at = (f: (x: T.Scalar) => T.Scalar, x: number): number => T.toNumber(derive(f)(T.scalar(x)))

  it('a value used twice counts twice', () => {
    expect(
      at((x) => {
        const y = T.square(x)
        return pipe(y, T.mul(y), T.add(y))
      }, 2),
    ).toBe(4 * 8 + 2 * 2)
  })

  it('a primitive with the same value in both places counts it in both', () => {
    expect(at((x) => pipe(x, T.mul(x)), 3)).toBe(6)
    expect(at((x) => pipe(x, T.sub(x)), 3)).toBe(0)
    expect(at((x) => pipe(x, T.div(x)), 4)).toBe(0)
  })

  it('a constant function has derivative 0', () => {
    expect(at(() => T.scalar(7), 3)).toBe(0)
  })

  it('the identity has derivative 1', () => {
    expect(at((x) => x, 3)).toBe(1)
  })

  it('what is computed and not returned has no part', () => {
    expect(
      at((x) => {
        T.log(T.neg(x))
        return x
      }, 3),
    ).toBe(1)
  })

  it('x⁰ at 0 is 1 with derivatives 0', () => {
    expect(T.toNumber(T.pow(0)(T.scalar(0)))).toBe(1)
    expect(at(T.pow(0), 0)).toBe(0)
    expect(at(derive(T.pow(0)), 0)).toBe(0)
  })

  it('a step function has derivative 0 on both sides and at the jump', () => {
    expect([-1, 0, 1].map((x) => at((v) => T.sign(v), x) + at((v) => T.floor(v), x))).toEqual([0, 0, 0])
  })

  it('a closure may use a value of another function that is being differentiated', () => {
    expect(at((x) => derive((y) => pipe(y, T.mul(x)))(x), 3)).toBe(1)
  })

  it('a million operations are differentiated in one go', () => {
    const steps = 500_000
    const scaled = T.mul(1)
    const chain = (x: T.Scalar): T.Scalar => {
      const add = T.add(x)
      let y = x
      for (let i = 0; i < steps; i++) y = add(scaled(y))
      return y
    }
    expect(at(chain, 2)).toBe(steps + 1)
  })
})

describe('arguments and results that have nothing to do with each other', () => {
  it('an unused argument has gradient zeros of its shape', () => {
    const g = D.grad((p: { readonly used: T.Scalar; readonly unused: T.Tensor<[2, 2]> }) => T.square(p.used))({
      used: T.scalar(3),
      unused: T.ones([2, 2]),
    })
    expect(T.toNumber(g.used)).toBe(6)
    expect(T.toArray(g.unused)).toEqual([
      [0, 0],
      [0, 0],
    ])
  })

  it('an output that does not depend on the input has tangent zeros of its shape, and takes part in no pullback', () => {
    const f = (x: T.Scalar) => ({ moves: T.square(x), stays: T.tensor([1, 2]) })
    const { tangent } = D.jvp(f)(T.scalar(3), T.scalar(1))
    expect(T.toArray(tangent.stays)).toEqual([0, 0])
    const { pullback } = D.vjp(f)(T.scalar(3))
    expect(T.toNumber(pullback({ moves: T.scalar(1), stays: T.tensor([Infinity, NaN]) }))).toBe(6)
  })

  it('an output that is an input is passed through', () => {
    const { pullback } = D.vjp((p: readonly [T.Scalar, T.Scalar]) => [p[1], p[0]] as const)([T.scalar(1), T.scalar(2)])
    expect(pullback([T.scalar(10), T.scalar(20)]).map((x) => T.toNumber(x))).toEqual([20, 10])
  })

  it.each(nestings(2))('%s of a constant is 0', (_, [outer, inner]) => {
    expect(T.toNumber(outer(inner(() => T.scalar(7)))(T.scalar(3)))).toBe(0)
  })
})
