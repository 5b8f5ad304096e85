/** The hash of a data set notices any change of any row. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Data from '../../src/Data.js'
import * as T from '../../src/Tensor.js'
import { fromBytes } from '../../src/tensor/Value.js'

const rows = (count: number) =>
  fc.array(fc.array(fc.double(), { minLength: 3, maxLength: 3 }), { minLength: count, maxLength: count })

const dataOf = (xs: readonly (readonly number[])[]) =>
  Data.fromTensors(T.tensor(xs as readonly [number, number, number][]), T.tensor(xs.map((_, i) => i)))

describe('fingerprint', () => {
  it('is the same for the same numbers, and another one after any change of one of them', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 39 }).chain((n) => rows(n + 1)),
        fc.nat(),
        fc.double(),
        (xs, at, x) => {
          const [row, column] = [at % xs.length, at % 3]
          const changed = xs.map((each, i) => (i === row ? each.map((y, j) => (j === column ? x : y)) : each))
          const same = Object.is(xs[row]![column], x)
          return (Data.fingerprint(dataOf(xs)) === Data.fingerprint(dataOf(changed))) === same
        },
      ),
    )
  })

  it('notices one pixel of images, wherever it is, and two that are exchanged', () => {
    const pixels = Uint8Array.from({ length: 2000 * 784 + 3 }, (_, i) => (i * i) >>> 5)
    const of = (bytes: Uint8Array) =>
      Data.fingerprint({
        count: 1,
        resident: { tensors: [fromBytes([bytes.length], bytes)], select: () => ({ inputs: 0, targets: 0 }) },
        take: () => ({ inputs: 0, targets: 0 }),
      })
    const whole = of(pixels)
    fc.assert(
      fc.property(fc.nat({ max: pixels.length - 1 }), fc.nat({ max: pixels.length - 1 }), (i, j) => {
        const one = pixels.slice()
        one[i]! ^= 1
        const two = pixels.slice()
        two[i] = pixels[j]!
        two[j] = pixels[i]!
        return of(one) !== whole && (of(two) === whole) === (pixels[i] === pixels[j])
      }),
      { numRuns: 50 },
    )
  })

  it('tells shapes, counts and signs apart, and differs in all of its digits', () => {
    const all = [
      Data.fromTensors(T.tensor([[1, 2, 3, 4]]), T.tensor([0])),
      Data.fromTensors(
        T.tensor([
          [
            [1, 2],
            [3, 4],
          ],
        ]),
        T.tensor([0]),
      ),
      Data.fromTensors(T.tensor([[-1, 2, -3, 4]]), T.tensor([0])),
      Data.fromTensors(T.tensor([[1, 2, 3, 4]]), T.tensor([-0])),
    ].map((data) => Data.fingerprint<unknown, unknown>(data))
    expect(new Set(all).size).toBe(4)
    all.forEach((each) => expect(each).toMatch(/^[0-9a-f]{32}$/))
    expect(new Set(all.flatMap((each) => each.match(/.{8}/g)!)).size).toBe(16)
  })

  it('reads rows that are not in memory, all of them', () => {
    const of = (last: number) =>
      Data.fingerprint({
        count: 3000,
        take: (at) => ({
          inputs: T.tensor(at.map((i) => [i === 2999 ? last : i])),
          targets: T.tensor(at.map((i) => i % 2)),
        }),
      })
    expect(of(1)).toBe(of(1))
    expect(of(1)).not.toBe(of(2))
  })
})
