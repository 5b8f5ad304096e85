/**
 * Derivatives that are NaN where the function has none.
 *
 * The primitives' rules return a derivative at every point. At non-finite values the annihilating product can hide that no derivative exists: the rules give slope 0
 * to the softmax of (−∞, −∞), which is NaN, and `0 · ∞ = 0` for a loss that overflowed. Therefore:
 *
 * - where a value is NaN, its derivative is NaN in every direction;
 * - where a value is infinite for finite inputs, a formal derivative of 0 becomes NaN;
 * - elsewhere, and for results that do not depend on the input, the derivative is the formal one.
 *
 * Finite values cost one check. Staged values have no numbers, so staged derivatives are formal. (`docs/decisions/annihilation.md`)
 *
 * **Law** `laws/defined.ts`.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { add, equal, greater, mul, sub, where } from '../operation/Binary.js'
import { sum } from '../operation/Reduction.js'
import { known } from '../primitive/Known.js'
import { entries, zipTree } from '../tensor/Params.js'
import { dataOf, scalar, type AnyTensor, type Scalar } from '../tensor/Value.js'
import type { Dependent, VjpResult, JvpResult } from './Formal.js'

/** Whether a tensor has a non-finite element; false for a staged value, which has no numbers. */
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

/** Whether all tensors that depend on the input are finite. */
const isFinite = (primal: unknown, { dependent }: Dependent): boolean =>
  !entries(primal).some(([path, y]) => dependent.has(path) && hasNonFinite(y))

const finiteInputs = (inputs: unknown): Scalar =>
  not(any(entries(inputs).map(([, x]) => pipe(x, sub(x), isNaN)))) as Scalar

/** A formal derivative, with NaN where the value is NaN, and where the value is infinite and the formal derivative 0. */
const defined = (atNaN: AnyTensor, atInfinite: AnyTensor, derivative: AnyTensor, like: AnyTensor): AnyTensor =>
  // The NaN is computed from a value that depends on the input, so the second derivative is known to depend on it too.
  where(pipe(equal(0)(derivative), mul(atInfinite), add(atNaN)), mul(NaN)(like), derivative)

/** A result and its tangent, NaN where no derivative exists. */
export const definedTangent = <P, Q>(inputs: P, pushed: JvpResult<Q> & Dependent): JvpResult<Q> => {
  const { primal, tangent, dependent } = pushed
  if (isFinite(primal, pushed)) return { primal, tangent }
  const finite = finiteInputs(inputs)
  const at = (y: AnyTensor, t: AnyTensor, path: string): AnyTensor =>
    dependent.has(path) ? defined(isNaN(y), pipe(isInfinite(y), mul(finite)), t, y) : t
  return { primal, tangent: zipTree('jvp', at, primal, tangent) as Q }
}

/** A result and its pullback, NaN where some element of the result with a nonzero cotangent has no derivative. */
export const definedPullback = <P, Q>(inputs: P, pulled: VjpResult<P, Q> & Dependent): VjpResult<P, Q> => {
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
