/**
 * How far two computations of the same thing may differ, computed from the computations themselves.
 *
 * Rounding is exaggerated: a reading, `shaken`, applies every primitive and then moves each element of the result by a relative 2⁻⁴⁰ or less, as if the
 * machine had 40 digits. How far the final results then move says how much of each rounding reaches them, cancellation and all; divided by the
 * exaggeration it is a bound for the true machine. So a law needs no tolerance, whatever function it is about.
 *
 * **How sure it is.** Let σ be the standard deviation of the rounding error of a result. A sway is a draw with a deviation of at least σ times the
 * exaggeration, since it moves the same intermediate values by independent amounts. All `samples` = 10 sways are below σ/16 with a chance under
 * (0.8/16)¹⁰ ≈ 10⁻¹³; the error itself, a sum of bounded independent parts, is above 8σ with a chance under 2·exp(−8²/2) ≈ 10⁻¹³·⁶. The bound is 16·8 times
 * the largest sway, hence too small with a chance below 2·10⁻¹³ a case.
 *
 * - **Source** the method of stochastic arithmetic: J. Vignes, "A stochastic arithmetic for reliable scientific computation", Math. Comput. Simul. 35 (1993).
 *
 * @since 0.1.0
 */
import { bind, type Interpreter, type Primitive } from '../src/primitive/Primitive.js'
import { fromNumber } from '../src/random/Seed.js'
import { fresh } from '../src/reading/Level.js'
import { mapTree } from '../src/tensor/Params.js'
import { dense, fromRead, levelOf, plain, shape, toRead, type AnyTensor, type Read } from '../src/tensor/Value.js'
import { holds, violated, type Verdict } from './Law.js'
import { numbers, type Tree } from './tree.js'

/** How much larger than the last digit a move is: 2⁻⁴⁰ against 2⁻⁵², one unit in the last place, which is what functions like `exp` may be off. */
const move = 2 ** -40
const exaggeration = move / 2 ** -52

const samples = 10
const confidence = 16 * 8

/** From −1 to 1, by a hash: the same for the same number and sample, as rounding is. */
const chance = (value: number, sample: number): number => fromNumber(value / (1 + sample)).high / 2 ** 31 - 1

/** Integers stay, since small ones are computed without rounding, and indices must remain indices. */
const moved = (value: number, sample: number): number =>
  Number.isInteger(value) || !Number.isFinite(value) ? value : value * (1 + move * chance(value, sample))

const shake = (x: AnyTensor, sample: number): AnyTensor =>
  plain(
    shape(x),
    dense(x).map((v) => moved(v, sample)),
  )

/** An element that is one of the arguments', or its opposite, was chosen or carried and not rounded. */
const shakeResult = (x: AnyTensor, args: readonly AnyTensor[], sample: number): AnyTensor => {
  const given = new Set(args.flatMap((arg) => Array.from(dense(arg), Math.abs)))
  return plain(
    shape(x),
    dense(x).map((v) => (given.has(Math.abs(v)) ? v : moved(v, sample))),
  )
}

interface Shaken extends Read {
  readonly inside: AnyTensor
}

/** The results of a function with every rounding exaggerated. */
const shaken =
  <P>(f: (x: P) => Tree, sample: number) =>
  (x: P): Tree => {
    const level = fresh()
    const inside = (v: AnyTensor): AnyTensor => (levelOf(v) === level ? (toRead(v) as Shaken).inside : shake(v, sample))
    const reading: Interpreter = {
      name: 'a value with its rounding exaggerated',
      level,
      shape: (v) => shape((v as Shaken).inside),
      apply: <A>(primitive: Primitive<A>, attributes: A, ...args: readonly (AnyTensor | undefined)[]): AnyTensor => {
        const values = args.flatMap((arg) => (arg === undefined ? [] : [inside(arg)]))
        return wrap(shakeResult(bind(primitive, values, attributes), values, sample))
      },
    }
    const wrap = (v: AnyTensor): AnyTensor => {
      const value: Shaken = { reading, inside: v }
      return fromRead(value)
    }
    return mapTree('laws', inside, f(mapTree('laws', (v) => wrap(shake(v, sample)), x) as P))
  }

/** For each tensor of the result, how far each element moves. */
type Sway = readonly Float64Array[]

const sway = <P>(f: (x: P) => Tree, x: P, sample: number): Sway => {
  const [still, swayed] = [numbers(f(x)), numbers(shaken(f, sample)(x))]
  return still.map(({ values }, k) => values.map((v, i) => Math.abs(swayed[k].values[i] - v)))
}

