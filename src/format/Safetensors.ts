/**
 * Safetensors: named tensors and a few strings in one file, which PyTorch, JAX and others write and read too. Eight bytes say how long the header is, little-endian; the header
 * is JSON and says for each tensor its kind of elements, its shape, and from where to where its bytes go; the rest is the bytes.
 *
 * Law (`test/format/Safetensors.test.ts`): `decode(encode(content)) = right(content)`, to the bit with F64.
 *
 * **Source** the README of safetensors, section "Format".
 */
import * as E from 'fp-ts/lib/Either.js'
import { flow, pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { knownOptions, oneOfTexts } from '../codec/Options.js'
import { unlike } from './Format.js'
import { quoted, shown } from '../codec/Words.js'
import { fail } from '../tensor/Errors.js'
import { print, shapeFrom, sizeOf, type Shape } from '../tensor/Shape.js'
import { dataOf, isTensor, shape, type AnyTensor } from '../tensor/Value.js'
import type { DataError } from './Errors.js'
import * as Files from './Files.js'
import { bytesOf, isDtype, tensor, write, type Dtype } from './safetensors/Elements.js'
import type { SafetensorsError } from './safetensors/Errors.js'
import { unreadBytes, refusal, type Unread } from './safetensors/Unread.js'
import { header, METADATA, MOST_AXES, MOST_KEYS, type Entry, type Header } from './safetensors/Header.js'
import { record as expectRecord } from '../tensor/Expect.js'

// -------------------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------------------

/**
 * The content of a safetensors file: tensors by name, and strings by key. Any text may be a name, except `__metadata__`.
 *
 * @category model
 */
export interface Content {
  readonly tensors: Readonly<Record<string, AnyTensor>>
  readonly metadata: Readonly<Record<string, string>>
  /** The tensors with a dtype that is not read; absent if there are none. */
  readonly unread?: readonly Unread[]
}

/**
 * How numbers are written: `F64`, to the bit, or `F32`, rounded to the nearest.
 *
 * @category model
 */
export interface EncodeOptions {
  readonly dtype?: 'F64' | 'F32'
}

/** How many bytes say how long the header is. The data begins at a multiple of it. */
const LENGTH_BYTES = 8

/** The longest header; the one that other implementations have. */
const MOST_HEADER_BYTES = 100_000_000

/** How many elements a shape has, if that, every product on the way, and the number of their bytes are counted exactly. */
const countOf = (sizes: Shape, bytes: number): number | undefined => {
  const products = sizes.map((_, i) => sizeOf(sizes.slice(0, i + 1)))
  return [...products, bytes * sizeOf(sizes)].every(Number.isSafeInteger) ? sizeOf(sizes) : undefined
}

// -------------------------------------------------------------------------------------------------
// encoding
// -------------------------------------------------------------------------------------------------

const refused = (expected: string, found: string): never => fail('Safetensors.encode', expected, found)

/** Text that UTF-8 has. */
const whole = (what: string, text: string): string =>
  /\p{Surrogate}/u.test(text)
    ? refused(`${what} of whole characters`, `half of a surrogate pair in ${quoted(text)}`)
    : text

/** A tensor with its name and the number of its bytes. */
interface Part {
  readonly name: string
  readonly x: AnyTensor
  readonly bytes: number
}

const part =
  (size: number) =>
  ([name, x]: readonly [string, AnyTensor]): Part => {
    if (name === METADATA)
      return refused('another name for a tensor', `${quoted(name)}, which the format keeps for itself`)
    if (!isTensor(x)) return refused(`a tensor at ${quoted(name)}`, typeof x)
    const count = shape(x).length > MOST_AXES ? undefined : countOf(shape(x), size)
    return count === undefined
      ? refused(`at most ${MOST_AXES} axes and fewer than 2⁵³ bytes at ${quoted(name)}`, print(shape(x)))
      : { name: whole('a name', name), x, bytes: count * size }
  }

const byName = <A>(what: string, all: Readonly<Record<string, A>>): readonly (readonly [string, A])[] => {
  const entries = Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.length > MOST_KEYS ? refused(`at most ${MOST_KEYS} ${what}`, String(entries.length)) : entries
}

/** The header of some tensors that begin at these offsets, padded. */
const headerOf = (
  metadata: Content['metadata'],
  parts: readonly Part[],
  offsets: readonly number[],
  dtype: Dtype,
): Uint8Array => {
  const told = byName('metadata', metadata).map(([key, text]) =>
    typeof text === 'string'
      ? `${JSON.stringify(whole('a key', key))}:${JSON.stringify(whole(`text at ${quoted(key)}`, text))}`
      : refused(`a string in the metadata at ${quoted(key)}`, typeof text),
  )
  const entries = parts.map(
    ({ name, x, bytes }, i) =>
      `${JSON.stringify(name)}:{"dtype":"${dtype}","shape":[${shape(x).join(',')}],"data_offsets":[${offsets[i]},${offsets[i] + bytes}]}`,
  )
  const text = new TextEncoder().encode(
    `{${[...(told.length > 0 ? [`"${METADATA}":{${told.join(',')}}`] : []), ...entries].join(',')}}`,
  )
  const length = Math.ceil(text.length / LENGTH_BYTES) * LENGTH_BYTES
  return length > MOST_HEADER_BYTES
    ? refused(`names, shapes and metadata of at most ${MOST_HEADER_BYTES} bytes`, String(length))
    : pipe(new Uint8Array(length).fill(0x20), (padded) => {
        padded.set(text)
        return padded
      })
}

/**
 * The bytes of a safetensors file. Tensors stand in the order of their names, and the data begins at a multiple of 8 bytes. With `F64`, the default, no bit is lost: NaN, ±∞ and
 * −0 are what they were. With `F32` numbers are rounded to the nearest.
 *
 * - **Errors** a `NablaError` for content with tensors that were not read, which would be lost; for a tensor named `__metadata__`, one that is being differentiated or has more than 64 axes, names or metadata that UTF-8 does not have (half of a
 *   surrogate pair), and, with `F32`, a finite number that float32 would make infinite.
 * - **Law** `test/format/Safetensors.test.ts`: `decode(encode(content)) = right(content)`.
 *
 * @example
 * const bytes = encode({ tensors: { w: T.tensor([1, 2, 3]) }, metadata: {} })
 * bytes.length // => 88
 * new TextDecoder().decode(bytes.subarray(8, 64)).trim() // => '{"w":{"dtype":"F64","shape":[3],"data_offsets":[0,24]}}'
 *
 * @category encoding
 */
export const encode = (content: Content, options: EncodeOptions = {}): Uint8Array => {
  const {
    tensors,
    metadata,
    unread = [],
  } = expectRecord('Safetensors.encode', 'a record', { tensors: 'object', metadata: 'object' }, content)
  const { dtype = 'F64' } = knownOptions('Safetensors.encode', { dtype: oneOfTexts('F64', 'F32') }, options)

  if (unread.length > 0)
    return refused(
      'content whose tensors are all read',
      `${quoted(unread[0].name)} of dtype ${quoted(unread[0].dtype)} in unread`,
    )
  const parts = byName('tensors', tensors).map(part(bytesOf(dtype)))
  const offsets = pipe(
    parts,
    RA.scanLeft(0, (offset, { bytes }) => offset + bytes),
  )
  const head = headerOf(metadata, parts, offsets, dtype)
  const start = LENGTH_BYTES + head.length
  const total = start + offsets[parts.length]
  const file = pipe(
    E.tryCatch(
      () => new Uint8Array(total),
      () => total,
    ),
    E.getOrElse((bytes): Uint8Array<ArrayBuffer> => refused('a file that fits into memory', `${bytes} bytes`)),
  )
  new DataView(file.buffer).setBigUint64(0, BigInt(head.length), true)
  file.set(head, LENGTH_BYTES)
  parts.forEach(({ x, bytes }, i) =>
    write(dtype, dataOf(x, 'Safetensors.encode'), file.subarray(start + offsets[i], start + offsets[i] + bytes)),
  )
  return file
}

// -------------------------------------------------------------------------------------------------
// decoding
// -------------------------------------------------------------------------------------------------

/** An entry whose elements are read. */
interface Readable extends Entry {
  readonly dtype: Dtype
}

const isReadable = (entry: Entry): entry is Readable => isDtype(entry.dtype)

/** The number of bytes of some elements of a dtype, if the dtype is known. */
const sizeIn = (dtype: string, count: number): number | undefined =>
  isDtype(dtype) ? count * bytesOf(dtype) : unreadBytes(dtype, count)

/** The text of the header and the data behind it. */
const split = (bytes: Uint8Array): E.Either<SafetensorsError, readonly [string, Uint8Array]> => {
  if (!(bytes instanceof Uint8Array))
    return E.left({ _tag: 'ForeignFormat', found: shown(bytes), next: 'Give its bytes, as a Uint8Array.' })
  if (bytes.length < LENGTH_BYTES) return E.left({ _tag: 'TooShort', found: bytes.length })
  const claimed = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true)
  const available = Math.min(bytes.length - LENGTH_BYTES, MOST_HEADER_BYTES)
  if (claimed > BigInt(available)) return E.left({ _tag: 'HeaderTooLong', claimed, available })
  const start = LENGTH_BYTES + Number(claimed)
  return E.tryCatch(
    () =>
      [
        new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(LENGTH_BYTES, start)),
        bytes.subarray(start),
      ] as const,
    (): SafetensorsError => ({ _tag: 'NotUtf8' }),
  )
}

