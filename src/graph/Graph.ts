/**
 * Computation graphs: a staged function as data.
 *
 * A graph is a list of nodes, each computed from earlier ones. A node is an input, a constant, a primitive applied to nodes, or a scan: a step, itself a graph, folded over stacked inputs.
 * Everything is data except the rules of `custom`, so a graph can be printed, simplified, drawn, written as a formula or as an ONNX model, and run by an
 * engine.
 *
 * The sizes of a graph are numbers. In a `Graph<Size>` they may be symbols too, as in a model for batches of any size.
 */
import type { Show as ShowOf } from 'fp-ts/lib/Show.js'
import type { Primitive } from '../primitive/Primitive.js'
import { print } from '../tensor/Shape.js'
import { dataOf, toFlat, type AnyTensor } from '../tensor/Value.js'
import { record as expectRecord } from '../tensor/Expect.js'

/**
 * A node of a graph. It refers to other nodes by their index in the list, which is lower than its own.
 *
 * @category model
 */
export type Node<Size = number> = Input<Size> | Constant<Size> | Applied<Size> | Scan<Size> | Part<Size>

/**
 * An input of the graph.
 *
 * @category model
 */
export interface Input<Size = number> {
  readonly _tag: 'Input'
  /** Its path in the record of arguments. */
  readonly name: string
  readonly shape: readonly Size[]
  /** Whether its elements are stored as bytes. */
  readonly bytes?: boolean
}

/**
 * A constant, known when the function was staged.
 *
 * @category model
 */
export interface Constant<Size = number> {
  readonly _tag: 'Constant'
  readonly value: AnyTensor
  readonly shape: readonly Size[]
}

/**
 * A primitive applied to nodes.
 *
 * @category model
 */
export interface Applied<Size = number> {
  readonly _tag: 'Applied'
  readonly primitive: Primitive<unknown>
  readonly attributes: unknown
  readonly args: readonly number[]
  readonly shape: readonly Size[]
}

/**
 * A step folded over stacked inputs: `(sᵢ₊₁, yᵢ) = step(sᵢ, xᵢ)`, with results `s_n` and the stacked `y`s. Each result is a node of its own, a `Part`.
 *
 * @category model
 */
export interface Scan<Size = number> {
  readonly _tag: 'Scan'
  /** Its inputs are the states, one x of each, and the captured values; its outputs the states and one y of each. */
  readonly body: Graph<Size>
  readonly states: readonly number[]
  /** Each with a leading axis of size `length`. */
  readonly xs: readonly number[]
  /** Nodes of this graph that every step uses. */
  readonly captured: readonly number[]
  readonly length: Size
  /** The shapes of the results: of the states, then of the stacked ys. */
  readonly results: readonly (readonly Size[])[]
}

/**
 * A result of a scan.
 *
 * @category model
 */
export interface Part<Size = number> {
  readonly _tag: 'Part'
  readonly of: number
  readonly index: number
  readonly shape: readonly Size[]
}

/**
 * A result with its path in the record of results.
 *
 * @category model
 */
export interface Output {
  readonly name: string
  readonly node: number
}

/**
 * Nodes in an order of computation, with the indices of the inputs and the results.
 *
 * @category model
 */
export interface Graph<Size = number> {
  readonly nodes: readonly Node<Size>[]
  readonly inputs: readonly number[]
  readonly outputs: readonly Output[]
}

/** The arguments of a node. */
export const operands = (node: Node<unknown>): readonly number[] => {
  switch (node._tag) {
    case 'Input':
    case 'Constant':
      return []
    case 'Applied':
      return node.args
    case 'Scan':
      return [...node.states, ...node.xs, ...node.captured]
    case 'Part':
      return [node.of]
  }
}

/** The shape of a node that is one tensor; a scan has `results` instead. */
export const shapeOfNode = <Size>(node: Node<Size>): readonly Size[] => (node._tag === 'Scan' ? [] : node.shape)

