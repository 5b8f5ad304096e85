/**
 * The nodes of a graph that become steps with names: arguments and results of matrix products, results of the function, and long expressions that are used more than once.
 */
import { operands, shapeOfNode, uses, type Graph } from '../graph/Graph.js'
import { isApplicationOf } from '../graph/Rule.js'
import { concat, pad, reshape, transpose } from '../primitive/Layout.js'
import { annihilatingMatmul, matmul } from '../primitive/Linear.js'
import { add } from '../primitive/Pointwise.js'
import { equals } from '../tensor/Shape.js'
import type { Kind } from './Document.js'
import type { Expression } from './Expression.js'

export interface StepKinds {
  /** The kind of the step that a node becomes, if it becomes one. */
  readonly kindOf: (node: number, e: Expression) => Kind | undefined
  /** The result that a node is the cotangent of. */
  readonly partner: (node: number) => number | undefined
}

/** The number of leaves from which on an expression that is used twice becomes a step. */
const long = 40

/** The number of leaves from which on any expression becomes a step. */
const longest = 160

const isView = isApplicationOf(transpose, reshape)
const isForward = isApplicationOf(matmul)
const isBackward = isApplicationOf(annihilatingMatmul)

export const stepKinds = (graph: Graph): StepKinds => {
  const { nodes, outputs } = graph
  const used = uses(graph)
  const users = nodes.map((_, i) => nodes.flatMap((node, j) => (operands(node).includes(i) ? [j] : [])))

  /** The result of a matrix product, after the bias. */
  const end = (i: number): number => {
    const [next, ...more] = users[i]
    if (used[i] !== 1 || next === undefined || more.length > 0) return i
    return isApplicationOf(reshape)(nodes[next]) ? end(next) : isApplicationOf(add)(nodes[next]) ? next : i
  }
  /** The argument of a matrix product, before it was transposed or reshaped. */
  const source = (i: number): number => {
    const node = nodes[i]
    return isView(node) ? source(node.args[0]) : i
  }
  const productsOf = (isProduct: typeof isView) =>
    nodes.flatMap((node, i) =>
      isProduct(node) ? [{ args: node.args.map(source), shape: node.shape, end: end(i) }] : [],
    )
  const [forward, backward] = [productsOf(isForward), productsOf(isBackward)]
  const [affine, outcomes] = [forward, backward].map((all) => new Set(all.map((p) => p.end)))
  const [activations, factors] = [forward, backward].map((all) => new Set(all.flatMap((p) => p.args)))
  const results = new Set(outputs.map(({ node }) => node))
  const toOpaque = new Set(
    nodes.flatMap((node) => (node._tag === 'Scan' || isApplicationOf(pad, concat)(node) ? operands(node) : [])),
  )

  /** Whether nodes are equal up to a transpose. Transposed constants are constants of their own. */
  const matches = (p: number, q: number): boolean => {
    const [a, b] = [nodes[p], nodes[q]]
    const reversed = (shape: readonly number[]) => [...shape.slice(0, -2), ...shape.slice(-2).reverse()]
    return p === q || (a._tag === 'Constant' && b._tag === 'Constant' && equals(a.shape, reversed(b.shape)))
  }

  return {
    // The derivatives of A·B are C·Bᵀ and Aᵀ·C.
    partner: (i) =>
      backward.flatMap(({ args: [p, q] }) => {
        const product = forward.find(
          ({ args: [a, b], shape }) =>
            equals(shapeOfNode(nodes[i]), shape) && (p === i ? matches(b, q) : q === i && matches(a, p)),
        )
        return product === undefined ? [] : [product.end]
      })[0],
    kindOf: (i, e) => {
      if (results.has(i)) return 'result'
      if (affine.has(i)) return 'affine'
      if (activations.has(i)) return 'activation'
      if (factors.has(i)) return 'cotangent'
      if (outcomes.has(i) || toOpaque.has(i)) return 'other'
      return (used[i] > 1 && e.leaves > long) || e.leaves > longest ? 'other' : undefined
    },
  }
}
