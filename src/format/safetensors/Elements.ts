/**
 * The elements of safetensors: how many bytes each kind has, and which float64 they are. Little-endian, whatever the machine is.
 */
import * as E from 'fp-ts/lib/Either.js'
import { fail } from '../../tensor/Errors.js'
import type { Shape } from '../../tensor/Shape.js'
import { fromBytes, plain, type AnyTensor, type Data } from '../../tensor/Value.js'
import { bfloat16, float16 } from '../Floats.js'

/** An element without a float64 value, or an invalid boolean: its index, and its description. */
export interface Stray {
  readonly index: number
  readonly found: string
}

interface Kind {
  readonly bytes: number
  /** An element, if it is one. */
  readonly read: (view: DataView, at: number) => number | undefined
  /** A description of an element for which `read` has no value. */
  readonly print?: (view: DataView, at: number) => string
  /** Whole numbers of one byte stay bytes until they are asked for. */
  readonly asBytes?: (bytes: Uint8Array) => Uint8Array | Int8Array
}

/** An integer that float64 holds. */
const exactly = (n: bigint): number | undefined => (BigInt(Number(n)) === n ? Number(n) : undefined)

/**
 * The kinds of elements that are read, by the names the format has for them.
 *
 * @category model
 */
export type Dtype =
  'F64' | 'F32' | 'F16' | 'BF16' | 'I64' | 'U64' | 'I32' | 'U32' | 'I16' | 'U16' | 'I8' | 'U8' | 'BOOL'

const kinds: Readonly<Record<Dtype, Kind>> = {
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { bytes: 2, read: (view, at) => float16(view.getUint16(at, true)) },
  BF16: { bytes: 2, read: (view, at) => bfloat16(view.getUint16(at, true)) },
  I64: {
    bytes: 8,
    read: (view, at) => exactly(view.getBigInt64(at, true)),
    print: (view, at) => String(view.getBigInt64(at, true)),
  },
  U64: {
    bytes: 8,
    read: (view, at) => exactly(view.getBigUint64(at, true)),
    print: (view, at) => String(view.getBigUint64(at, true)),
  },
  I32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  U32: { bytes: 4, read: (view, at) => view.getUint32(at, true) },
  I16: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  U16: { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  I8: { bytes: 1, read: (view, at) => view.getInt8(at), asBytes: (bytes) => new Int8Array(bytes) },
  U8: { bytes: 1, read: (view, at) => view.getUint8(at), asBytes: (bytes) => new Uint8Array(bytes) },
  BOOL: {
    bytes: 1,
    read: (view, at) => (view.getUint8(at) < 2 ? view.getUint8(at) : undefined),
    print: (view, at) => String(view.getUint8(at)),
    asBytes: (bytes) => new Uint8Array(bytes),
  },
}

const kindOf = (dtype: Dtype): Kind => kinds[dtype]

/** Their names. */
export const dtypes = Object.keys(kinds) as readonly Dtype[]

/** Whether a name is one of theirs. */
export const isDtype = (name: string): name is Dtype => Object.hasOwn(kinds, name)

/** How many bytes an element has. */
export const bytesOf = (dtype: Dtype): number => kindOf(dtype).bytes

/** The first invalid element, if any. */
const stray = ({ bytes, read, print }: Kind, view: DataView, count: number): Stray | undefined => {
  if (print === undefined) return undefined
  // Local mutation, invisible from outside.
  for (let i = 0; i < count; i++)
    if (read(view, i * bytes) === undefined) return { index: i, found: print(view, i * bytes) }
  return undefined
}

const read = ({ bytes, read }: Kind, view: DataView, count: number): Float64Array => {
  // Local mutation, invisible from outside.
  const elements = new Float64Array(count)
  for (let i = 0; i < count; i++) elements[i] = read(view, i * bytes)!
  return elements
}

/** The tensor of a shape that some bytes hold, as many as it needs; the bytes are copied. */
export const tensor = (dtype: Dtype, shape: Shape, bytes: Uint8Array): E.Either<Stray, AnyTensor> => {
  const kind = kindOf(dtype)
  const count = bytes.length / kind.bytes
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const wrong = stray(kind, view, count)
  if (wrong !== undefined) return E.left(wrong)
  return E.right(
    count === 0
      ? plain(shape, 0)
      : kind.asBytes !== undefined && count > 1
        ? fromBytes(shape, kind.asBytes(bytes))
        : plain(shape, read(kind, view, count)),
  )
}

/** How a number is written as F32. */
const toFloat32 = (x: number): number => {
  const y = Math.fround(x)
  return Number.isFinite(y) || !Number.isFinite(x)
    ? y
    : fail('Safetensors.encode', 'numbers that float32 has, for dtype F32', `${x}. F64 has it`)
}

/** Writes elements into some bytes, which are as many as they need. */
export const write = (dtype: 'F64' | 'F32', data: Data, bytes: Uint8Array): void => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = bytesOf(dtype)
  const count = bytes.length / size
  // Local mutation, invisible from outside.
  for (let i = 0; i < count; i++) {
    const x = typeof data === 'number' ? data : data[i]
    if (dtype === 'F64') view.setFloat64(i * size, x, true)
    else view.setFloat32(i * size, toFloat32(x), true)
  }
}
