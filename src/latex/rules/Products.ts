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
  isNumber,
  keyOfCondition,
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
  type Axis,
  type Expression,
  type Product,
} from '../Expression.js'
import { identity } from '../Pattern.js'
import { rule, type Rule } from '../Rewriter.js'
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

/** The first answer about two different factors. */
const firstPair = (
  { factors }: Product,
  f: (a: Expression, b: Expression, others: readonly Expression[]) => Expression | undefined,
): Expression | undefined =>
  factors.reduce<Expression | undefined>(
    (found, a, i) =>
      found ??
      factors.reduce<Expression | undefined>(
        (again, b, j) => again ?? (i === j ? undefined : f(a, b, without(factors, i, j))),
        undefined,
      ),
    undefined,
  )

/** `[p]·f(p) = [p]·f(true)`. */
const assumption = rule('Product', 'assumption', ({ factors }) =>
  factors.reduce<Expression | undefined>((found, factor, i) => {
    const given = indicatorOf(factor)
    if (found !== undefined || given === undefined) return found
    const key = keyOfCondition(given.condition)
    const others = factors.map((f, j) =>
      j === i || !f.key.includes(key) ? f : assume(given.condition, given.holds, f),
    )
    return others.every((f, j) => same(f, factors[j])) ? undefined : product(...others)
  }, undefined),
)

/** A sum of exponentials over an axis that something is divided by. */
const totalOf = (
  e: Expression,
):
  | { readonly total: Expression; readonly axis: Axis; readonly body: Expression; readonly exponent: number }
  | undefined => {
  const [base, exponent] = powerOf(e)
  const body = exponent <= -1 ? exponentOfTotal(base) : undefined
  return body === undefined || base._tag !== 'Reduction' ? undefined : { total: base, axis: base.axis, body, exponent }
}

/** `e^(aⱼ) / Σₗ e^(aₗ) = softmax(a)ⱼ`. */
const softmaxQuotient = rule('Product', 'softmax', (e, simplify) =>
  firstPair(e, (a, b, others) => {
    const divisor = totalOf(a)
    if (divisor === undefined || !isCall(b, 'exp')) return undefined
    const { total, axis, body, exponent } = divisor
    const at = axesIn(b, axis.size).find((i) => same(simplify(substitute(new Map([[axis.name, i]]), body)), b.args[0]))
    return at && product(...others, power(total, number(exponent + 1)), softmax(axis, body, at))
  }),
)

/** `(Σⱼ e^(aⱼ)·bⱼ) / Σₗ e^(aₗ) = Σⱼ softmax(a)ⱼ·bⱼ`. */
const softmaxMean = rule('Product', 'softmax under a sum', (e, simplify) =>
  firstPair(e, (a, b, others) => {
    const divisor = totalOf(a)
    if (divisor === undefined || b._tag !== 'Reduction' || b.kind !== 'sum') return undefined
    const { total, exponent } = divisor
    const inside = factorsOf(simplify(product(power(total, number(-1)), b.body)))
    return inside.every((f) => !same(powerOf(f)[0], total)) &&
      inside.some((f) => f._tag === 'Softmax' && f.at._tag === 'Axis' && f.at.name === b.axis.name)
      ? product(...others, power(total, number(exponent + 1)), reduction('sum', b.axis, product(...inside)))
      : undefined
  }),
)

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
