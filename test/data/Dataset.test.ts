import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import * as Data from '../../src/Data.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'

import { failing } from '../operation/support.js'
import { folderWith, idx, labels } from './folders.js'

/** Rows that hold their own number. */
const numbered = (count: number) => {
  const rows = T.tensor(Array.from({ length: count }, (_, i) => i))
  return Data.fromTensors(rows, rows)
}

const order = (data: ReturnType<typeof numbered>, cut: Data.Batching): readonly number[] =>
  Array.from(Data.batches(data, cut)).flatMap(({ rows }) => rows)

const ascending = (rows: readonly number[]): readonly number[] => [...rows].sort((a, b) => a - b)

const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

const seeds = fc.integer().map(Seed.fromNumber)

const cuts = fc.record({
  count: fc.integer({ min: 1, max: 40 }),
  size: fc.integer({ min: 1, max: 50 }),
  epoch: fc.nat({ max: 100 }),
  seed: seeds,
  dropLast: fc.boolean(),
})

describe('batches', () => {
  it('are put together only when they are reached', () => {
    const asked: (readonly number[])[] = []
    const data = numbered(6)
    const batches = Data.batches({ ...data, take: (rows) => (asked.push(rows), data.take(rows)) }, { size: 2 })
    expect(asked).toEqual([])
    const walk = batches[Symbol.iterator]()
    expect(asked).toEqual([])
    walk.next()
    expect(asked).toEqual([[0, 1]])
    walk.next()
    expect(asked).toEqual([[0, 1], [2, 3]]) // prettier-ignore
  })

  it('are the same each time they are walked', () => {
    fc.assert(
      fc.property(cuts, ({ count, ...cut }) => {
        const batches = Data.batches(numbered(count), cut)
        const [first] = [Array.from(batches), batches[Symbol.iterator]().next()]
        expect(Array.from(batches)).toEqual(first)
      }),
    )
  })

  it('hold each row once an epoch, or all but fewer than a batch when the last is left out', () => {
    fc.assert(
      fc.property(cuts, ({ count, ...cut }) => {
        const rows = order(numbered(count), cut)
        expect(rows.length).toBe(cut.dropLast ? count - (count % cut.size) : count)
        expect(new Set(rows).size).toBe(rows.length)
        if (!cut.dropLast) expect(ascending(rows)).toEqual(upTo(count))
      }),
    )
  })

  it('hold the inputs and targets of the rows they name', () => {
    fc.assert(
      fc.property(cuts, ({ count, ...cut }) => {
        for (const { rows, inputs, targets, epoch } of Data.batches(numbered(count), cut)) {
          expect([T.toArray(inputs), T.toArray(targets), epoch]).toEqual([rows, rows, cut.epoch])
        }
      }),
    )
  })

  it('come in an order that depends on seed and epoch alone: not on how they are cut', () => {
    fc.assert(
      fc.property(cuts, fc.integer({ min: 1, max: 50 }), ({ count, seed, epoch, size }, other) => {
        const whole = order(numbered(count), { seed, epoch, size })
        expect(order(numbered(count), { seed, epoch, size: other })).toEqual(whole)
        const full = order(numbered(count), { seed, epoch, size, dropLast: true })
        expect(full).toEqual(whole.slice(0, full.length))
      }),
    )
  })

  it('come in another order in another epoch and with another seed, and in their own without a seed', () => {
    const of = (cut: Partial<Data.Batching>): string => String(order(numbered(50), { size: 7, ...cut }))
    const seed = Seed.fromNumber(1)
    const orders = [of({}), of({ seed }), of({ seed, epoch: 1 }), of({ seed: Seed.fromNumber(2) })]
    expect(new Set(orders).size).toBe(4)
    expect(of({})).toBe(String(upTo(50)))
    expect(of({ epoch: 3 })).toBe(String(upTo(50)))
    expect(of({ seed, epoch: 0 })).toBe(of({ seed }))
  })

  it('put every row at every place about equally often', () => {
    const [count, epochs] = [5, 2000]
    const at = upTo(epochs).map((epoch) => order(numbered(count), { size: 5, seed: Seed.fromNumber(3), epoch }))
    upTo(count).forEach((place) =>
      upTo(count).forEach((row) => {
        const often = at.filter((rows) => rows[place] === row).length
        // Six standard deviations of a count with chance 1/5.
        expect(Math.abs(often - epochs / count)).toBeLessThan(6 * Math.sqrt(epochs * 0.2 * 0.8))
      }),
    )
  })

  it('begin at any of them as if they had been walked up to there', () => {
    fc.assert(
      fc.property(cuts, fc.nat(), ({ count, ...cut }, n) => {
        const all = Array.from(Data.batches(numbered(count), cut))
        const from = n % (all.length + 1)
        expect(Array.from(Data.batches(numbered(count), { ...cut, from }))).toEqual(all.slice(from))
      }),
    )
  })

  it('know which of them is the last', () => {
    fc.assert(
      fc.property(cuts, ({ count, ...cut }) => {
        const all = Array.from(Data.batches(numbered(count), cut))
        expect(all.map(({ last }) => last)).toEqual(all.map((_, i) => i === all.length - 1))
        expect(all.map(({ index }) => index)).toEqual(upTo(all.length))
      }),
    )
  })

  it('refuse a size that is no positive integer, and a beginning outside the epoch', () => {
    const cut = (part: Partial<Data.Batching>) => () => Data.batches(numbered(5), { size: 2, ...part })
    ;[0, -1, 1.5, NaN, Infinity].forEach((size) =>
      failing(cut({ size }), 'Data.batches', 'size to be an integer of at least 1', String(size)),
    )
    ;[-1, 4, 0.5, NaN].forEach((from) =>
      failing(cut({ from }), 'Data.batches', 'from to be an integer from 0 to 3, the number of batches', String(from)),
    )
  })
})

