/**
 * Functions of elements as operators of ONNX, on loose operands.
 *
 * There are no operators for log(1 + x) and eˣ − 1; both are composed so that they keep their digits near 0. `Sigmoid` is there, but that of the runtimes loses its digits to the left and is 0 from −18
 * on in float32, from −37 on in float64, so that saturated units would not learn; it is composed too (`docs/decisions/onnx.md` says at what price).
 *
 * - **Source** for log(1 + x) and eˣ − 1: W. Kahan's corrections, in N. Higham, "Accuracy and stability of numerical algorithms" (2002), 1.14.1 and problem 1.5.
 */
import { loose, operate, scalarConstant, viewed, whole, together } from './Emit.js'
import { sameDims, type Dims, type Emitter, type Form, type Held } from './Emitter.js'
import type { Attribute } from './Model.js'

/** The inputs of a writer of operators. */
export interface Site<A> {
  readonly e: Emitter
  readonly attributes: A
  /** The shape of the result. */
  readonly dims: Dims
  /** How many arguments there are. */
  readonly arity: number
  /** An argument, in a requested form. */
  readonly held: (i: number, form?: Form) => Held
  /** The shape of an argument. */
  readonly argDims: (i: number) => Dims
}

export type Write<A> = (site: Site<A>) => Held

/**
 * Operators that compute element by element, on loose operands. Where all that are no single number are to be seen in another shape than they have, and all in the same way, the result is computed in
 * the shape they have and seen so too.
 */
export const pointwise = (
  e: Emitter,
  type: string,
  operands: readonly Held[],
  form: Form = 'number',
  attributes?: Readonly<Record<string, Attribute>>,
): Held => {
  const [lead, ...others] = operands.filter((x) => x.shape.length > 0)
  const alike =
    lead !== undefined && others.every((x) => sameDims(x.named, lead.named) && sameDims(x.shape, lead.shape))
  const names = operands.map((x) => (alike && x.shape.length > 0 ? x.name : loose(e, x)))
  const dims = alike ? lead.named : together(operands.map((x) => x.shape))
  const result = operate(e, type, names, dims, form, attributes)
  return alike ? viewed(result, lead.shape) : result
}

export const unary =
  <A>(type: string): Write<A> =>
  ({ e, held }) =>
    pointwise(e, type, [held(0, 'number')])

export const binary =
  <A>(type: string, form: Form = 'number'): Write<A> =>
  ({ e, held }) =>
    pointwise(e, type, [held(0, 'number'), held(1, 'number')], form)

export const full = <A>({ e, held, argDims }: Site<A>, i: number, form: Form = 'number'): string =>
  whole(e, held(i, form), argDims(i))

const one = (e: Emitter): Held => scalarConstant(e, 1)

/** log(1 + x): with u = 1 + x rounded, log(u)·x/(u − 1), and x where u is 1. An infinite x stays. */
export const log1p: Write<undefined> = ({ e, held }) => log1pOf(e, held(0, 'number'))

const log1pOf = (e: Emitter, x: Held): Held => {
  const u = pointwise(e, 'Add', [x, one(e)])
  const corrected = pointwise(e, 'Mul', [
    pointwise(e, 'Log', [u]),
    pointwise(e, 'Div', [x, pointwise(e, 'Sub', [u, one(e)])]),
  ])
  const infinite = pointwise(e, 'Equal', [x, scalarConstant(e, Infinity)], 'truth')
  const kept = pointwise(e, 'Or', [infinite, pointwise(e, 'Equal', [u, one(e)], 'truth')], 'truth')
  return pointwise(e, 'Where', [kept, x, corrected])
}

/** eˣ − 1: with u = eˣ rounded, (u − 1)·x/log(u); x where u is 1; u − 1 where that is −1 or infinite. */
export const expm1: Write<undefined> = ({ e, held }) => {
  const x = held(0, 'number')
  const u = pointwise(e, 'Exp', [x])
  const less = pointwise(e, 'Sub', [u, one(e)])
  const corrected = pointwise(e, 'Mul', [less, pointwise(e, 'Div', [x, pointwise(e, 'Log', [u])])])
  const far = pointwise(
    e,
    'Or',
    [
      pointwise(e, 'Equal', [less, scalarConstant(e, -1)], 'truth'),
      pointwise(e, 'Equal', [less, scalarConstant(e, Infinity)], 'truth'),
    ],
    'truth',
  )
  const near = pointwise(e, 'Equal', [u, one(e)], 'truth')
  return pointwise(e, 'Where', [near, x, pointwise(e, 'Where', [far, less, corrected])])
}

/** −x; x, where that is −x of something already. */
const negated = (e: Emitter, x: Held): Held => {
  const name = e.opposites.get(x.name)
  return name === undefined ? pointwise(e, 'Neg', [x]) : { ...x, name }
}

/** σ(x) = 1/(1 + e⁻ˣ): right to the last digits on both sides, until e⁻ˣ is infinite. */
export const sigmoid: Write<undefined> = ({ e, held }) => sigmoidOf(e, held(0, 'number'))

const sigmoidOf = (e: Emitter, x: Held): Held =>
  pointwise(e, 'Reciprocal', [pointwise(e, 'Add', [pointwise(e, 'Exp', [negated(e, x)]), one(e)])])

/** σ(x)·σ(−x) */
export const sigmoidSlope: Write<undefined> = ({ e, held }) => {
  const x = held(0, 'number')
  return pointwise(e, 'Mul', [sigmoidOf(e, x), sigmoidOf(e, pointwise(e, 'Neg', [x]))])
}

/** log(1 + eˣ) as max(0, x) + log(1 + e^−|x|): the operator `Softplus` of the runtimes is 0 where eˣ is lost beside 1. */
export const softplus: Write<undefined> = ({ e, held }) => {
  const x = held(0, 'number')
  const small = pointwise(e, 'Exp', [pointwise(e, 'Neg', [pointwise(e, 'Abs', [x])])])
  return pointwise(e, 'Add', [pointwise(e, 'Relu', [x]), log1pOf(e, small)])
}
