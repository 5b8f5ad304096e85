/**
 * Operations that take axes away.
 */
import { knownOptions, flag } from '../codec/Options.js'
import { checkIndices } from '../primitive/Known.js'
import * as Layout from '../primitive/Layout.js'
import * as Pointwise from '../primitive/Pointwise.js'
import * as Reduce from '../primitive/Reduce.js'
import type { Along } from '../primitive/Rules.js'
import { bind, run, type Primitive } from '../primitive/Primitive.js'
import * as Softmax from '../primitive/Softmax.js'
import { fail } from '../tensor/Errors.js'
import type { CheckAxis, Reduce as Reduced, Replace } from '../tensor/Axes.js'
import { axisOf, insertAt, print, shapeFrom, sizeOf, type Shape } from '../tensor/Shape.js'
import { roomFor } from '../tensor/Room.js'
import { allocate, plain, shape, uniform, type AnyTensor, type Scalar, type Tensor } from '../tensor/Value.js'
import { expand } from './Binary.js'

/**
 * Whether a reduced axis stays, with size 1.
 *
 * @category model
 */
export interface KeepDims<K extends boolean> {
  readonly keepDims?: K
}

const flat = (x: AnyTensor): AnyTensor =>
  shape(x).length === 1 ? x : bind(Layout.reshape, [x], { to: [sizeOf(shape(x))] })

/**
 * The sum of all elements.
 *
 * @example
 * T.toNumber(T.sum(T.tensor([[1, 2], [3, 4]]))) // => 10
 *
 * @category reductions
 */
export const sum = (x: AnyTensor): Scalar =>
  (shape(x).length === 0 ? x : bind(Reduce.sum, [flat(x)], { axis: 0 })) as Scalar

/**
 * The mean of all elements, `Σx / n`.
 *
 * @example
 * T.toNumber(T.mean(T.tensor([[1, 2], [3, 4]]))) // => 2.5
 *
 * @category reductions
 */
export const mean = (x: AnyTensor): Scalar =>
  shape(x).length === 0 ? (x as Scalar) : (run(Pointwise.div, sum(x), uniform([], sizeOf(shape(x)))) as Scalar)

const along = (
  operation: string,
  reduce: (x: AnyTensor, axis: number) => AnyTensor,
  axis: number,
  options: KeepDims<boolean> | undefined,
  x: AnyTensor,
): AnyTensor => {
  const keepDims = options !== undefined && knownOptions(operation, { keepDims: flag }, options).keepDims === true
  const at = axisOf(operation, shape(x).length, axis)
  const y = reduce(x, at)
  return keepDims ? bind(Layout.reshape, [y], { to: insertAt(shape(y), at, 1) }) : y
}

const by =
  (primitive: Primitive<Along>) =>
  (x: AnyTensor, axis: number): AnyTensor =>
    bind(primitive, [x], { axis })

const nonEmpty =
  (operation: string, primitive: Primitive<Along>) =>
  (x: AnyTensor, axis: number): AnyTensor =>
    shape(x)[axis] === 0
      ? fail(operation, 'an axis that is not empty', `axis ${axis} of ${print(shape(x))}`)
      : bind(primitive, [x], { axis })

/**
 * The sums along an axis.
 *
 * - **Shape** without the axis, or with 1 in its place under `{ keepDims: true }`. Negative axes count from the end.
 *
 * @example
 * T.toArray(pipe(T.tensor([[1, 2], [3, 4]]), T.sumAlong(0))) // => [4, 6]
 * T.toArray(pipe(T.tensor([[1, 2], [3, 4]]), T.sumAlong(-1, { keepDims: true }))) // => [[3], [7]]
 *
 * @category reductions
 */
export const sumAlong =
  <const A extends number, const K extends boolean = false>(axis: A, options?: KeepDims<K>) =>
  <S extends Shape>(x: Tensor<S> & CheckAxis<'sumAlong', S, A>): Tensor<Reduced<S, A, K>> =>
    along('sumAlong', by(Reduce.sum), axis, options, x) as Tensor<Reduced<S, A, K>>

/**
 * The means along an axis.
 *
 * @example
 * T.toArray(pipe(T.tensor([[1, 2], [3, 4]]), T.meanAlong(0))) // => [2, 3]
 *
 * @category reductions
 */
export const meanAlong =
  <const A extends number, const K extends boolean = false>(axis: A, options?: KeepDims<K>) =>
  <S extends Shape>(x: Tensor<S> & CheckAxis<'meanAlong', S, A>): Tensor<Reduced<S, A, K>> => {
    const average = (y: AnyTensor, at: number): AnyTensor => {
      const total = bind(Reduce.sum, [y], { axis: at })
      return run(Pointwise.div, total, Pointwise.constant(total, shape(y)[at]))
    }
    return along('meanAlong', average, axis, options, x) as Tensor<Reduced<S, A, K>>
  }

/**
 * The largest elements along an axis; NaN where there is one.
 *
 * - **Gradient** goes to the largest element; several equal ones share it, so that their parts sum to 1.
 * - **Errors** a `NablaError` for an empty axis.
 *
 * @example
 * T.toArray(pipe(T.tensor([[1, 2], [4, 3]]), T.maxAlong(1))) // => [2, 4]
 *
 * @category reductions
 */
