/** Where tensors end: sizes beyond memory, buffers that are gone, text of values without numbers. */
import { describe, expect, it } from 'vitest'
import * as D from '../../src/Diff.js'
import * as Graph from '../../src/Graph.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'

const huge = T.zeros([2 ** 40])
const seed = Seed.fromNumber(1)

describe('a size beyond memory', () => {
  it.each<readonly [string, () => unknown]>([
    ['toArray', () => T.toArray(huge)],
    ['toFlat', () => T.toFlat(huge)],
    ['oneHot', () => T.oneHot(2 ** 40)(T.tensor([1]))],
    ['broadcast', () => T.add(T.tensor([1, 2]))(T.zeros([2 ** 40, 2]))],
    ['concat', () => T.concat(0)([huge, huge])],
    ['matmul', () => T.matmul(T.ones([1, 2 ** 20]))(T.ones([2 ** 20, 1]))],
    ['pad', () => D.grad((x: T.Tensor<[number]>) => T.sum(T.slice(0, 0, 1)(x)))(huge)],
    ['scatterAdd', () => D.grad((x: T.Tensor<[number]>) => T.sum(T.take(T.tensor([1]))(x)))(huge)],
    ['Seed.uniform', () => Seed.uniform([2 ** 40])(seed)],
    ['Seed.normal', () => Seed.normal([2 ** 40])(seed)],
    ['Seed.permutation', () => Seed.permutation(2 ** 32 - 1)(seed)],
    ['Seed.split', () => Seed.split(2 ** 32 - 1)(seed)],
  ])('is refused by %s, where elements are written out', (name, make) => {
    expect(make).toThrow(new RegExp(`^${name}: expected`))
  })

  it('is computed with where all elements are equal, in no time', () => {
    const two = T.full([2 ** 40], 2)
    expect(T.Show.show(T.add(T.ones([2 ** 40]))(two))).toBe('Tensor [1099511627776]\n[3, 3, 3, …, 3, 3, 3]')
    expect(T.toNumber(T.sum(T.mul(two)(two)))).toBe(2 ** 42)
    expect(T.toNumber(T.maxAlong(0)(two))).toBe(2)
    expect(T.toNumber(T.argmax(two))).toBe(0)
    expect(T.shape(T.take(T.tensor([1, 3]))(T.full([2 ** 40, 2 ** 40], 2)))).toEqual([2, 2 ** 40])
    expect(T.Eq.equals(two, T.full([2 ** 40], 2))).toBe(true)
    expect(T.Eq.equals(two, huge)).toBe(false)
    const gradient = D.grad((x: T.Tensor<[number]>) => T.sum(T.mul(x)(two as T.Tensor<[number]>)))(two)
    expect(T.Eq.equals(gradient, two)).toBe(true)
  })

  it('is no matter where there are no elements', () => {
    expect(T.Eq.equals(T.full([0, 3], 1), T.full([0, 3], 2))).toBe(true)
    expect(() => T.maxAlong(0)(T.zeros([0]))).toThrow('an axis that is not empty')
  })
})

describe('a size of −0', () => {
  it('is one of 0', () => {
    expect(T.shape(T.zeros([-0, 2]))).toEqual([0, 2])
    expect(Object.is(T.shape(T.zeros([-0]))[0], 0)).toBe(true)
    expect(Object.is(T.shape(T.reshape([-0, 2])(T.zeros([0])))[0], 0)).toBe(true)
  })
})

describe('numbers whose buffer was transferred', () => {
  it('are refused in a sentence, whatever their number was', () => {
    const view = new Float64Array(2)
    structuredClone(view.buffer, { transfer: [view.buffer] })
    const sentence = 'found a Float64Array whose buffer was transferred (copy it before)'
    expect(() => T.fromArray(view, [2])).toThrow(sentence)
    expect(() => T.fromArray(view, [0])).toThrow(sentence)
    expect(T.toArray(T.fromArray(new Float64Array(0), [0]))).toEqual([])
  })
})

describe('JSON.stringify', () => {
  it('refuses values without numbers, and says why', () => {
    const write = (x: T.Scalar): T.Scalar => (JSON.stringify({ x }) === '' ? x : x)
    const refused = 'JSON.stringify: expected a tensor of plain numbers, found'
    expect(() => D.grad(write)(T.scalar(1))).toThrow(`${refused} a value on a tape of shape []`)
    expect(() => D.vmap(write)(T.tensor([1]) as never)).toThrow(`${refused} a batch of examples`)
    expect(() => Graph.stage(write)(T.scalar(1))).toThrow(`${refused} a staged value`)
    expect(JSON.stringify({ x: T.tensor([[1, 2]]) })).toBe('{"x":[[1,2]]}')
  })
})
