/**
 * Pointwise operations of two operands, with NumPy's broadcasting.
 *
 * They are data-last with the **right** operand first, so that a pipeline reads like the formula: `pipe(a, sub(b))` is a − b. The right operand is a
 * number or a tensor. Shapes that do not broadcast are a compile error with the operation and both shapes.
 */
import * as Layout from '../primitive/Layout.js'
import * as Pointwise from '../primitive/Pointwise.js'
import * as Reduce from '../primitive/Reduce.js'
import { bind, run, type None, type Primitive } from '../primitive/Primitive.js'
import { fail } from '../tensor/Errors.js'
import { foundNoTensor } from '../tensor/Found.js'
import type { Broadcast, CheckBroadcast } from '../tensor/Operands.js'
import { broadcast, equals, print, sizeOf, type Shape } from '../tensor/Shape.js'
import {
  dataOf,
  ground,
  isTensor,
  levelOf,
  shape,
  checkedShape,
  uniform,
  type AnyTensor,
  type Scalar,
  type Tensor,
} from '../tensor/Value.js'

/** Broadcasts a tensor to a shape. */
export const expand = (operation: string, x: AnyTensor, to: Shape): AnyTensor => {
  const from = shape(x)
  if (equals(from, to)) return x
  const lead = to.length - from.length
  if (lead < 0 || from.some((d, i) => d !== to[lead + i] && d !== 1))
    return fail(operation, `a shape that stretches to ${print(to)}`, print(from))
  const data = levelOf(x) === ground ? dataOf(x) : undefined
  if (typeof data === 'number') return uniform(to, data)
  const stretched = from.flatMap((d, i) => (d === to[lead + i] ? [] : [i]))
  const bare =
    stretched.length === 0 ? x : bind(Layout.reshape, [x], { to: from.filter((_, i) => !stretched.includes(i)) })
  const inner = stretched.reduce((y, axis) => bind(Reduce.broadcast, [y], { axis, size: to[lead + axis] }), bare)
  if (lead === 0) return inner
  const outer = bind(Reduce.broadcast, [inner], { axis: 0, size: sizeOf(to.slice(0, lead)) })
  return lead === 1 ? outer : bind(Layout.reshape, [outer], { to })
}

/** A number or tensor as a tensor of a shape. */
const operand = (operation: string, b: number | AnyTensor, to: Shape): AnyTensor =>
  typeof b === 'number' ? uniform(to, b) : isTensor(b) ? expand(operation, b, to) : noOperand(operation, b)

const noOperand = (operation: string, x: unknown): never => fail(operation, 'a number or a tensor', foundNoTensor(x))

const shapeOf = (operation: string, x: number | AnyTensor): Shape =>
  typeof x === 'number' ? [] : isTensor(x) ? shape(x) : noOperand(operation, x)

/**
 * A binary operation, right operand first.
 *
 * @category model
 */
export interface Binary<Operation extends string> {
  (b: number | Scalar): <A extends Shape>(a: Tensor<A>) => Tensor<A>
  <B extends Shape>(
    b: Tensor<B>,
  ): <A extends Shape>(a: Tensor<A> & CheckBroadcast<Operation, A, B>) => Tensor<Broadcast<A, B>>
}

const broadcasting = <Operation extends string>(
  name: Operation,
  apply: (a: AnyTensor, b: AnyTensor) => AnyTensor,
): Binary<Operation> => {
  const operation = (b: number | AnyTensor) => {
    const right = shapeOf(name, b)
    return (a: AnyTensor) => {
      const left = shapeOf(name, a)
      if (typeof b === 'number') return apply(a, uniform(left, b))
      if (left === right) return apply(a, b)
      const to = broadcast(name, left, right)
      return apply(expand(name, a, to), expand(name, b, to))
    }
  }
  return operation as Binary<Operation>
}

const binary = <Operation extends string>(primitive: Primitive<None>): Binary<Operation> =>
  broadcasting(primitive.name as Operation, (a, b) => run(primitive, a, b))

/** The operation of a primitive with exchanged operands: `a < b` is `b > a`. */
const flipped = <Operation extends string>(name: Operation, primitive: Primitive<None>): Binary<Operation> =>
  broadcasting(name, (a, b) => run(primitive, b, a))

/**
 * The sum, `a + b`.
 *
 * - **Shape** NumPy's broadcasting, as for all operations here.
 *
 * @example
 * T.toArray(pipe(T.tensor([[1], [2]]), T.add(T.tensor([10, 20])))) // => [[11, 21], [12, 22]]
 *
 * @category arithmetic
 */
export const add = binary<'add'>(Pointwise.add)

/**
 * The difference, `a − b`.
 *
 * @example
 * T.toArray(pipe(T.tensor([3, 4]), T.sub(1))) // => [2, 3]
 *
 * @category arithmetic
 */
export const sub = binary<'sub'>(Pointwise.sub)

/**
 * The product of elements, `a · b`.
 *
 * @example
 * T.toArray(pipe(T.tensor([3, 4]), T.mul(T.tensor([1, 2])))) // => [3, 8]
 *
 * @category arithmetic
 */
export const mul = binary<'mul'>(Pointwise.mul)

/**
 * The quotient, `a / b`.
 *
 * @example
 * T.toArray(pipe(T.tensor([3, 4]), T.div(2))) // => [1.5, 2]
 *
 * @category arithmetic
 */
