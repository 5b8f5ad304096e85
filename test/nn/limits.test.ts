/** The last that layers, losses and metrics take, and the first that they refuse. */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as A from '../../src/Activation.js'
import * as D from '../../src/Diff.js'
import * as L from '../../src/Layer.js'
import * as Loss from '../../src/Loss.js'
import * as M from '../../src/Model.js'
import * as Metric from '../../src/Metric.js'
import * as Safetensors from '../../src/Safetensors.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import { failing } from '../operation/support.js'

describe('layers', () => {
  const layers = [
    ['dense', L.dense(2, 1)],
    ['maxout', L.maxout(2, 1)],
  ] as const
  it.each(layers)('%s takes matrices of rows as wide as it is, and nothing else', (name, layer) => {
    const apply = layer.apply(layer.init(Seed.fromNumber(1)) as never)
    const wrong = [[2], [1, 2, 1], [3, 1], [3, 3], [2, 2, 2]]
    wrong.forEach((shape) =>
      failing(() => apply(T.zeros(shape as never)), name, 'shape [batch, 2]', `[${shape.join(', ')}]`),
    )
    expect(T.shape(apply(T.zeros([3, 2])))).toEqual([3, 1])
  })

  it.each([0, -1, 0.5, NaN, Infinity, 2 ** 53])('%d is no size', (n) => {
    failing(() => L.dense(n, 1), 'dense', 'positive integers', String(n))
    failing(() => L.dense(1, n), 'dense', 'positive integers', String(n))
    failing(() => L.maxout(1, 1, n), 'maxout', 'positive integers', String(n))
  })

  it('dropout at the rate 0 drops nothing', () => {
    const x = T.tensor([1, 2, 3])
    expect(T.toArray(L.dropout(0).apply({})(x, M.train(Seed.fromNumber(1))))).toEqual([1, 2, 3])
  })

  it('an activation that changes the shape is refused at its place', () => {
    const flat = L.activation((x: T.AnyTensor) => T.reshape([4])(x as T.Tensor<[2, 2]>))
    failing(() => flat.apply({})(T.zeros([2, 2])), 'activation', 'a result of shape [2, 2]', '[4]')
  })
})

const orFail = E.getOrElseW((e: Safetensors.SafetensorsError) => expect.fail(Safetensors.Show.show(e)))

