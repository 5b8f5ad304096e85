/**
 * Rewrite rules as typed data: a pattern names a primitive, and the rule receives its attributes with their type. Primitives are compared by identity, never by name.
 */
import type { Primitive } from '../primitive/Primitive.js'
import type { Builder, Rule } from './Build.js'
import type { Applied, Node } from './Graph.js'

/** An application of a primitive with attributes `A`. */
export interface AppliedOf<A, Size = number> extends Applied<Size> {
  readonly attributes: A
}

type AnyPrimitive = Primitive<never>

/** Whether a primitive is one of some. */
export const isOneOf =
  (...primitives: readonly AnyPrimitive[]) =>
  (primitive: Primitive<unknown>): boolean =>
    primitives.some((each) => each === (primitive as unknown))

/** Whether a node is an application of one of some primitives. */
export const isApplicationOf =
  (...primitives: readonly AnyPrimitive[]) =>
  <Size>(node: Node<Size>): node is Applied<Size> =>
    node._tag === 'Applied' && isOneOf(...primitives)(node.primitive)

/** A node as an application of a primitive, with its attributes; `undefined` for other nodes. */
export const applicationOf = <A, Size>(
  primitive: Primitive<A>,
  node: Node<Size> | undefined,
): AppliedOf<A, Size> | undefined =>
  node?._tag === 'Applied' && isOneOf(primitive as AnyPrimitive)(node.primitive)
    ? (node as AppliedOf<A, Size>)
    : undefined

/** `applicationOf` at an index of a graph under construction. */
export const appliedAt = <A>(b: Builder, place: number, primitive: Primitive<A>): AppliedOf<A> | undefined =>
  applicationOf(primitive, b.at(place))

/** An application of one of some primitives at an index. */
export const appliedAny = (b: Builder, place: number, ...primitives: readonly AnyPrimitive[]): Applied | undefined => {
  const node = b.at(place)
  return node._tag === 'Applied' && isOneOf(...primitives)(node.primitive) ? node : undefined
}

/** A rule for one primitive, with its attributes. */
export const rule =
  <A>(
    primitive: Primitive<A>,
    rewrite: (
      b: Builder,
      args: readonly number[],
      attributes: A,
      single: (place: number) => boolean,
    ) => number | undefined,
  ): Rule =>
  (b, applied, single) =>
    isOneOf(primitive as AnyPrimitive)(applied.primitive)
      ? rewrite(b, applied.args, applied.attributes as A, single)
      : undefined

/** The first rule with a replacement. */
export const first =
  (...rules: readonly Rule[]): Rule =>
  (builder, applied, single) =>
    rules.reduce<number | undefined>((found, each) => found ?? each(builder, applied, single), undefined)
