/**
 * Formulas as data: what one element of a tensor is, in terms of elements of others. A tensor of shape `[n, k]` is an expression with two free axes; a broadcast is an axis that
 * does not occur, a transpose is two axes that have changed places, and a matrix product is a sum over an axis that both factors have.
 *
 * Expressions are mathematics over the real numbers and not floating point. Two are the same when their keys are: sums and products in any order, bound axes under any name.
 */

/** Which element along one axis: any, the one at a place, one some places further on, or the one that a number says. */
export type Index = Axis | Place | Shifted | Chosen

/** A variable for an index, from 0 up to, not including, its size. */
export interface Axis {
  readonly _tag: 'Axis'
  readonly name: string
  readonly size: number
}

export interface Place {
  readonly _tag: 'Place'
  readonly place: number
  readonly size: number
}

export interface Shifted {
  readonly _tag: 'Shifted'
  readonly axis: Axis
  readonly by: number
}

export interface Chosen {
  readonly _tag: 'Chosen'
  readonly by: Expression
}

/** What can be compared. */
export type Comparison = '>' | '≥' | '='

export interface Condition {
  readonly comparison: Comparison
  readonly left: Expression
  readonly right: Expression
}

/** Functions of numbers that have a name. */
export type Function = 'exp' | 'log' | 'sigmoid' | 'tanh' | 'sin' | 'cos' | 'abs' | 'sign' | 'floor' | 'max' | 'min'

interface Common {
  readonly key: string
  /** How many leaves it has. */
  readonly leaves: number
  /** The axes that are not bound inside. */
  readonly free: ReadonlySet<string>
  /** How deep its bound axes nest. */
  readonly depth: number
}

export interface Number_ extends Common {
  readonly _tag: 'Number'
  readonly value: number
}

/** A size that is to be read as a letter: the n of a mean. */
export interface Size extends Common {
  readonly _tag: 'Size'
  readonly value: number
}

/** An element of something that has a name. */
export interface Reference extends Common {
  readonly _tag: 'Reference'
  readonly of: string
  readonly indices: readonly Index[]
}

/** An index as a number, from 0. */
export interface Position extends Common {
  readonly _tag: 'Position'
  readonly index: Index
}

export interface Sum extends Common {
  readonly _tag: 'Sum'
  readonly terms: readonly Expression[]
}

/** A number that is a factor comes first. */
export interface Product extends Common {
  readonly _tag: 'Product'
  readonly factors: readonly Expression[]
}

export interface Power extends Common {
  readonly _tag: 'Power'
  readonly base: Expression
  readonly exponent: Expression
}

export interface Call extends Common {
  readonly _tag: 'Call'
  readonly name: Function
  readonly args: readonly Expression[]
}

/** A sum or the largest over an axis, or where the largest is. */
export interface Over extends Common {
  readonly _tag: 'Over'
  readonly kind: 'sum' | 'max' | 'argmax'
  readonly axis: Axis
  readonly body: Expression
}

/** The softmax of the body over an axis, at an index. */
export interface Softmax extends Common {
  readonly _tag: 'Softmax'
  readonly axis: Axis
  readonly body: Expression
  readonly at: Index
}

export interface Cases extends Common {
  readonly _tag: 'Cases'
  readonly condition: Condition
  readonly then: Expression
  readonly otherwise: Expression
}

/** A function of whole tensors, of which nothing is known but its name. */
export interface Opaque extends Common {
  readonly _tag: 'Opaque'
  readonly name: string
  readonly of: readonly string[]
  readonly indices: readonly Index[]
}

export type Expression =
  Number_ | Size | Reference | Position | Sum | Product | Power | Call | Over | Softmax | Cases | Opaque

export const axis = (name: string, size: number): Axis => ({ _tag: 'Axis', name, size })

/** The axes of a tensor in its definition. */
export const axesOf = (shape: readonly number[]): readonly Axis[] => shape.map((size, i) => axis(`@${i}`, size))

const token = (name: string): string => `‹${name}›`

export const keyOfIndex = (i: Index): string => {
  switch (i._tag) {
    case 'Axis':
      return token(i.name)
    case 'Place':
      return `#${i.place}`
    case 'Shifted':
      return `${token(i.axis.name)}+${i.by}`
    case 'Chosen':
      return `[${i.by.key}]`
  }
}

