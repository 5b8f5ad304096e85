/** Known values. Where no source is given, they are computed by hand. */
import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as D from '../../src/Diff.js'
import * as T from '../../src/Tensor.js'
import { failing } from './support.js'

const { NaN: nan, POSITIVE_INFINITY: inf } = Number
const array = (x: T.AnyTensor): unknown => T.toArray(x)
const x23 = T.tensor([[1, 2, 3], [4, 5, 6]]) // prettier-ignore
const x223 = T.tensor([[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]]) // prettier-ignore

describe('functions of one operand', () => {
  const at = [-2.5, -0, 0, 1, nan, inf, -inf]
  it.each<[string, (x: T.AnyTensor) => T.AnyTensor, readonly number[]]>([
    ['neg', T.neg, [2.5, 0, -0, -1, nan, -inf, inf]],
    ['abs', T.abs, [2.5, 0, 0, 1, nan, inf, inf]],
    ['sign', T.sign, [-1, -0, 0, 1, nan, 1, -1]],
    ['floor', T.floor, [-3, -0, 0, 1, nan, inf, -inf]],
    ['square', T.square, [6.25, 0, 0, 1, nan, inf, inf]],
    ['sqrt', T.sqrt, [nan, -0, 0, 1, nan, inf, nan]],
    ['exp', T.exp, [Math.exp(-2.5), 1, 1, Math.E, nan, inf, 0]],
    ['log', T.log, [nan, -inf, -inf, 0, nan, inf, nan]],
    ['log1p', T.log1p, [nan, -0, 0, Math.LN2, nan, inf, nan]],
    ['expm1', T.expm1, [Math.expm1(-2.5), -0, 0, Math.E - 1, nan, inf, -1]],
    ['tanh', T.tanh, [Math.tanh(-2.5), -0, 0, Math.tanh(1), nan, 1, -1]],
    ['sigmoid', T.sigmoid, [1 / (1 + Math.exp(2.5)), 0.5, 0.5, 1 / (1 + Math.exp(-1)), nan, 1, 0]],
    ['pow 3', T.pow(3), [-15.625, -0, 0, 1, nan, inf, -inf]],
    ['pow 0', T.pow(0), [1, 1, 1, 1, 1, 1, 1]],
    ['pow -1', T.pow(-1), [-0.4, -inf, inf, 1, nan, 0, -0]],
    ['pow 0.5', T.pow(0.5), [nan, 0, 0, 1, nan, inf, inf]],
  ])('%s', (_, f, values) => {
    const result = Array.from(T.toFlat(f(T.tensor(at))))
    result.forEach((v, i) => {
      if (Number.isFinite(values[i]) && values[i] !== 0) expect(v).toBeCloseTo(values[i]!, 14)
      else expect(v).toBe(values[i])
    })
  })

  it('sin, cos at multiples of π/6', () => {
    expect(T.toNumber(T.sin(T.scalar(Math.PI / 6)))).toBeCloseTo(0.5, 15)
    expect(T.toNumber(T.cos(T.scalar(Math.PI / 3)))).toBeCloseTo(0.5, 15)
  })

  it('log1p and expm1 keep the digits of small numbers', () => {
    expect(T.toNumber(T.log1p(T.scalar(1e-20)))).toBe(1e-20)
    expect(T.toNumber(T.expm1(T.scalar(1e-20)))).toBe(1e-20)
  })
})

