/**
 * Softmax and its logarithm in a graph, found from their parts, so that an engine computes them by the one operator it has for each.
 *
 * @since 0.1.0
 */
import * as Pointwise from '../primitive/Pointwise.js'
import * as Reduce from '../primitive/Reduce.js'
import type { Along, Into } from '../primitive/Rules.js'
import { toFlat } from '../tensor/Value.js'
import { rebuiltBy, type Builder, type Rule } from './Build.js'
import * as Fused from './Fused.js'
import type { Graph } from './Graph.js'
import { appliedAt, first, numberAt, on } from './Simplify.js'

/** Whether a node is another one, spread along its last axis. */
const spreadOf = (b: Builder, place: number): number | undefined => {
  const node = appliedAt(b, place, Reduce.broadcast)
  return node !== undefined && (node.attributes as Into).axis === b.shape(place).length - 1 ? node.args[0] : undefined
}

/** The sum along the last axis that a node is. */
const rowSumOf = (b: Builder, place: number): number | undefined => {
  const node = appliedAt(b, place, Reduce.sum)
  return node !== undefined && (node.attributes as Along).axis === b.shape(node.args[0]).length - 1
    ? node.args[0]
    : undefined
}

/** x, where a node is exp(x − max x) with the largest of each row. */
const exponentialsOf = (b: Builder, place: number): number | undefined => {
  const z = appliedAt(b, place, Pointwise.exp)?.args[0]
  return z === undefined ? undefined : shiftedOf(b, z)
}

/** m, where a node is m if that is finite, else 0; otherwise the node itself. */
const largestOf = (b: Builder, place: number): number => {
  const [c, m, zero] = appliedAt(b, place, Pointwise.where)?.args ?? []
  const [difference, nothing] = (c === undefined ? undefined : appliedAt(b, c, Pointwise.equal))?.args ?? []
  const [x, y] = (difference === undefined ? undefined : appliedAt(b, difference, Pointwise.sub))?.args ?? []
  return x !== undefined && x === m && y === m && numberAt(b, zero) === 0 && numberAt(b, nothing) === 0 ? m : place
}

const shiftedOf = (b: Builder, place: number): number | undefined => {
  const difference = appliedAt(b, place, Pointwise.sub)
  if (difference === undefined) return undefined
  const [x, y] = difference.args
  const shift = spreadOf(b, y)
  const most = shift === undefined ? undefined : appliedAt(b, largestOf(b, shift), Reduce.maxAlong)
  return most?.args[0] === x && (most.attributes as Along).axis === b.shape(x).length - 1 ? x : undefined
}

/** Whether a node is a row for each class number, with 1 where its class is: `oneHot`. That the numbers are classes is seen to before: a loss refuses others, and so does a run. */
const isOneHot = (b: Builder, place: number): boolean => {
  const comparison = appliedAt(b, place, Pointwise.equal)
  if (comparison === undefined) return false
  const [classes, numbers] = comparison.args
  const node = b.at(numbers)
  if (node._tag !== 'Constant' || spreadOf(b, classes) === undefined) return false
  const k = node.shape[node.shape.length - 1]
  return toFlat(node.value).every((v, i) => v === i % k)
}

