/**
 * One of some words.
 */
import * as O from 'fp-ts/lib/Option.js'
import type * as t from 'io-ts/lib/index.js'
import { misspelt, offer } from './Nearest.js'
import { where } from './Where.js'
import { listed } from './Words.js'
import { array as expectArray } from '../tensor/Expect.js'

/**
 * A union of string literals. A misspelt one is refused with the one that was probably meant.
 *
 * @example
 * const optimizer = oneOf(['sgd', 'momentum', 'adam'])
 * optimizer.decode('adam') // => E.right('adam')
 * pipe(optimizer.decode('adm'), E.mapLeft(Codec.problems), E.mapLeft(Codec.showProblems))
 * // => E.left('at the root: expected one of sgd, momentum, adam, found “adm”. Did you mean “adam”?')
 *
 * @category words
 */
export const oneOf = <const W extends string>(given: readonly W[]): t.Type<W, W, unknown> => {
  expectArray('Codec.oneOf', given)

  const words = [...given]
  return where(
    `one of ${listed(words)}`,
    (u): u is W => words.some((word) => word === u),
    (u) => (typeof u === 'string' ? O.toUndefined(O.map(offer)(misspelt(words)(u))) : undefined),
  )
}
