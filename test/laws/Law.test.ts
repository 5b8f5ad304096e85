import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as D from '../../src/Diff.js'
import * as T from '../../src/Tensor.js'
import {
  agree,
  arbitrary,
  check,
  differentiable,
  holds,
  law,
  same,
  showReport,
  silent,
  violated,
  type Law,
  type LawSet,
  type Report,
} from '../../laws/index.js'

const small = law('small', 'x < 100', fc.nat(), (x) =>
  x < 100 ? holds : violated({ expected: 'below 100', found: String(x), bound: '0', at: 'the top' }),
)
const set = (...laws: readonly Law[]): LawSet => ({ name: 'numbers', laws })

const refused = (either: E.Either<Report, void>): Report =>
  E.isLeft(either) ? either.left : expect.fail('the laws hold')

describe('check', () => {
  it('is Right where all laws hold', () => {
    expect(check(set(law('true', 'true', fc.anything(), () => holds)))).toEqual(E.right(undefined))
  })

  it('reports law, statement, the smallest case, expected, found and bound', () => {
    const { failures } = refused(check(set(small)))
    expect(failures).toHaveLength(1)
    expect(failures[0]).toMatchObject({ set: 'numbers', law: 'small', statement: 'x < 100', counterexample: '100' })
    expect(failures[0].message).toBe('at        the top\nexpected  below 100\nfound     100\nbound     0')
  })

  it('prints the report as a page', () => {
    const page = showReport(refused(check(set(small))))
    ;['numbers: small', 'law       x < 100', 'case      100', 'expected  below 100', 'replay    check('].forEach(
      (line) => expect(page).toContain(line),
    )
  })

  it('tries the same case again by seed and path', () => {
    const seen: number[] = []
    const watched = law('watched', 'x < 100', fc.nat(), (x) => {
      seen.push(x)
      return x < 100 ? holds : violated({ expected: 'below 100', found: String(x) })
    })
    const [{ replay }] = refused(check(set(watched))).failures
    const [, seed, path] = /seed: (-?\d+), path: "([^"]+)"/.exec(replay) ?? []
    seen.length = 0
    expect(E.isLeft(check(set(watched), { only: 'watched', seed: Number(seed), path: path ?? '' }))).toBe(true)
    expect(seen[0]).toBe(100)
  })

  it('tries one law alone, of one set alone where several have a law of this name', () => {
    const always: LawSet = { name: 'always', laws: [law('small', 'true', fc.nat(), () => holds)] }
    const both: LawSet = { ...set(small), parents: [always] }
    expect(check(both, { only: 'always: small' })).toEqual(E.right(undefined))
    expect(refused(check(both, { only: 'small' })).failures).toHaveLength(1)
    expect(refused(check(both)).failures[0].replay).toMatch(
      /^check\(set, \{ only: "numbers: small", seed: -?\d+, path: "[\d:]+" \}\)$/,
    )
  })

  it('takes what a law throws for a violation, in its words', () => {
    const throws = law('throws', 'adds', fc.nat(), () =>
      same(T.scalar(1), T.scalar(T.toNumber(T.tensor([1, 2]) as never))),
    )
    expect(refused(check(set(throws))).failures[0].message).toBe(
      'toNumber: expected a scalar, found a tensor of shape [2]',
    )
  })

  it('does not take a law for true that had no case to speak of', () => {
    const mute = law('mute', 'nothing', fc.nat(), () => silent)
    expect(refused(check(set(mute))).failures[0].message).toContain('expected  cases to try')
  })

  it('tries the laws of parents too, each set once', () => {
    const base: LawSet = { name: 'base', laws: [small] }
    const left: LawSet = { name: 'left', laws: [], parents: [base] }
    const both: LawSet = { name: 'both', laws: [], parents: [left, base] }
    expect(refused(check(both)).failures.map(({ set: from }) => from)).toEqual(['base'])
  })

  it('draws new cases each time: no seed is pinned', () => {
    const seen: string[] = []
    const watched = law('watched', 'draws', fc.nat(), (x) => {
      seen.push(String(x))
      return holds
    })
    check(set(watched))
    const first = seen.join()
    seen.length = 0
    check(set(watched))
    expect(seen.join()).not.toBe(first)
  })
})

describe('agree', () => {
  type Pair = { readonly a: T.Scalar; readonly b: T.Scalar }
  const pairs = fc.record({ a: arbitrary.tensor([]), b: arbitrary.tensor([]) })

  it('accepts what differs by rounding, even where most digits cancel', () => {
    const binomial = law('binomial', '(a + b)² − a² − b² = 2ab', pairs, (p) =>
      agree<Pair>(
        ({ a, b }) => pipe(T.square(pipe(a, T.add(b))), T.sub(T.square(a)), T.sub(T.square(b))),
        ({ a, b }) => pipe(a, T.mul(b), T.mul(2)),
        p,
      ),
    )
    expect(check(set(binomial), { numRuns: 1000 })).toEqual(E.right(undefined))
  })

  it('refuses what differs by more than rounding, be it one part in 10¹²', () => {
    const off = law('off', 'ab = ab(1 + 10⁻¹²)', pairs, (p) =>
      agree<Pair>(
        ({ a, b }) => pipe(a, T.mul(b)),
        ({ a, b }) => pipe(a, T.mul(b), T.mul(1 + 1e-12)),
        p,
      ),
    )
    expect(E.isLeft(check(set(off)))).toBe(true)
  })
})

describe('differentiable', () => {
  it('finds a function that is not what its derivative says: one that looks at its argument outside', () => {
    // A user's mistake: the scale is computed from the plain numbers, so no derivative sees it.
    const f = (x: T.Tensor<[2]>) => pipe(x, T.div(T.sqrt(T.sum(T.square(D.stopGradient(x))))))
    const report = check(differentiable(f, { at: arbitrary.tensor([2], arbitrary.awayFrom([0])) }), {
      endOnFailure: true,
    })
    expect(refused(report).failures.map(({ law: name }) => name)).toEqual(
      expect.arrayContaining(['forward = numeric', 'reverse = numeric']),
    )
  })

  it('says where in a record', () => {
    const page = showReport(
      refused(
        check(set(law('same', 'p = q', fc.constant(0), () => same({ w: T.tensor([1, 2]) }, { w: T.tensor([1, 3]) })))),
      ),
    )
    expect(page).toContain('at        w[1]')
  })
})