/** The number of uses of each node, by nodes and as a result. */
export const uses = (graph: Graph): readonly number[] => {
  const { nodes, outputs } = expectRecord(
    'Graph.uses',
    'a graph, as Graph.stage makes it',
    { nodes: 'array', inputs: 'array', outputs: 'array' },
    graph,
  )

  const all = [...nodes.flatMap(operands), ...outputs.map(({ node }) => node)]
  return all.reduce<number[]>((counts, i) => ((counts[i] += 1), counts), new Array<number>(nodes.length).fill(0))
}

/** The value of a uniform constant. */
export const uniformOf = (node: Node<unknown>): number | undefined => {
  const data = node._tag === 'Constant' ? dataOf(node.value) : undefined
  return typeof data === 'number' ? data : undefined
}

/** The attributes of a node as text. */
export const showAttributes = (attributes: unknown): string =>
  typeof attributes === 'object' && attributes !== null
    ? `{ ${Object.entries(attributes)
        .map(
          ([key, value]) =>
            `${key}: ${Array.isArray(value) ? print(value) : typeof value === 'function' ? 'a rule' : String(value)}`,
        )
        .join(', ')} }`
    : ''

const few = 4

const showConstant = (value: AnyTensor): string => {
  const data = dataOf(value)
  if (typeof data === 'number') return Object.is(data, -0) ? '-0' : String(data)
  const flat = toFlat(value)
  const shown = Array.from(flat.subarray(0, few), String).join(' ')
  return flat.length > few ? `${shown} …` : shown
}

/** The operation of a node as text. */
const showNode = (node: Node, indent: string): string => {
  const list = (places: readonly number[]): string => places.map((i) => `%${i}`).join(', ')
  switch (node._tag) {
    case 'Input':
      return `input ${node.name === '' ? 'x' : node.name}`
    case 'Constant':
      return `constant ${showConstant(node.value)}`
    case 'Applied': {
      const attributes = showAttributes(node.attributes)
      return `${node.primitive.name}(${list(node.args)})${attributes === '' ? '' : ` ${attributes}`}`
    }
    case 'Part':
      return `%${node.of}.${node.index}`
    case 'Scan':
      return (
        `scan of ${node.length} steps from (${list(node.states)}) over (${list(node.xs)})` +
        `${node.captured.length === 0 ? '' : ` with (${list(node.captured)})`}\n${showGraph(node.body, `${indent}  `)}`
      )
  }
}

/** A node as text, with its shape. */
export const showShaped = (node: Node, indent = ''): string =>
  `${node._tag === 'Scan' ? `(${node.results.map(print).join(', ')})` : print(node.shape)} = ${showNode(node, indent)}`

const showGraph = ({ nodes, outputs }: Graph, indent: string): string =>
  [
    ...nodes.map((node, i) => `${indent}%${i} ${showShaped(node, indent)}`),
    `${indent}return ${outputs.map(({ name, node }) => `${name === '' ? '' : `${name}: `}%${node}`).join(', ')}`,
  ].join('\n')

/**
 * A graph as text: one line per node, `%3 [2] = mul(%1, %2)`.
 *
 * @example
 * const { graph } = Graph.stage((x: T.Scalar) => T.square(x))(T.scalar(0))
 * Graph.Show.show(graph) // => '%0 [] = input x\n%1 [] = square(%0)\nreturn %1'
 *
 * @category instances
 */
export const Show: ShowOf<Graph> = {
  show: (graph) =>
    showGraph(
      expectRecord(
        'Graph.Show',
        'a graph, as Graph.stage makes it',
        { nodes: 'array', inputs: 'array', outputs: 'array' },
        graph,
      ),
      '',
    ),
}

/** The number of nodes of a graph, including those of its steps. */
export const size = (graph: Graph): number => {
  const { nodes } = expectRecord(
    'Graph.size',
    'a graph, as Graph.stage makes it',
    { nodes: 'array', inputs: 'array', outputs: 'array' },
    graph,
  )
  return nodes.reduce((n, node) => n + 1 + (node._tag === 'Scan' ? size(node.body) : 0), 0)
}
