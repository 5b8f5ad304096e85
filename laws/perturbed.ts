/**
 * Perturbed rounding: an interpreter that applies every primitive and then changes each element of the result by up to 4096 units in the last place, like a machine
 * with 40-bit numbers. The variation of the final result measures how much of each rounding reaches it, cancellation included.
 *
 * The perturbation depends on the primitive (`roundings`, exhaustive by type), not on the number: a result may be an integer, or equal to an
 * argument, only because it was rounded to it. σ(37.5) is 1, and 1 + 10⁻¹⁷ is 1.
 *
 * - **Selections, copies and comparisons** do not round, and are not perturbed.
 * - **Arithmetic** (`+ − · / √`) rounds once, by at most half a unit; it is perturbed by twice that, 2⁻⁴⁰ of the result. It is exact, and not perturbed, where all arguments and the
 *   result are integers and every intermediate result is below 2⁵³: so indices, class numbers and counts stay unchanged. (A quotient a/b that is not an integer differs from every integer by at
 *   least 1/b, and √n by at least 1/(2√n): neither is rounded to one.) An argument is perturbed *onto* an integer with a chance of 2⁻¹² for each of ten samples.
 * - **A sum of n products** rounds 2n times, each time by half a unit of the partial sum, which may be much larger than the result. It is perturbed by
 *   2⁻⁴⁰·√n of the sum of the *sizes* of its terms.
 * - **Functions** such as eˣ have errors of up to two units here, and are perturbed by twice as much. Functions with values between −1 and 1 stay in this range, as under rounding: log(1 − σ(x)) must not become NaN.
 * - **The softmax p of a row** and its derivatives can be computed in several ways; an engine may use another one than the kernels here. p = exp(log p) has |log p| additional units of error;
 *   log p = x − m − log Σe has a unit of the largest e, which is 1.
 *
 * Inputs that are not integers are perturbed too. They were not rounded, so this only makes bounds larger, for functions that are steep there.
 *
 * Results of an engine in float32 are checked by the same interpreter with the units of float32, without exaggeration, since the interpreter computes in float64.
 *
 * The perturbation of an element is a hash of its value, so equal numbers change equally: ties stay ties, and the errors of n equal terms add up as they do in the machine.
 */
import { bind, type Interpreter, type Primitive } from '../src/primitive/Primitive.js'
import { sum } from '../src/primitive/Reduce.js'
import type { Attributes } from '../src/primitive/Table.js'
import { fromNumber } from '../src/random/Seed.js'
import { fresh } from '../src/interpreter/Level.js'
import { mapTree } from '../src/tensor/Params.js'
import { sizeOf } from '../src/tensor/Shape.js'
import {
  dense,
  fromTraced,
  levelOf,
  plain,
  TracedValue,
  shape,
  toTraced,
  type AnyTensor,
  type ValueInterpreter,
} from '../src/tensor/Value.js'
import { numbers, type Tree } from './tree.js'

/**
 * How a primitive rounds: not at all; once, but not where integers give an integer; at each term of a sum; like a function, of any size or between −1 and 1; like the exponential of
 * a logarithm; like the logarithm of a sum that contains a 1; like a sum of each row of the first argument with weights up to 1.
 */
type Rounding = 'none' | 'arithmetic' | 'sum' | 'function' | 'bounded' | 'share' | 'logarithm' | 'row'

const roundings: { readonly [Name in keyof Attributes]: Rounding } = {
  neg: 'none',
  add: 'arithmetic',
  sub: 'arithmetic',
  mul: 'arithmetic',
  mulAdd: 'sum',
  annihilatingMul: 'arithmetic',
  div: 'arithmetic',
  reciprocal: 'arithmetic',
  max: 'none',
  min: 'none',
  greater: 'none',
  greaterOrEqual: 'none',
  equal: 'none',
  where: 'none',
  abs: 'none',
  sign: 'none',
  floor: 'none',
  square: 'arithmetic',
  sqrt: 'arithmetic',
  exp: 'function',
  log: 'function',
  log1p: 'function',
  expm1: 'function',
  sin: 'bounded',
  cos: 'bounded',
  sigmoid: 'bounded',
  sigmoidSlope: 'bounded',
  tanh: 'bounded',
  softplus: 'function',
  pow: 'function',
  stopGradient: 'none',
  matmul: 'sum',
  annihilatingMatmul: 'sum',
  sum: 'sum',
  broadcast: 'none',
  maxAlong: 'none',
  argmax: 'none',
  softmax: 'share',
  logSoftmax: 'logarithm',
  logSumExp: 'logarithm',
  softmaxDeviation: 'row',
  softmaxResidual: 'row',
  reshape: 'none',
  transpose: 'none',
  slice: 'none',
  pad: 'none',
  concat: 'none',
  take: 'none',
  scatterAdd: 'sum',
  // Its value was computed, and perturbed, before.
  custom: 'none',
}

/** A primitive that is not in the table rounds like a function. */
const roundingOf = (name: string): Rounding =>
  (roundings as Readonly<Record<string, Rounding | undefined>>)[name] ?? 'function'

/** The arithmetic to check: the size of the perturbation, the least ratio of that to the rounding it represents, the largest range of exact integers, and the smallest normal number. */
export interface Machine {
  readonly move: number
  readonly normal: number
  readonly exaggeration: number
  readonly integers: number
}

/** 2⁻⁴⁰ against 2⁻⁵², one unit in the last place. */
export const float64: Machine = { move: 2 ** -40, exaggeration: 2 ** 12, integers: 2 ** 53, normal: 2 ** -1022 }

/** One unit in the last place. */
export const float32: Machine = { move: 2 ** -23, exaggeration: 1, integers: 2 ** 24, normal: 2 ** -126 }

