/**
 * Identities of sums. Each is a small rule that answers with the sum as it was, or with another.
 */
import { add, coefficientOf, multiply, negate, termsOf } from './Algebra.js'
import { isNumber, number, one, same, type Expression } from './Expression.js'
import { call, exp, log } from './Functions.js'

/** `a + log(1 + e⁻ᵃ)` is `log(1 + eᵃ)`. */
export const logarithms = (e: Expression): Expression => {
  const terms = termsOf(e)
  const found = terms.flatMap((term, i) => {
    const [c, rest] = coefficientOf(term)
    const exponent = softplusOf(rest)
    if (exponent === undefined) return []
    const j = terms.findIndex((other) => same(other, multiply(number(-c), exponent)))
    return j < 0 ? [] : [{ i, j, c, exponent }]
  })
  if (found.length === 0) return e
  const [{ i, j, c, exponent }] = found
  const others = terms.filter((_, k) => k !== i && k !== j)
  return add(...others, multiply(number(c), log(add(one, exp(negate(exponent))))))
}

/** `1 − 2σ(2a)` is −tanh a. */
export const hyperbolic = (e: Expression): Expression => {
  const terms = termsOf(e)
  const constant = terms.findIndex((t) => isNumber(t))
  const [c] = constant < 0 ? [0] : coefficientOf(terms[constant])
  const found = terms.flatMap((term, i) => {
    const [k, rest] = coefficientOf(term)
    if (k !== -2 * c || rest._tag !== 'Call' || rest.name !== 'sigmoid') return []
    const [twice, a] = coefficientOf(rest.args[0])
    return twice === 2 ? [{ i, a }] : []
  })
  if (found.length === 0) return e
  const [{ i, a }] = found
  return add(...terms.filter((_, k) => k !== i && k !== constant), multiply(number(-c), call('tanh', a)))
}

/** The a of `log(1 + eᵃ)`. */
const softplusOf = (e: Expression): Expression | undefined =>
  e._tag === 'Call' && e.name === 'log' ? logisticOf(e.args[0]) : undefined

/** The a of `1 + eᵃ`. */
export const logisticOf = (e: Expression): Expression | undefined => {
  if (e._tag !== 'Sum' || e.terms.length !== 2) return undefined
  const [first, second] = isNumber(e.terms[0], 1) ? e.terms : [e.terms[1], e.terms[0]]
  return isNumber(first, 1) && second._tag === 'Call' && second.name === 'exp' ? second.args[0] : undefined
}
