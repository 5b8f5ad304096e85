/**
 * Expressions made anew with something else in some places.
 */
import { add, multiply, overAxis, power } from './Algebra.js'
import { call } from './Functions.js'
import { cases } from './Conditions.js'
import { axis, opaque, position, rawSoftmax, reference, type Axis, type Expression, type Index } from './Expression.js'

/** What stands for an axis. */
type Images = ReadonlyMap<string, Index>

interface Change {
  /** An expression made of changed parts. */
  readonly part: (e: Expression) => Expression
  readonly index: (i: Index) => Index
  /** What happens to what is bound. */
  readonly bound: (over: Axis, body: Expression) => readonly [Axis, Expression]
}

const rebuilt = (e: Expression, { part, index, bound }: Change): Expression => {
  switch (e._tag) {
    case 'Number':
    case 'Size':
      return e
    case 'Reference':
      return reference(e.of, e.indices.map(index))
    case 'Opaque':
      return opaque(e.name, e.of, e.indices.map(index))
    case 'Position':
      return position(index(e.index))
    case 'Sum':
      return add(...e.terms.map(part))
    case 'Product':
      return multiply(...e.factors.map(part))
    case 'Power':
      return power(part(e.base), part(e.exponent))
    case 'Call':
      return call(e.name, ...e.args.map(part))
    case 'Over':
      return overAxis(e.kind, ...bound(e.axis, e.body))
    case 'Softmax':
      return rawSoftmax(...bound(e.axis, e.body), index(e.at))
    case 'Cases': {
      const { comparison, left, right } = e.condition
      return cases({ comparison, left: part(left), right: part(right) }, part(e.then), part(e.otherwise))
    }
  }
}

/** An expression whose parts have been changed. */
export const mapParts = (f: (part: Expression) => Expression, e: Expression): Expression =>
  rebuilt(e, {
    part: f,
    index: (i) => (i._tag === 'Chosen' ? { _tag: 'Chosen', by: f(i.by) } : i),
    bound: (over, body) => [over, f(body)],
  })

/** An index some places further on. */
export const shifted = (i: Index, by: number, size: number): Index => {
  if (by === 0) return i
  switch (i._tag) {
    case 'Axis':
      return { _tag: 'Shifted', axis: i, by }
    case 'Shifted':
      return { _tag: 'Shifted', axis: i.axis, by: i.by + by }
    case 'Place':
      return { _tag: 'Place', place: i.place + by, size }
    case 'Chosen':
      return { _tag: 'Chosen', by: add(i.by, position({ _tag: 'Place', place: by, size })) }
  }
}

/** A name that nobody has. */
const unused = (name: string, taken: ReadonlySet<string>): string =>
  taken.has(name) ? unused(`${name}'`, taken) : name

/** Other indices in place of axes. What is bound stays apart from what comes in. */
export const substitute = (images: Images, e: Expression): Expression => {
  if (![...e.free].some((name) => images.has(name))) return e
  const index = (i: Index): Index => {
    switch (i._tag) {
      case 'Axis':
        return images.get(i.name) ?? i
      case 'Shifted':
        return shifted(images.get(i.axis.name) ?? i.axis, i.by, i.axis.size)
      case 'Place':
        return i
      case 'Chosen':
        return { _tag: 'Chosen', by: substitute(images, i.by) }
    }
  }
  const coming = new Set([...images.values()].flatMap((i) => [...position(i).free]))
  return rebuilt(e, {
    part: (p) => substitute(images, p),
    index,
    bound: (over, body) => {
      const own = axis(unused(over.name, new Set([...coming, ...(coming.has(over.name) ? body.free : [])])), over.size)
      return [own, substitute(new Map([...images, [over.name, own]]), body)]
    },
  })
}

/** Something else in place of references. */
export const replaceReferences = (
  f: (of: string, indices: readonly Index[]) => Expression | undefined,
  e: Expression,
): Expression =>
  e._tag === 'Reference' ? (f(e.of, e.indices) ?? e) : mapParts((part) => replaceReferences(f, part), e)

/** All parts of an expression, itself first. */
export const parts = (e: Expression): readonly Expression[] => [e, ...children(e).flatMap(parts)]

const ofIndex = (i: Index): readonly Expression[] => (i._tag === 'Chosen' ? [i.by] : [])

export const children = (e: Expression): readonly Expression[] => {
  switch (e._tag) {
    case 'Number':
    case 'Size':
      return []
    case 'Reference':
    case 'Opaque':
      return e.indices.flatMap(ofIndex)
    case 'Position':
      return ofIndex(e.index)
    case 'Sum':
      return e.terms
    case 'Product':
      return e.factors
    case 'Power':
      return [e.base, e.exponent]
    case 'Call':
      return e.args
    case 'Over':
      return [e.body]
    case 'Softmax':
      return [e.body, ...ofIndex(e.at)]
    case 'Cases':
      return [e.condition.left, e.condition.right, e.then, e.otherwise]
  }
}
