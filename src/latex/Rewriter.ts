/**
 * Rewriting: rules as data, and the engine that applies them.
 *
 * The engine works bottom-up to a fixpoint: it rewrites the children, applies the first rule that matches, and rewrites the result. Rules are oriented so that this ends: an identity removes
 * a term, a factor, a call or a nesting, and a rule of `Tidy` applies only where the number of leaves decreases.
 */
import type { Expression } from './Expression.js'
import { mapChildren } from './Traverse.js'

/** A function from an expression to an equal one. */
export type Rewrite = (e: Expression) => Expression

type Tag = Expression['_tag']

/** An identity, read from left to right. The result need not be simplified: the engine does that. */
export interface Rule {
  readonly name: string
  /** The kind of expression on the left-hand side. */
  readonly tag: Tag
  readonly replace: (e: Expression, simplify: Rewrite) => Expression | undefined
}

type Tagged<T extends Tag> = Extract<Expression, { readonly _tag: T }>

const isTagged = <T extends Tag>(tag: T, e: Expression): e is Tagged<T> => e._tag === tag

/** A rule about one kind of expression, given as a function that returns nothing where it does not apply. */
export const rule = <T extends Tag>(
  tag: T,
  name: string,
  replace: (e: Tagged<T>, simplify: Rewrite) => Expression | undefined,
): Rule => ({ name, tag, replace: (e, simplify) => (isTagged(tag, e) ? replace(e, simplify) : undefined) })

/** The engine. `normalize` is applied to an expression with rewritten children, before the rules. */
export const rewriter = (rules: readonly Rule[], normalize: Rewrite = (e) => e): Rewrite => {
  // Local mutation, invisible from outside.
  const done = new WeakMap<Expression, Expression>()
  const rewrite = (e: Expression): Expression => {
    const known = done.get(e)
    if (known !== undefined) return known
    const inner = normalize(e.children.every((c) => rewrite(c) === c) ? e : mapChildren(rewrite, e))
    const next = rules.reduce<Expression | undefined>(
      (found, { tag, replace }) => found ?? (tag === inner._tag ? replace(inner, rewrite) : undefined),
      undefined,
    )
    const result = next === undefined ? inner : rewrite(next)
    done.set(e, result)
    done.set(result, result)
    return result
  }
  return rewrite
}
