import { describe, expect, it } from 'vitest'
import * as O from '../../src/Optimizer.js'
import * as P from '../../src/Params.js'
import * as T from '../../src/Tensor.js'

const clipped = (...g: readonly number[]) => {
  const x = T.fromArray(g, [g.length])
  return T.toArray(O.clipByGlobalNorm(1).update(x, [], x)[0])
}

describe('the global norm', () => {
  it('does not overflow or underflow where the squares would', () => {
    expect(clipped(3e200, 4e200)).toEqual([0.6000000000000001, 0.8])
    expect(T.toNumber(O.globalNorm([T.tensor([3e-200]), T.tensor([4e-200])]))).toBe(5e-200)
  })

  it('is 0 of zeros and of nothing, infinite of an infinity, NaN of NaN', () => {
    expect(T.toNumber(O.globalNorm(T.zeros([3])))).toBe(0)
    expect(T.toNumber(O.globalNorm({ a: T.zeros([0]) }))).toBe(0)
    expect(T.toNumber(O.globalNorm(T.tensor([1, -Infinity])))).toBe(Infinity)
    expect(T.toNumber(O.globalNorm(T.tensor([1, NaN])))).toBeNaN()
    expect(clipped(0, 0)).toEqual([0, 0])
  })
})

describe('perPart', () => {
  it('keeps a tuple a tuple', () => {
    const optimizer = O.perPart({ 0: O.sgd({ learningRate: 1 }), 1: O.adam() })
    const params = [T.scalar(0), T.scalar(0)] as const
    const state = optimizer.init(params)
    const [updates, next] = optimizer.update([T.scalar(1), T.scalar(0)] as const, state, params)
    expect(Array.isArray(updates) && Array.isArray(state) && Array.isArray(next)).toBe(true)
    expect(T.toNumber(O.apply(updates, params)[0])).toBe(-1)
  })
})

describe('perPart of many', () => {
  it('gives each part of a tuple of eleven its own', () => {
    const parts = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [i, O.sgd({ learningRate: 1 })]))
    const optimizer = O.perPart(parts)
    const gradients = Array.from({ length: 11 }, (_, i) => T.scalar(i))
    const [updates] = optimizer.update(gradients as any, optimizer.init(gradients as any) as any, gradients as any)
    expect((updates as any[]).map((u) => T.toNumber(u))).toEqual(gradients.map((_, i) => -i))
  })
})

describe('masked', () => {
  it('tells a key with a dot from a path', () => {
    const params = { 'a.b': T.scalar(1), a: { b: T.scalar(2) } }
    expect(P.paths(params)).toEqual(['a.b', 'a\\.b'])
    const [updates] = O.masked((path) => path === 'a.b')(O.scale(10)).update(params, [], params)
    expect([T.toNumber(updates['a.b']), T.toNumber(updates.a.b)]).toEqual([1, 20])
  })
})

describe('addDecayedWeights', () => {
  const decay = O.addDecayedWeights(0.5)
  const sgd = O.sgd({ learningRate: 0.5 })
  const decayed = O.masked(() => true)(decay) as typeof decay
  it.each([
    ['frozen', () => O.chain(O.frozen, decay)],
    ['sgd', () => O.chain(sgd, decay)],
    ['sgd, in a chain', () => O.chain(sgd, O.chain(O.nothing, decay))],
    ['sgd, for some tensors', () => O.chain(sgd, decayed)],
    ['an optimizer in a chain', () => O.chain(O.chain(O.nothing, sgd), O.clipByValue(1), decay)],
  ])('is refused after %s, where it would move the parameters uphill', (_, chain) => {
    expect(chain).toThrow('chain: expected addDecayedWeights before the optimizer, found it after the optimizer')
  })

  it('moves downhill before one', () => {
    const [updates] = O.chain(O.chain(decay, O.nothing), sgd).update(T.scalar(1), [[[], []], []], T.scalar(4))
    expect(T.toNumber(updates)).toBe(-1.5) // −0.5·(1 + 0.5·4)
  })
})
