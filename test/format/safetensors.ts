/**
 * Safetensors files, whole and hostile, and what holds of all of them. The properties are values, so that they can be run as often as one likes.
 */
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as arbitrary from '../../laws/arbitraries.js'
import { decode, encode, type Content } from '../../src/format/Safetensors.js'
import { Show } from '../../src/format/safetensors/Errors.js'
import { sizeOf } from '../../src/tensor/Shape.js'
import { fromBytes, plain, shape, toFlat, uniform, type AnyTensor } from '../../src/tensor/Value.js'
import { damaged } from '../support/bytes.js'

// -------------------------------------------------------------------------------------------------
// files
// -------------------------------------------------------------------------------------------------

/** How many bytes the elements of each dtype of the format have, where they have whole ones. */
export const sizes = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  U64: 8,
  I32: 4,
  U32: 4,
  I16: 2,
  U16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const

export type Dtype = keyof typeof sizes

/** Any header before any data, with the right length. */
export const file = (header: string, data: ArrayLike<number> = []): Uint8Array => {
  const text = new TextEncoder().encode(header)
  const bytes = new Uint8Array(8 + text.length + data.length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  bytes.set(data, 8 + text.length)
  return bytes
}

/** The header of a whole file, and its data. */
export const parts = (bytes: Uint8Array): readonly [header: string, data: Uint8Array] => {
  const end = 8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  return [new TextDecoder().decode(bytes.subarray(8, end)), bytes.subarray(end)]
}

// -------------------------------------------------------------------------------------------------
// arbitrary cases
// -------------------------------------------------------------------------------------------------

const words = fc.oneof(
  fc.constantFrom(
    '',
    'w',
    '__proto__',
    'constructor',
    'toString',
    'hidden.weight',
    '10',
    '9',
    '가중치',
    '"\\/\n\0',
    '𝛁',
    '\ufeff',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
)

export const names = words.filter((name) => name !== '__metadata__')

const element = fc.oneof(
  arbitrary.extreme,
  fc.double(),
  fc.constantFrom(Number.MIN_VALUE, -2.5e-310, 2 ** -1022, 2 ** 53, 2 ** 128, 1e-46, NaN, -0),
)

const shapes = arbitrary.shape({ maxRank: 4, minSize: 0, maxSize: 3 })

export const tensors: fc.Arbitrary<AnyTensor> = shapes.chain((each) => {
  const count = sizeOf(each)
  const exactly = { minLength: count, maxLength: count }
  return fc.oneof(
    { weight: 4, arbitrary: fc.array(element, exactly).map((flat) => plain(each, Float64Array.from(flat))) },
    { weight: 1, arbitrary: element.map((x) => uniform(each, x)) },
    { weight: 1, arbitrary: fc.uint8Array(exactly).map((bytes) => fromBytes(each, bytes)) },
  )
})

const recordOf = <A>(keys: fc.Arbitrary<string>, values: fc.Arbitrary<A>): fc.Arbitrary<Readonly<Record<string, A>>> =>
  fc
    .uniqueArray(fc.tuple(keys, values), { selector: ([key]) => key, maxLength: 4 })
    .map((entries) => Object.fromEntries(entries))

export const contents: fc.Arbitrary<Content> = fc.record({
  tensors: recordOf(names, tensors),
  metadata: recordOf(words, words),
})

/** A tensor as other programs write it: any dtype, any bits, but for truth values 0 or 1, and for large integers ones that float64 has. */
export interface Raw {
  readonly name: string
  readonly dtype: Dtype
  readonly shape: readonly number[]
  readonly bytes: Uint8Array
}

const raws: fc.Arbitrary<Omit<Raw, 'name'>> = fc
  .tuple(fc.constantFrom(...(Object.keys(sizes) as Dtype[])), shapes)
  .chain(([dtype, each]) => {
    const length = sizeOf(each) * sizes[dtype]
    const bytes = fc.uint8Array({ minLength: length, maxLength: length })
    return bytes.map((all) => ({
      dtype,
      shape: each,
      bytes:
        dtype === 'BOOL'
          ? all.map((byte) => byte % 2)
          : dtype === 'I64' || dtype === 'U64'
            ? all.map((byte, i) => (i % 8 < 6 ? byte : 0))
            : all,
    }))
  })

/** Whole files as other programs write them: entries in any order, with any space between. */
export const wholeFiles: fc.Arbitrary<{ readonly raws: readonly Raw[]; readonly bytes: Uint8Array }> = fc
  .record({
    named: fc.uniqueArray(fc.tuple(names, raws), { selector: ([name]) => name, maxLength: 5 }),
    space: fc.constantFrom('', ' ', '\n  '),
    padding: fc.constantFrom('', ' ', '       '),
    metadata: fc.option(recordOf(words, words), { nil: undefined }),
    seed: fc.infiniteStream(fc.nat()),
  })
  .map(({ named, space, padding, metadata, seed }) => {
    const all = named.map(([name, raw]): Raw => ({ name, ...raw }))
    const ends = all.map((_, i) => all.slice(0, i + 1).reduce((sum, { bytes }) => sum + bytes.length, 0))
    const told = [
      ...(metadata === undefined ? [] : [`"__metadata__":${space}${JSON.stringify(metadata)}`]),
      ...all.map(
        ({ name, dtype, shape: each, bytes }, i) =>
          `${JSON.stringify(name)}:${space}{"data_offsets":[${ends[i]! - bytes.length},${space}${ends[i]}],"dtype":"${dtype}",${space}"shape":[${each.join(`,${space}`)}]}`,
      ),
    ]
    const keys = new Map(told.map((each) => [each, seed.next().value]))
    const header = `{${[...told].sort((a, b) => keys.get(a)! - keys.get(b)!).join(`,${space}`)}}${padding}`
    return {
      raws: all,
      bytes: file(
        header,
        all.flatMap(({ bytes }) => [...bytes]),
      ),
    }
  })

/** Files with something in them. */
const realFiles: fc.Arbitrary<Uint8Array> = fc
  .oneof(
    contents.map((content) => encode(content)),
    wholeFiles.map(({ bytes }) => bytes),
  )
  .filter((bytes) => bytes.length > 60)

/** What stands in a header where it should not. */
const hostile = [
  '',
  '0',
  '-1',
  '-0',
  '01',
  '1.0',
  '1e3',
  '9007199254740991',
  '9007199254740992',
  '18446744073709551616',
  `1${'0'.repeat(400)}`,
  'NaN',
  'null',
  'true',
  '"F32"',
  '"F64"',
  '"F8_E4M3"',
  '"f32"',
  '"w"',
  '""',
  '"__proto__"',
  '"__metadata__"',
  '"\\ud800"',
  '"\ud800"',
  '"\\u0000"',
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '{}',
  '[]',
  '[0,0]',
  '['.repeat(500),
  '{"a":'.repeat(500),
  ' ',
  '\t',
  '\0',
  '\u2028',
  '//',
  '\ufeff',
  '"dtype":"F32",',
  '"extra":1,',
]

const TOKENS = /"(?:[^"\\]|\\.)*"|[\w.+-]+|[^\s]/gu

