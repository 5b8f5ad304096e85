/**
 * The trace reading: a value is numbers, as it would be without a reading, and a place in the list of all that was computed, in the order in which it was. So a function can be watched
 * while it runs: what made each value, of what.
 *
 * Results may be rounded, each as it is made: to float32, so that a computation overflows where an engine of that precision does.
 *
 * @since 0.1.0
 */
import { apply, type Interpreter, type Primitive } from '../primitive/Primitive.js'
import { dataOf, fromRead, plain, Read, readingOf, shape, toRead, type AnyTensor } from '../tensor/Value.js'
import type { Data, Reading } from '../tensor/Value.js'
import { fresh } from './Level.js'

/** One value of a trace. */
export interface Entry {
  /** What it was made by, absent for what was given. */
  readonly primitive?: Primitive<unknown>
  /** The name of what was given; numbers that the function has of its own have none. */
  readonly name?: string
  /** The places of what it was made of. */
  readonly args: readonly number[]
  /** Its numbers, rounded. */
  readonly value: AnyTensor
}

/** Significant bits of results: all of them, or 24, with denormal numbers as 0, as an engine has them. */
export type Precision = 'float64' | 'float32'

/** One opened trace. */
export interface Trace {
  /** A value that is watched from here on. */
  readonly given: (name: string, x: AnyTensor) => AnyTensor
  /** A name for numbers that stay as they are, for code that has to look at them; what is computed of these alone is not watched. */
  readonly known: (name: string, x: AnyTensor) => AnyTensor
  /** The place of a value; none for one that does not depend on anything given. */
  readonly placeOf: (x: AnyTensor) => number | undefined
  /** All values, in the order in which they were made. */
  readonly entries: readonly Entry[]
}

class Traced extends Read {
  declare readonly place: number
  constructor(reading: Reading, place: number) {
    super(reading)
    this.place = place
  }
}

/** The least float32 above 0 that is not denormal. */
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
  // Local mutation, invisible from outside: the list grows as values are made.
  const entries: Entry[] = []
  const constants = new Map<AnyTensor, number>()
  const add = (entry: Entry): number => entries.push(entry) - 1
  const value = (place: number): AnyTensor => fromRead(new Traced(reading, place))
  const own = (x: AnyTensor): number => (toRead(x) as Traced).place
  const placeOf = (x: AnyTensor): number => {
    if (readingOf(x) === reading) return own(x)
    const place = constants.get(x) ?? add({ args: [], value: rounded(precision, x) })
    constants.set(x, place)
    return place
  }
  const reading: Interpreter = {
    name: 'a value that is watched',
    why: 'a step is run again to find where it went wrong, and no branch or print in it may depend on a value',
    level,
    shape: (x) => shape(entries[(x as Traced).place].value),
    within: (x) => [entries[(x as Traced).place].value],
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
    placeOf: (x) => (readingOf(x) === reading ? own(x) : undefined),
    entries,
  }
}
