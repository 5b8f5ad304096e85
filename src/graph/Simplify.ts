/**
 * Simplification without a change of bits: constant folding, common subexpressions, removal of unused nodes, and identities that hold for NaN, infinities and −0. (x + 0 is not x
 * for x = −0; x − 0 is.)
 *
 * A rule sees one application with simplified arguments and returns a replacement, or `undefined`.
 *
 * - **Law** a graph and what it is simplified to agree to the bit, on random graphs.
 */
import * as Layout from '../primitive/Layout.js'
import * as Pointwise from '../primitive/Pointwise.js'
import * as Reduce from '../primitive/Reduce.js'
import { custom } from '../primitive/Custom.js'
import { bind } from '../primitive/Primitive.js'
import { equals, sizeOf } from '../tensor/Shape.js'
import { dataOf, uniform as uniformTensor } from '../tensor/Value.js'
import { rebuilt, type Builder, type Rule } from './Build.js'
import { uniformOf, type Graph } from './Graph.js'
import { appliedAny, appliedAt, first, isOneOf, rule } from './Rule.js'
import { record as expectRecord } from '../tensor/Expect.js'

/** The value of a uniform constant node. */
export const numberAt = (b: Builder, place: number): number | undefined => uniformOf(b.at(place))

const is = (b: Builder, place: number, value: number): boolean => Object.is(numberAt(b, place), value)

/** The largest size of a folded constant beyond that of its operands. */
const small = 1024

const constants: Rule = (b, { primitive, attributes, args }) => {
  const values = args.flatMap((arg) => {
    const node = b.at(arg)
    return node._tag === 'Constant' ? [node.value] : []
  })
  if (values.length < args.length) return undefined
  const value = bind(primitive, values, attributes)
  const isSmall =
    typeof dataOf(value) === 'number' || sizeOf(b.shape(args[0])) + small >= (dataOf(value) as Float64Array).length
  return isSmall ? b.constant(value) : undefined
}

/** Operations that do nothing. */
const nothing: Rule = first(
  rule(Pointwise.stopGradient, (_, [x]) => x),
  rule(custom, (_, [, y]) => y),
  rule(Pointwise.mul, (b, [x, y]) => (is(b, y, 1) ? x : is(b, x, 1) ? y : undefined)),
  rule(Pointwise.div, (b, [x, y]) => (is(b, y, 1) ? x : undefined)),
  rule(Pointwise.sub, (b, [x, y]) => (is(b, y, 0) ? x : undefined)),
  rule(Pointwise.add, (b, [x, y]) => (is(b, y, -0) ? x : is(b, x, -0) ? y : undefined)),
  rule(Pointwise.where, (b, [c, x, y]) => {
    const always = numberAt(b, c)
    return x === y ? x : always === undefined ? undefined : always !== 0 ? x : y
  }),
)

/** Combined signs. A sum with a negative is a difference, by the definition of rounding. */
const signs: Rule = first(
  rule(Pointwise.neg, (b, [x]) => appliedAt(b, x, Pointwise.neg)?.args[0]),
  rule(Pointwise.add, (b, [x, y]) => {
    const [nx, ny] = [appliedAt(b, x, Pointwise.neg), appliedAt(b, y, Pointwise.neg)]
    return ny !== undefined
      ? b.apply(Pointwise.sub, undefined, x, ny.args[0])
      : nx !== undefined
        ? b.apply(Pointwise.sub, undefined, y, nx.args[0])
        : undefined
  }),
  rule(Pointwise.sub, (b, [x, y]) => {
    const ny = appliedAt(b, y, Pointwise.neg)
    return ny && b.apply(Pointwise.add, undefined, x, ny.args[0])
  }),
  (b, { primitive, args, attributes }) => {
    const even = isOneOf(Pointwise.square, Pointwise.abs, Pointwise.cos)
    const inside = even(primitive) ? appliedAt(b, args[0], Pointwise.neg) : undefined
    return inside && b.apply(primitive, attributes, inside.args[0])
  },
  (b, { primitive, args, attributes }) => {
    if (!isOneOf(Pointwise.mul, Pointwise.div)(primitive)) return undefined
    const [x, y] = args.map((arg) => appliedAt(b, arg, Pointwise.neg))
    return x && y && b.apply(primitive, attributes, x.args[0], y.args[0])
  },
)

/** A product with 1 or 0 that has an effect only where it is not 0 is a choice. */
const truths = isOneOf(Pointwise.greater, Pointwise.greaterOrEqual, Pointwise.equal)

/** The node with values 1 and 0 that a node is or moves. */
const isTruth = (b: Builder, place: number): boolean => {
  const node = b.at(place)
  return (
    node._tag === 'Applied' &&
    (truths(node.primitive) ||
      (isOneOf(Layout.reshape, Reduce.broadcast, Layout.transpose)(node.primitive) && isTruth(b, node.args[0])))
  )
}

/** The value of a node where a condition is 1, and where it is 0. */
interface Choice {
  readonly condition: number
  readonly yes: number
  readonly no: number
}

const choiceAt = (b: Builder, place: number): Choice | undefined => {
  if (isTruth(b, place)) return { condition: place, yes: 1, no: 0 }
  const node = appliedAt(b, place, Pointwise.where)
  if (node === undefined) return undefined
  const [condition, x, y] = node.args
  const [yes, no] = [numberAt(b, x), numberAt(b, y)]
  return yes === undefined || no === undefined || !isTruth(b, condition) ? undefined : { condition, yes, no }
}

export const uniform = (b: Builder, like: number, value: number): number =>
  b.constant(uniformTensor(b.shape(like), value))

