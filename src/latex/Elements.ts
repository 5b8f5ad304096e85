/**
 * The notation of primitives: one element of a node in terms of elements of its arguments, in a table exhaustive by type.
 */
import { reshape } from '../primitive/Layout.js'
import type { Along as AlongAxis } from '../primitive/Rules.js'
import type { Attributes } from '../primitive/Table.js'
import type { Shape } from '../tensor/Shape.js'
import { shapeOfNode, type Applied, type Node } from '../graph/Graph.js'
import { applicationOf } from '../graph/Rule.js'
import {
  axis,
  call,
  cases,
  difference,
  exp,
  fixed,
  indicator,
  inverse,
  isNumber,
  log,
  negative,
  number,
  one,
  position,
  power,
  product,
  reduction,
  sigmoid,
  softmax,
  sum,
  zero,
  type Axis,
  type Comparison,
  type Expression,
  type FunctionName,
  type Reduction,
} from './Expression.js'
import { beforeReshape, mergedBy, type Along } from './Indices.js'
import { shifted } from './Traverse.js'

interface Context {
  readonly nodes: readonly Node[]
  /** An element of a node at some indices. */
  readonly at: (node: number, along: readonly Along[]) => Expression
}

/** A node, and the indices of one of its elements. */
interface Site<A> {
  readonly attributes: A
  /** The shape of an argument. */
  readonly shapeOf: (arg: number) => Shape
  /** An element of an argument. */
  readonly at: (arg: number, along: readonly Along[]) => Expression
  readonly along: readonly Along[]
  /** A bound axis of this node. */
  readonly bound: (size: number, part?: number) => Axis
  /** The axes that a reshape merged into an axis of an argument, if it did. */
  readonly mergedInto: (arg: number, axis: number) => readonly Axis[] | undefined
}

/** How a primitive is written. */
interface Notation<A> {
  /** The name of the function, for a node without a formula for its elements. */
  readonly operator: string
  /** The formula of an element; `undefined` where there is none. */
  readonly element: (site: Site<A>) => Expression | undefined
}

/** An elementwise primitive. */
const pointwise = <A>(
  operator: string,
  f: (x: Expression, y: Expression, z: Expression, attributes: A) => Expression,
): Notation<A> => ({
  operator,
  element: ({ at, along, attributes }) => f(at(0, along), at(1, along), at(2, along), attributes),
})

const comparison = (operator: string, sign: Comparison): Notation<unknown> =>
  pointwise(operator, (x, y) => indicator(x, sign, y))

const unary = (name: FunctionName): Notation<unknown> => pointwise(name, (x) => call(name, x))

const binary = (name: FunctionName): Notation<unknown> => pointwise(name, (x, y) => call(name, x, y))

const opaque = (operator: string): Notation<unknown> => ({ operator, element: () => undefined })

/** A primitive whose elements are elements of the first argument at other indices. */
const view = <A>(operator: string, indices: (site: Site<A>) => readonly Along[] | undefined): Notation<A> => ({
  operator,
  element: (site) => {
    const along = indices(site)
    return along && site.at(0, along)
  },
})

const over = (kind: Reduction['kind'], bound: readonly Axis[], body: Expression): Expression =>
  bound.reduceRight((e, a) => reduction(kind, a, e), body)

/** A reduction over an axis. Axes that a reshape merged into it are reduced one by one. */
const reduce = (operator: string, kind: Reduction['kind']): Notation<AlongAxis> => ({
  operator,
  element: ({ at, along, attributes: { axis: removed }, shapeOf, bound, mergedInto }) => {
    const merged = mergedInto(0, removed)
    if (merged !== undefined && kind === 'argmax') return undefined
    const axes = merged ?? [bound(shapeOf(0)[removed])]
    const inner: Along = merged === undefined ? axes[0] : { _tag: 'Merged', parts: axes }
    return over(kind, axes, at(0, [...along.slice(0, removed), inner, ...along.slice(removed)]))
  },
})

const matrixProduct = (operator: string): Notation<unknown> => ({
  operator,
  element: ({ at, along, shapeOf, bound }) => {
    const [batch, i, j] = [along.slice(0, -2), along[along.length - 2], along[along.length - 1]]
    const k = bound(shapeOf(0)[along.length - 1])
    return reduction('sum', k, product(at(0, [...batch, i, k]), at(1, [...batch, k, j])))
  },
})

/** A function of the softmax of an argument's rows, at the index of the element and at a bound axis l. */
const ofSoftmax = (
  operator: string,
  arg: number,
  f: (here: Expression, there: Expression, l: Axis, site: Site<unknown>) => Expression,
): Notation<unknown> => ({
  operator,
  element: (site) => {
    const { at, along, shapeOf, bound } = site
    const index = along[along.length - 1]
    if (index._tag === 'Merged') return undefined
    const size = shapeOf(arg)[along.length - 1]
    const [k, l] = [bound(size), bound(size, 1)]
    const body = at(arg, [...along.slice(0, -1), k])
    return f(softmax(k, body, index), softmax(k, body, l), l, site)
  },
})

/** The first argument of a node at another last index. */
const inRow = ({ at, along }: Site<unknown>, last: Axis): Expression => at(0, [...along.slice(0, -1), last])

