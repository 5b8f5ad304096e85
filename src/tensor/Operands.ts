/**
 * How the shapes of two operands meet, in types: broadcasting, equality, the matrix product.
 *
 * @since 0.1.0
 */
import type { Shape, ShapeError, IsLiteral, Print, IsDynamic, IsNamed } from './Shape.js'

/**
 * Whether two dimensions may be the same size: a literal, a name and an unknown size may each stand beside the next; two literals or two names that
 * differ may not.
 */
type Fits<D extends number, E extends number> = [D] extends [E] ? true : [E] extends [D] ? true : false

type Stretches<A extends number, B extends number> = [A] extends [1] ? true : [B] extends [1] ? true : Fits<A, B>

/** Of two dimensions that fit the one the compiler knows more about. */
type Stretched<A extends number, B extends number> = [A] extends [1]
  ? B
  : [B] extends [1]
    ? A
    : IsLiteral<A> extends true
      ? A
      : IsLiteral<B> extends true
        ? B
        : IsNamed<A> extends true
          ? A
          : B

type BroadcastFromEnd<A extends Shape, B extends Shape, Out extends Shape> = A extends readonly [
  ...infer RA extends Shape,
  infer HA extends number,
]
  ? B extends readonly [...infer RB extends Shape, infer HB extends number]
    ? Stretches<HA, HB> extends true
      ? BroadcastFromEnd<RA, RB, [Stretched<HA, HB>, ...Out]>
      : never
    : [...A, ...Out]
  : [...B, ...Out]

/**
 * The NumPy rule: aligned at the last axis, sizes are equal or one of them is 1. `never` when they do not fit.
 *
 * A size may stand beside a name: if they fit, the result has that size. Two names are two sizes.
 *
 * @category type level
 * @since 0.1.0
 */
export type Broadcast<A extends Shape, B extends Shape> =
  IsDynamic<A> extends true ? Shape : IsDynamic<B> extends true ? Shape : BroadcastFromEnd<A, B, []>

/** What must hold of the operands of a pointwise operation, as a type an argument is intersected with. */
export type CheckBroadcast<Operation extends string, A extends Shape, B extends Shape> = [Broadcast<A, B>] extends [
  never,
]
  ? ShapeError<`${Operation}: cannot broadcast ${Print<A>} with ${Print<B>}`>
  : unknown

type SameSizes<A extends Shape, B extends Shape> = A extends readonly [
  infer HA extends number,
  ...infer RA extends Shape,
]
  ? B extends readonly [infer HB extends number, ...infer RB extends Shape]
    ? Fits<HA, HB> extends true
      ? SameSizes<RA, RB>
      : false
    : false
  : B extends readonly []
    ? true
    : false

export type MayBeSame<A extends Shape, B extends Shape> =
  IsDynamic<A> extends true ? true : IsDynamic<B> extends true ? true : SameSizes<A, B>

/** What must hold of two tensors of one shape, where a size may stand beside a name. */
export type CheckSame<Operation extends string, A extends Shape, B extends Shape> =
  MayBeSame<A, B> extends false ? ShapeError<`${Operation}: ${Print<A>} does not go with ${Print<B>}`> : unknown

type MatrixProduct<A extends Shape, B extends Shape> = A extends readonly [
  ...infer BatchA extends Shape,
  infer M extends number,
  infer K extends number,
]
  ? B extends readonly [...infer BatchB extends Shape, infer L extends number, infer N extends number]
    ? Fits<K, L> extends true
      ? [Broadcast<BatchA, BatchB>] extends [never]
        ? never
        : [...Broadcast<BatchA, BatchB>, M, N]
      : never
    : never
  : never

type DropSecondLast<S extends Shape> = S extends readonly [...infer R extends Shape, number, infer N extends number]
  ? [...R, N]
  : S
type DropLast<S extends Shape> = S extends readonly [...infer R extends Shape, number] ? R : S

/**
 * The shape of a matrix product by NumPy's rules: batch axes are broadcast, a vector on the left counts as a row, on the right as a column.
 * `never` when the operands do not fit.
 *
 * @category type level
 * @since 0.1.0
 */
export type MatMul<A extends Shape, B extends Shape> =
  IsDynamic<A> extends true
    ? Shape
    : IsDynamic<B> extends true
      ? Shape
      : A extends readonly []
        ? never
        : B extends readonly []
          ? never
          : A extends readonly [infer K extends number]
            ? B extends readonly [infer L extends number]
              ? Fits<K, L> extends true
                ? []
                : never
              : [MatrixProduct<[1, K], B>] extends [never]
                ? never
                : DropSecondLast<MatrixProduct<[1, K], B>>
            : B extends readonly [infer L extends number]
              ? [MatrixProduct<A, [L, 1]>] extends [never]
                ? never
                : DropLast<MatrixProduct<A, [L, 1]>>
              : MatrixProduct<A, B>

/** What must hold of the operands of `matmul`. */
export type CheckMatMul<A extends Shape, B extends Shape> = [MatMul<A, B>] extends [never]
  ? ShapeError<`matmul: cannot multiply ${Print<A>} by ${Print<B>}`>
  : unknown