/** A function of values chosen by one condition is a choice by that condition. */
const choices: Rule = (b, { primitive, attributes, args }) => {
  if (!('elements' in primitive) || truths(primitive)) return undefined
  const parts = args.map((arg): Choice | undefined => {
    const always = numberAt(b, arg)
    return always === undefined ? choiceAt(b, arg) : { condition: -1, yes: always, no: always }
  })
  const chosen = parts.flatMap((part) => (part === undefined || part.condition < 0 ? [] : [part.condition]))
  if (parts.includes(undefined) || chosen.length === 0 || chosen.some((c) => c !== chosen[0])) return undefined
  if (
    isOneOf(Pointwise.where)(primitive) &&
    parts.every((part, i) => i === 0 || (part as Choice).condition < 0) &&
    isTruth(b, args[0])
  )
    return undefined
  const at = (side: 'yes' | 'no'): number =>
    b.apply(primitive, attributes, ...parts.map((part) => uniform(b, args[0], (part as Choice)[side])))
  return b.apply(Pointwise.where, undefined, chosen[0], at('yes'), at('no'))
}

/** Choices by negated conditions, and products with 1 or 0 where they have an effect. */
const conditions: Rule = rule(Pointwise.where, (b, [c, x, y]) => {
  const turned = appliedAt(b, c, Pointwise.equal)
  if (turned === undefined) return undefined
  const [t, zero] = turned.args
  if (numberAt(b, zero) !== 0 || !isTruth(b, t)) return undefined
  const product = appliedAt(b, y, Pointwise.mul)
  const other = product?.args[0] === t ? product.args[1] : product?.args[1] === t ? product.args[0] : undefined
  return b.apply(Pointwise.where, undefined, t, other !== undefined && is(b, x, 0) ? other : y, x)
})

/** Inverse or consecutive moves of elements. */
const moves: Rule = first(
  rule(Layout.reshape, (b, [x], { to }) => {
    if (equals(b.shape(x), to)) return x
    const inner = appliedAt(b, x, Layout.reshape)
    return inner && b.apply(Layout.reshape, { to }, inner.args[0])
  }),
  rule(Layout.transpose, (b, [x], { permutation }) => {
    if (permutation.every((axis, i) => axis === i)) return x
    const inner = appliedAt(b, x, Layout.transpose)
    return (
      inner &&
      b.apply(Layout.transpose, { permutation: permutation.map((i) => inner.attributes.permutation[i]) }, inner.args[0])
    )
  }),
  rule(Layout.slice, (b, [x], { axis, start, end }) => (start === 0 && end === b.shape(x)[axis] ? x : undefined)),
  rule(Layout.pad, (_, [x], { before, after }) => (before === 0 && after === 0 ? x : undefined)),
  rule(Reduce.broadcast, (b, [x], { axis, size }) => {
    const shape = b.shape(x)
    return size === 1
      ? b.apply(Layout.reshape, { to: [...shape.slice(0, axis), 1, ...shape.slice(axis)] }, x)
      : undefined
  }),
)

/** A pointwise function of operands that are broadcast or moved in the same way is computed before, on fewer elements. */
const outward: Rule = (b, { primitive, attributes, args }) => {
  if (!('elements' in primitive) && !isOneOf(Pointwise.pow)(primitive)) return undefined
  const spread = args.map((arg) => appliedAny(b, arg, Reduce.broadcast, Layout.reshape))
  const lead = spread.find((node) => node !== undefined)
  if (lead === undefined) return undefined
  const from = b.shape(lead.args[0])
  const same = args.every((arg, i) => {
    const node = spread[i]
    return node === undefined
      ? numberAt(b, arg) !== undefined
      : node.primitive === lead.primitive &&
          equals(b.shape(node.args[0]), from) &&
          JSON.stringify(node.attributes) === JSON.stringify(lead.attributes)
  })
  if (!same) return undefined
  const inner = args.map((arg, i) => spread[i]?.args[0] ?? uniform(b, lead.args[0], numberAt(b, arg) ?? 0))
  return b.apply(lead.primitive, lead.attributes, b.apply(primitive, attributes, ...inner))
}

/** A division by a power of two is a product with its reciprocal, which is exact. */
const powers: Rule = rule(Pointwise.div, (b, [x, y]) => {
  const by = numberAt(b, y)
  if (by === undefined || by === 0 || !Number.isFinite(by)) return undefined
  const isPower = Math.abs(by) === 2 ** Math.round(Math.log2(Math.abs(by))) && Math.abs(Math.log2(Math.abs(by))) < 1022
  return isPower ? b.apply(Pointwise.mul, undefined, x, uniform(b, y, 1 / by)) : undefined
})

/** The rules that change no bit, in order. */
export const exactRules = { constants, nothing, signs, conditions, choices, moves, outward, powers } as const

/** All rules that change no bit. */
export const exact: Rule = first(...Object.values(exactRules))

/**
 * The simplified graph: the same results to the bit on the reference engine.
 *
 * @example
 * const { graph } = Graph.stage((x: T.Scalar) => pipe(x, T.mul(1), T.sub(0), T.neg, T.neg))(T.scalar(0))
 * Graph.size(Graph.simplify(graph)) // => 1
 *
 * @category passes
 */
export const simplify = (graph: Graph): Graph => {
  expectRecord(
    'Graph.simplify',
    'a graph, as Graph.stage makes it',
    { nodes: 'array', inputs: 'array', outputs: 'array' },
    graph,
  )
  return rebuilt(exact, graph)
}
