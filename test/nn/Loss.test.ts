import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as A from '../../src/Activation.js'
import * as D from '../../src/Diff.js'
import * as Loss from '../../src/Loss.js'
import * as O from '../../src/Objective.js'
import * as T from '../../src/Tensor.js'
import { failing } from '../operation/support.js'

const { NaN: nan, POSITIVE_INFINITY: inf } = Number
type AnyLoss = (targets: T.AnyTensor) => (prediction: never) => T.Scalar
const value = (loss: unknown, targets: T.AnyTensor, prediction: T.AnyTensor): number =>
  T.toNumber((loss as AnyLoss)(targets)(prediction as never))
const gradient = (loss: unknown, targets: T.AnyTensor, prediction: T.AnyTensor): unknown =>
  T.toArray(D.grad((y: T.AnyTensor) => (loss as AnyLoss)(targets)(y as never))(prediction))

describe('mse', () => {
  it('is the mean over all elements, with gradient 2(ŷ − y)/n', () => {
    expect(value(Loss.mse, T.tensor([1, 4]), T.tensor([1, 2]))).toBe(2)
    expect(value(Loss.mse, T.tensor([[0, 0], [0, 0]]), T.tensor([[1, 2], [3, 4]]))).toBe(7.5) // prettier-ignore
    expect(gradient(Loss.mse, T.tensor([1, 4]), T.tensor([1, 2]))).toEqual([0, -2])
    expect(value(Loss.mse, T.scalar(1), T.scalar(3))).toBe(4)
  })

  it('of the slides’ line y = 2x at w = 0.0579673 is 41.49 (slides, "Gradient descent")', () => {
    const [x, y] = [T.tensor([1, 2, 3, 4, 5]), T.tensor([2, 4, 6, 8, 10])]
    // 11·(2 − w)²
    expect(value(Loss.mse, y, pipe(x, T.mul(0.0579673)))).toBeCloseTo(11 * (2 - 0.0579673) ** 2, 12)
  })
})

describe('binary cross entropy', () => {
  it('known values', () => {
    expect(value(Loss.bce, T.tensor([1]), T.tensor([0.5]))).toBeCloseTo(Math.LN2, 15)
    expect(value(Loss.bce, T.tensor([0, 1]), T.tensor([0.25, 0.75]))).toBeCloseTo(-Math.log(0.75), 15)
    expect(value(Loss.bce, T.tensor([0.5]), T.tensor([0.25]))).toBeCloseTo(-(Math.log(0.25) + Math.log(0.75)) / 2, 15)
    // k questions of one row are summed, rows are averaged.
    expect(value(Loss.bce, T.tensor([[1, 0], [1, 0]]), T.full([2, 2], 0.5))).toBeCloseTo(2 * Math.LN2, 15) // prettier-ignore
  })

  it('at p = 0 and p = 1: 0 where right, ∞ where wrong, never NaN', () => {
    expect(value(Loss.bce, T.tensor([0, 1]), T.tensor([0, 1]))).toBe(0)
    expect(value(Loss.bce, T.tensor([1]), T.tensor([0]))).toBe(inf)
    expect(value(Loss.bce, T.tensor([0]), T.tensor([1]))).toBe(inf)
    expect(gradient(Loss.bce, T.tensor([0, 1]), T.tensor([0, 1]))).toEqual([0.5, -0.5])
  })

  it('keeps the digits of a probability next to 0 or 1', () => {
    expect(value(Loss.bce, T.tensor([0]), T.tensor([1e-20]))).toBe(1e-20)
    expect(gradient(Loss.bce, T.tensor([1]), T.tensor([0.25]))).toEqual([-4])
  })

  it('of logits is that of σ, finite at ±1000, with gradient (σ(z) − t)/n', () => {
    for (const z of [-3, -0.5, 0, 0.5, 3])
      for (const t of [0, 0.3, 1]) {
        const direct = value(Loss.bce, T.tensor([t]), A.sigmoid(T.tensor([z])))
        expect(value(Loss.bceWithLogits, T.tensor([t]), T.tensor([z]))).toBeCloseTo(direct, 14)
        expect((gradient(Loss.bceWithLogits, T.tensor([t]), T.tensor([z])) as number[])[0]).toBeCloseTo(
          1 / (1 + Math.exp(-z)) - t,
          14,
        )
      }
    const [t, z] = [T.tensor([0, 1, 0, 1]), T.tensor([1000, 1000, -1000, -1000])]
    expect(value(Loss.bceWithLogits, t, z)).toBe(500)
    expect(gradient(Loss.bceWithLogits, t, z)).toEqual([0.25, 0, 0, -0.25])
  })
})