describe('functions of two operands', () => {
  it('take the right one first: a − b, a / b, a > b', () => {
    const [a, b] = [T.tensor([6, 3]), T.tensor([2, 3])]
    expect(array(pipe(a, T.sub(b)))).toEqual([4, 0])
    expect(array(pipe(a, T.div(b)))).toEqual([3, 1])
    expect(array(pipe(a, T.greater(b)))).toEqual([1, 0])
    expect(array(pipe(a, T.greaterOrEqual(b)))).toEqual([1, 1])
    expect(array(pipe(a, T.equal(b)))).toEqual([0, 1])
  })

  it('multiply and add in one pass with the bits of both', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), fc.double(), (x, y, z) => {
        const [a, b, c] = [x, y, z].map((v) => T.tensor([v, v]))
        const two = pipe(a, T.mul(b), T.add(c))
        expect(array(pipe(a, T.mulAdd(b, c)))).toEqual(array(two))
        expect(array(pipe(a, T.mulAdd(y, T.scalar(z))))).toEqual(array(two))
      }),
    )
    expect(() => pipe(T.tensor([1, 2]), T.mulAdd(T.tensor([1, 2, 3]) as never, 1))).toThrow('stretches to [2]')
  })

  it('meet special values as IEEE 754 says', () => {
    expect(array(pipe(T.tensor([1, -1, 0]), T.div(0)))).toEqual([inf, -inf, nan])
    expect(array(pipe(T.tensor([inf, nan, inf]), T.mul(0)))).toEqual([nan, nan, nan])
    expect(array(pipe(T.tensor([nan, 1]), T.max(nan)))).toEqual([nan, nan])
    expect(array(pipe(T.tensor([nan, 1]), T.min(0)))).toEqual([nan, 0])
    expect(array(pipe(T.tensor([nan, 0, -0]), T.equal(T.tensor([nan, -0, 0]))))).toEqual([0, 1, 1])
    expect(array(pipe(T.tensor([nan, 1]), T.greater(0)))).toEqual([0, 1])
  })

  it('where takes any number but 0 for true, and what is not chosen does not matter', () => {
    expect(array(T.where(T.tensor([1, 0, -2, -0, nan]), 1, T.tensor([5, 6, nan, 7, 8])))).toEqual([1, 6, 1, 7, 1])
  })
})

