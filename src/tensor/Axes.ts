/**
 * Axes in types: indexing from the front or the end, removal, insertion, replacement, permutation; slices and reshapes.
 */
import type { Add, Divide, Product, Subtract } from './Arithmetic.js'
import type { IsOpen, MayBeSame } from './Dimensions.js'
import type { Shape, ShapeError, IsLiteral, Print, IsDynamic } from './Shape.js'

/** An axis as an index from the front; `never` when the shape has no such axis, `number` when one of the two is unknown. */
export type Axis<S extends Shape, A extends number> =
  IsDynamic<S> extends true
    ? number
    : IsLiteral<A> extends false
      ? number
      : `${A}` extends `-${infer N extends number}`
        ? Subtract<S['length'], N>
        : `${A}` extends keyof S
          ? A
          : never

/** Checks an axis. */
export type CheckAxis<Operation extends string, S extends Shape, A extends number> = [Axis<S, A>] extends [never]
  ? ShapeError<`${Operation}: ${Print<S>} has no axis ${A}`>
  : unknown

/** Checks the position of a new axis, counted in the result. */
export type CheckNewAxis<Operation extends string, S extends Shape, A extends number> = [Axis<[...S, 1], A>] extends [
  never,
]
  ? ShapeError<`${Operation}: ${Print<S>} has no place ${A} for a new axis`>
  : unknown

/** Checks a tensor that is concatenated to another one along an axis. */
export type CheckContinues<Operation extends string, S extends Shape, First extends Shape, A extends number> = [
  Axis<S, A>,
] extends [never]
  ? ShapeError<`${Operation}: ${Print<S>} has no axis ${A}`>
  : MayBeSame<Replace<S, A, [0]>, Replace<First, A, [0]>> extends false
    ? ShapeError<`${Operation}: ${Print<S>} does not continue ${Print<First>} along axis ${A}`>
    : unknown

type Unknown<S extends Shape> = { -readonly [K in keyof S]: number }
type Rest<S extends Shape> = S extends readonly [number, ...infer R extends Shape] ? R : Shape

type ReplaceAt<S extends Shape, I extends number, D extends Shape, Seen extends Shape = []> = S extends readonly [
  infer H extends number,
  ...infer R extends Shape,
]
  ? Seen['length'] extends I
    ? [...Seen, ...D, ...R]
    : ReplaceAt<R, I, D, [...Seen, H]>
  : [...Seen, ...D]

/** Its argument as a shape, visible to the compiler in shape-generic code. */
type Known<S> = S extends infer R extends Shape ? R : never

/** A shape with one axis replaced by other axes, or removed by none. */
export type Replace<S extends Shape, A extends number, D extends Shape> = Known<Replaced<S, A, D>>

type Replaced<S extends Shape, A extends number, D extends Shape> =
  IsDynamic<S> extends true
    ? Shape
    : [Axis<S, A>] extends [never]
      ? never
      : number extends Axis<S, A>
        ? D['length'] extends 0
          ? Unknown<Rest<S>>
          : D['length'] extends 1
            ? Unknown<S>
            : Shape
        : ReplaceAt<S, Axis<S, A>, D>

/** A shape without an axis, or with 1 in its place. */
export type Reduce<S extends Shape, A extends number, KeepDims extends boolean> = Replace<
  S,
  A,
  [KeepDims] extends [true] ? [1] : []
>

/** A shape with an inserted axis, `A` in the result. */
export type Insert<S extends Shape, A extends number, D extends number> = Known<Inserted<S, A, D>>

type Inserted<S extends Shape, A extends number, D extends number> =
  IsDynamic<S> extends true
    ? Shape
    : [Axis<[...S, 1], A>] extends [never]
      ? never
      : number extends Axis<[...S, 1], A>
        ? [number, ...Unknown<S>]
        : InsertAt<S, Axis<[...S, 1], A>, D>

type InsertAt<S extends Shape, I extends number, D extends number, Seen extends Shape = []> = Seen['length'] extends I
  ? [...Seen, D, ...S]
  : S extends readonly [infer H extends number, ...infer R extends Shape]
    ? InsertAt<R, I, D, [...Seen, H]>
    : never

/** The size of one axis. */
export type SizeAt<S extends Shape, A extends number> =
  IsDynamic<S> extends true ? number : number extends Axis<S, A> ? number : S[Axis<S, A>]

/** The axes in reverse order. */
export type Reverse<S extends Shape> =
  IsDynamic<S> extends true
    ? Shape
    : S extends readonly [infer H extends number, ...infer R extends Shape]
      ? [...Reverse<R>, H]
      : []

/** The axes in the order of a permutation. */
export type Permute<S extends Shape, P extends readonly number[]> =
  IsDynamic<S> extends true
    ? Shape
    : { -readonly [K in keyof P]: P[K] extends keyof S ? S[P[K]] & number : number } extends infer R extends Shape
      ? R
      : never

