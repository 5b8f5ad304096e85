/**
 * Matrix products of which only multiples are used are computed as one of the multiples, and the others from it: a scalar factor of a matrix product is free, and a pass over memory is saved.
 */
import * as Pointwise from '../primitive/Pointwise.js'
import { rebuiltBy, type Rule } from './Build.js'
import { gemm } from './Fused.js'
import { operands, uniformOf, type Graph } from './Graph.js'
import { applicationOf, isOneOf } from './Rule.js'
import { uniform } from './Simplify.js'

/** The scalar factor of a node and its other factor, if it has one. */
const factorOf = ({ nodes }: Graph, user: number, product: number): number | undefined => {
  const node = applicationOf(Pointwise.mul, nodes[user])
  if (node === undefined) return undefined
  const [x, y] = node.args
  return x === product && y !== product ? uniformOf(nodes[y]) : y === product ? uniformOf(nodes[x]) : undefined
}

const isProduct = (node: Graph['nodes'][number]): boolean => applicationOf(gemm, node)?.args.length === 2

/** The users of each node. */
const usersOf = ({ nodes }: Graph): ReadonlyMap<number, readonly number[]> => {
  // Local mutation, invisible from outside.
  const users = new Map<number, number[]>()
  nodes.forEach((node, place) =>
    operands(node).forEach((used) => {
      const known = users.get(used)
      if (known === undefined) users.set(used, [place])
      else known.push(place)
    }),
  )
  return users
}

/** The new factor of each product, by its index. */
const chosenIn = (graph: Graph): ReadonlyMap<number, number> => {
  const users = usersOf(graph)
  const results = new Set(graph.outputs.map(({ node }) => node))
  return new Map(
    graph.nodes.flatMap((node, place): readonly (readonly [number, number])[] => {
      if (!isProduct(node) || results.has(place)) return []
      const factors = [...new Set(users.get(place) ?? [])].map((user) => factorOf(graph, user, place))
      const [first] = factors
      const all = factors.every((f) => f !== undefined && f !== 0 && Number.isFinite(f))
      return first !== undefined && factors.length > 1 && all ? [[place, first]] : []
    }),
  )
}

const rules = (graph: Graph): ((place: number) => Rule) => {
  const chosen = chosenIn(graph)
  const scaled = (place: number): readonly [factor: number, of: number] | undefined => {
    return applicationOf(Pointwise.mul, graph.nodes[place])?.args.flatMap(
      (arg, i): readonly (readonly [number, number])[] => {
        const own = chosen.get(arg)
        const by = own === undefined ? undefined : factorOf(graph, place, arg)
        return own === undefined || by === undefined ? [] : [[by / own, i]]
      },
    )[0]
  }
  return (place) => (b, applied) => {
    const own = chosen.get(place)
    const product = applicationOf(gemm, graph.nodes[place])
    if (own !== undefined && product !== undefined && isOneOf(gemm)(applied.primitive)) {
      const { attributes } = product
      const alpha = attributes.alpha * own
      return alpha === attributes.alpha ? undefined : b.make(gemm, { ...attributes, alpha }, ...applied.args)
    }
    const rest = scaled(place)
    if (rest === undefined) return undefined
    const other = applied.args[rest[1]]
    return rest[0] === 1 ? other : b.make(Pointwise.mul, undefined, other, uniform(b, other, rest[0]))
  }
}

/** The graph with scalar factors moved into matrix products where that saves a pass. */
export const rescale = (graph: Graph): Graph => rebuiltBy(rules, graph)