describe('cross entropy', () => {
  const z = T.tensor([[0, Math.LN2, Math.log(5)], [Math.log(3), 0, 0]]) // prettier-ignore
  const hard = T.tensor([2, 0])
  const hot = T.tensor([[0, 0, 1], [1, 0, 0]]) // prettier-ignore
  const expected = -(Math.log(5 / 8) + Math.log(3 / 5)) / 2

  it('is the same by class numbers, one-hot rows, and from probabilities', () => {
    for (const targets of [hard, hot]) {
      expect(value(Loss.softmaxCrossEntropy, targets, z)).toBeCloseTo(expected, 15)
      expect(value(Loss.crossEntropy, targets, A.softmax(z))).toBeCloseTo(expected, 15)
    }
    expect(gradient(Loss.softmaxCrossEntropy, hard, z)).toEqual(gradient(Loss.softmaxCrossEntropy, hot, z))
  })

  it('of soft targets is their own mixture', () => {
    const soft = T.tensor([[0.25, 0.25, 0.5], [1, 0, 0]]) // prettier-ignore
    const first = -(0.25 * Math.log(1 / 8) + 0.25 * Math.log(2 / 8) + 0.5 * Math.log(5 / 8))
    expect(value(Loss.softmaxCrossEntropy, soft, z)).toBeCloseTo((first - Math.log(3 / 5)) / 2, 15)
    expect(value(Loss.softmaxCrossEntropy, T.tensor([[0.5, 0.5]]), T.zeros([1, 2]))).toBeCloseTo(Math.LN2, 15)
  })

  it('has the gradient (softmax − t)/n, and of probabilities −t/p/n', () => {
    const found = gradient(Loss.softmaxCrossEntropy, hard, z) as number[][]
    const right = [[1 / 8, 2 / 8, 5 / 8 - 1], [3 / 5 - 1, 1 / 5, 1 / 5]] // prettier-ignore
    right.forEach((row, i) => row.forEach((g, j) => expect(found[i]![j]).toBeCloseTo(g / 2, 15)))
    expect(gradient(Loss.crossEntropy, T.tensor([1]), T.tensor([[0.75, 0.25]]))).toEqual([[0, -4]])
  })

  it('is finite for logits of ±1000, with the right gradients', () => {
    const far = T.tensor([[1000, -1000], [1000, -1000]]) // prettier-ignore
    expect(value(Loss.softmaxCrossEntropy, T.tensor([0, 1]), far)).toBe(1000)
    expect(gradient(Loss.softmaxCrossEntropy, T.tensor([0, 1]), far)).toEqual([[0, 0], [0.5, -0.5]]) // prettier-ignore
  })

  it('takes a class that cannot occur, and does not, for nothing', () => {
    expect(value(Loss.crossEntropy, T.tensor([[0, 1]]), T.tensor([[0, 1]]))).toBe(0)
    expect(value(Loss.crossEntropy, T.tensor([0]), T.tensor([[0, 1]]))).toBe(inf)
    expect(value(Loss.softmaxCrossEntropy, T.tensor([1]), T.tensor([[-inf, 3]]))).toBe(0)
    expect(gradient(Loss.crossEntropy, T.tensor([[0, 1]]), T.tensor([[0, 1]]))).toEqual([[0, -1]])
  })

  it('lets a NaN of the prediction through', () => {
    expect(value(Loss.softmaxCrossEntropy, T.tensor([0]), T.tensor([[nan, 1]]))).toBe(nan)
    expect(value(Loss.mse, T.tensor([0]), T.tensor([nan]))).toBe(nan)
    expect(value(Loss.bce, T.tensor([0]), T.tensor([nan]))).toBe(nan)
    expect(value(Loss.bceWithLogits, T.tensor([0]), T.tensor([nan]))).toBe(nan)
  })
})

