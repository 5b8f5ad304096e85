/**
 * The notation of primitives: one element of a node in terms of elements of its arguments, in a table exhaustive by type.
 */
import { reshape } from '../primitive/Layout.js'
import type { Along as AlongAxis } from '../primitive/Rules.js'
import type { Attributes } from '../primitive/Table.js'
import { insertAt, type Shape } from '../tensor/Shape.js'
import { shapeOfNode, type Applied, type Node } from '../graph/Graph.js'
import { applicationOf } from '../graph/Rule.js'
import { add, multiply, negate, overAxis, power, subtract } from './Algebra.js'
import { call, exp, log } from './Functions.js'
import { cases, where } from './Conditions.js'
import {
  axis,
  isNumber,
  number,
  one,
  position,
  rawSoftmax,
  zero,
  type Axis,
  type Comparison,
  type Expression,
  type Function,
  type Index,
  type Over,
} from './Expression.js'
import { beforeReshape, mergedBy, type Along } from './Indices.js'
import { shifted } from './Rewrite.js'

interface Context {
  readonly nodes: readonly Node[]
  readonly at: (place: number, along: readonly Along[]) => Expression
}

/** An element of a node at some indices, from its attributes; `undefined` where it has no notation of its own and the node is written as a named function. */
type Element<A> = (site: Site, attributes: A) => Expression | undefined

/** A node whose element is asked for. */
interface Site extends Context {
  readonly args: readonly number[]
  readonly place: number
  readonly along: readonly Along[]
}

type Pointwise = (x: Expression, y: Expression, z: Expression) => Expression

/** The element of a pointwise primitive, from the elements of its arguments at the same indices. */
const pointwise =
  (f: Pointwise): Element<unknown> =>
  ({ args, at, along }) => {
    const [x, y, z] = args.map((arg) => at(arg, along))
    return f(x, y, z)
  }

const compare =
  (comparison: Comparison): Pointwise =>
  (x, y) =>
    cases({ comparison, left: x, right: y }, one, zero)

const named =
  (name: Function): Pointwise =>
  (x) =>
    call(name, x)

const between =
  (name: Function): Pointwise =>
  (x, y) =>
    call(name, x, y)

/** An axis that is bound by a node. */
const boundBy = (place: number, size: number, part = 0): Axis => axis(`t${place}.${part}`, size)

/** The axes that a reduction goes over: where a reshape merged them into one, they are taken apart again. */
const reduced = ({ nodes }: Context, place: number, arg: number, along: number): readonly [Along, readonly Axis[]] => {
  const size = shapeOfNode(nodes[arg])[along]
  const node = applicationOf(reshape, nodes[arg])
  if (node !== undefined) {
    const from = shapeOfNode(nodes[node.args[0]])
    const merged = mergedBy(from, node.attributes.to, along)
    if (merged !== undefined) {
      const axes = merged.map((i, k) => boundBy(place, from[i], k))
      return [{ _tag: 'Merged', parts: axes }, axes]
    }
  }
  const own = boundBy(place, size)
  return [own, [own]]
}

const lastOf = (shape: Shape): number => shape[shape.length - 1]

/** The softmax of the rows of an argument, at the index of an element and at another, l; nothing where the last axis is merged from several. */
const softmaxOf = (
  { nodes, at }: Context,
  place: number,
  arg: number,
  along: readonly Along[],
): { readonly here: Expression; readonly there: Expression; readonly l: Axis } | undefined => {
  const index = along[along.length - 1]
  if (index._tag === 'Merged') return undefined
  const size = lastOf(shapeOfNode(nodes[arg]))
  const [bound, l] = [boundBy(place, size), boundBy(place, size, 1)]
  const body = at(arg, [...along.slice(0, -1), bound])
  return { here: rawSoftmax(bound, body, index), there: rawSoftmax(bound, body, l), l }
}

const shapeAt = ({ nodes }: Context, place: number): Shape => shapeOfNode(nodes[place])

/** A reduction over an axis. */
const over =
  (kind: Over['kind']): Element<AlongAxis> =>
  (site, { axis: removed }) => {
    const [inner, axes] = reduced(site, site.place, site.args[0], removed)
    const body = site.at(
      site.args[0],
      insertAt(site.along as never, removed, inner as never) as unknown as readonly Along[],
    )
    return axes.reduceRight<Expression>((e, a) => overAxis(kind, a, e), body)
  }

const product: Element<unknown> = (site) => {
  const { args, at, along, place } = site
  const batch = along.slice(0, -2)
  const [i, j] = along.slice(-2)
  const k = boundBy(place, shapeAt(site, args[0])[along.length - 1])
  return overAxis('sum', k, multiply(at(args[0], [...batch, i, k]), at(args[1], [...batch, k, j])))
}

/** A node without notation of its own. */
const none = (): undefined => undefined

