import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as Data from '../../src/Data.js'
import { referenceEngine, type Engine } from '../../src/Engine.js'
import { onnxRuntime } from '../../src/OnnxRuntime.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'
import { bits, points, trainer } from '../train/support.js'

const fractions = fc.double({ min: 0, max: 1, noNaN: true })
const seeds = fc.integer().map(Seed.fromNumber)
const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)
const ascending = (rows: readonly number[]): readonly number[] => [...rows].sort((a, b) => a - b)

/** All rows of a data set whose rows hold their own number. */
const rowsOf = (data: Data.Dataset<unknown, T.Tensor<any>>): readonly number[] =>
  data.count === 0 ? [] : [...T.toFlat(data.take(upTo(data.count)).targets)]

describe('split', () => {
  it('puts each row into one part, once, and as many into the first as it says', () => {
    fc.assert(
      fc.property(fractions, seeds, fc.nat(60), (fraction, seed, count) => {
        const { train, test } = pipe(upTo(count), Data.split(fraction, seed))
        expect(train.length).toBe(Math.round(fraction * count))
        expect(ascending([...train, ...test])).toEqual(upTo(count))
      }),
    )
  })

  it('gives 7 of 10 for 0.7 and 29 of 100 for 0.29, whatever their products are in binary', () => {
    expect(0.29 * 100).toBeLessThan(29)
    const of = (fraction: number, count: number) => Data.split(fraction, Seed.fromNumber(1))(upTo(count)).train.length
    expect([of(0.7, 10), of(0.29, 100), of(0, 5), of(1, 5)]).toEqual([7, 29, 0, 5])
  })

  it('chooses the same rows of a data set as of an array', () => {
    fc.assert(
      fc.property(fractions, seeds, fc.integer({ min: 1, max: 40 }), (fraction, seed, count) => {
        const rows = T.tensor(upTo(count) as number[])
        const parts = pipe(Data.fromTensors(rows, rows), Data.split(fraction, seed))
        const expected = pipe(upTo(count), Data.split(fraction, seed))
        expect(rowsOf(parts.train)).toEqual(expected.train)
        expect(rowsOf(parts.test)).toEqual(expected.test)
      }),
    )
  })

  it('can split a part again', () => {
    const rows = T.tensor(upTo(20) as number[])
    const { train, test } = pipe(Data.fromTensors(rows, rows), Data.split(0.8, Seed.fromNumber(1)))
    const inner = pipe(train, Data.split(0.5, Seed.fromNumber(2)))
    expect([inner.train.count, inner.test.count]).toEqual([8, 8])
    expect(ascending([...rowsOf(inner.train), ...rowsOf(inner.test), ...rowsOf(test)])).toEqual(upTo(20))
  })

  it('shuffles by its seed, and by nothing else', () => {
    const of = (n: number) => Data.split(0.5, Seed.fromNumber(n))(upTo(30)).train
    expect(of(1)).toEqual(of(1))
    expect(of(1)).not.toEqual(of(2))
  })

  it('keeps the tensors of a data set in memory as they are', () => {
    const data = points(10)
    const { train, test } = Data.split(0.5, Seed.fromNumber(1))(data)
    for (const part of [train, test])
      data.resident!.tensors.forEach((x, i) => expect(part.resident!.tensors[i + 1]).toBe(x))
  })

  it('splits what is not in memory, too', () => {
    const { count, take } = points(10)
    const far: ReturnType<typeof points> = { count, take }
    const { train } = Data.split(0.5, Seed.fromNumber(1))(far)
    expect(train.resident).toBeUndefined()
    expect(T.toArray(train.take([0, 3]).inputs)).toEqual(
      T.toArray(Data.split(0.5, Seed.fromNumber(1))(points(10)).train.take([0, 3]).inputs),
    )
  })

  /** The end of a run on some data, as numbers. */
  const end = async (data: ReturnType<typeof points>, engine?: Engine) => {
    const from = trainer.start(Seed.fromNumber(4))
    const options = { from, epochs: 3, size: 4, ...(engine === undefined ? {} : { engine }) }
    const found = await Train.fit(trainer, data, options)()
    if (E.isLeft(found)) throw new Error(Train.Show.show(found.left))
    return bits(found.right)
  }

  it.each([undefined, referenceEngine, onnxRuntime()])(
    'trains an engine to the same bits as a data set of these rows alone (%#)',
    async (engine) => {
      const data = points(15)
      const { train } = Data.split(0.8, Seed.fromNumber(1))(data)
      const { inputs, targets } = train.take(upTo(train.count))
      expect(await end(train, engine)).toEqual(await end(Data.fromTensors(inputs, targets), engine))
    },
  )

  it('refuses what is no fraction', () => {
    for (const wrong of [-0.1, 1.1, NaN, 80])
      expect(() => Data.split(wrong, Seed.fromNumber(1))).toThrow('Data.split: expected a fraction from 0 to 1')
  })

  it('is typed by what is split', () => {
    const half = Data.split(0.5, Seed.fromNumber(1))
    expectTypeOf(half([{ x: 1 }]).train).toEqualTypeOf<readonly { x: number }[]>()
    expectTypeOf(pipe([1, 2] as const, half).test).toEqualTypeOf<readonly (1 | 2)[]>()
    const data = points(4)
    expectTypeOf(pipe(data, half).train).toEqualTypeOf(data)
  })
})