/** The error for bytes without a readable header, with their format if it is recognised. */
const headless =
  (bytes: Uint8Array) =>
  (error: SafetensorsError): SafetensorsError =>
    pipe(
      bytes,
      unlike('safetensors'),
      O.match(
        () => error,
        (other): SafetensorsError => ({ _tag: 'ForeignFormat', ...other }),
      ),
    )

/** An entry whose size agrees with its shape and dtype; of a dtype that is not known, one that does not end before it begins. */
const checked =
  (available: number) =>
  (entry: Entry): E.Either<SafetensorsError, Entry> => {
    const { name, dtype, shape, begin, end } = entry
    const count = countOf(shape, isDtype(dtype) ? bytesOf(dtype) : 8)
    if (count === undefined) return E.left({ _tag: 'ShapeOverflows', tensor: name, shape })
    const expected = sizeIn(dtype, count) ?? Math.max(0, end - begin)
    if (end - begin !== expected)
      return E.left({ _tag: 'WrongSize', tensor: name, dtype, shape, expected, found: end - begin })
    return end > available ? E.left({ _tag: 'OutOfRange', tensor: name, end, available }) : E.right(entry)
  }

/** Entries in the order of their bytes, if these follow upon each other and leave none out. */
const tiled =
  (available: number) =>
  (entries: readonly Entry[]): E.Either<SafetensorsError, readonly Entry[]> => {
    const sorted = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)
    const at = sorted.findIndex(({ begin }, i) => begin !== (sorted[i - 1]?.end ?? 0))
    const begin = at < 0 ? available : sorted[at].begin
    const before = at < 0 ? sorted[sorted.length - 1] : sorted[at - 1]
    const end = before?.end ?? 0
    if (begin === end) return E.right(sorted)
    return E.left(
      begin > end
        ? { _tag: 'Hole', begin: end, end: begin }
        : { _tag: 'Overlap', tensor: sorted[at].name, other: before.name, begin, end },
    )
  }

