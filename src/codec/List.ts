/**
 * Lists from outside.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts/lib/index.js'
import { phrase } from './Words.js'

/** The largest number of wrong elements that are reported. */
const MOST = 1_000

/**
 * The bounds of the number of elements of a list, and their name in messages.
 *
 * @category model
 */
export interface Length {
  readonly least: number
  readonly most: number
  readonly things: string
}

const named = (codec: t.Mixed, length: Length | undefined): string =>
  length === undefined
    ? `an array, each element ${phrase(codec)}`
    : length.least === length.most
      ? `an array of ${length.least} ${length.things}`
      : `an array of ${length.least} to ${length.most} ${length.things}`

/**
 * A list of elements that `codec` decodes. Unlike `t.readonlyArray` it checks the length before the elements, and stops after a thousand wrong ones, so that a wrong list of a million
 * elements does not cost a gigabyte.
 *
 * @example
 * const sizes = list(Codec.integer(1), { least: 1, most: 30, things: 'sizes' })
 * sizes.decode([256, 128]) // => E.right([256, 128])
 * pipe(sizes.decode([784, 0]), E.mapLeft(Codec.problems), E.mapLeft(Codec.showProblems))
 * // => E.left('at [1]: expected an integer of at least 1, found 0')
 * pipe(sizes.decode([]), E.mapLeft(Codec.problems), E.mapLeft(Codec.showProblems))
 * // => E.left('at the root: expected an array of 1 to 30 sizes, found an empty array')
 *
 * @category lists
 */
export const list = <A, O>(
  codec: t.Type<A, O, unknown>,
  length?: Length,
): t.Type<readonly A[], readonly O[], unknown> => listOf(named(codec, length), () => codec, length)

/** A list with a codec for each index. */
export const listOf = <A, O>(
  name: string,
  codecAt: (i: number) => t.Type<A, O, unknown>,
  length?: Pick<Length, 'least' | 'most'>,
): t.Type<readonly A[], readonly O[], unknown> => {
  const fits = (u: unknown): u is readonly unknown[] =>
    Array.isArray(u) && (length === undefined || (u.length >= length.least && u.length <= length.most))
  return new t.Type<readonly A[], readonly O[], unknown>(
    name,
    (u): u is readonly A[] =>
      // `findIndex` finds holes, which `every` skips.
      fits(u) && u.findIndex((each, i) => !codecAt(i).is(each)) === -1,
    (u, context) => {
      if (!fits(u)) return t.failure(u, context)
      // Local mutation, invisible from outside.
      const decoded: A[] = []
      const errors: t.ValidationError[] = []
      for (let i = 0; i < u.length; i++) {
        const element = u[i]
        const codec = codecAt(i)
        const result = codec.validate(element, t.appendContext(context, String(i), codec, element))
        if (E.isRight(result)) decoded.push(result.right)
        else for (const error of result.left) errors.push(error)
        if (errors.length >= MOST && i + 1 < u.length)
          return t.failures([...errors, { value: u, context, message: `What comes after [${i}] was not checked.` }])
      }
      return errors.length > 0 ? t.failures(errors) : t.success(decoded)
    },
    (as) => Array.from(as, (each, i) => codecAt(i).encode(each)),
  )
}