describe('targets', () => {
  const rows = (first: number) => T.tensor([[0.5, 0.5], [first, 0.5]]) // prettier-ignore

  it('of k classes sum to 1 in each row, but for k + 3 roundings of float32, below or above', () => {
    const most = 5 * 2 ** -24
    ;[most, -most].forEach((off) => expect(() => Loss.softmaxCrossEntropy(rows(0.5 + off))).not.toThrow())
    ;[1.01 * most, -1.01 * most, 1e-3, -1e-3].forEach((off) =>
      failing(
        () => Loss.softmaxCrossEntropy(rows(0.5 + off)),
        'softmaxCrossEntropy',
        'targets whose rows sum to 1',
        'in row 1',
      ),
    )
  })

  it('may be normalised in float32, in any order, and mixed or smoothed there', () => {
    const f = Math.fround
    const distribution = (parts: readonly number[]): readonly number[] => {
      const total = parts.reduce((a, b) => f(a + b), 0)
      return parts.map((p) => f(p / total))
    }
    const parts = (k: number) =>
      fc.array(fc.float({ min: f(1e-6), max: 1, noNaN: true }), { minLength: k, maxLength: k })
    const cases = fc.integer({ min: 2, max: 200 }).chain((k) => fc.tuple(parts(k), parts(k), fc.float({ min: 0, max: 1, noNaN: true }))) // prettier-ignore
    fc.assert(
      fc.property(cases, ([a, b, share]) => {
        const [p, q] = [distribution(a), distribution(b)]
        const mixed = p.map((x, i) => f(f(share * x) + f(f(1 - share) * q[i]!)))
        const smooth = p.map((x) => f(f(f(0.9) * x) + f(f(0.1) / p.length)))
        for (const row of [p, mixed, smooth]) expect(() => Loss.crossEntropy(T.tensor([row]))).not.toThrow()
      }),
    )
  })

  it('may come from a file of float32', () => {
    const logits = T.fromArray(Array.from({ length: 300 }, (_, i) => 8 * Math.sin(i * i)), [30, 10]) // prettier-ignore
    const bytes = Safetensors.encode({ tensors: { p: A.softmax(logits) }, metadata: {} }, { dtype: 'F32' })
    const { tensors } = orFail(Safetensors.decode(bytes))
    expect(() => Loss.softmaxCrossEntropy(tensors.p!)).not.toThrow()
  })

  it('may be above 1 by the rounding of float32; probabilities that are predicted may not for bce, where log(1 − p) is needed', () => {
    const above = 1.0000001
    expect(T.toNumber(Loss.crossEntropy(T.tensor([[above, 0]]))(T.tensor([[1, 0]])))).toBe(0)
    expect(T.toNumber(Loss.bceWithLogits(T.tensor([above]))(T.tensor([0])))).toBeCloseTo(Math.LN2, 15)
    expect(T.toNumber(Loss.crossEntropy(T.tensor([0]))(T.tensor([[above, 0]])))).toBe(-Math.log(above))
    // Otherwise the binary losses would be unbounded below.
    expect(T.toNumber(Loss.bce(T.tensor([above]))(T.tensor([1])))).toBe(0)
    expect(T.toNumber(Loss.bceWithLogits(T.tensor([above]))(T.tensor([1e300])))).toBe(0)
    failing(() => Loss.bce(T.tensor([1]))(T.tensor([above])), 'bce', 'probabilities from 0 to 1', '1.0000001')
    failing(() => Loss.crossEntropy(T.tensor([[1.001, 0]])), 'crossEntropy', 'targets from 0 to 1', '1.001')
  })

  it('are probabilities in each place, even where the sum is 1', () => {
    failing(() => Loss.softmaxCrossEntropy(T.tensor([[1.5, -0.5]])), 'softmaxCrossEntropy', 'from 0 to 1', '1.5')
    failing(() => Loss.bce(T.tensor([-0.5])), 'bce', 'targets from 0 to 1', '-0.5')
    failing(() => Loss.bceWithLogits(T.tensor([2])), 'bceWithLogits', 'targets from 0 to 1', '2')
  })

  it('of the classes are the integers below their number', () => {
    const at = (c: number) => Loss.softmaxCrossEntropy(T.tensor([c]))(T.zeros([1, 3]))
    expect([0, 2].map((c) => T.toNumber(at(c)))).toEqual([Math.log(3), Math.log(3)])
    ;[-1, 3, 0.5, NaN].forEach((c) =>
      failing(() => at(c), 'softmaxCrossEntropy', 'class numbers that are integers from 0 to 2', String(c)),
    )
  })

  it('have a derivative: the gradient is −log softmax', () => {
    const logits = T.tensor([[0, 1]])
    const loss = (t: T.Tensor<[1, 2]>): T.Scalar => Loss.softmaxCrossEntropy(t)(logits)
    const gradient = T.toFlat(D.grad(loss)(T.tensor([[0.25, 0.75]])))
    const sum = Math.log1p(Math.exp(-1))
    expect(gradient[0]).toBeCloseTo(1 + sum, 15)
    expect(gradient[1]).toBeCloseTo(sum, 15)
    const bce = (t: T.Tensor<[1]>): T.Scalar => Loss.bce(t)(T.tensor([0.5]))
    expect(T.toArray(D.grad(bce)(T.tensor([0.25])))).toEqual([0])
  })

  it('of nothing have no loss', () => {
    failing(() => Loss.mse(T.zeros([0]))(T.zeros([0])), 'mse', 'at least one example', 'shape [0]')
  })
})

