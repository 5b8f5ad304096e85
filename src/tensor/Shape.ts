/**
 * Shapes: what the compiler knows of a tensor, and the same checks at run time.
 *
 * A dimension is a size (`784`), a name for a size known only at run time (`Name<'batch'>`), or `number` (unknown).
 * A name is a type *below* `number` and beside the literals, so a literal or unknown size may enter where a name stands, and another name or
 * another size may not. At run time a shape is a frozen array of sizes; names leave no trace there.
 *
 * @since 0.1.0
 */
import type { Add, Product, Subtract } from './Arithmetic.js'
import { fail } from './Errors.js'

declare const dimension: unique symbol
declare const shapeError: unique symbol

/**
 * A dimension known by name only: `Tensor<[Name<'batch'>, 784]>`.
 *
 * @category model
 * @since 0.1.0
 */
export type Name<N extends string> = number & { readonly [dimension]?: N }

/**
 * Sizes from the slowest to the fastest axis; `[]` is a scalar's.
 *
 * @category model
 * @since 0.1.0
 */
export type Shape = readonly number[]

/**
 * A mismatch, in words: no value has this type, so the compiler prints it where an argument does not fit.
 *
 * @category model
 * @since 0.1.0
 */
export interface ShapeError<Message extends string> {
  readonly [shapeError]: Message
}

/** A dimension in words: `784`, `batch`, `?`. */
export type Word<D extends number> = [typeof dimension] extends [keyof D]
  ? D extends { readonly [dimension]?: infer N extends string }
    ? `${N}`
    : never
  : number extends D
    ? '?'
    : `${D}`

/** Whether a dimension is a size written out. */
export type IsLiteral<D extends number> = [typeof dimension] extends [keyof D] ? false : number extends D ? false : true

type Words<S extends Shape> = S extends readonly []
  ? ''
  : S extends readonly [infer H extends number]
    ? Word<H>
    : S extends readonly [infer H extends number, ...infer R extends Shape]
      ? `${Word<H>}, ${Words<R>}`
      : '…'

/**
 * A shape in words: `[batch, 784]`.
 *
 * @category type level
 * @since 0.1.0
 */
export type Print<S extends Shape> = `[${Words<S>}]`

/**
 * Whether the rank of a shape is unknown to the compiler.
 *
 * Spread first, and for a reason: of a check on a shape that is still a type parameter the compiler asks whether it fails for *every* shape, and to
 * that question `S['length']` answers "perhaps" where `[...S]['length']` answers "no". So shape-generic code compiles, and is checked where it is called.
 */
export type IsDynamic<S extends Shape> = number extends [...S]['length'] ? true : false

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
        : [typeof dimension] extends [keyof A]
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

type MayBeSame<A extends Shape, B extends Shape> =
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

/** What must hold of an axis. */
export type CheckAxis<Operation extends string, S extends Shape, A extends number> = [Axis<S, A>] extends [never]
  ? ShapeError<`${Operation}: ${Print<S>} has no axis ${A}`>
  : unknown

/** What must hold of the place of a new axis, which is counted in the result. */
export type CheckNewAxis<Operation extends string, S extends Shape, A extends number> = [Axis<[...S, 1], A>] extends [
  never,
]
  ? ShapeError<`${Operation}: ${Print<S>} has no place ${A} for a new axis`>
  : unknown

/** What must hold of a tensor that follows another one along an axis. */
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

/** What is a shape, said so that the compiler sees it in shape-generic code too. */
type Known<S> = S extends infer R extends Shape ? R : never

/** A shape with one axis replaced by other axes (none removes it). */
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

/** A shape without one axis, or with 1 in its place. */
export type Reduce<S extends Shape, A extends number, KeepDims extends boolean> = Replace<
  S,
  A,
  [KeepDims] extends [true] ? [1] : []
>

/** A shape with a new axis put in: where a result of rank r + 1 has axis `A`. */
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

/** All axes in reverse order. */
export type Reverse<S extends Shape> =
  IsDynamic<S> extends true
    ? Shape
    : S extends readonly [infer H extends number, ...infer R extends Shape]
      ? [...Reverse<R>, H]
      : []

/** Axes in the order of a permutation. */
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

/** What must hold of a permutation of axes. */
export type CheckPermutation<S extends Shape, P extends readonly number[]> =
  MayBePermutation<S, P> extends false
    ? ShapeError<`transpose: ${Print<P>} is not an order of the axes of ${Print<S>}`>
    : unknown

