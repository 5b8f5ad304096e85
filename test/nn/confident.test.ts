/** Rows in which one class is almost certain: no digit of what is left may be lost. Right values by hand: e⁻⁴⁰ is all that is left at logits [40, 0]. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as A from '../../src/Activation.js'
import * as D from '../../src/Diff.js'
import * as Loss from '../../src/Loss.js'
import * as T from '../../src/Tensor.js'

type Row = T.Tensor<[number]>
type Function = (z: Row) => T.AnyTensor

const small = Math.exp(-40)
const { NaN: nan, POSITIVE_INFINITY: inf } = Number
const row = (...values: readonly number[]): Row => T.tensor(values) as Row
const values = (x: T.AnyTensor): readonly number[] => Array.from(T.toFlat(x))

/** The rows of the Jacobian, reverse, and the same forward. */
const jacobians = (f: Function, z: Row): readonly (readonly number[][])[] => {
  const units = (n: number): readonly Row[] =>
    Array.from({ length: n }, (_, i) => row(...Array.from({ length: n }, (__, j) => (i === j ? 1 : 0))))
  const made = T.reshape([T.toFlat(f(z)).length]) as (x: T.AnyTensor) => Row
  const { primal, pullback } = D.vjp((x: Row) => made(f(x)))(z)
  const reverse = units(T.toFlat(primal).length).map((c) => [...values(pullback(c))])
  const columns = units(T.toFlat(z).length).map((t) => values(D.jvp((x: Row) => made(f(x)))(z, t).tangent))
  return [reverse, reverse.map((_, i) => columns.map((column) => column[i]!))]
}

const entropy =
  (c: number): Function =>
  (z) =>
    Loss.softmaxCrossEntropy(T.tensor([c]))(T.reshape([1, T.shape(z)[0]!])(z) as T.Tensor<[1, number]>)

const soft: Function = (z) => Loss.softmaxCrossEntropy(T.tensor([[1, 0]]))(T.reshape([1, 2])(z) as T.Tensor<[1, 2]>)

describe('the value and both Jacobians, to the last digits', () => {
  it.each<[string, Function, Row, readonly number[], readonly (readonly number[])[]]>([
    ['cross entropy of the certain class', entropy(0), row(40, 0), [small], [[-small, small]]],
    ['cross entropy of the other class', entropy(1), row(40, 0), [40], [[1, -1]]],
    ['the same with the largest last', entropy(1), row(0, 40), [small], [[small, -small]]],
    ['cross entropy of a distribution', soft, row(40, 0), [small], [[-small, small]]],
    ['a tie', entropy(0), row(3, 3), [Math.LN2], [[-0.5, 0.5]]],
    ['one class', entropy(0), row(5), [0], [[0]]],
    ['a class that cannot be', entropy(1), row(-inf, 0), [0], [[0, 0]]],
    ['a class that must be', entropy(0), row(inf, 0), [0], [[0, 0]]],
    ['logSoftmax', (z) => A.logSoftmax(z), row(40, 0), [-small, -40], [[small, -small], [-1, 1]]], // prettier-ignore
    ['softmax', (z) => A.softmax(z), row(40, 0), [1, small], [[small, -small], [-small, small]]], // prettier-ignore
    ['logSumExp', (z) => T.logSumExp(z), row(0, -40), [small], [[1, small]]],
    ['logSumExp at ∞', (z) => T.logSumExp(z), row(inf, 0), [inf], [[1, 0]]],
    ['logSumExp above −∞', (z) => T.logSumExp(z), row(-inf, 0), [0], [[0, 1]]],
  ])('%s', (_, f, z, value, jacobian) => {
    expect(values(f(z)).map((v) => v + 0)).toEqual(value)
    for (const found of jacobians(f, z)) expect(found.map((r) => r.map((v) => v + 0))).toEqual(jacobian)
  })

  it('the Hessian of the cross entropy is diag(p) − ppᵀ, whatever its digits', () => {
    const gradient = D.grad((z: Row) => entropy(0)(z) as T.Scalar)
    for (const found of jacobians(gradient as Function, row(40, 0))) expect(found).toEqual([[small, -small], [-small, small]]) // prettier-ignore
    // Each derivative of p₁ = e⁻⁴⁰/(1 + e⁻⁴⁰) is ±e⁻⁴⁰ to the last digit.
    const third = (z: Row): Row => D.grad((x: Row) => T.sum(pipe(gradient(x), T.mul(row(0, 1)) as never)))(z) as Row
    for (const found of jacobians(third as Function, row(40, 0))) expect(found).toEqual([[small, -small], [-small, small]]) // prettier-ignore
  })

  it('of many rows at once is that of each, by vmap too', () => {
    const rows = T.tensor([[40, 0, -3], [1, 1, 1], [-700, 0, 9]]) // prettier-ignore
    const each = [0, 1, 2].map((i) => values(D.grad((z: Row) => entropy(2)(z) as T.Scalar)(pipe(rows, T.take(T.scalar(i))) as Row))) // prettier-ignore
    const mapped = D.vmap((z: Row) => D.grad((x: Row) => entropy(2)(x) as T.Scalar)(z))(rows as never)
    expect(values(mapped)).toEqual(each.flat())
  })
})

describe('where nothing is known', () => {
  it('a row of NaN, a tie at ∞ and a row of −∞ have no softmax, and no derivative of one', () => {
    for (const z of [row(nan, 0), row(0, nan), row(nan), row(inf, inf), row(-inf, -inf), row(-inf)])
      for (const f of [A.softmax, A.logSoftmax] as readonly Function[]) {
        expect(values(f(z)).every(Number.isNaN)).toBe(true)
        const weights = row(...values(z).map((_, i) => i + 1))
        const slope = values(D.grad((x: Row) => T.sum(pipe(f(x) as Row, T.mul(weights) as never)))(z))
        expect(slope.every(Number.isNaN), `${values(z).join()} ${slope.join()}`).toBe(true)
      }
  })

  it('logSumExp of those is the largest element', () => {
    expect([row(nan, 0), row(inf, inf), row(-inf, -inf), row(inf, -inf)].map((z) => T.toNumber(T.logSumExp(z) as T.Scalar))).toEqual([nan, inf, -inf, inf]) // prettier-ignore
  })

  it('a row whose loss nothing depends on has gradient 0', () => {
    const f = (z: Row): T.Scalar => pipe(T.logSumExp(z) as T.Scalar, (y) => T.where(T.scalar(0), y, 0) as T.Scalar)
    expect(values(D.grad(f)(row(-inf, -inf)))).toEqual([0, 0])
  })
})