const freeOfIndex = (i: Index): readonly string[] => {
  switch (i._tag) {
    case 'Axis':
      return [i.name]
    case 'Place':
      return []
    case 'Shifted':
      return [i.axis.name]
    case 'Chosen':
      return [...i.by.free]
  }
}

const common = (key: string, own: number, parts: readonly Expression[], indices: readonly Index[] = []): Common => ({
  key,
  leaves: parts.reduce((n, p) => n + p.leaves, own),
  free: new Set([...parts.flatMap((p) => [...p.free]), ...indices.flatMap(freeOfIndex)]),
  depth: parts.reduce((n, p) => Math.max(n, p.depth), 0),
})

const sorted = (parts: readonly Expression[]): string =>
  parts
    .map((p) => p.key)
    .sort()
    .join(' ')

/** What binds an axis, for which any name is as good. */
const binding = (kind: string, { name, size }: Axis, body: Expression, at: readonly Index[] = []): Common => {
  const bound = body.key.replaceAll(token(name), token(`^${body.depth}`))
  return {
    key: `${kind}<${size}>(${bound})${at.map(keyOfIndex).join()}`,
    leaves: body.leaves + 1,
    free: new Set([...[...body.free].filter((f) => f !== name), ...at.flatMap(freeOfIndex)]),
    depth: body.depth + 1,
  }
}

export const number = (value: number): Number_ => ({
  _tag: 'Number',
  value: value + 0,
  ...common(String(value + 0), value === -1 ? 0 : 1, []),
})

export const zero = number(0)
export const one = number(1)

export const size = (value: number): Size => ({ _tag: 'Size', value, ...common(`|${value}|`, 1, []) })

export const reference = (of: string, indices: readonly Index[]): Reference => ({
  _tag: 'Reference',
  of,
  indices,
  ...common(`${of}{${indices.map(keyOfIndex).join()}}`, 1, [], indices),
})

export const position = (index: Index): Expression =>
  index._tag === 'Chosen'
    ? index.by
    : index._tag === 'Place'
      ? number(index.place)
      : { _tag: 'Position', index, ...common(`@(${keyOfIndex(index)})`, 1, [], [index]) }

/** Sums, products and the rest as they stand. What is made by hand is made by `Algebra`. */
export const rawSum = (terms: readonly Expression[]): Expression => ({
  _tag: 'Sum',
  terms,
  ...common(`(+ ${sorted(terms)})`, 0, terms),
})

export const rawProduct = (factors: readonly Expression[]): Expression => ({
  _tag: 'Product',
  factors,
  ...common(`(* ${sorted(factors)})`, 0, factors),
})

export const rawPower = (base: Expression, exponent: Expression): Expression => ({
  _tag: 'Power',
  base,
  exponent,
  ...common(`(${base.key}^${exponent.key})`, 0, [base, exponent]),
})

export const rawCall = (name: Function, args: readonly Expression[]): Expression => ({
  _tag: 'Call',
  name,
  args,
  ...common(`${name}(${args.map((a) => a.key).join()})`, 1, args),
})

export const rawOver = (kind: Over['kind'], over: Axis, body: Expression): Expression => ({
  _tag: 'Over',
  kind,
  axis: over,
  body,
  ...binding(kind, over, body),
})

export const rawSoftmax = (over: Axis, body: Expression, at: Index): Expression => ({
  _tag: 'Softmax',
  axis: over,
  body,
  at,
  ...binding('softmax', over, body, [at]),
})

export const keyOfCondition = ({ comparison, left, right }: Condition): string =>
  `${left.key} ${comparison} ${right.key}`

export const rawCases = (condition: Condition, then: Expression, otherwise: Expression): Expression => ({
  _tag: 'Cases',
  condition,
  then,
  otherwise,
  ...common(`{${keyOfCondition(condition)} ? ${then.key} : ${otherwise.key}}`, 0, [
    condition.left,
    condition.right,
    then,
    otherwise,
  ]),
})

export const opaque = (name: string, of: readonly string[], indices: readonly Index[]): Opaque => ({
  _tag: 'Opaque',
  name,
  of,
  indices,
  ...common(`${name}(${of.join()})[${indices.map(keyOfIndex).join()}]`, 1, [], indices),
})

export const same = (a: Expression, b: Expression): boolean => a.key === b.key

export const isNumber = (e: Expression, value?: number): e is Number_ =>
  e._tag === 'Number' && (value === undefined || e.value === value)
