/**
 * Forward and reverse accumulation over the nodes of a graph, with what each edge contributes. The rules are those of the primitives, called in the order in which dual numbers and the tape
 * call them.
 */
import { pull, push } from '../diff/Formal.js'
import { plus, pow } from '../primitive/Pointwise.js'
import { apply, type Zeroable } from '../primitive/Primitive.js'
import { sizeOf } from '../tensor/Shape.js'
import { shape, uniform, type AnyTensor } from '../tensor/Value.js'
import { scanned } from '../graph/Evaluate.js'
import { operands, type Applied, type Graph, type Scan } from '../graph/Graph.js'

interface Result {
  readonly value: AnyTensor
  readonly tangent: Zeroable
}

/** A node after the forward pass. */
export interface Evaluated {
  /** Its value and tangent; those of all results for a scan. */
  readonly results: readonly Result[]
  /** Whether it depends on the inputs in a way that has a derivative. */
  readonly differentiable: boolean
  /** For each argument: the elementwise derivative, and what its tangent contributes. */
  readonly derivatives: readonly Zeroable[]
  readonly pushed: readonly Zeroable[]
}

const leaf = (value: AnyTensor, tangent: Zeroable, differentiable: boolean): Evaluated => ({
  results: [{ value, tangent }],
  differentiable,
  derivatives: [],
  pushed: [],
})

const valuesOf = (args: readonly Evaluated[]): readonly AnyTensor[] => args.map(({ results: [{ value }] }) => value)

const zeroLike = (x: AnyTensor): AnyTensor => uniform(shape(x), 0)

/** A scan as a function of its operands. */
const functionOf = (scan: Scan): ((args: readonly AnyTensor[]) => readonly AnyTensor[]) => {
  const { length: s } = scan.states
  const { length: x } = scan.xs
  const renumbered = {
    ...scan,
    states: scan.states.map((_, i) => i),
    xs: scan.xs.map((_, i) => s + i),
    captured: scan.captured.map((_, i) => s + x + i),
  }
  return (args) => scanned(renumbered, (i) => args[i])
}

const evaluateScan = (scan: Scan, args: readonly Evaluated[]): Evaluated => {
  const values = valuesOf(args)
  const f = functionOf(scan)
  const differentiable = args.some((arg) => arg.differentiable)
  if (args.every(({ results: [{ tangent }] }) => tangent === undefined))
    return { ...leaf(values[0], undefined, differentiable), results: f(values).map((value) => ({ value, tangent: undefined })) } // prettier-ignore
  const { primal, tangent } = push(
    f,
    values,
    args.map(({ results: [result] }) => result.tangent ?? zeroLike(result.value)),
  )
  return {
    ...leaf(values[0], undefined, differentiable),
    results: primal.map((value, i) => ({ value, tangent: tangent[i] })),
  }
}

const evaluateApplied = ({ primitive, attributes }: Applied, args: readonly Evaluated[]): Evaluated => {
  const { derivative } = primitive
  const values = valuesOf(args)
  const [x, y, z] = values
  const value = apply(primitive, attributes, x, y, z)
  const isPointwise = 'elements' in primitive || Object.is(primitive, pow)
  const along = (t: Zeroable, i: number): Zeroable => t && derivative?.tangent(t, i, attributes, value, x, y, z)
  const pushed = args.map(({ results: [{ tangent }] }, i) => along(tangent, i))
  return {
    results: [{ value, tangent: pushed.reduce(plus, undefined) }],
    differentiable: derivative !== undefined && args.some((arg) => arg.differentiable),
    // The derivative is diagonal if the primitive is pointwise, and one number between scalars.
    derivatives: args.map((arg, i) =>
      arg.differentiable && (isPointwise || (sizeOf(shape(value)) === 1 && sizeOf(shape(values[i])) === 1))
        ? along(uniform(shape(values[i]), 1), i)
        : undefined,
    ),
    pushed,
  }
}

/** Values and tangents of all nodes. */
export const forward = (
  graph: Graph,
  inputs: readonly AnyTensor[],
  tangents: readonly Zeroable[],
): readonly Evaluated[] => {
  // Local mutation, invisible from outside.
  const done: Evaluated[] = []
  graph.nodes.forEach((node, i) => {
    const args = operands(node).map((arg) => done[arg])
    switch (node._tag) {
      case 'Input': {
        const at = graph.inputs.indexOf(i)
        return done.push(leaf(inputs[at], tangents[at], true))
      }
      case 'Constant':
        return done.push(leaf(node.value, undefined, false))
      case 'Applied':
        return done.push(evaluateApplied(node, args))
      case 'Scan':
        return done.push(evaluateScan(node, args))
      case 'Part': {
        const { value, tangent } = args[0].results[node.index]
        return done.push(leaf(value, tangent, args[0].differentiable))
      }
    }
  })
  return done
}

/** The cotangents of all nodes, and what each edge contributes to them. */
export interface VjpResult {
  readonly cotangents: readonly Zeroable[]
  readonly edges: readonly (readonly Zeroable[])[]
}

/** The cotangents of all nodes for those of the outputs. */
export const reverse = (graph: Graph, evaluated: readonly Evaluated[], seeds: readonly AnyTensor[]): VjpResult => {
  // Local mutation, invisible from outside.
  const cotangents: Zeroable[] = graph.nodes.map(() => undefined)
  const add = (i: number, c: Zeroable): void => {
    if (evaluated[i].differentiable) cotangents[i] = plus(cotangents[i], c)
  }
  graph.outputs.forEach(({ node }, i) => add(node, seeds[i]))
  const sharesOf = (i: number): readonly Zeroable[] => {
    const node = graph.nodes[i]
    const values = valuesOf(operands(node).map((arg) => evaluated[arg]))
    if (node._tag === 'Applied') {
      const c = cotangents[i]
      const [x, y, z] = values
      const { value } = evaluated[i].results[0]
      return values.map((_, k) => c && node.primitive.derivative?.cotangent(c, k, node.attributes, value, x, y, z))
    }
    if (node._tag !== 'Scan') return []
    const cs = node.results.map((_, index) => {
      const part = graph.nodes.findIndex((each) => each._tag === 'Part' && each.of === i && each.index === index)
      return part < 0 ? undefined : cotangents[part]
    })
    return cs.every((c) => c === undefined)
      ? []
      : pull(functionOf(node), values).pullback(cs.map((c, k) => c ?? zeroLike(evaluated[i].results[k].value)))
  }
  const edges = graph.nodes.map((node): readonly Zeroable[] => operands(node).map(() => undefined))
  for (let i = graph.nodes.length - 1; i >= 0; i--) {
    const args = operands(graph.nodes[i])
    const shares = evaluated[i].differentiable ? sharesOf(i) : []
    edges[i] = args.map((arg, k) => (evaluated[arg].differentiable ? shares[k] : undefined))
    args.forEach((arg, k) => add(arg, edges[i][k]))
  }
  return { cotangents, edges }
}
