/**
 * The batch reading: a value stands for many examples at once, which lie along a leading axis that the code being read does not see. A primitive is applied to all of them
 * in one go, by its batching rule.
 *
 * A value of no example in particular, such as a constant or a captured weight, stays as it is until it meets one that has examples.
 *
 * @since 0.1.0
 */
import { apply, type Batched, type Interpreter, type Primitive } from '../primitive/Primitive.js'
import { broadcast } from '../primitive/Reduce.js'
import type { Shape } from '../tensor/Shape.js'
import { fromRead, Read, readingOf, shape, toRead, type AnyTensor, type Reading } from '../tensor/Value.js'
import { fresh } from './Level.js'

class Examples extends Read {
  /** With the leading axis. */
  declare readonly all: AnyTensor
  /** The shape of one example. */
  declare readonly each: Shape
  constructor(reading: Reading, all: AnyTensor) {
    super(reading)
    this.all = all
    this.each = Object.freeze(shape(all).slice(1))
  }
}

/** One opened batch reading. */
export interface Batch {
  /** Examples along the leading axis, as one value. */
  readonly batched: (all: AnyTensor) => AnyTensor
  /** All examples of a value; one that is the same for all is repeated. */
  readonly all: (x: AnyTensor) => AnyTensor
}

/** Opens a batch of so many examples at a fresh level. */
export const open = (size: number): Batch => {
  const level = fresh()
  const isOwn = (x: AnyTensor): boolean => readingOf(x) === reading
  const inner = (x: AnyTensor): AnyTensor => (isOwn(x) ? (toRead(x) as Examples).all : x)
  const all = (x: AnyTensor): AnyTensor => (isOwn(x) ? inner(x) : apply(broadcast, { axis: 0, size }, x))
  const reading: Interpreter = {
    name: 'a batch of examples',
    level,
    shape: (x) => (x as Examples).each,
    within: (x) => [(x as Examples).all],
    apply: <A>(
      primitive: Primitive<A>,
      attributes: A,
      x: AnyTensor,
      y: AnyTensor | undefined,
      z: AnyTensor | undefined,
    ): AnyTensor => {
      if ('elements' in primitive) return batched(apply(primitive, attributes, all(x), y && all(y), z && all(z)))
      const own: Batched = [isOwn(x), y !== undefined && isOwn(y), z !== undefined && isOwn(z)]
      // A primitive names only as many arguments as it has.
      return batched(
        primitive.batch(own, attributes, inner(x), (y && inner(y)) as AnyTensor, (z && inner(z)) as AnyTensor),
      )
    },
  }
  const batched = (examples: AnyTensor): AnyTensor => fromRead(new Examples(reading, examples))
  return { batched, all }
}