describe('reductions', () => {
  it('along every axis, from either end', () => {
    expect(array(pipe(x223, T.sumAlong(0)))).toEqual([[8, 10, 12], [14, 16, 18]]) // prettier-ignore
    expect(array(pipe(x223, T.sumAlong(1)))).toEqual([[5, 7, 9], [17, 19, 21]]) // prettier-ignore
    expect(array(pipe(x223, T.sumAlong(2)))).toEqual([[6, 15], [24, 33]]) // prettier-ignore
    expect(array(pipe(x223, T.sumAlong(-3)))).toEqual(array(pipe(x223, T.sumAlong(0))))
    expect(array(pipe(x223, T.meanAlong(-1, { keepDims: true })))).toEqual([[[2], [5]], [[8], [11]]]) // prettier-ignore
    expect(array(pipe(x23, T.maxAlong(0)))).toEqual([4, 5, 6])
    expect(array(pipe(x23, T.minAlong(-1)))).toEqual([1, 4])
    expect(array(pipe(T.tensor([1, 2]), T.sumAlong(0)))).toBe(3)
  })

  it('to one number', () => {
    expect(T.toNumber(T.sum(x223))).toBe(78)
    expect(T.toNumber(T.mean(x223))).toBe(6.5)
    expect(T.toNumber(T.sum(T.scalar(3)))).toBe(3)
    expect(T.toNumber(T.mean(T.scalar(3)))).toBe(3)
  })

  it('over nothing: a sum is 0, a mean NaN, an extremum refused', () => {
    expect(T.toNumber(T.sum(T.tensor([])))).toBe(0)
    expect(T.toNumber(T.sum(T.full([0, 3], nan)))).toBe(0)
    expect(T.toNumber(T.mean(T.tensor([])))).toBe(nan)
    expect(array(pipe(T.zeros([0, 2]), T.sumAlong(0)))).toEqual([0, 0])
    expect(array(pipe(T.zeros([2, 0]), T.sumAlong(0)))).toEqual([])
    expect(array(pipe(T.zeros([2, 0]), T.maxAlong(0)))).toEqual([])
    expect(array(T.argmax(T.zeros([0, 2])))).toEqual([])
    failing(() => T.maxAlong(0)(T.zeros([0, 2])), 'maxAlong', 'an axis that is not empty', 'axis 0 of [0, 2]')
    failing(() => T.minAlong(1)(T.zeros([2, 0])), 'minAlong', 'an axis that is not empty', 'axis 1 of [2, 0]')
    failing(() => T.argmax(T.zeros([2, 0])), 'argmax', 'an axis that is not empty', 'axis 1 of [2, 0]')
    failing(() => T.logSumExp(T.zeros([2, 0])), 'logSumExp', 'an axis that is not empty', 'axis 1 of [2, 0]')
  })

  it('let NaN and infinities through', () => {
    expect(array(pipe(T.tensor([[nan, 1], [inf, -inf]]), T.maxAlong(1)))).toEqual([nan, inf]) // prettier-ignore
    expect(array(pipe(T.tensor([[nan, 1], [inf, -inf]]), T.minAlong(1)))).toEqual([nan, -inf]) // prettier-ignore
    expect(array(pipe(T.tensor([[nan, 1], [inf, -inf]]), T.sumAlong(1)))).toEqual([nan, nan]) // prettier-ignore
  })

  it('argmax: the first of equals; NaN counts as largest, as in NumPy', () => {
    expect(array(T.argmax(T.tensor([[1, 3, 3], [5, 5, 5], [-1, -2, -inf]])))).toEqual([1, 0, 0]) // prettier-ignore
    expect(array(T.argmax(T.tensor([[1, nan, 3], [nan, nan, 9]])))).toEqual([1, 0]) // prettier-ignore
    expect(array(T.argmax(T.tensor([2, 7])))).toBe(1)
  })

  it('logSumExp: known values, and no overflow at either end', () => {
    expect(T.toNumber(T.logSumExp(T.tensor([0, 0, 0, 0])))).toBeCloseTo(Math.log(4), 15)
    expect(T.toNumber(T.logSumExp(T.tensor([Math.log(1), Math.log(2), Math.log(3)])))).toBeCloseTo(Math.log(6), 15)
    expect(array(T.logSumExp(T.tensor([[1000, 1000], [-1000, -1000]])))).toEqual([1000 + Math.LN2, -1000 + Math.LN2]) // prettier-ignore
    expect(array(T.logSumExp(T.tensor([[-inf, -inf], [-inf, 3], [inf, 0], [nan, 0]])))).toEqual([-inf, 3, inf, nan]) // prettier-ignore
    expect(T.toNumber(T.logSumExp(T.tensor([7])))).toBe(7)
  })

  it('logSumExp has the softmax as its gradient, next to an infinity too', () => {
    const slope = D.grad((x: T.Tensor<[3]>) => T.logSumExp(x))
    expect(array(slope(T.tensor([1000, 1000, -inf])))).toEqual([0.5, 0.5, 0])
    expect(array(slope(T.tensor([0, Math.log(2), Math.log(5)])))).toEqual([
      expect.closeTo(1 / 8, 15),
      expect.closeTo(1 / 4, 15),
      expect.closeTo(5 / 8, 15),
    ])
  })

  it('oneHot: a row for each number, and no row for what is no class', () => {
    expect(array(T.oneHot(3)(T.tensor([2, 0])))).toEqual([[0, 0, 1], [1, 0, 0]]) // prettier-ignore
    expect(array(T.oneHot(2)(T.scalar(1)))).toEqual([0, 1])
    expect(T.shape(T.oneHot(3)(T.zeros([2, 4])))).toEqual([2, 4, 3])
    expect(array(T.oneHot(3)(T.tensor([])))).toEqual([])
    for (const wrong of [3, -1, 0.5, nan, inf])
      failing(() => T.oneHot(3)(T.tensor([0, wrong])), 'oneHot', 'integers from 0 to 2', String(wrong))
    failing(() => T.oneHot(-1)(T.tensor([])), 'oneHot', 'non-negative integers', '-1')
    failing(() => T.oneHot(1.5)(T.tensor([0])), 'oneHot', 'non-negative integers', '1.5')
  })
})

