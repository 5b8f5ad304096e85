/**
 * What a primitive is, and `apply`, the one place where a primitive meets its arguments.
 *
 * Everything the library computes is made of a closed set of primitives. Each has, in one entry:
 *
 * - `shape` and `value`: the shape of the result, or a `NablaError`, and its elements; for a pointwise primitive both follow from `elements`;
 * - `derivative`: how a tangent is pushed through it (forward) and a cotangent pulled back (reverse), as tensor expressions, so that a rule
 *   can itself be differentiated; or nothing, where the function is constant between jumps and no derivative passes;
 * - `batch`: how it is applied to many examples at once; a pointwise primitive needs none.
 *
 * The entries are written in the files beside this one, by kind, and joined in `Table`.
 *
 * Laws (`laws/primitive.ts`): forward = reverse = numeric; `⟨J v, u⟩ = ⟨v, Jᵀ u⟩`; linear in the tangent; 0 to 0.
 *
 * @since 0.1.0
 */
import { fail } from '../tensor/Errors.js'
import {
  dataOf,
  isTensor,
  noTensor,
  numbers,
  plain,
  readingOf,
  shape,
  type AnyTensor,
  type Data,
  type Read,
  type Reading,
} from '../tensor/Value.js'
import { roomFor } from '../tensor/Room.js'
import { equals, print, type Shape } from '../tensor/Shape.js'

/** A tangent or cotangent; `undefined` is a zero that nobody has to compute. */
export type Zeroable = AnyTensor | undefined

/**
 * How a derivative passes by one argument. With `y = f(x₀, x₁, …)` and `Jᵢ = ∂f/∂xᵢ`, it is `Jᵢ·t` for a tangent of the argument (forward), or
 * `Jᵢᵀ·t` for a cotangent of the result (reverse). Products in a rule annihilate: 0 times anything is 0 (see `annihilatingMul`).
 */
export type Pass<A> = (
  t: AnyTensor,
  index: number,
  attributes: A,
  result: AnyTensor,
  x: AnyTensor,
  y: AnyTensor,
  z: AnyTensor,
) => Zeroable

/** Both directions. */
export interface Derivative<A> {
  readonly tangent: Pass<A>
  readonly cotangent: Pass<A>
}

/**
 * A primitive whose element i depends on element i of each argument, all of one shape: a function of elements is all there is to say.
 */
export interface Pointwise<A> {
  readonly name: string
  readonly elements: Elements
  readonly derivative: Derivative<A> | undefined
}

/** Which arguments have a leading axis of examples. */
export type Batched = readonly [x: boolean, y: boolean, z: boolean]

/** A primitive of any other kind. `batch` applies it to many examples at once: the batched arguments have a leading axis, and so has the result. */
export interface General<A> {
  readonly name: string
  readonly shape: (attributes: A, x: AnyTensor, y: AnyTensor, z: AnyTensor) => Shape
  readonly value: (attributes: A, x: AnyTensor, y: AnyTensor, z: AnyTensor) => Data
  readonly derivative: Derivative<A> | undefined
  readonly batch: (batched: Batched, attributes: A, x: AnyTensor, y: AnyTensor, z: AnyTensor) => AnyTensor
}

/**
 * A primitive with attributes of type `A`, of one to three arguments. They are passed one by one and not in arrays, since each operation on a scalar would
 * otherwise be mostly the making of arrays; a rule names as many as the primitive has.
 */
export type Primitive<A> = Pointwise<A> | General<A>

/** A function of one, two or three elements, on arrays of some length or on numbers that stand for arrays of equal elements. */
export interface Elements {
  (a: Data): Data
  (a: Data, b: Data, length: number): Data
  (a: Data, b: Data, c: Data, length: number): Data
}

/** A reading as `apply` sees it: it applies a primitive to arguments of which at least one is its own. */
export interface Interpreter extends Reading {
  readonly apply: <A>(
    primitive: Primitive<A>,
    attributes: A,
    x: AnyTensor,
    y: AnyTensor | undefined,
    z: AnyTensor | undefined,
  ) => AnyTensor
  /** What a value of this reading is made of, in older readings. */
  readonly within: (x: Read) => readonly AnyTensor[]
  /** How this reading records a whole scan. Other readings have none: under them a scan is a plain loop. */
  readonly scan?: (length: number, step: Step, states: readonly AnyTensor[], xs: readonly AnyTensor[]) => Stepped
}