describe('numbers are looked at under every reading', () => {
  const seven = T.tensor([[7]])
  const z = T.tensor([[1, 2, 3]])
  it('a class number, in a batch', () => {
    const loss = (c: T.Tensor<[1]>) => Loss.softmaxCrossEntropy(c)(z)
    failing(() => D.vmap(loss)(seven), 'softmaxCrossEntropy', 'integers from 0 to 2', '7')
    failing(() => D.vmap((c: T.Tensor<[1]>) => T.oneHot(3)(c))(seven), 'oneHot', 'integers from 0 to 2', '7')
    expect(T.toFlat(D.vmap(loss)(T.tensor([[2], [0]])))[0]).toBeCloseTo(Math.log(Math.exp(-2) + Math.exp(-1) + 1), 15)
  })

  it('a class number, a target and a probability, in a derivative', () => {
    const forward = (c: T.Tensor<[1]>) =>
      D.jvp((x: T.Tensor<[1]>) => Loss.softmaxCrossEntropy(x)(z))(c, T.tensor([0])) // prettier-ignore
    failing(() => forward(T.tensor([7])), 'softmaxCrossEntropy', 'from 0 to 2', '7')
    failing(() => D.grad((t: T.Tensor<[1]>) => Loss.bce(t)(T.tensor([0.5])))(T.tensor([2])), 'bce', 'targets', '2')
    failing(() => D.grad((t: T.Tensor<[1, 2]>) => Loss.crossEntropy(t)(T.tensor([[0.5, 0.5]])))(T.tensor([[0.5, 0.2]])), 'crossEntropy', 'sum to 1', '0.7') // prettier-ignore
    failing(() => D.grad((p: T.Tensor<[1]>) => Loss.bce(T.tensor([1]))(p))(T.tensor([1.5])), 'bce', 'probabilities', '1.5') // prettier-ignore
  })

  it('an index of one example does not reach into the next', () => {
    const both = { x: T.tensor([[1, 2, 3], [4, 5, 6]]), i: T.tensor([[4], [0]]) } // prettier-ignore
    type One = { readonly x: T.Tensor<[3]>; readonly i: T.Tensor<[1]> }
    failing(() => D.vmap(({ x, i }: One) => T.take(i)(x))(both), 'take', 'integers from 0 to 2', '4')
    const nested = (x: T.Tensor<[2, 3]>) => D.vmap(({ y, i }: { readonly y: T.Tensor<[3]>; readonly i: T.Tensor<[1]> }) => T.take(i)(y))({ y: x, i: both.i }) // prettier-ignore
    failing(() => D.vjp(nested)(both.x), 'take', 'integers from 0 to 2', '4')
  })
})

describe('metrics', () => {
  const none = T.tensor([0, 1])
  it('take a class number for each row', () => {
    const { initial, step } = Metric.accuracy
    const three = T.tensor([0, 1, 1])
    failing(() => step(initial, none, three), 'metric', 'a class number for each of 3 rows', '[2]')
    failing(() => step(initial, T.zeros([3, 1]) as never, three), 'metric', 'each of 3 rows', '[3, 1]')
  })

  it('accuracy is the share that is right', () => {
    const { initial, step, result } = Metric.accuracy
    expect(result(step(step(initial, T.tensor([1, 1]), none), T.tensor([0, 1]), none))).toBe(3 / 4)
  })

  it('topLosses are in falling order, equal ones by row', () => {
    const { initial, step, result } = Metric.topLosses(3)
    const costs = [[4, 1], [2, 1], [9, 5], [3, 1], [1, 0]].map(([row, loss]) => ({ row, loss })) // prettier-ignore
    const ranked = result(pipe(step(initial, costs.slice(0, 2)), (state) => step(state, costs.slice(2))))
    expect(ranked.map(({ row }) => row)).toEqual([9, 2, 3])
  })
})
