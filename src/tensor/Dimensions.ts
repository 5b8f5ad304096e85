/** Comparison of dimensions and shapes, in types. */
import type { IsDynamic, Print, Shape, ShapeError } from './Shape.js'

/**
 * Whether two dimensions may be equal: literals, names and unknown sizes fit each other, except two different literals or two different
 * names.
 *
 * One condition, on objects: for a type parameter beside itself it is known to hold, whereas `[D] extends [E]` stays open.
 */
export type Fits<D extends number, E extends number> = { readonly d: D; readonly e: E } extends
  { readonly d: E } | { readonly e: D }
  ? true
  : false

/** Whether two dimensions fit, or one of them is 1. One condition, so that it is known to hold for a type parameter beside itself and beside 1. */
export type Stretches<A extends number, B extends number> = { readonly a: A; readonly b: B } extends
  { readonly a: B | 1 } | { readonly b: A | 1 }
  ? true
  : false

type Written<X> = X extends unknown ? [X] : never
type Mutable<X> = { -readonly [K in keyof X]: X[K] }

/** A type that only `IsOpen` can match. */
export interface Open<X> {
  readonly open: Readonly<Written<X>>
}
export interface SameOpen<X> {
  readonly open: Mutable<Written<X>>
}

/**
 * Whether two types are the same type parameter, or consist of type parameters in the same way.
 *
 * A readonly tuple is not a mutable one, but the compiler compares mapped types over type parameters without regard to `readonly`. So this is false for known types, and true for an open type
 * beside itself, while it is open.
 */
export type IsOpen<X, Y> = Open<X> extends SameOpen<Y> ? true : false

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

/** Checks two tensors of the same shape, where a size fits a name. */
export type CheckSame<Operation extends string, A extends Shape, B extends Shape> =
  MayBeSame<A, B> extends false ? ShapeError<`${Operation}: ${Print<A>} does not go with ${Print<B>}`> : unknown
