/**
 * Functions of elements as operators of ONNX, on deferred operands.
 *
 * ONNX has no operators for log(1 + x) and eˣ − 1; both are composed so that they keep their digits near 0. `Sigmoid` of the runtimes loses its digits on the left and is 0 from −18 on in float32 and from −37 on in
 * float64, so that saturated units would not learn; it is composed too (`docs/decisions/onnx.md` states the price).
 *
 * - **Source** for log(1 + x) and eˣ − 1: W. Kahan's corrections, in N. Higham, "Accuracy and stability of numerical algorithms" (2002), 1.14.1 and problem 1.5.
 */
import { broadcastShape, expanded, inShape, operate, scalarConstant, withShape } from './Emit.js'
import { sameDims, type Deferred, type Dims, type Emitter, type Form } from './Emitter.js'

/** An application of a primitive that is written in operators. */
export interface Site<A> {
  readonly e: Emitter
  readonly attributes: A
  /** The shape of the result. */
  readonly dims: Dims
  /** The number of arguments. */
  readonly arity: number
  /** An argument, in a form. */
  readonly arg: (i: number, form?: Form) => Deferred
  /** The shape of an argument. */
  readonly argDims: (i: number) => Dims
}

/** Writes an application in operators. */
export type Write<A> = (site: Site<A>) => Deferred

/**
 * A pointwise operator on deferred operands. If all operands but numbers are stored in one shape and seen in another, the result is stored in the first and seen in the second.
 */
export const pointwise = (e: Emitter, type: string, operands: readonly Deferred[], form: Form = 'number'): Deferred => {
  const [lead, ...others] = operands.filter((x) => x.shape.length > 0)
  const alike =
    lead !== undefined && others.every((x) => sameDims(x.stored, lead.stored) && sameDims(x.shape, lead.shape))
  const names = operands.map((x) => (alike && x.shape.length > 0 ? x.name : inShape(e, x)))
  const dims = alike ? lead.stored : broadcastShape(operands.map((x) => x.shape))
  const result = operate(e, type, names, dims, form)
  return alike ? withShape(result, lead.shape) : result
}

/** A pointwise operator with a number as its result. */
export const number = (e: Emitter, type: string, ...operands: readonly Deferred[]): Deferred =>
  pointwise(e, type, operands)

/** A pointwise operator with a boolean as its result. */
export const truth = (e: Emitter, type: string, ...operands: readonly Deferred[]): Deferred =>
  pointwise(e, type, operands, 'truth')

/** A primitive that is one pointwise operator. */
export const operator =
  <A>(type: string, form: Form = 'number'): Write<A> =>
  ({ e, arg, arity }) =>
    pointwise(
      e,
      type,
      Array.from({ length: arity }, (_, i) => arg(i, 'number')),
      form,
    )

/** The name of an argument in its whole shape. */
export const full = <A>({ e, arg, argDims }: Site<A>, i: number, form: Form = 'number'): string =>
  expanded(e, arg(i, form), argDims(i))

const one = (e: Emitter): Deferred => scalarConstant(e, 1)

const log1pOf = (e: Emitter, x: Deferred): Deferred => {
  const u = number(e, 'Add', x, one(e))
  const corrected = number(e, 'Mul', number(e, 'Log', u), number(e, 'Div', x, number(e, 'Sub', u, one(e))))
  const infinite = truth(e, 'Equal', x, scalarConstant(e, Infinity))
  const unchanged = truth(e, 'Or', infinite, truth(e, 'Equal', u, one(e)))
  return number(e, 'Where', unchanged, x, corrected)
}

/** log(1 + x): with u = 1 + x rounded, log(u)·x/(u − 1), and x where u is 1 or x infinite. */
export const log1p: Write<undefined> = ({ e, arg }) => log1pOf(e, arg(0, 'number'))

/** eˣ − 1: with u = eˣ rounded, (u − 1)·x/log(u); x where u is 1; u − 1 where that is −1 or infinite. */
export const expm1: Write<undefined> = ({ e, arg }) => {
  const x = arg(0, 'number')
  const u = number(e, 'Exp', x)
  const less = number(e, 'Sub', u, one(e))
  const corrected = number(e, 'Mul', less, number(e, 'Div', x, number(e, 'Log', u)))
  const low = truth(e, 'Equal', less, scalarConstant(e, -1))
  const far = truth(e, 'Or', low, truth(e, 'Equal', less, scalarConstant(e, Infinity)))
  const near = truth(e, 'Equal', u, one(e))
  return number(e, 'Where', near, x, number(e, 'Where', far, less, corrected))
}

/** −x; y, if x is −y already. */
const negated = (e: Emitter, x: Deferred): Deferred => {
  const name = e.opposites.get(x.name)
  return name === undefined ? number(e, 'Neg', x) : { ...x, name }
}

const sigmoidOf = (e: Emitter, x: Deferred): Deferred =>
  number(e, 'Reciprocal', number(e, 'Add', number(e, 'Exp', negated(e, x)), one(e)))

/** σ(x) = 1/(1 + e⁻ˣ): accurate to the last digits on both sides, until e⁻ˣ overflows. */
export const sigmoid: Write<undefined> = ({ e, arg }) => sigmoidOf(e, arg(0, 'number'))

/** σ(x)·σ(−x) */
export const sigmoidSlope: Write<undefined> = ({ e, arg }) => {
  const x = arg(0, 'number')
  return number(e, 'Mul', sigmoidOf(e, x), sigmoidOf(e, number(e, 'Neg', x)))
}

/** log(1 + eˣ) as max(0, x) + log(1 + e^−|x|): the operator `Softplus` of the runtimes is 0 where eˣ is lost beside 1. */
export const softplus: Write<undefined> = ({ e, arg }) => {
  const x = arg(0, 'number')
  const small = number(e, 'Exp', number(e, 'Neg', number(e, 'Abs', x)))
  return number(e, 'Add', number(e, 'Relu', x), log1pOf(e, small))
}
