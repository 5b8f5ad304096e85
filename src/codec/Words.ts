/**
 * How codecs, values and places read in a sentence, one line each whatever they hold.
 */
import type * as t from 'io-ts/lib/index.js'
import { printable } from '../tensor/Text.js'

// -------------------------------------------------------------------------------------------------
// text
// -------------------------------------------------------------------------------------------------

const LONGEST = 60

const cut = (text: string): string => {
  const letters = Array.from(text.slice(0, 2 * LONGEST + 2))
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST).join('')}…` : text
}

const escaped = (text: string): string => printable(JSON.stringify(cut(text)).slice(1, -1).replace(/\\"/g, '"'))

/** Text between quotation marks, on one line and not too long. */
export const quoted = (text: string): string => `“${escaped(text)}”`

/** Names in a row; of many, the first. */
export const listed = (names: readonly string[]): string =>
  [...names.slice(0, 20).map(escaped), ...(names.length > 20 ? ['…'] : [])].join(', ')

// -------------------------------------------------------------------------------------------------
// values
// -------------------------------------------------------------------------------------------------

/** Whether a value is a record of JSON: no array, no date, no map. */
export const isRecord = (u: unknown): u is Readonly<Record<string, unknown>> =>
  typeof u === 'object' && u !== null && !Array.isArray(u) && Object.prototype.toString.call(u) === '[object Object]'

/** A record by the first of its keys. */
const withKeys = (keys: readonly string[]): string =>
  `a record with the key${keys.length === 1 ? '' : 's'} ${listed(keys.slice(0, 5))}${keys.length > 5 ? ', …' : ''}`

const ofObject = (u: object): string => {
  if (Array.isArray(u)) return u.length === 0 ? 'an empty array' : `an array of ${u.length}`
  if (!isRecord(u)) return `a ${Object.prototype.toString.call(u).slice(8, -1)}`
  const keys = Object.keys(u)
  return keys.length === 0 ? 'an empty record' : withKeys(keys)
}

/**
 * The description of a value, for "found".
 *
 * @example
 * shown('adm') // => '“adm”'
 * shown(-0) // => '-0'
 * shown([1, 2]) // => 'an array of 2'
 * shown(undefined) // => 'nothing'
 */
export const shown = (u: unknown): string => {
  switch (typeof u) {
    case 'undefined':
      return 'nothing'
    case 'string':
      return quoted(u)
    case 'number':
      return Object.is(u, -0) ? '-0' : String(u)
    case 'function':
      return 'a function'
    case 'object':
      return u === null ? 'null' : ofObject(u)
    default:
      return cut(String(u))
  }
}

// -------------------------------------------------------------------------------------------------
// codecs
// -------------------------------------------------------------------------------------------------

/** The codecs of io-ts, told apart by their tags. */
type Known =
  | t.NullType
  | t.UndefinedType
  | t.StringType
  | t.NumberType
  | t.BooleanType
  | t.LiteralType<string | number | boolean>
  | t.KeyofType<Readonly<Record<string, unknown>>>
  | t.RefinementType<t.Any>
  | t.ReadonlyType<t.Any>
  | t.RecursiveType<t.Any>
  | t.ArrayType<t.Any>
  | t.ReadonlyArrayType<t.Any>
  | t.AnyArrayType
  | t.TupleType<t.Any[]>
  | t.InterfaceType<t.Props>
  | t.PartialType<t.Props>
  | t.ExactType<t.Any>
  | t.DictionaryType<t.Any, t.Any>
  | t.AnyDictionaryType
  | t.IntersectionType<t.Any[]>
  | t.UnionType<t.Any[]>

/** A codec without wrappers that keep its kind: refinements, `readonly`, recursion. */
export const unwrapped = (type: t.Decoder<never, unknown>): Known => {
  const known = type as unknown as Known
  return known._tag === 'RefinementType' || known._tag === 'ReadonlyType' || known._tag === 'RecursiveType'
    ? unwrapped(known.type)
    : known
}

/** The fields of a record codec. */
const propsOf = (type: t.Decoder<never, unknown>): t.Props => {
  const known = unwrapped(type)
  switch (known._tag) {
    case 'InterfaceType':
    case 'PartialType':
      return known.props
    case 'ExactType':
      return propsOf(known.type)
    case 'IntersectionType':
      return Object.assign({}, ...known.types.map(propsOf)) as t.Props
    default:
      return {}
  }
}

/** The tags of a tagged union, and their key. */
export const tagsOf = (
  type: t.Decoder<never, unknown>,
): { readonly key: string; readonly tags: readonly string[] } | undefined => {
  const known = unwrapped(type)
  if (known._tag !== 'UnionType' || !('tag' in known)) return undefined
  const key = String(known.tag)
  const literal = (member: t.Any): readonly string[] => {
    const inner = unwrapped(member)
    if (inner._tag === 'UnionType') return inner.types.flatMap(literal)
    const tag = propsOf(member)[key] as Known | undefined
    return tag?._tag === 'LiteralType' ? [String(tag.value)] : []
  }
  return { key, tags: known.types.flatMap(literal) }
}

/** A name such as “a positive number” is a phrase already; `Array<number>` and the like are notation. */
const PHRASE = /^[a-z][^<>{}|& ]* [^<>{}|&]+$/i

/**
 * The description of a codec, for "expected": its name if it is a phrase, otherwise its kind.
 *
 * @example
 * phrase(t.union([t.number, t.null])) // => 'a number or null'
 */
export const phrase = (type: t.Decoder<never, unknown>): string => {
  if (PHRASE.test(type.name)) return type.name
  const known = type as unknown as Known
  switch (known._tag) {
    case 'NullType':
      return 'null'
    case 'UndefinedType':
      return 'nothing'
    case 'StringType':
      return 'a string'
    case 'NumberType':
      return 'a number'
    case 'BooleanType':
      return 'true or false'
    case 'LiteralType':
      return typeof known.value === 'string' ? quoted(known.value) : String(known.value)
    case 'KeyofType':
      return `one of ${listed(Object.keys(known.keys))}`
    case 'RefinementType':
      return known.name === 'Int' ? 'an integer' : known.name.startsWith('(') ? phrase(known.type) : known.name
    case 'ReadonlyType':
      return phrase(known.type)
    case 'ArrayType':
    case 'ReadonlyArrayType':
    case 'AnyArrayType':
      return 'an array'
    case 'TupleType':
      return `an array of ${known.types.length}`
    case 'InterfaceType':
    case 'PartialType':
    case 'ExactType':
    case 'DictionaryType':
    case 'AnyDictionaryType':
    case 'IntersectionType':
      return 'a record'
    case 'UnionType':
      return [...new Set(known.types.map(phrase))].join(' or ')
    default:
      return type.name
  }
}

/**
 * The description of a type where a value of its kind was found: a record is described by the keys that the type expects, and a refinement without a name says that it refuses the value.
 *
 * @example
 * phraseFor(t.type({ a: t.number }), { b: 1 }) // => 'a record with the key a'
 */
export const phraseFor = (type: t.Decoder<never, unknown>, value: unknown): string => {
  const known = type as unknown as Known
  const words = phrase(type)
  if (known._tag === 'UnionType' && words !== type.name)
    return [...new Set(known.types.map((member) => phraseFor(member, value)))].join(' or ')
  if (known._tag === 'RefinementType' && words === phrase(known.type) && known.type.is(value))
    return `${words} that its refinement takes`
  const keys = words === 'a record' && isRecord(value) ? Object.keys(propsOf(type)) : []
  return keys.length === 0 ? words : withKeys(keys)
}

// -------------------------------------------------------------------------------------------------
// places
// -------------------------------------------------------------------------------------------------

const WORD = /^[\p{L}_$][\p{L}\p{N}_$-]*$/u

/** A step into a value: a key, or the place in an array. */
export type Step = string | number

/**
 * A path as text.
 *
 * @example
 * spelt(['layers', 2, 'size']) // => 'layers[2].size'
 * spelt(['tensors', 'hidden.weight']) // => 'tensors["hidden.weight"]'
 */
export const spelt = (steps: readonly Step[]): string =>
  steps.reduce<string>(
    (path, step) =>
      typeof step === 'number'
        ? `${path}[${step}]`
        : WORD.test(step) && Array.from(step).length <= LONGEST
          ? `${path}${path === '' ? '' : '.'}${step}`
          : `${path}["${escaped(step).replace(/"/g, '\\"')}"]`,
    '',
  )
