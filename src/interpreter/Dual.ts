/**
 * Forward mode: a value is a dual number `x + ẋε` with `ε² = 0`, a primal and a tangent. A primitive maps `(x, ẋ)` to `(f(x), f′(x)·ẋ)`.
 *
 * An absent tangent is a symbolic zero.
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

/** An interpreter of dual numbers. */
export interface Dual {
  /** `x + ẋε` */
  readonly dual: (primal: AnyTensor, tangent: AnyTensor) => AnyTensor
  /** The primal of any value. */
  readonly primal: (x: AnyTensor) => AnyTensor
  /** The tangent of a value; absent if it does not depend on the input. */
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
      const pushed = [x, y, z].reduce<Zeroable>((sum, arg, i) => {
        const t = arg && tangent(arg)
        // Rules name only as many arguments as their primitive has.
        return t === undefined
          ? sum
          : plus(sum, derivative.tangent(t, i, attributes, result, px, py as AnyTensor, pz as AnyTensor))
      }, undefined)
      return pushed === undefined ? result : dual(result, pushed)
    },
  }
  const dual = (p: AnyTensor, t: AnyTensor): AnyTensor => fromTraced(new DualNumber(interpreter, p, t))
  return { dual, primal, tangent }
}
