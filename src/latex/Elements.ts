/**
 * What one element of a node is, in terms of elements of its arguments: one line for each primitive.
 */
import type { Permutation, Range, To } from '../primitive/Layout.js'
import type { Exponent } from '../primitive/Pointwise.js'
import type { Along as AlongAxis } from '../primitive/Rules.js'
import { insertAt, type Shape } from '../tensor/Shape.js'
import { shapeOfNode, type Applied, type Node } from '../graph/Graph.js'
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

type Pointwise = (x: Expression, y: Expression, z: Expression) => Expression

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

const pointwise: Readonly<Record<string, Pointwise>> = {
  neg: negate,
  add: (x, y) => add(x, y),
  sub: subtract,
  mul: (x, y) => multiply(x, y),
  mulAdd: (x, y, z) => add(multiply(x, y), z),
  annihilatingMul: (x, y) => multiply(x, y),
  div: (x, y) => multiply(x, power(y, number(-1))),
  reciprocal: (x) => power(x, number(-1)),
  max: between('max'),
  min: between('min'),
  greater: compare('>'),
  greaterOrEqual: compare('≥'),
  equal: compare('='),
  where,
  abs: named('abs'),
  sign: named('sign'),
  floor: named('floor'),
  square: (x) => power(x, number(2)),
  sqrt: (x) => power(x, number(0.5)),
  exp,
  log,
  log1p: (x) => log(add(one, x)),
  expm1: (x) => subtract(exp(x), one),
  sin: named('sin'),
  cos: named('cos'),
  sigmoid: named('sigmoid'),
  sigmoidSlope: (x) => multiply(call('sigmoid', x), call('sigmoid', negate(x))),
  tanh: named('tanh'),
  softplus: (x) => log(add(one, exp(x))),
  stopGradient: (x) => x,
  custom: (_, y) => y,
}

/** An axis that is bound by a node. */
const boundBy = (place: number, size: number, part = 0): Axis => axis(`t${place}.${part}`, size)

/** The axes that a reduction goes over: where a reshape merged them into one, they are taken apart again. */
const reduced = ({ nodes }: Context, place: number, arg: number, along: number): readonly [Along, readonly Axis[]] => {
  const node = nodes[arg]
  const size = shapeOfNode(node)[along]
  if (node._tag === 'Applied' && node.primitive.name === 'reshape') {
    const from = shapeOfNode(nodes[node.args[0]])
    const merged = mergedBy(from, (node.attributes as To).to, along)
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

/** One element of a node; nothing where it is more than that. */
export const elementOf = (
  context: Context,
  { primitive, attributes, args }: Applied,
  place: number,
  along: readonly Along[],
): Expression | undefined => {
  const { nodes, at } = context
  const [x, y, z] = args
  const shapeAt = (i: number): Shape => shapeOfNode(nodes[i])
  const f = pointwise[primitive.name]
  if (f !== undefined) {
    const [a, b, c] = args.map((arg) => at(arg, along))
    return f(a, b, c)
  }
  const over = (kind: Over['kind']): Expression => {
    const { axis: where_ } = attributes as AlongAxis
    const [inner, axes] = reduced(context, place, x, where_)
    const body = at(x, insertAt(along as never, where_, inner as never) as unknown as readonly Along[])
    return axes.reduceRight<Expression>((e, a) => overAxis(kind, a, e), body)
  }
  switch (primitive.name) {
    case 'pow': {
      const { exponent } = attributes as Exponent
      return power(at(x, along), number(exponent))
    }
    case 'sum':
      return over('sum')
    case 'maxAlong':
      return over('max')
    case 'argmax':
      return reduced(context, place, x, (attributes as AlongAxis).axis)[1].length === 1 ? over('argmax') : undefined
    case 'softmax':
      return softmaxOf(context, place, x, along)?.here
    case 'logSoftmax': {
      const p = softmaxOf(context, place, x, along)
      return p && log(p.here)
    }
    case 'logSumExp': {
      const l = boundBy(place, lastOf(shapeAt(x)))
      return log(overAxis('sum', l, exp(at(x, [...along, l]))))
    }
    case 'softmaxDeviation': {
      const p = softmaxOf(context, place, y, along)
      return p && subtract(at(x, along), overAxis('sum', p.l, multiply(p.there, at(x, [...along.slice(0, -1), p.l]))))
    }
    case 'softmaxResidual': {
      const p = softmaxOf(context, place, y, along)
      return p && subtract(at(x, along), multiply(p.here, overAxis('sum', p.l, at(x, [...along.slice(0, -1), p.l]))))
    }
    case 'broadcast': {
      const { axis: new_ } = attributes as AlongAxis
      return at(
        x,
        along.filter((_, i) => i !== new_),
      )
    }
    case 'reshape': {
      const before = beforeReshape(shapeAt(x), (attributes as To).to, along)
      return before === undefined ? undefined : at(x, before)
    }
    case 'transpose': {
      const { permutation } = attributes as Permutation
      return at(
        x,
        permutation.map((_, i) => along[permutation.indexOf(i)]),
      )
    }
    case 'slice': {
      const { axis: cut, start } = attributes as Range
      if (along[cut]._tag === 'Merged') return undefined
      return at(
        x,
        along.map((i, k) => (k === cut ? shifted(i as Index, start, shapeAt(x)[cut]) : i)),
      )
    }
    case 'matmul':
    case 'annihilatingMatmul': {
      const batch = along.slice(0, -2)
      const [i, j] = along.slice(-2)
      const k = boundBy(place, shapeAt(x)[along.length - 1])
      return overAxis('sum', k, multiply(at(x, [...batch, i, k]), at(y, [...batch, k, j])))
    }
    case 'take': {
      const { axis: from } = attributes as AlongAxis
      const rank = shapeAt(y).length
      const by = at(y, along.slice(from, from + rank))
      const chosen: Index = isNumber(by)
        ? { _tag: 'Place', place: by.value, size: shapeAt(x)[from] }
        : { _tag: 'Chosen', by }
      return at(x, [...along.slice(0, from), chosen, ...along.slice(from + rank)])
    }
    case 'scatterAdd': {
      const { axis: into } = attributes as AlongAxis
      const axes = shapeAt(y).map((n, k) => boundBy(place, n, k))
      const here = along[into]
      if (here._tag === 'Merged') return undefined
      const hit = cases({ comparison: '=', left: at(y, axes), right: position(here) }, one, zero)
      const body = multiply(hit, at(x, [...along.slice(0, into), ...axes, ...along.slice(into + 1)]))
      return axes.reduceRight<Expression>((e, a) => overAxis('sum', a, e), body)
    }
    default:
      void z
      return undefined
  }
}
