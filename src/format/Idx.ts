/**
 * IDX, the format of the MNIST files: two zero bytes, the element type, the number of axes, one big-endian 32-bit size per
 * axis, then the elements. Here only unsigned bytes (type 08), which is what images and labels are.
 *
 * **Source** Yann LeCun, "The MNIST database", section "File formats".
 */
import * as E from 'fp-ts/lib/Either.js'
import { flow, pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as TE from 'fp-ts/lib/TaskEither.js'

import { unlike } from './Format.js'
import type { DataError } from './Errors.js'
import * as Files from './Files.js'
import { bytes as expectBytes, text as expectText } from '../tensor/Expect.js'

// -------------------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------------------

/**
 * An array of unsigned bytes: `data` holds the elements row by row, as many as the product of `shape`.
 *
 * @category model
 */
export interface Idx {
  readonly shape: readonly number[]
  readonly data: Uint8Array
}

// -------------------------------------------------------------------------------------------------
// header
// -------------------------------------------------------------------------------------------------

/** The content of a header: the shape, and where the elements begin and end. */
interface Header {
  readonly shape: readonly number[]
  readonly start: number
  readonly end: number
}

const [MAGIC_BYTES, SIZE_BYTES, UNSIGNED_BYTES] = [4, 4, 8]

const uint32 = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at)

/** The error for bytes that are not IDX, with their format if it is recognised. */
const badMagic = (file: string, bytes: Uint8Array): DataError =>
  pipe(
    bytes,
    unlike('IDX'),
    O.match(
      (): DataError => ({ _tag: 'BadMagic', file, found: [...bytes.subarray(0, MAGIC_BYTES)] }),
      (other): DataError => ({ _tag: 'OtherFormat', file, expected: 'an IDX file', ...other }),
    ),
  )

/** The header of a file, or what is wrong with it. */
const header =
  (file: string) =>
  (bytes: Uint8Array): E.Either<DataError, Header> => {
    const [first, second, type, rank] = bytes
    const cut = (expected: number): E.Either<DataError, Header> =>
      E.left({ _tag: 'HeaderTruncated', file, expected, found: bytes.length })
    if (bytes.length < MAGIC_BYTES) return first > 0 ? E.left(badMagic(file, bytes)) : cut(MAGIC_BYTES)
    if (first !== 0 || second !== 0 || rank === 0) return E.left(badMagic(file, bytes))
    if (type !== UNSIGNED_BYTES) return E.left({ _tag: 'UnsupportedType', file, found: type })
    const start = MAGIC_BYTES + rank * SIZE_BYTES
    if (bytes.length < start) return cut(start)
    const shape = Array.from({ length: rank }, (_, axis) => uint32(bytes, MAGIC_BYTES + axis * SIZE_BYTES))
    const empty = shape.indexOf(0)
    return empty >= 0
      ? E.left({ _tag: 'EmptyAxis', file, axis: empty })
      : E.right({ shape, start, end: shape.reduce((product, size) => product * size, 1) + start })
  }

// -------------------------------------------------------------------------------------------------
// decoding
// -------------------------------------------------------------------------------------------------

/**
 * The array that the bytes of an IDX file hold. The bytes are copied; nothing is allocated before the sizes in the header
 * are known to agree with the number of bytes.
 *
 * - **Errors** `OtherFormat`, `BadMagic`, `UnsupportedType`, `HeaderTruncated`, `EmptyAxis`, `WrongLength`, each with the name of the file.
 *
 * @example
 * decode(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 9), 'two') // => E.right({ shape: [2], data: Uint8Array.of(7, 9) })
 *
 * @category decoding
 */
export const decode = (bytes: Uint8Array, file: string): E.Either<DataError, Idx> => {
  expectBytes('Data.decode', bytes)
  expectText('Data.decode', file)
  return pipe(
    bytes,
    header(file),
    E.filterOrElse(
      ({ end }) => end === bytes.length,
      ({ shape, end }): DataError => ({ _tag: 'WrongLength', file, shape, expected: end, found: bytes.length }),
    ),
    E.map(({ shape, start }) => ({ shape, data: new Uint8Array(bytes.subarray(start)) })),
  )
}

// -------------------------------------------------------------------------------------------------
// reading
// -------------------------------------------------------------------------------------------------

/**
 * How much may come out of a gzip: what the header inside it says, so that a bomb is stopped one byte later. A header that
 * is wrong already needs no unpacking; one that could not be peeked at leaves the general limit.
 */
const allowance = (file: string, packed: Uint8Array): TE.TaskEither<DataError, Header> =>
  pipe(
    Files.peek(packed),
    TE.map(header(file)),
    TE.chainEitherK(
      E.orElse((error) =>
        error._tag === 'HeaderTruncated' ? E.right({ shape: [], start: 0, end: Files.limit }) : E.left(error),
      ),
    ),
    TE.filterOrElse(
      ({ end }) => end <= Files.limit,
      ({ end }): DataError => ({ _tag: 'TooLarge', file, limit: Files.limit, found: end }),
    ),
  )

const unpacked = (file: string, packed: Uint8Array): TE.TaskEither<DataError, Uint8Array> =>
  pipe(
    allowance(file, packed),
    TE.chain(({ shape, end }) =>
      pipe(
        Files.unpack(packed, end),
        TE.mapLeft((problem): DataError =>
          problem._tag === 'Corrupt'
            ? { _tag: 'CorruptGzip', file, reason: problem.reason }
            : shape.length > 0
              ? { _tag: 'WrongLength', file, shape, expected: end, found: 'more' }
              : { _tag: 'TooLarge', file, limit: Files.limit, found: 'more' },
        ),
      ),
    ),
  )

/**
 * Reads the first of some candidate paths that is a file, plain or gzipped, whatever its name ends in.
 *
 * @category reading
 */
export const readFirst = (
  candidates: readonly [string, ...string[]],
): TE.TaskEither<DataError, Idx & { readonly file: string }> =>
  pipe(
    Files.first(candidates),
    TE.chain((file) =>
      pipe(
        Files.bytes(file),
        TE.chain((bytes) => (Files.isGzip(bytes) ? unpacked(file, bytes) : TE.right(bytes))),
        TE.chainEitherK((bytes) => decode(bytes, file)),
        TE.map((idx) => ({ ...idx, file })),
      ),
    ),
  )

/**
 * Reads an IDX file, plain or gzipped; where `path` is missing, `path` with `.gz` is read instead.
 *
 * - **Errors** those of `decode`, and `FileMissing`, `NotAFile`, `Unreadable`, `CorruptGzip`, `TooLarge`.
 *
 * @example
 * const labels = read('data/train-labels-idx1-ubyte') // a TaskEither: nothing is read until it is run
 *
 * @category reading
 */
export const read: (path: string) => TE.TaskEither<DataError, Idx> = flow(
  (path) => readFirst([path, `${String(path)}.gz`]),
  TE.map(({ shape, data }) => ({ shape, data })),
)
