/**
 * Lists from outside.
 *
 * @since 0.1.0
 */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts/lib/index.js'
import { phrase } from './Words.js'

/** How many wrong elements are told: each costs a hundred times what it is. */
const MOST = 1_000

/**
 * A list, each element of which `codec` takes. As `t.readonlyArray`, but of more than a thousand wrong elements it tells the first and stops, so that a wrong list of a million costs
 * no gigabyte.
 *
 * @example
 * const sizes = list(Codec.integer(1))
 * sizes.decode([784, 100, 10]) // => E.right([784, 100, 10])
 * pipe(sizes.decode([784, 0]), E.mapLeft(Codec.problems), E.mapLeft(Codec.showProblems))
 * // => E.left('at [1]: expected an integer of at least 1, found 0')
 *
 * @category lists
 * @since 0.1.0
 */
export const list = <A, O>(codec: t.Type<A, O, unknown>): t.Type<readonly A[], readonly O[], unknown> =>
  new t.Type<readonly A[], readonly O[], unknown>(
    `an array, each element ${phrase(codec)}`,
    (u): u is readonly A[] => Array.isArray(u) && u.every(codec.is),
    (u, context) => {
      if (!Array.isArray(u)) return t.failure(u, context)
      // Local mutation, invisible from outside.
      const taken: A[] = []
      const errors: t.ValidationError[] = []
      for (let i = 0; i < u.length; i++) {
        const element: unknown = u[i]
        const answer = codec.validate(element, t.appendContext(context, String(i), codec, element))
        if (E.isRight(answer)) taken.push(answer.right)
        else for (const error of answer.left) errors.push(error)
        if (errors.length >= MOST && i + 1 < u.length)
          return t.failures([...errors, { value: u, context, message: `What comes after [${i}] was not looked at.` }])
      }
      return errors.length > 0 ? t.failures(errors) : t.success(taken)
    },
    (as) => as.map(codec.encode),
  )
