/**
 * Vectorisation: a value is a batch of examples along a leading axis, which the interpreted code does not see. A primitive is applied once to all examples, by its batching rule.
 *
 * Constants and captured tensors stay unbatched until an operation combines them with a batched value.
 */
import { apply, type Batched, type Interpreter, type Primitive } from '../primitive/Primitive.js'
import { broadcast } from '../primitive/Reduce.js'
import type { Shape } from '../tensor/Shape.js'
import {
  fromTraced,
  TracedValue,
  interpreterOf,
  shape,
  toTraced,
  type AnyTensor,
  type ValueInterpreter,
} from '../tensor/Value.js'
import { fresh } from './Level.js'

class BatchedValue extends TracedValue {
  /** All examples, with the leading axis. */
  declare readonly all: AnyTensor
  /** The shape of one example. */
  declare readonly each: Shape
  constructor(interpreter: ValueInterpreter, all: AnyTensor) {
    super(interpreter)
    this.all = all
    this.each = Object.freeze(shape(all).slice(1))
  }
}

/** An interpreter of batches. */
export interface Batch {
  /** A batched value from examples along a leading axis. */
  readonly batched: (all: AnyTensor) => AnyTensor
  /** All examples of a value; an unbatched value is repeated. */
  readonly all: (x: AnyTensor) => AnyTensor
}

/** Opens an interpreter of batches of a size at a fresh level. */
export const open = (size: number): Batch => {
  const level = fresh()
  const isOwn = (x: AnyTensor): boolean => interpreterOf(x) === interpreter
  const inner = (x: AnyTensor): AnyTensor => (isOwn(x) ? (toTraced(x) as BatchedValue).all : x)
  const all = (x: AnyTensor): AnyTensor => (isOwn(x) ? inner(x) : apply(broadcast, { axis: 0, size }, x))
  const interpreter: Interpreter = {
    name: 'a batch of examples',
    level,
    shape: (x) => (x as BatchedValue).each,
    within: (x) => [(x as BatchedValue).all],
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
  const batched = (examples: AnyTensor): AnyTensor => fromTraced(new BatchedValue(interpreter, examples))
  return { batched, all }
}
