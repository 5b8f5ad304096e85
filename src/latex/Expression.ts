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

interface Node<Tag extends string> {
  readonly _tag: Tag
  /** Equal for equal expressions. */
  readonly key: string
  /** The number of leaves: the measure by which a formula is short. */
  readonly leaves: number
  /** The names of the axes that are not bound inside. */
  readonly free: ReadonlySet<string>
  /** The nesting depth of bound axes. */
  readonly depth: number
  /** The direct parts, those in indices last. */
  readonly children: readonly Expression[]
  /** The indices that stand in it directly. */
  readonly indices: readonly Index[]
}

export interface Number_ extends Node<'Number'> {
  readonly value: number
}

/** A size that is printed as a letter: the n of a mean. */
export interface Size extends Node<'Size'> {
  readonly value: number
}

/** An element of a named tensor. */
export interface Reference extends Node<'Reference'> {
  readonly id: string
}

/** An index as a number, from 0. */
export interface Position extends Node<'Position'> {
  readonly index: Index
}

export interface Sum extends Node<'Sum'> {
  readonly terms: readonly Expression[]
}

/** A product. When simplified, a number among its factors comes first. */
export interface Product extends Node<'Product'> {
  readonly factors: readonly Expression[]
}

export interface Power extends Node<'Power'> {
  readonly base: Expression
  readonly exponent: Expression
}

export interface Call extends Node<'Call'> {
  readonly name: FunctionName
  readonly args: readonly Expression[]
}

/** The sum, the maximum or the index of the maximum over an axis. */
export interface Reduction extends Node<'Reduction'> {
  readonly kind: 'sum' | 'max' | 'argmax'
  readonly axis: Axis
  readonly body: Expression
}

/** The softmax of the body over an axis, at an index. */
export interface Softmax extends Node<'Softmax'> {
  readonly axis: Axis
  readonly body: Expression
  readonly at: Index
}

export interface Cases extends Node<'Cases'> {
  readonly condition: Condition
  readonly then: Expression
  readonly otherwise: Expression
  /** Whether it is printed as cases even where it is an indicator, which has brackets. */
  readonly isSpelledOut?: true
}

