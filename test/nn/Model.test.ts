import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as A from '../../src/Activation.js'
import * as I from '../../src/Init.js'
import * as L from '../../src/Layer.js'
import * as M from '../../src/Model.js'
import * as P from '../../src/Params.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import { failing } from '../operation/support.js'

const seed = Seed.fromNumber(7)
const flat = (x: T.AnyTensor): number[] => Array.from(T.toFlat(x))
const mean = (xs: readonly number[]): number => xs.reduce((s, x) => s + x, 0) / xs.length
const variance = (xs: readonly number[]): number => {
  const middle = mean(xs)
  return mean(xs.map((x) => (x - middle) ** 2))
}

describe('initialisations', () => {
  const [fanIn, fanOut] = [300, 200]
  // With n draws the variance is off by about √(2/n) of itself (normal) or less; six of those never happen.
  const off = 6 * Math.sqrt(2 / (fanIn * fanOut))
  it.each<[string, I.Init, number, number, number]>([
    ['uniform', I.uniform, 1 / fanIn / 3, 1 / Math.sqrt(fanIn), 1 / fanIn / 3],
    ['xavierUniform', I.xavierUniform, 2 / (fanIn + fanOut), Math.sqrt(6 / (fanIn + fanOut)), 0],
    ['xavierNormal', I.xavierNormal, 2 / (fanIn + fanOut), Infinity, 0],
    ['heUniform', I.heUniform, 2 / fanIn, Math.sqrt(6 / fanIn), 0],
    ['heNormal', I.heNormal, 2 / fanIn, Infinity, 0],
    ['normal', I.normal(0.01), 0.01 ** 2, Infinity, 0],
  ])('%s: variance and range of the weights, and the biases', (_, init, spread, limit, ofBias) => {
    for (const n of [1, 2, 3]) {
      const { weight, bias } = L.dense(fanIn, fanOut, { init }).init(Seed.fromNumber(n))
      const w = flat(weight)
      expect(Math.abs(variance(w) / spread - 1)).toBeLessThan(off)
      expect(Math.abs(mean(w))).toBeLessThan(6 * Math.sqrt(spread / w.length))
      expect(w.every((x) => Math.abs(x) <= limit)).toBe(true)
      expect(Math.max(...w)).toBeGreaterThan(Math.min(limit, 3 * Math.sqrt(spread)) * 0.9)
      const b = flat(bias)
      if (ofBias === 0) expect(b.every((x) => x === 0)).toBe(true)
      else expect(Math.abs(variance(b) / ofBias - 1)).toBeLessThan(6 * Math.sqrt(2 / fanOut))
    }
  })

  it('zeros and constant', () => {
    expect(flat(L.dense(2, 3, { init: I.zeros }).init(seed).weight)).toEqual([0, 0, 0, 0, 0, 0])
    const { weight, bias } = L.dense(1, 2, { init: I.constant(0.5) }).init(seed)
    expect([flat(weight), flat(bias)]).toEqual([[0.5, 0.5], [0, 0]]) // prettier-ignore
  })

  it('one seed, one record; two seeds, two; layers, weight and bias draw from keys of their own', () => {
    const model = M.sequential(M.named('a', L.dense(4, 4)), M.named('b', L.dense(4, 4)))
    expect(model.init(seed)).toEqual(model.init(Seed.fromNumber(7)))
    expect(model.init(seed)).not.toEqual(model.init(Seed.fromNumber(8)))
    const { a, b } = model.init(seed)
    expect(a.weight).not.toEqual(b.weight)
    const all = [a, b].flatMap(({ weight, bias }) => [...flat(weight), ...flat(bias)])
    expect(new Set(all).size).toBe(all.length)
  })
})

