/**
 * Decoders of records with defaults.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { closed } from './Closed.js'

type Flat<R> = { readonly [K in keyof R]: R[K] }
type Outputs<P extends t.Props> = { readonly [K in keyof P]: t.OutputOf<P[K]> }

/** The values of some fields. */
export type Values<P extends t.Props> = { readonly [K in keyof P]: t.TypeOf<P[K]> }

/** A record with all its fields, including those with a default. */
export type Whole<R extends t.Props, D extends t.Props> = Flat<Values<R> & Values<D>>

/**
 * A codec of whole records that fills missing fields with defaults.
 *
 * @category model
 */
export type WithDefaults<R extends t.Props, D extends t.Props> = t.ExactType<
  t.TypeC<R & D>,
  Whole<R, D>,
  Flat<Outputs<R> & Outputs<D>>
>

/** `withDefaults` for defaults that are passed later. */
export const filledWith = <R extends t.Props, D extends t.Props>(
  required: R,
  optional: D,
  name = 'a record',
): ((defaults: Values<D>) => WithDefaults<R, D>) => {
  const all = { ...required, ...optional }
  const [whole, gapped, fields] = [closed(all), closed(required, optional), t.type(all)]
  return (given) => {
    const defaults = { ...given }
    // In the order of the fields.
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
 * A codec of records with the keys of `required` and `optional`, and no others. Missing keys of `optional` are read as their defaults. Encoding writes all
 * keys, so that a file keeps its meaning when a default changes.
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

/** A union of records that differ in a literal. */
export const anyOf = <A>([first, second, ...rest]: readonly t.Mixed[]): t.Type<A, unknown, unknown> =>
  t.union([first, second, ...rest]) as unknown as t.Type<A, unknown, unknown>
