/** Children of expressions, and expressions rebuilt with other children, indices or references. */
import {
  axis,
  axisOf,
  call,
  cases,
  keyOfCondition,
  number,
  opaque,
  position,
  power,
  product,
  reduction,
  reference,
  softmax,
  sum,
  type Axis,
  type Condition,
  type Expression,
  type Index,
} from './Expression.js'

interface Change {
  readonly part: (e: Expression) => Expression
  readonly index: (i: Index) => Index
  /** A bound axis and the body it is bound in. */
  readonly bound: (over: Axis, body: Expression) => readonly [Axis, Expression]
}

const rebuild = (e: Expression, { part, index, bound }: Change): Expression => {
  switch (e._tag) {
    case 'Number':
    case 'Size':
      return e
    case 'Reference':
      return reference(e.id, e.indices.map(index))
    case 'Opaque':
      return opaque(e.operator, e.attributes, e.operands, e.indices.map(index))
    case 'Position':
      return position(index(e.index))
    case 'Sum':
      return sum(...e.terms.map(part))
    case 'Product':
      return product(...e.factors.map(part))
    case 'Power':
      return power(part(e.base), part(e.exponent))
    case 'Call':
      return call(e.name, ...e.args.map(part))
    case 'Reduction':
      return reduction(e.kind, ...bound(e.axis, e.body))
    case 'Softmax':
      return softmax(...bound(e.axis, e.body), index(e.at))
    case 'Cases': {
      const { comparison, left, right } = e.condition
      return cases({ comparison, left: part(left), right: part(right) }, part(e.then), part(e.otherwise))
    }
  }
}

/** An expression with a function applied to each child. */
export const mapChildren = (part: (child: Expression) => Expression, e: Expression): Expression =>
  rebuild(e, {
    part,
    index: (i) => (i._tag === 'Gathered' ? { _tag: 'Gathered', index: part(i.index) } : i),
    bound: (over, body) => [over, part(body)],
  })

/** All parts of an expression, itself first. */
export const parts = (e: Expression): readonly Expression[] => [e, ...e.children.flatMap(parts)]

/** The free axes of some size in an expression. */
export const axesIn = (e: Expression, size: number): readonly Axis[] => {
  const all = parts(e).flatMap((p) => p.indices.flatMap((i) => axisOf(i) ?? []))
  return [...e.free].flatMap((name) => all.find((a) => a.name === name && a.size === size) ?? [])
}

/** An index plus a constant. */
export const shifted = (i: Index, offset: number, size: number): Index => {
  if (offset === 0) return i
  switch (i._tag) {
    case 'Axis':
      return { _tag: 'Shifted', axis: i, offset }
    case 'Shifted':
      return { ...i, offset: i.offset + offset }
    case 'Fixed':
      return { ...i, value: i.value + offset, size }
    case 'Gathered':
      return { _tag: 'Gathered', index: sum(i.index, number(offset)) }
  }
}

/** A name that is not taken. */
const unused = (name: string, taken: ReadonlySet<string>): string =>
  taken.has(name) ? unused(`${name}'`, taken) : name

/** Replaces free axes by indices, without capture: a bound axis is renamed where an index would fall under it. */
export const substitute = (images: ReadonlyMap<string, Index>, e: Expression): Expression => {
  if (![...e.free].some((name) => images.has(name))) return e
  const coming = new Set([...images.values()].flatMap((i) => [...position(i).free]))
  return rebuild(e, {
    part: (p) => substitute(images, p),
    index: (i) => {
      switch (i._tag) {
        case 'Axis':
          return images.get(i.name) ?? i
        case 'Shifted':
          return shifted(images.get(i.axis.name) ?? i.axis, i.offset, i.axis.size)
        case 'Fixed':
          return i
        case 'Gathered':
          return { _tag: 'Gathered', index: substitute(images, i.index) }
      }
    },
    bound: (over, body) => {
      const taken = new Set([...coming, ...(coming.has(over.name) ? body.free : [])])
      const own = axis(unused(over.name, taken), over.size)
      return [own, substitute(new Map([...images, [over.name, own]]), body)]
    },
  })
}

/** Replaces references, where the function returns something for them. */
export const replaceReferences = (
  f: (id: string, indices: readonly Index[]) => Expression | undefined,
  e: Expression,
): Expression =>
  e._tag === 'Reference' ? (f(e.id, e.indices) ?? e) : mapChildren((part) => replaceReferences(f, part), e)

/** An expression under the assumption that a condition holds, or that it does not. */
export const assume = (condition: Condition, holds: boolean, e: Expression): Expression => {
  const key = keyOfCondition(condition)
  const under = (x: Expression): Expression =>
    !x.key.includes(key)
      ? x
      : x._tag === 'Cases' && keyOfCondition(x.condition) === key
        ? under(holds ? x.then : x.otherwise)
        : mapChildren(under, x)
  return under(e)
}
