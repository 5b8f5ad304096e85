/**
 * Decoders of records with defaults.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { closed } from './Closed.js'

type Flat<R> = { readonly [K in keyof R]: R[K] }
type Outputs<P extends t.Props> = { readonly [K in keyof P]: t.OutputOf<P[K]> }

/** What fields hold. */
export type Values<P extends t.Props> = { readonly [K in keyof P]: t.TypeOf<P[K]> }

/** A record with all its fields, those with a default among them. */
export type Whole<R extends t.Props, D extends t.Props> = Flat<Values<R> & Values<D>>

/**
 * A codec for whole records, which reads records with gaps, too.
 *
 * @category model
 */
export type WithDefaults<R extends t.Props, D extends t.Props> = t.ExactType<
  t.TypeC<R & D>,
  Whole<R, D>,
  Flat<Outputs<R> & Outputs<D>>
>

/** `withDefaults` for defaults that are known later, or not always the same. */
export const filledWith = <R extends t.Props, D extends t.Props>(
  required: R,
  optional: D,
  name = 'a record',
): ((defaults: Values<D>) => WithDefaults<R, D>) => {
  const all = { ...required, ...optional }
  const [whole, gapped, fields] = [closed(all), closed(required, optional), t.type(all)]
  return (given) => {
    const defaults = { ...given }
    // In the order of the fields, whatever the order in which they were given.
    const filled = (a: object): Whole<R, D> => ({ ...all, ...defaults, ...a }) as unknown as Whole<R, D>
    return new t.ExactType(
      name,
      whole.is as unknown as WithDefaults<R, D>['is'],
      (u, context) => pipe(gapped.validate(u, context), E.map(filled)),
      (a) => whole.encode(a as never) as unknown as ReturnType<WithDefaults<R, D>['encode']>,
      fields,
    )
  }
}

/**
 * A record with the keys of `required` and `optional`, and no others, of which those of `optional` may be left out: they are read as their defaults. What is written has
 * all keys, so that it means the same when a default has changed.
 *
 * Like a closed record it may be a member of a `t.union` that is decoded by a literal.
 *
 * - **Errors** as `closed`.
 *
 * @example
 * const options = withDefaults({ learningRate: Codec.positive }, { momentum: Codec.fraction }, { momentum: 0.9 })
 * options.decode({ learningRate: 0.1 }) // => E.right({ learningRate: 0.1, momentum: 0.9 })
 * options.is({ learningRate: 0.1 }) // => false
 *
 * @category records
 */
export const withDefaults = <R extends t.Props, D extends t.Props>(
  required: R,
  optional: D,
  defaults: Values<D>,
  name = 'a record',
): WithDefaults<R, D> => filledWith(required, optional, name)(defaults)

/** Any of some records, which differ in a literal. */
export const anyOf = <A>([first, second, ...rest]: readonly t.Mixed[]): t.Type<A, unknown, unknown> =>
  t.union([first, second, ...rest]) as unknown as t.Type<A, unknown, unknown>