describe('matmul', () => {
  it('of matrices, vectors and batches', () => {
    const a = T.tensor([[1, 2], [3, 4]]) // prettier-ignore
    const b = T.tensor([[5, 6], [7, 8]]) // prettier-ignore
    expect(array(pipe(a, T.matmul(b)))).toEqual([[19, 22], [43, 50]]) // prettier-ignore
    expect(array(pipe(b, T.matmul(a)))).toEqual([[23, 34], [31, 46]]) // prettier-ignore
    expect(array(pipe(a, T.matmul(T.tensor([5, 6]))))).toEqual([17, 39])
    expect(array(pipe(T.tensor([5, 6]), T.matmul(a)))).toEqual([23, 34])
    expect(array(pipe(T.tensor([5, 6]), T.matmul(T.tensor([7, 8]))))).toBe(83)
    expect(array(pipe(T.stack(0)([a, b]), T.matmul(a)))).toEqual([[[7, 10], [15, 22]], [[23, 34], [31, 46]]]) // prettier-ignore
    expect(array(pipe(T.stack(0)([a, b]), T.matmul(T.tensor([1, 1]))))).toEqual([[3, 7], [11, 15]]) // prettier-ignore
    expect(array(pipe(T.tensor([1, 1]), T.matmul(T.stack(0)([a, b]))))).toEqual([[4, 6], [12, 14]]) // prettier-ignore
  })

  it('over nothing is 0, of nothing is nothing', () => {
    expect(array(pipe(T.zeros([2, 0]), T.matmul(T.zeros([0, 2]))))).toEqual([[0, 0], [0, 0]]) // prettier-ignore
    expect(T.shape(pipe(T.zeros([0, 2]), T.matmul(T.zeros([2, 3]))))).toEqual([0, 3])
    expect(T.shape(pipe(T.zeros([0, 4, 2]), T.matmul(T.zeros([2, 3]))))).toEqual([0, 4, 3])
  })

  it('does not hide a NaN behind a 0', () => {
    expect(array(pipe(T.tensor([[0, 1]]), T.matmul(T.tensor([[nan], [1]]))))).toEqual([[nan]])
    expect(array(pipe(T.tensor([[0, 1]]), T.matmul(T.tensor([[inf], [1]]))))).toEqual([[nan]])
  })
})

describe('layout', () => {
  it('reshape, transpose, expandDims', () => {
    expect(array(pipe(x23, T.reshape([3, 2])))).toEqual([[1, 2], [3, 4], [5, 6]]) // prettier-ignore
    expect(array(T.transpose(x23))).toEqual([[1, 4], [2, 5], [3, 6]]) // prettier-ignore
    expect(array(pipe(x223, T.transpose([2, 0, 1])))).toEqual([[[1, 4], [7, 10]], [[2, 5], [8, 11]], [[3, 6], [9, 12]]]) // prettier-ignore
    expect(array(pipe(T.tensor([1, 2]), T.expandDims(0)))).toEqual([[1, 2]])
    expect(array(T.transpose(T.scalar(3)))).toBe(3)
    expect(T.shape(pipe(T.zeros([0, 3]), T.reshape([3, 0])))).toEqual([3, 0])
  })

  it('slice and take', () => {
    expect(array(pipe(x223, T.slice(1, 1, 2)))).toEqual([[[4, 5, 6]], [[10, 11, 12]]]) // prettier-ignore
    expect(array(pipe(x23, T.slice(-1, 0, 2)))).toEqual([[1, 2], [4, 5]]) // prettier-ignore
    expect(array(pipe(x23, T.slice(0, 1, 1)))).toEqual([])
    expect(array(pipe(x23, T.take(T.tensor([1, 1, 0]))))).toEqual([[4, 5, 6], [4, 5, 6], [1, 2, 3]]) // prettier-ignore
    expect(array(pipe(x23, T.take(T.tensor([[2], [0]]), 1)))).toEqual([[[3], [1]], [[6], [4]]]) // prettier-ignore
    expect(array(pipe(x23, T.take(T.scalar(2), -1)))).toEqual([3, 6])
    expect(T.shape(pipe(x23, T.take(T.tensor([]))))).toEqual([0, 3])
  })

  it('concat and stack', () => {
    expect(array(T.concat(1)([x23, T.tensor([[7], [8]])]))).toEqual([[1, 2, 3, 7], [4, 5, 6, 8]]) // prettier-ignore
    expect(array(T.concat(0)([T.tensor([]), T.tensor([1])]))).toEqual([1])
    expect(array(T.stack(-1)([T.tensor([1, 2]), T.tensor([3, 4])]))).toEqual([[1, 3], [2, 4]]) // prettier-ignore
    expect(array(T.stack(0)([T.scalar(1), T.scalar(2)]))).toEqual([1, 2])
  })
})

