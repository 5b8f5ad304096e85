/**
 * Forward mode. A value is a pair of a primal and a tangent: the dual number `x + ẋε` with `ε² = 0`. A primitive maps `(x, ẋ)` to `(f(x), f′(x)·ẋ)`. A result with a symbolic zero
 * tangent is returned as its primal.
 */
import { plus } from '../primitive/Pointwise.js'
import { apply, type Interpreter, type Primitive, type Zeroable } from '../primitive/Primitive.js'
import {
  fromTraced,
  levelOf,
  TracedValue,
  shape,
  toTraced,
  type AnyTensor,
  type ValueInterpreter,
} from '../tensor/Value.js'
import { fresh } from './Level.js'

class DualNumber extends TracedValue {
  declare readonly primal: AnyTensor
  declare readonly tangent: AnyTensor
  constructor(interpreter: ValueInterpreter, primal: AnyTensor, tangent: AnyTensor) {
    super(interpreter)
    this.primal = primal
    this.tangent = tangent
  }
}

/** Forward mode at one level. */
export interface Dual {
  /** `x + ẋε` */
  readonly dual: (primal: AnyTensor, tangent: AnyTensor) => AnyTensor
  /** The primal of any value. */
  readonly primal: (x: AnyTensor) => AnyTensor
  /** The tangent of a value; `undefined` if it does not depend on the input. */
  readonly tangent: (x: AnyTensor) => Zeroable
}

/** Opens an interpreter of dual numbers at a fresh level. */
export const open = (): Dual => {
  const level = fresh()
  const own = (x: AnyTensor): DualNumber | undefined => (levelOf(x) === level ? (toTraced(x) as DualNumber) : undefined)
  const primal = (x: AnyTensor): AnyTensor => own(x)?.primal ?? x
  const tangent = (x: AnyTensor): Zeroable => own(x)?.tangent
  const interpreter: Interpreter = {
    name: 'a dual number',
    level,
    shape: (x) => shape((x as DualNumber).primal),
    within: (x) => [(x as DualNumber).primal, (x as DualNumber).tangent],
    apply: <A>(
      primitive: Primitive<A>,
      attributes: A,
      x: AnyTensor,
      y: AnyTensor | undefined,
      z: AnyTensor | undefined,
    ): AnyTensor => {
      const [px, py, pz] = [primal(x), y && primal(y), z && primal(z)]
      const result = apply(primitive, attributes, px, py, pz)
      const { derivative } = primitive
      if (derivative === undefined) return result
      const contribution = (arg: AnyTensor | undefined, i: number): Zeroable => {
        const t = arg && tangent(arg)
        return t && derivative.tangent(t, i, attributes, result, px, py as AnyTensor, pz as AnyTensor)
      }
      const total = plus(plus(contribution(x, 0), contribution(y, 1)), contribution(z, 2))
      return total === undefined ? result : dual(result, total)
    },
  }
  const dual = (p: AnyTensor, t: AnyTensor): AnyTensor => fromTraced(new DualNumber(interpreter, p, t))
  return { dual, primal, tangent }
}
