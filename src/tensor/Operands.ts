/**
 * How the shapes of two operands meet, in types: broadcasting, equality, the matrix product.
 */
import type { Replace } from './Axes.js'
import type { Shape, ShapeError, IsLiteral, Print, IsDynamic, IsNamed } from './Shape.js'

/**
 * Whether two dimensions may be the same size: a literal, a name and an unknown size may each stand beside the next; two literals or two names that
 * differ may not.
 *
 * One condition, and on objects: of two type parameters that are the same one it is then known to hold, where `[D] extends [E]` is left open.
 */
type Fits<D extends number, E extends number> = { readonly d: D; readonly e: E } extends
  { readonly d: E } | { readonly e: D }
  ? true
  : false

/** Whether two dimensions fit, or one of them is 1: one condition, so that it is known to hold for a type parameter beside itself, and beside 1. */
type Stretches<A extends number, B extends number> = { readonly a: A; readonly b: B } extends
  { readonly a: B | 1 } | { readonly b: A | 1 }
  ? true
  : false

type Written<X> = X extends unknown ? [X] : never
type Mutable<X> = { -readonly [K in keyof X]: X[K] }

/** What an open type has and no other: see `IsOpen`. */
interface Open<X> {
  readonly open: Readonly<Written<X>>
}
interface SameOpen<X> {
  readonly open: Mutable<Written<X>>
}

/**
 * Whether two types are one and the same type parameter, or made of type parameters in the same way.
 *
 * A readonly tuple is no mutable one. Mapped types that the compiler cannot write out yet, because they depend on a type parameter, it compares without regard to `readonly`. So of known types this is false, and of an open type
 * beside itself it is true, while the type is still open.
 */
export type IsOpen<X, Y> = Open<X> extends SameOpen<Y> ? true : false

/** Which of two dimensions that fit is that of the result; a dimension is passed on if the other one is 1 or the same. */
type Stretched<A extends number, B extends number> = Open<A> & {
  readonly a: A
  readonly b: B
  readonly left: A
} extends
  | (SameOpen<B> & { readonly left: infer Left })
  | { readonly b: 1; readonly left: infer Left }
  | { readonly a: 1; readonly left: infer Left }
  ? IsOpen<A, Left> extends true
    ? A
    : [A] extends [1]
      ? B
      : A
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

type BroadcastSizes<A extends Shape, B extends Shape> =
  IsDynamic<A> extends true ? Shape : IsDynamic<B> extends true ? Shape : BroadcastFromEnd<A, B, []>

/**
 * Which of two shapes is that of the result, where this is known without their sizes: of two scalars' shapes or open ones. The left one is it if it is open and the right one the same, a scalar's, or what a reduction with
 * `keepDims` leaves of it.
 */
type Passed<A extends Shape, B extends Shape> = Open<A> & {
  readonly a: A
  readonly b: B
  readonly left: A
  readonly right: Open<B>
} extends
  | (SameOpen<B> & { readonly left: infer Left })
  | { readonly b: readonly []; readonly left: infer Left }
  | { readonly a: readonly []; readonly left: infer Left }
  | {
      readonly left: infer Left
      readonly b: Replace<infer Whole extends Shape, infer _Axis extends number, [1]>
      readonly right: SameOpen<Replace<infer Whole extends Shape, infer _Axis extends number, [1]>>
    }
  ? IsOpen<A, Left> extends true
    ? Open<A> & { readonly b: B; readonly whole: Open<Whole> } extends
        SameOpen<B> | { readonly b: readonly [] } | { readonly whole: SameOpen<A> }
      ? 'left'
      : 'neither'
    : A extends readonly []
      ? 'right'
      : 'left'
  : 'neither'

/**
 * The NumPy rule: aligned at the last axis, sizes are equal or one of them is 1. `never` when they do not fit.
 *
 * A size may stand beside a name: if they fit, the result has that size. Two names are two sizes. A shape that is a type parameter stays itself beside itself, beside a scalar, and before
 * what a reduction with `keepDims` leaves of it.
 *
 * @category type level
 */
export type Broadcast<A extends Shape, B extends Shape> =
  Passed<A, B> extends 'left' ? A : Passed<A, B> extends 'right' ? B : BroadcastSizes<A, B>

/** What must hold of the operands of a pointwise operation, as a type an argument is intersected with. */
export type CheckBroadcast<Operation extends string, A extends Shape, B extends Shape> =
  Passed<A, B> extends 'left' | 'right'
    ? unknown
    : [BroadcastSizes<A, B>] extends [never]
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