describe('derivatives with respect to targets', () => {
  const of = (loss: unknown, prediction: T.AnyTensor) => (t: T.AnyTensor) => (loss as AnyLoss)(t)(prediction as never)
  const both = (loss: unknown, targets: T.AnyTensor, prediction: T.AnyTensor): readonly number[][] => {
    const f = of(loss, prediction)
    const size = T.toFlat(targets).length
    const units = Array.from(
      { length: size },
      (_, i) =>
      T.fromArray(Array.from({ length: size }, (__, j) => (i === j ? 1 : 0)), T.shape(targets)), // prettier-ignore
    )
    return [Array.from(T.toFlat(D.grad(f)(targets))), units.map((unit) => T.toNumber(D.jvp(f)(targets, unit).tangent))]
  }
  const soft = (z: number): number => Math.log1p(Math.exp(z))

  it.each<[string, unknown, T.AnyTensor, T.AnyTensor, readonly number[]]>([
    // softplus(−z) − softplus(z) is −z
    ['bceWithLogits at 1', Loss.bceWithLogits, T.tensor([1]), T.tensor([2]), [-2]],
    ['bceWithLogits at 0', Loss.bceWithLogits, T.tensor([0]), T.tensor([2]), [-2]],
    ['bce at 0 and 1', Loss.bce, T.tensor([0, 1]), T.tensor([0.25, 0.25]), [Math.log(3) / 2, Math.log(3) / 2]],
    ['bce where p is 0: a yes costs ∞', Loss.bce, T.tensor([0]), T.tensor([0]), [inf]],
    ['crossEntropy', Loss.crossEntropy, T.tensor([[0, 1]]), T.tensor([[0.25, 0.75]]), [Math.log(4), -Math.log(0.75)]],
    ['softmaxCrossEntropy', Loss.softmaxCrossEntropy, T.tensor([[0, 1]]), T.tensor([[0, 3]]), [soft(3), soft(-3)]],
  ])('%s: the cost itself, where a target is 0 too, reverse and forward', (_, loss, targets, prediction, right) => {
    for (const found of both(loss, targets, prediction))
      found.forEach((v, i) => (v === right[i] ? undefined : expect(v).toBeCloseTo(right[i]!, 14)))
  })

  it('a share moved to a class that has none costs the difference of the logits', () => {
    const loss = (t: T.Scalar): T.Scalar =>
      Loss.softmaxCrossEntropy(T.reshape([1, 2])(T.stack(0)([t, pipe(t, T.neg, T.add(1))])))(T.tensor([[0, 3]]))
    expect(T.toNumber(D.grad(loss)(T.scalar(0)))).toBeCloseTo(3, 14)
  })

  it('a NaN of a target, or of a probability beside a distribution, passes', () => {
    expect(value(Loss.softmaxCrossEntropy, T.tensor([[nan, 1]]), T.tensor([[0, -800]]))).toBe(nan)
    expect(value(Loss.crossEntropy, T.tensor([[nan, 1]]), T.tensor([[1, 0]]))).toBe(nan)
    expect(value(Loss.crossEntropy, T.tensor([[0, 1]]), T.tensor([[nan, 1]]))).toBe(nan)
    expect(value(Loss.bce, T.tensor([nan]), T.tensor([1]))).toBe(nan)
    // A class number looks at its class only.
    expect(value(Loss.crossEntropy, T.tensor([1]), T.tensor([[nan, 1]]))).toBe(0)
  })
})

