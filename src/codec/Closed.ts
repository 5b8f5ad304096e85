/**
 * Codecs of records that refuse unknown keys. io-ts keeps them (`type`) or drops them (`exact`), so a misspelt option would be read as its default.
 *
 * Only own keys count, so `constructor` and `__proto__` are keys like all others. Decoding returns a new record.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts/lib/index.js'
import { fail } from '../tensor/Errors.js'
import { nearest, suggestion } from './Nearest.js'
import { stranger } from './Problem.js'
import { isRecord, listed } from './Words.js'
import { record as expectRecord } from '../tensor/Expect.js'

// -------------------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------------------

type Flat<R> = { readonly [K in keyof R]: R[K] }

/** A record with the fields of `R`, and possibly those of `O`. */
type Fields<R, O> = Flat<R & Partial<O>>

type None = { readonly [K in never]: t.Mixed }

type Values<P extends t.Props> = { readonly [K in keyof P]: t.TypeOf<P[K]> }
type Outputs<P extends t.Props> = { readonly [K in keyof P]: t.OutputOf<P[K]> }

/**
 * A codec for records with these keys and no others.
 *
 * @category model
 */
export type Closed<R extends t.Props, O extends t.Props = None> = t.ExactType<
  t.IntersectionC<[t.TypeC<R>, t.PartialC<O>]>,
  Fields<Values<R>, Values<O>>,
  Fields<Outputs<R>, Outputs<O>>
>

// -------------------------------------------------------------------------------------------------
// decoding keys
// -------------------------------------------------------------------------------------------------

/** The largest number of unknown keys of one record for which a known one is suggested. */
const SUGGESTED = 100

/** The largest number of unknown keys of one record that are reported. */
const MOST = 1_000

interface Unknown {
  readonly errors: t.Errors
  readonly meant: ReadonlySet<string>
}

const none: Unknown = { errors: [], meant: new Set() }

type Entry = readonly [key: string, value: unknown]