/** The notation of each primitive. */
const elements: { readonly [N in keyof Attributes]: Element<Attributes[N]> } = {
  neg: pointwise(negate),
  add: pointwise((x, y) => add(x, y)),
  sub: pointwise(subtract),
  mul: pointwise((x, y) => multiply(x, y)),
  mulAdd: pointwise((x, y, z) => add(multiply(x, y), z)),
  annihilatingMul: pointwise((x, y) => multiply(x, y)),
  div: pointwise((x, y) => multiply(x, power(y, number(-1)))),
  reciprocal: pointwise((x) => power(x, number(-1))),
  max: pointwise(between('max')),
  min: pointwise(between('min')),
  greater: pointwise(compare('>')),
  greaterOrEqual: pointwise(compare('≥')),
  equal: pointwise(compare('=')),
  where: pointwise(where),
  abs: pointwise(named('abs')),
  sign: pointwise(named('sign')),
  floor: pointwise(named('floor')),
  square: pointwise((x) => power(x, number(2))),
  sqrt: pointwise((x) => power(x, number(0.5))),
  exp: pointwise(exp),
  log: pointwise(log),
  log1p: pointwise((x) => log(add(one, x))),
  expm1: pointwise((x) => subtract(exp(x), one)),
  sin: pointwise(named('sin')),
  cos: pointwise(named('cos')),
  sigmoid: pointwise(named('sigmoid')),
  sigmoidSlope: pointwise((x) => multiply(call('sigmoid', x), call('sigmoid', negate(x)))),
  tanh: pointwise(named('tanh')),
  softplus: pointwise((x) => log(add(one, exp(x)))),
  stopGradient: pointwise((x) => x),
  custom: pointwise((_, y) => y),
  pow: ({ args, at, along }, { exponent }) => power(at(args[0], along), number(exponent)),
  sum: over('sum'),
  maxAlong: over('max'),
  argmax: (site, attributes) =>
    reduced(site, site.place, site.args[0], attributes.axis)[1].length === 1
      ? over('argmax')(site, attributes)
      : undefined,
  softmax: (site) => softmaxOf(site, site.place, site.args[0], site.along)?.here,
  logSoftmax: (site) => {
    const p = softmaxOf(site, site.place, site.args[0], site.along)
    return p && log(p.here)
  },
  logSumExp: (site) => {
    const l = boundBy(site.place, lastOf(shapeAt(site, site.args[0])))
    return log(overAxis('sum', l, exp(site.at(site.args[0], [...site.along, l]))))
  },
  softmaxDeviation: (site) => {
    const { args, at, along } = site
    const p = softmaxOf(site, site.place, args[1], along)
    const there = (l: Axis): Expression => at(args[0], [...along.slice(0, -1), l])
    return p && subtract(at(args[0], along), overAxis('sum', p.l, multiply(p.there, there(p.l))))
  },
  softmaxResidual: (site) => {
    const { args, at, along } = site
    const p = softmaxOf(site, site.place, args[1], along)
    const there = (l: Axis): Expression => at(args[0], [...along.slice(0, -1), l])
    return p && subtract(at(args[0], along), multiply(p.here, overAxis('sum', p.l, there(p.l))))
  },
  broadcast: ({ args, at, along }, { axis: inserted }) =>
    at(
      args[0],
      along.filter((_, i) => i !== inserted),
    ),
  reshape: (site, { to }) => {
    const before = beforeReshape(shapeAt(site, site.args[0]), to, site.along)
    return before === undefined ? undefined : site.at(site.args[0], before)
  },
  transpose: ({ args, at, along }, { permutation }) =>
    at(
      args[0],
      permutation.map((_, i) => along[permutation.indexOf(i)]),
    ),
  slice: (site, { axis: cut, start }) => {
    const { args, at, along } = site
    if (along[cut]._tag === 'Merged') return undefined
    const size = shapeAt(site, args[0])[cut]
    return at(
      args[0],
      along.map((i, k) => (k === cut ? shifted(i as Index, start, size) : i)),
    )
  },
  pad: none,
  concat: none,
  matmul: product,
  annihilatingMatmul: product,
  take: (site, { axis: from }) => {
    const { args, at, along } = site
    const rank = shapeAt(site, args[1]).length
    const by = at(args[1], along.slice(from, from + rank))
    const chosen: Index = isNumber(by)
      ? { _tag: 'Place', place: by.value, size: shapeAt(site, args[0])[from] }
      : { _tag: 'Chosen', by }
    return at(args[0], [...along.slice(0, from), chosen, ...along.slice(from + rank)])
  },
  scatterAdd: (site, { axis: into }) => {
    const { args, at, along, place } = site
    const axes = shapeAt(site, args[1]).map((n, k) => boundBy(place, n, k))
    const here = along[into]
    if (here._tag === 'Merged') return undefined
    const hit = cases({ comparison: '=', left: at(args[1], axes), right: position(here) }, one, zero)
    const body = multiply(hit, at(args[0], [...along.slice(0, into), ...axes, ...along.slice(into + 1)]))
    return axes.reduceRight<Expression>((e, a) => overAxis('sum', a, e), body)
  },
}

/** One element of a node; `undefined` where it has no notation of its own. */
export const elementOf = (
  context: Context,
  { primitive, attributes, args }: Applied,
  place: number,
  along: readonly Along[],
): Expression | undefined =>
  (elements as Readonly<Record<string, Element<unknown> | undefined>>)[primitive.name]?.(
    { ...context, args, place, along },
    attributes,
  )
