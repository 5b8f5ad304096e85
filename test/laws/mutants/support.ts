/**
 * Helpers of the tests of mutants: a mutant names the laws that must refuse it.
 */
import * as E from 'fp-ts/lib/Either.js'
import { expect, it } from 'vitest'
import { check, type LawSet } from '../../../laws/index.js'
import { lineage } from '../../../laws/Law.js'

export interface Wrong {
  readonly set: LawSet
  /** The laws that refuse it. */
  readonly laws: readonly string[]
}

export const wrong = (set: LawSet, ...laws: readonly string[]): Wrong => ({ set, laws })

/**
 * Whether a law refuses: it looks at 100 cases, and up to a hundred times as many before it gives up, since a mistake may show in few. What shows in one of 480 is missed with a chance of
 * (1 − 1/480)¹⁰⁰⁰⁰ < 10⁻⁹; of all pairs of a wrong thing and a law that it names the rarest shows in one of 50 (measured by 100 refusals of each, 2026-11-24).
 */
const refuses = (set: LawSet, only: string): boolean =>
  Array.from({ length: 100 }).some(() => E.isLeft(check(set, { only, numRuns: 100, endOnFailure: true })))

/** One test for each wrong thing: that the laws it names refuse it. */
export const refusedByName = (mutants: Readonly<Record<string, Wrong>>): void =>
  it.each(Object.entries(mutants))('%s is refused by name', (_, { set, laws }) => {
    expect(laws.filter((law) => refuses(set, law))).toEqual(laws)
  })

/** "mse as a loss" is a loss. */
const kind = (name: string): string => name.replace(/^.*( as |, its )/, '')

/** That every law of some sets is named by something wrong: a law that refuses nothing is none. Laws of the same name count as one where they are `shared` by all sets. */
export const everyLawRefuses = (
  mutants: Readonly<Record<string, Wrong>>,
  sets: readonly LawSet[],
  { shared = false }: { readonly shared?: boolean } = {},
): void =>
  it('every law refuses something', () => {
    const keys = (of: readonly LawSet[], laws?: readonly string[]): readonly string[] =>
      of.flatMap((set) =>
        set.laws
          .filter(({ name }) => laws === undefined || laws.includes(name))
          .map(({ name }) => (shared ? name : `${kind(set.name)}: ${name}`)),
      )
    const named = new Set(Object.values(mutants).flatMap(({ set, laws }) => keys(lineage(set), laws)))
    expect([...new Set(keys(sets))].filter((key) => !named.has(key))).toEqual([])
  })
