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
import { bind, type Interpreter, type Primitive, type Zeroable } from '../primitive/Primitive.js'
import { fromRead, levelOf, shape, toRead, type AnyTensor, type Read } from '../tensor/Value.js'
import { fresh } from './Level.js'

interface Made<A> {
  readonly primitive: Primitive<A>
  readonly args: readonly AnyTensor[]
  readonly attributes: A
}

/** `made` is absent for an input. It is written flat, one object per value, since there may be millions. */
interface Taped extends Read, Partial<Made<unknown>> {
  readonly primal: AnyTensor
  readonly order: number
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
  const isOwn = (x: AnyTensor): boolean => levelOf(x) === level
  const own = (x: AnyTensor): Taped => toRead(x) as Taped
  const primal = (x: AnyTensor): AnyTensor => (isOwn(x) ? own(x).primal : x)
  const reading: Interpreter = {
    name: 'a value on a tape',
    apply: <A>(primitive: Primitive<A>, args: readonly AnyTensor[], attributes: A): AnyTensor => {
      const result = bind(primitive, args.map(primal), attributes)
      if (primitive.derivative === undefined) return result
      const value: Taped = {
        shape: shape(result),
        level,
        reading,
        primal: result,
        order: made++,
        primitive: primitive as Primitive<unknown>,
        args,
        attributes,
      }
      return fromRead(value)
    },
  }
  const input = (x: AnyTensor): AnyTensor => {
    const value: Taped = { shape: shape(x), level, reading, primal: x, order: made++ }
    return fromRead(value)
  }
  const pull: Tape['pull'] = (outputs, inputs) => {
    // Local mutation, invisible from outside.
    const highest = outputs.reduce((most, [y]) => (isOwn(y) ? Math.max(most, own(y).order) : most), -1)
    const waiting = new Array<Taped | undefined>(highest + 1)
    const cotangents = new Array<Zeroable>(highest + 1)
    const give = (x: AnyTensor, c: Zeroable): void => {
      if (c === undefined) return
      const { order } = own(x)
      waiting[order] = own(x)
      cotangents[order] = plus(cotangents[order], c)
    }
    for (const [y, c] of outputs) if (isOwn(y)) give(y, c)
    for (let order = highest; order >= 0; order--) {
      const value = waiting[order]
      const cotangent = cotangents[order]
      const derivative = value?.primitive?.derivative
      if (cotangent === undefined || derivative === undefined || value?.args === undefined) continue
      const { args, attributes } = value
      const primals = args.map(primal)
      for (let i = 0; i < args.length; i++)
        if (isOwn(args[i])) give(args[i], derivative.cotangent(cotangent, i, primals, value.primal, attributes))
      waiting[order] = undefined
      cotangents[order] = undefined
    }
    return inputs.map((x) => cotangents[own(x).order])
  }
  return { input, primal, pull }
}
