/**
 * What is tried on a whole expression and kept where it becomes shorter: common factors taken out, products multiplied out, choices that make no difference, logarithms of a softmax.
 */
import { add, coefficientOf, factorsOf, multiply, negate, opposite, power, subtract, termsOf } from './Algebra.js'
import { assume, cases, conditionsOf, indicatorOf } from './Conditions.js'
import {
  isNumber,
  number,
  one,
  rawCall,
  rawProduct,
  rawSoftmax,
  same,
  zero,
  type Axis,
  type Expression,
  type Index,
  type Over,
  type Product,
} from './Expression.js'
import { axesIn } from './Factors.js'
import { mapParts, parts, substitute } from './Rewrite.js'

/** What is known of things that have a name: the rows of a distribution sum to 1. */
export interface Known {
  readonly distributions: ReadonlySet<string>
}

const shortest = (first: Expression, ...others: readonly Expression[]): Expression =>
  others.reduce((best, e) => (e.leaves < best.leaves ? e : best), first)

const exponentOf = (e: Expression): readonly [base: Expression, exponent: number] =>
  e._tag === 'Power' && isNumber(e.exponent) ? [e.base, e.exponent.value] : [e, 1]

/** The power of a base that is a factor of a term. */
const powerIn = (term: Expression, base: Expression): number =>
  factorsOf(term).reduce((n, f) => (same(exponentOf(f)[0], base) ? exponentOf(f)[1] : n), 0)

/** The factors that all terms have. */
const commonFactors = (terms: readonly Expression[]): readonly Expression[] =>
  factorsOf(terms[0]).flatMap((f) => {
    const [base] = exponentOf(f)
    if (isNumber(base)) return []
    const powers = terms.map((t) => powerIn(t, base))
    const least = powers.every((p) => p > 0)
      ? Math.min(...powers)
      : powers.every((p) => p < 0)
        ? Math.max(...powers)
        : 0
    return least === 0 ? [] : [power(base, number(least))]
  })

/** `(b − a)` as −(a − b), so that both are one factor. */
const oneSign = (term: Expression): Expression => {
  const isTurned = (f: Expression): boolean =>
    f._tag === 'Sum' && f.terms.some((t) => coefficientOf(t)[0] < 0) && opposite(f).key < f.key
  const turned = factorsOf(term).filter(isTurned).length
  const factors = factorsOf(term).map((f) => (isTurned(f) ? opposite(f) : f))
  return turned === 0 ? term : rawProduct([number(turned % 2 === 0 ? 1 : -1), ...factors])
}

/** `ab + ac` as a(b + c). */
const factored = (e: Expression): Expression => {
  if (e._tag === 'Product') return multiply(...e.factors.map(factored))
  if (e._tag !== 'Sum') return e
  const terms = e.terms.map(oneSign)
  const common = commonFactors(terms)
  if (common.length === 0) return e
  const down = common.map((f) => power(f, number(-1)))
  return multiply(...common, add(...terms.map((t) => multiply(...factorsOf(t), ...down))))
}

const most = 24

/** The square or cube of a sum as factors. */
const repeated = (f: Expression): readonly Expression[] =>
  f._tag === 'Power' && f.base._tag === 'Sum' && (isNumber(f.exponent, 2) || isNumber(f.exponent, 3))
    ? Array.from({ length: f.exponent.value }, () => f.base)
    : [f]

/** `a(b + c)` as ab + ac, all the way. */
const expanded = (e: Expression): Expression => {
  const terms = termsOf(e).flatMap((term) => {
    const factors = factorsOf(term).flatMap(repeated)
    const i = factors.findIndex((f) => f._tag === 'Sum')
    return i < 0 ? [term] : termsOf(factors[i]).map((t) => multiply(t, ...factors.filter((_, j) => j !== i)))
  })
  if (terms.length > most) return e
  const sum = add(...terms)
  return same(sum, e) ||
    termsOf(sum).every((t) =>
      factorsOf(t)
        .flatMap(repeated)
        .every((f) => f._tag !== 'Sum'),
    )
    ? sum
    : expanded(sum)
}

/** `[x > 0]·a + [x ≤ 0]·b` as cases; or a, where b is the same. */
const decided = (e: Expression): Expression =>
  e._tag !== 'Sum' && e._tag !== 'Product'
    ? e
    : conditionsOf(e).reduce<Expression>((now, condition) => {
        const [then, otherwise] = [assume(condition, true, now), assume(condition, false, now)]
        if (isNumber(expanded(subtract(then, otherwise)), 0)) return shortest(then, otherwise)
        return now._tag === 'Sum' ? shortest(now, cases(condition, then, otherwise)) : now
      }, e)

