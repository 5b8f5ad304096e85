/**
 * Operations that move elements and change none.
 */
import * as Index from '../primitive/Index.js'
import { checkIndices, known } from '../primitive/Known.js'
import * as Primitives from '../primitive/Layout.js'
import { bind } from '../primitive/Primitive.js'
import { fail } from '../tensor/Errors.js'
import { array, tensor } from '../tensor/Expect.js'
import type {
  CheckAxis,
  CheckContinues,
  CheckNewAxis,
  CheckPermutation,
  CheckReshape,
  ConcatSize,
  Insert,
  Permute,
  Replace,
  Reshape,
  Reverse,
  Slice,
} from '../tensor/Axes.js'
import type { CheckSame } from '../tensor/Dimensions.js'
import type { CheckBroadcastTo } from '../tensor/Operands.js'
import {
  axisOf,
  insertAt,
  print,
  type Print,
  replaceAt,
  shapeFrom,
  sizeOf,
  type Shape,
  type ShapeError,
} from '../tensor/Shape.js'
import { isTensor, shape, type AnyTensor, type Tensor } from '../tensor/Value.js'
import { expand } from './Binary.js'
import type { Sizes } from './Construct.js'

/** What `transpose` gives: of a tensor the one with reversed axes, of a permutation a function. */
export type Transposed<X> =
  X extends Tensor<infer S extends Shape>
    ? Tensor<Reverse<S>>
    : X extends readonly number[]
      ? <S extends Shape>(x: Tensor<S> & CheckPermutation<S, X>) => Tensor<Permute<S, X>>
      : never

/** `transpose` as it may be written in a pipeline: with an order of the axes, or as it is. (One signature: `pipe` cannot look into overloads.) */
export interface Transpose {
  <const X extends AnyTensor | readonly number[]>(x: X): Transposed<X>
}

const transposed = (x: AnyTensor, permutation: readonly number[]): AnyTensor =>
  bind(Primitives.transpose, [x], { permutation: array('transpose', permutation) })

/**
 * The axes in another order: reversed, so that a matrix is transposed, or as a permutation says.
 *
 * - **Shape** axis i of the result is axis `permutation[i]` of x.
 *
 * @example
 * T.toArray(T.transpose(T.tensor([[1, 2], [3, 4]]))) // => [[1, 3], [2, 4]]
 * T.shape(pipe(T.zeros([2, 3, 4]), T.transpose([0, 2, 1]))) // => [2, 4, 3]
 *
 * @category layout
 */
export const transpose: Transpose = ((x: AnyTensor | readonly number[]) =>
  isTensor(x)
    ? transposed(
        x,
        shape(x).map((_, i) => shape(x).length - 1 - i),
      )
    : (y: AnyTensor) => transposed(tensor('transpose', y), x)) as unknown as Transpose

/** The sizes of a new shape, with what −1 stands for in its place. */
const sizesFor = (to: Shape, from: Shape): Shape => {
  const at = array('reshape', to, 'a shape such as [2, 3]').indexOf(-1)
  if (at === -1) return shapeFrom('reshape', to)
  const stated = replaceAt(to, at, [])
  if (stated.includes(-1)) return fail('reshape', 'at most one -1', print(to))
  const [elements, divisor] = [sizeOf(from), sizeOf(shapeFrom('reshape', stated))]
  if (divisor === 0) return fail('reshape', 'a size in place of -1, which may be any beside a size of 0', print(to))
  return elements % divisor === 0
    ? replaceAt(to, at, [elements / divisor])
    : fail('reshape', `a multiple of ${divisor} elements for the shape ${print(to)}`, `${elements} in ${print(from)}`)
}

/**
 * The same elements, in row-major order, in another shape. One size may be −1: what remains when the elements are divided among the others.
 *
 * - **Errors** a compile error where all sizes are written out and the numbers of elements differ; else a `NablaError`. Of two −1, and of −1 beside a size of 0, likewise.
 *
 * @example
 * T.toArray(pipe(T.tensor([1, 2, 3, 4]), T.reshape([2, 2]))) // => [[1, 2], [3, 4]]
 * const images: T.Tensor<[100, 784]> = pipe(T.zeros([100, 28, 28]), T.reshape([-1, 784]))
 *
 * @category layout
 */
export const reshape =
  <const To extends Shape>(to: To) =>
  <S extends Shape>(x: Tensor<S> & CheckReshape<S, To>): Tensor<Reshape<S, To>> =>
    bind(Primitives.reshape, [x], { to: sizesFor(to, shape(x)) }) as Tensor<Reshape<S, To>>

/**
 * Stretched to a shape by NumPy's rule.
 *
 * @example
 * T.toArray(pipe(T.tensor([1, 2]), T.broadcastTo([2, 2]))) // => [[1, 2], [1, 2]]
 *
 * @category layout
 */
export const broadcastTo =
  <const To extends Shape>(to: To) =>
  <S extends Shape>(x: Tensor<S> & CheckBroadcastTo<S, To>): Tensor<Sizes<To>> =>
    expand('broadcastTo', x, shapeFrom('broadcastTo', to)) as Tensor<Sizes<To>>

