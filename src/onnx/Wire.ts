/**
 * The wire format of protocol buffers, as far as an ONNX model needs it: fields of varints, of 32 bits, of bytes and of messages.
 *
 * - **Source** "Protocol Buffers: encoding", the language's documentation.
 */

/** A message or a part of one, as pieces of bytes, so that large tensors are copied once. */
export interface Message {
  readonly length: number
  readonly pieces: readonly Uint8Array[]
}

const whole = (bytes: Uint8Array): Message => ({ length: bytes.length, pieces: [bytes] })

/** Parts of at most this number of bytes are joined to one piece, so that a model does not consist of millions of pieces. */
const small = 4096

/** The concatenation of parts. */
export const join = (parts: readonly Message[]): Message => {
  const all = { length: parts.reduce((n, { length }) => n + length, 0), pieces: parts.flatMap(({ pieces }) => pieces) }
  return all.length <= small && all.pieces.length > 1 ? whole(toBytes(all)) : all
}

/** An omitted field. */
export const absent: Message = { length: 0, pieces: [] }

/** An unsigned integer, seven bits per byte, lowest first. */
const digits = (value: bigint): readonly number[] =>
  value < 128n ? [Number(value)] : [Number(value & 127n) | 128, ...digits(value >> 7n)]

/** `digits` of a number below 2³¹, as most are. */
const smallDigits = (value: number): readonly number[] =>
  value < 128 ? [value] : [(value & 127) | 128, ...smallDigits(value >> 7)]

const isSmall = (value: number | bigint): value is number => typeof value === 'number' && value >= 0 && value < 2 ** 31

const varint = (value: number | bigint): Message =>
  whole(Uint8Array.from(isSmall(value) ? smallDigits(value) : digits(BigInt.asUintN(64, BigInt(value)))))

const tag = (field: number, kind: 0 | 2 | 5): Message => varint((field << 3) | kind)

/** An integer; a negative one in two's complement. */
export const integer = (field: number, value: number | bigint): Message => join([tag(field, 0), varint(value)])

/** A float of 32 bits. */
export const float = (field: number, value: number): Message =>
  join([tag(field, 5), whole(new Uint8Array(littleEndian(Float32Array.of(value))))])

/** A field of bytes. */
export const bytes = (field: number, value: Uint8Array): Message =>
  join([tag(field, 2), varint(value.length), whole(value)])

/** Text in UTF-8. */
export const text = (field: number, value: string): Message => bytes(field, encoder.encode(value))

const encoder = new TextEncoder()

/** A message within a message. */
export const message = (field: number, parts: readonly Message[]): Message => {
  const inner = join(parts)
  return join([tag(field, 2), varint(inner.length), inner])
}

/** Integers packed into one field. */
export const integers = (field: number, values: readonly number[]): Message =>
  values.length === 0 ? absent : message(field, values.map(varint))

/** The bytes of an array of numbers, lowest first. */
export const littleEndian = (values: Float32Array | Float64Array | BigInt64Array | Uint8Array): ArrayBuffer => {
  const copy = values.slice().buffer
  if (isLittleEndian || values.BYTES_PER_ELEMENT === 1) return copy
  const flipped = new Uint8Array(copy)
  const size = values.BYTES_PER_ELEMENT
  return Uint8Array.from(flipped, (_, i) => flipped[i - (i % size) + size - 1 - (i % size)]).buffer
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** The bytes of a message. */
export const toBytes = ({ length, pieces }: Message): Uint8Array => {
  const all = new Uint8Array(length)
  pieces.reduce((at, piece) => (all.set(piece, at), at + piece.length), 0)
  return all
}
