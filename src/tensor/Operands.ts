/**
 * The shapes of two operands, in types: broadcasting and the matrix product.
 */
import type { AllLiteral, Replace } from './Axes.js'
import type { Fits, IsOpen, Open, SameOpen, Stretches } from './Dimensions.js'
import type { Shape, ShapeError, IsLiteral, Print, IsDynamic, IsNamed } from './Shape.js'

/** The dimension of the result of two that fit; a dimension passes if the other one is 1 or the same. */
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
 * Which operand's shape is that of the result, if this is known without sizes: for scalars and type parameters. The left one is, if it is a type parameter and the right one the same, a scalar, or its reduction with
 * `keepDims`.
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
 * NumPy's broadcasting: aligned at the last axis, sizes are equal or one of them is 1. `never` if they do not fit.
 *
 * A size fits a name, and the result has that size. Two names are two sizes. A shape that is a type parameter broadcasts with itself, with a scalar, and with
 * its reductions with `keepDims`.
 *
 * @category type level
 */
export type Broadcast<A extends Shape, B extends Shape> =
  Passed<A, B> extends 'left' ? A : Passed<A, B> extends 'right' ? B : BroadcastSizes<A, B>

/** Checks the operands of a pointwise operation, as a type to intersect an argument with. */
export type CheckBroadcast<Operation extends string, A extends Shape, B extends Shape> =
  Passed<A, B> extends 'left' | 'right'
    ? unknown
    : [BroadcastSizes<A, B>] extends [never]
      ? ShapeError<`${Operation}: cannot broadcast ${Print<A>} with ${Print<B>}`>
      : unknown

/** Checks the target of `broadcastTo`. */
export type CheckBroadcastTo<S extends Shape, To extends Shape> = [Broadcast<S, To>] extends [never]
  ? ShapeError<`broadcastTo: ${Print<S>} does not stretch to ${Print<To>}`>
  : IsDynamic<S> extends true
    ? unknown
    : IsDynamic<To> extends true
      ? unknown
      : Print<Broadcast<S, To>> extends Print<To>
        ? unknown
        : AllLiteral<S> extends true
          ? ShapeError<`broadcastTo: ${Print<S>} does not stretch to ${Print<To>}`>
          : unknown

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
 * The shape of a matrix product by NumPy's rules: batch axes broadcast, a vector is a row on the left and a column on the right.
 * `never` if the operands do not fit.
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

/** Checks the operands of `matmul`. */
export type CheckMatMul<A extends Shape, B extends Shape> = [MatMul<A, B>] extends [never]
  ? ShapeError<`matmul: cannot multiply ${Print<A>} by ${Print<B>}`>
  : unknown