const decoded =
  (data: Uint8Array) =>
  ({ name, dtype, shape, begin, end }: Readable): E.Either<SafetensorsError, readonly [string, AnyTensor]> =>
    pipe(
      tensor(dtype, shapeFrom('Safetensors.decode', shape), data.subarray(begin, end)),
      E.bimap(
        ({ index, found }): SafetensorsError => ({ _tag: 'BadElement', tensor: name, dtype, index, found }),
        (x) => [name, x] as const,
      ),
    )

const contentOf =
  (data: Uint8Array) =>
  ({ entries, metadata }: Header): E.Either<SafetensorsError, Content> =>
    pipe(
      entries,
      E.traverseArray(checked(data.length)),
      E.chain(tiled(data.length)),
      E.chain((all) =>
        pipe(
          all.filter(isReadable),
          E.traverseArray(decoded(data)),
          E.map((tensors) => {
            const unread = all.flatMap((each) =>
              isReadable(each) ? [] : [{ name: each.name, dtype: each.dtype, shape: each.shape }],
            )
            return { tensors: Object.fromEntries(tensors), metadata, ...(unread.length === 0 ? {} : { unread }) }
          }),
        ),
      ),
    )

/**
 * The tensors and the metadata in the bytes of a safetensors file. Elements are float64 afterwards, exactly: F64, F32, F16 and BF16, BOOL as 0 and 1, and integers as far as float64
 * has them. Tensors of other dtypes, such as F8_E4M3, are listed in `unread`, and `lookup` says why they are not there. The bytes are copied; what the header claims is compared with how many bytes there are before anything is made of it.
 *
 * - **Errors** a `SafetensorsError` for bytes of another format, which it names, and for whatever the format does not allow: a header that is longer than the file, no UTF-8, no JSON, or has a key twice; a shape that does not agree
 *   with the offsets, and offsets that overlap, leave bytes out or end behind the file; and for what no float64 is. It never throws.
 * - **Law** `test/format/Safetensors.test.ts`: whatever the bytes, an answer or a sentence.
 *
 * @example
 * const bytes = encode({ tensors: { w: T.tensor([[1, -0], [NaN, Infinity]]) }, metadata: { epoch: '3' } })
 * pipe(bytes, decode, E.map(({ tensors, metadata }) => [T.toArray(tensors['w']!), metadata]))
 * // => E.right([[[1, -0], [NaN, Infinity]], { epoch: '3' }])
 *
 * @category decoding
 */
