import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import * as Batches from '../../src/data/Batches.js'

const all = (batching: Batches.Batching): readonly Batches.Rows[] => [...Batches.indices(batching)]

const refused = (batching: Batches.Batching) => expect(() => Batches.indices(batching))

const cuts = fc
  .record({ count: fc.nat({ max: 60 }), size: fc.integer({ min: 1, max: 70 }), dropLast: fc.boolean() })
  .chain(({ count, size, dropLast }) =>
    fc.record({
      count: fc.constant(count),
      size: fc.constant(size),
      dropLast: fc.constant(dropLast),
      order: fc.shuffledSubarray(
        Array.from({ length: count }, (_, i) => i),
        { minLength: count, maxLength: count },
      ),
    }),
  )

describe('indices', () => {
  it('cuts an order into batches and keeps a short last one', () => {
    expect(all({ count: 5, size: 2, order: Float64Array.of(4, 3, 2, 1, 0) })).toEqual([
      { rows: [4, 3], index: 0, last: false },
      { rows: [2, 1], index: 1, last: false },
      { rows: [0], index: 2, last: true },
    ])
  })

  it('marks the last full batch as last when the short one is dropped', () => {
    expect(all({ count: 5, size: 2, dropLast: true })).toEqual([
      { rows: [0, 1], index: 0, last: false },
      { rows: [2, 3], index: 1, last: true },
    ])
  })

  it('visits each row exactly once, or all but fewer than a batch when the last is dropped', () => {
    fc.assert(
      fc.property(cuts, (cut) => {
        const rows = all(cut).flatMap((batch) => batch.rows)
        expect(rows).toEqual(cut.order.slice(0, rows.length))
        expect(rows.length).toBe(cut.dropLast ? cut.count - (cut.count % cut.size) : cut.count)
        expect(all(cut).length).toBe(Batches.perEpoch(cut))
        expect(all(cut).filter(({ last }) => last).length).toBe(Math.min(1, Batches.perEpoch(cut)))
      }),
    )
  })

  it('continues from any batch as if it had come there from the start', () => {
    fc.assert(
      fc.property(cuts, fc.nat(), (cut, n) => {
        const from = n % (Batches.perEpoch(cut) + 1)
        expect(all({ ...cut, from })).toEqual(all(cut).slice(from))
      }),
    )
  })

  it('starts anew each time it is walked, and does not follow later changes of the order', () => {
    const order = [2, 0, 1]
    const batches = Batches.indices({ count: 3, size: 2, order })
    const first = batches[Symbol.iterator]()
    first.next()
    order.fill(0)
    expect([...batches].flatMap(({ rows }) => rows)).toEqual([2, 0, 1])
    expect(first.next().value).toEqual({ rows: [1], index: 1, last: true })
  })

  it('makes only the batches that are asked for', () => {
    const batches = Batches.indices({ count: 2 ** 32 - 1, size: 2 })
    expect(batches[Symbol.iterator]().next().value).toEqual({ rows: [0, 1], index: 0, last: false })
  })

  it('refuses a size that is no positive integer', () => {
    ;[0, -1, 1.5, NaN, Infinity].forEach((size) =>
      refused({ count: 10, size }).toThrow(`expected size to be an integer of at least 1, found ${size}`),
    )
  })

  it('refuses an order that does not fit, and a start beyond the end', () => {
    refused({ count: 3, size: 1, order: [0, 1] }).toThrow('expected order to be 3 row numbers, found 2')
    refused({ count: 3, size: 1, order: [0, 3, 1] }).toThrow(
      'expected order to be integers from 0 to 2, found 3 at position 1',
    )
    refused({ count: 3, size: 2, from: 3 }).toThrow(
      'expected from to be an integer from 0 to 2, the number of batches, found 3',
    )
    refused({ count: -1, size: 2 }).toThrow('expected count to be an integer from 0 to 4294967295, found -1')
  })
})
