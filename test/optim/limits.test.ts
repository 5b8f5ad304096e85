/** What hyperparameters may be, to the last that may: the edges of what `paths.test.ts` refuses. */
import { describe, expect, it } from 'vitest'
import * as O from '../../src/Optimizer.js'
import * as Schedule from '../../src/Schedule.js'
import * as T from '../../src/Tensor.js'
import { failing } from '../operation/support.js'

const half = { every: 1, factor: 0.5 }

describe('schedules refuse', () => {
  it.each<[string, string, (v: number) => unknown, readonly number[]]>([
    ['Schedule.constant', 'a rate', (v) => Schedule.constant(v), [-1, NaN, Infinity]],
    ['Schedule.step', 'a rate', (v) => Schedule.step(v, half), [-1, NaN, Infinity]],
    ['Schedule.step', 'an interval', (v) => Schedule.step(1, { ...half, every: v }), [0, Infinity]],
    ['Schedule.step', 'a factor', (v) => Schedule.step(1, { ...half, factor: v }), [0, Infinity]],
    ['Schedule.exponential', 'a rate', (v) => Schedule.exponential(v, half), [-1, NaN, Infinity]],
    ['Schedule.exponential', 'an interval', (v) => Schedule.exponential(1, { ...half, every: v }), [0, Infinity]],
    ['Schedule.exponential', 'a factor', (v) => Schedule.exponential(1, { ...half, factor: v }), [0, Infinity]],
    ['Schedule.cosine', 'a rate', (v) => Schedule.cosine(v, { steps: 1 }), [-1, NaN, Infinity]],
    ['Schedule.cosine', 'a rate', (v) => Schedule.cosine(1, { steps: 1, final: v }), [-1, NaN, Infinity]],
    ['Schedule.cosine', 'a number of steps', (v) => Schedule.cosine(1, { steps: v }), [0, Infinity]],
    ['Schedule.warmup', 'a number of steps', (v) => Schedule.warmup(v), [0, Infinity]],
  ])('of %s %s that is none', (operation, expected, make, wrong) => {
    wrong.forEach((v) => failing(() => make(v), operation, expected, String(v)))
  })
})

describe('schedules refuse options', () => {
  it.each<[string, (options: any) => unknown, string]>([
    ['Schedule.step', (o) => Schedule.step(1, o), 'a record of options, of every, factor'],
    ['Schedule.exponential', (o) => Schedule.exponential(1, o), 'a record of options, of every, factor'],
    ['Schedule.cosine', (o) => Schedule.cosine(1, o), 'a record of options, of steps, final'],
  ])('of %s that do not exist, or are no record', (operation, make, expected) => {
    failing(() => make({ every: 1, factor: 1, steps: 1, final: 0 }), operation, expected, 'the key')
    failing(() => make(100), operation, expected, '100')
    failing(() => make(undefined), operation, expected, 'nothing')
  })
})

describe('a rate of 0 stands still', () => {
  it.each<[string, () => Schedule.Schedule]>([
    ['constant', () => Schedule.constant(0)],
    ['step', () => Schedule.step(0, half)],
    ['exponential', () => Schedule.exponential(0, half)],
    ['cosine', () => Schedule.cosine(0, { steps: 3 })],
  ])('in %s', (_, make) => {
    expect([0, 1, 7].map((t) => T.toNumber(make()(T.scalar(t))))).toEqual([0, 0, 0])
  })
})

describe('the edges of options', () => {
  const g = T.tensor([3, -4])
  const zero = T.tensor([0, 0])
  const once = <F extends O.StateFunction>({
    init,
    update,
  }: O.Optimizer<F> | O.GradientTransformation<F>): readonly number[] => [...T.toFlat(update(g, init(zero), zero)[0])]

  it('decay, momentum and β may be 0, and nothing is kept', () => {
    expect(once(O.momentum({ learningRate: 1, momentum: 0 }))).toEqual([-3, 4])
    expect(once(O.rmsprop({ learningRate: 1, decay: 0, epsilon: 0 }))).toEqual([-1, 1])
    expect(once(O.adam({ learningRate: 1, beta1: 0, beta2: 0, epsilon: 0 }))).toEqual([-1, 1])
    expect(once(O.addDecayedWeights(0))).toEqual([3, -4])
  })

  it('limits and norms may be infinite, and nothing is clipped', () => {
    expect(once(O.clipByValue(Infinity))).toEqual([3, -4])
    expect(once(O.clipByGlobalNorm(Infinity))).toEqual([3, -4])
  })

  it('limits and norms are above 0', () => {
    ;[0, -1, NaN].forEach((v) => {
      failing(() => O.clipByValue(v), 'clipByValue', 'a limit that is above 0', String(v))
      failing(() => O.clipByGlobalNorm(v), 'clipByGlobalNorm', 'a limit that is above 0', String(v))
    })
  })

  it('perPart names the keys it was given, or says that there is no record', () => {
    const optimizer = O.perPart({ b: O.sgd(), a: O.sgd() })
    ;[null, undefined, 3, {}].forEach((given) =>
      failing(() => optimizer.init(given), 'perPart', 'a record with the parts a, b', 'no record'),
    )
    failing(() => optimizer.init({ c: zero, a: zero }), 'perPart', 'a record with the parts a, b', 'a, c')
  })
})
