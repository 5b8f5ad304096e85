/**
 * Reverse mode. A value stores its primal and how it was computed: a primitive, its attributes and its arguments. These records form an immutable graph.
 *
 * Values are numbered in order of creation, so a value has a higher number than its arguments. The backward pass goes from the highest number down. The users of a value have higher numbers,
 * so its cotangent is complete when the value is visited. The pass needs no sorting and no recursion, and its time is linear.
 */
import { plus } from '../primitive/Pointwise.js'
import { apply, type Interpreter, type Primitive, type Zeroable } from '../primitive/Primitive.js'
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

/**
 * A value and how it was computed. Its fields are flat to save memory. An input has no primitive.
 */
class TapedValue extends TracedValue {
  declare readonly primal: AnyTensor
  /** The number in order of creation */
  declare readonly order: number
  declare readonly primitive: Primitive<unknown> | undefined
  declare readonly attributes: unknown
  declare readonly x: AnyTensor | undefined
  declare readonly y: AnyTensor | undefined
  declare readonly z: AnyTensor | undefined
  constructor(
    interpreter: ValueInterpreter,
    primal: AnyTensor,
    order: number,
    primitive?: Primitive<unknown>,
    attributes?: unknown,
    x?: AnyTensor,
    y?: AnyTensor,
    z?: AnyTensor,
  ) {
    super(interpreter)
    this.primal = primal
    this.order = order
    this.primitive = primitive
    this.attributes = attributes
    this.x = x
    this.y = y
    this.z = z
  }
}

/** Reverse mode at one level. */
export interface Tape {
  /** An input: a value that was not computed. */
  readonly input: (primal: AnyTensor) => AnyTensor
  /** The primal of any value. */
  readonly primal: (x: AnyTensor) => AnyTensor
  /** The cotangents of inputs for given cotangents of outputs; `undefined` for an input on which no output depends. */
  readonly pull: (
    outputs: readonly (readonly [output: AnyTensor, cotangent: AnyTensor])[],
    inputs: readonly AnyTensor[],
  ) => readonly Zeroable[]
}

/** Opens a tape at a fresh level. */
export const open = (): Tape => {
  const level = fresh()
  let count = 0
  const isOwn = (x: AnyTensor): boolean => interpreterOf(x) === interpreter
  const own = (x: AnyTensor): TapedValue => toTraced(x) as TapedValue
  const primal = (x: AnyTensor): AnyTensor => (isOwn(x) ? own(x).primal : x)
  const interpreter: Interpreter = {
    name: 'a value on a tape',
    level,
    shape: (x) => shape((x as TapedValue).primal),
    within: (x) => [(x as TapedValue).primal],
    apply: <A>(
      primitive: Primitive<A>,
      attributes: A,
      x: AnyTensor,
      y: AnyTensor | undefined,
      z: AnyTensor | undefined,
    ): AnyTensor => {
      const result = apply(primitive, attributes, primal(x), y && primal(y), z && primal(z))
      if (primitive.derivative === undefined) return result
      return fromTraced(
        new TapedValue(interpreter, result, count++, primitive as Primitive<unknown>, attributes, x, y, z),
      )
    },
  }
  const input = (x: AnyTensor): AnyTensor => fromTraced(new TapedValue(interpreter, x, count++))
  const pull: Tape['pull'] = (outputs, inputs) => {
    // Local mutation, invisible from outside.
    const highest = outputs.reduce((most, [y]) => (isOwn(y) ? Math.max(most, own(y).order) : most), -1)
    const nodes = new Array<TapedValue | undefined>(highest + 1)
    const cotangents = new Array<Zeroable>(highest + 1)
    const accumulate = (node: TapedValue, c: Zeroable): void => {
      if (c === undefined) return
      nodes[node.order] = node
      cotangents[node.order] = plus(cotangents[node.order], c)
    }
    for (const [y, c] of outputs) if (isOwn(y)) accumulate(own(y), c)
    for (let order = highest; order >= 0; order--) {
      const node = nodes[order]
      const c = cotangents[order]
      // No output depends on the value, or it is an input.
      if (node === undefined || c === undefined || node.primitive?.derivative === undefined || node.x === undefined)
        continue
      nodes[order] = undefined
      cotangents[order] = undefined
      const { x, y, z, attributes, primal: result } = node
      const [px, py, pz] = [primal(x), (y && primal(y)) as AnyTensor, (z && primal(z)) as AnyTensor]
      const { derivative } = node.primitive
      if (isOwn(x)) accumulate(own(x), derivative.cotangent(c, 0, attributes, result, px, py, pz))
      if (y !== undefined && isOwn(y)) accumulate(own(y), derivative.cotangent(c, 1, attributes, result, px, py, pz))
      if (z !== undefined && isOwn(z)) accumulate(own(z), derivative.cotangent(c, 2, attributes, result, px, py, pz))
    }
    return inputs.map((x) => cotangents[own(x).order])
  }
  return { input, primal, pull }
}
