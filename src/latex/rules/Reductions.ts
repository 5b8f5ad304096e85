/** Identities of sums and maxima over an axis. */
import { factorsOf, indicatorOf, isCall, termsOf, without } from '../Arithmetic.js'
import { exp, product, reduction, size, sum, type Axis, type Expression } from '../Expression.js'
import { rule, type Rule } from '../Rewriter.js'
import { substitute } from '../Traverse.js'

const isConstant =
  (over: Axis) =>
  (e: Expression): boolean =>
    !e.free.has(over.name)

const partition = (
  all: readonly Expression[],
  test: (e: Expression) => boolean,
): readonly [pass: readonly Expression[], fail: readonly Expression[]] => [
  all.filter(test),
  all.filter((e) => !test(e)),
]

/** `e^(a + b)` as `eᵃ·eᵇ`, where a is constant along the axis. */
const splitExponent = (over: Axis, f: Expression): readonly Expression[] => {
  if (!isCall(f, 'exp')) return [f]
  const [outside, inside] = partition(termsOf(f.args[0]), isConstant(over))
  return outside.length === 0 || inside.length === 0 ? [f] : [exp(sum(...outside)), exp(sum(...inside))]
}

/** The number that an axis is equal to, by an indicator. */
const selected = (axis: Axis, e: Expression): Expression | undefined => {
  const given = indicatorOf(e)
  if (given === undefined || !given.holds || given.condition.comparison !== '=') return undefined
  const { left, right } = given.condition
  const isAxis = (x: Expression): boolean =>
    x._tag === 'Position' && x.index._tag === 'Axis' && x.index.name === axis.name
  const index = isAxis(left) ? right : isAxis(right) ? left : undefined
  return index === undefined || index.free.has(axis.name) ? undefined : index
}

/** `Σⱼ [j = c]·a(j) = a(c)`, for a c that is an index of the axis. */
const sifting = rule('Reduction', 'sifting', ({ kind, axis, body }) => {
  const factors = factorsOf(body)
  const k = kind === 'sum' ? factors.findIndex((f) => selected(axis, f) !== undefined) : -1
  const index = k < 0 ? undefined : selected(axis, factors[k])
  return index && substitute(new Map([[axis.name, { _tag: 'Gathered', index }]]), product(...without(factors, k)))
})

export const reductions: readonly Rule[] = [
  rule('Reduction', 'sum of a constant', ({ kind, axis, body }) =>
    kind === 'sum' && isConstant(axis)(body) ? (axis.size === 1 ? body : product(size(axis.size), body)) : undefined,
  ),
  rule('Reduction', 'distributivity over a sum', ({ kind, axis, body }) => {
    if (kind !== 'sum') return undefined
    const [outside, inside] = partition(
      factorsOf(body).flatMap((f) => splitExponent(axis, f)),
      isConstant(axis),
    )
    return outside.length === 0 ? undefined : product(...outside, reduction(kind, axis, product(...inside)))
  }),
  sifting,
  rule('Reduction', 'maximum of a constant', ({ kind, axis, body }) =>
    kind === 'max' && isConstant(axis)(body) ? body : undefined,
  ),
  rule('Reduction', 'translation of a maximum', ({ kind, axis, body }) => {
    if (kind === 'sum' || body._tag !== 'Sum') return undefined
    const [outside, inside] = partition(body.terms, isConstant(axis))
    const rest = reduction(kind, axis, sum(...inside))
    return outside.length === 0 ? undefined : kind === 'argmax' ? rest : sum(...outside, rest)
  }),
]
