/**
 * Perturbed rounding: an interpreter that applies every primitive and then changes each element of the result by up to 4096 units in its last place, as on a machine
 * with 40-bit numbers. The variation of a final result measures how much of each rounding reaches it, including cancellation.
 *
 * The perturbation depends on the primitive (`roundings`, exhaustive by type), never on the number: a result may be an integer, or equal to an
 * argument, because it was rounded to it. σ(37.5) is 1, and 1 + 10⁻¹⁷ is 1.
 *
 * - **What is chosen, carried or compared** is not rounded, and stays.
 * - **Arithmetic** (`+ − · / √`) rounds once, by half a unit or less; it moves by twice that, 2⁻⁴⁰ of the result. It does not round, and stays, where all arguments are
 *   integers, the result is one, and so small are they that all between is below 2⁵³: so indices, class numbers and counts stay what they are. (A quotient a/b that is no integer is at
 *   least 1/b away from one, a root of n at least 1/(2√n): neither is rounded to it.) That an argument was moved *onto* an integer has a chance of 2⁻¹² for each of ten samples.
 * - **A sum of n products** rounds 2n times on its way, each time by half a unit of what has been added so far, which may be much more than what is left at the end. So it moves by
 *   2⁻⁴⁰·√n of the sum of the *sizes* of its terms.
 * - **Functions** like eˣ are off by up to two units here, and move by twice as much. Those that lie between −1 and 1 stay there, as rounding does: log(1 − σ(x)) must not become NaN.
 * - **The softmax p of a row** and what is made of it may be computed in several ways, of which an engine has one and the kernels here another. p = exp(log p) is off by |log p| units more;
 *   log p = x − m − log Σe by a unit of the largest e, which is 1.
 *
 * Inputs are perturbed too, unless they are integers. It was not rounded, so this only makes bounds larger, as a function that is steep there deserves.
 *
 * What an engine computes in float32 is judged by the same interpreter with the units of float32, without exaggeration, since it computes in float64.
 *
 * How far an element moves is a hash of its value, so equal numbers move alike: ties stay ties, and the rounding of n equal terms adds up as it does in the machine.
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
 * How a primitive rounds: not at all; once, but not where integers give an integer; at each term of a sum; as a function does, of any size or between −1 and 1; as the exponential of
 * a logarithm, as the logarithm of a sum in which there is a 1, as a sum of each row of the first argument with weights up to 1.
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
  // Its value was computed, and moved, before.
  custom: 'none',
}

/** A primitive that is in no table rounds like a function. */
const roundingOf = (name: string): Rounding =>
  (roundings as Readonly<Record<string, Rounding | undefined>>)[name] ?? 'function'

/** A kind of numbers: how far they are moved, how much larger that is at least than the rounding it stands for, up to where they hold all integers, and the least that has all digits. */
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

/** From −1 to 1, by a hash: the same for the same number and sample, as rounding is. */
const chance = (value: number, sample: number): number => fromNumber(value / (1 + sample)).high / 2 ** 31 - 1

/** A number perturbed in proportion to a size, by default its own. Below the normal numbers a unit in the last place no longer shrinks; a size of 0 is exact. */
const moved = ({ move, normal }: Machine, value: number, sample: number, size = Math.abs(value)): number =>
  Number.isFinite(value) && size !== 0
    ? value + move * Math.sign(size) * Math.max(Math.abs(size), normal) * chance(value, sample)
    : value

/** A number between −1 and 1 moved so that it stays there. */
const within = (machine: Machine, value: number, sample: number, size: number): number => {
  const [there, back] = [1, -1].map((sign) => moved(machine, value, sample, sign * size))
  return Math.abs(there) <= 1 ? there : back
}

/** A perturbed input. Integers may be indices, and stay. */
const given = (machine: Machine, x: AnyTensor, sample: number): AnyTensor =>
  plain(
    shape(x),
    dense(x).map((v) => (Number.isInteger(v) && Math.abs(v) <= machine.integers ? v : moved(machine, v, sample))),
  )

const sizes = (x: AnyTensor): Float64Array => dense(x).map(Math.abs)

/** Whether arithmetic with these is exact where it gives integers: they are integers themselves, and no product or sum of them, nor a square, reaches 2⁵³. */
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
      // No fewer than a sum has terms.
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

/** The results of a function with every rounding exaggerated: another sample, other moves. */
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

/** How far apart two numbers are: 0 when they are the same, NaN and infinities included; infinitely far, when only one of them is a number. */
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