/** From −1 to 1, by a hash: the same for the same number and sample, as rounding is deterministic. */
const chance = (value: number, sample: number): number => fromNumber(value / (1 + sample)).high / 2 ** 31 - 1

/** A number perturbed in proportion to a size, by default its own. Below the normal numbers a unit in the last place no longer shrinks; a size of 0 is exact. */
const moved = ({ move, normal }: Machine, value: number, sample: number, size = Math.abs(value)): number =>
  Number.isFinite(value) && size !== 0
    ? value + move * Math.sign(size) * Math.max(Math.abs(size), normal) * chance(value, sample)
    : value

/** A perturbed number between −1 and 1 that stays in this range. */
const within = (machine: Machine, value: number, sample: number, size: number): number => {
  const [there, back] = [1, -1].map((sign) => moved(machine, value, sample, sign * size))
  return Math.abs(there) <= 1 ? there : back
}

/** A perturbed input. Integers may be indices, and are not perturbed. */
const given = (machine: Machine, x: AnyTensor, sample: number): AnyTensor =>
  plain(
    shape(x),
    dense(x).map((v) => (Number.isInteger(v) && Math.abs(v) <= machine.integers ? v : moved(machine, v, sample))),
  )

const sizes = (x: AnyTensor): Float64Array => dense(x).map(Math.abs)

/** Whether arithmetic with these numbers is exact where it gives integers: they are integers, and no product, sum or square reaches 2⁵³. */
const whole = ({ integers }: Machine, args: readonly AnyTensor[]): boolean =>
  args.every((x) => dense(x).every(Number.isInteger)) &&
  [args[0], args[1] ?? args[0], ...args.slice(2)]
    .map((x) => 1 + sizes(x).reduce((a, b) => a + b, 0))
    .reduce((a, b) => a * b) < integers

/** A result with its last rounding exaggerated. */
const rounded = <A>(
  machine: Machine,
  primitive: Primitive<A>,
  attributes: A,
  args: readonly AnyTensor[],
  sample: number,
): AnyTensor => {
  const x = bind(primitive, args, attributes)
  const each = (f: (v: number, i: number) => number): AnyTensor => plain(shape(x), dense(x).map(f))
  switch (roundingOf(primitive.name)) {
    case 'none':
      return x
    case 'arithmetic': {
      const exact = whole(machine, args)
      return each((v) => (exact && Number.isInteger(v) ? v : moved(machine, v, sample)))
    }
    case 'sum': {
      if (whole(machine, args)) return x
      const terms = dense(
        bind(
          primitive,
          args.map((arg) => plain(shape(arg), sizes(arg))),
          attributes,
        ),
      )
      // At least the number of terms of the sum.
      const count = Math.max(1, sizeOf(shape(args[0])))
      return each((v, i) => moved(machine, v, sample, Math.sqrt(count) * terms[i]))
    }
    case 'function':
      return each((v) => moved(machine, v, sample, 2 * Math.abs(v)))
    case 'bounded':
      return each((v) => within(machine, v, sample, 2 * Math.abs(v)))
    case 'share':
      return each((v) => within(machine, v, sample, v === 0 ? 0 : v * (2 - Math.log(v))))
    case 'logarithm':
      return each((v) => moved(machine, v, sample, 2 * (1 + Math.abs(v))))
    case 'row': {
      const axis = shape(x).length - 1
      const size = shape(x)[axis]
      const terms = dense(bind(sum, [plain(shape(x), sizes(args[0]))], { axis }))
      return each((v, i) => moved(machine, v, sample, 2 * Math.sqrt(size) * terms[Math.floor(i / size)]))
    }
  }
}

class PerturbedValue extends TracedValue {
  declare readonly inside: AnyTensor
  constructor(interpreter: ValueInterpreter, inside: AnyTensor) {
    super(interpreter)
    this.inside = inside
  }
}

/** The results of a function with every rounding exaggerated; each sample has other perturbations. */
export const perturbed =
  <P>(f: (x: P) => Tree, sample: number, machine: Machine = float64) =>
  (x: P): Tree => {
    const level = fresh()
    const inside = (v: AnyTensor): AnyTensor =>
      levelOf(v) === level ? (toTraced(v) as PerturbedValue).inside : given(machine, v, sample)
    const interpreter: Interpreter = {
      name: 'a value with its rounding exaggerated',
      level,
      shape: (v) => shape((v as PerturbedValue).inside),
      within: (v) => [(v as PerturbedValue).inside],
      apply: <A>(primitive: Primitive<A>, attributes: A, ...args: readonly (AnyTensor | undefined)[]): AnyTensor => {
        const values = args.flatMap((arg) => (arg === undefined ? [] : [inside(arg)]))
        return wrap(rounded(machine, primitive, attributes, values, sample))
      },
    }
    const wrap = (v: AnyTensor): AnyTensor => fromTraced(new PerturbedValue(interpreter, v))
    return mapTree('laws', inside, f(mapTree('laws', (v) => wrap(given(machine, v, sample)), x) as P))
  }

/** The distance of two numbers: 0 if they are the same, NaN and infinities included; infinite if only one of them is finite. */
export const distance = (a: number, b: number): number => {
  if (Object.is(a, b) || a === b) return 0
  const d = Math.abs(a - b)
  return Number.isNaN(d) ? Infinity : d
}

/** For each tensor of a record, a number for each element. */
export type Sway = readonly Float64Array[]

/** The distance of each element from the unperturbed result. */
export const sway = <P>(f: (x: P) => Tree, x: P, sample: number, still: Sway, machine: Machine = float64): Sway =>
  numbers(perturbed(f, sample, machine)(x)).map(({ values }, k) => values.map((v, i) => distance(still[k][i], v)))
