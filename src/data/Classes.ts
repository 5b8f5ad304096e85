/**
 * Classes by name, and by the numbers that models use.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type * as t from 'io-ts/lib/index.js'
import { oneOf } from '../codec/OneOf.js'
import { problems, type Problem } from '../codec/Problem.js'
import { listed, quoted } from '../codec/Words.js'
import { fail } from '../tensor/Errors.js'
import { array as expectArray } from '../tensor/Expect.js'

/**
 * The names of some classes: the index of a name is its class number.
 *
 * @category model
 */
export interface ClassNames<N extends readonly string[]> {
  readonly names: N
  /** The number of classes. */
  readonly count: N['length']
  /** The codec of the names, for the cells of a table; a misspelt name is refused with a suggestion. */
  readonly codec: t.Type<N[number], N[number], unknown>
  /** The number of a name, or a problem. */
  readonly encode: (name: string) => E.Either<readonly Problem[], number>
  /** The name of a number; a `NablaError` for a number out of range. */
  readonly decode: (number: number) => N[number]
}

/** A copy of an array, independent of later changes. */
export const copied = <const N extends readonly string[]>(names: N): N => [...names] as unknown as N

/** The index of the first repeated name, or −1. */
export const repeated = (names: readonly string[]): number => {
  const first = new Map([...names].reverse().map((name, i) => [name, names.length - 1 - i]))
  return names.findIndex((name, i) => first.get(name) !== i)
}

/**
 * Classes from their names. Their number is known to the compiler, for the objective and the last layer.
 *
 * - **Errors** a `NablaError` for less than two names, and for a name that is there twice.
 * - **Law** `test/data/Classes.test.ts`: `decode` and `encode` are inverse.
 *
 * @example
 * const species = classes(['Adelie', 'Chinstrap', 'Gentoo'])
 * species.count // => 3
 * species.encode('Gentoo') // => E.right(2)
 * species.decode(1) // => 'Chinstrap'
 * pipe(species.encode('Gento'), E.mapLeft(Codec.showProblems))
 * // => E.left('at the root: expected one of Adelie, Chinstrap, Gentoo, found “Gento”. Did you mean “Gentoo”?')
 *
 * @category classes
 */
export const classes = <const N extends readonly string[]>(given: N): ClassNames<N> => {
  expectArray('Data.classes', given)

  const names = copied(given)
  const twice = names[repeated(names)]
  if (names.length < 2) return fail('Data.classes', 'at least two names', String(names.length))
  if (twice !== undefined) return fail('Data.classes', 'each name once', `${quoted(twice)} twice`)
  const codec = oneOf<N[number]>(names)
  const numbers = new Map(names.map((name, i) => [name, i]))
  return {
    names,
    count: names.length,
    codec,
    encode: (name) =>
      pipe(
        codec.decode(name),
        E.bimap(problems, (known) => numbers.get(known) ?? -1),
      ),
    decode: (number) =>
      names[number] ??
      fail('Data.classes', `the number of a class, from 0 to ${names.length - 1} (${listed(names)})`, String(number)),
  }
}
