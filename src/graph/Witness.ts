/**
 * Whether a fused graph shows where it may differ from the graph that it was made from.
 *
 * A fused graph computes products of derivatives as plain ones. A plain product differs from one that annihilates only where it is NaN, so a fused graph whose results have no NaN is right if every
 * such NaN reaches a result. Some operations stop it: a comparison is 0 or 1, and a choice leaves out one of two values. This file follows NaN from each product to the results.
 *
 * A node is *strict* if a NaN in any of its elements makes an element of some result NaN. It is *safe* if it is strict, or if the elements that do not reach a safe node reach nothing at all.
 *
 * - **Law** `laws/engine/edges.ts`: an engine that stages derivatives, and compares them, agrees with the library at points where derivatives are not finite.
 */
import { custom } from '../primitive/Custom.js'
import { scatterAdd, take } from '../primitive/Index.js'
import { slice } from '../primitive/Layout.js'
import * as Linear from '../primitive/Linear.js'
import * as Pointwise from '../primitive/Pointwise.js'
import * as Reduce from '../primitive/Reduce.js'
import * as Softmax from '../primitive/Softmax.js'
import { sizeOf } from '../tensor/Shape.js'
import { gemm } from './Fused.js'
import { operands, shapeOfNode, uniformOf, type Applied, type Graph, type Node, type Scan } from './Graph.js'
import { applicationOf, isOneOf } from './Rule.js'

/** How a NaN in an argument shows in the result of an operation: always; only where the element is chosen, and otherwise nothing depends on it; or not at all. */
type Passage = 'always' | 'chosen' | 'never'

/** Comparisons, and annihilating products, hide a NaN. */
const isHiding = isOneOf(
  Pointwise.greater,
  Pointwise.greaterOrEqual,
  Pointwise.equal,
  Reduce.argmax,
  Pointwise.annihilatingMul,
  Linear.annihilatingMatmul,
)

const passage = (node: Applied, argument: number): Passage => {
  const { primitive, shape } = node
  if (sizeOf(shape) === 0 || isOneOf(slice)(primitive)) return 'chosen'
  if (isHiding(primitive)) return 'never'
  if (isOneOf(Pointwise.where)(primitive)) return argument === 0 ? 'never' : 'chosen'
  if (isOneOf(take)(primitive)) return argument === 0 ? 'chosen' : 'never'
  if (isOneOf(scatterAdd)(primitive)) return argument === 0 ? 'always' : 'never'
  if (isOneOf(custom)(primitive)) return argument === 1 ? 'always' : 'never'
  return applicationOf(Pointwise.pow, node)?.attributes.exponent === 0 ? 'never' : 'always'
}

const isOrdinary = (factor: number | undefined): boolean => factor !== undefined && factor !== 0 && isFinite(factor)

/** Whether an operation of a fused graph may be NaN where the graph it was made from has a number there. */
const isSpeculative = ({ nodes }: Graph, { primitive, args }: Applied): boolean =>
  isOneOf(Pointwise.mul, Pointwise.mulAdd)(primitive)
    ? args[0] !== args[1] && ![args[0], args[1]].some((place) => isOrdinary(uniformOf(nodes[place])))
    : isOneOf(Linear.matmul, gemm, Pointwise.div, Softmax.softmax, Softmax.logSoftmax)(primitive)

/** What is known of a value. */
interface Seen {
  readonly strict: boolean
  readonly safe: boolean
}

interface Flow {
  /** What is known of each input. */
  readonly inputs: readonly Seen[]
  /** Whether all operations that may be NaN for themselves are safe. */
  readonly witnessed: boolean
}

const unused: Seen = { strict: false, safe: true }

/** What is known of what goes into a scan, once the states of one step are those of the next. */
const throughScan = ({ body, states }: Scan, results: readonly Seen[]): Flow => {
  const inner = flow(body, results)
  const next = results.map((each, i) =>
    i < states.length
      ? { strict: each.strict && inner.inputs[i].strict, safe: each.safe && inner.inputs[i].safe }
      : each,
  )
  const settled = next.every(({ strict, safe }, i) => strict === results[i].strict && safe === results[i].safe)
  return settled ? inner : throughScan({ body, states } as Scan, next)
}

const flow = (graph: Graph, results: readonly Seen[]): Flow => {
  const { nodes, inputs, outputs } = graph
  // Local mutation, invisible from outside: from the last node to the first, so that all users of a node are known before it.
  const strict = new Array<boolean>(nodes.length).fill(false)
  const stray = new Array<boolean>(nodes.length).fill(false)
  const parts = new Map<number, Seen[]>()
  let witnessed = true
  const seen = (place: number): Seen => ({ strict: strict[place], safe: strict[place] || !stray[place] })
  const use = (place: number, by: Seen, how: Passage): void => {
    if (how === 'always' && by.strict) strict[place] = true
    if (how === 'never' || !by.safe) stray[place] = true
  }
  outputs.forEach(({ node }, i) => use(node, results[i], 'always'))
  for (let place = nodes.length - 1; place >= 0; place--) {
    const node: Node = nodes[place]
    const own = seen(place)
    if (node._tag === 'Applied') {
      if (!own.safe && isSpeculative(graph, node)) witnessed = false
      node.args.forEach((arg, i) => use(arg, own, passage(node, i)))
    } else if (node._tag === 'Part') {
      const all = parts.get(node.of) ?? []
      all[node.index] = own
      parts.set(node.of, all)
    } else if (node._tag === 'Scan') {
      const all = parts.get(place) ?? []
      const inside = throughScan(
        node,
        node.results.map((_, i) => all[i] ?? unused),
      )
      if (!inside.witnessed) witnessed = false
      operands(node).forEach((arg, i) => use(arg, inside.inputs[i], 'always'))
    }
  }
  return { inputs: inputs.map(seen), witnessed }
}

/** Whether any NaN of a product in a fused graph that the graph it was made from does not have, makes a result NaN too. */
export const witnessed = (graph: Graph): boolean =>
  graph.outputs.length > 0 &&
  flow(
    graph,
    graph.outputs.map(({ node }) => ({ strict: sizeOf(shapeOfNode(graph.nodes[node])) > 0, safe: true })),
  ).witnessed
