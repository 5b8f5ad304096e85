/**
 * Execution traces: a value is plain numbers and an index into the list of all computed values, in order of computation, with the primitive and arguments of each.
 *
 * Results may be rounded to float32, so that a computation overflows where an engine of that precision does.
 */
import { apply, type Interpreter, type Primitive } from '../primitive/Primitive.js'
import {
  dataOf,
  fromTraced,
  plain,
  TracedValue,
  interpreterOf,
  shape,
  toTraced,
  type AnyTensor,
} from '../tensor/Value.js'
import type { Data, ValueInterpreter } from '../tensor/Value.js'
import { fresh } from './Level.js'

/** An entry of a trace. */
export interface Entry {
  /** The primitive that computed it; absent for an input. */
  readonly primitive?: Primitive<unknown>
  /** The name of an input or constant. */
  readonly name?: string
  /** The indices of its arguments. */
  readonly args: readonly number[]
  /** Its value, rounded. */
  readonly value: AnyTensor
}

/** The precision of results: float64, or float32 with denormal numbers flushed to 0, as engines do. */
export type Precision = 'float64' | 'float32'

/** An interpreter that records a trace. */
export interface Trace {
  /** A recorded input. */
  readonly given: (name: string, x: AnyTensor) => AnyTensor
  /** Names plain numbers without recording operations on them, for code that reads the numbers. */
  readonly known: (name: string, x: AnyTensor) => AnyTensor
  /** The index of a value; absent if it depends on no input. */
  readonly placeOf: (x: AnyTensor) => number | undefined
  /** All entries, in order of computation. */
  readonly entries: readonly Entry[]
}

class RecordedValue extends TracedValue {
  declare readonly place: number
  constructor(interpreter: ValueInterpreter, place: number) {
    super(interpreter)
    this.place = place
  }
}

/** The smallest normal float32. */
const normal = 2 ** -126

const single = (v: number): number => {
  const near = Math.fround(v)
  return Math.abs(near) < normal ? 0 * near : near
}

const rounded = (precision: Precision, x: AnyTensor): AnyTensor => {
  if (precision === 'float64') return x
  const data: Data = dataOf(x)
  return plain(shape(x), typeof data === 'number' ? single(data) : data.map(single))
}

/** Opens a trace at a fresh level. */
export const open = (precision: Precision): Trace => {
  const level = fresh()
  // Local mutation, invisible from outside: the list grows with each computed value.
  const entries: Entry[] = []
  const constants = new Map<AnyTensor, number>()
  const add = (entry: Entry): number => entries.push(entry) - 1
  const value = (place: number): AnyTensor => fromTraced(new RecordedValue(interpreter, place))
  const own = (x: AnyTensor): number => (toTraced(x) as RecordedValue).place
  const placeOf = (x: AnyTensor): number => {
    if (interpreterOf(x) === interpreter) return own(x)
    const place = constants.get(x) ?? add({ args: [], value: rounded(precision, x) })
    constants.set(x, place)
    return place
  }
  const interpreter: Interpreter = {
    name: 'a recorded value',
    why: 'a step is run again to find where it went wrong, and no branch or print in it may depend on a value',
    level,
    shape: (x) => shape(entries[(x as RecordedValue).place].value),
    within: (x) => [entries[(x as RecordedValue).place].value],
    apply: <A>(
      primitive: Primitive<A>,
      attributes: A,
      x: AnyTensor,
      y: AnyTensor | undefined,
      z: AnyTensor | undefined,
    ): AnyTensor => {
      const args = [x, y, z].flatMap((arg) => (arg === undefined ? [] : [placeOf(arg)]))
      const [a, b, c] = args.map((place) => entries[place].value)
      const result = rounded(precision, apply(primitive, attributes, a, b, c))
      return value(add({ primitive: primitive as Primitive<unknown>, args, value: result }))
    },
  }
  return {
    given: (name, x) => value(add({ name, args: [], value: rounded(precision, x) })),
    known: (name, x) => {
      constants.set(x, add({ name, args: [], value: rounded(precision, x) }))
      return x
    },
    placeOf: (x) => (interpreterOf(x) === interpreter ? own(x) : undefined),
    entries,
  }
}