type IsPermutation<S extends Shape, P extends readonly number[]> = P['length'] extends S['length']
  ? Exclude<keyof S & `${number}`, `${P[number]}`> extends never
    ? true
    : false
  : false

type MayBePermutation<S extends Shape, P extends readonly number[]> =
  IsDynamic<S> extends true ? true : number extends P[number] ? true : IsPermutation<S, P>

/** Checks a permutation of axes. */
export type CheckPermutation<S extends Shape, P extends readonly number[]> =
  MayBePermutation<S, P> extends false
    ? ShapeError<`transpose: ${Print<P>} is not an order of the axes of ${Print<S>}`>
    : unknown

/** Whether all sizes are literals. */
export type AllLiteral<S extends Shape> =
  IsDynamic<S> extends true
    ? false
    : S extends readonly [infer H extends number, ...infer R extends Shape]
      ? IsLiteral<H> extends true
        ? AllLiteral<R>
        : false
      : true

/** The sizes of a new shape without those that are −1. */
type Stated<To extends Shape> = To extends readonly [infer H extends number, ...infer R extends Shape]
  ? H extends -1
    ? Stated<R>
    : [H, ...Stated<R>]
  : To extends readonly []
    ? []
    : Shape

/** The literal sizes of a shape, and the others. */
type Literal<S extends Shape> = S extends readonly [infer H extends number, ...infer R extends Shape]
  ? IsLiteral<H> extends true
    ? [H, ...Literal<R>]
    : Literal<R>
  : []
type Unwritten<S extends Shape> = S extends readonly [infer H extends number, ...infer R extends Shape]
  ? IsLiteral<H> extends true
    ? Unwritten<R>
    : [H, ...Unwritten<R>]
  : []

/** The size for −1: the quotient, or the only size that is not a literal if the others cancel. */
type Remaining<S extends Shape, To extends Shape> =
  IsDynamic<S> extends true
    ? number
    : Unwritten<S> extends readonly []
      ? Divide<Product<S>, Product<Stated<To>>>
      : Unwritten<S> extends readonly [infer D extends number]
        ? Product<Stated<To>> extends Product<Literal<S>>
          ? D
          : number
        : number

/** A new shape with the size for −1. */
export type Reshape<S extends Shape, To extends Shape> = Known<Reshaped<S, To, To>>

/** The shape is passed twice, since `IsOpen` compares: a size that is a type parameter is not −1. */
type Reshaped<S extends Shape, To extends Shape, Same extends Shape> = {
  -readonly [K in keyof To]: IsOpen<To[K], Same[K & keyof Same]> extends true
    ? To[K]
    : To[K] extends -1
      ? Remaining<S, To>
      : To[K]
}

type CheckSizes<S extends Shape, To extends Shape> =
  Product<S> extends Product<To>
    ? unknown
    : ShapeError<`reshape: ${Print<S>} has ${Product<S>} elements, ${Print<To>} has ${Product<To>}`>

type CheckRemaining<S extends Shape, To extends Shape> =
  Product<Stated<To>> extends 0
    ? ShapeError<`reshape: beside a size of 0, -1 in ${Print<To>} may be any size: write it out`>
    : [Divide<Product<S>, Product<Stated<To>>>] extends [never]
      ? ShapeError<`reshape: ${Print<S>} has ${Product<S>} elements, no multiple of the sizes ${Print<Stated<To>>}`>
      : unknown

/** Checks a new shape: equal numbers of elements, if all sizes are literals, and at most one −1. */
export type CheckReshape<S extends Shape, To extends Shape> =
  AllLiteral<To> extends true
    ? Stated<To>['length'] extends To['length']
      ? AllLiteral<S> extends true
        ? CheckSizes<S, To>
        : unknown
      : [...Stated<To>, -1]['length'] extends To['length']
        ? AllLiteral<S> extends true
          ? CheckRemaining<S, To>
          : unknown
        : ShapeError<`reshape: ${Print<To>} has more than one -1`>
    : unknown

/** The shape of a slice; `never` if it exceeds the axis. */
export type Slice<S extends Shape, A extends number, Start extends number, End extends number> = [
  Subtract<End, Start>,
] extends [never]
  ? never
  : [Subtract<SizeAt<S, A>, End>] extends [never]
    ? never
    : Replace<S, A, [Subtract<End, Start>]>

/** The sum of the sizes of one axis over several shapes. */
export type ConcatSize<
  Shapes extends readonly Shape[],
  A extends number,
  Out extends number = 0,
> = Shapes extends readonly [infer H extends Shape, ...infer R extends readonly Shape[]]
  ? ConcatSize<R, A, Add<Out, SizeAt<H, A>>>
  : Shapes extends readonly []
    ? Out
    : number
