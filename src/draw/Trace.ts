/**
 * A function at a point, node by node: what each node of its graph is there, how fast it moves, and how much the result depends on it.
 *
 * Three walks over one graph. Forward: each node is computed from those before it. Dual, with it: each node moves as what it is made of moves, `v̇ = Σ ∂v/∂u · u̇`. Reverse, from the last
 * node to the first: each hands its cotangent to what it is made of, `ū = Σ v̄ · ∂v/∂u`, and what arrives at one node adds up. The rules are those of the primitives, called in the
 * order in which `jvp` and `vjp` call them, so the numbers are theirs to the bit; a scan is asked as a whole.
 */
import { matching } from '../diff/Formal.js'
import type { Zeroable } from '../primitive/Primitive.js'
import { fail } from '../tensor/Errors.js'
import { entries, mapTree, zipTree, type CheckTree } from '../tensor/Params.js'
import { equals, print } from '../tensor/Shape.js'
import { shape, uniform, type AnyTensor } from '../tensor/Value.js'
import { operands, shapeOfNode, type Graph } from '../graph/Graph.js'
import { stage } from '../graph/Stage.js'
import { formulasOf, namesOf } from './Names.js'
import { forward, reverse, valueOf } from './Walk.js'
import { array as expectArray, fn as expectFn, record as expectRecord } from '../tensor/Expect.js'

/**
 * How one node depends on one it is made of.
 *
 * @category model
 */
export interface Edge {
  /** The place in the graph of what is used. */
  readonly from: number
  /** `∂v/∂u` where it is a number for each element: at pointwise primitives, and between single numbers. */
  readonly derivative: Zeroable
  /** `∂v/∂u · u̇`: what this edge adds to the tangent of the node. */
  readonly pushed: Zeroable
  /** `v̄ · ∂v/∂u`: what this edge adds to the cotangent of what is used. */
  readonly pulled: Zeroable
}

/**
 * One node of a trace. A tangent or cotangent that is not there is a zero that nobody had to compute.
 *
 * @category model
 */
export interface Step {
  /** The path of an input or of a result; else v1, v2, … in the order of computation, and c1, c2, … for constants. */
  readonly name: string
  /** How it is computed from what it is made of, by their names: `v2 = v1 + b`; the name alone for an input. */
  readonly formula: string
  /** Absent for a scan, whose results are nodes of their own. */
  readonly value: AnyTensor | undefined
  readonly tangent: Zeroable
  readonly cotangent: Zeroable
  /** Whether it depends on the input in a way that a derivative sees. */
  readonly differentiable: boolean
  /** One for each thing it is made of, in order. */
  readonly edges: readonly Edge[]
}

/**
 * A graph with what each of its nodes is at one point.
 *
 * @category model
 */
export interface Trace {
  readonly graph: Graph
  /** One for each node, in the order of computation. */
  readonly steps: readonly Step[]
}

/** One for each place of the graph, of its shape where it is there. */
const checked = (what: string, { nodes }: Graph, places: readonly number[], given: readonly Zeroable[]): void => {
  if (given.length !== places.length) fail('Draw.traceGraph', `${what} for ${places.length}`, String(given.length))
  places.forEach((place, i) => {
    const [expected, x] = [shapeOfNode(nodes[place]), given[i]]
    if (x !== undefined && !equals(expected, shape(x)))
      fail('Draw.traceGraph', `${what} ${i} of shape ${print(expected)}`, print(shape(x)))
  })
}

/**
 * What each node of a graph is for these inputs, how fast it moves when they move with these tangents, and how much the outputs, weighed by these cotangents (else by 1), depend on it. So a
 * graph is traced that has been simplified, or was staged before.
 *
 * - **Errors** a `NablaError` where there are not as many as the graph has inputs or outputs, or of other shapes.
 *
 * @example
 * const { graph } = Draw.trace((x: T.Scalar) => T.square(x))(T.scalar(0))
 * const { steps } = Draw.traceGraph(graph)([T.scalar(3)], [T.scalar(1)])
 * steps.map(({ value }) => value && T.toArray(value)) // => [3, 9]
 *
 * @category constructors
 */
