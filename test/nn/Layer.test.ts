import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as A from '../../src/Activation.js'
import * as D from '../../src/Diff.js'
import * as I from '../../src/Init.js'
import * as L from '../../src/Layer.js'
import * as M from '../../src/Model.js'
import * as P from '../../src/Params.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'

const seed = fc.integer().map(Seed.fromNumber)

describe('maxout', () => {
  it('is the largest of its pieces, each a dense layer with weights of its own', () => {
    const layer = L.maxout(2, 3, 4)
    fc.assert(
      fc.property(seed, (s) => {
        const params = layer.init(s)
        const x = pipe(Seed.child(9)(s), Seed.uniform([5, 2], -1, 1))
        const pieces = [0, 1, 2, 3].map((k) =>
          L.dense(2, 3).apply({
            weight: pipe(params.weight, T.slice(0, k, k + 1), T.reshape([2, 3])),
            bias: pipe(params.bias, T.slice(0, k, k + 1), T.reshape([3])),
          })(x),
        )
        const largest = pieces.reduce((a, b) => pipe(a, T.max(b)))
        expect(T.toArray(layer.apply(params)(x))).toEqual(T.toArray(largest))
      }),
    )
  })

  it('gives its cotangent to the piece that won, and shares it in a tie', () => {
    const params = { weight: T.tensor([[[1]], [[-1]]]), bias: T.tensor([[0], [0]]) }
    const at = (x: number) =>
      T.toArray(D.grad((p: typeof params) => T.sum(L.maxout(1, 1).apply(p)(T.tensor([[x]]))))(params).bias)
    expect(at(3)).toEqual([[1], [0]])
    expect(at(-3)).toEqual([[0], [1]])
    expect(at(0)).toEqual([[0.5], [0.5]])
  })

  it.each([0, -1, 1.5, NaN])('refuses %s pieces', (pieces) => {
    expect(() => L.maxout(2, 2, pieces)).toThrow(/maxout: expected sizes that are positive integers, found/)
  })
})

describe('dropout', () => {
  const ones = T.ones([10000])
  const train = (s: Seed.Seed) => M.train(s)

  it('does nothing in evaluate mode', () => {
    expect(L.dropout(0.9).apply({})(ones)).toBe(ones)
    expect(L.dropout(0.9).apply({})(ones, M.evaluate)).toBe(ones)
  })

  it('keeps a signal divided by the chance of keeping it, or makes it 0, in the share of its rate', () => {
    fc.assert(
      fc.property(seed, fc.constantFrom(0.1, 0.5, 0.8), (s, rate) => {
        const values = T.toFlat(L.dropout(rate).apply({})(ones, train(s)))
        const dropped = values.filter((v) => v === 0).length
        expect(values.every((v) => v === 0 || v === 1 / (1 - rate))).toBe(true)
        // Binomial with 10,000 draws: 7 deviations are passed with a chance below 1e-11.
        expect(Math.abs(dropped - 10000 * rate)).toBeLessThan(7 * Math.sqrt(10000 * rate * (1 - rate)))
      }),
      { numRuns: 20 },
    )
  })

  it('drops the same signals for the same seed, others for another, and others in another layer of a chain', () => {
    const layer = L.dropout(0.5)
    const twice = M.sequential(layer, layer)
    const [a, b] = [Seed.fromNumber(1), Seed.fromNumber(2)]
    expect(layer.apply({})(ones, train(a))).toEqual(layer.apply({})(ones, train(a)))
    expect(layer.apply({})(ones, train(a))).not.toEqual(layer.apply({})(ones, train(b)))
    const quarters = T.toFlat(twice.apply({})(ones, train(a))).filter((v) => v !== 0).length
    expect(Math.abs(quarters - 2500)).toBeLessThan(7 * Math.sqrt(10000 * 0.25 * 0.75))
  })

  it('is linear where it is differentiated: the dropped signals have derivative 0', () => {
    const f = (x: T.Tensor<[10000]>) => T.sum(L.dropout(0.5).apply({})(x, train(Seed.fromNumber(3))))
    expect(D.grad(f)(ones)).toEqual(L.dropout(0.5).apply({})(ones, train(Seed.fromNumber(3))))
  })

  it('lets NaN stand where it is kept, and only there', () => {
    const values = T.toFlat(L.dropout(0.5).apply({})(T.full([1000], NaN), train(Seed.fromNumber(4))))
    expect(values.some(Number.isNaN)).toBe(true)
    expect(values.some((v) => v === 0)).toBe(true)
  })

  it.each([1, -0.1, NaN])('refuses a rate of %s', (rate) => {
    expect(() => L.dropout(rate)).toThrow(/dropout: expected a rate of at least 0 and below 1/)
  })
})

describe('dense', () => {
  it('has no bias when told so, in its parameters and in its type', () => {
    const layer = L.dense(2, 1, { bias: false })
    expect(P.paths(layer.init(Seed.fromNumber(1)))).toEqual(['weight'])
    expect(T.toArray(layer.apply({ weight: T.tensor([[2], [3]]) })(T.tensor([[1, 10]])))).toEqual([[32]])
  })

  it('with equal weights never breaks their symmetry: their gradients are equal', () => {
    const network = pipe(
      M.named('hidden', L.dense(2, 4, { init: I.constant(0.5) })),
      M.map(A.tanh),
      M.andThen(M.named('out', L.dense(4, 1, { init: I.constant(0.5) }))),
    )
    const params = network.init(Seed.fromNumber(1))
    const x = pipe(Seed.fromNumber(2), Seed.uniform([7, 2], -1, 1))
    const loss = (p: typeof params) => T.mean(T.square(network.apply(p)(x)))
    const rows = T.toArray(T.transpose(D.grad(loss)(params).hidden.weight))
    rows.forEach((row) => expect(row).toEqual(rows[0]))
  })

  it('says which input it was given', () => {
    const layer = L.dense(2, 1)
    expect(() => layer.apply(layer.init(Seed.fromNumber(1)))(T.ones([5, 3]) as never)).toThrow(
      'dense: expected an input of shape [batch, 2], found [5, 3]',
    )
  })
})
