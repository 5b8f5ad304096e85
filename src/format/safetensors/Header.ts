/**
 * The header of a safetensors file: JSON of one schema. The text is scanned before it is parsed, so that no header costs more than a small multiple of its length.
 *
 * **Source** the README of safetensors, section "Format".
 */
import * as E from 'fp-ts/lib/Either.js'
import { scan, unexpected, type Flaw, type Schema } from '../JsonSyntax.js'

/** A tensor in a header. Offsets count from the end of the header. */
export interface Entry {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

/** The content of a header. */
export interface Header {
  readonly entries: readonly Entry[]
  readonly metadata: Readonly<Record<string, string>>
}

/** The key of the header that is not a tensor name. */
export const METADATA = '__metadata__'

/** The largest rank. The format has no bound, but no library has tensors of more axes. */
export const MOST_AXES = 64

/** The largest number of tensors, and of metadata. The format has no bound, but a small object for each could take many times the memory of the file. */
export const MOST_KEYS = 2 ** 16

const natural: Schema = {
  kind: 'natural',
  expected: `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, in digits alone`,
}

const fields: Readonly<Record<string, Schema>> = {
  dtype: { kind: 'string', expected: 'the name of a dtype in double quotes' },
  shape: {
    kind: 'array',
    expected: `an array of at most ${MOST_AXES} sizes`,
    least: 0,
    most: MOST_AXES,
    element: natural,
  },
  data_offsets: { kind: 'array', expected: 'an array of two offsets', least: 2, most: 2, element: natural },
}

const entry: Schema = {
  kind: 'record',
  expected: 'a record with dtype, shape and data_offsets',
  most: 3,
  required: Object.keys(fields),
  field: (key) => (Object.hasOwn(fields, key) ? fields[key] : undefined),
}

const text: Schema = { kind: 'string', expected: `a string at ${METADATA}` }

const metadata: Schema = {
  kind: 'record',
  expected: `a record of at most ${MOST_KEYS} strings at ${METADATA}`,
  most: MOST_KEYS,
  required: [],
  field: () => text,
}

const schema: Schema = {
  kind: 'record',
  expected: `at most ${MOST_KEYS} tensors`,
  most: MOST_KEYS + 1,
  required: [],
  field: (key) => (key === METADATA ? metadata : entry),
}

/** JSON that satisfies the schema. */
type Parsed = Readonly<
  Record<
    string,
    { readonly dtype: string; readonly shape: readonly number[]; readonly data_offsets: readonly [number, number] }
  >
>

/**
 * Parses the text of a header, or returns the first error.
 *
 * @example
 * header('{"w":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}')
 * // => E.right({ entries: [{ name: 'w', dtype: 'F64', shape: [], begin: 0, end: 8 }], metadata: {} })
 */
export const header = (json: string): E.Either<Flaw, Header> => {
  const [flaw] = json.startsWith('{') ? scan(json, schema) : [unexpected(json, 0, 'a { at the beginning')]
  if (flaw !== undefined) return E.left(flaw)
  const { [METADATA]: strings = {}, ...tensors } = JSON.parse(json) as Parsed
  const entries = Object.entries(tensors).map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [begin, end],
      },
    ]) => ({
      name,
      dtype,
      shape,
      begin,
      end,
    }),
  )
  return entries.length > MOST_KEYS
    ? E.left({ at: json.length, expected: schema.expected, found: 'one more' })
    : E.right({ entries, metadata: strings as unknown as Header['metadata'] })
}
