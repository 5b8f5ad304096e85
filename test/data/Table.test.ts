import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as Data from '../../src/Data.js'
import * as T from '../../src/Tensor.js'
import type { Name } from '../../src/Tensor.js'

const EPSILON = 2 ** -52

const xy = Data.table(['x', 'y'], Data.numbers(['z']))
const row = (x: number, y: number) => ({ x, y, z: 0 })

/** Numbers of any size whose range is finite. */
const number = fc.oneof(
  fc.integer({ min: -9, max: 9 }),
  fc.double({ min: -8e307, max: 8e307, noNaN: true }),
  fc.double({ min: 1e6, max: 1e6 + 1, noNaN: true }),
)
const rows = fc
  .array(fc.tuple(number, number), { minLength: 1, maxLength: 30 })
  .map((all) => all.map(([x, y]) => row(x, y)))

const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length
const deviation = (xs: readonly number[]): number => Math.sqrt(mean(xs.map((x) => (x - mean(xs)) ** 2)))

describe('standardise', () => {
  it('gives the rows it is fitted to mean 0 and deviation 1, and columns that are constant 0', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const table = pipe(xy, Data.standardise(all))
        const scaled = T.toArray(Data.inputs(table)(all)) as readonly (readonly number[])[]
        table.columns.forEach((column, k) => {
          const before = all.map((each) => each[column])
          const after = scaled.map((each) => each[k])
          if (before.every((x) => x === before[0])) return expect(after).toEqual(after.map(() => 0))
          // The mean is a number of the size of the data, so it is off by a few of their last bits, and by half of the smallest number; each sum of n numbers adds as many roundings.
          const least = Number.MIN_VALUE / table.scale.deviation[k]
          const size = Math.max(...before.map(Math.abs)) / table.scale.deviation[k]
          const bound = 8 * all.length * EPSILON * (size + Math.max(...after.map(Math.abs))) + least
          expect(Math.abs(mean(after))).toBeLessThanOrEqual(bound)
          if (bound < 0.1) expect(Math.abs(deviation(after) - 1)).toBeLessThanOrEqual(bound)
        })
      }),
      // 2026-11-30: the mean of 0 and the smallest number is no number but one of the two.
      { examples: [[[row(Number.MIN_VALUE, 1e6), row(0, 0)]]] },
    )
  })

  it('has its digits where the range is the largest number', () => {
    const ends = [{ x: 0 }, { x: Number.MAX_VALUE }]
    const { scale } = pipe(Data.table(['x'], Data.numbers(['z'])), Data.standardise(ends.map((r) => ({ ...r, z: 1 }))))
    expect(scale).toEqual({ mean: [Number.MAX_VALUE / 2], deviation: [Number.MAX_VALUE / 2] })
  })

  it('is (x − mean) / deviation, the same for one row as among all, and for rows it has not seen', () => {
    fc.assert(
      fc.property(rows, rows, (seen, others) => {
        const table = pipe(xy, Data.standardise(seen))
        const { mean, deviation } = table.scale
        const all = [...seen, ...others]
        const expected = all.map(({ x, y }) => [(x - mean[0]) / deviation[0], (y - mean[1]) / deviation[1]])
        expect(T.toArray(Data.inputs(table)(all))).toEqual(expected)
        all.forEach((each, i) => expect(T.toArray(Data.inputs(table)([each]))).toEqual([expected[i]]))
      }),
    )
  })

  it('has the population’s deviation: of 2, 4, 4, 4, 5, 5, 7, 9 it is 2', () => {
    const { scale } = pipe(xy, Data.standardise([2, 4, 4, 4, 5, 5, 7, 9].map((x) => row(x, 0.1))))
    expect(scale).toEqual({ mean: [5, 0.1], deviation: [2, 1] })
  })

  it('loses no digits to a large mean, and stays finite for the largest and the smallest numbers', () => {
    const of = (xs: readonly number[]) => pipe(xy, Data.standardise(xs.map((x) => row(x, 0)))).scale
    expect(of([1e15 + 1, 1e15 + 3])).toEqual({ mean: [1e15 + 2, 0], deviation: [1, 1] })
    expect(of([8e307, 0]).deviation[0]).toBe(4e307)
    expect(of([5e-324, 0]).deviation[0]).toBeGreaterThan(0)
  })

  it('refuses no rows, numbers that are not finite, and a range that is not', () => {
    const fit = (all: readonly { readonly x: number; readonly y: number; readonly z: number }[]) =>
      expect(() => pipe(xy, Data.standardise(all)))
    fit([]).toThrow('Data.standardise: expected at least one row, found none')
    fit([row(1, 1), row(1, NaN)]).toThrow('expected a finite number in the column “y” of row 1, found NaN')
    fit([row(1.7e308, 1), row(-1.7e308, 1)]).toThrow('expected a column x whose range is finite')
    fit([{ x: 1 } as never]).toThrow('expected a finite number in the column “y” of row 0, found nothing')
  })
})

