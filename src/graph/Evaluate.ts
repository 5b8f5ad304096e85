/**
 * Evaluation of a graph node by node by the primitives, under any interpreter, so that a graph can be differentiated or batched.
 */
import * as Layout from '../primitive/Layout.js'
import { apply, bind, type Step, type Stepped } from '../primitive/Primitive.js'
import { shape, type AnyTensor } from '../tensor/Value.js'
import { operands, type Graph, type Scan } from './Graph.js'

/** The results of a graph for its inputs, both in the order of the graph. */
export const evaluate = (graph: Graph, inputs: readonly AnyTensor[]): readonly AnyTensor[] => {
  const { nodes, outputs } = graph
  // Local mutation, invisible from outside. A value is released after its last use.
  const last = lastUses(graph)
  const values = new Array<AnyTensor | readonly AnyTensor[] | undefined>(nodes.length)
  const at = (place: number): AnyTensor => values[place] as AnyTensor
  graph.inputs.forEach((place, i) => {
    values[place] = inputs[i]
  })
  nodes.forEach((node, place) => {
    switch (node._tag) {
      case 'Input':
        break
      case 'Constant':
        values[place] = node.value
        break
      case 'Applied': {
        const [x, y, z] = node.args
        values[place] = apply(
          node.primitive,
          node.attributes,
          at(x),
          y === undefined ? undefined : at(y),
          z === undefined ? undefined : at(z),
        )
        break
      }
      case 'Scan':
        values[place] = scanned(node, at)
        break
      case 'Part':
        values[place] = (values[node.of] as readonly AnyTensor[])[node.index]
    }
    for (const used of operands(node)) if (last[used] === place) values[used] = undefined
  })
  return outputs.map(({ node }) => at(node))
}

/** The last user of each node; none for results. */
const lastUses = ({ nodes, outputs }: Graph): readonly number[] => {
  const last = new Array<number>(nodes.length).fill(-1)
  nodes.forEach((node, place) => {
    for (const used of operands(node)) last[used] = place
  })
  for (const { node } of outputs) last[node] = -1
  return last
}

/** The results of a scan: the last states, then the stacked results of its steps. */
export const scanned = ({ body, states, xs, captured, length }: Scan, at: (place: number) => AnyTensor) => {
  const outside = captured.map(at)
  const step: Step = (now, each) => {
    const results = evaluate(body, [...now, ...each, ...outside])
    return { states: results.slice(0, now.length), ys: results.slice(now.length) }
  }
  const end = walk(length, step, states.map(at), xs.map(at))
  return [...end.states, ...end.ys]
}

/** One element along the leading axis, which is taken away. */
export const element = (x: AnyTensor, i: number): AnyTensor => {
  const row = bind(Layout.slice, [x], { axis: 0, start: i, end: i + 1 })
  return bind(Layout.reshape, [row], { to: shape(row).slice(1) })
}

/** Tensors of one shape along a new leading axis. */
export const stacked = (ys: readonly AnyTensor[]): AnyTensor =>
  Layout.concatAll(
    ys.map((y) => bind(Layout.reshape, [y], { to: [1, ...shape(y)] })),
    0,
  )

/** A scan as a plain loop. */
export const walk = (length: number, step: Step, start: readonly AnyTensor[], xs: readonly AnyTensor[]): Stepped => {
  // Local mutation, invisible from outside: a scan may be endlessly long.
  let states = start
  const rows: (readonly AnyTensor[])[] = []
  for (let i = 0; i < length; i++) {
    const next = step(
      states,
      xs.map((x) => element(x, i)),
    )
    states = next.states
    rows.push(next.ys)
  }
  return { states, ys: rows[0].map((_, k) => stacked(rows.map((ys) => ys[k]))) }
}
