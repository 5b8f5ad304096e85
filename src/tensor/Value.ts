/**
 * What a tensor is: an immutable value whose shape the compiler knows.
 *
 * There are two cases. A *plain* tensor holds numbers: one for each element, or a single number for all of them (every scalar, `zeros`, a
 * scalar broadcast to a shape: no memory, no loop). A *read* tensor belongs to a reading (dual, tape, …) and only its reading knows what
 * is inside. Whoever asks a read tensor for its numbers is answered by a sentence.
 *
 * The numbers of a plain tensor sit in a private field, so that no code outside this file and the rooms above the kernels can reach, hence change,
 * them. The two cases are classes, the only ones of the library beside the values of the readings, which extend `Read`: a prototype costs a value nothing, and through it
 * every tensor refuses to become a number or a text by an operator. Nobody outside sees them.
 *
 * @since 0.1.0
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
 * @since 0.1.0
 */
export interface Tensor<S extends Shape> {
  readonly [shapeOf]: Readonly<S>
}

/**
 * A tensor of no axes: one number.
 *
 * @category model
 * @since 0.1.0
 */
export type Scalar = Tensor<[]>

/** A tensor of any shape. */
export type AnyTensor = Tensor<Shape>

/** The elements of a plain tensor in row-major order; a number stands for as many equal elements as the shape has. */
export type Data = number | Float64Array

/**
 * Who is responsible for a tensor: the plain numbers, or a reading opened for a derivative. What else a reading does is said in `primitive/Primitive`.
 */
export interface Reading {
  /** What the value is, in words: "a dual number". */
  readonly name: string
  /** Readings nest: one opened later has a higher level; `ground` is below all. */
  readonly level: number
  /** The shape of a tensor of this reading. */
  readonly shape: (x: Read) => Shape
  /** Why a value has no numbers to show, and what to do instead; unless said otherwise, because a function is being differentiated. */
  readonly why?: string
}

/** A tensor that belongs to a reading. Readings extend it by their payload. (Fields are declared, not initialised, which would write each of them twice.) */
export class Read {
  declare readonly reading: Reading
  constructor(reading: Reading) {
    this.reading = reading
  }
  /** `x > 2`, `x + 1`, `x == 2`, and a tensor within a template: NaN or text without meaning, where nothing threw. */
  [Symbol.toPrimitive](hint: string): never {
    return refuseOperator(this as unknown as AnyTensor, hint)
  }
  /** Asked by `JSON.stringify`, which would write the reading itself: there are no numbers to write. */
  toJSON(): unknown {
    return dataOf(this as unknown as AnyTensor, 'JSON.stringify')
  }
}

/** The level of plain tensors, below every reading. */
export const ground = -1

/** Throws when it is read, by `structuredClone` or `postMessage`, which read all that a tensor leads to and would otherwise make an empty record of it. */
const uncloneable = Object.freeze({
  get tensor(): never {
    return fail(
      'structuredClone',
      'a value without tensors',
      'a tensor, whose numbers are private. Send T.toFlat(x) and T.shape(x), and make the tensor again by T.fromArray(flat, shape); or send the bytes of Safetensors.encode',
    )
  },
})

/** What plain tensors belong to. */
export const numbers: Reading = Object.freeze({
  name: 'plain numbers',
  level: ground,
  shape: (x: Read) => Plain.shape(x as Plain),
})

/** The elements as they are kept. Bytes stay bytes, since a data set of images is large; numbers of float32 become float64 when somebody looks, since many are only handed on. */
type Stored = Data | Uint8Array | Int8Array | Float32Array

