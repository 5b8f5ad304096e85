/**
 * The graph that runs when a fused graph gave NaN: it agrees with the library at all points.
 *
 * Its scans compute each step twice, fused and as written with annihilating products, and use the second where the first is NaN. A step depends on its state and batch only, so the size of chunks
 * does not change the results.
 */
import * as Layout from '../primitive/Layout.js'
import * as Pointwise from '../primitive/Pointwise.js'
import * as Reduce from '../primitive/Reduce.js'
import * as Softmax from '../primitive/Softmax.js'
import { sizeOf } from '../tensor/Shape.js'
import { uniform } from '../tensor/Value.js'
import { copied, open, rebuilt, type Builder, type Rule } from './Build.js'
import { fuse } from './Fuse.js'
import type { Graph } from './Graph.js'
import { simplify } from './Simplify.js'

const ofRows = [Softmax.softmax, Softmax.logSoftmax, Softmax.softmaxDeviation, Softmax.softmaxResidual]

/** Rows with the same softmax, with 0 for a single ∞ and −∞ beside it: operators of engines compute ∞ − ∞ there. Several ∞ give NaN, as in the library. */
const limited = (b: Builder, x: number): number => {
  const shape = b.shape(x)
  const axis = shape.length - 1
  const all = (value: number): number => b.constant(uniform(shape, value))
  const infinite = b.make(Pointwise.equal, undefined, x, all(Infinity))
  const count = b.make(Reduce.sum, { axis }, infinite)
  const counts = b.make(Reduce.broadcast, { axis, size: shape[axis] }, count)
  const several = b.make(Pointwise.greater, undefined, counts, all(1))
  const own = b.make(Pointwise.where, undefined, several, all(NaN), all(0))
  const beside = b.make(Pointwise.sub, undefined, x, all(Infinity))
  return b.make(Pointwise.where, undefined, counts, b.make(Pointwise.where, undefined, infinite, own, beside), x)
}

const infiniteRows: Rule = (b, { primitive, args }) =>
  ofRows.some((each) => each === primitive)
    ? b.make(primitive, undefined, ...args.slice(0, -1), limited(b, args[args.length - 1]))
    : undefined

/** The simplified graph, with operations that engines compute like the library at all points. */
export const unfused = (graph: Graph): Graph => rebuilt(infiniteRows, simplify(graph))

/** The number of NaN elements of some nodes. */
const nanCount = (b: Builder, places: readonly number[]): number =>
  places.reduce(
    (count, place) => {
      const size = sizeOf(b.shape(place))
      const flat = b.apply(Layout.reshape, { to: [size] }, place)
      const numbers = b.apply(Pointwise.equal, undefined, flat, flat)
      const nans = b.apply(Pointwise.sub, undefined, b.constant(uniform([size], 1)), numbers)
      return b.apply(Pointwise.add, undefined, count, b.apply(Reduce.sum, { axis: 0 }, nans))
    },
    b.constant(uniform([], 0)),
  )

/** A step that computes `first`, and `second` where `first` is NaN. Both have the same inputs and outputs. */
const eitherStep = (first: Graph, second: Graph): Graph => {
  const b = open()
  const inputs = first.inputs.map((place) => {
    const node = first.nodes[place]
    return node._tag === 'Input' ? b.input(node.name, node.shape, node.bytes) : place
  })
  const [ours, others] = [copied(b, first, inputs), copied(b, second, inputs)]
  const right = b.apply(Pointwise.equal, undefined, nanCount(b, ours), b.constant(uniform([], 0)))
  const spread = (shape: readonly number[]): number =>
    shape.reduceRight<number>((place, size) => b.apply(Reduce.broadcast, { axis: 0, size }, place), right)
  return b.graph(
    first.outputs.map(({ name }, i) => ({
      name,
      node: b.apply(Pointwise.where, undefined, spread(b.shape(ours[i])), ours[i], others[i]),
    })),
  )
}

/** A graph that agrees with the given one within rounding at all points, including those with non-finite derivatives. */
export const careful = (graph: Graph): Graph => {
  const simple = unfused(graph)
  return {
    ...simple,
    nodes: simple.nodes.map((node) =>
      node._tag === 'Scan' ? { ...node, body: eitherStep(fuse(node.body), node.body) } : node,
    ),
  }
}
