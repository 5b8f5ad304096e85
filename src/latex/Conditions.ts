/**
 * Choices: an expression where a condition holds, else another. A condition by itself is the number 1 or 0, and what is 0 on one side is a product with it.
 */
import { add, coefficientOf, factorsOf, multiply, negate, power } from './Algebra.js'
import {
  isNumber,
  keyOfCondition,
  number,
  one,
  rawCases,
  same,
  zero,
  type Comparison,
  type Condition,
  type Expression,
} from './Expression.js'
import { mapParts } from './Rewrite.js'

const holds = (comparison: Comparison, difference: number): boolean =>
  comparison === '>' ? difference > 0 : comparison === '≥' ? difference >= 0 : difference === 0

/** Whether a condition holds whatever the variables are. */
const decided = ({ comparison, left, right }: Condition): boolean | undefined => {
  const difference = add(left, negate(right))
  return isNumber(difference) ? holds(comparison, difference.value) : undefined
}

/** A condition with a variable on the left, and whether it is the other one: `0 ≥ x` is not `x > 0`. */
const turned = (condition: Condition): readonly [Condition, boolean] => {
  const { comparison, left, right } = condition
  if (!isNumber(left) || isNumber(right)) return [condition, false]
  return comparison === '='
    ? [{ comparison, left: right, right: left }, false]
    : [{ comparison: comparison === '>' ? '≥' : '>', left: right, right: left }, true]
}

/** −x > 0 is not x ≥ 0. */
const signed = (condition: Condition): readonly [Condition, boolean] => {
  const { comparison, left, right } = condition
  if (!isNumber(right, 0)) return [condition, false]
  const [c, rest] = coefficientOf(left)
  if (c > 0) return [{ comparison, left: rest, right }, false]
  return comparison === '='
    ? [{ comparison, left: rest, right }, false]
    : [{ comparison: comparison === '>' ? '≥' : '>', left: rest, right }, true]
}

/** a where a condition holds, else b */
export const cases = (given: Condition, a: Expression, b: Expression): Expression => {
  const certain = decided(given)
  if (certain !== undefined) return certain ? a : b
  const [first, swapped] = turned(given)
  const [second, again] = signed(first)
  const [condition, isOther] = ofIndicator(second)
  const other = [swapped, again, isOther].filter(Boolean).length % 2 === 1
  const then = assume(condition, true, other ? b : a)
  const otherwise = assume(condition, false, other ? a : b)
  if (same(then, otherwise) || isGuarded(condition, then, otherwise)) return otherwise
  if (isNumber(otherwise, 0) && !isNumber(then)) return multiply(rawCases(condition, one, zero), then)
  if (isNumber(then, 0) && !isNumber(otherwise)) return multiply(rawCases(condition, zero, one), otherwise)
  if (isNumber(otherwise, 0) && isNumber(then)) return multiply(then, rawCases(condition, one, zero))
  if (isNumber(then, 0) && isNumber(otherwise)) return multiply(otherwise, rawCases(condition, zero, one))
  return rawCases(condition, then, otherwise)
}

/** Whether it is 0 where a divisor is 0, else a quotient by it: as a formula that is the quotient. */
const isGuarded = ({ comparison, left, right }: Condition, then: Expression, otherwise: Expression): boolean =>
  comparison === '=' &&
  isNumber(right, 0) &&
  isNumber(then, 0) &&
  factorsOf(left).every((f) => factorsOf(otherwise).some((g) => same(g, power(f, number(-1)))))

/** What is compared with 0 or 1 and is itself a condition. */
const ofIndicator = (condition: Condition): readonly [Condition, boolean] => {
  const { comparison, left, right } = condition
  if (comparison !== '=' || !isNumber(right)) return [condition, false]
  const inner = indicatorOf(left)
  if (inner === undefined || (right.value !== 0 && right.value !== 1)) return [condition, false]
  return [inner.condition, inner.holds !== (right.value === 1)]
}

/** The condition that an expression is 1 or 0 by. */
export const indicatorOf = (e: Expression): { readonly condition: Condition; readonly holds: boolean } | undefined => {
  if (e._tag !== 'Cases') return undefined
  if (isNumber(e.then, 1) && isNumber(e.otherwise, 0)) return { condition: e.condition, holds: true }
  return isNumber(e.then, 0) && isNumber(e.otherwise, 1) ? { condition: e.condition, holds: false } : undefined
}

/** a where a number is not 0, else b */
export const where = (number: Expression, a: Expression, b: Expression): Expression => {
  const indicator = indicatorOf(number)
  return indicator === undefined
    ? cases({ comparison: '=', left: number, right: zero }, b, a)
    : indicator.holds
      ? cases(indicator.condition, a, b)
      : cases(indicator.condition, b, a)
}

/** An expression where it is known whether a condition holds. */
export const assume = (condition: Condition, known: boolean, e: Expression): Expression => {
  const key = keyOfCondition(condition)
  const under = (x: Expression): Expression =>
    !x.key.includes(key)
      ? x
      : x._tag === 'Cases' && keyOfCondition(x.condition) === key
        ? under(known ? x.then : x.otherwise)
        : mapParts(under, x)
  return under(e)
}

/** The conditions that an expression depends on. */
export const conditionsOf = (e: Expression): readonly Condition[] =>
  e._tag === 'Cases'
    ? [e.condition]
    : e._tag === 'Sum'
      ? e.terms.flatMap(conditionsOf)
      : e._tag === 'Product'
        ? factorsOf(e).flatMap(conditionsOf)
        : e._tag === 'Power'
          ? conditionsOf(e.base)
          : e._tag === 'Call'
            ? e.args.flatMap(conditionsOf)
            : []
