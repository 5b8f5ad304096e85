/** Identities that are applied where they make a formula shorter: factoring, expanding, gathering cases, the logarithm of a softmax. */
import {
  coefficientOf,
  exponentOfTotal,
  factorsOf,
  isCall,
  isEven,
  opposite,
  powerOf,
  termsOf,
  without,
} from './Arithmetic.js'
import {
  cases,
  difference,
  isNumber,
  log,
  number,
  one,
  power,
  product,
  same,
  softmax,
  sum,
  type Axis,
  type Condition,
  type Expression,
  type Index,
} from './Expression.js'
import { rewriter, rule, type Rewrite, type Rule } from './Rewriter.js'
import { simplify } from './Simplify.js'
import { assume, axesIn, parts, substitute } from './Traverse.js'

/** What is assumed of named tensors. */
export interface Assumptions {
  /** The ids of tensors whose rows sum to 1. */
  readonly distributions: ReadonlySet<string>
}

const shortest = (first: Expression, ...others: readonly Expression[]): Expression =>
  others.reduce((best, e) => (e.leaves < best.leaves ? e : best), first)

/** The powers that all terms have as a factor. */
const commonFactors = (terms: readonly Expression[]): readonly Expression[] =>
  factorsOf(terms[0]).flatMap((f) => {
    const [base] = powerOf(f)
    if (isNumber(base)) return []
    const exponents = terms.map((t) =>
      factorsOf(t).reduce((n, g) => (same(powerOf(g)[0], base) ? powerOf(g)[1] : n), 0),
    )
    const least = exponents.every((n) => n > 0)
      ? Math.min(...exponents)
      : exponents.every((n) => n < 0)
        ? Math.max(...exponents)
        : 0
    return least === 0 ? [] : [power(base, number(least))]
  })

/** `b − a` as `−(a − b)`, so that both are one factor. */
const withOneSign = (term: Expression): Expression => {
  const isReversed = (f: Expression): boolean =>
    f._tag === 'Sum' && f.terms.some((t) => coefficientOf(t)[0] < 0) && opposite(f).key < f.key
  const factors = factorsOf(term)
  const reversed = factors.filter(isReversed).length
  return reversed === 0
    ? term
    : product(number(isEven(reversed) ? 1 : -1), ...factors.map((f) => (isReversed(f) ? opposite(f) : f)))
}

/** `ab + ac` as `a(b + c)`. */
const factored = (e: Expression): Expression => {
  if (e._tag === 'Product') return simplify(product(...e.factors.map(factored)))
  if (e._tag !== 'Sum') return e
  const terms = e.terms.map(withOneSign)
  const common = commonFactors(terms).map(simplify)
  if (common.length === 0) return e
  const inverses = common.map((f) => power(f, number(-1)))
  return simplify(product(...common, sum(...terms.map((t) => product(...factorsOf(t), ...inverses)))))
}

/** From how many terms on products are not multiplied out. */
const manyTerms = 24

/** The square or the cube of a sum as factors. */
const repeated = (f: Expression): readonly Expression[] => {
  const [base, n] = powerOf(f)
  return base._tag === 'Sum' && (n === 2 || n === 3) ? Array.from({ length: n }, () => base) : [f]
}

/** `a(b + c)` as `ab + ac`, all the way. */
const expanded = (e: Expression): Expression => {
  const terms = termsOf(e).flatMap((term) => {
    const factors = factorsOf(term).flatMap(repeated)
    const i = factors.findIndex((f) => f._tag === 'Sum')
    return i < 0 ? [term] : termsOf(factors[i]).map((t) => product(t, ...without(factors, i)))
  })
  if (terms.length > manyTerms) return e
  const open = simplify(sum(...terms))
  const hasSum = (t: Expression): boolean =>
    factorsOf(t)
      .flatMap(repeated)
      .some((f) => f._tag === 'Sum')
  return same(open, e) || !termsOf(open).some(hasSum) ? open : expanded(open)
}

/** The form of a sum or a product with the fewest leaves. Factors say more than a sum that is hardly shorter. */
const distributivity = (e: Expression): Expression | undefined => {
  const open = expanded(e)
  const best = shortest(e, factored(e), factored(open))
  const form = open.leaves + 1 < best.leaves ? open : best
  return same(form, e) ? undefined : form
}

/** The conditions that an expression depends on. */
const conditionsOf = (e: Expression): readonly Condition[] => {
  switch (e._tag) {
    case 'Cases':
      return [e.condition]
    case 'Sum':
      return e.terms.flatMap(conditionsOf)
    case 'Product':
      return e.factors.flatMap(conditionsOf)
    case 'Power':
      return conditionsOf(e.base)
    case 'Call':
      return e.args.flatMap(conditionsOf)
    default:
      return []
  }
}

/** `[x > 0]·a + [x ≤ 0]·b` as cases, or as a where both are equal. */
const gatheredCases = (e: Expression): Expression | undefined => {
  const form = conditionsOf(e).reduce<Expression>((now, condition) => {
    const [then, otherwise] = [true, false].map((holds) => simplify(assume(condition, holds, now)))
    if (isNumber(expanded(simplify(difference(then, otherwise))), 0)) return shortest(then, otherwise)
    return now._tag === 'Sum' ? shortest(now, simplify(cases(condition, then, otherwise))) : now
  }, e)
  return same(form, e) ? undefined : form
}

/** The indices over an axis of some size in an expression. */
const indicesIn = (e: Expression, size: number): readonly Index[] => [
  ...axesIn(e, size),
  ...parts(e).flatMap((p) => (p._tag === 'Reference' ? p.indices.filter((i) => i._tag === 'Gathered') : [])),
]

/** `aⱼ − log Σₗ e^(aₗ) = log softmax(a)ⱼ`. */
const logSoftmax = rule('Sum', 'logarithm of a softmax', ({ terms }) => {
  const candidates = terms.flatMap((term, i) => {
    const factors = factorsOf(term)
    const k = factors.findIndex((f) => isCall(f, 'log') && exponentOfTotal(f.args[0]) !== undefined)
    const total = factors[k]?._tag === 'Call' ? factors[k].args[0] : undefined
    const body = total && exponentOfTotal(total)
    if (total?._tag !== 'Reduction' || body === undefined) return []
    const c = product(...without(factors, k))
    const rest = simplify(sum(...without(terms, i)))
    return indicesIn(rest, total.axis.size).flatMap((at) => {
      const left = simplify(sum(rest, product(c, substitute(new Map([[total.axis.name, at]]), body))))
      return isNumber(left, 0) || left.leaves < rest.leaves
        ? [difference(left, product(c, log(softmax(total.axis, body, at))))]
        : []
    })
  })
  return candidates[0]
})

/** The rows of a distribution sum to 1. */
const normalisation = ({ distributions }: Assumptions): Rule =>
  rule('Reduction', 'normalisation', ({ kind, axis, body }) =>
    kind === 'sum' && body._tag === 'Reference' && distributions.has(body.id) && isLast(body.indices, axis)
      ? one
      : undefined,
  )

const isLast = (indices: readonly Index[], over: Axis): boolean => {
  const last = indices[indices.length - 1]
  return last?._tag === 'Axis' && last.name === over.name
}

/** The shortest form that is found. */
export const tidy = (assumptions: Assumptions): Rewrite =>
  rewriter(
    [
      normalisation(assumptions),
      rule('Sum', 'cases', gatheredCases),
      rule('Product', 'cases', gatheredCases),
      logSoftmax,
      rule('Sum', 'distributivity', distributivity),
      rule('Product', 'distributivity', distributivity),
    ],
    simplify,
  )
