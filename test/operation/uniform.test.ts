/**
 * `full`, `zeros`, `ones` and scalars stretched to a shape hold one number for all elements. Nobody may notice: every operation gives for them what it
 * gives for the elements written out.
 */
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as A from '../../src/Activation.js'
import * as D from '../../src/Diff.js'
import * as Loss from '../../src/Loss.js'
import * as P from '../../src/Params.js'
import * as T from '../../src/Tensor.js'
import { count } from './support.js'

type Any = T.AnyTensor
type Scalar = T.Scalar

const special = fc.constantFrom(0, -0, 1, -1, 2, 0.5, NaN, Infinity, -Infinity)
const value = fc.oneof(special, fc.double({ min: -50, max: 50, noNaN: true }))

/** One number and a shape, as a uniform tensor and written out; and other tensors of that shape to go with it. */
const both = fc
  .array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 })
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      v: value,
      other: fc.array(value, { minLength: count(shape), maxLength: count(shape) }),
      otherUniform: value,
    }),
  )
  .map(({ shape, v, other, otherUniform }) => ({
    shape,
    v,
    uniform: T.full(shape, v),
    dense: T.fromArray(Array<number>(count(shape)).fill(v), shape),
    others: [T.fromArray(other, shape), T.full(shape, otherUniform), T.scalar(otherUniform)],
  }))

/** What an operation gives, or what it says when it refuses. */
const outcome = (f: (x: Any) => Any, x: Any): { shape: readonly number[]; flat: readonly number[] } | string => {
  try {
    const y = f(x)
    return { shape: T.shape(y), flat: Array.from(T.toFlat(y)) }
  } catch (e) {
    if (T.isNablaError(e)) return e.message
    throw e
  }
}

type Operation = (x: Any, other: Any, shape: readonly number[]) => Any

const binaries = { add: T.add, sub: T.sub, mul: T.mul, div: T.div, max: T.max, min: T.min, greater: T.greater, greaterOrEqual: T.greaterOrEqual, equal: T.equal } // prettier-ignore
const unaries = { neg: T.neg, abs: T.abs, sign: T.sign, square: T.square, sqrt: T.sqrt, exp: T.exp, log: T.log, log1p: T.log1p, expm1: T.expm1, sin: T.sin, cos: T.cos, tanh: T.tanh, sigmoid: T.sigmoid, floor: T.floor, stopGradient: T.stopGradient, relu: A.relu, leakyRelu: A.leakyRelu(), elu: A.elu(), softplus: A.softplus, logSigmoid: A.logSigmoid, identity: A.identity } // prettier-ignore

const exact: Readonly<Record<string, Operation>> = {
  ...Object.fromEntries(Object.entries(unaries).map(([name, f]) => [name, (x: Any) => f(x)])),
  ...Object.fromEntries(
    Object.entries(binaries).flatMap(([name, f]) => [
      [name, (x: Any, other: Any) => (f as typeof T.add)(other as Scalar)(x)],
      [`${name}, on the right`, (x: Any, other: Any) => (f as typeof T.add)(x as Scalar)(other)],
    ]),
  ),
  ...Object.fromEntries([-2, -1, 0, 0.5, 1, 2, 3].map((n) => [`pow ${n}`, (x: Any) => T.pow(n)(x)])),
  'where, the condition': (x, other) => T.where(x, other, 7),
  'where, the first': (x, other) => T.where(other, x, 7),
  'where, the second': (x, other) => T.where(other, 7, x),
  transpose: (x) => T.transpose(x),
  'transpose by a permutation': (x, _, shape) => T.transpose(shape.map((__, i) => i).reverse())(x) as Any,
  reshape: (x, _, shape) => T.reshape([count(shape)])(x),
  broadcastTo: (x, _, shape) => T.broadcastTo([2, ...shape])(x),
  'broadcastTo, what does not fit': (x, _, shape) => T.broadcastTo([...shape, 5])(x),
  'broadcastTo, fewer axes': (x) => T.broadcastTo([])(x),
  'expandDims in front': (x) => T.expandDims(0)(x),
  'expandDims at the end': (x) => T.expandDims(-1)(x),
  slice: (x, _, shape) => T.slice(0, Math.min(1, shape[0]!), shape[0]!)(x),
  take: (x) => T.take(T.tensor([0, 0]))(x),
  'concat, first': (x, other) => T.concat(0)([x, other]),
  'concat, last': (x, other) => T.concat(0)([other, x]),
  stack: (x, other) => T.stack(-1)([x, other]),
  maxAlong: (x) => T.maxAlong(0)(x),
  minAlong: (x) => T.minAlong(-1, { keepDims: true })(x),
  argmax: (x) => T.argmax(x),
  oneHot: (x) => T.oneHot(3)(x),
  flatten: (x, other) => P.flatten({ a: x, b: [other] }),
  'unflatten like it': (x, _, shape) => P.unflatten(x)(T.ones([count(shape)]) as T.Tensor<[number]>),
  'the gradient of its square': (x) => D.grad((y: Any) => pipe(y, T.square, T.sum))(x),
}