/** The notation of each primitive. */
const notations: { readonly [Name in keyof Attributes]: Notation<Attributes[Name]> } = {
  neg: pointwise('neg', negative),
  add: pointwise('add', (x, y) => sum(x, y)),
  sub: pointwise('sub', difference),
  mul: pointwise('mul', (x, y) => product(x, y)),
  mulAdd: pointwise('mulAdd', (x, y, z) => sum(product(x, y), z)),
  annihilatingMul: pointwise('mul', (x, y) => product(x, y)),
  div: pointwise('div', (x, y) => product(x, inverse(y))),
  reciprocal: pointwise('reciprocal', inverse),
  max: binary('max'),
  min: binary('min'),
  greater: comparison('greater', '>'),
  greaterOrEqual: comparison('greaterOrEqual', '≥'),
  equal: comparison('equal', '='),
  where: pointwise('where', (x, y, z) => cases({ comparison: '=', left: x, right: zero }, z, y)),
  abs: unary('abs'),
  sign: unary('sign'),
  floor: unary('floor'),
  square: pointwise('square', (x) => power(x, number(2))),
  sqrt: pointwise('sqrt', (x) => power(x, number(0.5))),
  exp: unary('exp'),
  log: unary('log'),
  log1p: pointwise('log1p', (x) => log(sum(one, x))),
  expm1: pointwise('expm1', (x) => difference(exp(x), one)),
  sin: unary('sin'),
  cos: unary('cos'),
  sigmoid: unary('sigmoid'),
  sigmoidSlope: pointwise('sigmoidSlope', (x) => product(sigmoid(x), sigmoid(negative(x)))),
  tanh: unary('tanh'),
  softplus: pointwise('softplus', (x) => log(sum(one, exp(x)))),
  stopGradient: pointwise('stopGradient', (x) => x),
  custom: pointwise('custom', (_, y) => y),
  pow: pointwise('pow', (x, _, __, { exponent }) => power(x, number(exponent))),
  sum: reduce('sum', 'sum'),
  maxAlong: reduce('max', 'max'),
  argmax: reduce('argmax', 'argmax'),
  softmax: ofSoftmax('softmax', 0, (here) => here),
  logSoftmax: ofSoftmax('logSoftmax', 0, log),
  logSumExp: {
    operator: 'logSumExp',
    element: ({ at, along, shapeOf, bound }) => {
      const l = bound(shapeOf(0)[along.length])
      return log(reduction('sum', l, exp(at(0, [...along, l]))))
    },
  },
  softmaxDeviation: ofSoftmax('softmaxDeviation', 1, (_, there, l, site) =>
    difference(site.at(0, site.along), reduction('sum', l, product(there, inRow(site, l)))),
  ),
  softmaxResidual: ofSoftmax('softmaxResidual', 1, (here, _, l, site) =>
    difference(site.at(0, site.along), product(here, reduction('sum', l, inRow(site, l)))),
  ),
  broadcast: view('broadcast', ({ along, attributes }) => along.filter((_, i) => i !== attributes.axis)),
  reshape: view('reshape', ({ along, shapeOf, attributes }) => beforeReshape(shapeOf(0), attributes.to, along)),
  transpose: view('transpose', ({ along, attributes: { permutation } }) =>
    permutation.map((_, i) => along[permutation.indexOf(i)]),
  ),
  slice: view('slice', ({ along, shapeOf, attributes: { axis: cut, start } }) => {
    const index = along[cut]
    return index._tag === 'Merged'
      ? undefined
      : [...along.slice(0, cut), shifted(index, start, shapeOf(0)[cut]), ...along.slice(cut + 1)]
  }),
  pad: opaque('pad'),
  concat: opaque('concat'),
  matmul: matrixProduct('matmul'),
  annihilatingMatmul: matrixProduct('matmul'),
  take: view('take', ({ at, along, shapeOf, attributes: { axis: from } }) => {
    const end = from + shapeOf(1).length
    const index = at(1, along.slice(from, end))
    const row: Along = isNumber(index) ? fixed(index.value, shapeOf(0)[from]) : { _tag: 'Gathered', index }
    return [...along.slice(0, from), row, ...along.slice(end)]
  }),
  scatterAdd: {
    operator: 'scatterAdd',
    element: ({ at, along, shapeOf, bound, attributes: { axis: into } }) => {
      const here = along[into]
      if (here._tag === 'Merged') return undefined
      const axes = shapeOf(1).map((n, k) => bound(n, k))
      const element = at(0, [...along.slice(0, into), ...axes, ...along.slice(into + 1)])
      return over('sum', axes, product(indicator(at(1, axes), '=', position(here)), element))
    },
  },
}

const notationOf = ({ primitive }: Applied): Notation<unknown> =>
  (notations as Readonly<Record<string, Notation<unknown>>>)[primitive.name]

/** The name under which a node is written as a function of its arguments. */
export const operatorOf = (node: Applied): string => notationOf(node).operator

/** An element of a node, the index `node` of the graph; `undefined` where it has no formula. */
export const elementOf = (
  { nodes, at }: Context,
  applied: Applied,
  node: number,
  along: readonly Along[],
): Expression | undefined => {
  const { args, attributes } = applied
  const bound = (size: number, part = 0): Axis => axis(`t${node}.${part}`, size)
  return notationOf(applied).element({
    attributes,
    along,
    bound,
    shapeOf: (arg) => shapeOfNode(nodes[args[arg]]),
    at: (arg, indices) => (arg < args.length ? at(args[arg], indices) : zero),
    mergedInto: (arg, merged) => {
      const view = applicationOf(reshape, nodes[args[arg]])
      const from = view && shapeOfNode(nodes[view.args[0]])
      return from && mergedBy(from, view.attributes.to, merged)?.map((i, k) => bound(from[i], k))
    },
  })
}
