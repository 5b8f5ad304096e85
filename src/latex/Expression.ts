/**
 * Formulas as data: one element of a tensor in terms of elements of others. A tensor of shape `[n, k]` is an expression with two free axes; a broadcast is an axis that does not occur, a
 * transpose is two axes in exchanged positions, and a matrix product is a sum over an axis that both factors have.
 *
 * Expressions are over the real numbers, without rounding. Two are equal if their keys are: terms and factors in any order, bound axes under any name. The constructors here
 * simplify nothing; `Simplify` does.
 */

/** The index of an element along one axis: a variable, a constant, a variable plus a constant, or a computed number. */
export type Index = Axis | Fixed | Shifted | Gathered

/** An index variable, from 0 to `size - 1`. */
export interface Axis {
  readonly _tag: 'Axis'
  readonly name: string
  readonly size: number
}

export interface Fixed {
  readonly _tag: 'Fixed'
  readonly value: number
  readonly size: number
}

export interface Shifted {
  readonly _tag: 'Shifted'
  readonly axis: Axis
  readonly offset: number
}

export interface Gathered {
  readonly _tag: 'Gathered'
  readonly index: Expression
}

export type Comparison = '>' | '≥' | '='

export interface Condition {
  readonly comparison: Comparison
  readonly left: Expression
  readonly right: Expression
}

/** The functions of numbers that a formula calls by name. */
export type FunctionName = 'exp' | 'log' | 'sigmoid' | 'tanh' | 'sin' | 'cos' | 'abs' | 'sign' | 'floor' | 'max' | 'min'

interface Common {
  readonly key: string
  /** The number of leaves: the measure by which a formula is short. */
  readonly leaves: number
  /** The names of the axes that are not bound inside. */
  readonly free: ReadonlySet<string>
  /** The nesting depth of bound axes. */
  readonly depth: number
}

export interface Number_ extends Common {
  readonly _tag: 'Number'
  readonly value: number
}

/** A size that is printed as a letter: the n of a mean. */
export interface Size extends Common {
  readonly _tag: 'Size'
  readonly value: number
}

/** An element of a named tensor. */
export interface Reference extends Common {
  readonly _tag: 'Reference'
  readonly id: string
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

/** A product. When simplified, a number among its factors comes first. */
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
  readonly name: FunctionName
  readonly args: readonly Expression[]
}

