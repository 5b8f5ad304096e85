import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as D from '../../src/Diff.js'
import * as Metric from '../../src/Metric.js'
import * as Objective from '../../src/Objective.js'
import * as T from '../../src/Tensor.js'

const logit = fc.double({ min: -50, max: 50, noNaN: true })
const rows = fc.array(fc.tuple(logit, fc.constantFrom(0, 1)), { minLength: 1, maxLength: 8 })

const column = (values: readonly number[]) => T.fromArray(values, [values.length, 1])
const vector = (values: readonly number[]) => T.fromArray(values, [values.length])

describe('the objectives', () => {
  it('binary with one output is multiclass with two, one logit being the difference: loss, gradient, decision, probability', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const [z, t] = [given.map(([v]) => v), given.map(([, c]) => c)]
        const pair = T.fromArray(
          z.flatMap((v) => [0, v]),
          [z.length, 2],
        )
        const two = Objective.multiclass(2)
        const one = Objective.binary
        const [a, b] = [one.loss(vector(t))(column(z)), two.loss(vector(t))(pair)].map(T.toNumber)
        // Both are sums of at most n terms of size up to |z| + 1, each rounded a few times.
        const bound = 16 * 2 ** -52 * z.reduce((sum, v) => sum + Math.abs(v) + 1, 0)
        expect(Math.abs(a - b)).toBeLessThanOrEqual(bound)
        const slope = T.toFlat(D.grad(one.loss(vector(t)))(column(z)))
        const slopes = T.toArray(D.grad(two.loss(vector(t)))(pair)) as readonly (readonly number[])[]
        slopes.forEach((row, i) => expect(Math.abs(row[1] - slope[i])).toBeLessThanOrEqual(16 * 2 ** -52))
        const decided = T.toFlat(one.decide(column(z)))
        T.toFlat(two.decide(pair)).forEach((c, i) => expect(decided[i]).toBe(z[i] === 0 ? 1 : c))
        const p = T.toFlat(one.activation(column(z)))
        T.toArray(two.activation(pair)).forEach((row, i) =>
          expect(Math.abs((row as readonly number[])[1] - p[i])).toBeLessThanOrEqual(4 * 2 ** -52),
        )
      }),
    )
  })

  it('binary counts exactly one half as class 1', () => {
    expect(T.toArray(Objective.binary.decide(T.tensor([[0]])))).toEqual([1])
    expect(T.toArray(Objective.binary.activation(T.tensor([[0]])))).toEqual([[0.5]])
  })

  it('multiclass at zero logits costs log of the number of classes', () => {
    expect(T.toNumber(Objective.multiclass(10).loss(T.tensor([3, 7]))(T.zeros([2, 10])))).toBe(Math.log(10))
  })

  it('the gradient of multiclass is (softmax − target)/n', () => {
    const z = T.tensor([
      [1, 2, 3],
      [0, -1, 5],
    ])
    const { loss, activation } = Objective.multiclass(3)
    const target = pipe(T.tensor([2, 0]), T.oneHot(3))
    const expected = pipe(activation(z), T.sub(target), T.div(2))
    const found = D.grad(loss(T.tensor([2, 0])))(z)
    T.toFlat(pipe(found, T.sub(expected), T.abs)).forEach((d) => expect(d).toBeLessThan(4 * 2 ** -53))
  })

  it.each([1, 0, 2.5])('multiclass refuses %s classes', (classes) => {
    expect(() => Objective.multiclass(classes)).toThrow('multiclass: expected at least two classes')
  })
})

describe('the metrics', () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })), { maxLength: 20 })
  const tally = <S, R>(
    { initial, step, result }: Metric.Metric<S, R>,
    batches: readonly (readonly [number, number])[][],
  ) =>
    result(
      batches.reduce(
        (state, batch) => step(state, vector(batch.map(([p]) => p)), vector(batch.map(([, a]) => a))),
        initial,
      ),
    )

  it.each([
    ['accuracy', Metric.accuracy as Metric.Metric<unknown, unknown>],
    ['confusion', Metric.confusion(4) as Metric.Metric<unknown, unknown>],
    ['precisionRecall', Metric.precisionRecall(4) as Metric.Metric<unknown, unknown>],
  ])('%s of all rows at once is that of the rows in batches', (_, metric) => {
    fc.assert(
      fc.property(pairs, pairs, (a, b) => {
        expect(tally(metric, [a, b])).toEqual(tally(metric, [[...a, ...b]]))
      }),
    )
  })

  it('confusion has true classes in rows; recall divides by rows, precision by columns', () => {
    const given: (readonly [number, number])[] = [
      [1, 0],
      [1, 1],
      [1, 1],
      [0, 0],
      [0, 1],
    ]
    expect(tally(Metric.confusion(2), [given])).toEqual([
      [1, 1],
      [1, 2],
    ])
    expect(tally(Metric.precisionRecall(2), [given])).toEqual([
      { precision: 1 / 2, recall: 1 / 2 },
      { precision: 2 / 3, recall: 2 / 3 },
    ])
  })

  it.each([2, -1, 0.5, NaN])('confusion refuses %d, which is none of two classes, predicted or actual', (c) => {
    const words = `confusion: expected class numbers from 0 to 1, found ${c}`
    expect(() => tally(Metric.confusion(2), [[[c, 0]]])).toThrow(words)
    expect(() => tally(Metric.confusion(2), [[[0, c]]])).toThrow(words)
  })

  it.each([0, -1, 1.5, NaN, Infinity, 1001])('confusion refuses a table of %d classes', (classes) => {
    const words = `confusion: expected a number of classes from 1 to 1000, found ${classes}`
    expect(() => Metric.confusion(classes)).toThrow(words)
    expect(() => Metric.precisionRecall(classes)).toThrow(words)
  })

  it('a metric refuses true classes that are no row of numbers', () => {
    const { initial, step } = Metric.accuracy
    const column = T.zeros([2, 1]) as unknown as T.Tensor<[2]>
    expect(() => step(initial, T.zeros([2]), column)).toThrow('expected a true class number for each row, found [2, 1]')
  })

  it('topLosses puts a loss that is NaN first, wherever it stands', () => {
    const all = [1, NaN, 5, Infinity, NaN, 9].map((loss, row) => ({ row, loss }))
    const { initial, step } = Metric.topLosses(4)
    const rows = [1, 4, 3, 5]
    expect(step(initial, all).map(({ row }) => row)).toEqual(rows)
    expect(step(step(initial, all.slice(3)), all.slice(0, 3)).map(({ row }) => row)).toEqual(rows)
  })

  it.each([-1, 1.5, NaN, Infinity])('topLosses refuses %d rows', (count) => {
    expect(() => Metric.topLosses(count)).toThrow('expected a whole number of rows')
  })

  it('topLosses keeps the worst, whatever the order of the batches', () => {
    const costs = fc.uniqueArray(fc.record({ row: fc.nat(99), loss: fc.double({ noNaN: true }) }), {
      selector: ({ row }) => row,
    })
    fc.assert(
      fc.property(costs, fc.integer({ min: 0, max: 5 }), (all, cut) => {
        const { initial, step, result } = Metric.topLosses(3)
        const once = result(step(initial, all))
        const parts = result(step(step(initial, all.slice(cut)), all.slice(0, cut)))
        expect(parts).toEqual(once)
        const least = Math.min(...once.map(({ loss }) => loss))
        expect(all.filter(({ loss }) => loss > least).length).toBeLessThanOrEqual(3)
      }),
    )
  })
})