/** Softmax and its logarithm, of which engines have an operator each: e/Σe, z − log Σe, and the parts of a derivative that divide by Σe. */
export const softmaxes: Rule = first(
  on([Pointwise.div], (b, [e, y]) => {
    const x = exponentialsOf(b, e)
    const total = spreadOf(b, y)
    return x !== undefined && total !== undefined && rowSumOf(b, total) === e
      ? b.apply(Fused.softmax, undefined, x)
      : undefined
  }),
  on([Pointwise.sub], (b, [z, y]) => {
    const x = shiftedOf(b, z)
    const logarithm = spreadOf(b, y)
    const total = logarithm === undefined ? undefined : appliedAt(b, logarithm, Pointwise.log)?.args[0]
    const e = total === undefined ? undefined : rowSumOf(b, total)
    return x !== undefined && e !== undefined && exponentialsOf(b, e) === x
      ? b.apply(Fused.logSoftmax, undefined, x)
      : undefined
  }),
  // The cross entropy of classes: log Σe less the shifted logit of the class is −Σ t·logSoftmax, with t one 1 in each row.
  on([Pointwise.sub], (b, [l, p]) => {
    const total = appliedAt(b, l, Pointwise.log)?.args[0]
    const e = total === undefined ? undefined : rowSumOf(b, total)
    const x = e === undefined ? undefined : exponentialsOf(b, e)
    const chosen = rowSumOf(b, p)
    const choice = chosen === undefined ? undefined : appliedAt(b, chosen, Pointwise.where)
    if (x === undefined || choice === undefined || chosen === undefined) return undefined
    const [t, z, zero] = choice.args
    if (shiftedOf(b, z) !== x || numberAt(b, zero) !== 0 || !isOneHot(b, t)) return undefined
    const logarithms = b.apply(Fused.logSoftmax, undefined, x)
    const ofClass = b.apply(Pointwise.where, undefined, t, logarithms, zero)
    return b.apply(Pointwise.neg, undefined, b.apply(Reduce.sum, { axis: b.shape(chosen).length - 1 }, ofClass))
  }),
  // Its derivative: −c where t is 1, and c·softmax everywhere, is c·(softmax − t).
  on([Pointwise.add], (b, [w, y]) => {
    const choice = appliedAt(b, w, Pointwise.where)
    const product = appliedAt(b, y, Pointwise.mul)
    if (choice === undefined || product === undefined) return undefined
    const [t, yes, no] = choice.args
    const [c, s] = product.args
    const by = numberAt(b, c)
    return by !== undefined && numberAt(b, yes) === -by && numberAt(b, no) === 0 && isOneHot(b, t)
      ? b.apply(Pointwise.mul, undefined, b.apply(Pointwise.sub, undefined, s, t), c)
      : undefined
  }),
  (b, { primitive, args }, single) => {
    if (primitive.name !== 'mul') return undefined
    const side = args.findIndex((arg) => exponentialsOf(b, arg) !== undefined)
    if (side < 0) return undefined
    const [e, y] = [args[side], args[1 - side]]
    const quotient = spreadOf(b, y)
    const share = quotient === undefined ? undefined : appliedAt(b, quotient, Pointwise.div, Pointwise.reciprocal)
    const total = share?.args[share.args.length - 1]
    // Where Σe has other uses, the exponentials are there anyway.
    if (share === undefined || total === undefined || rowSumOf(b, total) !== e || !single(total)) return undefined
    const softmax = b.apply(Fused.softmax, undefined, exponentialsOf(b, e) as number)
    const factor = share.args.length === 1 ? undefined : share.args[0]
    return factor === undefined
      ? softmax
      : b.apply(
          Pointwise.mul,
          undefined,
          b.apply(Reduce.broadcast, appliedAt(b, y, Reduce.broadcast)?.attributes as Into, factor),
          softmax,
        )
  },
)

/** A softmax whose logarithm is there too is its exponential. */
export const shareSoftmax = (graph: Graph): Graph =>
  rebuiltBy(({ nodes }) => {
    const known = new Map(
      nodes.flatMap((node, place) =>
        node._tag === 'Applied' && node.primitive.name === 'logSoftmax' ? [[node.args[0], place] as const] : [],
      ),
    )
    return (place) =>
      (b, { primitive, args }) => {
        const node = nodes[place]
        return primitive.name === 'softmax' && node._tag === 'Applied' && known.has(node.args[0])
          ? b.make(Pointwise.exp, undefined, b.make(Fused.logSoftmax, undefined, args[0]))
          : undefined
      }
  }, graph)