const own = (record: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(record, key) ? record[key] : undefined

/** A record of entries; `__proto__` is an own key. */
const record = <A>(entries: readonly Entry[]): A => Object.fromEntries(entries) as A

// -------------------------------------------------------------------------------------------------
// codecs
// -------------------------------------------------------------------------------------------------

/**
 * A codec of records with the keys of `required`, possibly those of `optional`, and no others: an unknown key is refused, with a suggestion.
 * An optional key may hold `undefined`, which is the same as being absent.
 *
 * A `t.union` of closed records that differ in a literal is decoded by that literal. To join two closed records spread their fields into one; an intersection would refuse
 * the keys of both.
 *
 * - **Errors** a `NablaError` when a key is both required and optional.
 *
 * @example
 * const options = closed({ learningRate: Codec.positive }, { seed: Codec.integer(0) })
 * options.decode({ learningRate: 0.1 }) // => E.right({ learningRate: 0.1 })
 * pipe(options.decode({ learningrate: 0.1 }), E.mapLeft(Codec.problems), E.mapLeft(Codec.showProblems))
 * // => E.left('at learningrate: expected no key of this name, found 0.1. Did you mean “learningRate”?')
 *
 * @category records
 */
export const closed = <R extends t.Props, O extends t.Props = None>(
  required: R,
  optional: O = {} as O,
  name = 'a record',
): Closed<R, O> => {
  expectRecord('Codec.closed', 'a record of codecs', {}, required)
  expectRecord('Codec.closed', 'a record of codecs', {}, optional)
  const fields: ReadonlyMap<string, t.Mixed> = new Map([...Object.entries(required), ...Object.entries(optional)])
  const twice = Object.keys(required).find((key) => Object.hasOwn(optional, key))
  if (twice !== undefined) return fail('Codec.closed', 'each key once', `${twice} as required and as optional`)
  const known = [...fields.keys()]
  const gaps = new Set(Object.keys(optional))
  const mayMiss = (key: string): boolean => gaps.has(key)

  const is = (u: unknown): boolean =>
    isRecord(u) &&
    Object.keys(u).every((key) => fields.has(key)) &&
    [...fields].every(([key, codec]) =>
      mayMiss(key) && own(u, key) === undefined ? true : Object.hasOwn(u, key) && codec.is(u[key]),
    )

  /** The keys that should not be there, and those that are missing since one of these was probably meant. */
  const unknown = (u: Readonly<Record<string, unknown>>, context: t.Context, keys: readonly string[]): Unknown => {
    const absent = known.filter((key) => !Object.hasOwn(u, key))
    const strangers = keys
      .filter((key) => !fields.has(key))
      // In a very large number of unknown keys most are not misspelt.
      .map((key, i) => ({ key, meant: i < SUGGESTED ? nearest(absent)(key) : O.none }))
    const others = `There are ${listed(known)}.`
    const errors = strangers.slice(0, MOST).map(({ key, meant }, i) => ({
      value: u[key],
      context: t.appendContext(context, key, stranger, u[key]),
      message: i < SUGGESTED ? suggestion(O.isSome(meant) ? absent : known, key) : others,
    }))
    const more = strangers.length - errors.length
    return {
      errors:
        more > 0 ? [...errors, { value: u, context, message: `${more} more of its keys are not known.` }] : errors,
      meant: new Set(strangers.flatMap(({ meant }) => (O.isSome(meant) ? [meant.value] : []))),
    }
  }

  const validate = (u: unknown, context: t.Context): E.Either<t.Errors, Fields<Values<R>, Values<O>>> => {
    if (!isRecord(u)) return t.failure(u, context)
    const keys = Object.keys(u)
    const { errors: strangers, meant } = keys.every((key) => fields.has(key)) ? none : unknown(u, context, keys)
    // Local mutation, invisible from outside.
    const entries: Entry[] = []
    const errors: t.ValidationError[] = []
    for (const [key, codec] of fields) {
      const value = own(u, key)
      // A misspelt key is missing, too, and reported once.
      if ((value === undefined && mayMiss(key)) || meant.has(key)) continue
      const decoded = codec.validate(value, t.appendContext(context, key, codec, value))
      if (E.isRight(decoded)) entries.push([key, decoded.right])
      else for (const error of decoded.left) errors.push(error)
    }
    return errors.length + strangers.length > 0 ? E.left([...errors, ...strangers]) : E.right(record(entries))
  }

  const encode = (a: Fields<Values<R>, Values<O>>): Fields<Outputs<R>, Outputs<O>> => {
    const given = a as Readonly<Record<string, unknown>>
    return record(
      [...fields]
        .filter(([key]) => !mayMiss(key) || own(given, key) !== undefined)
        .map(([key, codec]) => [key, codec.encode(own(given, key))]),
    )
  }

  return new t.ExactType(
    name,
    is as Closed<R, O>['is'],
    validate,
    encode,
    t.intersection([t.type(required), t.partial(optional)]),
  )
}

/**
 * A codec of records with any keys, whose values `codec` decodes.
 *
 * @example
 * const losses = dictionary(Codec.anyNumber)
 * losses.decode({ 'hidden.weight': 1, bias: 'NaN' }) // => E.right({ 'hidden.weight': 1, bias: NaN })
 * losses.decode(JSON.parse('{ "__proto__": 1 }')) // => E.right(JSON.parse('{ "__proto__": 1 }'))
 *
 * @category records
 */
export const dictionary = <A, O>(
  codec: t.Type<A, O, unknown>,
  name = 'a record',
): t.Type<Readonly<Record<string, A>>, Readonly<Record<string, O>>, unknown> =>
  new t.Type<Readonly<Record<string, A>>, Readonly<Record<string, O>>, unknown>(
    name,
    (u): u is Readonly<Record<string, A>> => isRecord(u) && Object.values(u).every((value) => codec.is(value)),
    (u, context) => {
      if (!isRecord(u)) return t.failure(u, context)
      const decoded = Object.entries(u).map(
        ([key, value]) => [key, codec.validate(value, t.appendContext(context, key, codec, value))] as const,
      )
      const errors = decoded.flatMap(([, each]) => (E.isLeft(each) ? each.left : []))
      const entries = decoded.flatMap(([key, each]): readonly Entry[] => (E.isRight(each) ? [[key, each.right]] : []))
      return errors.length > 0 ? t.failures(errors) : t.success(record(entries))
    },
    (a) => record(Object.entries(a).map(([key, value]): Entry => [key, codec.encode(value)])),
  )
