/**
 * Identities of products. Each is a small rule that looks at the factors, and answers with other factors where it finds what it is about.
 */
import { add, coefficientOf, factorsOf, multiply, negate, overAxis, power, subtract } from './Algebra.js'
import { call } from './Functions.js'
import { assume, indicatorOf } from './Conditions.js'
import {
  axis,
  isNumber,
  keyOfCondition,
  number,
  one,
  rawSoftmax,
  same,
  zero,
  type Axis,
  type Expression,
  type Over,
} from './Expression.js'
import { parts, substitute } from './Rewrite.js'

type Rule = (factors: readonly Expression[]) => readonly Expression[] | undefined

const without = (factors: readonly Expression[], ...gone: readonly number[]): readonly Expression[] =>
  factors.filter((_, i) => !gone.includes(i))

/** The first answer to a question about a factor and its place. */
const firstIn = <A>(
  factors: readonly Expression[],
  f: (factor: Expression, i: number) => A | undefined,
): A | undefined => factors.reduce<A | undefined>((found, factor, i) => found ?? f(factor, i), undefined)

/** The first answer to a question about two factors. */
const firstPair = <A>(
  factors: readonly Expression[],
  f: (a: Expression, b: Expression, i: number, j: number) => A | undefined,
): A | undefined => firstIn(factors, (a, i) => firstIn(factors, (b, j) => (i === j ? undefined : f(a, b, i, j))))

/** `[c]·e` where e speaks of c itself: there, c holds. */
const underCondition: Rule = (factors) =>
  firstIn(factors, (factor, i) => {
    const indicator = indicatorOf(factor)
    if (indicator === undefined) return undefined
    const { condition, holds } = indicator
    const key = keyOfCondition(condition)
    const others = factors.map((f, j) => (j === i || !f.key.includes(key) ? f : assume(condition, holds, f)))
    return others.some((f, j) => f !== factors[j]) ? others : undefined
  })

/** `[x ≠ 0]·x` is x. */
const guard: Rule = (factors) =>
  firstPair(factors, (a, b, i) => {
    const indicator = indicatorOf(a)
    if (indicator === undefined || indicator.holds) return undefined
    const { comparison, left, right } = indicator.condition
    const vanishes = b._tag === 'Power' && isNumber(b.exponent) && b.exponent.value > 0 ? b.base : b
    return comparison === '=' && same(subtract(left, right), vanishes) ? without(factors, i) : undefined
  })

const sigmoidArgument = (e: Expression): Expression | undefined =>
  e._tag === 'Call' && e.name === 'sigmoid' ? e.args[0] : undefined

/** The a of 1 − σ(a). */
const complementArgument = (e: Expression): Expression | undefined => {
  const a = e._tag === 'Sum' && e.terms.length === 2 ? sigmoidArgument(subtract(one, e)) : undefined
  return a
}

/** `eᵃ·σ(−a)` is σ(a). */
const logistic: Rule = (factors) =>
  firstPair(factors, (a, b, i, j) => {
    if (a._tag !== 'Call' || a.name !== 'exp') return undefined
    const [up, down] = [sigmoidArgument(b), complementArgument(b)]
    const others = without(factors, i, j)
    if (up !== undefined && same(a.args[0], negate(up))) return [...others, subtract(one, call('sigmoid', up))]
    return down !== undefined && same(a.args[0], down) ? [...others, call('sigmoid', down)] : undefined
  })

/** `σ(2a)·(1 − σ(2a))` is (1 − tanh² a)/4. */
const hyperbolic: Rule = (factors) =>
  firstPair(factors, (a, b, i, j) => {
    const [up, down] = [sigmoidArgument(a), complementArgument(b)]
    if (up === undefined || down === undefined || !same(up, down)) return undefined
    const [c, rest] = coefficientOf(up)
    const square = power(call('tanh', rest), number(2))
    return c === 2 ? [...without(factors, i, j), number(0.25), subtract(one, square)] : undefined
  })

/** The exponent of what a sum of exponentials sums. */
const exponentIn = (e: Over): Expression | undefined =>
  e.kind === 'sum' && e.body._tag === 'Call' && e.body.name === 'exp' ? e.body.args[0] : undefined

/** The sum of exponentials that is divided by, once. */
const partition = (e: Expression): Over | undefined =>
  e._tag === 'Power' &&
  isNumber(e.exponent) &&
  e.exponent.value <= -1 &&
  e.base._tag === 'Over' &&
  exponentIn(e.base) !== undefined
    ? e.base
    : undefined

/** Axes of some size that are free in an expression. */
export const axesIn = (e: Expression, size: number): readonly Axis[] =>
  [...e.free].map((name) => axis(name, size)).filter(({ name }) => sizeOfAxis(e, name) === size)

const sizeOfAxis = (e: Expression, name: string): number | undefined =>
  parts(e)
    .flatMap((p) =>
      p._tag === 'Reference' || p._tag === 'Opaque'
        ? p.indices
        : p._tag === 'Position'
          ? [p.index]
          : p._tag === 'Softmax'
            ? [p.at]
            : [],
    )
    .flatMap((i) => (i._tag === 'Axis' ? [i] : i._tag === 'Shifted' ? [i.axis] : []))
    .find((a) => a.name === name)?.size

