/**
 * Where a derivative is one.
 *
 * The rules of the primitives give a derivative at every point, also where the value is not finite. There, products that annihilate can hide that it is none: of
 * softmax at (−∞, −∞), which is NaN, they give the slope 0; and of a loss that overflowed, `0 · ∞ = 0` where a slope of 0 met an infinite one. So:
 *
 * - where a value is NaN, its derivative is NaN, in every direction;
 * - where a value is infinite although the inputs are finite, a derivative that comes out as 0 is NaN; any other is what the rules give;
 * - elsewhere the derivative is what the rules give.
 *
 * Numbers that are known and finite are only looked at. (`docs/decisions/annihilation.md`)
 *
 * **Law** `laws/defined.ts`.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { add, equal, greater, mul, sub, where } from '../operation/Binary.js'
import { sum } from '../operation/Reduction.js'
import { known } from '../primitive/Known.js'
import { entries, mapTree, zipTree } from '../tensor/Params.js'
import { dataOf, scalar, type AnyTensor, type Scalar } from '../tensor/Value.js'
import type { Pulled, Pushed } from './Formal.js'

/** Whether all numbers of a tensor are known, below all interpreters, and finite. */
const isFinite = (x: AnyTensor): boolean => {
  const plain = known(x)
  if (plain === undefined) return false
  const data = dataOf(plain)
  return typeof data === 'number' ? Number.isFinite(data) : data.every(Number.isFinite)
}

const not = (condition: AnyTensor): AnyTensor => equal(0)(condition)
const isNaN = (x: AnyTensor): AnyTensor => not(equal(x)(x))
const isInfinite = (x: AnyTensor): AnyTensor => pipe(x, sub(x), isNaN, mul(equal(x)(x)))
const any = (conditions: readonly AnyTensor[]): Scalar =>
  pipe(
    conditions.map(sum).reduce((a, b) => add(b)(a), scalar(0)),
    greater(0),
  )

const finiteTree = (tree: unknown): boolean => entries(tree).every(([, x]) => isFinite(x))

const finiteInputs = (inputs: unknown): Scalar =>
  not(any(entries(inputs).map(([, x]) => pipe(x, sub(x), isNaN)))) as Scalar

/** A derivative, and NaN where there is none: at a value that is NaN, or at an infinite value where the derivative came out as 0. */
const defined = (atNaN: AnyTensor, atInfinite: AnyTensor, derivative: AnyTensor): AnyTensor =>
  where(pipe(equal(0)(derivative), mul(atInfinite), add(atNaN)), NaN, derivative)

/** A result with its tangent, NaN where there is none. */
export const definedTangent = <P, Q>(inputs: P, pushed: Pushed<Q>): Pushed<Q> => {
  if (finiteTree(pushed.primal)) return pushed
  const finite = finiteInputs(inputs)
  const at = (y: AnyTensor, t: AnyTensor): AnyTensor => defined(isNaN(y), pipe(isInfinite(y), mul(finite)), t)
  return { ...pushed, tangent: zipTree('jvp', at, pushed.primal, pushed.tangent) as Q }
}

/** A result with its pullback, which gives NaN where there is no derivative of some part of the result that the cotangent weighs by more than 0. */
export const definedPullback = <P, Q>(inputs: P, pulled: Pulled<P, Q>): Pulled<P, Q> => {
  const { primal, pullback } = pulled
  if (finiteTree(primal)) return pulled
  const finite = finiteInputs(inputs)
  return {
    primal,
    pullback: (cotangent) => {
      const gradient = pullback(cotangent)
      const weighed = (holds: (y: AnyTensor) => AnyTensor): Scalar => {
        const conditions: AnyTensor[] = []
        zipTree('pullback', (y, c) => conditions.push(pipe(holds(y), mul(not(equal(0)(c))))), primal, cotangent)
        return any(conditions)
      }
      const [atNaN, atInfinite] = [weighed(isNaN), pipe(weighed(isInfinite), mul(finite))]
      return mapTree('pullback', (g) => defined(atNaN, atInfinite, g), gradient) as P
    },
  }
}