export const traceGraph = (graph: Graph) => {
  expectRecord(
    'Draw.traceGraph',
    'a graph, as Graph.stage makes it',
    { nodes: 'array', inputs: 'array', outputs: 'array' },
    graph,
  )
  return (
    inputs: readonly AnyTensor[],
    tangents: readonly Zeroable[],
    cotangents?: readonly AnyTensor[] | undefined,
  ): Trace => {
    expectArray('Draw.traceGraph', inputs)

    checked('inputs', graph, graph.inputs, inputs)
    checked('tangents', graph, graph.inputs, tangents)
    const results = graph.outputs.map(({ node }) => node)
    if (cotangents !== undefined) checked('cotangents', graph, results, cotangents)
    const moved = forward(graph, inputs, tangents)
    const seeds = cotangents ?? graph.outputs.map(({ node }) => uniform(shape(valueOf(moved[node])), 1))
    const pulled = reverse(graph, moved, seeds)
    const [names, formulas] = [namesOf(graph), formulasOf(graph)]
    const steps = graph.nodes.map((node, place): Step => {
      const { value, tangent, differentiable, derivatives, pushed } = moved[place]
      const edges = operands(node).map((from, k) => ({
        from,
        derivative: derivatives[k],
        pushed: pushed[k],
        pulled: pulled.edges[place][k],
      }))
      const cotangent = pulled.cotangents[place]
      return { name: names[place], formula: formulas[place], value, tangent, cotangent, differentiable, edges }
    })
    return { graph, steps }
  }
}

const tensors = (tree: unknown): readonly AnyTensor[] => entries(tree, 'Draw.trace').map(([, x]) => x)

const like = (what: string, a: unknown, b: unknown): readonly AnyTensor[] =>
  tensors(zipTree(`Draw.trace, ${what}`, (x, y, path) => matching(`Draw.trace, ${what}`, x, y, path), a, b))

/**
 * A function at a point, node by node: values, tangents along a direction, cotangents of the result.
 *
 * - **Arguments** `dx`, the direction in which x moves: if left out, every element with speed 1. `dy`, the cotangent of the result: if left out, 1 at every element, so that for a scalar
 *   function the cotangents of the inputs are its gradient.
 * - **Errors** a `NablaError` where `dx` does not match x, or `dy` the result; where the function cannot be staged.
 * - **Law** the tangent of the result is that of `jvp`, the cotangents of the inputs are those of `vjp`: to the bit for the graph, within rounding for the function.
 *
 * @example
 * const { steps } = Draw.trace((x: T.Scalar) => pipe(x, T.square, T.add(x)))(T.scalar(3))
 * steps.map(({ formula }) => formula) // => ['x', 'v1 = x²', 'result = v1 + x']
 * steps.map(({ value }) => value && T.toArray(value)) // => [3, 9, 12]
 * steps.map(({ tangent }) => tangent && T.toArray(tangent)) // => [1, 6, 7]
 * steps.map(({ cotangent }) => cotangent && T.toArray(cotangent)) // => [7, 1, 1]
 *
 * @category constructors
 */
export const trace = <P, Q>(f: (x: P) => Q) => {
  expectFn('Draw.trace', f)
  return (x: P & CheckTree<P>, dx?: NoInfer<P>, dy?: NoInfer<Q>): Trace => {
    const { graph, result } = stage<P, Q>(f)(x)
    const tangents = like('dx', x, dx ?? mapTree('Draw.trace', (each) => uniform(shape(each), 1), x))
    const hollow = graph.outputs.map(({ node }) => uniform(shapeOfNode(graph.nodes[node]), 0))
    const cotangents = dy === undefined ? undefined : like('dy', result(hollow), dy)
    return traceGraph(graph)(tensors(x), tangents, cotangents)
  }
}