const largest = (a: Sway, b: Sway): Sway => a.map((values, k) => values.map((v, i) => Math.max(v, b[k][i])))

/**
 * Whether all deviations are within the rounding of some computations, times how much of it counts.
 *
 * The largest sway only grows with the number of samples, so the first samples that suffice are as good as all: most cases need one.
 */
const explained = <P>(
  computations: readonly ((x: P) => Tree)[],
  x: P,
  deviations: Sway,
  weight: number,
): { readonly holds: boolean; readonly bounds: Sway } => {
  const from = (sample: number, so: Sway): { readonly holds: boolean; readonly bounds: Sway } => {
    const now = computations
      .map((f) => sway(f, x, sample))
      .reduce((a, b) => a.map((v, k) => v.map((w, i) => w + b[k][i])))
    const most = largest(so, now)
    const bounds = most.map((values) => values.map((v) => (confidence * weight * v) / exaggeration))
    const fine = deviations.every((values, k) => values.every((d, i) => d <= bounds[k][i]))
    return fine || sample === samples ? { holds: fine, bounds } : from(sample + 1, most)
  }
  return from(
    1,
    deviations.map((values) => values.map(() => 0)),
  )
}

/** Whether a number deviates by no more than the rounding of some scalar computations, times a weight, explains. */
export const withinRounding = <P>(
  computations: readonly ((x: P) => Tree)[],
  x: P,
  deviation: number,
  weight: number,
): { readonly holds: boolean; readonly bound: number } => {
  const { holds: fine, bounds } = explained(computations, x, [Float64Array.of(deviation)], weight)
  return { holds: fine, bound: bounds[0][0] }
}

/** How far apart two numbers are: 0 when they are the same, NaN and infinities included. */
const distance = (a: number, b: number): number => (Object.is(a, b) || a === b ? 0 : Math.abs(a - b))

/**
 * Two ways of computing the same agree at a point within their rounding. All they are computed from is in the record `x`: what a function captures
 * instead would be taken as exact.
 */
export const agree = <P>(expected: (x: P) => Tree, found: (x: P) => Tree, x: P): Verdict => {
  const [a, b] = [numbers(expected(x)), numbers(found(x))]
  const paths = ({ path, values }: { readonly path: string; readonly values: Float64Array }): string =>
    `${path}[${values.length}]`
  if (a.map(paths).join() !== b.map(paths).join())
    return violated({ expected: a.map(paths).join(', '), found: b.map(paths).join(', ') })
  const deviations = a.map(({ values }, k) => values.map((v, i) => distance(v, b[k].values[i])))
  if (deviations.every((values) => values.every((d) => d === 0))) return holds
  const { holds: fine, bounds } = explained([expected, found], x, deviations, 1)
  if (fine) return holds
  const k = deviations.findIndex((values, j) => values.some((d, i) => !(d <= bounds[j][i])))
  const i = deviations[k].findIndex((d, j) => !(d <= bounds[k][j]))
  return violated({
    at: `${a[k].path}[${i}]`,
    expected: String(a[k].values[i]),
    found: String(b[k].values[i]),
    bound: `${bounds[k][i]}: ${confidence} times the rounding of both computations`,
  })
}

/**
 * Two records are the same to the bit.
 */
export const same = (expected: Tree, found: Tree): Verdict => {
  const [a, b] = [numbers(expected), numbers(found)]
  const paths = (tree: typeof a): string => tree.map(({ path, values }) => `${path}[${values.length}]`).join(', ')
  if (paths(a) !== paths(b)) return violated({ expected: paths(a), found: paths(b) })
  const k = a.findIndex(({ values }, j) => values.some((v, i) => !Object.is(v, b[j].values[i])))
  if (k < 0) return holds
  const i = a[k].values.findIndex((v, j) => !Object.is(v, b[k].values[j]))
  return violated({
    at: `${a[k].path}[${i}]`,
    expected: String(a[k].values[i]),
    found: String(b[k].values[i]),
    bound: '0: to the bit',
  })
}

/**
 * Two records hold the same numbers, to the bit except for the sign of a zero.
 */
export const equal = (expected: Tree, found: Tree): Verdict => {
  const unsigned = (tree: Tree): Tree =>
    mapTree(
      'laws',
      (x) =>
        plain(
          shape(x),
          dense(x).map((v) => v + 0),
        ),
      tree,
    )
  return same(unsigned(expected), unsigned(found))
}
