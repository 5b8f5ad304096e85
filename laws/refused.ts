/**
 * Checks that a call throws an error with a given message.
 */
import * as E from 'fp-ts/lib/Either.js'
import { isNablaError } from '../src/tensor/Errors.js'
import { expecting, violated, type Verdict } from './Law.js'

/** Expects a `NablaError` whose message contains a text. */
export const refused = (f: () => unknown, words: string): Verdict => {
  const tried = E.tryCatch(f, (error) => error)
  return E.isRight(tried)
    ? violated({ expected: 'a NablaError', found: 'no error' })
    : expecting(isNablaError(tried.left) && tried.left.message.includes(words), {
        expected: `a NablaError that says “${words}”`,
        found: String(tried.left),
      })
}
