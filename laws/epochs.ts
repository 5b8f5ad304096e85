/**
 * Laws of the batches of an epoch.
 */
import * as fc from 'fast-check'
import * as Data from '../src/Data.js'
import * as Seed from '../src/random/Seed.js'
import { every, expecting, law, violated, type LawSet, type Verdict } from './Law.js'

/** Divides an epoch into batches, as `Data.batches` does. */
export type Batches = <I, T>(data: Data.Dataset<I, T>, cut: Data.Batching) => Iterable<Data.Batch<I, T>>

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/** A data set of which only the number of rows matters. */
const blank = (count: number): Data.Dataset<readonly number[], readonly number[]> => ({
  count,
  take: (rows) => ({ inputs: rows, targets: rows }),
})

const words = (rows: readonly (readonly number[])[]): string => rows.map((r) => `[${r.join(', ')}]`).join(' ')

const sameRows = (expected: readonly (readonly number[])[], found: readonly (readonly number[])[]): Verdict =>
  expecting(words(expected) === words(found), { expected: words(expected), found: words(found) })

/** The number of repetitions of a chance of 1/n! that gives a chance below 2⁻⁶⁰ ≈ 10⁻¹⁸. */
const repetitions = (n: number): number => {
  const bits = range(n).reduce((sum, i) => sum + Math.log2(i + 1), 0)
  return Math.ceil(60 / bits)
}

/**
 * The laws of functions that divide an epoch into batches: each row at most once an epoch, and exactly once unless a short last batch is dropped; the order depends
 * only on the seed and the epoch.
 *
 * - **False alarms** one law depends on chance: that epochs and seeds have different orders. It compares enough of them that all agree with a chance below 2⁻⁶⁰ a case.
 *
 * @example
 * import { check, epochs } from 'nabla-ts/laws'
 * E.isRight(check(epochs(Data.batches), { numRuns: 10 })) // => true
 *
 * @category sets
 */
export const epochs = (
  batches: Batches = Data.batches,
  { name = 'epochs', count }: { readonly name?: string; readonly count?: number } = {},
): LawSet => {
  const counts = count === undefined ? fc.integer({ min: 1, max: 20 }) : fc.constant(count)
  const cuts = counts.chain((n) =>
    fc.record({
      n: fc.constant(n),
      size: fc.integer({ min: 1, max: Math.min(n + 2, 50) }),
      other: fc.integer({ min: 1, max: Math.min(n + 2, 50) }),
      seed: fc.integer(),
      epoch: fc.nat(1000),
      dropLast: fc.boolean(),
    }),
  )
  const walked = (n: number, cut: Omit<Data.Batching, 'seed'> & { readonly seed?: number }) => {
    // A case has more fields than these options, and `batches` refuses unknown options.
    const { seed, n: _, other: __, ...others } = cut as typeof cut & Partial<Record<'n' | 'other', number>>
    return batches(blank(n), seed === undefined ? others : { ...others, seed: Seed.fromNumber(seed) })
  }
  const rowsOf = (all: Iterable<{ readonly rows: readonly number[] }>): readonly (readonly number[])[] =>
    Array.from(all, ({ rows }) => rows)
  return {
    name,
    laws: [
      law(
        'each row once',
        'an epoch has each row exactly once; without its short last batch, at most once, and full batches only',
        cuts,
        ({ n, size, seed, epoch, dropLast }) => {
          const rows = rowsOf(walked(n, { size, seed, epoch, dropLast })).flat()
          const expected = dropLast ? n - (n % size) : n
          const wrong = rows.find((row, i) => !(row >= 0 && row < n) || rows.indexOf(row) !== i)
          return wrong === undefined
            ? expecting(rows.length === expected, { expected: `${expected} rows`, found: `${rows.length} rows` })
            : violated({ expected: `each row below ${n} once`, found: rows.join(', '), at: `row ${wrong}` })
        },
      ),
      law(
        'sizes',
        'all batches are full, except possibly the last, which is the only one marked as last',
        cuts,
        (c) => {
          const all = Array.from(walked(c.n, c))
          return every(
            all.map(({ rows, index, epoch, last }, i) => {
              const least = i === all.length - 1 && !c.dropLast ? 1 : c.size
              const right =
                rows.length >= least &&
                rows.length <= c.size &&
                index === i &&
                epoch === c.epoch &&
                last === (i === all.length - 1)
              return expecting(right, {
                at: `batch ${i} of ${all.length}`,
                expected: `${least} to ${c.size} rows, index ${i}, epoch ${c.epoch}, last: ${i === all.length - 1}`,
                found: `${rows.length} rows, index ${index}, epoch ${epoch}, last: ${last}`,
              })
            }),
          )
        },
      ),
      law('repeatable', 'the same seed and epoch have the same batches, iterated again or divided again', cuts, (c) => {
        const once = walked(c.n, c)
        const [expected, again, anew] = [rowsOf(once), rowsOf(once), rowsOf(walked(c.n, c))]
        return every([sameRows(expected, again), sameRows(expected, anew)])
      }),
      law('order', 'the order of the rows depends on the seed and the epoch, not on the size of a batch', cuts, (c) => {
        const rows = (size: number): readonly number[] => rowsOf(walked(c.n, { ...c, size, dropLast: false })).flat()
        return sameRows([rows(c.size)], [rows(c.other)])
      }),
      law('resumed', 'an epoch begun at batch i is the rest of the epoch', cuts, (c) => {
        const all = rowsOf(walked(c.n, c))
        const from = c.other % (all.length + 1)
        return sameRows(all.slice(from), rowsOf(walked(c.n, { ...c, from })))
      }),
      law('in order', 'without a seed the rows come in their own order', cuts, ({ n, size }) =>
        sameRows([range(n)], [rowsOf(walked(n, { size })).flat()]),
      ),
      ...(count !== undefined && count < 2
        ? []
        : [
            law(
              'shuffled anew',
              'epochs have orders of their own, and so have seeds',
              cuts,
              ({ n: few, size, seed, epoch }) => {
                const n = Math.max(few, 2)
                const order = (s: number, e: number): string => words(rowsOf(walked(n, { size, seed: s, epoch: e })))
                const many = range(repetitions(n) + 1)
                const [byEpoch, bySeed] = [
                  new Set(many.map((k) => order(seed, epoch + k))),
                  new Set(many.map((k) => order(seed + k, epoch))),
                ]
                const bound = `a chance below 2⁻⁶⁰ that ${many.length} random orders of ${n} rows are all the same`
                return every([
                  expecting(byEpoch.size > 1, {
                    at: 'epochs',
                    expected: 'several orders',
                    found: [...byEpoch].join(),
                    bound,
                  }),
                  expecting(bySeed.size > 1, {
                    at: 'seeds',
                    expected: 'several orders',
                    found: [...bySeed].join(),
                    bound,
                  }),
                ])
              },
            ),
          ]),
    ],
  }
}
