/**
 * Tensors: immutable values with a static shape.
 *
 * There are two cases. A *plain* tensor holds numbers: one per element, or a single number for all elements (every scalar, `zeros`, a scalar broadcast to a
 * shape), which takes no memory and no loop. A *traced* value belongs to an interpreter (dual numbers, a tape, a batch, a stage), and only that interpreter knows its
 * contents. Reading the numbers of a traced value throws a `NablaError`.
 *
 * The numbers of a plain tensor are in a private field, so only this file and the modules that import it internally can change them. Both cases are classes, since a prototype
 * costs a value nothing and lets every tensor refuse to become a number or a text by an operator. They are not exported.
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
 * A tensor of no axes: one number.
 *
 * @category model
 */
export type Scalar = Tensor<[]>

/** A tensor of any shape. */
export type AnyTensor = Tensor<Shape>

/** The elements of a plain tensor in row-major order; one number stands for equal elements. */
export type Data = number | Float64Array

/**
 * The interpreter of a tensor, as far as its values are concerned. `primitive/Primitive` extends it by the application of primitives.
 */
export interface ValueInterpreter {
  /** A description of its values, for messages: "a dual number". */
  readonly name: string
  /** Interpreters nest: one opened later has a higher level; `ground` is below all. */
  readonly level: number
  /** The shape of one of its values. */
  readonly shape: (x: TracedValue) => Shape
  /** Why its values have no numbers, and what to do instead. The default message says that a function is being differentiated. */
  readonly why?: string
}

/** A value of an interpreter, which extends this class by its contents. (Fields are declared, not initialised, since an initialiser would write each of them twice.) */
export class TracedValue {
  declare readonly interpreter: ValueInterpreter
  constructor(interpreter: ValueInterpreter) {
    this.interpreter = interpreter
  }
  /** Refuses `x > 2`, `x + 1`, `x == 2` and templates, which would give NaN or meaningless text. */
  [Symbol.toPrimitive](hint: string): never {
    return refuseOperator(this as unknown as AnyTensor, hint)
  }
  /** Refuses `JSON.stringify`, which would write the contents of the interpreter: there are no numbers to write. */
  toJSON(): unknown {
    return dataOf(this as unknown as AnyTensor, 'JSON.stringify')
  }
}

/** The level of plain tensors, below every interpreter. */
export const ground = -1

/** Throws when it is read. `structuredClone` and `postMessage` read it, and would otherwise make an empty record of a tensor. */
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

/** The stored elements. Bytes stay bytes, since data sets of images are large. Float32 elements become float64 at the first read, since many are never read. */
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
  /** Hides this class, whose static members can reach the buffer. */
  get ['constructor'](): unknown {
    return Object
  }
  /** Test runners compare iterables: two tensors are equal there if and only if their shapes and elements are. */
  [Symbol.iterator](): Iterator<number> {
    return [this.#shape.length, ...this.#shape, ...dense(this as unknown as AnyTensor)][Symbol.iterator]()
  }
  /** Nested arrays; test runners print differences from them. */
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
    if (data instanceof Uint8Array || data instanceof Int8Array) return new Float64Array(data)
    // Local mutation, invisible from outside: the same numbers as float64.
    return data instanceof Float32Array ? (x.#data = new Float64Array(data)) : data
  }
  static bytes(x: Plain): Uint8Array | undefined {
    const data = Plain.stored(x)
    return data instanceof Uint8Array ? data : undefined
  }
  /** False for a proxy of a tensor, which has the prototype but not the numbers. */
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

/** The bytes of a plain tensor that stores bytes. They are shared and must not be changed. */
export const bytesOf = (x: AnyTensor): Uint8Array | undefined => {
  return interpreterOf(x) === numbers ? Plain.bytes(x as unknown as Plain) : undefined
}

/** A traced value as a tensor. */
export const fromTraced = (x: TracedValue): AnyTensor => x as unknown as AnyTensor

/** A tensor, known to be traced, as a traced value. */
export const toTraced = (x: AnyTensor): TracedValue => x as unknown as TracedValue

/** Throws the error of an operation called with a value that is not a tensor. */
export const noTensor = (operation: string, x: unknown): never =>
  fail(
    operation,
    'a tensor',
    x instanceof Plain ? 'a proxy or a copy of a tensor, which has no numbers' : foundNoTensor(x),
  )

/** The interpreter of any tensor; errors name the operation. */
export const interpreterOf = (x: AnyTensor, operation = 'interpreterOf'): ValueInterpreter => {
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
        : 'For >, <, + and the like use T.greater, T.add, …; for a choice between two values T.where; for the number in a scalar that is not differentiated T.toNumber'
    }`,
  )

const differentiated =
  'while a function is being differentiated its values have no numbers to show. Return what you want to see, or look at it outside'

/** An array for so many elements, or a `NablaError` if they are too many or there is no memory for them. */
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
        `${interpreter.name} of shape ${print(shape(x))}: ${interpreter.why ?? differentiated}`,
      )
}

/** The elements of a plain tensor, written out: shared with it where it is written out already, so not to be changed. */
export const dense = (x: AnyTensor, operation?: string): Float64Array => {
  const data = dataOf(x, operation)
  return typeof data === 'number' ? allocate(operation ?? 'dense', sizeOf(shape(x))).fill(data) : data
}

/** A tensor all of whose elements are one number. */
export const uniform = <S extends Shape>(shape: Shape, value: number): Tensor<S> => plain(shape, value)

/**
 * A number as a tensor of no axes.
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

/** A number, or arrays of such. */
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
 * - **Errors** a `NablaError` for a tensor that is being differentiated, and for one of more than 2²⁶ elements, for which there is `toFlat`.
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
export const toFlat = (x: AnyTensor): Float64Array => Float64Array.from(dense(x, 'toFlat'))

/**
 * Equality to the bit, except that NaN equals NaN and 0 equals −0: the same shape and the same elements.
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

const edge = 3
const longest = 8

const number = (v: number): string => (Object.is(v, -0) ? '-0' : String(Number(v.toPrecision(6))))

const lines = (data: Data, sizes: Shape, axis: number, offset: number, indent: string): string => {
  const size = sizes[axis]
  if (size === undefined) return number(typeof data === 'number' ? data : data[offset])
  const stride = sizeOf(sizes.slice(axis + 1))
  const at = (i: number): string => lines(data, sizes, axis + 1, offset + i * stride, indent + ' ')
  const indices = Array.from({ length: size <= longest ? size : 2 * edge }, (_, i) =>
    size <= longest || i < edge ? i : size - 2 * edge + i,
  )
  const shown = indices.map(at)
  const parts = size <= longest ? shown : [...shown.slice(0, edge), '…', ...shown.slice(edge)]
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
  show: (x) => `Tensor ${print(shape(x))}\n${lines(dataOf(x, 'Show.show'), shape(x), 0, 0, '')}`,
}
