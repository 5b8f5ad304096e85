/**
 * Tensors: immutable values with a static shape.
 *
 * There are two cases. A *plain* tensor stores one number per element, or a single number for all of them (scalars, `zeros`, broadcast scalars). The second form needs no array
 * and no loop. A *traced* value is created by an interpreter: forward mode, reverse mode, batching or staging. Only this interpreter can read it: reading its numbers throws a
 * `NablaError`.
 *
 * The numbers of a plain tensor are in a private field. Modules of the library get the array from `dataOf` and must not write to it; users get copies. Both cases are classes, so that
 * their prototypes can make `x + 1` and `x > 2` throw. Neither class is public.
 */
import type { Eq as EqOf } from 'fp-ts/lib/Eq.js'
import type { Show as ShowOf } from 'fp-ts/lib/Show.js'
import { fail } from './Errors.js'
import { foundNoTensor } from './Found.js'
import { MOST_IN_ARRAYS, roomFor } from './Room.js'
import { equals, print, scalarShape, sizeOf, type Shape } from './Shape.js'

declare const shapeOf: unique symbol

/**
 * An immutable array of float64 numbers with a shape: `Tensor<[784, 100]>`, `Tensor<[Name<'batch'>, 10]>`, `Tensor<[]>`.
 *
 * @category model
 */
export interface Tensor<S extends Shape> {
  readonly [shapeOf]: Readonly<S>
}

/**
 * A tensor of rank 0: one number.
 *
 * @category model
 */
export type Scalar = Tensor<[]>

/** A tensor of any shape. */
export type AnyTensor = Tensor<Shape>

/** The elements of a plain tensor in row-major order, or a single number for all of them. */
export type Data = number | Float64Array

/**
 * The part of an interpreter that concerns its values. `Interpreter` in `primitive/Primitive` adds the application of primitives.
 */
export interface ValueInterpreter {
  /** A description of its values, for messages: "a dual number". */
  readonly name: string
  /** Interpreters nest: one opened later has a higher level; `ground` is below all. */
  readonly level: number
  /** The shape of one of its values. */
  readonly shape: (x: TracedValue) => Shape
  /** The reason in the error when the numbers of a value are read, and what to do instead. By default it says that a function is being differentiated. */
  readonly why?: string
}

/** The base class of traced values; each interpreter has a subclass. `declare` emits no field: an ordinary field would be set to undefined before the constructor sets it. */
export class TracedValue {
  declare readonly interpreter: ValueInterpreter
  constructor(interpreter: ValueInterpreter) {
    this.interpreter = interpreter
  }
  /** Refuses `x > 2`, `x + 1`, `x == 2` and templates, which would give NaN or meaningless text. */
  [Symbol.toPrimitive](hint: string): never {
    return refuseOperator(this as unknown as AnyTensor, hint)
  }
  /** Refuses `JSON.stringify`, which would write the internals of the interpreter. */
  toJSON(): unknown {
    return dataOf(this as unknown as AnyTensor, 'JSON.stringify')
  }
}

/** The level of plain tensors, below every interpreter. */
export const ground = -1

/** An object whose property throws when read, so that `structuredClone` and `postMessage` of a tensor throw instead of making an empty record. */
const uncloneable = Object.freeze({
  get tensor(): never {
    return fail(
      'structuredClone',
      'a value without tensors',
      'a tensor, whose numbers are private. Send T.toFlat(x) and T.shape(x), and make the tensor again by T.fromArray(flat, shape); or send the bytes of Safetensors.encode',
    )
  },
})

/** The interpreter of plain tensors. */
export const numbers: ValueInterpreter = Object.freeze({
  name: 'plain numbers',
  level: ground,
  shape: (x: TracedValue) => Plain.shape(x as unknown as Plain),
})

/** The stored elements. Bytes are converted at every read and the result is not kept: it is 8 times as large, and a batch is read only once. Float32 elements are converted once, at the first read. */
type Stored = Data | Uint8Array | Int8Array | Float32Array

