/**
 * Codecs of values that are decoded as they are.
 */
import * as t from 'io-ts/lib/index.js'

/** A codec of the values that satisfy a predicate, unchanged. The name follows "expected" in messages; `next` advises on a refused value. */
export const where = <A>(
  name: string,
  is: (u: unknown) => u is A,
  next: (u: unknown) => string | undefined = () => undefined,
): t.Type<A, A, unknown> =>
  new t.Type<A, A, unknown>(
    name,
    is,
    (u, context) => (is(u) ? t.success(u) : t.failure(u, context, next(u))),
    t.identity,
  )

/** A codec of no value, for errors at a place where nothing is right. */
export const nothing = (name: string): t.Type<never, never, unknown> => where(name, (_u): _u is never => false)