export const div = binary<'div'>(Pointwise.div)

/**
 * The larger of two elements; NaN when either is.
 *
 * - **Gradient** goes to the larger one; equal ones take half each.
 *
 * @example
 * T.toArray(pipe(T.tensor([3, -4]), T.max(0))) // => [3, 0]
 *
 * @category arithmetic
 */
export const max = binary<'max'>(Pointwise.max)

/**
 * The smaller of two elements; NaN when either is.
 *
 * - **Gradient** goes to the smaller one; equal ones take half each.
 *
 * @example
 * T.toArray(pipe(T.tensor([3, -4]), T.min(0))) // => [0, -4]
 *
 * @category arithmetic
 */
export const min = binary<'min'>(Pointwise.min)

/**
 * 1 where `a > b`, else 0. Its derivative is 0.
 *
 * @example
 * T.toArray(pipe(T.tensor([1, 2]), T.greater(1))) // => [0, 1]
 *
 * @category conditions
 */
export const greater = binary<'greater'>(Pointwise.greater)

/**
 * 1 where `a ≥ b`, else 0. Its derivative is 0.
 *
 * @example
 * T.toArray(pipe(T.tensor([1, 2]), T.greaterOrEqual(2))) // => [0, 1]
 *
 * @category conditions
 */
export const greaterOrEqual = binary<'greaterOrEqual'>(Pointwise.greaterOrEqual)

/**
 * 1 where `a < b`, else 0. Its derivative is 0.
 *
 * @example
 * T.toArray(pipe(T.tensor([1, 2]), T.less(2))) // => [1, 0]
 *
 * @category conditions
 */
export const less = flipped('less', Pointwise.greater)

/**
 * 1 where `a ≤ b`, else 0. Its derivative is 0.
 *
 * @example
 * T.toArray(pipe(T.tensor([1, 2]), T.lessOrEqual(1))) // => [1, 0]
 *
 * @category conditions
 */
export const lessOrEqual = flipped('lessOrEqual', Pointwise.greaterOrEqual)

/**
 * 1 where `a = b`, else 0. Its derivative is 0.
 *
 * @example
 * T.toArray(pipe(T.tensor([1, 2]), T.equal(2))) // => [0, 1]
 *
 * @category conditions
 */
export const equal = binary<'equal'>(Pointwise.equal)

/**
 * `a·b + c`, rounded after the product and after the sum: the bits of `mul` and `add`, in one pass over the elements.
 *
 * - **Shape** that of a; b and c are broadcast to it.
 * - **Errors** a `NablaError` where b or c does not stretch to a.
 *
 * @example
 * T.toArray(pipe(T.tensor([3, 4]), T.mulAdd(2, T.tensor([10, 20])))) // => [16, 28]
 *
 * @category arithmetic
 */
export const mulAdd: {
  (b: number | Scalar, c: number | Scalar): <A extends Shape>(a: Tensor<A>) => Tensor<A>
  <A extends Shape>(b: number | Scalar | Tensor<A>, c: number | Scalar | Tensor<A>): (a: Tensor<A>) => Tensor<A>
} =
  (b: number | AnyTensor, c: number | AnyTensor) =>
  <A extends Shape>(a: Tensor<A>): Tensor<A> => {
    const to = shapeOf('mulAdd', a)
    const [x, y, z] = [a, b, c].map((each) => operand('mulAdd', each, to))
    return run(Pointwise.mulAdd, x, y, z) as Tensor<A>
  }

/** The shape of an operand that may be a number. */
export type OperandShape<X> = X extends Tensor<infer S extends Shape> ? S : []

type WhereShape<C extends Shape, A extends Shape, B extends Shape> = Broadcast<C, Broadcast<A, B>>

/** Checks the operands of `where`: the two choices broadcast, and the condition with them. */
export type CheckWhere<C extends Shape, A extends Shape, B extends Shape> = [Broadcast<A, B>] extends [never]
  ? CheckBroadcast<'where', A, B>
  : CheckBroadcast<'where', C, Broadcast<A, B>>

/**
 * `a` where the condition is not 0, else `b`: element by element.
 *
 * What is not chosen has no part in the derivative either, so a guarded formula is safe: `where(x > 0, √x, 0)` has derivative 0 at 0, not NaN.
 *
 * - **Shape** all three are broadcast; `a` and `b` may be numbers.
 *
 * @example
 * const x = T.tensor([-1, 4])
 * T.toArray(T.where(pipe(x, T.greater(0)), T.sqrt(x), 0)) // => [0, 2]
 *
 * @category conditions
 */
export const where = <C extends Shape, A extends number | AnyTensor, B extends number | AnyTensor>(
  condition: Tensor<C>,
  a: A,
  b: B & CheckWhere<C, OperandShape<A>, OperandShape<B>>,
): Tensor<WhereShape<C, OperandShape<A>, OperandShape<B>>> => {
  const to = broadcast(
    'where',
    checkedShape('where', condition),
    broadcast('where', shapeOf('where', a), shapeOf('where', b)),
  )
  const stretch = (x: number | AnyTensor): AnyTensor => operand('where', x, to)
  return run(Pointwise.where, stretch(condition), stretch(a), stretch(b)) as Tensor<
    WhereShape<C, OperandShape<A>, OperandShape<B>>
  >
}