type AllLiteral<S extends Shape> =
  IsDynamic<S> extends true
    ? false
    : S extends readonly [infer H extends number, ...infer R extends Shape]
      ? IsLiteral<H> extends true
        ? AllLiteral<R>
        : false
      : true

/** What must hold of a new shape: as many elements as the old one, where all sizes are written out. */
export type CheckReshape<S extends Shape, To extends Shape> =
  AllLiteral<S> extends true
    ? AllLiteral<To> extends true
      ? Product<S> extends Product<To>
        ? unknown
        : ShapeError<`reshape: ${Print<S>} has ${Product<S>} elements, ${Print<To>} has ${Product<To>}`>
      : unknown
    : unknown

/** What must hold of the target of `broadcastTo`. */
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

/** The shape of a slice; `never` when it leaves the axis. */
export type Slice<S extends Shape, A extends number, Start extends number, End extends number> = [
  Subtract<End, Start>,
] extends [never]
  ? never
  : [Subtract<SizeAt<S, A>, End>] extends [never]
    ? never
    : Replace<S, A, [Subtract<End, Start>]>

/** The sizes of one axis added up over several shapes. */
export type ConcatSize<
  Shapes extends readonly Shape[],
  A extends number,
  Out extends number = 0,
> = Shapes extends readonly [infer H extends Shape, ...infer R extends readonly Shape[]]
  ? ConcatSize<R, A, Add<Out, SizeAt<H, A>>>
  : Shapes extends readonly []
    ? Out
    : number

const freeze = (sizes: number[]): Shape => Object.freeze(sizes)

/** The shape of a scalar. */
export const scalarShape: readonly [] = Object.freeze([])

/** A frozen copy of some sizes, each a non-negative integer. */
export const shapeFrom = (operation: string, sizes: readonly number[]): Shape =>
  sizes.every((d) => Number.isSafeInteger(d) && d >= 0)
    ? freeze([...sizes])
    : fail(operation, 'sizes that are non-negative integers', print(sizes))

/** A shape in words, as the compiler prints it. */
export const print = (shape: Shape): string => `[${shape.join(', ')}]`

/** How many elements a shape has: the product of its sizes. */
export const sizeOf = (shape: Shape): number => shape.reduce(times, 1)

const times = (a: number, b: number): number => a * b

/** Whether two shapes are the same. */
export const equals = (a: Shape, b: Shape): boolean =>
  a === b || (a.length === b.length && a.every((d, i) => d === b[i]))

/** The NumPy rule at run time; a `NablaError` when the shapes do not fit. */
export const broadcast = (operation: string, a: Shape, b: Shape): Shape => {
  if (equals(a, b)) return a
  const rank = Math.max(a.length, b.length)
  const sizes = Array.from({ length: rank }, (_, i) => {
    const da = a[i - rank + a.length] ?? 1
    const db = b[i - rank + b.length] ?? 1
    return da === db || db === 1 ? da : da === 1 ? db : -1
  })
  return sizes.includes(-1) ? fail(operation, `shapes that broadcast`, `${print(a)} with ${print(b)}`) : freeze(sizes)
}

/** An axis as an index from the front; negative ones count from the end. */
export const axisOf = (operation: string, rank: number, axis: number): number =>
  Number.isInteger(axis) && axis >= -rank && axis < rank
    ? axis < 0
      ? axis + rank
      : axis
    : fail(operation, `an axis of ${rank} axes`, `axis ${axis}`)

/** A shape with one axis replaced by other axes. */
export const replaceAt = (shape: Shape, axis: number, sizes: readonly number[]): Shape =>
  freeze([...shape.slice(0, axis), ...sizes, ...shape.slice(axis + 1)])

/** A shape with a new axis put in. */
export const insertAt = (shape: Shape, axis: number, size: number): Shape =>
  freeze([...shape.slice(0, axis), size, ...shape.slice(axis)])

/** The shape of a tensor of rank ≥ 1 split at an axis: the elements before it, its own size, those after it. */
export const around = (shape: Shape, axis: number): { outer: number; size: number; inner: number } => ({
  outer: sizeOf(shape.slice(0, axis)),
  size: shape[axis] ?? 1,
  inner: sizeOf(shape.slice(axis + 1)),
})