describe('the numbers that are to be said', () => {
  const line = Data.table(['x'], Data.numbers(['grams', 'same']))
  const weighed = fc
    .array(fc.tuple(number, number), { minLength: 1, maxLength: 20 })
    .map((all) => all.map(([x, grams]) => ({ x, grams, same: 7 })))

  it('are scaled by the rows a table is fitted to, as columns are; of a class there are none', () => {
    fc.assert(
      fc.property(weighed, weighed, (seen, others) => {
        const { targetScale } = pipe(line, Data.standardise(seen))
        const { scale } = pipe(Data.table(['grams', 'same'], Data.numbers(['x'])), Data.standardise(seen))
        expect(targetScale).toEqual(scale)
        const data = pipe(others, Data.fromRows(pipe(line, Data.standardise(seen))))
        expect(T.toArray(data.take(others.map((_, i) => i)).targets)).toEqual(
          others.map(({ grams }) => [(grams - scale.mean[0]) / scale.deviation[0], 0]),
        )
      }),
    )
    const kinds = Data.table(['x'], Data.classOf('kind', Data.classes(['a', 'b'])))
    expect(pipe(kinds, Data.standardise([{ x: 1 }])).targetScale).toEqual({ mean: [], deviation: [] })
  })
})

describe('a table', () => {
  const kinds = Data.classes(['a', 'b', 'c'])
  const table = Data.table(['x', 'y'], Data.classOf('kind', kinds))

  it('takes columns in its own order, whatever the order and the other columns of rows', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const expected = all.map(({ x, y }) => [y, x])
        expect(T.toArray(Data.columns(['y', 'x'])(all.map(({ x, y }) => ({ other: 'text', y, x }))))).toEqual(expected)
      }),
    )
  })

  it('makes a data set of rows: columns as inputs, the numbers of their classes as targets', () => {
    const data = Data.fromRows(table)([
      { x: 1, y: 2, kind: 'c' },
      { x: 3, y: 4, kind: 'a' },
    ])
    expect(T.toArray(data.take([0, 1]).inputs)).toEqual([[1, 2], [3, 4]]) // prettier-ignore
    expect(T.toArray(data.take([0, 1]).targets)).toEqual([2, 0])
    expectTypeOf(data.take([0]).inputs).toEqualTypeOf<T.Tensor<[Name<'batch'>, 2]>>()
    expectTypeOf(data.take([0]).targets).toEqualTypeOf<T.Tensor<[Name<'batch'>]>>()
  })

  it('makes a data set for regression, the numbers as they are', () => {
    const data = pipe(xy, Data.standardise([row(1, 1), row(3, 1)]), Data.fromRows)([{ x: 5, y: 1, z: 4000 }])
    expect(T.toArray(data.take([0]).inputs)).toEqual([[3, 0]])
    expect(T.toArray(data.take([0]).targets)).toEqual([[4000]])
    expectTypeOf(data.take([0]).targets).toEqualTypeOf<T.Tensor<[Name<'batch'>, 1]>>()
  })

  it('has a codec for its rows: what it writes it reads', () => {
    const known = fc.record({
      x: fc.double({ noNaN: true, noDefaultInfinity: true }),
      y: fc.integer(),
      kind: fc.constantFrom('a', 'b', 'c'),
    })
    const codec = Data.row(table)
    fc.assert(
      fc.property(known, (one) => {
        expect(codec.decode(codec.encode(one))).toEqual(E.right({ ...one }))
      }),
    )
    const given = Data.inputRow(table)
    fc.assert(
      fc.property(known, ({ x, y }) => {
        expect(given.decode(given.encode({ x, y }))).toEqual(E.right({ x, y }))
      }),
    )
    expect(E.isLeft(codec.decode({ x: '1', y: 'two', kind: 'a' }))).toBe(true)
  })

  it('refuses columns that are none, there twice, or to be predicted themselves', () => {
    const z = Data.numbers(['z'])
    expect(() => Data.table([], z)).toThrow('Data.table: expected at least one column, found none')
    expect(() => Data.table(['x', 'x'], z)).toThrow('Data.table: expected each column once, found “x” twice')
    expect(() => Data.table(['x', 'z'], z)).toThrow(
      'Data.table: expected input columns that are not in the target, found “z”',
    )
  })

  it('refuses a name that no class has, where types could not', () => {
    expect(() => Data.fromRows(table)([{ x: 1, y: 2, kind: 'd' as 'a' }])).toThrow(
      'Data.fromRows: expected the name of a class in the column “kind” of row 0, found “d”',
    )
  })

  it('does not compile with columns that hold no numbers, or rows that lack one', () => {
    const some = [{ x: 1, y: 2, kind: 'a' as const, note: 'text' }]
    // @ts-expect-error “note” holds text.
    expect(() => Data.columns(['x', 'note'])(some)).toThrow()
    // @ts-expect-error There is no column “w”.
    expect(() => Data.columns(['x', 'w'])(some)).toThrow()
    // @ts-expect-error “note” holds text.
    expect(() => pipe(Data.table(['x', 'note'], Data.numbers(['y'])), Data.standardise(some))).toThrow()
    // @ts-expect-error The rows do not say of which kind they are.
    expect(() => Data.fromRows(table)([{ x: 1, y: 2 }])).toThrow()
    // @ts-expect-error There is no kind “d”.
    expect(() => Data.fromRows(table)([{ x: 1, y: 2, kind: 'd' }])).toThrow()
  })
})
