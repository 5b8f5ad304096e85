/**
 * An ONNX model as a value, and its bytes.
 *
 * - **Source** ONNX's `onnx.proto`, IR version 8, with operator set 17, which runtimes and checkers support since 2022.
 */
import * as Wire from './Wire.js'

/** The element type of a tensor. */
export type Element = 'float32' | 'float64' | 'int64' | 'bool' | 'uint8'

const elementNumber: Readonly<Record<Element, number>> = { float32: 1, uint8: 2, int64: 7, bool: 9, float64: 11 }

/** A size, or an open one as text, such as `3*batch`. */
export type Dimension = number | string

/** A named value of a graph. */
export interface ValueInfo {
  readonly name: string
  readonly element: Element
  readonly shape: readonly Dimension[]
  readonly doc?: string
}

/** A constant tensor or a parameter. */
export interface Initializer {
  readonly name: string
  readonly element: Element
  readonly shape: readonly number[]
  readonly data: Float32Array | Float64Array | BigInt64Array | Uint8Array
  readonly doc?: string
}

/** A parameter of an operator. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly string: string }
  | { readonly graph: OnnxGraph }

/** An operator applied to values by their names. */
export interface Operation {
  readonly type: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes?: Readonly<Record<string, Attribute>>
  readonly doc?: string
}

/** A graph of operators. */
export interface OnnxGraph {
  readonly name: string
  readonly operations: readonly Operation[]
  readonly inputs: readonly ValueInfo[]
  readonly outputs: readonly ValueInfo[]
  readonly initializers: readonly Initializer[]
  /** The types of intermediate values, for readers of the model. */
  readonly values: readonly ValueInfo[]
  readonly doc?: string
}

/** A model: a graph, and its metadata. */
export interface OnnxModel {
  readonly graph: OnnxGraph
  readonly doc: string
  readonly metadata: Readonly<Record<string, string>>
}

const irVersion = 8
const operatorSet = 17

/** The version of the library, as in `package.json`. */
export const version = '0.1.0'

const documented = (field: number, doc: string | undefined): Wire.Message =>
  doc === undefined ? Wire.absent : Wire.text(field, doc)

const valueInfo = (field: number, { name, element, shape, doc }: ValueInfo): Wire.Message => {
  const dims = shape.map((d) => Wire.message(1, [typeof d === 'number' ? Wire.integer(1, d) : Wire.text(2, d)]))
  const type = Wire.message(1, [Wire.integer(1, elementNumber[element]), Wire.message(2, dims)])
  return Wire.message(field, [Wire.text(1, name), Wire.message(2, [type]), documented(3, doc)])
}

const attribute = (name: string, value: Attribute): Wire.Message => {
  const body =
    'int' in value
      ? [Wire.integer(3, value.int), Wire.integer(20, 2)]
      : 'float' in value
        ? [Wire.float(2, value.float), Wire.integer(20, 1)]
        : 'ints' in value
          ? [...value.ints.map((i) => Wire.integer(8, i)), Wire.integer(20, 7)]
          : 'string' in value
            ? [Wire.text(4, value.string), Wire.integer(20, 3)]
            : [graph(6, value.graph), Wire.integer(20, 5)]
  return Wire.message(5, [Wire.text(1, name), ...body])
}

const operation = ({ type, inputs, outputs, attributes = {}, doc }: Operation): Wire.Message =>
  Wire.message(1, [
    ...inputs.map((name) => Wire.text(1, name)),
    ...outputs.map((name) => Wire.text(2, name)),
    Wire.text(3, `${type} ${outputs[0]}`),
    Wire.text(4, type),
    ...Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    documented(6, doc),
  ])

const initializer = ({ name, element, shape, data, doc }: Initializer): Wire.Message =>
  Wire.message(5, [
    Wire.integers(1, shape),
    Wire.integer(2, elementNumber[element]),
    Wire.text(8, name),
    Wire.bytes(9, new Uint8Array(Wire.littleEndian(data))),
    documented(12, doc),
  ])

const graph = (field: number, g: OnnxGraph): Wire.Message =>
  Wire.message(field, [
    ...g.operations.map(operation),
    Wire.text(2, g.name),
    ...g.initializers.map(initializer),
    documented(10, g.doc),
    ...g.inputs.map((value) => valueInfo(11, value)),
    ...g.outputs.map((value) => valueInfo(12, value)),
    ...g.values.map((value) => valueInfo(13, value)),
  ])

/** The bytes of an `.onnx` file. */
export const encode = ({ graph: top, doc, metadata }: OnnxModel): Uint8Array =>
  Wire.toBytes(
    Wire.join([
      Wire.integer(1, irVersion),
      Wire.text(2, 'nabla-ts'),
      Wire.text(3, version),
      Wire.text(6, doc),
      graph(7, top),
      Wire.message(8, [Wire.text(1, ''), Wire.integer(2, operatorSet)]),
      ...Object.entries(metadata).map(([key, value]) => Wire.message(14, [Wire.text(1, key), Wire.text(2, value)])),
    ]),
  )
