/**
 * Comparison of an exact derivative with a numeric one.
 *
 * The numeric derivative is Richardson's extrapolation with its own error estimate (`D.derivativeAt0`). It can be wrong in three ways:
 *
 * - **The estimate is too small by accident**: two entries of the table happen to agree at a wrong value. Of 168,000 estimates for all primitives,
 *   first and second order, 100 were off by more than `trust` = 10 times their estimate: fewer than one in 1000. So a contradiction is checked
 *   again with other steps, whose accidents are independent; the derivative is refused when all four contradict: a chance below (10⁻³)⁴ = 10⁻¹² a case,
 *   10⁻¹⁰ a law of 100 cases. (Rounding, bounded below, explained all of the 100; the argument does not use this.)
 * - **Rounding** of the function's values, divided by a step: counted at the smallest step, with a bound from `rounding.ts`.
 * - **A kink** closer than the smallest steps: then the slopes on both sides differ for every step. Where this difference is comparable to the distance of the
 *   derivative from the slope of the smallest step, the case is silent. (The distance from the extrapolated value is not used: with a second kink further away, every step crosses one of
 *   both, and the table may converge to a slope across the other.) Only values of the function are used, so a wrong rule cannot be hidden by this.
 */
import * as D from '../src/Diff.js'
import { toNumber } from '../src/tensor/Value.js'
import { holds, silent, violated, type Verdict } from './Law.js'
import { withinRounding } from './rounding.js'
import { numbers, plus, scale, type Cost, type Tree } from './tree.js'

const trust = 10

/** Steps for the repeated checks, relative to the first one. No ratio of two is a power of two, so all steps differ. */
const others = [3 / 4, 5 / 8, 7 / 8] as const

/** `derivativeAt0` halves its step eleven times. */
const smallest = 2 ** -11

/** A step that changes each element by at most 1/128 of its size (or of 1/16, near 0): small compared to the margin around declared kinks. */
export const firstStep = (x: Tree, v: Tree): number => {
  const [points, directions] = [numbers(x), numbers(v)]
  return points
    .flatMap(({ values }, k) =>
      Array.from(values, (p, i) => Math.max(Math.abs(p), 1 / 16) / 128 / Math.abs(directions[k].values[i])),
    )
    .reduce((a, b) => Math.min(a, b), 1)
}

/**
 * The difference of the slopes on the two sides of a kink at 0, or within a few steps of it; about 0 where the function is smooth.
 *
 * `(g(h) − 2g(0) + g(−h))/h` is the difference of the slopes plus `h·g″`, which twice this minus the same at 2h removes. A kink at a distance of one or two steps
 * shows at one of four steps by at least two fifths.
 */
const kink = (g: (t: number) => number, step: number): number => {
  const bend = (h: number): number => (g(h) - 2 * g(0) + g(-h)) / h
  return Math.max(...[1, 2, 4, 8].map((k) => Math.abs(2 * bend(k * step) - bend(2 * k * step))))
}

/**
 * The derivative of a scalar function along `v` at `x`, given as a function of the point, agrees with the numeric one.
 */
export const agreesWithNumeric = (f: Cost, derivative: Cost, x: Tree, v: Tree): Verdict => {
  const along =
    (t: number): Cost =>
    (p) =>
      f(plus(p, scale(t, v)))
  const g = (t: number): number => toNumber(along(t)(x))
  const exact = toNumber(derivative(x))
  const first = firstStep(x, v)
  const judged = ({ step, value, error }: D.Estimate & { readonly step: number }) => {
    const beyond = Math.abs(exact - value) - trust * error
    if (beyond <= 0) return { contradicts: false, value, bound: trust * error }
    const values = withinRounding([along(step), along(-step)], x, beyond, 1 / (smallest * step))
    const own = withinRounding([derivative], x, beyond - values.bound, 1)
    return {
      contradicts: !values.holds && !own.holds,
      value,
      bound: trust * error + values.bound + own.bound,
    }
  }
  const estimate = (factor: number) => ({ step: first * factor, ...D.derivativeAt0(g, first * factor) })
  const witness = estimate(1)
  // No step gave finite values on both sides.
  if (witness.error === Infinity) return silent
  const { contradicts, value, bound } = judged(witness)
  // One after another: usually the first estimate is enough.
  const agreed = !contradicts || others.some((factor) => !judged(estimate(factor)).contradicts)
  if (agreed && Number.isFinite(exact)) return holds
  const close = smallest * first
  const slope = (g(close) - g(-close)) / (2 * close)
  return 8 * kink(g, close) >= Math.abs(exact - slope)
    ? silent
    : violated({
        expected: `${value}, numerically`,
        found: String(exact),
        bound: `${bound}: ${trust} times the error estimate of the numeric derivative, and the rounding of both`,
      })
}
