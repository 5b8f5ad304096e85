/** Every division of optimizers, schedules and metrics where it is 0/0, x/0, x/∞ or ∞/∞. */
import { describe, expect, it } from 'vitest'
import * as Metric from '../../src/Metric.js'
import * as O from '../../src/Optimizer.js'
import * as Schedule from '../../src/Schedule.js'
import * as T from '../../src/Tensor.js'

type Any = O.Optimizer<any> | O.GradientTransformation<any>

/** The results for some gradients in a row. */
const results = (
  { init, update }: Any,
  ...gradients: readonly (readonly number[])[]
): readonly (readonly number[])[] => {
  const params = T.fromArray(gradients[0], [gradients[0].length])
  let state = init(params)
  return gradients.map((g) => {
    const [updates, next] = update(T.fromArray(g, [g.length]), state, params)
    state = next
    return Array.from(T.toFlat(updates), (v) => v + 0)
  })
}

describe('norm/‖g‖ of clipByGlobalNorm', () => {
  const at = (norm: number | T.Scalar, ...g: readonly number[]) => results(O.clipByGlobalNorm(norm), g)[0]
  it('is not taken of a gradient of 0, under a norm of 0 too', () => {
    expect(at(T.scalar(0), 0, 0)).toEqual([0, 0])
    expect(at(1, 0, 0)).toEqual([0, 0])
    expect(at(Infinity, 0)).toEqual([0])
  })

  it('is 0 for a scheduled norm of 0', () => {
    expect(at(T.scalar(0), 3, -4)).toEqual([0, 0])
  })

  it('makes NaN of an infinite element, which has no length to cut, but not under no limit', () => {
    expect(at(1, Infinity, 1)).toEqual([NaN, 0])
    expect(at(Infinity, Infinity, 1)).toEqual([Infinity, 1])
  })

  it('is NaN for a gradient or a limit that is', () => {
    expect(at(1, NaN, 1)).toEqual([NaN, NaN])
    expect(at(T.scalar(NaN), 1)).toEqual([NaN])
  })

  it('keeps the direction near the ends of the numbers, also where the length of a finite gradient overflows', () => {
    expect(at(1, 1e-320)).toEqual([1e-320])
    expect(at(1, 0, 1.7e308)[1]).toBeCloseTo(1, 14)
    const half = Math.sqrt(0.5)
    for (const [norm, ...g] of [
      [1, 1.5e308, 1.5e308],
      [1e-10, 1.7e308, -1.7e308],
      [1e308, 1.7e308, 1.7e308],
      [1e-300, 1e100, 1e100],
    ])
      at(norm, ...g).forEach((v, i) => expect(v / norm).toBeCloseTo(Math.sign(g[i]) * half, 14))
    expect(at(Infinity, 1.5e308, 1.5e308)).toEqual([1.5e308, 1.5e308])
  })
})

describe('the quotients by roots of squares', () => {
  const withZero = [
    ['adam', O.adam({ epsilon: 0 })],
    ['adam, an ε of 0 as a scalar', O.adam({ epsilon: T.scalar(0) })],
    ['adam, without correction', O.adam({ epsilon: 0, biasCorrection: false })],
    ['adam, a β₁ of 0', O.adam({ epsilon: 0, beta1: 0, beta2: 0 })],
    ['adamw', O.adamw({ epsilon: 0, weightDecay: 0 })],
    ['rmsprop', O.rmsprop({ epsilon: 0 })],
    ['rmsprop, an ε of 0 as a scalar', O.rmsprop({ epsilon: T.scalar(0) })],
    ['adagrad', O.adagrad({ epsilon: 0 })],
  ] as const

  it.each<readonly [string, Any]>(withZero)('are 0 for 0/0: %s', (_, optimizer) => {
    expect(results(optimizer, [0], [0])).toEqual([[0], [0]])
  })

  it.each<readonly [string, Any]>(withZero)(
    'are 0 where the square underflows to 0, not infinite: %s',
    (_, optimizer) => {
      expect(results(optimizer, [1e-200])).toEqual([[0]])
    },
  )

  it.each<readonly [string, Any]>([
    ...withZero,
    ['adam, ε', O.adam()],
    ['rmsprop, ε', O.rmsprop()],
    ['adagrad, ε', O.adagrad()],
  ])('are NaN for ∞/∞, so that it is seen: %s', (_, optimizer) => {
    expect(results(optimizer, [Infinity])).toEqual([[NaN]])
  })

  it('are 0 for x/∞: a square that overflows', () => {
    expect(results(O.adagrad(), [1e200])).toEqual([[0]])
    expect(results(O.adam(), [1e200])).toEqual([[0]])
  })

  it('are finite for the smallest ε, whose product with 1 − β₁ is 0', () => {
    expect(results(O.adam({ epsilon: Number.MIN_VALUE }), [0])).toEqual([[0]])
    expect(results(O.rmsprop({ epsilon: Number.MIN_VALUE }), [0])).toEqual([[0]])
  })
})