describe('fromTensors', () => {
  it('takes rows in any order, and more than once', () => {
    const data = Data.fromTensors(T.tensor([[1, 2], [3, 4], [5, 6]]), T.tensor([10, 20, 30])) // prettier-ignore
    const { inputs, targets } = data.take([2, 0, 2])
    expect([T.toArray(inputs), T.toArray(targets)]).toEqual([[[5, 6], [1, 2], [5, 6]], [30, 10, 30]]) // prettier-ignore
    expect([data.count, T.shape(data.take([]).inputs)]).toEqual([3, [0, 2]])
  })

  it('refuses inputs and targets that are not equally many, and tensors without rows', () => {
    const op = 'Data.fromTensors'
    failing(() => Data.fromTensors(T.ones([3, 2]), T.ones([2])), op, 'as many inputs as targets', '[3, 2] and [2]')
    failing(() => Data.fromTensors(T.scalar(1), T.ones([1])), op, 'as many inputs as targets', '[] and [1]')
    failing(() => Data.fromTensors(T.ones([1]), T.scalar(1)), op, 'as many inputs as targets', '[1] and []')
  })

  it('refuses rows that it does not have', () => {
    ;[[3], [-1], [0.5], [NaN]].forEach((rows) =>
      failing(() => numbered(3).take(rows), 'take', 'indices that are integers from 0 to 2', String(rows)),
    )
  })
})

describe('mnist', () => {
  const side = 28
  /** Images whose pixels go through all values there are. */
  const images = (count: number, rows = side): Uint8Array =>
    idx(
      [count, rows, side],
      Uint8Array.from({ length: count * rows * side }, (_, i) => (i * 7) % 256),
    )
  const files = {
    'train-images-idx3-ubyte': images(4),
    'train-labels-idx1-ubyte': labels(9, 0, 4, 1),
    't10k-images-idx3-ubyte': images(2),
    't10k-labels-idx1-ubyte': labels(7, 2),
  }
  const read = async (from: Readonly<Record<string, Uint8Array>> = files): Promise<Data.Digits> => {
    const result = await Data.mnist(folderWith(from))()
    return E.isRight(result) ? result.right : expect.fail(result.left.map(Data.Show.show).join('\n'))
  }

  it('is pixels from 0 to 1 and class numbers', async () => {
    const { train, test } = await read()
    expect([train.count, test.count]).toEqual([4, 2])
    const { inputs, targets } = train.take([3, 1])
    expect(T.shape(inputs)).toEqual([2, 784])
    expect(T.toArray(targets)).toEqual([1, 0])
    const expected = [3, 1].map((row) => Array.from({ length: 784 }, (_, j) => (((row * 784 + j) * 7) % 256) / 255))
    expect(T.toArray(inputs)).toEqual(expected)
    const all = T.toFlat(train.take([0, 1, 2, 3]).inputs)
    expect([Math.min(...all), Math.max(...all)]).toEqual([0, 1])
    expect(T.toArray(test.take([0, 1]).targets)).toEqual([7, 2])
  })

  it('does not let what is done to what it gave reach what it holds', async () => {
    const { train } = await read()
    const rows = [0, 1]
    const first = train.take(rows)
    const before = T.toFlat(first.inputs)
    T.toFlat(first.inputs).fill(5)
    T.toFlat(first.targets).fill(5)
    ;(T.toArray(first.inputs) as number[][])[0].fill(5)
    rows.reverse()
    expect(() => ((T.shape(first.inputs) as unknown as number[])[0] = 99)).toThrow()
    expect(T.toFlat(first.inputs)).toEqual(before)
    expect(train.take([0, 1])).toEqual(first)
    expect(Object.keys(first.inputs)).toEqual(['uncloneable'])
  })

  it('refuses rows that it does not have', async () => {
    const { test } = await read()
    ;[2, -1, 0.5, NaN].forEach((row) =>
      failing(() => test.take([0, row]), 'take', 'indices that are integers from 0 to 1', String(row)),
    )
  })

  it('refuses images of another size, and says which it takes', async () => {
    const folder = folderWith({
      ...files,
      'train-images-idx3-ubyte': images(4, 27),
      't10k-images-idx3-ubyte': images(2, 27),
    })
    const result = await Data.mnist(folder)()
    expect(E.isLeft(result) ? result.left.map(Data.Show.show) : []).toEqual([
      `${folder}: expected images of 28×28 pixels, found 27×28. Give a folder with files in the format of MNIST.`,
    ])
  })

  it('refuses a folder that is not there', async () => {
    const result = await Data.mnist('/nowhere/at/all')()
    expect(E.isLeft(result) ? result.left.map(Data.Show.show) : []).toEqual([
      '/nowhere/at/all: expected a folder with the four IDX files of MNIST, found nothing there. Check the path, or give another folder.',
    ])
  })
})
