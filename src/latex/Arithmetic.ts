/** Expressions taken apart: terms, factors, coefficients, exponents, signs. */
import {
  isNumber,
  negative,
  number,
  one,
  product,
  sum,
  type Call,
  type Condition,
  type Expression,
  type FunctionName,
} from './Expression.js'

export const termsOf = (e: Expression): readonly Expression[] =>
  e._tag === 'Sum' ? e.terms : isNumber(e, 0) ? [] : [e]

export const factorsOf = (e: Expression): readonly Expression[] =>
  e._tag === 'Product' ? e.factors : isNumber(e, 1) ? [] : [e]

/** The number in a product, and the product of the other factors. */
export const coefficientOf = (e: Expression): readonly [coefficient: number, rest: Expression] => {
  if (e._tag === 'Number') return [e.value, one]
  return e._tag === 'Product' && e.factors[0]._tag === 'Number'
    ? [e.factors[0].value, product(...e.factors.slice(1))]
    : [1, e]
}

export const isNegative = (e: Expression): boolean => coefficientOf(e)[0] < 0

export const scaled = (c: number, e: Expression): Expression =>
  isNumber(e) ? number(c * e.value) : c === 1 ? e : product(number(c), ...factorsOf(e))

/** The base and the exponent, if that is a number. */
export const powerOf = (e: Expression): readonly [base: Expression, exponent: number] =>
  e._tag === 'Power' && isNumber(e.exponent) ? [e.base, e.exponent.value] : [e, 1]

/** An expression with the sign of each term changed. */
export const opposite = (e: Expression): Expression =>
  e._tag === 'Sum'
    ? sum(
        ...e.terms.map((t) => {
          const [c, rest] = coefficientOf(t)
          return scaled(-c, rest)
        }),
      )
    : negative(e)

export const isEven = (n: number): boolean => n % 2 === 0

export const isCall = (e: Expression, name: FunctionName): e is Call => e._tag === 'Call' && e.name === name

/** The parts of a list but those at some positions. */
export const without = (parts: readonly Expression[], ...positions: readonly number[]): readonly Expression[] =>
  parts.filter((_, i) => !positions.includes(i))

/** The condition of an expression that is 1 and 0, and whether it is 1 where the condition holds. */
export const indicatorOf = (e: Expression): { readonly condition: Condition; readonly holds: boolean } | undefined => {
  if (e._tag !== 'Cases') return undefined
  if (isNumber(e.then, 1) && isNumber(e.otherwise, 0)) return { condition: e.condition, holds: true }
  return isNumber(e.then, 0) && isNumber(e.otherwise, 1) ? { condition: e.condition, holds: false } : undefined
}

/** The exponent of a sum of exponentials over an axis. */
export const exponentOfTotal = (e: Expression): Expression | undefined =>
  e._tag === 'Reduction' && e.kind === 'sum' && isCall(e.body, 'exp') ? e.body.args[0] : undefined