/** What a step of a scan makes: the next states, and what is stacked. */
export interface Stepped {
  readonly states: readonly AnyTensor[]
  readonly ys: readonly AnyTensor[]
}

/** A step of a scan, on the tensors of its records. */
export type Step = (states: readonly AnyTensor[], xs: readonly AnyTensor[]) => Stepped

/**
 * Applies a primitive: by the newest reading among its arguments, or, when all are plain, by computing. (Whoever makes a read tensor gives it a reading that is an
 * `Interpreter`.)
 */
export const apply = <A>(
  primitive: Primitive<A>,
  attributes: A,
  x: AnyTensor,
  y?: AnyTensor,
  z?: AnyTensor,
): AnyTensor => {
  const a = readingOf(x, primitive.name)
  const b = y === undefined ? a : readingOf(y, primitive.name)
  const c = z === undefined ? a : readingOf(z, primitive.name)
  const newer = b.level > a.level ? b : a
  const newest = c.level > newer.level ? c : newer
  return newest === numbers
    ? // A primitive names only as many arguments as it has.
      compute(primitive, attributes, x, y as AnyTensor, z as AnyTensor)
    : (newest as Interpreter).apply === undefined
      ? // A record that has something called `reading`.
        noTensor(
          primitive.name,
          [x, y, z].find((arg) => !isTensor(arg)),
        )
      : (newest as Interpreter).apply(primitive, attributes, x, y, z)
}

const compute = <A>(primitive: Primitive<A>, attributes: A, x: AnyTensor, y: AnyTensor, z: AnyTensor): AnyTensor => {
  const sizes = shapeOf(primitive, attributes, x, y, z)
  // Pointwise results are as large as an argument. Of one number for all elements, what only moves elements is one too.
  if (!('elements' in primitive || (y === undefined && typeof dataOf(x) === 'number'))) roomFor(primitive.name, sizes)
  return plain(sizes, valueOf(primitive, attributes, x, y, z))
}

/** The shape of a result, or a `NablaError`. */
export const shapeOf = <A>(
  primitive: Primitive<A>,
  attributes: A,
  x: AnyTensor,
  y?: AnyTensor,
  z?: AnyTensor,
): Shape =>
  'elements' in primitive
    ? commonShape(primitive.name, x, y, z)
    : primitive.shape(attributes, x, y as AnyTensor, z as AnyTensor)

/** The elements of a result, from plain arguments. */
export const valueOf = <A>(primitive: Primitive<A>, attributes: A, x: AnyTensor, y?: AnyTensor, z?: AnyTensor): Data =>
  'elements' in primitive
    ? overElements(primitive.elements, x, y, z)
    : primitive.value(attributes, x, y as AnyTensor, z as AnyTensor)

const lengthOf = (a: Data, b: Data): number => (typeof a !== 'number' ? a.length : typeof b !== 'number' ? b.length : 1)

const overElements = (elements: Elements, x: AnyTensor, y: AnyTensor | undefined, z: AnyTensor | undefined): Data => {
  const a = dataOf(x)
  if (y === undefined) return elements(a)
  const b = dataOf(y)
  if (z === undefined) return elements(a, b, lengthOf(a, b))
  const c = dataOf(z)
  return elements(a, b, c, typeof a === 'number' ? lengthOf(b, c) : a.length)
}

/** `apply` to a list of arguments. */
export const bind = <A>(primitive: Primitive<A>, args: readonly AnyTensor[], attributes: A): AnyTensor =>
  apply(primitive, attributes, args[0], args[1], args[2])

/** The attributes of a primitive that has none. */
export type None = undefined

/** `apply` for a primitive without attributes: how rules are written. */
export const run = (primitive: Primitive<None>, x: AnyTensor, y?: AnyTensor, z?: AnyTensor): AnyTensor =>
  apply(primitive, undefined, x, y, z)

/** For shape rules: all arguments have one shape. */
export const commonShape = (name: string, x: AnyTensor, y?: AnyTensor, z?: AnyTensor): Shape => {
  const first = shape(x)
  return (y === undefined || equals(shape(y), first)) && (z === undefined || equals(shape(z), first))
    ? first
    : fail(name, `operands of shape ${print(first)}`, [y, z].flatMap((o) => (o ? [print(shape(o))] : [])).join(' and '))
}
