/**
 * Whether an exact derivative agrees with a numeric one.
 *
 * The witness is Richardson's extrapolation with its own estimate of the error (`D.derivativeAt0`). It may err in three ways, and a law that is always true
 * must survive them:
 *
 * - **Its estimate may be too small by accident**: two entries of its table, both off the truth, that happen to agree. Of 168,000 estimates for all primitives,
 *   first and second order, 100 were off by more than `trust` = 10 times their estimate: fewer than one in 1000. So a witness that contradicts is asked
 *   again with other steps, whose accidents are others; the derivative is refused when all four contradict: a chance below (10⁻³)⁴ = 10⁻¹² a case,
 *   10⁻¹⁰ a law of 100 cases. (Rounding, allowed for below, explained all of the 100; that is not counted on.)
 * - **Rounding** of the function's values, divided by a step: allowed for at the smallest step there is, with a bound from `rounding.ts`.
 * - **A kink** closer than the smallest steps: then the slopes on both sides differ, however small the step. Where they differ by an amount comparable to that by which the
 *   derivative is off the slope of that smallest step, the case says nothing. (Not off the extrapolated value: with a second kink further away no step is free of both, and
 *   the table may settle on one that sees the other.) A wrong rule cannot hide there, since only the values of the function are looked at.
 */
import * as D from '../src/Diff.js'
import { toNumber } from '../src/tensor/Value.js'
import { holds, silent, violated, type Verdict } from './Law.js'
import { withinRounding } from './rounding.js'
import { numbers, plus, scale, type Cost, type Tree } from './tree.js'

const trust = 10

/** Steps for asking again, as parts of the first one. The ratio of two is never a power of two, so all steps differ. */
const others = [3 / 4, 5 / 8, 7 / 8] as const

/** `derivativeAt0` halves its step eleven times. */
const smallest = 2 ** -11

/** A step that moves no element by more than 1/128 of its size (or of 1/16, near 0): small against the margin around declared kinks. */
export const firstStep = (x: Tree, v: Tree): number => {
  const [points, directions] = [numbers(x), numbers(v)]
  return points
    .flatMap(({ values }, k) =>
      Array.from(values, (p, i) => Math.max(Math.abs(p), 1 / 16) / 128 / Math.abs(directions[k].values[i])),
    )
    .reduce((a, b) => Math.min(a, b), 1)
}

/**
 * By how much the slopes of a function differ on the two sides of a kink at 0, or closer to it than a few steps; about 0 where it is smooth.
 *
 * `(g(h) − 2g(0) + g(−h))/h` is the difference of the slopes and `h·g″` on top of it, which twice this less the same at 2h takes away. A kink at a distance of a step or
 * two is seen in part, at one of four steps at least in two fifths.
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
  // No step gave numbers on both sides.
  if (witness.error === Infinity) return silent
  const { contradicts, value, bound } = judged(witness)
  // Asked one after another: nearly always the first answer is enough.
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
