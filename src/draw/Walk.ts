/**
 * The walks through a graph at a point: forward with tangents, and back with cotangents. The rules are those of the primitives, called in the order in which the dual reading and the tape
 * call them.
 */
import { pull, push } from '../diff/Formal.js'
import { plus } from '../primitive/Pointwise.js'
import { apply, type Zeroable } from '../primitive/Primitive.js'
import { sizeOf } from '../tensor/Shape.js'
import { shape, uniform, type AnyTensor } from '../tensor/Value.js'
import { evaluate } from '../graph/Evaluate.js'
import { operands, type Applied, type Graph, type Node, type Scan } from '../graph/Graph.js'

/** A node after the walk forward. */
export interface Moved {
  readonly value: AnyTensor | undefined
  readonly tangent: Zeroable
  readonly differentiable: boolean
  readonly derivatives: readonly Zeroable[]
  readonly pushed: readonly Zeroable[]
  /** Of a scan: its results, with their tangents. */
  readonly results: readonly (readonly [AnyTensor, Zeroable])[]
}

const still: Omit<Moved, 'value'> = {
  tangent: undefined,
  differentiable: false,
  derivatives: [],
  pushed: [],
  results: [],
}

/** A value that is one tensor. What a node is made of is never a scan, but its parts. */
export const valueOf = ({ value }: Pick<Moved, 'value'>): AnyTensor => value as AnyTensor

/** A scan as a graph of its own: from what it is made of to its results. */
const alone = (scan: Scan, args: readonly AnyTensor[]): ((inputs: readonly AnyTensor[]) => readonly AnyTensor[]) => {
  const { states, xs } = scan
  const place = (from: number) => (_: number, i: number) => from + i
  const inputs: readonly Node[] = args.map((x) => ({ _tag: 'Input', name: '', shape: shape(x) }))
  const n = args.length
  const moved: Scan = {
    ...scan,
    states: states.map(place(0)),
    xs: xs.map(place(states.length)),
    captured: scan.captured.map(place(states.length + xs.length)),
  }
  const parts: readonly Node[] = scan.results.map((each, index) => ({ _tag: 'Part', of: n, index, shape: each }))
  const graph: Graph = {
    nodes: [...inputs, moved, ...parts],
    inputs: inputs.map((_, i) => i),
    outputs: parts.map((_, i) => ({ name: String(i), node: n + 1 + i })),
  }
  return (x) => evaluate(graph, x)
}

const zero = (like: AnyTensor): AnyTensor => uniform(shape(like), 0)

const movedScan = (node: Scan, args: readonly Moved[]): Moved => {
  const values = args.map(valueOf)
  const f = alone(node, values)
  const moving = args.some(({ tangent }) => tangent !== undefined)
  const tangents = args.map(({ tangent }, i) => tangent ?? zero(values[i]))
  const results: Moved['results'] = moving
    ? ((both) => both.primal.map((y, i) => [y, both.tangent[i]] as const))(push(f, values, tangents))
    : f(values).map((y) => [y, undefined] as const)
  return { ...still, value: undefined, differentiable: args.some((arg) => arg.differentiable), results }
}

/** `∂v/∂u` as a tensor, where it is one: a slope for each element. */
const slope = (node: Applied, result: AnyTensor, args: readonly AnyTensor[], i: number): Zeroable => {
  const { primitive, attributes } = node
  const [x, y, z] = args
  const single = sizeOf(shape(result)) === 1 && sizeOf(shape(args[i])) === 1
  const pointwise = 'elements' in primitive || primitive.name === 'pow'
  return pointwise || single
    ? primitive.derivative?.tangent(uniform(shape(args[i]), 1), i, attributes, result, x, y, z)
    : undefined
}