/** A function of whole tensors that has no formula, only a name. */
export interface Opaque extends Node<'Opaque'> {
  readonly operator: string
  /** The attributes of the function, as text. */
  readonly attributes: string
  readonly operands: readonly string[]
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

interface Parts {
  readonly children?: readonly Expression[]
  readonly indices?: readonly Index[]
  /** The number of leaves besides those of the children. */
  readonly own?: number
  /** The axis that is bound in the children. */
  readonly bound?: Axis
}

/** A node with its fields, its key and its parts. */
const node = <F extends { readonly _tag: string }>(fields: F, key: string, parts: Parts): F & Node<F['_tag']> => {
  const { children = [], indices = [], own = 0, bound } = parts
  const free = indices.flatMap((i) => (i._tag === 'Gathered' ? [...i.index.free] : (axisOf(i)?.name ?? [])))
  return {
    ...fields,
    key,
    leaves: children.reduce((n, c) => n + c.leaves, own),
    free: new Set([...children.flatMap((c) => [...c.free]).filter((name) => name !== bound?.name), ...free]),
    depth: children.reduce((n, c) => Math.max(n, c.depth), 0) + (bound === undefined ? 0 : 1),
    children: [...children, ...indices.flatMap((i) => (i._tag === 'Gathered' ? [i.index] : []))],
    indices,
  }
}

const sorted = (parts: readonly Expression[]): string =>
  parts
    .map((p) => p.key)
    .sort()
    .join(' ')

/** The key of an expression that binds an axis. It does not depend on the name of the axis. */
const boundKey = (kind: string, { name, size }: Axis, body: Expression): string =>
  `${kind}<${size}>(${body.key.replaceAll(token(name), token(`^${body.depth}`))})`

export const number = (value: number): Number_ =>
  node({ _tag: 'Number', value: value + 0 }, String(value + 0), { own: value === -1 ? 0 : 1 })

export const zero = number(0)
export const one = number(1)
const minusOne = number(-1)

export const size = (value: number): Size => node({ _tag: 'Size', value }, `|${value}|`, { own: 1 })

export const reference = (id: string, indices: readonly Index[] = []): Reference =>
  node({ _tag: 'Reference', id }, `${id}{${keysOf(indices)}}`, { own: 1, indices })

export const position = (index: Index): Expression =>
  index._tag === 'Gathered'
    ? index.index
    : index._tag === 'Fixed'
      ? number(index.value)
      : node({ _tag: 'Position', index }, `@(${keyOfIndex(index)})`, { own: 1, indices: [index] })

export const sum = (...terms: readonly Expression[]): Expression =>
  terms.length < 2 ? (terms[0] ?? zero) : node({ _tag: 'Sum', terms }, `(+ ${sorted(terms)})`, { children: terms })

export const product = (...factors: readonly Expression[]): Expression =>
  factors.length < 2
    ? (factors[0] ?? one)
    : node({ _tag: 'Product', factors }, `(* ${sorted(factors)})`, { children: factors })

export const negative = (e: Expression): Expression => product(minusOne, e)

export const difference = (a: Expression, b: Expression): Expression => sum(a, negative(b))

export const power = (base: Expression, exponent: Expression): Power =>
  node({ _tag: 'Power', base, exponent }, `(${base.key}^${exponent.key})`, { children: [base, exponent] })

export const inverse = (e: Expression): Power => power(e, minusOne)

export const call = (name: FunctionName, ...args: readonly Expression[]): Call =>
  node({ _tag: 'Call', name, args }, `${name}(${args.map((a) => a.key).join()})`, { own: 1, children: args })

export const exp = (e: Expression): Call => call('exp', e)
export const log = (e: Expression): Call => call('log', e)
export const sigmoid = (e: Expression): Call => call('sigmoid', e)
export const tanh = (e: Expression): Call => call('tanh', e)

export const reduction = (kind: Reduction['kind'], over: Axis, body: Expression): Reduction =>
  node({ _tag: 'Reduction', kind, axis: over, body }, boundKey(kind, over, body), {
    own: 1,
    children: [body],
    bound: over,
  })

export const softmax = (over: Axis, body: Expression, at: Index): Softmax =>
  node({ _tag: 'Softmax', axis: over, body, at }, `${boundKey('softmax', over, body)}${keyOfIndex(at)}`, {
    own: 1,
    children: [body],
    indices: [at],
    bound: over,
  })

export const keyOfCondition = ({ comparison, left, right }: Condition): string =>
  `${left.key} ${comparison} ${right.key}`

export const cases = (condition: Condition, then: Expression, otherwise: Expression): Cases =>
  node(
    { _tag: 'Cases', condition, then, otherwise },
    `{${keyOfCondition(condition)} ? ${then.key} : ${otherwise.key}}`,
    { children: [condition.left, condition.right, then, otherwise] },
  )

export const spelledOut = (e: Cases): Cases => ({ ...e, isSpelledOut: true })

/** 1 where a condition holds, else 0. */
export const indicator = (left: Expression, comparison: Comparison, right: Expression): Cases =>
  cases({ comparison, left, right }, one, zero)

export const opaque = (
  operator: string,
  attributes: string,
  operands: readonly string[],
  indices: readonly Index[],
): Opaque =>
  node(
    { _tag: 'Opaque', operator, attributes, operands },
    `${operator} ${attributes}(${operands.join()})[${keysOf(indices)}]`,
    { own: 1, indices },
  )

export const same = (a: Expression, b: Expression): boolean => a.key === b.key

export const isNumber = (e: Expression, value?: number): e is Number_ =>
  e._tag === 'Number' && (value === undefined || e.value === value)
