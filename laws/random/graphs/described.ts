/**
 * Graphs as text that is equal if and only if the graphs are, and the number of operations of a graph.
 */
import { operands, type Graph, type Node } from '../../../src/graph/Graph.js'
import { dataOf } from '../../../src/tensor/Value.js'

/** Rules of `custom` are compared by identity. */
const attributesOf = (attributes: unknown): string =>
  typeof attributes === 'object' && attributes !== null
    ? Object.entries(attributes)
        .map(([key, value]) => `${key}: ${typeof value === 'function' ? 'a rule' : String(value)}`)
        .join(', ')
    : ''

const numbers = (data: number | Float64Array): string =>
  (typeof data === 'number' ? [data] : [...data]).map((v) => (Object.is(v, -0) ? '-0' : String(v))).join(' ')

const nodeInWords = (node: Node, at: (places: readonly number[]) => string): string => {
  switch (node._tag) {
    case 'Input':
      return `${node.name}${node.bytes === true ? ' of bytes' : ''}`
    case 'Constant':
      return numbers(dataOf(node.value))
    case 'Applied':
      return `${node.primitive.name}(${at(node.args)}) ${attributesOf(node.attributes)}`
    case 'Part':
      return `${at([node.of])}.${node.index}`
    case 'Scan':
      return `${node.length} steps (${at(node.states)}; ${at(node.xs)}; ${at(node.captured)})\n${described(node.body)}`
  }
}

/** The nodes that a node depends on, before it, each once. */
const before =
  (nodes: readonly Node[]) =>
  (seen: readonly number[], place: number): readonly number[] =>
    seen.includes(place) ? seen : [...operands(nodes[place]).reduce(before(nodes), seen), place]

/** The text of a graph, with its constants in full; it does not depend on the order of the nodes. */
export const described = ({ nodes, inputs, outputs }: Graph): string => {
  const order = outputs.map(({ node }) => node).reduce(before(nodes), inputs)
  const at = (places: readonly number[]): string => places.map((place) => order.indexOf(place)).join()
  return [
    ...order.map((place) => {
      const node = nodes[place]
      return `${node._tag === 'Scan' ? '' : `[${node.shape.join()}] `}${nodeInWords(node, at)}`
    }),
    `to ${outputs.map(({ name, node }) => `${name}: ${at([node])}`).join()}`,
  ].join('\n')
}

/** Primitives that move elements without arithmetic. */
const moves: readonly string[] = [
  'reshape',
  'broadcast',
  'transpose',
  'slice',
  'pad',
  'concat',
  'stopGradient',
  'custom',
]

/** Derivatives without an operator in engines, counted as the operations they consist of: a softmax, a sum, a product and a difference, and a factor that may be moved out of the sum; two sigmoids, a sign and a product. */
const made: Readonly<Record<string, number>> = { softmaxDeviation: 5, softmaxResidual: 5, sigmoidSlope: 4 }

/** The number of operations of a graph that compute. An engine fuses a move with the next operation, or does it at no cost. */
export const work = ({ nodes }: Graph): number =>
  nodes.reduce(
    (n, node) =>
      n +
      (node._tag === 'Scan'
        ? work(node.body)
        : node._tag === 'Applied' && !moves.includes(node.primitive.name)
          ? (made[node.primitive.name] ?? 1)
          : 0),
    0,
  )
