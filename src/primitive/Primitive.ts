/**
 * Primitives, and `apply`, which dispatches a primitive to the interpreter of its arguments.
 *
 * Every computation of the library consists of a closed set of primitives. The entry of a primitive has:
 *
 * - `shape` and `value`: the shape of the result, or a `NablaError`, and its elements; for a pointwise primitive both follow from `elements`;
 * - `derivative`: the tangent rule (forward) and the cotangent rule (reverse), written with tensor operations, so that rules can be differentiated; `undefined`
 *   for a piecewise constant function;
 * - `batch`: the batching rule; a pointwise primitive needs none.
 *
 * The entries are in the other files of this folder, by kind, and collected in `Table`.
 *
 * Laws (`laws/primitive.ts`): forward = reverse = numeric; `⟨J v, u⟩ = ⟨v, Jᵀ u⟩`; linear in the tangent; 0 to 0.
 */
import { fail } from '../tensor/Errors.js'
import {
  dataOf,
  isTensor,
  noTensor,
  numbers,
  plain,
  interpreterOf,
  shape,
  type AnyTensor,
  type Data,
  type TracedValue,
  type ValueInterpreter,
} from '../tensor/Value.js'
import { equals, print, type Shape } from '../tensor/Shape.js'

/** A tangent or cotangent; `undefined` is a symbolic zero. */
export type Zeroable = AnyTensor | undefined

/**
 * The derivative with respect to one argument. With `y = f(x₀, x₁, …)` and `Jᵢ = ∂f/∂xᵢ` it is `Jᵢ·t` for a tangent of the argument (forward), or
 * `Jᵢᵀ·t` for a cotangent of the result (reverse). Products in a rule are annihilating, 0·∞ = 0 (see `annihilatingMul`).
 */
export type DerivativeRule<A> = (
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
  readonly tangent: DerivativeRule<A>
  readonly cotangent: DerivativeRule<A>
}

/**
 * A primitive whose element i depends on element i of each argument, all of one shape: a function of elements defines it.
 */
export interface Pointwise<A> {
  readonly name: string
  readonly elements: Elements
  readonly derivative: Derivative<A> | undefined
}

/** Which arguments have a leading batch axis. */
export type Batched = readonly [x: boolean, y: boolean, z: boolean]

/** Any other primitive. `batch` applies it to a batch: the batched arguments have a leading axis, and so has the result. */
export interface General<A> {
  readonly name: string
  readonly shape: (attributes: A, x: AnyTensor, y: AnyTensor, z: AnyTensor) => Shape
  readonly value: (attributes: A, x: AnyTensor, y: AnyTensor, z: AnyTensor) => Data
  readonly derivative: Derivative<A> | undefined
  readonly batch: (batched: Batched, attributes: A, x: AnyTensor, y: AnyTensor, z: AnyTensor) => AnyTensor
}

/**
 * A primitive with attributes of type `A` and one to three arguments. Arguments are passed one by one, since arrays of arguments would dominate the cost of scalar
 * operations; a rule names as many as the primitive has.
 */
export type Primitive<A> = Pointwise<A> | General<A>

/** A function of one, two or three elements, on arrays of a length or on numbers that stand for equal elements. */
export interface Elements {
  (a: Data): Data
  (a: Data, b: Data, length: number): Data
  (a: Data, b: Data, c: Data, length: number): Data
}

/** An interpreter: it applies primitives to arguments of which at least one is its own value. */
export interface Interpreter extends ValueInterpreter {
  readonly apply: <A>(
    primitive: Primitive<A>,
    attributes: A,
    x: AnyTensor,
    y: AnyTensor | undefined,
    z: AnyTensor | undefined,
  ) => AnyTensor
  /** The values inside one of its values, which belong to older interpreters. */
  readonly within: (x: TracedValue) => readonly AnyTensor[]
  /** Records a check of the numbers of one of its values, to be made before each run. Without it the values inside are checked at once. */
  readonly require?: (x: TracedValue, check: Check) => void
  /** Records a scan as one operation. Without it a scan is a plain loop. */
  readonly scan?: (length: number, step: Step, states: readonly AnyTensor[], xs: readonly AnyTensor[]) => Stepped
}

/** Throws a `NablaError` if it refuses the numbers of a plain tensor. */
export type Check = (plain: AnyTensor) => void

/** The result of a step of a scan: the next states and the outputs to be stacked. */
export interface Stepped {
  readonly states: readonly AnyTensor[]
  readonly ys: readonly AnyTensor[]
}

/** A step of a scan, on the tensors of its records. */
export type Step = (states: readonly AnyTensor[], xs: readonly AnyTensor[]) => Stepped

/**
 * Applies a primitive by the newest interpreter among its arguments; computes when all are plain. (Every traced value has an `Interpreter`.)
 */
export const apply = <A>(
  primitive: Primitive<A>,
  attributes: A,
  x: AnyTensor,
  y?: AnyTensor,
  z?: AnyTensor,
): AnyTensor => {
  const a = interpreterOf(x, primitive.name)
  const b = y === undefined ? a : interpreterOf(y, primitive.name)
  const c = z === undefined ? a : interpreterOf(z, primitive.name)
  const newer = b.level > a.level ? b : a
  const newest = c.level > newer.level ? c : newer
  return newest === numbers
    ? // A primitive names only as many arguments as it has.
      compute(primitive, attributes, x, y as AnyTensor, z as AnyTensor)
    : (newest as Interpreter).apply === undefined
      ? // A record with a property `interpreter`, which is not a tensor.
        noTensor(
          primitive.name,
          [x, y, z].find((arg) => !isTensor(arg)),
        )
      : (newest as Interpreter).apply(primitive, attributes, x, y, z)
}

const compute = <A>(primitive: Primitive<A>, attributes: A, x: AnyTensor, y: AnyTensor, z: AnyTensor): AnyTensor =>
  plain(shapeOf(primitive, attributes, x, y, z), valueOf(primitive, attributes, x, y, z))

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

/** `apply` for a list of arguments. */
export const bind = <A>(primitive: Primitive<A>, args: readonly AnyTensor[], attributes: A): AnyTensor =>
  apply(primitive, attributes, args[0], args[1], args[2])

/** The attributes of a primitive without attributes. */
export type None = undefined

/** `apply` for a primitive without attributes, as used in rules. */
export const run = (primitive: Primitive<None>, x: AnyTensor, y?: AnyTensor, z?: AnyTensor): AnyTensor =>
  apply(primitive, undefined, x, y, z)

/** For shape rules: all arguments have one shape. */
export const commonShape = (name: string, x: AnyTensor, y?: AnyTensor, z?: AnyTensor): Shape => {
  const first = shape(x)
  return (y === undefined || equals(shape(y), first)) && (z === undefined || equals(shape(z), first))
    ? first
    : fail(name, `operands of shape ${print(first)}`, [y, z].flatMap((o) => (o ? [print(shape(o))] : [])).join(' and '))
}