interface Edit {
  /** Which words may be struck, and which of them is, as a fraction. */
  readonly among: RegExp
  readonly where: number
  readonly how: (words: readonly string[], at: number) => readonly string[]
}

const edit: fc.Arbitrary<Edit> = fc.record({
  // Numbers more often than others: the offsets and the sizes.
  among: fc.constantFrom(/^\d/, /^\d/, /^"/, /^/),
  where: fc.noBias(fc.nat({ max: 2 ** 30 })).map((n) => n / (2 ** 30 + 1)),
  how: fc.oneof(
    fc
      .constantFrom(...hostile)
      .map((word) => (all: readonly string[], at: number) => [...all.slice(0, at), word, ...all.slice(at + 1)]),
    fc
      .constantFrom(...hostile)
      .map((word) => (all: readonly string[], at: number) => [...all.slice(0, at), word, ...all.slice(at)]),
    // Another number; one that stands elsewhere in the header.
    fc
      .constantFrom(1, -1, 2, 4, -4, 8, -8)
      .map((by) => (all: readonly string[], at: number) => [
        ...all.slice(0, at),
        String(Number(all[at]) + by),
        ...all.slice(at + 1),
      ]),
    fc
      .noBias(fc.nat({ max: 1000 }))
      .map((n) => (all: readonly string[], at: number) => [
        ...all.slice(0, at),
        all.filter((word) => /^\d/.test(word) === /^\d/.test(all[at]!))[n % all.length] ?? '0',
        ...all.slice(at + 1),
      ]),
    // A stretch repeated, left out, exchanged with what comes before.
    fc
      .nat({ max: 20 })
      .map((length) => (all: readonly string[], at: number) => [...all.slice(0, at + length), ...all.slice(at)]),
    fc
      .nat({ max: 8 })
      .map((length) => (all: readonly string[], at: number) => [...all.slice(0, at), ...all.slice(at + length)]),
    fc.constant((all: readonly string[], at: number) => [...all.slice(0, at), ...all.slice(at).reverse()]),
  ),
})

/** A file with some words of its header changed, left out, repeated or exchanged; the length of the header is right again. */
const edited: fc.Arbitrary<Uint8Array> = fc
  .tuple(realFiles, fc.array(edit, { minLength: 1, maxLength: 3 }))
  .map(([bytes, edits]) => {
    const [header, data] = parts(bytes)
    const words = edits.reduce<readonly string[]>(
      (all, { among, where, how }) => {
        const places = all.flatMap((word, i) => (among.test(word) ? [i] : []))
        return places.length === 0 ? all : how(all, places[Math.floor(where * places.length)]!)
      },
      header.match(TOKENS) ?? [],
    )
    return file(words.join(''), data)
  })

/** Hostile files: real ones damaged anywhere, real ones with an edited header, and bytes that never were a file. */
export const hostileFiles: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 4, arbitrary: damaged(realFiles) },
  { weight: 4, arbitrary: edited },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }) },
)