const movedApplied = (node: Applied, args: readonly Moved[]): Moved => {
  const { primitive, attributes } = node
  const { derivative } = primitive
  const values = args.map(valueOf)
  const [x, y, z] = values
  const value = apply(primitive, attributes, x, y, z)
  const pushed = args.map(({ tangent: t }, i) =>
    t === undefined ? undefined : derivative?.tangent(t, i, attributes, value, x, y, z),
  )
  return {
    value,
    tangent: pushed.reduce(plus, undefined),
    differentiable: derivative !== undefined && args.some((arg) => arg.differentiable),
    derivatives: args.map((arg, i) => (arg.differentiable ? slope(node, value, values, i) : undefined)),
    pushed,
    results: [],
  }
}

/** The walk forward, values and tangents together. */
export const forward = (graph: Graph, inputs: readonly AnyTensor[], tangents: readonly Zeroable[]): readonly Moved[] =>
  graph.nodes.reduce<readonly Moved[]>((done, node, place) => {
    const args = operands(node).map((i) => done[i])
    const next = (): Moved => {
      switch (node._tag) {
        case 'Input': {
          const i = graph.inputs.indexOf(place)
          return { ...still, value: inputs[i], tangent: tangents[i], differentiable: true }
        }
        case 'Constant':
          return { ...still, value: node.value }
        case 'Applied':
          return movedApplied(node, args)
        case 'Scan':
          return movedScan(node, args)
        case 'Part': {
          const [value, tangent] = args[0].results[node.index]
          return { ...still, value, tangent, differentiable: args[0].differentiable }
        }
      }
    }
    return [...done, next()]
  }, [])

/** In the middle of the walk back: the cotangents so far, and what each edge has carried. */
export interface Pulled {
  readonly cotangents: readonly Zeroable[]
  readonly edges: readonly (readonly Zeroable[])[]
}

const given = (cotangents: readonly Zeroable[], to: number, c: Zeroable): readonly Zeroable[] =>
  c === undefined ? cotangents : cotangents.map((old, i) => (i === to ? plus(old, c) : old))

/** What a node hands to each of what it is made of. */
const handed = (
  graph: Graph,
  moved: readonly Moved[],
  cotangents: readonly Zeroable[],
  place: number,
): readonly Zeroable[] => {
  const node = graph.nodes[place]
  const args = operands(node)
  const [x, y, z] = args.map((i) => valueOf(moved[i]))
  if (node._tag === 'Applied') {
    const c = cotangents[place]
    const { primitive, attributes } = node
    return args.map((i, k) =>
      c === undefined || !moved[i].differentiable
        ? undefined
        : primitive.derivative?.cotangent(c, k, attributes, valueOf(moved[place]), x, y, z),
    )
  }
  if (node._tag === 'Scan') {
    const parts = node.results.map((_, index) =>
      graph.nodes.findIndex((each) => each._tag === 'Part' && each.of === place && each.index === index),
    )
    const cs = parts.map((part) => (part < 0 ? undefined : cotangents[part]))
    if (cs.every((c) => c === undefined)) return args.map(() => undefined)
    const values = args.map((i) => valueOf(moved[i]))
    const results = moved[place].results.map(([value]) => value)
    const pulled = pull(alone(node, values), values).pullback(cs.map((c, i) => c ?? zero(results[i])))
    return pulled.map((c, k) => (moved[args[k]].differentiable ? c : undefined))
  }
  return args.map(() => undefined)
}

/** The walk back. */
export const reverse = (graph: Graph, moved: readonly Moved[], seeds: readonly AnyTensor[]): Pulled => {
  const nothing: Pulled = { cotangents: moved.map(() => undefined), edges: moved.map(() => []) }
  const seeded = graph.outputs.reduce(
    (cotangents, { node }, i) => (moved[node].differentiable ? given(cotangents, node, seeds[i]) : cotangents),
    nothing.cotangents,
  )
  return graph.nodes.reduceRight<Pulled>(
    ({ cotangents, edges }, node, place) => {
      const shares = moved[place].differentiable
        ? handed(graph, moved, cotangents, place)
        : operands(node).map(() => undefined)
      return {
        cotangents: operands(node).reduce((so, to, k) => given(so, to, shares[k]), cotangents),
        edges: edges.map((old, i) => (i === place ? shares : old)),
      }
    },
    { ...nothing, cotangents: seeded },
  )
}
