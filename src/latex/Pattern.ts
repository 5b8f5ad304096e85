/**
 * Identities as pairs of expressions with variables: `identity('logistic', ({ a }) => [e^a · σ(−a), σ(a)])`. The variables c, m and n stand for numbers, a and b for any expression.
 *
 * Sums and products match in any order. At the root of the left-hand side further terms or factors may stand beside the matched ones; they are kept. Inside, a variable in last position
 * takes all that are left. A part whose variables are all bound matches what it simplifies to.
 */
import { factorsOf, termsOf, without } from './Arithmetic.js'
import { isNumber, one, product, reference, same, sum, type Expression } from './Expression.js'
import type { Rewrite, Rule } from './Rewriter.js'
import { parts, replaceReferences } from './Traverse.js'

const variables = {
  a: reference('a'),
  b: reference('b'),
  c: reference('c'),
  m: reference('m'),
  n: reference('n'),
}

type Variables = Readonly<Record<keyof typeof variables, Expression>>
type Bindings = Partial<Variables>
type Matcher = (e: Expression, bindings: Bindings, simplify: Rewrite) => readonly Bindings[]

const isVariable = (id: string): id is keyof Variables => Object.hasOwn(variables, id)

const isNumeric = (id: string): boolean => 'cmn'.includes(id)

const fill = (pattern: Expression, bindings: Bindings): Expression =>
  replaceReferences((id) => (isVariable(id) ? bindings[id] : undefined), pattern)

const variablesIn = (pattern: Expression): readonly string[] =>
  parts(pattern).flatMap((p) => (p._tag === 'Reference' ? [p.id] : []))

/** The variables that are bound before each of some patterns. */
const boundBefore = (patterns: readonly Expression[], bound: ReadonlySet<string>, i: number): ReadonlySet<string> =>
  new Set([...bound, ...patterns.slice(0, i).flatMap(variablesIn)])

const isBound = (pattern: Expression, bound: ReadonlySet<string>): boolean =>
  variablesIn(pattern).every((v) => bound.has(v))

const matcherOf = (pattern: Expression, bound: ReadonlySet<string>): Matcher => {
  if (isBound(pattern, bound))
    return (e, bindings, simplify) => (same(simplify(fill(pattern, bindings)), e) ? [bindings] : [])
  if (pattern._tag === 'Reference')
    return (e, bindings) => (isNumber(e) || !isNumeric(pattern.id) ? [{ ...bindings, [pattern.id]: e }] : [])
  if (pattern._tag !== 'Sum' && pattern._tag !== 'Product') return structure(pattern, bound)
  const select = selection(pattern, bound, false)
  return (e, bindings, simplify) =>
    select(e, bindings, simplify).flatMap((s) => (s.rest.length === 0 ? [s.bindings] : []))
}

/** Matches a power, a call or cases part by part. */
const structure = (pattern: Expression, bound: ReadonlySet<string>): Matcher => {
  const partsOf = (e: Expression): readonly Expression[] =>
    e._tag === 'Power'
      ? [e.base, e.exponent]
      : e._tag === 'Call'
        ? e.args
        : e._tag === 'Cases'
          ? [e.condition.left, e.condition.right, e.then, e.otherwise]
          : []
  const labelOf = (e: Expression): string =>
    e._tag === 'Call' ? e.name : e._tag === 'Cases' ? e.condition.comparison : e._tag
  const patterns = partsOf(pattern)
  const matchers = patterns.map((p, i) => matcherOf(p, boundBefore(patterns, bound, i)))
  return (e, bindings, simplify) =>
    e._tag !== pattern._tag || labelOf(e) !== labelOf(pattern)
      ? []
      : partsOf(e).reduce<readonly Bindings[]>(
          (found, part, i) => found.flatMap((b) => matchers[i](part, b, simplify)),
          [bindings],
        )
}

interface Selection {
  readonly bindings: Bindings
  readonly rest: readonly Expression[]
}

/** Removes expressions from a list, if all are there. */
const remove = (list: readonly Expression[], gone: readonly Expression[]): readonly Expression[] | undefined =>
  gone.reduce<readonly Expression[] | undefined>((left, g) => {
    const i = left?.findIndex((e) => same(e, g)) ?? -1
    return left === undefined || i < 0 ? undefined : without(left, i)
  }, list)

/** Matches the parts of a sum or product with some of those of another; the rest is left. */
const selection = (
  pattern: Extract<Expression, { readonly _tag: 'Sum' | 'Product' }>,
  bound: ReadonlySet<string>,
  isRoot: boolean,
): ((e: Expression, bindings: Bindings, simplify: Rewrite) => readonly Selection[]) => {
  const [split, join, patterns] =
    pattern._tag === 'Sum' ? [termsOf, sum, pattern.terms] : [factorsOf, product, pattern.factors]
  const steps = patterns.map((p, i) => {
    const before = boundBefore(patterns, bound, i)
    const matcher = matcherOf(p, before)
    const isKnown = isBound(p, before)
    return ({ bindings, rest }: Selection, simplify: Rewrite): readonly Selection[] => {
      if (isKnown) {
        const left = remove(rest, split(simplify(fill(p, bindings))))
        return left === undefined ? [] : [{ bindings, rest: left }]
      }
      if (p._tag === 'Reference' && isNumeric(p.id) && pattern._tag === 'Product' && !rest.some((e) => isNumber(e)))
        return [{ bindings: { ...bindings, [p.id]: one }, rest }]
      if (p._tag === 'Reference' && !isNumeric(p.id) && !isRoot && i === patterns.length - 1)
        return [{ bindings: { ...bindings, [p.id]: join(...rest) }, rest: [] }]
      return rest.flatMap((e, k) =>
        matcher(e, bindings, simplify).map((b) => ({ bindings: b, rest: without(rest, k) })),
      )
    }
  })
  return (e, bindings, simplify) =>
    steps.reduce<readonly Selection[]>(
      (found, step) => found.flatMap((s) => step(s, simplify)),
      [{ bindings, rest: split(e) }],
    )
}

/** The rule that replaces the left of two equal expressions by the right, where the condition holds. */
export const identity = (
  name: string,
  sides: (v: Variables) => readonly [left: Expression, right: Expression],
  when: (v: Variables) => boolean = () => true,
): Rule => {
  const [left, right] = sides(variables)
  const none: ReadonlySet<string> = new Set()
  const select = left._tag === 'Sum' || left._tag === 'Product' ? selection(left, none, true) : undefined
  const match = structure(left, none)
  const matches = (e: Expression, simplify: Rewrite): readonly Selection[] =>
    select?.(e, {}, simplify) ?? match(e, {}, simplify).map((bindings) => ({ bindings, rest: [] }))
  const join = left._tag === 'Sum' ? sum : product
  return {
    name,
    tag: left._tag,
    replace: (e, simplify) => {
      const found = matches(e, simplify).find(({ bindings }) => when({ ...variables, ...bindings }))
      return found === undefined ? undefined : join(...found.rest, fill(right, found.bindings))
    },
  }
}