/** The sum of exponentials whose logarithm a term is, and how often it is taken. */
const logPartition = (
  term: Expression,
): { readonly c: Expression; readonly total: Over; readonly body: Expression } | undefined => {
  const factors = factorsOf(term)
  const i = factors.findIndex((f) => f._tag === 'Call' && f.name === 'log')
  const f = factors[i]
  const total = f?._tag === 'Call' ? f.args[0] : undefined
  return total?._tag === 'Over' && total.kind === 'sum' && total.body._tag === 'Call' && total.body.name === 'exp'
    ? { c: multiply(...factors.filter((_, j) => j !== i)), total, body: total.body.args[0] }
    : undefined
}

/** What an index over some axis may be in an expression. */
const indicesIn = (e: Expression, size: number): readonly Index[] => [
  ...axesIn(e, size),
  ...parts(e).flatMap((p) => (p._tag === 'Reference' ? p.indices.filter((i) => i._tag === 'Chosen') : [])),
]

/** `aⱼ − log Σₗ e^(aₗ)` is log softmax(a)ⱼ. */
const logSoftmax = (e: Expression): Expression => {
  if (e._tag !== 'Sum') return e
  const candidates = e.terms.flatMap((term, i) => {
    const found = logPartition(term)
    if (found === undefined) return []
    const rest = add(...e.terms.filter((_, j) => j !== i))
    return indicesIn(rest, found.total.axis.size).flatMap((at) => {
      const here = substitute(new Map([[found.total.axis.name, at]]), found.body)
      const left = add(rest, multiply(found.c, here))
      const logarithm = rawCall('log', [rawSoftmax(found.total.axis, found.body, at)])
      return isNumber(left, 0) || left.leaves < rest.leaves ? [add(left, multiply(negate(found.c), logarithm))] : []
    })
  })
  return candidates[0] ?? e
}

/** A distribution sums to 1. */
const whole = ({ distributions }: Known, e: Expression): Expression =>
  e._tag === 'Over' &&
  e.kind === 'sum' &&
  e.body._tag === 'Reference' &&
  distributions.has(e.body.of) &&
  isLast(e.body.indices, e.axis)
    ? one
    : e

const isLast = (indices: Extract<Expression, { _tag: 'Reference' }>['indices'], over: Axis): boolean => {
  const last = indices[indices.length - 1]
  return last?._tag === 'Axis' && last.name === over.name
}

const once = (known: Known, e: Expression): Expression => {
  const simple = logSoftmax(decided(whole(known, e)))
  if (simple._tag !== 'Sum' && simple._tag !== 'Product') return simple
  const open = expanded(simple)
  const best = shortest(simple, factored(simple), factored(open))
  // Factors say more than a sum that is hardly shorter.
  return open.leaves + 1 < best.leaves ? open : best
}

/** The shortest form that is found. */
export const tidy = (known: Known, e: Expression): Expression =>
  once(
    known,
    mapParts((part) => tidy(known, part), e),
  )

/** `[x > 0]·x` as max(0, x); cases that are an absolute value or the larger of two. */
export const polished = (e: Expression): Expression => {
  const inner = mapParts(polished, e)
  if (inner._tag === 'Product') return maximum(inner)
  if (inner._tag !== 'Cases') return inner
  const { left, right, comparison } = inner.condition
  const [c, rest] = coefficientOf(inner.otherwise)
  if (!isNumber(right, 0) || comparison === '=' || !same(inner.then, left) || !same(rest, left)) return inner
  return c === -1 ? rawCall('abs', [left]) : c > 0 && c < 1 ? rawCall('max', [inner.otherwise, left]) : inner
}

const maximum = (e: Product): Expression => {
  const found = e.factors.flatMap((f, i) => {
    const indicator = indicatorOf(f)
    if (indicator === undefined || !isNumber(indicator.condition.right, 0) || indicator.condition.comparison === '=')
      return []
    const j = e.factors.findIndex((g) => same(g, indicator.condition.left))
    return j < 0 ? [] : [{ i, j, x: e.factors[j], name: indicator.holds ? ('max' as const) : ('min' as const) }]
  })
  if (found.length === 0) return e
  const [{ i, j, x, name }] = found
  return multiply(...e.factors.filter((_, k) => k !== i && k !== j), rawCall(name, [zero, x]))
}