describe('the mean of accumulate', () => {
  it('is of as many as there are, and NaN where one is', () => {
    expect(results(O.accumulate(2)(O.sgd({ learningRate: 1 })), [0], [0])).toEqual([[0], [0]])
    expect(results(O.accumulate(2)(O.sgd({ learningRate: 1 })), [NaN], [0], [0], [1])).toEqual([
      [0],
      [NaN],
      [0],
      [-0.5],
    ])
  })
})

describe('the quotients of schedules', () => {
  const at = (schedule: Schedule.Schedule, ...times: readonly number[]) =>
    times.map((t) => T.toNumber(schedule(T.scalar(t))))
  const smallest = Number.MIN_VALUE

  it('are the last rate where the steps are as few as can be', () => {
    expect(at(Schedule.cosine(1, { steps: smallest, final: 0.5 }), 0, 1)).toEqual([1, 0.5])
    expect(at(Schedule.cosine(1, { steps: 1 }), 0, 1, 2)).toEqual([1, 0, 0])
  })

  it('may rise to the final rate', () => {
    expect(at(Schedule.cosine(0, { steps: 2, final: 1 }), 0, 2, 9)).toEqual([0, 1, 1])
  })

  it('do not make NaN of a rate of 0 that grows, nor of a factor of 1, after any number of steps', () => {
    expect(at(Schedule.step(0, { every: 1, factor: 2 }), 0, 5000)).toEqual([0, 0])
    expect(at(Schedule.exponential(0, { every: 1, factor: 2 }), 0, 5000)).toEqual([0, 0])
    expect(at(Schedule.exponential(0.5, { every: smallest, factor: 1 }), 0, 1)).toEqual([0.5, 0.5])
    expect(at(Schedule.step(0.5, { every: smallest, factor: 0.5 }), 0, 1)).toEqual([0.5, 0])
  })

  it('of a warmup reach the first rate and never more', () => {
    expect(at(Schedule.warmup(1)(Schedule.constant(3)), 0, 1, 2)).toEqual([3, 3, 3])
    expect(at(Schedule.warmup(2.5)(Schedule.constant(1)), 0, 1, 2, 3)).toEqual([0.4, 0.8, 1, 1])
    expect(at(Schedule.warmup(0.5)(Schedule.constant(1)), 0, 1)).toEqual([1, 1])
  })
})

describe('the quotients of metrics', () => {
  it('are NaN for 0/0: no rows, a class that is never predicted, a class that never occurs', () => {
    expect(Metric.accuracy.result(Metric.accuracy.initial)).toBeNaN()
    const { initial, step, result } = Metric.precisionRecall(3)
    expect(result(initial)).toEqual([0, 1, 2].map(() => ({ precision: NaN, recall: NaN })))
    expect(result(step(initial, T.tensor([0, 1]), T.tensor([0, 2])))).toEqual([
      { precision: 1, recall: 1 },
      { precision: 0, recall: NaN },
      { precision: NaN, recall: 0 },
    ])
  })
})
