/** Identities of products. */
import {
  coefficientOf,
  exponentOfTotal,
  factorsOf,
  indicatorOf,
  isCall,
  opposite,
  powerOf,
  without,
} from '../Arithmetic.js'
import {
  cases,
  difference,
  exp,
  inverse,
  isNumber,
  negative,
  number,
  one,
  power,
  product,
  reduction,
  same,
  sigmoid,
  softmax,
  sum,
  tanh,
  zero,
  type Expression,
  type Reduction,
} from '../Expression.js'
import { identity } from '../Pattern.js'
import { rule, type Rewrite, type Rule } from '../Rewriter.js'
import { assume, axesIn, substitute } from '../Traverse.js'

const two = number(2)
const half = number(0.5)

/** `a(2(3b)) = 6ab`, `0a = 0`, `1a = a`. */
const associativity = rule('Product', 'associativity', ({ factors }) => {
  const flat = factors.flatMap(factorsOf)
  const numbers = flat.flatMap((f) => (isNumber(f) ? [f.value] : []))
  const isFirst = numbers.length === 1 && isNumber(flat[0]) && numbers[0] !== 0
  if (flat.length === factors.length && (numbers.length === 0 || isFirst)) return undefined
  const coefficient = numbers.reduce((p, n) => p * n, 1)
  return coefficient === 0 ? zero : product(...factorsOf(number(coefficient)), ...flat.filter((f) => !isNumber(f)))
})

/** `a·a² = a³` and `eᵃ·eᵇ = e^(a + b)`, with the exponential last. */
const likePowers = rule('Product', 'like powers', ({ factors }) => {
  const exponents = factors.flatMap((f) => (isCall(f, 'exp') ? f.args : []))
  const powers = factors
    .filter((f) => !isCall(f, 'exp'))
    .reduce<readonly (readonly [base: Expression, exponent: number])[]>((all, f) => {
      const [base, exponent] = powerOf(f)
      const found = isNumber(f) ? undefined : all.find(([b]) => same(b, base))
      return found === undefined
        ? [...all, [base, exponent]]
        : all.map((x) => (x === found ? [base, x[1] + exponent] : x))
    }, [])
  const isLast = exponents.length === 0 || isCall(factors[factors.length - 1], 'exp')
  return powers.length + exponents.length === factors.length && exponents.length < 2 && isLast
    ? undefined
    : product(
        ...powers.map(([base, e]) => (e === 1 ? base : power(base, number(e)))),
        ...(exponents.length === 0 ? [] : [exp(sum(...exponents))]),
      )
})

/** `[p]·f(p) = [p]·f(true)`. */
const assumption = rule('Product', 'assumption', ({ factors }) =>
  factors.reduce<Expression | undefined>((found, factor, i) => {
    const given = indicatorOf(factor)
    if (found !== undefined || given === undefined) return found
    const others = factors.map((f, j) => (j === i ? f : assume(given.condition, given.holds, f)))
    return others.every((f, j) => same(f, factors[j])) ? undefined : product(...others)
  }, undefined),
)

/** A rule about a factor of a product that is divided by a sum of exponentials. */
const dividedByTotal = (
  name: string,
  quotient: (factor: Expression, total: Reduction, exponent: Expression, simplify: Rewrite) => Expression | undefined,
): Rule =>
  rule('Product', name, ({ factors }, simplify) => {
    const candidates = factors.flatMap((divisor, i) => {
      const [total, n] = powerOf(divisor)
      const exponent = n <= -1 ? exponentOfTotal(total) : undefined
      if (total._tag !== 'Reduction' || exponent === undefined) return []
      return factors.flatMap((factor, j) => {
        const found = i === j ? undefined : quotient(factor, total, exponent, simplify)
        return found === undefined ? [] : [product(...without(factors, i, j), power(total, number(n + 1)), found)]
      })
    })
    return candidates[0]
  })

/** `e^(aⱼ) / Σₗ e^(aₗ) = softmax(a)ⱼ`. */
const softmaxQuotient = dividedByTotal('softmax', (factor, { axis }, exponent, simplify) => {
  if (!isCall(factor, 'exp')) return undefined
  const at = axesIn(factor, axis.size).find((i) =>
    same(simplify(substitute(new Map([[axis.name, i]]), exponent)), factor.args[0]),
  )
  return at && softmax(axis, exponent, at)
})

/** `(Σⱼ e^(aⱼ)·bⱼ) / Σₗ e^(aₗ) = Σⱼ softmax(a)ⱼ·bⱼ`. */
const softmaxMean = dividedByTotal('softmax under a sum', (factor, total, _, simplify) => {
  if (factor._tag !== 'Reduction' || factor.kind !== 'sum') return undefined
  const inside = factorsOf(simplify(product(inverse(total), factor.body)))
  return inside.every((f) => !same(powerOf(f)[0], total)) &&
    inside.some((f) => f._tag === 'Softmax' && f.at._tag === 'Axis' && f.at.name === factor.axis.name)
    ? reduction('sum', factor.axis, product(...inside))
    : undefined
})

/** `−(a − b) = b − a`, and `−(1 − a)` as it is. */
const sign = rule('Product', 'negation of a difference', ({ factors }) => {
  const mixed = factors.findIndex(
    (f) => f._tag === 'Sum' && f.terms.some((t) => coefficientOf(t)[0] < 0) && !f.terms.some((t) => isNumber(t)),
  )
  const [c] = factors
  return isNumber(c) && c.value < 0 && mixed > 0
    ? product(number(-c.value), ...factors.slice(1).map((f, i) => (i === mixed - 1 ? opposite(f) : f)))
    : undefined
})

export const products: readonly Rule[] = [
  associativity,
  likePowers,
  assumption,
  identity('zero under a condition', ({ a, b }) => [
    product(cases({ comparison: '=', left: a, right: b }, zero, one), difference(a, b)),
    difference(a, b),
  ]),
  identity(
    'zero of a power under a condition',
    ({ a, b, n }) => [
      product(cases({ comparison: '=', left: a, right: b }, zero, one), power(difference(a, b), n)),
      power(difference(a, b), n),
    ],
    ({ n }) => isNumber(n) && n.value > 0,
  ),
  identity('logistic', ({ a }) => [product(exp(a), sigmoid(negative(a))), sigmoid(a)]),
  identity('derivative of tanh by the logistic function', ({ a }) => [
    product(difference(one, sigmoid(product(two, a))), sigmoid(product(two, a))),
    product(number(0.25), difference(one, power(tanh(a), two))),
  ]),
  identity(
    'tanh of half',
    ({ a }) => [
      product(tanh(a), sigmoid(product(two, a))),
      negative(product(sigmoid(product(two, a)), difference(one, product(two, sigmoid(product(two, a)))))),
    ],
    ({ a }) => coefficientOf(a)[0] !== 1,
  ),
  softmaxQuotient,
  softmaxMean,
  identity(
    'product of roots',
    ({ a, b, m, n }) => [
      product(power(a, m), power(b, n)),
      power(product(power(a, product(two, m)), power(b, product(two, n))), half),
    ],
    ({ m, n }) => [m, n].every((x) => isNumber(x) && Math.abs(x.value) === 0.5),
  ),
  sign,
]
