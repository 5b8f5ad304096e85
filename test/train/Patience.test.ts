import * as fc from 'fast-check'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import * as Train from '../../src/Train.js'

describe('patience', () => {
  it('keeps the first of the best, and stops when so many in a row were no better', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(NaN))),
        fc.integer({ min: 1, max: 4 }),
        (all, scores) => {
          const { initial, step } = Train.patience<number>({ scores })
          const end = all.reduce((watched, score, i) => step(watched, score, i), initial)
          const finite = all.filter((score) => !Number.isNaN(score))
          const least = Math.min(...finite)
          const first = all.indexOf(least)
          expect(O.toUndefined(end.best)).toEqual(finite.length === 0 ? undefined : { score: least, value: first })
          expect(end.waited).toBe(all.length - 1 - first)
          expect(end.over).toBe(end.waited >= scores)
        },
      ),
    )
  })

  it('takes no improvement for one that is too small', () => {
    const { initial, step } = Train.patience<string>({ scores: 3, improvement: 0.1 })
    const end = [1, 0.95, 0.85].reduce((watched, score) => step(watched, score, String(score)), initial)
    expect(end).toEqual({ best: O.some({ score: 0.85, value: '0.85' }), waited: 0, over: false })
  })

  it('refuses to wait for nothing', () => {
    expect(() => Train.patience({ scores: 0 })).toThrow('at least 1 score')
    expect(() => Train.patience({ scores: 1, improvement: NaN })).toThrow('not negative')
  })
})
