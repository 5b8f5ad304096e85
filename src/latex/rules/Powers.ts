/** Identities of powers. */
import { coefficientOf, indicatorOf, isEven, powerOf, scaled } from '../Arithmetic.js'
import {
  call,
  exp,
  isNumber,
  negative,
  number,
  one,
  power,
  product,
  sigmoid,
  sum,
  zero,
  type Expression,
} from '../Expression.js'
import { identity } from '../Pattern.js'
import { rule, type Rule } from '../Rewriter.js'

const isNegativeNumber = (e: Expression): boolean => isNumber(e) && e.value < 0

/** `(ab)ⁿ = aⁿbⁿ` for whole n; of a root, the positive number and the squares come out. */
const powerOfProduct = rule('Power', 'power of a product', ({ base, exponent }) => {
  if (base._tag !== 'Product' || !isNumber(exponent)) return undefined
  const raised = (e: Expression): Expression => power(e, exponent)
  if (Number.isInteger(exponent.value)) return product(...base.factors.map(raised))
  const [c, rest] = coefficientOf(base)
  if (c > 0 && c !== 1) return scaled(c ** exponent.value, raised(rest))
  const isSquare = (f: Expression): boolean => f._tag === 'Power' && isEven(powerOf(f)[1])
  const squares = base.factors.filter(isSquare)
  return squares.length === 0
    ? undefined
    : product(...squares.map(raised), raised(product(...base.factors.filter((f) => !isSquare(f)))))
})

export const powers: readonly Rule[] = [
  identity('power of one', ({ a }) => [power(one, a), one]),
  identity('exponent zero', ({ a }) => [power(a, zero), one]),
  identity('exponent one', ({ a }) => [power(a, one), a]),
  rule('Power', 'power of a number', ({ base, exponent }) => {
    if (!isNumber(base) || !isNumber(exponent)) return undefined
    const value = base.value ** exponent.value
    return Number.isFinite(value) ? number(value) : undefined
  }),
  // √(x²) = |x|
  rule('Power', 'power of a power', ({ base, exponent }) => {
    if (base._tag !== 'Power' || !isNumber(base.exponent) || !isNumber(exponent)) return undefined
    const n = base.exponent.value * exponent.value
    return power(isEven(base.exponent.value) && !isEven(n) ? call('abs', base.base) : base.base, number(n))
  }),
  powerOfProduct,
  identity('power of an exponential', ({ a, n }) => [power(exp(a), n), exp(product(n, a))]),
  rule('Power', 'power of an indicator', ({ base, exponent }) =>
    indicatorOf(base) !== undefined && isNumber(exponent) && exponent.value > 0 ? base : undefined,
  ),
  identity(
    'definition of the logistic function',
    ({ a, n }) => [power(sum(one, exp(a)), n), power(sigmoid(negative(a)), negative(n))],
    ({ n }) => isNegativeNumber(n),
  ),
]
