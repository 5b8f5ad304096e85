/**
 * Derivatives of the softmax, of its logarithm and of σ for engines, which have operators for the functions but not for their slopes.
 *
 * The library computes these slopes accurately where one class is almost certain. Float32 lacks most of these digits, so the formulas are emitted.
 */
import * as Pointwise from '../primitive/Pointwise.js'
import * as Reduce from '../primitive/Reduce.js'
import * as Softmax from '../primitive/Softmax.js'
import { toFlat } from '../tensor/Value.js'
import { rebuiltBy, type Builder, type Rule } from './Build.js'
import type { Graph } from './Graph.js'
import { applicationOf, appliedAt, first, isOneOf, rule } from './Rule.js'
import { numberAt, uniform } from './Simplify.js'

const lastAxis = (b: Builder, place: number): number => b.shape(place).length - 1

/** Whether a node is another one, broadcast along its last axis. */
const spreadOf = (b: Builder, place: number): number | undefined => {
  const node = appliedAt(b, place, Reduce.broadcast)
  return node !== undefined && node.attributes.axis === lastAxis(b, place) ? node.args[0] : undefined
}

/** Whether a node is `oneHot` of class numbers. Class numbers out of range are refused before: by the loss, and before each run. */
const isOneHot = (b: Builder, place: number): boolean => {
  const comparison = appliedAt(b, place, Pointwise.equal)
  if (comparison === undefined) return false
  const [classes, numbers] = comparison.args
  const node = b.at(numbers)
  if (node._tag !== 'Constant' || spreadOf(b, classes) === undefined) return false
  const k = node.shape[node.shape.length - 1]
  return toFlat(node.value).every((v, i) => v === i % k)
}

/** The sum of each row, broadcast along the row. */
const rowSums = (b: Builder, place: number): number => {
  const axis = lastAxis(b, place)
  return b.apply(Reduce.broadcast, { axis, size: b.shape(place)[axis] }, b.apply(Reduce.sum, { axis }, place))
}

/** The formulas of `softmaxDeviation`, `softmaxResidual` and `sigmoidSlope`. */
export const softmaxes: Rule = first(
  rule(Softmax.softmaxDeviation, (b, [t, x]) => {
    const p = b.apply(Softmax.softmax, undefined, x)
    return b.apply(Pointwise.sub, undefined, t, rowSums(b, b.apply(Pointwise.mul, undefined, p, t)))
  }),
  rule(Softmax.softmaxResidual, (b, [c, x]) => {
    const p = b.apply(Softmax.softmax, undefined, x)
    const [t, yes, no] = appliedAt(b, c, Pointwise.where)?.args ?? []
    const by = t === undefined ? undefined : numberAt(b, yes)
    // One number at the class of each row, as in the derivative of a cross entropy, is also the sum of the row: b·(t − p).
    return by !== undefined && numberAt(b, no) === 0 && isOneHot(b, t)
      ? b.apply(Pointwise.mul, undefined, b.apply(Pointwise.sub, undefined, p, t), uniform(b, p, -by))
      : b.apply(Pointwise.sub, undefined, c, b.apply(Pointwise.mul, undefined, p, rowSums(b, c)))
  }),
  rule(Pointwise.sigmoidSlope, (b, [x]) => {
    // As it is: a factor of x stays in one place for both.
    const left = b.make(Pointwise.neg, undefined, x)
    const [p, q] = [x, left].map((at) => b.apply(Pointwise.sigmoid, undefined, at))
    return b.apply(Pointwise.mul, undefined, p, q)
  }),
)

/** A softmax whose logarithm exists too is its exponential. */
export const shareSoftmax = (graph: Graph): Graph =>
  rebuiltBy(({ nodes }) => {
    const logarithms = new Set(nodes.flatMap((node) => applicationOf(Softmax.logSoftmax, node)?.args ?? []))
    return (place) =>
      (b, { primitive, args }) => {
        const node = nodes[place]
        return isOneOf(Softmax.softmax)(primitive) && node._tag === 'Applied' && logarithms.has(node.args[0])
          ? b.make(Pointwise.exp, undefined, b.make(Softmax.logSoftmax, undefined, args[0]))
          : undefined
      }
  }, graph)