/** The sum, the maximum or the index of the maximum over an axis. */
export interface Reduction extends Common {
  readonly _tag: 'Reduction'
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

/** A function of whole tensors that has no formula, only a name. */
export interface Opaque extends Common {
  readonly _tag: 'Opaque'
  readonly operator: string
  /** The attributes of the function, as text. */
  readonly attributes: string
  readonly operands: readonly string[]
  readonly indices: readonly Index[]
}

export type Expression =
  Number_ | Size | Reference | Position | Sum | Product | Power | Call | Reduction | Softmax | Cases | Opaque

export const axis = (name: string, size: number): Axis => ({ _tag: 'Axis', name, size })

/** The free axes of a tensor of some shape. */
export const axesOf = (shape: readonly number[]): readonly Axis[] => shape.map((size, i) => axis(`@${i}`, size))

export const fixed = (value: number, size: number): Fixed => ({ _tag: 'Fixed', value, size })

const token = (name: string): string => `‹${name}›`

const keyOfIndex = (i: Index): string => {
  switch (i._tag) {
    case 'Axis':
      return token(i.name)
    case 'Fixed':
      return `#${i.value}`
    case 'Shifted':
      return `${token(i.axis.name)}+${i.offset}`
    case 'Gathered':
      return `[${i.index.key}]`
  }
}

const keysOf = (indices: readonly Index[]): string => indices.map(keyOfIndex).join()

/** The axis of an index, if it has one. */
export const axisOf = (i: Index): Axis | undefined =>
  i._tag === 'Axis' ? i : i._tag === 'Shifted' ? i.axis : undefined

const freeOf = (indices: readonly Index[]): readonly string[] =>
  indices.flatMap((i) => (i._tag === 'Gathered' ? [...i.index.free] : (axisOf(i)?.name ?? [])))

const common = (key: string, own: number, parts: readonly Expression[], indices: readonly Index[] = []): Common => ({
  key,
  leaves: parts.reduce((n, p) => n + p.leaves, own),
  free: new Set([...parts.flatMap((p) => [...p.free]), ...freeOf(indices)]),
  depth: parts.reduce((n, p) => Math.max(n, p.depth), 0),
})

const sorted = (parts: readonly Expression[]): string =>
  parts
    .map((p) => p.key)
    .sort()
    .join(' ')

/** Of an expression that binds an axis: the key does not depend on the name of the axis. */
const binding = (kind: string, { name, size }: Axis, body: Expression, at: readonly Index[] = []): Common => ({
  key: `${kind}<${size}>(${body.key.replaceAll(token(name), token(`^${body.depth}`))})${keysOf(at)}`,
  leaves: body.leaves + 1,
  free: new Set([...[...body.free].filter((f) => f !== name), ...freeOf(at)]),
  depth: body.depth + 1,
})

export const number = (value: number): Number_ => ({
  _tag: 'Number',
  value: value + 0,
  ...common(String(value + 0), value === -1 ? 0 : 1, []),
})

export const zero = number(0)
export const one = number(1)
const minusOne = number(-1)

export const size = (value: number): Size => ({ _tag: 'Size', value, ...common(`|${value}|`, 1, []) })

export const reference = (id: string, indices: readonly Index[] = []): Reference => ({
  _tag: 'Reference',
  id,
  indices,
  ...common(`${id}{${keysOf(indices)}}`, 1, [], indices),
})

export const position = (index: Index): Expression =>
  index._tag === 'Gathered'
    ? index.index
    : index._tag === 'Fixed'
      ? number(index.value)
      : { _tag: 'Position', index, ...common(`@(${keyOfIndex(index)})`, 1, [], [index]) }

export const sum = (...terms: readonly Expression[]): Expression =>
  terms.length < 2 ? (terms[0] ?? zero) : { _tag: 'Sum', terms, ...common(`(+ ${sorted(terms)})`, 0, terms) }

export const product = (...factors: readonly Expression[]): Expression =>
  factors.length < 2
    ? (factors[0] ?? one)
    : { _tag: 'Product', factors, ...common(`(* ${sorted(factors)})`, 0, factors) }

export const negative = (e: Expression): Expression => product(minusOne, e)

export const difference = (a: Expression, b: Expression): Expression => sum(a, negative(b))

export const power = (base: Expression, exponent: Expression): Power => ({
  _tag: 'Power',
  base,
  exponent,
  ...common(`(${base.key}^${exponent.key})`, 0, [base, exponent]),
})

export const inverse = (e: Expression): Power => power(e, minusOne)

export const call = (name: FunctionName, ...args: readonly Expression[]): Call => ({
  _tag: 'Call',
  name,
  args,
  ...common(`${name}(${args.map((a) => a.key).join()})`, 1, args),
})

export const exp = (e: Expression): Call => call('exp', e)
export const log = (e: Expression): Call => call('log', e)
export const sigmoid = (e: Expression): Call => call('sigmoid', e)
export const tanh = (e: Expression): Call => call('tanh', e)

export const reduction = (kind: Reduction['kind'], over: Axis, body: Expression): Reduction => ({
  _tag: 'Reduction',
  kind,
  axis: over,
  body,
  ...binding(kind, over, body),
})

export const softmax = (over: Axis, body: Expression, at: Index): Softmax => ({
  _tag: 'Softmax',
  axis: over,
  body,
  at,
  ...binding('softmax', over, body, [at]),
})

export const keyOfCondition = ({ comparison, left, right }: Condition): string =>
  `${left.key} ${comparison} ${right.key}`

export const cases = (condition: Condition, then: Expression, otherwise: Expression): Cases => ({
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

/** 1 where a condition holds, else 0. */
export const indicator = (left: Expression, comparison: Comparison, right: Expression): Cases =>
  cases({ comparison, left, right }, one, zero)

export const opaque = (
  operator: string,
  attributes: string,
  operands: readonly string[],
  indices: readonly Index[],
): Opaque => ({
  _tag: 'Opaque',
  operator,
  attributes,
  operands,
  indices,
  ...common(`${operator} ${attributes}(${operands.join()})[${keysOf(indices)}]`, 1, [], indices),
})

export const same = (a: Expression, b: Expression): boolean => a.key === b.key

export const isNumber = (e: Expression, value?: number): e is Number_ =>
  e._tag === 'Number' && (value === undefined || e.value === value)
