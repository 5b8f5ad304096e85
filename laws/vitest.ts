/**
 * Laws as tests of vitest: the only file that knows it.
 *
 * @since 0.1.0
 */
import { describe, expect, it } from 'vitest'
import { chosen, lineage, showFailure, verify, type LawSet, type Options } from './Law.js'

/**
 * One test for each law of a set and of its parents.
 *
 * @category runners
 * @since 0.1.0
 */
export const describeLaws = (set: LawSet, options: Options = {}): void => {
  lineage(set).forEach((each) => {
    const { name } = each
    const tried = chosen(each, options)
    if (tried.length === 0) return
    describe(name, () => {
      tried.forEach((l) => {
        it(`${l.name}: ${l.statement}`, () => {
          verify(name, l, options).forEach((failure) => expect.fail(showFailure(failure)))
        })
      })
    })
  })
}
