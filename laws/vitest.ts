/**
 * Laws as vitest tests. No other file imports vitest.
 */
import { describe, expect, it } from 'vitest'
import { chosen, showFailure, verifyAsync, type Options } from './check.js'
import { lineage, type AnyLawSet } from './Law.js'

/**
 * One test for each law of a set and of its parents.
 *
 * @category runners
 */
export const describeLaws = (set: AnyLawSet, options: Options = {}): void => {
  lineage(set).forEach((each) => {
    const { name } = each
    const tried = chosen(each, options)
    if (tried.length === 0) return
    describe(name, () => {
      tried.forEach((l) => {
        it(`${l.name}: ${l.statement}`, async () => {
          const failures = await verifyAsync(name, l, options)()
          failures.forEach((failure) => expect.fail(showFailure(failure)))
        })
      })
    })
  })
}