/** Operations that add up: many equal elements by a product, or one after another, which differ in the last digits. */
const summing: Readonly<Record<string, Operation>> = {
  sum: (x) => T.sum(x),
  mean: (x) => T.mean(x),
  sumAlong: (x) => T.sumAlong(0)(x),
  'sumAlong, last': (x) => T.sumAlong(-1, { keepDims: true })(x),
  meanAlong: (x) => T.meanAlong(0)(x),
  matmul: (x, _, shape) => T.matmul(T.full([shape[shape.length - 1]!, 2], 0.1))(x),
  'matmul, on the right': (x, _, shape) => T.matmul(x)(T.full([2, shape[Math.max(0, shape.length - 2)]!], 0.1)),
  logSumExp: (x) => T.logSumExp(x),
  softmax: (x) => A.softmax(x),
  logSoftmax: (x) => A.logSoftmax(x),
  mse: (x, other) => Loss.mse(x)(other as never),
  bce: (x, other) => Loss.bce(x)(other as never),
  bceWithLogits: (x, other) => Loss.bceWithLogits(x)(other as never),
  softmaxCrossEntropy: (x, other) => Loss.softmaxCrossEntropy(x)(other as never),
}

describe('a uniform tensor gives the same as its elements written out', () => {
  for (const [name, operation] of Object.entries(exact))
    it(`${name}, to the bit`, () => {
      fc.assert(
        fc.property(both, ({ shape, uniform, dense, others }) => {
          for (const other of others) {
            const f = (x: Any): Any => operation(x, other, shape)
            expect(outcome(f, uniform)).toEqual(outcome(f, dense))
          }
        }),
        { numRuns: 60 },
      )
    })

  for (const [name, operation] of Object.entries(summing))
    it(`${name}, up to the order of additions`, () => {
      fc.assert(
        fc.property(both, ({ shape, v, uniform, dense, others }) => {
          for (const other of others) {
            const [a, b] = [uniform, dense].map((x) => outcome((y) => operation(y, other, shape), x))
            if (a === undefined || b === undefined || typeof a === 'string' || typeof b === 'string') {
              expect(a).toEqual(b)
              continue
            }
            expect(a.shape).toEqual(b.shape)
            a.flat.forEach((y, i) => {
              const z = b.flat[i]!
              const size = Math.max(1, Math.abs(v), Math.abs(z)) ** 2
              if (Number.isFinite(z) && z !== 0) expect(Math.abs(y - z)).toBeLessThanOrEqual(64 * 2 ** -52 * size)
              else if (z === 0 && y !== 0) expect(Math.abs(y)).toBeLessThanOrEqual(64 * 2 ** -52 * size)
              else expect(y).toBe(z)
            })
          }
        }),
        { numRuns: 60 },
      )
    })

  it('as the same constant under a derivative', () => {
    const slope = (c: Any) => D.grad((x: Scalar) => pipe(c, T.mul(x), T.sum))(T.scalar(1))
    fc.assert(
      fc.property(both, ({ shape, v, uniform, dense }) => {
        const [a, b] = [T.toNumber(slope(uniform)), T.toNumber(slope(dense))]
        if (count(shape) === 0) expect([a, b]).toEqual([0, 0])
        else if (Number.isFinite(b))
          expect(Math.abs(a - b)).toBeLessThanOrEqual(count(shape) * 2 ** -52 * Math.abs(v) * 27)
        else expect(a).toBe(b)
      }),
      { numRuns: 30 },
    )
  })
})
