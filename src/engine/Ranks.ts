/**
 * The inputs and outputs of a model without a declared shape, read from the file: a runtime describes them as scalars.
 *
 * - **Source** ONNX's `onnx.proto`; "Protocol Buffers: encoding".
 */

/** A field of a message: its number, and its bytes if it has any. */
interface Field {
  readonly field: number
  readonly bytes: Uint8Array
}

const none = new Uint8Array(0)

/** The fields of a message, up to the first that cannot be read. */
const fieldsOf = (message: Uint8Array): readonly Field[] => {
  // Local mutation, invisible from outside.
  const fields: Field[] = []
  let at = 0
  const varint = (): number => {
    let [value, scale] = [0, 1]
    while (at < message.length) {
      const byte = message[at++]
      value += (byte & 127) * scale
      scale *= 128
      if (byte < 128) break
    }
    return value
  }
  while (at < message.length) {
    const key = varint()
    const [field, kind] = [Math.floor(key / 8), key % 8]
    const length = kind === 2 ? varint() : kind === 5 ? 4 : kind === 1 ? 8 : 0
    if (kind === 0) varint()
    else if (kind !== 1 && kind !== 2 && kind !== 5) break
    fields.push({ field, bytes: kind === 2 ? message.subarray(at, at + length) : none })
    at += length
  }
  return fields
}

const inside = (messages: readonly Uint8Array[], field: number): readonly Uint8Array[] =>
  messages.flatMap((message) => fieldsOf(message).flatMap((each) => (each.field === field ? [each.bytes] : [])))

/** The numbers of fields. */
const [graph, input, output, name, type, tensorType, shape] = [7, 11, 12, 1, 2, 1, 2]

/** The names of inputs and outputs without a shape. */
export const withoutShape = (model: Uint8Array): ReadonlySet<string> => {
  const graphs = inside([model], graph)
  const values = [...inside(graphs, input), ...inside(graphs, output)]
  const bare = values.filter((value) => inside(inside(inside([value], type), tensorType), shape).length === 0)
  return new Set(bare.flatMap((value) => inside([value], name).map((bytes) => new TextDecoder().decode(bytes))))
}
