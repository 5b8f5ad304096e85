/**
 * Where a reader wants a step of its own: what goes into a matrix product and what comes out of it, what is returned, and what is long and used more than once.
 */
import { equals, type Shape } from '../tensor/Shape.js'
import { operands, shapeOfNode, uses, type Graph } from '../graph/Graph.js'
import { isApplicationOf } from '../graph/Rule.js'
import { concat, pad, reshape, transpose } from '../primitive/Layout.js'
import { annihilatingMatmul, matmul } from '../primitive/Linear.js'
import { add } from '../primitive/Pointwise.js'
import type { Expression } from './Expression.js'

/**
 * What a step is, for its name: what comes out of a matrix product (z), what goes into one (a), the cotangent of what came out (δ, of the same number), a result, something that has no
 * formula, or anything else.
 */
export type Kind = 'affine' | 'activation' | 'cotangent' | 'result' | 'opaque' | 'other'

const turned = (shape: Shape): Shape => [...shape.slice(-2)].reverse()

export interface Cuts {
  readonly kindOf: (place: number, e: Expression) => Kind | undefined
  /** What came out of the product of which something is a cotangent. */
  readonly partner: (place: number) => number | undefined
}

/** From how many leaves on what is used twice has a name. */
const long = 40

/** From how many leaves on anything has a name. */
const longest = 160

export const cutsOf = (graph: Graph): Cuts => {
  const { nodes, outputs } = graph
  const used = uses(graph)
  const users = nodes.map((_, place) => nodes.flatMap((node, i) => (operands(node).includes(place) ? [i] : [])))
  const single = (place: number): number | undefined =>
    used[place] === 1 && users[place].length === 1 ? users[place][0] : undefined

  /** Where what comes out of a product ends: after its bias. */
  const end = (place: number): number => {
    const next = single(place)
    if (next === undefined) return place
    const node = nodes[next]
    if (isApplicationOf(reshape)(node)) return end(next)
    return isApplicationOf(add)(node) ? next : place
  }
  /** What a product is fed with: not the transpose, but what is transposed. */
  const source = (place: number): number => {
    const node = nodes[place]
    return isApplicationOf(transpose, reshape)(node) ? source(node.args[0]) : place
  }
  const products = nodes.flatMap((node, place) =>
    isApplicationOf(matmul, annihilatingMatmul)(node) ? [{ node, place }] : [],
  )
  const forward = products.filter(({ node }) => isApplicationOf(matmul)(node))
  const backward = products.filter(({ node }) => isApplicationOf(annihilatingMatmul)(node))
  const affine = new Set(forward.map(({ place }) => end(place)))
  const outcomes = new Set(backward.map(({ place }) => end(place)))
  const activations = new Set(forward.flatMap(({ node }) => node.args.map(source)))
  const factors = new Set(backward.flatMap(({ node }) => node.args.map(source)))
  const results = new Set(outputs.map(({ node }) => node))
  const toOpaque = new Set(
    nodes.flatMap((node) => (node._tag === 'Scan' || isApplicationOf(pad, concat)(node) ? operands(node) : [])),
  )

  /** Two constants of which one may be the other's transpose. */
  const mayBeTurned = (p: number, q: number): boolean => {
    const [a, b] = [nodes[p], nodes[q]]
    return (
      a._tag === 'Constant' && b._tag === 'Constant' && equals(a.shape, [...b.shape.slice(0, -2), ...turned(b.shape)])
    )
  }
  /** The derivatives of A·B are C·Bᵀ and Aᵀ·C. */
  const partner = (place: number): number | undefined => {
    const found = backward.flatMap(({ node: { args } }) => {
      const [p, q] = args.map(source)
      const product = forward.find(({ node }) => {
        const [a, b] = node.args.map(source)
        if (!equals(shapeOfNode(nodes[place]), node.shape)) return false
        return p === place ? b === q || mayBeTurned(b, q) : q === place && (a === p || mayBeTurned(a, p))
      })
      return product === undefined ? [] : [end(product.place)]
    })
    return found[0]
  }

  return {
    partner,
    kindOf: (place, e) => {
      if (results.has(place)) return 'result'
      if (affine.has(place)) return 'affine'
      if (activations.has(place)) return 'activation'
      if (factors.has(place)) return 'cotangent'
      if (outcomes.has(place) || toOpaque.has(place)) return 'other'
      return (used[place] > 1 && e.leaves > long) || e.leaves > longest ? 'other' : undefined
    },
  }
}