export const decode = (bytes: Uint8Array): E.Either<SafetensorsError, Content> => {
  return pipe(
    split(bytes),
    E.chain(([text, data]) =>
      pipe(
        header(text),
        E.bimap(
          (wrong): SafetensorsError => ({ _tag: 'BadHeader', ...wrong }),
          (read) => [read, data] as const,
        ),
      ),
    ),
    E.mapLeft(headless(bytes)),
    E.chain(([read, data]) => contentOf(data)(read)),
  )
}

// -------------------------------------------------------------------------------------------------
// reading
// -------------------------------------------------------------------------------------------------

/** Content of which all is read, for files that this library writes itself. */
export const entire = (content: Content): E.Either<SafetensorsError, Content> =>
  content.unread === undefined ? E.right(content) : E.left(refusal(content.unread[0]))

/**
 * Reads a safetensors file.
 *
 * - **Errors** `BadSafetensors` with what `decode` says, and `FileMissing`, `NotAFile`, `Unreadable`, `TooLarge`.
 *
 * @example
 * const weights = read('weights.safetensors') // a TaskEither: nothing is read until it is run
 *
 * @category reading
 */
export const read = (path: string): TE.TaskEither<DataError, Content> => {
  return pipe(
    Files.first([path]),
    TE.chain((file) => Files.bytes(file)),
    TE.chainEitherK(
      flow(
        decode,
        E.mapLeft((problem): DataError => ({ _tag: 'BadSafetensors', file: path, problem })),
      ),
    ),
  )
}
