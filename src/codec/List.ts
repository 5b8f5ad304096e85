/**
 * Arrays of so many.
 *
 * @since 0.1.0
 */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts/lib/index.js'

/**
 * An array of `least` to `most` elements, both included. It is counted before an element is looked at, so that a million of them is one problem.
 *
 * @example
 * const sizes = list(Codec.integer(1), 1, 30, 'sizes')
 * sizes.decode([256, 128]) // => E.right([256, 128])
 * pipe(sizes.decode([]), E.mapLeft(Codec.problems), E.mapLeft(Codec.showProblems))
 * // => E.left('at the root: expected an array of 1 to 30 sizes, found an empty array')
 *
 * @category arrays
 * @since 0.1.0
 */
export const list = <A, O>(
  codec: t.Type<A, O, unknown>,
  least: number,
  most: number,
  things: string,
): t.Type<readonly A[], readonly O[], unknown> => {
  const elements = t.readonlyArray(codec)
  const fits = (u: unknown): boolean => !Array.isArray(u) || (u.length >= least && u.length <= most)
  return new t.Type<readonly A[], readonly O[], unknown>(
    `an array of ${least} to ${most} ${things}`,
    (u): u is readonly A[] => fits(u) && elements.is(u),
    (u, context): E.Either<t.Errors, readonly A[]> => (fits(u) ? elements.validate(u, context) : t.failure(u, context)),
    elements.encode,
  )
}
