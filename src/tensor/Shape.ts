/**
 * Shapes: dimensions in types, and the same checks at run time.
 *
 * A dimension is a size (`784`), a name for a size known only at run time (`Name<'batch'>`), or `number` (unknown).
 * A name is a subtype of `number` that differs from literals, so a literal or unknown size may be used where a name is expected, but not another name or
 * another size. At run time a shape is a frozen array of sizes; names do not exist there.
 */
import { fail } from './Errors.js'
import { found } from './Found.js'

declare const dimension: unique symbol
declare const shapeError: unique symbol

/**
 * A dimension known by name only: `Tensor<[Name<'batch'>, 784]>`.
 *
 * @category model
 */
export type Name<N extends string> = number & { readonly [dimension]?: N }

/**
 * Sizes from the slowest to the fastest axis; `[]` for a scalar.
 *
 * @category model
 */
export type Shape = readonly number[]

/**
 * A compile-time error message: no value has this type, so the compiler prints it where an argument does not fit.
 *
 * @category model
 */
export interface ShapeError<Message extends string> {
  readonly [shapeError]: Message
}

/** A dimension as text: `784`, `batch`, `?`. */
export type Word<D extends number> = [typeof dimension] extends [keyof D]
  ? D extends { readonly [dimension]?: infer N extends string }
    ? `${N}`
    : never
  : number extends D
    ? '?'
    : `${D}`

/** Whether a dimension is a name. */
export type IsNamed<D extends number> = [typeof dimension] extends [keyof D] ? true : false

/** Whether a dimension is a literal. */
export type IsLiteral<D extends number> = IsNamed<D> extends true ? false : number extends D ? false : true

type Words<S extends Shape> = S extends readonly []
  ? ''
  : S extends readonly [infer H extends number]
    ? Word<H>
    : S extends readonly [infer H extends number, ...infer R extends Shape]
      ? `${Word<H>}, ${Words<R>}`
      : '…'

/**
 * A shape as text: `[batch, 784]`.
 *
 * @category type level
 */
export type Print<S extends Shape> = `[${Words<S>}]`

/**
 * Whether the rank of a shape is unknown.
 *
 * The spread matters: for a check on a type parameter the compiler asks whether it fails for *every* shape, which it cannot answer for `S['length']` but
 * answers with no for `[...S]['length']`. So shape-generic code compiles and is checked where it is called.
 */
export type IsDynamic<S extends Shape> = number extends [...S]['length'] ? true : false

const freeze = (sizes: number[]): Shape => Object.freeze(sizes)

/** The shape of a scalar. */
export const scalarShape: readonly [] = Object.freeze([])

/** A frozen copy of some sizes, each a non-negative integer. */
export const shapeFrom = (operation: string, sizes: readonly number[]): Shape => {
  // The spread turns holes into `undefined`; `every` skips holes.
  const copy = Array.isArray(sizes)
    ? [...(sizes as readonly number[])]
    : fail(operation, `a shape such as ${example(sizes)}`, found(sizes))
  return copy.every((d) => Number.isSafeInteger(d) && d >= 0)
    ? freeze(copy.map((d) => d + 0)) // −0 + 0 is 0
    : fail(operation, 'sizes that are non-negative integers', `[${copy.map(sizeInWords).join(', ')}]`)
}

const example = (sizes: unknown): string => (typeof sizes === 'number' ? `[${sizes}]` : '[2, 3]')

const sizeInWords = (d: unknown): string => (typeof d === 'number' ? String(d) : d === undefined ? 'nothing' : found(d))

/** A shape as text, as the compiler prints it. */
export const print = (shape: readonly (number | string)[]): string => `[${shape.join(', ')}]`

/** The number of elements of a shape. */
export const sizeOf = (shape: Shape): number => shape.reduce(times, 1)

const times = (a: number, b: number): number => a * b

/** Whether two shapes are equal. */
export const equals = (a: Shape, b: Shape): boolean =>
  a === b || (a.length === b.length && a.every((d, i) => d === b[i]))

/** The broadcast shape of two shapes by NumPy's rules; a `NablaError` if they do not fit. */
export const broadcast = (operation: string, a: Shape, b: Shape): Shape => {
  // A scalar meets every shape; updates of parameters are full of them.
  if (b.length === 0 || equals(a, b)) return a
  if (a.length === 0) return b
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
      : axis + 0
    : fail(operation, `an axis of ${rank} axes`, typeof axis === 'number' ? `axis ${axis}` : found(axis))

/** A shape with one axis replaced by other axes. */
export const replaceAt = (shape: Shape, axis: number, sizes: readonly number[]): Shape =>
  freeze([...shape.slice(0, axis), ...sizes, ...shape.slice(axis + 1)])

/** A shape with an axis inserted. */
export const insertAt = (shape: Shape, axis: number, size: number): Shape =>
  freeze([...shape.slice(0, axis), size, ...shape.slice(axis)])

/** The shape of a tensor of rank ≥ 1 around an axis: the number of elements before it, its size, the number after it. */
export const around = (shape: Shape, axis: number): { outer: number; size: number; inner: number } => ({
  outer: sizeOf(shape.slice(0, axis)),
  size: shape[axis] ?? 1,
  inner: sizeOf(shape.slice(axis + 1)),
})
