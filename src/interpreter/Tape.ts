/**
 * The tape reading, reverse mode: a value is a primal and how it was made. Its history is the value's own, an immutable directed graph; there is no
 * list on the side and nothing to switch on or clear.
 *
 * Values of one tape are numbered in the order in which they were made, so a value's number is above those of all it was made from. The backward
 * pass therefore is one walk from the highest number down: when a value is met, all that was made from it has been met before and its
 * cotangent is complete. No sorting, no recursion; a million operations take as long as they are many.
 *
 * @since 0.1.0
 */
import { plus } from '../primitive/Pointwise.js'
import { apply, type Interpreter, type Primitive, type Zeroable } from '../primitive/Primitive.js'
import { fromRead, Read, readingOf, shape, toRead, type AnyTensor, type Reading } from '../tensor/Value.js'
import { fresh } from './Level.js'

/**
 * A value and how it was made. There may be millions, so it is one flat object. `primitive` is absent for an input.
 */
class Taped extends Read {
  declare readonly primal: AnyTensor
  /** Its number in the order in which the values of the tape were made. */
  declare readonly order: number
  declare readonly primitive: Primitive<unknown> | undefined
  declare readonly attributes: unknown
  declare readonly x: AnyTensor | undefined
  declare readonly y: AnyTensor | undefined
  declare readonly z: AnyTensor | undefined
  constructor(
    reading: Reading,
    primal: AnyTensor,
    order: number,
    primitive?: Primitive<unknown>,
    attributes?: unknown,
    x?: AnyTensor,
    y?: AnyTensor,
    z?: AnyTensor,
  ) {
    super(reading)
    this.primal = primal
    this.order = order
    this.primitive = primitive
    this.attributes = attributes
    this.x = x
    this.y = y
    this.z = z
  }
}

/** One opened tape. */
export interface Tape {
  /** An input: a value with no history. */
  readonly input: (primal: AnyTensor) => AnyTensor
  /** The primal of a value, whether it is on the tape or not. */
  readonly primal: (x: AnyTensor) => AnyTensor
  /** Pulls cotangents of some values back to the inputs; absent where an input has no part in them. */
  readonly pull: (
    outputs: readonly (readonly [AnyTensor, AnyTensor])[],
    inputs: readonly AnyTensor[],
  ) => readonly Zeroable[]
}

/** Opens a tape at a fresh level. */
export const open = (): Tape => {
  const level = fresh()
  let made = 0
  const isOwn = (x: AnyTensor): boolean => readingOf(x) === reading
  const own = (x: AnyTensor): Taped => toRead(x) as Taped
  const primal = (x: AnyTensor): AnyTensor => (isOwn(x) ? own(x).primal : x)
  const reading: Interpreter = {
    name: 'a value on a tape',
    level,
    shape: (x) => shape((x as Taped).primal),
    within: (x) => [(x as Taped).primal],
    apply: <A>(
      primitive: Primitive<A>,
      attributes: A,
      x: AnyTensor,
      y: AnyTensor | undefined,
      z: AnyTensor | undefined,
    ): AnyTensor => {
      const result = apply(primitive, attributes, primal(x), y && primal(y), z && primal(z))
      if (primitive.derivative === undefined) return result
      return fromRead(new Taped(reading, result, made++, primitive as Primitive<unknown>, attributes, x, y, z))
    },
  }
  const input = (x: AnyTensor): AnyTensor => fromRead(new Taped(reading, x, made++))
  const pull: Tape['pull'] = (outputs, inputs) => {
    // Local mutation, invisible from outside.
    const highest = outputs.reduce((most, [y]) => (isOwn(y) ? Math.max(most, own(y).order) : most), -1)
    const waiting = new Array<Taped | undefined>(highest + 1)
    const cotangents = new Array<Zeroable>(highest + 1)
    const give = (to: Taped, c: Zeroable): void => {
      if (c === undefined) return
      waiting[to.order] = to
      cotangents[to.order] = plus(cotangents[to.order], c)
    }
    for (const [y, c] of outputs) if (isOwn(y)) give(own(y), c)
    for (let order = highest; order >= 0; order--) {
      const met = waiting[order]
      const c = cotangents[order]
      if (met === undefined || c === undefined || met.primitive?.derivative === undefined || met.x === undefined)
        continue
      waiting[order] = undefined
      cotangents[order] = undefined
      const { x, y, z, attributes, primal: result } = met
      // Rules name only as many arguments as their primitive has.
      const [px, py, pz] = [primal(x), (y && primal(y)) as AnyTensor, (z && primal(z)) as AnyTensor]
      const { derivative } = met.primitive
      if (isOwn(x)) give(own(x), derivative.cotangent(c, 0, attributes, result, px, py, pz))
      if (y !== undefined && isOwn(y)) give(own(y), derivative.cotangent(c, 1, attributes, result, px, py, pz))
      if (z !== undefined && isOwn(z)) give(own(z), derivative.cotangent(c, 2, attributes, result, px, py, pz))
    }
    return inputs.map((x) => cotangents[own(x).order])
  }
  return { input, primal, pull }
}
