/** Identities of cases. */
import { coefficientOf, factorsOf, indicatorOf, termsOf } from '../Arithmetic.js'
import {
  cases,
  difference,
  inverse,
  isNumber,
  one,
  product,
  same,
  sum,
  zero,
  type Comparison,
  type Condition,
  type Expression,
} from '../Expression.js'
import { rule, type Rule } from '../Rewriter.js'
import { assume } from '../Traverse.js'

const holds: Readonly<Record<Comparison, (difference: number) => boolean>> = {
  '>': (d) => d > 0,
  '≥': (d) => d >= 0,
  '=': (d) => d === 0,
}

/** The negation with the sides exchanged: `a > b` is not `b ≥ a`. */
const reversed: Readonly<Record<Comparison, Comparison>> = { '>': '≥', '≥': '>', '=': '=' }

/** A rule about a condition that returns another, and whether that is the negation of the first. */
const aboutCondition = (
  name: string,
  normal: (condition: Condition) => readonly [Condition, isNegation: boolean] | undefined,
): Rule =>
  rule('Cases', name, ({ condition, then, otherwise }) => {
    const [other, isNegation] = normal(condition) ?? []
    return other && (isNegation === true ? cases(other, otherwise, then) : cases(other, then, otherwise))
  })

export const choices: readonly Rule[] = [
  rule('Cases', 'decided condition', ({ condition: { comparison, left, right }, then, otherwise }, simplify) => {
    const d = simplify(difference(left, right))
    return isNumber(d) ? (holds[comparison](d.value) ? then : otherwise) : undefined
  }),
  // Both sides may gather these terms in other orders, and round to other numbers where the values compared are equal.
  aboutCondition('terms of both sides', ({ comparison, left, right }) => {
    const shared = termsOf(left).filter((t) => termsOf(right).some((u) => same(t, u)))
    const rest = (side: Expression): Expression => sum(...termsOf(side).filter((t) => !shared.some((u) => same(t, u))))
    return shared.length === 0 ? undefined : [{ comparison, left: rest(left), right: rest(right) }, false]
  }),
  aboutCondition('number on the right', ({ comparison, left, right }) =>
    isNumber(left) && !isNumber(right)
      ? [{ comparison: reversed[comparison], left: right, right: left }, comparison !== '=']
      : undefined,
  ),
  aboutCondition('coefficient of a comparison with zero', ({ comparison, left, right }) => {
    const [c, rest] = coefficientOf(left)
    if (!isNumber(right, 0) || c === 1) return undefined
    return c > 0
      ? [{ comparison, left: rest, right }, false]
      : [{ comparison: reversed[comparison], left: rest, right }, comparison !== '=']
  }),
  aboutCondition('condition on an indicator', ({ comparison, left, right }) => {
    const inner = comparison === '=' && isNumber(right) ? indicatorOf(left) : undefined
    return inner !== undefined && (isNumber(right, 0) || isNumber(right, 1))
      ? [inner.condition, inner.holds !== isNumber(right, 1)]
      : undefined
  }),
  rule('Cases', 'assumption', ({ condition, then, otherwise }) => {
    const [a, b] = [assume(condition, true, then), assume(condition, false, otherwise)]
    return same(a, then) && same(b, otherwise) ? undefined : cases(condition, a, b)
  }),
  rule('Cases', 'equal cases', ({ then, otherwise }) => (same(then, otherwise) ? then : undefined)),
  // Where b = 0, a/b is not defined; the program returns 0 there.
  rule('Cases', 'guarded quotient', ({ condition: { comparison, left, right }, then, otherwise }, simplify) =>
    comparison === '=' &&
    isNumber(right, 0) &&
    isNumber(then, 0) &&
    factorsOf(left).every((f) => factorsOf(otherwise).some((g) => same(g, simplify(inverse(f)))))
      ? otherwise
      : undefined,
  ),
  rule('Cases', 'indicator', ({ condition, then, otherwise }) => {
    const [value, indicator] = isNumber(otherwise, 0)
      ? [then, cases(condition, one, zero)]
      : isNumber(then, 0)
        ? [otherwise, cases(condition, zero, one)]
        : []
    const isOne = value === undefined || isNumber(value, 1)
    return isOne || indicator === undefined ? undefined : times(value, indicator)
  }),
]

const times = (value: Expression, indicator: Expression): Expression =>
  isNumber(value) ? product(value, indicator) : product(indicator, value)