class Plain {
  readonly #shape: Shape
  #data: Stored
  /** The only visible property, which makes `structuredClone` throw. */
  declare readonly uncloneable: object
  constructor(shape: Shape, data: Stored) {
    this.#shape = shape
    this.#data = data
    this.uncloneable = uncloneable
  }
  get interpreter(): ValueInterpreter {
    return numbers
  }
  [Symbol.toPrimitive](hint: string): never {
    return refuseOperator(this as unknown as AnyTensor, hint)
  }
  /** Hides this class: `x.constructor.data(x)` would return the array. */
  get ['constructor'](): unknown {
    return Object
  }
  /** Rank, shape and elements, by which test runners compare two tensors. */
  [Symbol.iterator](): Iterator<number> {
    return [this.#shape.length, ...this.#shape, ...dense(this as unknown as AnyTensor)][Symbol.iterator]()
  }
  /** Nested arrays, from which test runners print differences. */
  toJSON(): unknown {
    return toArray(this as unknown as AnyTensor)
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return Show.show(this as unknown as AnyTensor)
  }
  [Symbol.for('fast-check/toStringMethod')](): string {
    return Show.show(this as unknown as AnyTensor)
  }
  static shape(x: Plain): Shape {
    try {
      return x.#shape
    } catch {
      return noTensor('shape', x)
    }
  }
  static stored(x: Plain): Stored {
    try {
      return x.#data
    } catch {
      return noTensor('data', x)
    }
  }
  static data(x: Plain): Data {
    const data = Plain.stored(x)
    if (data instanceof Uint8Array || data instanceof Int8Array)
      return data.length === 1 ? data[0] : new Float64Array(data)
    // Local mutation, invisible from outside: the same numbers as float64.
    return data instanceof Float32Array ? (x.#data = new Float64Array(data)) : data
  }
  static bytes(x: Plain): Uint8Array | undefined {
    const data = Plain.stored(x)
    return data instanceof Uint8Array ? data : undefined
  }
  /** Whether a value is a plain tensor. A proxy of one has the prototype, but not the private field. */
  static is(x: object): x is Plain {
    return #data in x
  }
}

/** A plain tensor of the given elements. It takes ownership of the array: the caller must not keep it. */
export const plain = <S extends Shape>(shape: Shape, data: Data): Tensor<S> =>
  new Plain(shape, typeof data !== 'number' && data.length === 1 ? data[0] : data) as unknown as Tensor<S>

/** A plain tensor of one-byte integers. It takes ownership of the array. */
export const fromBytes = <S extends Shape>(shape: Shape, data: Uint8Array | Int8Array): Tensor<S> =>
  new Plain(shape, data) as unknown as Tensor<S>

/** A plain tensor of float32 numbers. It takes ownership of the array. */
export const fromFloats = <S extends Shape>(shape: S, data: Float32Array): Tensor<S> =>
  new Plain(shape, data.length === 1 ? data[0] : data) as unknown as Tensor<S>

/** The stored `Uint8Array` of a plain tensor, shared and not to be changed; `undefined` for any other storage. */
export const bytesOf = (x: AnyTensor): Uint8Array | undefined =>
  interpreterOf(x) === numbers ? Plain.bytes(x as unknown as Plain) : undefined

/** A traced value as a tensor. */
export const fromTraced = (x: TracedValue): AnyTensor => x as unknown as AnyTensor

/** A tensor, known to be traced, as a traced value. */
export const toTraced = (x: AnyTensor): TracedValue => x as unknown as TracedValue

/** Throws a `NablaError`: the operation expected a tensor and found another value. */
export const noTensor = (operation: string, x: unknown): never =>
  fail(
    operation,
    'a tensor',
    x instanceof Plain ? 'a proxy or a copy of a tensor, which has no numbers' : foundNoTensor(x),
  )

/** The interpreter of any tensor; errors name the operation. */
export const interpreterOf = (x: AnyTensor, operation = 'a function of tensors'): ValueInterpreter => {
  const interpreter = (x as unknown as Partial<TracedValue> | undefined)?.interpreter
  return interpreter === undefined ? noTensor(operation, x) : interpreter
}

/** The level of any tensor: `ground`, or that of its interpreter. */
export const levelOf = (x: AnyTensor): number => (x as unknown as TracedValue).interpreter.level

/** The shape of any tensor; errors name the operation. */
export const checkedShape = (operation: string, x: AnyTensor): Shape => {
  const interpreter = interpreterOf(x, operation)
  return interpreter.shape === undefined ? noTensor(operation, x) : interpreter.shape(x as unknown as TracedValue)
}

/** The shape of any tensor. */
export const shape = <S extends Shape>(x: Tensor<S>): Readonly<S> => checkedShape('shape', x) as Readonly<S>

/** Whether a value is a tensor of either case. */
export const isTensor = (x: unknown): x is AnyTensor => (x instanceof Plain ? Plain.is(x) : x instanceof TracedValue)

/** Throws the error of a language operator applied to a tensor. */
const refuseOperator = (x: AnyTensor, hint: string): never =>
  fail(
    hint === 'string' ? 'a tensor as text' : 'a tensor as an operand of an operator',
    hint === 'string' ? 'a text' : 'a number',
    `${levelOf(x) === ground ? 'a tensor' : interpreterOf(x).name} of shape ${print(shape(x))}. ${
      hint === 'string'
        ? 'Use T.Show.show(x), T.toArray(x), or T.toNumber(x) for a scalar'
        : 'Use T.greater, T.add, … To choose between two values, use T.where. To read a plain scalar, use T.toNumber'
    }`,
  )

const unreadable =
  'the values of a function cannot be read while it is being differentiated. Return them, and read them afterwards'

/** An array of a length, or a `NablaError` if it does not fit in memory. */
export const allocate = (operation: string, length: number): Float64Array => {
  roomFor(operation, [length])
  try {
    return new Float64Array(length)
  } catch {
    return fail(operation, 'a tensor that fits in memory', `${length} elements`)
  }
}

/** The elements of a plain tensor, for kernels, which never write to them. */
export const dataOf = (x: AnyTensor, operation = 'reading the numbers of a tensor'): Data => {
  const interpreter = interpreterOf(x, operation)
  return interpreter === numbers
    ? Plain.data(x as unknown as Plain)
    : fail(
        operation,
        'a tensor of plain numbers',
        `${interpreter.name} of shape ${print(shape(x))}: ${interpreter.why ?? unreadable}`,
      )
}

/** All elements of a plain tensor as an array. It may be the tensor's own array, and must not be changed. */
export const dense = (x: AnyTensor, operation?: string): Float64Array => {
  const data = dataOf(x, operation)
  return typeof data === 'number' ? allocate(operation ?? 'dense', sizeOf(shape(x))).fill(data) : data
}

/** A tensor of a shape, filled with one number. */
export const uniform = <S extends Shape>(shape: Shape, value: number): Tensor<S> => plain(shape, value)

/**
 * A number as a tensor of rank 0.
 *
 * @example
 * T.toNumber(T.scalar(2)) // => 2
 *
 * @category constructors
 */
export const scalar = (value: number): Scalar =>
  typeof value === 'number' ? plain(scalarShape, value) : fail('scalar', 'a number', typeof value)

/**
 * The number in a scalar.
 *
 * - **Errors** a `NablaError` for a tensor with axes, or one that is being differentiated.
 *
 * @example
 * T.toNumber(T.scalar(0.5)) // => 0.5
 *
 * @category destructors
 */
export const toNumber = (x: Scalar): number => {
  const data = dataOf(x, 'toNumber')
  return shape(x).length > 0 || typeof data !== 'number'
    ? fail('toNumber', 'a scalar', `a tensor of shape ${print(shape(x))}`)
    : data
}

/**
 * Nested arrays of a shape: `number` for `[]`, `number[]` for `[3]`.
 *
 * @category model
 */
export type Nested<S extends Shape> = number extends S['length']
  ? NestedArray
  : S extends readonly [number, ...infer R extends Shape]
    ? readonly Nested<R>[]
    : number

/** A number, or an array of nested arrays. */
export type NestedArray = number | readonly NestedArray[]

const nest = (flat: Float64Array, sizes: Shape, axis: number, offset: number): NestedArray => {
  const size = sizes[axis]
  if (size === undefined) return flat[offset]
  const stride = sizeOf(sizes.slice(axis + 1))
  return Array.from({ length: size }, (_, i) => nest(flat, sizes, axis + 1, offset + i * stride))
}

/**
 * The elements of a tensor as nested arrays, copied.
 *
 * - **Errors** a `NablaError` for a traced value, and for more than 2²⁶ elements; use `toFlat` for these.
 *
 * @example
 * T.toArray(T.tensor([[1, 2], [3, 4]])) // => [[1, 2], [3, 4]]
 *
 * @category destructors
 */
export const toArray = <S extends Shape>(x: Tensor<S>): Nested<S> => {
  const sizes = checkedShape('toArray', x)
  if (sizeOf(sizes) > MOST_IN_ARRAYS)
    fail('toArray', `at most ${MOST_IN_ARRAYS} elements`, `shape ${print(sizes)}. T.toFlat has room for more`)
  return nest(dense(x, 'toArray'), sizes, 0, 0) as Nested<S>
}

/**
 * The elements of a tensor in row-major order, copied.
 *
 * @example
 * Array.from(T.toFlat(T.tensor([[1, 2], [3, 4]]))) // => [1, 2, 3, 4]
 *
 * @category destructors
 */
export const toFlat = (x: AnyTensor): Float64Array => dense(x, 'toFlat').slice()

/**
 * Equality: the same shape, and equal elements by `===`; NaN equals NaN.
 *
 * @example
 * T.Eq.equals(T.tensor([1, 2]), T.tensor([1, 2])) // => true
 *
 * @category instances
 */
export const Eq: EqOf<AnyTensor> = {
  equals: (a, b) => {
    if (!equals(shape(a), shape(b))) return false
    const [one, other] = [dataOf(a, 'Eq.equals'), dataOf(b, 'Eq.equals')]
    if (typeof one === 'number' && typeof other === 'number')
      return one === other || (Number.isNaN(one) && Number.isNaN(other)) || sizeOf(shape(a)) === 0
    const [x, y] = [dense(a, 'Eq.equals'), dense(b, 'Eq.equals')]
    return x.every((v, i) => v === y[i] || (Number.isNaN(v) && Number.isNaN(y[i])))
  },
}

const edgeItems = 3
const mostItems = 8

const formatNumber = (v: number): string => (Object.is(v, -0) ? '-0' : String(Number(v.toPrecision(6))))

const formatAxis = (data: Data, sizes: Shape, axis: number, offset: number, indent: string): string => {
  const size = sizes[axis]
  if (size === undefined) return formatNumber(typeof data === 'number' ? data : data[offset])
  const stride = sizeOf(sizes.slice(axis + 1))
  const at = (i: number): string => formatAxis(data, sizes, axis + 1, offset + i * stride, indent + ' ')
  const indices = Array.from({ length: size <= mostItems ? size : 2 * edgeItems }, (_, i) =>
    size <= mostItems || i < edgeItems ? i : size - 2 * edgeItems + i,
  )
  const shown = indices.map(at)
  const parts = size <= mostItems ? shown : [...shown.slice(0, edgeItems), '…', ...shown.slice(edgeItems)]
  return `[${parts.join(axis === sizes.length - 1 ? ', ' : `,\n${indent} `)}]`
}

/**
 * A readable print: the shape and the elements, with the middle of long axes left out.
 *
 * @example
 * T.Show.show(T.tensor([[1, 2], [3, 4]])) // => 'Tensor [2, 2]\n[[1, 2],\n [3, 4]]'
 *
 * @category instances
 */
export const Show: ShowOf<AnyTensor> = {
  show: (x) => `Tensor ${print(shape(x))}\n${formatAxis(dataOf(x, 'Show.show'), shape(x), 0, 0, '')}`,
}