describe('what the types refuse is refused at run time, with the operation and the shapes', () => {
  const any = (x: T.AnyTensor): never => x as never
  it.each<[string, () => unknown, string, string, string]>([
    [
      'matmul, inner sizes',
      () => T.matmul(any(T.ones([4, 3])))(any(x23)),
      'matmul',
      'inner sizes',
      '[2, 3] and [4, 3] (3 ≠ 4)',
    ],
    ['matmul, a scalar', () => T.matmul(any(x23))(any(T.scalar(1))), 'matmul', 'at least one axis', '[] and [2, 3]'],
    [
      'matmul, batches',
      () => T.matmul(any(T.ones([3, 3, 4])))(any(T.ones([2, 2, 3]))),
      'matmul',
      'broadcast',
      '[2] with [3]',
    ],
    ['matmul, vectors', () => T.matmul(any(T.ones([3])))(any(T.ones([2]))), 'matmul', 'inner sizes', '(2 ≠ 3)'],
    ['reshape', () => T.reshape([7])(any(x23)), 'reshape', '6 elements, as [2, 3] has', '[7]'],
    ['reshape to −2', () => T.reshape([-2])(any(x23)), 'reshape', 'non-negative integers', '[-2]'],
    ['reshape to two −1', () => T.reshape([-1, -1])(any(x23)), 'reshape', 'at most one -1', '[-1, -1]'],
    ['reshape that leaves a rest', () => T.reshape([4, -1])(any(x23)), 'reshape', 'a multiple of 4', '6 in [2, 3]'],
    ['reshape of nothing', () => T.reshape([0, -1])(any(x23)), 'reshape', 'in place of -1', '[0, -1]'],
    ['transpose', () => T.transpose([0, 0])(any(x23)), 'transpose', 'the 2 axes of [2, 3]', '[0, 0]'],
    ['sumAlong', () => T.sumAlong(2)(any(x23)), 'sumAlong', 'an axis of', 'axis 2'],
    ['meanAlong', () => T.meanAlong(-3)(any(x23)), 'meanAlong', 'an axis of', 'axis -3'],
    ['maxAlong', () => T.maxAlong(0.5)(any(x23)), 'maxAlong', 'an axis of', 'axis 0.5'],
    ['argmax of a scalar', () => T.argmax(any(T.scalar(1))), 'argmax', 'an axis of', 'axis -1'],
    ['logSumExp of a scalar', () => T.logSumExp(any(T.scalar(1))), 'logSumExp', 'an axis of', 'axis -1'],
    ['expandDims', () => T.expandDims(3)(any(x23)), 'expandDims', 'an axis of', 'axis 3'],
    ['slice, the end', () => T.slice(1, 0, 4)(any(x23)), 'slice', 'end ≤ 3 on axis 1 of [2, 3]', 'start 0, end 4'],
    ['slice, the order', () => T.slice(1, 2, 1)(any(x23)), 'slice', 'start ≤ end', 'start 2, end 1'],
    ['slice, the axis', () => T.slice(2, 0, 1)(any(x23)), 'slice', 'an axis of', 'axis 2'],
    ['take, the index', () => T.take(T.tensor([0, 2]))(x23), 'take', 'integers from 0 to 1', '2'],
    ['take, half an index', () => T.take(T.tensor([0.5]))(x23), 'take', 'integers from 0 to 1', '0.5'],
    ['take, the axis', () => T.take(T.tensor([0]), 2)(any(x23)), 'take', 'an axis of', 'axis 2'],
    ['concat', () => T.concat(0)([x23, T.ones([2, 4])] as never), 'concat', '[2, 3] off axis 0', '[2, 4]'],
    ['concat, ranks', () => T.concat(0)([x23, T.ones([3])] as never), 'concat', '[2, 3] off axis 0', '[3]'],
    ['concat of none', () => T.concat(0)([]), 'concat', 'at least one tensor', 'none'],
    ['stack', () => T.stack(0)([x23, T.ones([3, 2])] as never), 'stack', 'shape [2, 3]', '[3, 2]'],
    ['broadcastTo', () => T.broadcastTo([4])(any(T.tensor([1, 2, 3]))), 'broadcastTo', '[4]', '[3]'],
    ['broadcastTo of a uniform tensor', () => T.broadcastTo([4])(any(T.ones([3]))), 'broadcastTo', '[4]', '[3]'],
    ['add, of a string', () => T.add('1' as never)(x23), 'add', 'a number or a tensor', 'the text "1"'],
    [
      'pow, to the power of a tensor',
      () => T.pow(T.scalar(2) as never),
      'pow',
      'a number as exponent',
      'a tensor: for xʸ write exp(y·log x)',
    ],
    ['add, to null', () => T.add(x23)(null as never), 'add', 'a number or a tensor', 'null'],
    [
      'where, of nothing',
      () => T.where(x23, undefined as never, 0 as never),
      'where',
      'a number or a tensor',
      'undefined',
    ],
  ])('%s', (_, f, operation, expected, found) => failing(f, operation, expected, found))
})