/**
 * A new axis of size 1, at a place counted in the result.
 *
 * @example
 * T.toArray(pipe(T.tensor([1, 2]), T.expandDims(-1))) // => [[1], [2]]
 *
 * @category layout
 */
export const expandDims =
  <const A extends number>(axis: A) =>
  <S extends Shape>(x: Tensor<S> & CheckNewAxis<'expandDims', S, A>): Tensor<Insert<S, A, 1>> => {
    const at = axisOf('expandDims', shape(x).length + 1, axis)
    return bind(Primitives.reshape, [x], { to: insertAt(shape(x), at, 1) }) as Tensor<Insert<S, A, 1>>
  }

type Tensors = readonly AnyTensor[]
type Shapes<X extends Tensors> = { readonly [K in keyof X]: X[K] extends Tensor<infer S extends Shape> ? S : never }
type First<X extends Tensors> = X[0] extends Tensor<infer S extends Shape> ? S : Shape

type OffAxis<X extends Tensors, A extends number> = {
  readonly [K in keyof X]: X[K] extends Tensor<infer S extends Shape> ? CheckContinues<'concat', S, First<X>, A> : never
}
type SameShape<X extends Tensors, A extends number> = {
  readonly [K in keyof X]: X[K] extends Tensor<infer S extends Shape>
    ? CheckSame<'stack', S, First<X>> & CheckNewAxis<'stack', First<X>, A>
    : never
}

const nonEmpty = (operation: string, xs: readonly AnyTensor[]): readonly AnyTensor[] =>
  array(operation, xs).length > 0
    ? Array.from(xs, (x) => tensor(operation, x))
    : fail(operation, 'at least one tensor', 'none')

/**
 * Tensors one after another along an axis.
 *
 * - **Shape** equal off the axis; along it the sizes add up.
 *
 * @example
 * T.toArray(T.concat(0)([T.tensor([1, 2]), T.tensor([3])])) // => [1, 2, 3]
 *
 * @category layout
 */
export const concat =
  <const A extends number>(axis: A) =>
  <const X extends Tensors>(xs: X & OffAxis<X, A>): Tensor<Replace<First<X>, A, [ConcatSize<Shapes<X>, A>]>> => {
    const tensors = nonEmpty('concat', xs)
    return Primitives.concatAll(tensors, axisOf('concat', shape(tensors[0]).length, axis)) as Tensor<
      Replace<First<X>, A, [ConcatSize<Shapes<X>, A>]>
    >
  }

/**
 * Tensors of one shape, side by side along a new axis.
 *
 * @example
 * T.toArray(T.stack(0)([T.tensor([1, 2]), T.tensor([3, 4])])) // => [[1, 2], [3, 4]]
 *
 * @category layout
 */
export const stack =
  <const A extends number>(axis: A) =>
  <const X extends Tensors>(xs: X & SameShape<X, A>): Tensor<Insert<First<X>, A, X['length']>> => {
    const tensors = nonEmpty('stack', xs)
    const first = shape(tensors[0])
    const at = axisOf('stack', first.length + 1, axis)
    const parts = tensors.map((x) =>
      print(shape(x)) === print(first)
        ? bind(Primitives.reshape, [x], { to: insertAt(first, at, 1) })
        : fail('stack', `tensors of shape ${print(first)}`, print(shape(x))),
    )
    return Primitives.concatAll(parts, at) as Tensor<Insert<First<X>, A, X['length']>>
  }

/**
 * The elements from `start` up to, not including, `end` along an axis.
 *
 * @example
 * T.toArray(pipe(T.tensor([1, 2, 3, 4]), T.slice(0, 1, 3))) // => [2, 3]
 *
 * @category layout
 */
export const slice =
  <const A extends number, const Start extends number, const End extends number>(axis: A, start: Start, end: End) =>
  <S extends Shape>(
    x: Tensor<S> &
      CheckAxis<'slice', S, A> &
      ([Slice<S, A, Start, End>] extends [never]
        ? ShapeError<`slice: ${Print<S>} has no elements ${Start} to ${End} on axis ${A}`>
        : unknown),
  ): Tensor<Slice<S, A, Start, End>> =>
    bind(Primitives.slice, [x], { axis: axisOf('slice', shape(x).length, axis), start, end }) as Tensor<
      Slice<S, A, Start, End>
    >

/**
 * Elements by index along an axis (default 0).
 *
 * - **Shape** the axis is replaced by the axes of the indices.
 * - **Gradient** of the elements: each cotangent is added at its index. The indices have none.
 * - **Errors** a `NablaError` for an index that is no integer of the axis.
 *
 * @example
 * T.toArray(pipe(T.tensor([10, 20, 30]), T.take(T.tensor([2, 0])))) // => [30, 10]
 *
 * @category layout
 */
export const take =
  <I extends Shape, const A extends number = 0>(indices: Tensor<I>, axis: A = 0 as A) =>
  <S extends Shape>(x: Tensor<S> & CheckAxis<'take', S, A>): Tensor<Replace<S, A, I>> => {
    const along = axisOf('take', shape(x).length, axis)
    // The primitive checks numbers that are known; those of a staged input are checked before each run.
    if (known(indices) === undefined) checkIndices('take', 'indices', shape(x)[along], indices)
    return bind(Index.take, [x, indices], { axis: along }) as Tensor<Replace<S, A, I>>
  }
