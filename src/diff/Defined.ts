/**
 * Where a derivative is one.
 *
 * The rules of the primitives give a derivative at every point, also where the value is not finite. There, products that annihilate can hide that it is none: of
 * softmax at (−∞, −∞), which is NaN, they give the slope 0; and of a loss that overflowed, `0 · ∞ = 0` where a slope of 0 met an infinite one. So:
 *
 * - where a value is NaN, its derivative is NaN, in every direction;
 * - where a value is infinite although the inputs are finite, a derivative that comes out as 0 is NaN; any other is what the rules give;
 * - elsewhere, and for results that do not depend on the input, the derivative is what the rules give.
 *
 * Values that are finite are only looked at. A staged value has no numbers to look at, so a staged derivative is what the rules give. (`docs/decisions/annihilation.md`)
 *
 * **Law** `laws/defined.ts`.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { add, equal, greater, mul, sub, where } from '../operation/Binary.js'
import { sum } from '../operation/Reduction.js'
import { known } from '../primitive/Known.js'
import { entries, zipTree } from '../tensor/Params.js'
import { dataOf, scalar, type AnyTensor, type Scalar } from '../tensor/Value.js'
import type { Dependent, Pulled, Pushed } from './Formal.js'

/** Whether a tensor has numbers, below all interpreters, that are not finite. A staged value has none yet. */
const hasNonFinite = (x: AnyTensor): boolean => {
  const plain = known(x)
  if (plain === undefined) return false
  const data = dataOf(plain)
  return typeof data === 'number' ? !Number.isFinite(data) : !data.every(Number.isFinite)
}

const not = (condition: AnyTensor): AnyTensor => equal(0)(condition)
const isNaN = (x: AnyTensor): AnyTensor => not(equal(x)(x))
const isInfinite = (x: AnyTensor): AnyTensor => pipe(x, sub(x), isNaN, mul(equal(x)(x)))
const any = (conditions: readonly AnyTensor[]): Scalar =>
  pipe(
    conditions.map(sum).reduce((a, b) => add(b)(a), scalar(0)),
    greater(0),
  )

/** Whether no part of a result that depends on the input has numbers that are not finite. */
const isFinite = (primal: unknown, { dependent }: Dependent): boolean =>
  !entries(primal).some(([path, y]) => dependent.has(path) && hasNonFinite(y))

const finiteInputs = (inputs: unknown): Scalar =>
  not(any(entries(inputs).map(([, x]) => pipe(x, sub(x), isNaN)))) as Scalar

/** A derivative, and NaN where there is none: at a value that is NaN, or at an infinite value where the derivative came out as 0. */
const defined = (atNaN: AnyTensor, atInfinite: AnyTensor, derivative: AnyTensor, like: AnyTensor): AnyTensor =>
  // A NaN made of a value that depends on the input, so that it is known of the second derivative, too, that it depends on it.
  where(pipe(equal(0)(derivative), mul(atInfinite), add(atNaN)), mul(NaN)(like), derivative)

/** A result with its tangent, NaN where there is none. */
export const definedTangent = <P, Q>(inputs: P, pushed: Pushed<Q> & Dependent): Pushed<Q> => {
  const { primal, tangent, dependent } = pushed
  if (isFinite(primal, pushed)) return { primal, tangent }
  const finite = finiteInputs(inputs)
  const at = (y: AnyTensor, t: AnyTensor, path: string): AnyTensor =>
    dependent.has(path) ? defined(isNaN(y), pipe(isInfinite(y), mul(finite)), t, y) : t
  return { primal, tangent: zipTree('jvp', at, primal, tangent) as Q }
}

/** A result with its pullback, which gives NaN where there is no derivative of some part of the result that the cotangent weighs by more than 0. */
export const definedPullback = <P, Q>(inputs: P, pulled: Pulled<P, Q> & Dependent): Pulled<P, Q> => {
  const { primal, pullback, dependent } = pulled
  if (isFinite(primal, pulled)) return { primal, pullback }
  const finite = finiteInputs(inputs)
  return {
    primal,
    pullback: (cotangent) => {
      const gradient = pullback(cotangent)
      const weighed = (holds: (y: AnyTensor) => AnyTensor): Scalar => {
        const conditions: AnyTensor[] = []
        const look = (y: AnyTensor, c: AnyTensor, path: string): void => {
          if (dependent.has(path)) conditions.push(pipe(holds(y), mul(not(equal(0)(c)))))
        }
        zipTree('pullback', look, primal, cotangent)
        return any(conditions)
      }
      const [atNaN, atInfinite] = [weighed(isNaN), pipe(weighed(isInfinite), mul(finite))]
      return zipTree('pullback', (g, x) => defined(atNaN, atInfinite, g, x), gradient, inputs) as P
    },
  }
}