// -------------------------------------------------------------------------------------------------
// properties
// -------------------------------------------------------------------------------------------------

const sameTensor = (
  a: AnyTensor | undefined,
  b: AnyTensor | undefined,
  as: (x: number) => number = (x) => x,
): boolean => {
  if (a === undefined || b === undefined) return false
  const [x, y] = [toFlat(a), toFlat(b)]
  return shape(a).join() === shape(b).join() && x.length === y.length && x.every((each, i) => Object.is(as(each), y[i]))
}

const own = <A>(record: Readonly<Record<string, A>>, key: string): A | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

/** Whether two contents are the same; the numbers of the first as they are after `as`. */
export const same = (a: Content, b: Content, as?: (x: number) => number): boolean =>
  Object.keys(a.tensors).sort().join('\n') === Object.keys(b.tensors).sort().join('\n') &&
  Object.keys(a.metadata).length === Object.keys(b.metadata).length &&
  Object.entries(a.tensors).every(([name, x]) => sameTensor(x, own(b.tensors, name), as)) &&
  Object.entries(a.metadata).every(([key, text]) => own(b.metadata, key) === text)

/** One sentence or two for a person: on one line, what was expected, what was found, what to do. */
export const isSentence = (text: string): boolean =>
  /^\S.* expected .*, found .*\. \S.*[.?]$/su.test(`at ${text}`) &&
  !/[\n\r\u2028\u2029]/.test(text) &&
  text.length < 1000

const fits = (x: number): boolean => !Number.isFinite(x) || Number.isFinite(Math.fround(x))

/** What an element is, by the description of its dtype and nothing else. */
const elementOf = (dtype: Dtype, bytes: Uint8Array): number => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const whole = bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n)
  switch (dtype) {
    case 'F64':
      return new Float64Array(bytes.slice().buffer)[0]!
    case 'F32':
      return new Float32Array(bytes.slice().buffer)[0]!
    case 'BF16':
      return new Float32Array(Uint8Array.of(0, 0, ...bytes).buffer)[0]!
    case 'F16': {
      const bits = view.getUint16(0, true)
      // As a float32 with the same exponent and mantissa, 2¹¹² too small, except for the largest exponent.
      const small = new Float32Array(Uint32Array.of(((bits & 0x8000) << 16) | ((bits & 0x7fff) << 13)).buffer)[0]!
      return (bits & 0x7c00) !== 0x7c00 ? small * 2 ** 112 : (bits & 0x3ff) !== 0 ? NaN : small * Infinity
    }
    default:
      return Number(dtype.startsWith('I') ? BigInt.asIntN(8 * bytes.length, whole) : whole)
  }
}

const inMeaning = ({ dtype, shape: each, bytes }: Raw): AnyTensor =>
  plain(
    each,
    Float64Array.from({ length: sizeOf(each) }, (_, i) =>
      elementOf(dtype, bytes.subarray(i * sizes[dtype], (i + 1) * sizes[dtype])),
    ),
  )

/** What must hold, by the sentence that says so. */
export const properties = {
  'what is encoded is decoded to the bit': fc.property(contents, (content) =>
    pipe(
      decode(encode(content)),
      E.exists((again) => same(content, again)),
    ),
  ),
  'what is encoded as F32 is decoded rounded to float32': fc.property(
    contents.filter(({ tensors }) => Object.values(tensors).every((x) => toFlat(x).every(fits))),
    (content) =>
      pipe(
        decode(encode(content, { dtype: 'F32' })),
        E.exists((again) => same(content, again, Math.fround)),
      ),
  ),
  'the data begins at a multiple of 8 bytes': fc.property(contents, (content) => {
    const [, data] = parts(encode(content))
    return data.byteOffset % 8 === 0
  }),
  'files of others are read as what their dtypes mean, and keep that when they are written again': fc.property(
    wholeFiles,
    ({ raws, bytes }) =>
      pipe(
        decode(bytes),
        E.exists(
          (content) =>
            raws.length === Object.keys(content.tensors).length &&
            raws.every((raw) => sameTensor(inMeaning(raw), own(content.tensors, raw.name))) &&
            pipe(
              decode(encode(content)),
              E.exists((again) => same(content, again)),
            ),
        ),
      ),
  ),
  'a file in hostile hands is read, or refused in a sentence; nothing throws': fc.property(hostileFiles, (bytes) =>
    pipe(
      decode(bytes),
      E.match(
        (error) => isSentence(Show.show(error)),
        (content) =>
          pipe(
            decode(encode({ ...content, unread: [] })),
            E.exists((again) => same(content, again)),
          ),
      ),
    ),
  ),
} as const
