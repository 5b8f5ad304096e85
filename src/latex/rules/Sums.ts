/** Identities of sums. */
import { coefficientOf, isNegative, scaled } from '../Arithmetic.js'
import {
  exp,
  isNumber,
  log,
  negative,
  number,
  one,
  product,
  same,
  sigmoid,
  sum,
  tanh,
  type Expression,
} from '../Expression.js'
import { identity } from '../Pattern.js'
import { rule, type Rule } from '../Rewriter.js'

/** `a + (b + c) = a + b + c` and `a − (b − c) = a − b + c`. */
const associativity = rule('Sum', 'associativity', ({ terms }) => {
  const flat = terms.flatMap((t): readonly Expression[] => {
    const [c, rest] = coefficientOf(t)
    return rest._tag !== 'Sum' || Math.abs(c) !== 1 ? [t] : c === 1 ? rest.terms : rest.terms.map(negative)
  })
  return flat.length === terms.length ? undefined : sum(...flat)
})

interface Collected {
  readonly coefficient: number
  /** The largest coefficient before they were added. */
  readonly largest: number
  readonly rest: Expression
}

/** Coefficients that were rounded cancel up to this share of the largest. */
const negligible = 1e-15

/** `a + 2a = 3a` and `a − a = 0`. */
const likeTerms = rule('Sum', 'like terms', ({ terms }) => {
  const collected = terms
    .reduce<readonly Collected[]>((all, term) => {
      const [c, rest] = coefficientOf(term)
      const found = all.find((x) => same(x.rest, rest))
      return found === undefined
        ? [...all, { rest, coefficient: c, largest: Math.abs(c) }]
        : all.map((x) =>
            x === found ? { rest, coefficient: x.coefficient + c, largest: Math.max(x.largest, Math.abs(c)) } : x,
          )
    }, [])
    .filter(({ coefficient, largest }) => Math.abs(coefficient) > negligible * largest)
  return collected.length === terms.length
    ? undefined
    : sum(...collected.map(({ coefficient, rest }) => scaled(coefficient, rest)))
})

/** `2a + 2b = 2(a + b)` and `−a − b = −(a + b)`. */
const commonCoefficient = rule('Sum', 'distributivity over a number', ({ terms }) => {
  const sizes = terms.map((t) => Math.abs(coefficientOf(t)[0]))
  const size = sizes.every((s) => s === sizes[0]) ? sizes[0] : 1
  const common = terms.every(isNegative) ? -size : size
  const divided = (t: Expression): Expression => {
    const [c, rest] = coefficientOf(t)
    return scaled(c / common, rest)
  }
  return common === 1 ? undefined : product(number(common), sum(...terms.map(divided)))
})

export const sums: readonly Rule[] = [
  associativity,
  likeTerms,
  commonCoefficient,
  identity('softplus', ({ a, c }) => [
    sum(product(c, log(sum(one, exp(a)))), negative(product(c, a))),
    product(c, log(sum(one, exp(negative(a))))),
  ]),
  identity(
    'tanh by the logistic function',
    ({ a, c }) => [
      sum(c, product(sigmoid(product(number(2), a)), product(number(-2), c))),
      product(number(-1), c, tanh(a)),
    ],
    ({ a }) => !isNumber(a),
  ),
]
