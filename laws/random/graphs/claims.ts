/**
 * The points at which a law compares graphs that round differently: all values are finite and well within the range of the numbers, and none is so close to a jump
 * that rounding decides on which side it is.
 */
import { evaluate } from '../../../src/graph/Evaluate.js'
import type { Applied, Graph, Node, Scan } from '../../../src/graph/Graph.js'
import * as Pointwise from '../../../src/primitive/Pointwise.js'
import type { Primitive } from '../../../src/primitive/Primitive.js'
import * as Reduce from '../../../src/primitive/Reduce.js'
import type { Along } from '../../../src/primitive/Rules.js'
import type { Attributes } from '../../../src/primitive/Table.js'
import { replaceAt, type Shape } from '../../../src/tensor/Shape.js'
import { dense, type AnyTensor } from '../../../src/tensor/Value.js'
import { uncertainty } from '../../rounding.js'
import { float32, type Machine } from '../../perturbed.js'

type Single = Exclude<Node, Scan>

const shapeAt = (nodes: readonly Node[], place: number): Shape => (nodes[place] as Single).shape

/** The nodes and an application to some of them. */
const and = <A>(
  nodes: readonly Node[],
  primitive: Primitive<A>,
  attributes: A,
  args: readonly number[],
  shape: Shape,
): readonly Node[] => [
  ...nodes,
  { _tag: 'Applied', primitive: primitive as Primitive<unknown>, attributes, args, shape },
]

/** Nodes, the last of which is the distance of an application from its jump. */
type Far = (nodes: readonly Node[], node: Applied) => readonly Node[]

const difference: Far = (nodes, { args, shape }) => and(nodes, Pointwise.sub, undefined, args.slice(0, 2), shape)

/** The argument itself jumps at 0. */
const itself: Far = (nodes, { args: [x] }) => and(nodes, Pointwise.stopGradient, undefined, [x], shapeAt(nodes, x))

const belowLargest: Far = (nodes, { args: [x], attributes }) => {
  const { axis } = attributes as Along
  const from = shapeAt(nodes, x)
  const largest = and(nodes, Reduce.maxAlong, { axis }, [x], replaceAt(from, axis, []))
  const spread = and(largest, Reduce.broadcast, { axis, size: from[axis] }, [largest.length - 1], from)
  return and(spread, Pointwise.sub, undefined, [x, spread.length - 1], from)
}

/** The primitives that jump, with the value whose zeros or integers are the jumps. */
const jumps: { readonly [Name in keyof Attributes]?: Far } = {
  greater: difference,
  greaterOrEqual: difference,
  equal: difference,
  where: itself,
  sign: itself,
  floor: itself,
  argmax: belowLargest,
}

const farOf = (node: Node): Far | undefined =>
  node._tag === 'Applied' ? (jumps as Readonly<Record<string, Far | undefined>>)[node.primitive.name] : undefined

/** The function from the inputs to some nodes of a graph. */
const showing =
  (graph: Graph, nodes: readonly Node[], places: readonly number[]) =>
  (inputs: readonly AnyTensor[]): readonly AnyTensor[] =>
    evaluate({ nodes, inputs: graph.inputs, outputs: places.map((node) => ({ name: '', node })) }, inputs)

/**
 * Whether rounding cannot move a value across a jump: each value is further from its jump than rounding moves it, or exactly there and exact. (So is the largest element of a row compared with
 * the maximum of the row.)
 */
export const decided = (graph: Graph, inputs: readonly AnyTensor[], machine: Machine): boolean => {
  const found = graph.nodes.reduce<{
    readonly nodes: readonly Node[]
    readonly places: readonly number[]
    readonly integers: readonly boolean[]
  }>(
    (so, node) => {
      const far = farOf(node)
      if (far === undefined) return so
      const nodes = far(so.nodes, node as Applied)
      return {
        nodes,
        places: [...so.places, nodes.length - 1],
        integers: [...so.integers, (node as Applied).primitive.name === 'floor'],
      }
    },
    { nodes: graph.nodes, places: [], integers: [] },
  )
  if (found.places.length === 0) return true
  const distances = showing(graph, found.nodes, found.places)
  const bounds = uncertainty(distances, inputs, machine)
  return distances(inputs).every((x, k) =>
    dense(x).every((v, i) => {
      const gap = Math.abs(found.integers[k] ? v - Math.round(v) : v)
      return bounds[k][i] === 0 || gap > bounds[k][i]
    }),
  )
}

/** All intermediate values, except those inside scans. */
const onTheWay = (graph: Graph, inputs: readonly AnyTensor[]): readonly AnyTensor[] =>
  showing(
    graph,
    graph.nodes,
    graph.nodes.flatMap((node, place) => (node._tag === 'Scan' ? [] : [place])),
  )(inputs)

/** Whether all intermediate values are finite, and far from overflow and underflow. */
export const inRange = (graph: Graph, inputs: readonly AnyTensor[], machine: Machine): boolean => {
  const [least, most] = machine === float32 ? [2 ** -100, 2 ** 100] : [2 ** -960, 2 ** 960]
  const fine = (v: number): boolean => v === 0 || (Math.abs(v) >= least && Math.abs(v) <= most)
  return onTheWay(graph, inputs).every((x) => dense(x).every(fine))
}

/** Whether the law applies to all these graphs at some inputs. */
export const claimed = (graphs: readonly Graph[], inputs: readonly AnyTensor[], machine: Machine): boolean =>
  graphs.every((graph) => inRange(graph, inputs, machine)) && graphs.every((graph) => decided(graph, inputs, machine))
