/**
 * Just enough of protobuf to write an ONNX model by hand: a message is the bytes of its fields, a field is its number, its kind and its value. A copy of nothing in
 * `src`, so that the yardstick does not move with what it measures.
 */
const encoder = new TextEncoder()

export type Bytes = readonly number[] | Uint8Array

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]

const join = (parts: readonly Bytes[]): Uint8Array => {
  const out = new Uint8Array(parts.reduce((n, part) => n + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

const int = (field: number, value: number): Bytes => [...varint(field * 8), ...varint(value)]
const float = (field: number, value: number): Bytes =>
  join([varint(field * 8 + 5), new Uint8Array(new Float32Array([value]).buffer)])
const bytes = (field: number, value: Bytes): Bytes => join([varint(field * 8 + 2), varint(value.length), value])
const text = (field: number, value: string): Bytes => bytes(field, encoder.encode(value))

/** The numbers ONNX gives to types of elements. */
export const elementType = { float32: 1, uint8: 2, int32: 6, int64: 7 } as const
export type ElementType = keyof typeof elementType

/** A size, or the name of one that is known when the model runs. */
export type Dimension = number | string

/** What goes in or out: its name, the type of its elements, its shape. */
export const value = (name: string, type: ElementType, shape: readonly Dimension[]): Bytes => {
  const dimensions = shape.map((d) => bytes(1, typeof d === 'number' ? int(1, d) : text(2, d)))
  const tensor = join([int(1, elementType[type]), bytes(2, join(dimensions))])
  return join([text(1, name), bytes(2, bytes(1, tensor))])
}

/** A constant. */
export const tensor = (name: string, shape: readonly number[], data: Float32Array | BigInt64Array): Bytes =>
  join([
    ...shape.map((d) => int(1, d)),
    int(2, data instanceof Float32Array ? elementType.float32 : elementType.int64),
    text(8, name),
    bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ])

/** An attribute: `int` and `float` are said, since 1 is either. */
export type Attribute = { readonly int: number } | { readonly float: number } | { readonly graph: Bytes }

const attribute = ([name, a]: readonly [string, Attribute]): Bytes =>
  bytes(
    5,
    'int' in a
      ? join([text(1, name), int(3, a.int), int(20, 2)])
      : 'float' in a
        ? join([text(1, name), float(2, a.float), int(20, 1)])
        : join([text(1, name), bytes(6, a.graph), int(20, 5)]),
  )

export const node = (
  type: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>> = {},
): Bytes =>
  join([
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, type),
    ...Object.entries(attributes).map(attribute),
  ])

export const graph = (parts: {
  readonly name: string
  readonly nodes: readonly Bytes[]
  readonly constants: readonly Bytes[]
  readonly inputs: readonly Bytes[]
  readonly outputs: readonly Bytes[]
}): Bytes =>
  join([
    ...parts.nodes.map((part) => bytes(1, part)),
    text(2, parts.name),
    ...parts.constants.map((part) => bytes(5, part)),
    ...parts.inputs.map((part) => bytes(11, part)),
    ...parts.outputs.map((part) => bytes(12, part)),
  ])

/** IR 10, opset 21. */
export const model = (main: Bytes): Uint8Array =>
  join([int(1, 10), text(2, 'nabla-ts bench'), bytes(7, main), bytes(8, join([text(1, ''), int(2, 21)]))])
