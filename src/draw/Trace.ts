/**
 * The value, tangent and cotangent of every node of a graph at one point.
 *
 * The tangent of a node is `v̇ = Σ ∂v/∂u · u̇` over its arguments; its cotangent is `ū = Σ v̄ · ∂v/∂u` over its users. The rules are those of the primitives, called in the order in which
 * `jvp` and `vjp` call them, so the numbers agree with theirs to the bit. A scan is differentiated as a whole.
 */
import { matching } from '../diff/Formal.js'
import type { Zeroable } from '../primitive/Primitive.js'
import { fail } from '../tensor/Errors.js'
import { entries, mapTree, zipTree, type CheckTree } from '../tensor/Params.js'
import { equals, print } from '../tensor/Shape.js'
import { shape, uniform, type AnyTensor } from '../tensor/Value.js'
import { operands, shapeOfNode, type Graph } from '../graph/Graph.js'
import { stage } from '../graph/Stage.js'
import { formulasOf, namesOf } from './Notation.js'
import { forward, reverse } from './Accumulation.js'
import { array as expectArray, fn as expectFn, record as expectRecord } from '../tensor/Expect.js'

/**
 * The dependence of a node on one of its arguments.
 *
 * @category model
 */
export interface Edge {
  /** The index of the argument in the graph. */
  readonly from: number
  /** `∂v/∂u`, if it is one number for each element: for pointwise primitives, and between single numbers. */
  readonly derivative: Zeroable
  /** `∂v/∂u · u̇`, a term of the tangent of the node. */
  readonly pushed: Zeroable
  /** `v̄ · ∂v/∂u`, a term of the cotangent of the argument. */
  readonly pulled: Zeroable
}

/**
 * A node of a trace. An absent tangent or cotangent is zero.
 *
 * @category model
 */
export interface Step {
  /** The path of an input or a result; otherwise v1, v2, … in the order of computation, and c1, c2, … for constants. */
  readonly name: string
  /** Its formula in the names of its arguments: `v2 = v1 + b`; the name alone for an input. */
  readonly formula: string
  /** Absent for a scan: each of its results is a node. */
  readonly value: AnyTensor | undefined
  readonly tangent: Zeroable
  readonly cotangent: Zeroable
  /** Whether it depends on the inputs in a way that has a derivative. */
  readonly differentiable: boolean
  /** One for each argument, in order. */
  readonly edges: readonly Edge[]
}

/**
 * A graph with the numbers of each node at one point.
 *
 * @category model
 */
export interface Trace {
  readonly graph: Graph
  /** One for each node, in the order of computation. */
  readonly steps: readonly Step[]
}

/** Checks that there is one tensor for each of some nodes, absent or of its shape. */
const check = (what: string, { nodes }: Graph, places: readonly number[], given: readonly Zeroable[]): void => {
  if (given.length !== places.length) fail('Draw.traceGraph', `${what} for ${places.length}`, String(given.length))
  places.forEach((place, i) => {
    const [expected, x] = [shapeOfNode(nodes[place]), given[i]]
    if (x !== undefined && !equals(expected, shape(x)))
      fail('Draw.traceGraph', `${what} ${i} of shape ${print(expected)}`, print(shape(x)))
  })
}

/**
 * Traces a graph, for example one that was simplified: from the inputs, their tangents, and the cotangents of the outputs, by default 1 at every element.
 *
 * - **Errors** a `NablaError` if the numbers of tensors or their shapes differ from those of the graph's inputs or outputs.
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

    check('inputs', graph, graph.inputs, inputs)
    check('tangents', graph, graph.inputs, tangents)
    const results = graph.outputs.map(({ node }) => node)
    if (cotangents !== undefined) check('cotangents', graph, results, cotangents)
    const nodes = forward(graph, inputs, tangents)
    const seeds = cotangents ?? results.map((node) => uniform(shapeOfNode(graph.nodes[node]), 1))
    const back = reverse(graph, nodes, seeds)
    const names = namesOf(graph)
    const formulas = formulasOf(graph, names)
    const steps = graph.nodes.map((node, i): Step => {
      const { values, tangents, differentiable, derivatives, pushed } = nodes[i]
      return {
        name: names[i],
        formula: formulas[i],
        value: node._tag === 'Scan' ? undefined : values[0],
        tangent: node._tag === 'Scan' ? undefined : tangents[0],
        cotangent: back.cotangents[i],
        differentiable,
        edges: operands(node).map((from, k) => ({
          ...{ from, derivative: derivatives[k], pushed: pushed[k], pulled: back.pulled[i][k] },
        })),
      }
    })
    return { graph, steps }
  }
}

const tensors = (tree: unknown): readonly AnyTensor[] => entries(tree, 'Draw.trace').map(([, x]) => x)

const like = (what: string, a: unknown, b: unknown): readonly AnyTensor[] =>
  tensors(zipTree(`Draw.trace, ${what}`, (x, y, path) => matching(`Draw.trace, ${what}`, x, y, path), a, b))

/**
 * Traces a function at a point: the values of its nodes, their tangents in a direction, and the cotangents of its result.
 *
 * - **Arguments** `dx`, the tangent of x, by default 1 at every element; `dy`, the cotangent of the result, by default 1 at every element, so that the cotangents of the inputs of a scalar
 *   function are its gradient.
 * - **Errors** a `NablaError` if `dx` does not match x, if `dy` does not match the result, or if the function cannot be staged.
 * - **Law** the tangent of the result agrees with `jvp` and the cotangents of the inputs with `vjp`, to the bit for the graph and within rounding for the function.
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
