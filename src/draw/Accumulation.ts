/**
 * Forward and reverse accumulation over the nodes of a graph, with the contribution of each edge. The rules are those of the primitives, called in the order in which dual numbers and the
 * tape call them.
 */
import { pull, push } from '../diff/Formal.js'
import { plus, pow } from '../primitive/Pointwise.js'
import { apply, type Zeroable } from '../primitive/Primitive.js'
import { sizeOf } from '../tensor/Shape.js'
import { shape, uniform, type AnyTensor } from '../tensor/Value.js'
import { scanned } from '../graph/Evaluate.js'
import { operands, type Applied, type Graph, type Node, type Scan } from '../graph/Graph.js'

/** A node after the forward pass. */
export interface Linearized {
  /** Its value; all results of a scan. */
  readonly values: readonly AnyTensor[]
  readonly tangents: readonly Zeroable[]
  /** Whether it depends on the inputs in a way that has a derivative. */
  readonly differentiable: boolean
  /** For each argument: the elementwise derivative, and the contribution of its tangent. */
  readonly derivatives: readonly Zeroable[]
  readonly pushed: readonly Zeroable[]
  /** The cotangents of the arguments for those of the results. */
  readonly pullback: (cotangents: readonly Zeroable[]) => readonly Zeroable[]
}

const leaf = (value: AnyTensor, tangent: Zeroable, differentiable: boolean): Linearized => ({
  values: [value],
  tangents: [tangent],
  differentiable,
  derivatives: [],
  pushed: [],
  pullback: () => [],
})

const withZeros = (xs: readonly AnyTensor[], ts: readonly Zeroable[]): readonly AnyTensor[] =>
  xs.map((x, i) => ts[i] ?? uniform(shape(x), 0))

const isZero = (t: Zeroable): boolean => t === undefined

/** A scan as a function of its operands. */
const functionOf = (scan: Scan) => {
  const [s, x] = [scan.states.length, scan.xs.length]
  const renumbered = {
    ...scan,
    states: scan.states.map((_, i) => i),
    xs: scan.xs.map((_, i) => s + i),
    captured: scan.captured.map((_, i) => s + x + i),
  }
  return (args: readonly AnyTensor[]): readonly AnyTensor[] => scanned(renumbered, (i) => args[i])
}

const linearizeScan = (scan: Scan, args: readonly Linearized[]): Linearized => {
  const [xs, ts] = [args.map(({ values }) => values[0]), args.map(({ tangents }) => tangents[0])]
  const f = functionOf(scan)
  const { primal, tangent } = ts.every(isZero) ? { primal: f(xs), tangent: [] } : push(f, xs, withZeros(xs, ts))
  return {
    ...leaf(
      xs[0],
      undefined,
      args.some(({ differentiable }) => differentiable),
    ),
    values: primal,
    tangents: tangent,
    pullback: (cs) => (cs.every(isZero) ? [] : pull(f, xs).pullback(withZeros(primal, cs))),
  }
}

const linearizeApplied = ({ primitive, attributes }: Applied, args: readonly Linearized[]): Linearized => {
  const { derivative } = primitive
  const [x, y, z] = args.map(({ values }) => values[0])
  const value = apply(primitive, attributes, x, y, z)
  const along = (t: Zeroable, i: number): Zeroable => t && derivative?.tangent(t, i, attributes, value, x, y, z)
  const pushed = args.map(({ tangents }, i) => along(tangents[0], i))
  // The derivative is diagonal if the primitive is pointwise, and one number between scalars.
  const isPointwise = 'elements' in primitive || Object.is(primitive, pow)
  const isDiagonal = (arg: AnyTensor): boolean =>
    isPointwise || (sizeOf(shape(value)) === 1 && sizeOf(shape(arg)) === 1)
  return {
    values: [value],
    tangents: [pushed.reduce(plus, undefined)],
    differentiable: derivative !== undefined && args.some(({ differentiable }) => differentiable),
    derivatives: args.map(({ values: [arg], differentiable }, i) =>
      differentiable && isDiagonal(arg) ? along(uniform(shape(arg), 1), i) : undefined,
    ),
    pushed,
    pullback: ([c]) => args.map((_, i) => c && derivative?.cotangent(c, i, attributes, value, x, y, z)),
  }
}

/** Values and tangents of all nodes. */
export const forward = (graph: Graph, inputs: readonly AnyTensor[], tangents: readonly Zeroable[]) => {
  const linearize = (node: Node, i: number, args: readonly Linearized[]): Linearized => {
    switch (node._tag) {
      case 'Input': {
        const k = graph.inputs.indexOf(i)
        return leaf(inputs[k], tangents[k], true)
      }
      case 'Constant':
        return leaf(node.value, undefined, false)
      case 'Applied':
        return linearizeApplied(node, args)
      case 'Scan':
        return linearizeScan(node, args)
      case 'Part':
        return leaf(args[0].values[node.index], args[0].tangents[node.index], args[0].differentiable)
    }
  }
  return graph.nodes.reduce<readonly Linearized[]>(
    (done, node, i) => [
      ...done,
      linearize(
        node,
        i,
        operands(node).map((arg) => done[arg]),
      ),
    ],
    [],
  )
}

/** The cotangents of all nodes, and the contribution of each edge to them. */
export const reverse = (graph: Graph, nodes: readonly Linearized[], seeds: readonly AnyTensor[]) => {
  // Local mutation, invisible from outside.
  const cotangents: Zeroable[] = nodes.map(() => undefined)
  const pulled: (readonly Zeroable[])[] = nodes.map(() => [])
  const add = (i: number, c: Zeroable): void => {
    if (nodes[i].differentiable) cotangents[i] = plus(cotangents[i], c)
  }
  const cotangentsOf = (node: Node, i: number): readonly Zeroable[] =>
    node._tag !== 'Scan'
      ? [cotangents[i]]
      : node.results.map((_, index) => {
          const part = graph.nodes.findIndex((each) => each._tag === 'Part' && each.of === i && each.index === index)
          return part < 0 ? undefined : cotangents[part]
        })
  graph.outputs.forEach(({ node }, i) => add(node, seeds[i]))
  graph.nodes.reduceRight<undefined>((_, node, i) => {
    const shares = nodes[i].differentiable ? nodes[i].pullback(cotangentsOf(node, i)) : []
    pulled[i] = operands(node).map((arg, k) => (nodes[arg].differentiable ? shares[k] : undefined))
    operands(node).forEach((arg, k) => add(arg, pulled[i][k]))
    return undefined
  }, undefined)
  return { cotangents, pulled }
}
