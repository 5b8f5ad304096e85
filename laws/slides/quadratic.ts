/**
 * Convergence of gradient descent and momentum on a parabola.
 */
import * as fc from 'fast-check'
import { mul } from '../../src/operation/Binary.js'
import * as O from '../../src/Optimizer.js'
import { scalar, toNumber, type Scalar } from '../../src/tensor/Value.js'
import { between } from '../arbitraries.js'
import { every, expecting, law, type Law } from '../Law.js'
import type { Tree } from '../tree.js'
import { untyped, type Untyped } from '../random/steps.js'

/** The positions of a scalar that descends (or diverges on) `L/2·w²` from 1. */
const positions = (machine: Untyped, curvature: number, count: number): readonly number[] => {
  const path = Array.from({ length: count }).reduce<{
    readonly all: readonly number[]
    readonly state: Tree
    readonly at: Scalar
  }>(
    ({ all, state, at }) => {
      const [update, next] = machine.update(mul(curvature)(at), state, at)
      const now = O.apply(update as Scalar, at)
      return { all: [...all, toNumber(now)], state: next, at: now }
    },
    { all: [], state: machine.init(scalar(1)), at: scalar(1) },
  )
  return path.all
}

/** Factors safely below and above a limit. */
const below = between(1 / 16, 15 / 16)
const above = between(9 / 8, 2)
const curvatures = between(1 / 16, 16)

/** The law of gradient descent. */
export const descends = (make: (options: { readonly learningRate: number }) => O.AnyOptimizer): Law =>
  law(
    'descends below 2/L',
    'on L/2·w² each step comes closer if η < 2/L, and goes further away if η > 2/L',
    fc.record({ curvature: curvatures, low: below, high: above }),
    ({ curvature, low, high }) => {
      const limit = 2 / curvature
      const sizes = (part: number): readonly number[] =>
        [1, ...positions(untyped(make({ learningRate: part * limit })), curvature, 4)].map((w) => Math.abs(w))
      const [closer, further] = [sizes(low), sizes(high)]
      const bound =
        'none is needed: a step multiplies w by 1 − 2η/limit, at least 1/8 away from ±1, and rounding changes that by a few 2⁻⁵³'
      return every([
        expecting(
          closer.every((w, i) => i === 0 || w < closer[i - 1] || w === 0),
          { expected: `each closer to 0, at ${low} of the limit`, found: closer.join(', '), bound },
        ),
        expecting(
          further.every((w, i) => i === 0 || w > further[i - 1]),
          { expected: `each further from 0, at ${high} of the limit`, found: further.join(', '), bound },
        ),
      ])
    },
  )

/** The larger modulus of the roots of `λ² − sλ + α`. */
const radius = (s: number, alpha: number): number =>
  s * s < 4 * alpha ? Math.sqrt(alpha) : (Math.abs(s) + Math.sqrt(s * s - 4 * alpha)) / 2

/** The sizes at which a position counts as converged or diverged. */
const far = 2 ** 10

/** The law of momentum. */
export const converges = (
  make: (options: { readonly learningRate: number; readonly momentum: number }) => O.AnyOptimizer,
): Law =>
  law(
    'converges below 2(1 + α)/L',
    'on L/2·w² it converges if η < 2(1 + α)/L, and diverges if η > 2(1 + α)/L',
    fc.record({ curvature: curvatures, alpha: between(0, 3 / 4), low: below, high: above }),
    ({ curvature, alpha, low, high }) => {
      const limit = (2 * (1 + alpha)) / curvature
      // wₙ₊₁ = s·wₙ − α·wₙ₋₁ with s = 1 + α − ηL and w₁ = 1 − ηL.
      const trace = (part: number): number => (1 + alpha) * (1 - 2 * part)
      const last = (part: number, count: number): number =>
        Math.abs(positions(untyped(make({ learningRate: part * limit, momentum: alpha })), curvature, count)[count - 1])
      // With ρ the larger root, |wₙ| ≤ |w₁|·n·ρⁿ⁻¹ + α·(n − 1)·ρⁿ⁻², where |w₁| ≤ 3.
      const rho = radius(trace(low), alpha)
      const most = (n: number): number => 3 * n * rho ** (n - 1) + alpha * (n - 1) * rho ** (n - 2)
      const enough = firstCount((n) => most(n) < 1 / (2 * far))
      // Above the limit |wₙ| ≥ |λ|ⁿ for the root λ < −1.
      const growth = firstCount((n) => radius(trace(high), alpha) ** n > 2 * far)
      const [near, away] = [last(low, enough), last(high, growth)]
      return every([
        expecting(near < 1 / far, {
          expected: `below ${1 / far} after ${enough} steps at ${low} of the limit`,
          found: String(near),
          bound: 'twice what the roots of the recurrence allow, so that rounding does not count',
        }),
        expecting(away > far, {
          expected: `above ${far} after ${growth} steps at ${high} of the limit`,
          found: String(away),
          bound: 'half of what the roots of the recurrence give, so that rounding does not count',
        }),
      ])
    },
  )

/** The smallest number from 2 on that satisfies a monotone predicate, found by doubling and bisection. */
const firstCount = (holdsFor: (n: number) => boolean): number => {
  const upTo = (n: number): number => (holdsFor(n) ? n : upTo(2 * n))
  const between2 = (low: number, high: number): number => {
    const middle = Math.floor((low + high) / 2)
    return middle === low ? high : holdsFor(middle) ? between2(low, middle) : between2(middle, high)
  }
  return between2(1, upTo(2))
}