describe('losses refuse', () => {
  it.each<[string, () => unknown, string, string, string]>([
    ['another shape', () => value(Loss.mse, T.ones([3]), T.ones([4])), 'mse', 'shape [3]', '[4]'],
    ['what would broadcast', () => value(Loss.mse, T.ones([3]), T.ones([3, 1])), 'mse', 'shape [3]', '[3, 1]'],
    ['no examples', () => value(Loss.mse, T.zeros([0, 2]), T.zeros([0, 2])), 'mse', 'at least one example', '[0, 2]'],
    [
      'no rows',
      () => value(Loss.softmaxCrossEntropy, T.zeros([0]), T.zeros([0, 2])),
      'softmaxCrossEntropy',
      'at least one example',
      '[0, 2]',
    ],
    ['targets above 1', () => Loss.bce(T.tensor([1.5])), 'bce', 'targets from 0 to 1', '1.5'],
    [
      'probabilities below 0',
      () => value(Loss.bce, T.tensor([1]), T.tensor([-0.5])),
      'bce',
      'probabilities from 0 to 1',
      '-0.5',
    ],
    [
      'logits for probabilities',
      () => value(Loss.crossEntropy, T.tensor([1]), T.tensor([[3, -2]])),
      'crossEntropy',
      'probabilities from 0 to 1',
      '3',
    ],
    ['what is no distribution', () => Loss.softmaxCrossEntropy(T.tensor([[1, 0], [0.5, 0.4]])), 'softmaxCrossEntropy', 'rows sum to 1', '0.9 in row 1'], // prettier-ignore
    [
      'what is no class',
      () => value(Loss.softmaxCrossEntropy, T.tensor([0, 2]), T.zeros([2, 2])),
      'softmaxCrossEntropy',
      'integers from 0 to 1',
      '2',
    ],
    [
      'half a class',
      () => value(Loss.softmaxCrossEntropy, T.tensor([0.5]), T.zeros([1, 2])),
      'softmaxCrossEntropy',
      'integers from 0 to 1',
      '0.5',
    ],
    [
      'rows that are missing',
      () => value(Loss.softmaxCrossEntropy, T.tensor([0]), T.zeros([2, 2])),
      'softmaxCrossEntropy',
      'shape [1, 2]',
      '[2, 2]',
    ],
    [
      'a vector of logits',
      () => value(Loss.softmaxCrossEntropy, T.tensor([0]), T.zeros([2])),
      'softmaxCrossEntropy',
      '[batch, classes]',
      '[2]',
    ],
    ['one class', () => O.multiclass(1), 'multiclass', 'at least two classes', '1'],
  ])('%s', (_, f, operation, expected, found) => failing(f, operation, expected, found))
})

describe('objectives', () => {
  const logits = T.tensor([[0, 3, 1], [2, 1, 0]]) // prettier-ignore
  it('multiclass joins softmax, cross entropy and the most probable class', () => {
    const digit = O.multiclass(3)
    expect(T.toArray(digit.decide(logits))).toEqual([1, 0])
    expect(digit.activation(logits)).toEqual(A.softmax(logits))
    expect(T.toNumber(digit.loss(T.tensor([1, 0]))(logits))).toBe(
      value(Loss.softmaxCrossEntropy, T.tensor([1, 0]), logits),
    )
  })
  it('regression is the identity and the mean squared error', () => {
    const line = O.regression(1)
    expect(T.toArray(line.decide(T.tensor([[3]])))).toEqual([[3]])
    expect(T.toNumber(line.loss(T.tensor([[1]]))(T.tensor([[3]])))).toBe(4)
  })
})
