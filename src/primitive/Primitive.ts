/**
 * Primitives, and `apply`, which dispatches a primitive to the interpreter of its arguments.
 *
 * Every computation is composed of primitives from a fixed set, the `Table`. A primitive is a record with:
 *
 * - `shape`: the shape of the result; it throws a `NablaError` if the arguments do not fit;
 * - `value`: the elements of the result, from plain arguments;
 * - `derivative`: the tangent rule (forward) and the cotangent rule (reverse). Rules apply primitives, so derivatives can be differentiated. It is `undefined` for piecewise constant functions
 *   and for `stopGradient`, whose derivatives are 0;
 * - `batch`: the batching rule.
 *
 * A pointwise primitive has a function `elements` instead of `shape`, `value` and `batch`. The primitives are defined in the other files of this folder.
 *
 * Laws (`laws/primitive.ts`): forward = reverse = numeric; `⟨J v, u⟩ = ⟨v, Jᵀ u⟩`; the tangent rule is linear.
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
 * The derivative with respect to the argument at an index, with J its Jacobian. As a tangent rule it returns `J·t` for a tangent t of the argument; as a cotangent rule it returns `Jᵀ·t` for a
 * cotangent t of the result. Products in a rule are `annihilatingMul`, where 0·∞ = 0.
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

/** The rules of both modes. */
export interface Derivative<A> {
  readonly tangent: DerivativeRule<A>
  readonly cotangent: DerivativeRule<A>
}

/**
 * An elementwise primitive: all arguments have the shape of the result.
 */
export interface Pointwise<A> {
  readonly name: string
  readonly elements: Elements
  readonly derivative: Derivative<A> | undefined
}

/** Which arguments have a leading batch axis. */
export type Batched = readonly [x: boolean, y: boolean, z: boolean]

/** A primitive with its own shape, value and batching rules. `batch` receives arguments of which some have a leading batch axis, and returns a result with a leading batch axis. */
export interface General<A> {
  readonly name: string
  readonly shape: (attributes: A, x: AnyTensor, y: AnyTensor, z: AnyTensor) => Shape
  readonly value: (attributes: A, x: AnyTensor, y: AnyTensor, z: AnyTensor) => Data
  readonly derivative: Derivative<A> | undefined
  readonly batch: (batched: Batched, attributes: A, x: AnyTensor, y: AnyTensor, z: AnyTensor) => AnyTensor
}

/**
 * A primitive with attributes of type `A` and one to three arguments. Arguments are positional, which avoids an array per operation. A rule may omit the parameters that its primitive does
 * not have.
 */
export type Primitive<A> = Pointwise<A> | General<A>

/** An elementwise function of one, two or three arguments. Each is an array of `length` elements, or a single number if all are equal. */
export interface Elements {
  (a: Data): Data
  (a: Data, b: Data, length: number): Data
  (a: Data, b: Data, c: Data, length: number): Data
}

/** An interpreter. It applies primitives to arguments of which at least one is its own value. */
export interface Interpreter extends ValueInterpreter {
  readonly apply: <A>(
    primitive: Primitive<A>,
    attributes: A,
    x: AnyTensor,
    y: AnyTensor | undefined,
    z: AnyTensor | undefined,
  ) => AnyTensor
  /** The tensors inside a traced value, such as primal and tangent. They have lower levels. */
  readonly within: (x: TracedValue) => readonly AnyTensor[]
  /** Defers a check of a staged value to each call of the staged function. Without it, the tensors of `within` are checked at once. */
  readonly require?: (x: TracedValue, check: Check) => void
  /** Records a scan as one operation. If absent, the scan is unrolled. */
  readonly scan?: (length: number, step: Step, states: readonly AnyTensor[], xs: readonly AnyTensor[]) => Stepped
}

/** Validates the numbers of a plain tensor; throws a `NablaError` if they are invalid. */
export type Check = (plain: AnyTensor) => void

/** The result of a step of a scan: the next states, and the outputs that the scan stacks. */
export interface Stepped {
  readonly states: readonly AnyTensor[]
  readonly ys: readonly AnyTensor[]
}

/** A step of a scan, on lists of tensors. */
export type Step = (states: readonly AnyTensor[], xs: readonly AnyTensor[]) => Stepped

/**
 * Applies a primitive by the interpreter of the highest level among its arguments; computes the result if all arguments are plain.
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
  if (newest === numbers) return compute(primitive, attributes, x, y as AnyTensor, z as AnyTensor)
  // A foreign object may have a property `interpreter`, without `apply`.
  const { apply: applied } = newest as Interpreter
  return applied === undefined
    ? noTensor(
        primitive.name,
        [x, y, z].find((arg) => !isTensor(arg)),
      )
    : applied(primitive, attributes, x, y, z)
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

/** `apply` for a primitive without attributes. */
export const run = (primitive: Primitive<None>, x: AnyTensor, y?: AnyTensor, z?: AnyTensor): AnyTensor =>
  apply(primitive, undefined, x, y, z)

/** The shape rule of arguments that must have the same shape. */
export const commonShape = (name: string, x: AnyTensor, y?: AnyTensor, z?: AnyTensor): Shape => {
  const first = shape(x)
  return (y === undefined || equals(shape(y), first)) && (z === undefined || equals(shape(z), first))
    ? first
    : fail(name, `operands of shape ${print(first)}`, [y, z].flatMap((o) => (o ? [print(shape(o))] : [])).join(' and '))
}
