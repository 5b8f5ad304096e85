/** The last that layers, losses and metrics take, and the first that they refuse. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as D from '../../src/Diff.js'
import * as L from '../../src/Layer.js'
import * as Loss from '../../src/Loss.js'
import * as M from '../../src/Model.js'
import * as Metric from '../../src/Metric.js'
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

describe('targets', () => {
  const rows = (first: number) => T.tensor([[0.5, 0.5], [first, 0.5]]) // prettier-ignore

  it('sum to 1 in each row, but for 10⁻⁹ a class, below or above', () => {
    ;[1.5e-9, -1.5e-9].forEach((off) => expect(() => Loss.softmaxCrossEntropy(rows(0.5 + off))).not.toThrow())
    ;[2.5e-9, -2.5e-9].forEach((off) =>
      failing(
        () => Loss.softmaxCrossEntropy(rows(0.5 + off)),
        'softmaxCrossEntropy',
        'targets whose rows sum to 1',
        'in row 1',
      ),
    )
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

  it('that are being differentiated are not looked at: the gradient is −log softmax', () => {
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
