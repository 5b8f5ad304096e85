/**
 * The dual reading, forward mode: a value is a primal and a tangent, `x + ẋε` with `ε² = 0`, and every primitive sends
 * `(x, ẋ)` to `(f(x), f′(x)·ẋ)`.
 *
 * A tangent may be absent: a zero nobody computes.
 *
 * @since 0.1.0
 */
import { plus } from '../primitive/Pointwise.js'
import { apply, type Interpreter, type Primitive, type Zeroable } from '../primitive/Primitive.js'
import { fromRead, levelOf, Read, shape, toRead, type AnyTensor, type Reading } from '../tensor/Value.js'
import { fresh } from './Level.js'

class DualNumber extends Read {
  declare readonly primal: AnyTensor
  declare readonly tangent: AnyTensor
  constructor(reading: Reading, primal: AnyTensor, tangent: AnyTensor) {
    super(reading)
    this.primal = primal
    this.tangent = tangent
  }
}

/** One opened dual reading. */
export interface Dual {
  /** `x + ẋε` */
  readonly dual: (primal: AnyTensor, tangent: AnyTensor) => AnyTensor
  /** The primal of a value, whether it depends on the input or not. */
  readonly primal: (x: AnyTensor) => AnyTensor
  /** The tangent of a value, absent where it does not depend on the input. */
  readonly tangent: (x: AnyTensor) => Zeroable
}

/** Opens a dual reading at a fresh level. */
export const open = (): Dual => {
  const level = fresh()
  const own = (x: AnyTensor): DualNumber | undefined => (levelOf(x) === level ? (toRead(x) as DualNumber) : undefined)
  const primal = (x: AnyTensor): AnyTensor => own(x)?.primal ?? x
  const tangent = (x: AnyTensor): Zeroable => own(x)?.tangent
  const reading: Interpreter = {
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
  const dual = (p: AnyTensor, t: AnyTensor): AnyTensor => fromRead(new DualNumber(reading, p, t))
  return { dual, primal, tangent }
}
