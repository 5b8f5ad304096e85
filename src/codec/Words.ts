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

/** The codecs of io-ts that have a tag. */
interface Codecs {
  readonly NullType: t.NullType
  readonly UndefinedType: t.UndefinedType
  readonly StringType: t.StringType
  readonly NumberType: t.NumberType
  readonly BooleanType: t.BooleanType
  readonly LiteralType: t.LiteralType<string | number | boolean>
  readonly KeyofType: t.KeyofType<Readonly<Record<string, unknown>>>
  readonly RefinementType: t.RefinementType<t.Any>
  readonly ReadonlyType: t.ReadonlyType<t.Any>
  readonly RecursiveType: t.RecursiveType<t.Any>
  readonly ArrayType: t.ArrayType<t.Any>
  readonly ReadonlyArrayType: t.ReadonlyArrayType<t.Any>
  readonly AnyArrayType: t.AnyArrayType
  readonly TupleType: t.TupleType<t.Any[]>
  readonly InterfaceType: t.InterfaceType<t.Props>
  readonly PartialType: t.PartialType<t.Props>
  readonly ExactType: t.ExactType<t.Any>
  readonly DictionaryType: t.DictionaryType<t.Any, t.Any>
  readonly AnyDictionaryType: t.AnyDictionaryType
  readonly IntersectionType: t.IntersectionType<t.Any[]>
  readonly UnionType: t.UnionType<t.Any[]>
}

type Known = Codecs[keyof Codecs]

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

const phrases: { readonly [Tag in keyof Codecs]: string | ((type: Codecs[Tag]) => string) } = {
  NullType: 'null',
  UndefinedType: 'nothing',
  StringType: 'a string',
  NumberType: 'a number',
  BooleanType: 'true or false',
  LiteralType: ({ value }) => (typeof value === 'string' ? quoted(value) : String(value)),
  KeyofType: ({ keys }) => `one of ${listed(Object.keys(keys))}`,
  RefinementType: ({ name, type }) => (name === 'Int' ? 'an integer' : name.startsWith('(') ? phrase(type) : name),
  ReadonlyType: ({ type }) => phrase(type),
  RecursiveType: ({ name }) => name,
  ArrayType: 'an array',
  ReadonlyArrayType: 'an array',
  AnyArrayType: 'an array',
  TupleType: ({ types }) => `an array of ${types.length}`,
  InterfaceType: 'a record',
  PartialType: 'a record',
  ExactType: 'a record',
  DictionaryType: 'a record',
  AnyDictionaryType: 'a record',
  IntersectionType: 'a record',
  UnionType: ({ types }) => [...new Set(types.map(phrase))].join(' or '),
}

/**
 * The description of a codec, for "expected": its name if it is a phrase, otherwise its kind.
 *
 * @example
 * phrase(t.union([t.number, t.null])) // => 'a number or null'
 */
export const phrase = (type: t.Decoder<never, unknown>): string => {
  if (PHRASE.test(type.name)) return type.name
  const { _tag } = type as unknown as Partial<Known>
  const description = _tag === undefined ? type.name : phrases[_tag]
  return typeof description === 'string' ? description : description(type as never)
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