export const maxAlong =
  <const A extends number, const K extends boolean = false>(axis: A, options?: KeepDims<K>) =>
  <S extends Shape>(x: Tensor<S> & CheckAxis<'maxAlong', S, A>): Tensor<Reduced<S, A, K>> =>
    along('maxAlong', nonEmpty('maxAlong', Reduce.maxAlong), axis, options, x) as Tensor<Reduced<S, A, K>>

/**
 * The smallest elements along an axis; NaN where there is one.
 *
 * - **Gradient** goes to the smallest element; several equal ones share it, so that their parts sum to 1.
 * - **Errors** a `NablaError` for an empty axis.
 *
 * @example
 * T.toArray(pipe(T.tensor([[1, 2], [4, 3]]), T.minAlong(1))) // => [1, 3]
 *
 * @category reductions
 */
export const minAlong =
  <const A extends number, const K extends boolean = false>(axis: A, options?: KeepDims<K>) =>
  <S extends Shape>(x: Tensor<S> & CheckAxis<'minAlong', S, A>): Tensor<Reduced<S, A, K>> => {
    const smallest = (y: AnyTensor, at: number): AnyTensor =>
      run(Pointwise.neg, nonEmpty('minAlong', Reduce.maxAlong)(run(Pointwise.neg, y), at))
    return along('minAlong', smallest, axis, options, x) as Tensor<Reduced<S, A, K>>
  }

/** A shape without its last axis. */
export type WithoutLast<S extends Shape> = Replace<S, -1, []>

/**
 * The index of the largest element along the last axis; the first of equals. Its derivative is 0.
 *
 * - **Errors** a `NablaError` for an empty axis.
 *
 * @example
 * T.toArray(T.argmax(T.tensor([[1, 9], [4, 3]]))) // => [1, 0]
 *
 * @category reductions
 */
export const argmax = <S extends Shape>(x: Tensor<S> & CheckAxis<'argmax', S, -1>): Tensor<WithoutLast<S>> =>
  along('argmax', nonEmpty('argmax', Reduce.argmax), -1, undefined, x) as Tensor<WithoutLast<S>>

/**
 * `log Σ exp x` along the last axis. Nothing overflows, and it keeps its digits where it is almost 0.
 *
 * - **Gradient** the softmax of x.
 *
 * @example
 * T.toNumber(T.logSumExp(T.tensor([1000, 1000]))) // => 1000 + Math.LN2
 * T.toNumber(T.logSumExp(T.tensor([0, -40]))) // => Math.exp(-40)
 *
 * @category reductions
 */
export const logSumExp = <S extends Shape>(x: Tensor<S> & CheckAxis<'logSumExp', S, -1>): Tensor<WithoutLast<S>> => {
  axisOf('logSumExp', shape(x).length, -1)
  return run(Softmax.logSumExp, x) as Tensor<WithoutLast<S>>
}

/**
 * The softmax along the last axis, `exp(xᵢ)/Σ exp(x)`: positive, with sum 1. It does not overflow. A row without an element above −∞ gives NaN.
 *
 * - **Gradient** with p the result: `∂pᵢ/∂xⱼ = pᵢ(δᵢⱼ − pⱼ)`, accurate also where one p is almost 1.
 *
 * @example
 * T.toArray(T.softmax(T.tensor([1000, 1000]))) // => [0.5, 0.5]
 *
 * @category reductions
 */
export const softmax = <S extends Shape>(x: Tensor<S> & CheckAxis<'softmax', S, -1>): Tensor<S> =>
  run(Softmax.softmax, x) as Tensor<S>

/**
 * The logarithm of the softmax along the last axis, `xᵢ − log Σ exp(x)`, accurate where the softmax itself rounds to 0 or 1.
 *
 * - **Gradient** with p the softmax: `∂log pᵢ/∂xⱼ = δᵢⱼ − pⱼ`.
 *
 * @example
 * T.toArray(T.logSoftmax(T.tensor([0, -1000]))) // => [0, -1000]
 * T.toArray(T.logSoftmax(T.tensor([40, 0]))) // => [-Math.exp(-40), -40]
 *
 * @category reductions
 */
export const logSoftmax = <S extends Shape>(x: Tensor<S> & CheckAxis<'logSoftmax', S, -1>): Tensor<S> =>
  run(Softmax.logSoftmax, x) as Tensor<S>

/**
 * Class numbers as rows of zeros with a single 1.
 *
 * - **Shape** a last axis of size `classes` is added.
 * - **Errors** a `NablaError` for a number that is no class.
 *
 * @example
 * T.toArray(pipe(T.tensor([2, 0]), T.oneHot(3))) // => [[0, 0, 1], [1, 0, 0]]
 *
 * @category conditions
 */
export const oneHot =
  <const C extends number>(classes: C) =>
  <S extends Shape>(x: Tensor<S>): Tensor<[...S, C]> => {
    const to = shapeFrom('oneHot', [...shape(x), classes])
    checkIndices('oneHot', 'class numbers', classes, x)
    roomFor('oneHot', to)
    const numbers = plain(
      [classes],
      allocate('oneHot', classes).map((_, i) => i),
    )
    const column = bind(Layout.reshape, [x], { to: [...shape(x), 1] })
    return run(Pointwise.equal, expand('oneHot', column, to), expand('oneHot', numbers, to)) as Tensor<[...S, C]>
  }