describe('dense', () => {
  it('is x·W + b', () => {
    const params = { weight: T.tensor([[1, 2], [3, 4], [5, 6]]), bias: T.tensor([10, 20]) } // prettier-ignore
    const y = L.dense(3, 2).apply(params)(T.tensor([[1, 0, 0], [1, 1, 1]])) // prettier-ignore
    expect(T.toArray(y)).toEqual([[11, 22], [19, 32]]) // prettier-ignore
  })

  it('without a bias is x·W, and has none among its parameters', () => {
    const layer = L.dense(2, 1, { bias: false })
    expect(P.paths(layer.init(seed))).toEqual(['weight'])
    expect(T.toArray(layer.apply({ weight: T.tensor([[2], [3]]) })(T.tensor([[10, 100]])))).toEqual([[320]])
    expect(layer.init(seed).weight).toEqual(L.dense(2, 1).init(seed).weight)
  })

  it('refuses sizes and inputs that are none', () => {
    failing(() => L.dense(0, 2), 'dense', 'positive integers', '0')
    failing(() => L.dense(2, 1.5), 'dense', 'positive integers', '1.5')
    const apply = L.dense(2, 1).apply(L.dense(2, 1).init(seed))
    failing(() => apply(T.ones([5, 3]) as never), 'dense', '[batch, 2]', '[5, 3]')
    failing(() => apply(T.ones([2]) as never), 'dense', '[batch, 2]', '[2]')
  })

  it('takes a batch of no rows', () => {
    expect(T.shape(L.dense(2, 3).apply(L.dense(2, 3).init(seed))(T.zeros([0, 2])))).toEqual([0, 3])
  })
})

describe('models', () => {
  const x = T.tensor([[1, -2], [0.5, 3]]) // prettier-ignore

  it('sequential, andThen and map make the same network', () => {
    const [a, b] = [M.named('a', L.dense(2, 3)), M.named('b', L.dense(3, 1))]
    const piped = pipe(a, M.map(A.relu), M.andThen(b))
    const params = piped.init(seed)
    const y = piped.apply(params)(x)
    expect(M.sequential(a, L.activation(A.relu), b).apply(params)(x)).toEqual(y)
    expect(pipe(a, M.andThen(L.activation(A.relu)), M.andThen(b)).apply(params)(x)).toEqual(y)
    const byHand = pipe(x, T.matmul(params.a.weight), T.add(params.a.bias), A.relu, T.matmul(params.b.weight), T.add(params.b.bias)) // prettier-ignore
    expect(y).toEqual(byHand)
  })

  it('andThen is associative and identity its unit, in what they compute', () => {
    const [a, b, c] = [M.named('a', L.dense(2, 3)), M.named('b', L.dense(3, 4)), M.named('c', L.dense(4, 1))]
    const left = pipe(pipe(a, M.andThen(b)), M.andThen(c))
    const right = pipe(a, M.andThen(pipe(b, M.andThen(c))))
    const params = left.init(seed)
    expect(left.apply(params)(x)).toEqual(right.apply(params)(x))
    expect(P.paths(right.init(seed))).toEqual(P.paths(params))
    const only = a.init(seed)
    expect(pipe(a, M.andThen(M.identity())).apply(only)(x)).toEqual(a.apply(only)(x))
    expect(pipe(M.identity<typeof x>(), M.andThen(a)).apply(only)(x)).toEqual(a.apply(only)(x))
  })

  it('sequential may begin with layers that preserve the shape', () => {
    const model = M.sequential(L.dropout(0.5), L.activation(A.relu), M.named('a', L.dense(3, 2)))
    const input: Parameters<ReturnType<typeof model.apply>>[0] = T.ones([5, 3])
    expect(T.shape(model.apply(model.init(Seed.fromNumber(1)))(input))).toEqual([5, 2])
    // @ts-expect-error b takes [batch, 3], a gives [batch, 2]
    M.sequential(L.activation(A.relu), M.named('a', L.dense(3, 2)), M.named('b', L.dense(3, 2)))
  })

  it('sequential of 30 layers', () => {
    const layers = Array.from({ length: 30 }, (_, i) => M.named(`layer${i}`, L.dense(2, 2, { init: I.constant(0.5) })))
    const deep = (M.sequential as unknown as (...all: readonly unknown[]) => M.Model<unknown, typeof x, typeof x>)(
      ...layers,
    )
    expect(P.paths(deep.init(seed) as never)).toHaveLength(60)
    expect(T.toArray(deep.apply(deep.init(seed))(x))).toEqual([[-0.5, -0.5], [1.75, 1.75]]) // prettier-ignore
  })

  it('refuse at run time, too, a name used twice and an activation that changes the shape', () => {
    const twice = pipe(M.named('a', L.dense(2, 2)), M.andThen(M.named('a', L.dense(2, 2)) as never)) as M.Model<
      unknown,
      unknown,
      unknown
    >
    failing(() => twice.init(seed), 'andThen', 'layers with different names', '"a"')
    failing(() => L.activation(((y: T.AnyTensor) => T.sum(y)) as never).apply({})(x), 'activation', '[2, 2]', '[]')
  })
})
