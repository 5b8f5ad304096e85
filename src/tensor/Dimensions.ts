/** Comparison of dimensions and shapes, in types. */
import type { IsDynamic, Print, Shape, ShapeError } from './Shape.js'

/**
 * Whether two dimensions may be the same size: a literal, a name and an unknown size may each stand beside the next; two literals or two names that
 * differ may not.
 *
 * One condition, and on objects: of two type parameters that are the same one it is then known to hold, where `[D] extends [E]` is left open.
 */
export type Fits<D extends number, E extends number> = { readonly d: D; readonly e: E } extends
  { readonly d: E } | { readonly e: D }
  ? true
  : false

/** Whether two dimensions fit, or one of them is 1: one condition, so that it is known to hold for a type parameter beside itself, and beside 1. */
export type Stretches<A extends number, B extends number> = { readonly a: A; readonly b: B } extends
  { readonly a: B | 1 } | { readonly b: A | 1 }
  ? true
  : false

type Written<X> = X extends unknown ? [X] : never
type Mutable<X> = { -readonly [K in keyof X]: X[K] }

/** What an open type has and no other: see `IsOpen`. */
export interface Open<X> {
  readonly open: Readonly<Written<X>>
}
export interface SameOpen<X> {
  readonly open: Mutable<Written<X>>
}

/**
 * Whether two types are one and the same type parameter, or made of type parameters in the same way.
 *
 * A readonly tuple is no mutable one. Mapped types that the compiler cannot write out yet, because they depend on a type parameter, it compares without regard to `readonly`. So of known types this is false, and of an open type
 * beside itself it is true, while the type is still open.
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

/** What must hold of two tensors of one shape, where a size may stand beside a name. */
export type CheckSame<Operation extends string, A extends Shape, B extends Shape> =
  MayBeSame<A, B> extends false ? ShapeError<`${Operation}: ${Print<A>} does not go with ${Print<B>}`> : unknown