class Plain {
  readonly #shape: Shape
  #data: Stored
  /** The one property that can be seen: what `structuredClone` stumbles over. */
  declare readonly uncloneable: object
  constructor(shape: Shape, data: Stored) {
    this.#shape = shape
    this.#data = data
    this.uncloneable = uncloneable
  }
  get reading(): Reading {
    return numbers
  }
  [Symbol.toPrimitive](hint: string): never {
    return refuseOperator(this as unknown as AnyTensor, hint)
  }
  /** So that no tensor leads to this class, whose static members reach the buffer. */
  get ['constructor'](): unknown {
    return Object
  }
  /** Test runners compare what can be iterated: two tensors are equal there if and only if their shapes and elements are. */
  [Symbol.iterator](): Iterator<number> {
    return [this.#shape.length, ...this.#shape, ...dense(this as unknown as AnyTensor)][Symbol.iterator]()
  }
  /** Nested arrays, for people: test runners draw a difference by it. */
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
    // Local mutation, invisible from outside: the same numbers, written out once.
    return data instanceof Float32Array ? (x.#data = new Float64Array(data)) : data
  }
  static bytes(x: Plain): Uint8Array | undefined {
    const data = Plain.stored(x)
    return data instanceof Uint8Array ? data : undefined
  }
  /** False for a proxy of a tensor, which has the prototype and not the numbers. */
  static is(x: object): x is Plain {
    return #data in x
  }
}

/** A plain tensor of these elements. It owns the array from now on: whoever passes one lets go of it. */
export const plain = <S extends Shape>(shape: Shape, data: Data): Tensor<S> =>
  new Plain(shape, typeof data !== 'number' && data.length === 1 ? data[0] : data) as unknown as Tensor<S>

/** A plain tensor of whole numbers of one byte. It owns the array from now on. */
export const fromBytes = <S extends Shape>(shape: Shape, data: Uint8Array | Int8Array): Tensor<S> =>
  new Plain(shape, data) as unknown as Tensor<S>

/** A plain tensor of numbers of float32. It owns the array from now on. */
export const fromFloats = <S extends Shape>(shape: S, data: Float32Array): Tensor<S> =>
  new Plain(shape, data.length === 1 ? data[0] : data) as unknown as Tensor<S>

/** The bytes of a plain tensor that is kept as such, shared with it and not to be changed. */
export const bytesOf = (x: AnyTensor): Uint8Array | undefined => {
  return readingOf(x) === numbers ? Plain.bytes(x as unknown as Plain) : undefined
}

/** A read tensor as a tensor. */
export const fromRead = (x: Read): AnyTensor => x as unknown as AnyTensor

/** A tensor that is known to be of a reading. */
export const toRead = (x: AnyTensor): Read => x as unknown as Read

/** Throws: an operation was called from untyped code with something that is no tensor. */
export const noTensor = (operation: string, x: unknown): never =>
  fail(
    operation,
    'a tensor',
    x instanceof Plain ? 'a proxy or a copy of one, which has none of its numbers' : foundNoTensor(x),
  )

/** The reading of any tensor, on behalf of an operation. */
export const readingOf = (x: AnyTensor, operation = 'readingOf'): Reading => {
  const reading = (x as unknown as Partial<Read> | undefined)?.reading
  return reading === undefined ? noTensor(operation, x) : reading
}

/** The level of any tensor: `ground`, or its reading's. */
export const levelOf = (x: AnyTensor): number => (x as unknown as Read).reading.level

/** The shape of any tensor, on behalf of an operation. */
export const checkedShape = (operation: string, x: AnyTensor): Shape => {
  const reading = readingOf(x, operation)
  return reading.shape === undefined ? noTensor(operation, x) : reading.shape(x as unknown as Read)
}

/** The shape of any tensor. */
export const shape = <S extends Shape>(x: Tensor<S>): Readonly<S> => checkedShape('shape', x) as Readonly<S>

/** Whether a value is a tensor of either case. */
export const isTensor = (x: unknown): x is AnyTensor => (x instanceof Plain ? Plain.is(x) : x instanceof Read)

/** What an operator of the language gets instead of a number or a text. */
const refuseOperator = (x: AnyTensor, hint: string): never =>
  fail(
    hint === 'string' ? 'a tensor as text' : 'a tensor as an operand of an operator',
    hint === 'string' ? 'a text' : 'a number',
    `${levelOf(x) === ground ? 'a tensor' : readingOf(x).name} of shape ${print(shape(x))}. ${
      hint === 'string'
        ? 'Use T.Show.show(x), T.toArray(x), or T.toNumber(x) for a scalar'
        : 'For >, <, + and the like use T.greater, T.add, …; for a choice between two values T.where; for the number in a scalar that is not differentiated T.toNumber'
    }`,
  )

const differentiated =
  'while a function is being differentiated its values have no numbers to show. Return what you want to see, or look at it outside'

/** The elements of a plain tensor, for kernels, which never write to them. */
export const dataOf = (x: AnyTensor, operation = 'reading the numbers of a tensor'): Data => {
  const reading = readingOf(x, operation)
  return reading === numbers
    ? Plain.data(x as unknown as Plain)
    : fail(
        operation,
        'a tensor of plain numbers',
        `${reading.name} of shape ${print(shape(x))}: ${reading.why ?? differentiated}`,
      )
}

/** The elements of a plain tensor, written out: shared with it where it is written out already, so not to be changed. */
export const dense = (x: AnyTensor, operation?: string): Float64Array => {
  const data = dataOf(x, operation)
  return typeof data === 'number'
    ? new Float64Array(roomFor(operation ?? 'the numbers of a tensor', shape(x))).fill(data)
    : data
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
 * @since 0.1.0
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
 * @since 0.1.0
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
 * @since 0.1.0
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
 * @since 0.1.0
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
 * @since 0.1.0
 */
export const toFlat = (x: AnyTensor): Float64Array => Float64Array.from(dense(x, 'toFlat'))

/**
 * Equality to the bit, except that NaN equals NaN and 0 equals −0: the same shape and the same elements.
 *
 * @example
 * T.Eq.equals(T.tensor([1, 2]), T.tensor([1, 2])) // => true
 *
 * @category instances
 * @since 0.1.0
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
 * @since 0.1.0
 */
export const Show: ShowOf<AnyTensor> = {
  show: (x) => `Tensor ${print(shape(x))}\n${lines(dataOf(x, 'Show.show'), shape(x), 0, 0, '')}`,
}
