/**
 * Bounds of the difference between two computations of the same value, derived from the computations.
 *
 * Both are repeated by an interpreter that exaggerates each rounding (`perturbed.ts`). The variation of the results, divided by the exaggeration, bounds the error of the true machine. So a law
 * needs no tolerance, for any function.
 *
 * **Probability of a false alarm.** Let σ be the standard deviation of the rounding error of a result. A variation is a draw with a deviation of at least σ times the
 * exaggeration, since it changes the same intermediate values by independent amounts, each at least as large as its rounding. All `samples` = 10 variations are below σ/16 with a chance under
 * (0.8/16)¹⁰ ≈ 10⁻¹³; the error itself, a sum of bounded independent parts, is above 8σ with a chance under 2·exp(−8²/2) ≈ 10⁻¹³·⁶. The bound is 16·8 times
 * the largest variation, hence too small with a chance below 2·10⁻¹³ a case.
 *
 * Where a perturbed computation leaves its domain or crosses a pole, its rounding is not bounded, and the law is silent. A number below 2⁻¹⁰²² has fewer digits: its unit is
 * 2⁻¹⁰⁷⁴, and it is perturbed by as many units as any other number. A number that underflows to 0 counts as exact.
 *
 * - **Source** the method of stochastic arithmetic: J. Vignes, "A stochastic arithmetic for reliable scientific computation", Math. Comput. Simul. 35 (1993).
 */
import { mapTree } from '../src/tensor/Params.js'
import { dense, plain, shape } from '../src/tensor/Value.js'
import { holds, violated, type Verdict } from './Law.js'
import { distance, float64, sway, type Machine, type Sway } from './perturbed.js'
import { numbers, type Tree } from './tree.js'
import { fn as expectFn } from '../src/tensor/Expect.js'

const samples = 10
const confidence = 16 * 8

const largest = (a: Sway, b: Sway): Sway => a.map((values, k) => values.map((v, i) => Math.max(v, b[k][i])))

const valuesOf = (tree: Tree): Sway => numbers(tree).map(({ values }) => values)

/** A computation and its result. */
interface Computed<P> {
  readonly f: (x: P) => Tree
  readonly still: Sway
}

/**
 * Whether all deviations are within the rounding of some computations, times a weight.
 *
 * The largest variation only grows with the number of samples, so the first samples that suffice are enough: most cases need one.
 */
const explained = <P>(
  computations: readonly Computed<P>[],
  x: P,
  deviations: Sway,
  weight: number,
  machine: Machine = float64,
): { readonly holds: boolean; readonly bounds: Sway } => {
  const from = (sample: number, so: Sway): { readonly holds: boolean; readonly bounds: Sway } => {
    const now = computations
      .map(({ f, still }) => sway(f, x, sample, still, machine))
      .reduce((a, b) => a.map((v, k) => v.map((w, i) => w + b[k][i])))
    const most = largest(so, now)
    const bounds = most.map((values) => values.map((v) => (confidence * weight * v) / machine.exaggeration))
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
  const computed = computations.map((f) => ({ f, still: valuesOf(f(x)) }))
  const { holds: fine, bounds } = explained(computed, x, [Float64Array.of(deviation)], weight)
  return { holds: fine, bound: bounds[0][0] }
}

/**
 * Two computations of the same value agree at a point within their rounding. Every input must be in the record `x`: a captured value
 * counts as exact.
 */
export const agree = <P>(expected: (x: P) => Tree, found: (x: P) => Tree, x: P): Verdict => {
  expectFn('laws.agree', expected)
  expectFn('laws.agree', found)
  return near([expected, found], x, found(x))
}

/** A bound for the rounding error of each element of the result of a computation. */
export const uncertainty = <P>(f: (x: P) => Tree, x: P, machine: Machine = float64): Sway => {
  const still = valuesOf(f(x))
  const never = still.map((values) => values.map(() => Infinity))
  return explained([{ f, still }], x, never, 1, machine).bounds
}

/**
 * A given value equals the result of the first of some computations at a point, within the rounding of all of them in a machine arithmetic.
 */
export const near = <P>(
  computations: readonly ((x: P) => Tree)[],
  x: P,
  found: Tree,
  machine: Machine = float64,
): Verdict => {
  const results = computations.map((f) => numbers(f(x)))
  const [a, b] = [results[0], numbers(found)]
  const paths = ({ path, values }: { readonly path: string; readonly values: Float64Array }): string =>
    `${path}[${values.length}]`
  if (a.map(paths).join() !== b.map(paths).join())
    return violated({ expected: a.map(paths).join(', '), found: b.map(paths).join(', ') })
  const deviations = a.map(({ values }, k) => values.map((v, i) => distance(v, b[k].values[i])))
  if (deviations.every((values) => values.every((d) => d === 0))) return holds
  const computed = computations.map((f, i) => ({ f, still: results[i].map(({ values }) => values) }))
  const { holds: fine, bounds } = explained(computed, x, deviations, 1, machine)
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
 * Two records have the same numbers, to the bit except for the sign of a zero.
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
