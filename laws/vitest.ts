/**
 * Laws as vitest tests. No other file imports vitest.
 */
import { describe, expect, it } from 'vitest'
import { selected, showFailure, verifyAsync, type Options } from './check.js'
import type { AnyLawSet, AsyncLaw, Law } from './Law.js'

/**
 * One test for each law of a set and of its parents.
 *
 * @category runners
 */
export const describeLaws = (set: AnyLawSet, options: Options = {}): void => {
  selected<Law | AsyncLaw>('describeLaws', set, options).forEach(({ name, laws }) => {
    describe(name, () => {
      laws.forEach((l) => {
        it(`${l.name}: ${l.statement}`, async () => {
          const failures = await verifyAsync(name, l, options)()
          failures.forEach((failure) => expect.fail(showFailure(failure)))
        })
      })
    })
  })
}
