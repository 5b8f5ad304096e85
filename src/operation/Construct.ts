/**
 * Tensors from numbers. What goes in is copied.
 *
 * @since 0.1.0
 */
import { fail } from '../tensor/Errors.js'
import { print, shapeFrom, sizeOf, type Shape } from '../tensor/Shape.js'
import { fromBytes, plain, uniform, type NestedArray, type Tensor } from '../tensor/Value.js'

/**
 * The shape of nested array literals: `[[1, 2], [3, 4]]` has `[2, 2]`.
 *
 * @category type level
 * @since 0.1.0
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

const sizesOf = (array: NestedArray): readonly number[] =>
  !Array.isArray(array) ? [] : array.length === 0 ? [0] : [array.length, ...sizesOf(array[0] as NestedArray)]

/** The elements of nested arrays in row-major order; every array is as long as the first of its depth. */
const flatten = (array: NestedArray, sizes: Shape, axis: number): readonly number[] => {
  const size = sizes[axis]
  return typeof array === 'number' && size === undefined
    ? [array]
    : Array.isArray(array) && array.length === size
      ? axis === sizes.length - 1 && array.every((x) => typeof x === 'number')
        ? array
        : (array as readonly NestedArray[]).flatMap((inner) => flatten(inner, sizes, axis + 1))
      : fail(
          'tensor',
          size === undefined ? `numbers at depth ${axis}` : `every array at depth ${axis} to have ${size} elements`,
          Array.isArray(array)
            ? `one of ${array.length}`
            : typeof array === 'number'
              ? 'a number'
              : `a ${typeof array}`,
        )
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
 * @since 0.1.0
 */
export const tensor = <const A extends NestedArray>(array: A): Tensor<AsShape<ShapeOfAny<A>>> => {
  const shape = shapeFrom('tensor', sizesOf(array))
  return plain(shape, Float64Array.from(flatten(array, shape, 0)))
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
 * @since 0.1.0
 */
export const fromArray = <const S extends Shape>(flat: ArrayLike<number>, shape: S): Tensor<Sizes<S>> => {
  const sizes = shapeFrom('fromArray', shape)
  if (!ArrayBuffer.isView(flat)) {
    const wrong = Array.prototype.findIndex.call(flat, (v) => typeof v !== 'number')
    if (wrong !== -1) return fail('fromArray', 'numbers', `a ${typeof flat[wrong]} at ${wrong}`)
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
 * @since 0.1.0
 */
export const full = <const S extends Shape>(shape: S, value: number): Tensor<Sizes<S>> =>
  uniform(shapeFrom('full', shape), typeof value === 'number' ? value : fail('full', 'a number', typeof value))

/**
 * Zeros.
 *
 * @example
 * T.toArray(T.zeros([3])) // => [0, 0, 0]
 *
 * @category constructors
 * @since 0.1.0
 */
export const zeros = <const S extends Shape>(shape: S): Tensor<Sizes<S>> => full(shape, 0)

/**
 * Ones.
 *
 * @example
 * T.toArray(T.ones([3])) // => [1, 1, 1]
 *
 * @category constructors
 * @since 0.1.0
 */
export const ones = <const S extends Shape>(shape: S): Tensor<Sizes<S>> => full(shape, 1)
