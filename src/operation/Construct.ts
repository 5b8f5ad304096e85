/**
 * Tensors from numbers. What goes in is copied.
 */
import { fail } from '../tensor/Errors.js'
import { number } from '../tensor/Expect.js'
import { found, isDetached } from '../tensor/Found.js'
import { print, shapeFrom, sizeOf, type Shape } from '../tensor/Shape.js'
import { fromBytes, plain, uniform, type NestedArray, type Tensor } from '../tensor/Value.js'

/**
 * The shape of nested array literals: `[[1, 2], [3, 4]]` has `[2, 2]`.
 *
 * @category type level
 */
export type ShapeOf<A> = A extends number
  ? []
  : A extends readonly []
    ? [0]
    : A extends readonly (infer E)[]
      ? number extends A['length']
        ? [number, ...ShapeOf<E>]
        : [A['length'], ...ShapeOf<A[0]>]
      : never

/** Arrays of a depth the compiler does not know have a shape it does not know. */
type ShapeOfAny<A> = [NestedArray] extends [A] ? Shape : ShapeOf<A>

type AsShape<X> = X extends Shape ? X : Shape

/** A shape given as a value, its sizes kept as literals. */
export type Sizes<S extends Shape> = { -readonly [K in keyof S]: S[K] }

/** Deeper than any tensor; only an array that holds itself is. */
const deepest = 64

const sizesOf = (array: NestedArray, depth = 0): readonly number[] =>
  !Array.isArray(array)
    ? []
    : array.length === 0
      ? [0]
      : depth === deepest
        ? fail('tensor', `arrays at most ${deepest} deep`, 'deeper ones: does an array hold itself?')
        : [array.length, ...sizesOf(array[0] as NestedArray, depth + 1)]

const index = (path: readonly number[]): string => path.map((i) => `[${i}]`).join('')

/** The elements of nested arrays in row-major order; every array is as long as the first of its depth. Holes are met as what they are, elements that are missing. */
const flatten = (array: NestedArray, sizes: Shape, path: readonly number[]): readonly number[] => {
  const depth = path.length
  const wrong = (at: readonly number[], x: unknown): never =>
    fail(
      'tensor',
      at.length === sizes.length
        ? `a number at ${index(at)}`
        : `an array of ${sizes[at.length]} at ${index(at)}, as long as the first of its depth`,
      x === undefined ? 'nothing' : found(x),
    )
  if (depth === sizes.length) return typeof array === 'number' ? [array] : wrong(path, array)
  if (!Array.isArray(array) || array.length !== sizes[depth]) return wrong(path, array)
  if (depth < sizes.length - 1)
    return Array.from(array as readonly NestedArray[], (inner, i) => flatten(inner, sizes, [...path, i])).flat()
  const i = array.findIndex((x) => typeof x !== 'number')
  return i === -1 ? array : wrong([...path, i], array[i])
}

/**
 * A tensor of nested arrays; the compiler reads the shape from the literal.
 *
 * - **Errors** a `NablaError` when the arrays are ragged or hold something else than numbers.
 *
 * @example
 * const x: T.Tensor<[2, 3]> = T.tensor([[1, 2, 3], [4, 5, 6]])
 * T.shape(x) // => [2, 3]
 *
 * @category constructors
 */
export const tensor = <const A extends NestedArray>(array: A): Tensor<AsShape<ShapeOfAny<A>>> => {
  const shape = shapeFrom('tensor', sizesOf(array))
  return plain(shape, Float64Array.from(flatten(array, shape, [])))
}

/**
 * A tensor of the elements of a flat array, in row-major order. A `Uint8Array` is kept as bytes: an eighth of the memory, for data sets of images.
 *
 * - **Errors** a `NablaError` when there are more or fewer elements than the shape has.
 *
 * @example
 * T.toArray(T.fromArray([1, 2, 3, 4], [2, 2])) // => [[1, 2], [3, 4]]
 *
 * @category constructors
 */
export const fromArray = <const S extends Shape>(flat: ArrayLike<number>, shape: S): Tensor<Sizes<S>> => {
  const sizes = shapeFrom('fromArray', shape)
  if (flat instanceof BigInt64Array || flat instanceof BigUint64Array)
    return fail(
      'fromArray',
      'numbers',
      `${found(flat)}. Convert it by Array.from(flat, Number), if no element is beyond 2⁵³`,
    )
  if (
    typeof flat !== 'object' ||
    flat === null ||
    flat instanceof DataView ||
    typeof flat.length !== 'number' ||
    (ArrayBuffer.isView(flat) && isDetached(flat))
  )
    return fail('fromArray', 'an array of numbers', found(flat))
  if (!ArrayBuffer.isView(flat)) {
    // `findIndex` meets holes too.
    const wrong = Array.prototype.findIndex.call(flat, (v) => typeof v !== 'number')
    if (wrong !== -1)
      return fail('fromArray', `a number at [${wrong}]`, flat[wrong] === undefined ? 'nothing' : found(flat[wrong]))
  }
  return flat.length === sizeOf(sizes)
    ? flat instanceof Uint8Array
      ? fromBytes(sizes, Uint8Array.from(flat))
      : plain(sizes, Float64Array.from(flat))
    : fail('fromArray', `${sizeOf(sizes)} elements for shape ${print(sizes)}`, `${flat.length}`)
}

/**
 * A tensor all of whose elements are one number; it takes no memory.
 *
 * @example
 * T.toArray(T.full([2, 2], 7)) // => [[7, 7], [7, 7]]
 *
 * @category constructors
 */
export const full = <const S extends Shape>(shape: S, value: number): Tensor<Sizes<S>> =>
  uniform(shapeFrom('full', shape), number('full', value))

/**
 * Zeros.
 *
 * @example
 * T.toArray(T.zeros([3])) // => [0, 0, 0]
 *
 * @category constructors
 */
export const zeros = <const S extends Shape>(shape: S): Tensor<Sizes<S>> => uniform(shapeFrom('zeros', shape), 0)

/**
 * Ones.
 *
 * @example
 * T.toArray(T.ones([3])) // => [1, 1, 1]
 *
 * @category constructors
 */
export const ones = <const S extends Shape>(shape: S): Tensor<Sizes<S>> => uniform(shapeFrom('ones', shape), 1)