/** Where in an expression the body of something bound is found, by its index. */
const at = (over: Axis, body: Expression, e: Expression): Axis | undefined =>
  axesIn(e, over.size).find((a) => same(substitute(new Map([[over.name, a]]), body), e))

/** `e^(aⱼ) / Σₗ e^(aₗ)` is softmax(a)ⱼ. */
const softmax: Rule = (factors) =>
  firstPair(factors, (a, b, i, j) => {
    const total = partition(a)
    if (total === undefined || a._tag !== 'Power' || b._tag !== 'Call' || b.name !== 'exp') return undefined
    const body = exponentIn(total)
    const found = body === undefined ? undefined : at(total.axis, body, b.args[0])
    return found === undefined || body === undefined
      ? undefined
      : [...without(factors, i, j), power(total, add(a.exponent, one)), rawSoftmax(total.axis, body, found)]
  })

/** What divides a sum goes into it, where it makes a softmax there. */
const softmaxInside: Rule = (factors) =>
  firstPair(factors, (a, b, i, j) => {
    const total = partition(a)
    if (total === undefined || a._tag !== 'Power' || b._tag !== 'Over' || b.kind !== 'sum') return undefined
    const inside = multiply(power(total, number(-1)), b.body)
    const isLeft = factorsOf(inside).some((f) => f._tag === 'Power' && same(f.base, total))
    return !isLeft &&
      factorsOf(inside).some((f) => f._tag === 'Softmax' && f.at._tag === 'Axis' && f.at.name === b.axis.name)
      ? [...without(factors, i, j), power(total, add(a.exponent, one)), overAxis('sum', b.axis, inside)]
      : undefined
  })

/** `Σⱼ [c = j]·e(j)` is e(c), for a c that is one of the places. */
const choice: Rule = (factors) => {
  const chosen = firstIn(factors, (f, i) => {
    if (f._tag !== 'Over' || f.kind !== 'sum') return undefined
    const inside = factorsOf(f.body)
    const found = firstIn(inside, (g, k) => {
      const indicator = indicatorOf(g)
      if (indicator === undefined || !indicator.holds || indicator.condition.comparison !== '=') return undefined
      const { left, right } = indicator.condition
      const isPlace = (e: Expression): boolean =>
        e._tag === 'Position' && e.index._tag === 'Axis' && e.index.name === f.axis.name
      const by = isPlace(left) ? right : isPlace(right) ? left : undefined
      return by === undefined || by.free.has(f.axis.name) ? undefined : { by, k }
    })
    if (found === undefined) return undefined
    const rest = without(inside, found.k)
    const images = new Map([[f.axis.name, { _tag: 'Chosen', by: found.by } as const]])
    return { i, e: rest.length === 0 ? one : substitute(images, multiply(...rest)) }
  })
  return chosen === undefined ? undefined : [...without(factors, chosen.i), chosen.e]
}

const isRoot = (e: Expression): boolean =>
  e._tag === 'Power' && isNumber(e.exponent) && Math.abs(e.exponent.value) === 0.5

/** `√a·√b` is √(ab). */
const roots: Rule = (factors) =>
  firstPair(factors, (a, b, i, j) => {
    if (!isRoot(a) || !isRoot(b) || a._tag !== 'Power' || b._tag !== 'Power') return undefined
    const [p, q] = [a, b].map(({ base, exponent }) => power(base, multiply(number(2), exponent)))
    return [...without(factors, i, j), power(multiply(p, q), number(0.5))]
  })

/** `√c·a / (√b + √c·d)` is a / (√(b/c) + d). */
const rootInside: Rule = (factors) =>
  firstPair(factors, (a, b, i, j) => {
    if (!isRoot(a) || b._tag !== 'Power' || !isNumber(b.exponent, -1) || b.base._tag !== 'Sum') return undefined
    const inTerm = (t: Expression): boolean => factorsOf(t).some((f) => same(f, a))
    const some = b.base.terms.some(inTerm)
    const others = b.base.terms.filter((t) => !inTerm(t)).every((t) => factorsOf(t).some(isRoot))
    if (!some || !others) return undefined
    const down = power(a, number(-1))
    return [...without(factors, i, j), power(add(...b.base.terms.map((t) => multiply(t, down))), number(-1))]
  })

/** `[c]·[not c]` is 0. */
const contradiction: Rule = (factors) => (factors.some((f) => isNumber(f, 0)) ? [zero] : undefined)

/** `σ(a)·tanh(a/2)` is −σ(a)·(1 − 2σ(a)); where a is 2b, the sum would be tanh b again. */
const halfTangent: Rule = (factors) =>
  firstPair(factors, (a, b, i) => {
    const of = sigmoidArgument(b)
    if (of === undefined || a._tag !== 'Call' || a.name !== 'tanh') return undefined
    return coefficientOf(of)[0] !== 2 && same(multiply(number(2), a.args[0]), of)
      ? [...without(factors, i), number(-1), subtract(one, multiply(number(2), b))]
      : undefined
  })

export const factorRules: readonly Rule[] = [
  contradiction,
  underCondition,
  guard,
  logistic,
  hyperbolic,
  halfTangent,
  softmax,
  softmaxInside,
  choice,
  rootInside,
  roots,
]
