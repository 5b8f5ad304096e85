/**
 * Scan states in the shapes that the step computes. If a step ends with a reshape of a state, the state is reshaped once before and once after the loop instead of in every step.
 */
import * as Layout from '../primitive/Layout.js'
import type { Shape } from '../tensor/Shape.js'
import { rebuiltBy, unchanged, type Changes } from './Build.js'
import { shapeOfNode, type Graph } from './Graph.js'
import { applicationOf } from './Rule.js'

/** The node that the next state is a reshape of, if it is one. */
const madeOf = ({ nodes, outputs }: Graph, i: number): number | undefined => {
  return applicationOf(Layout.reshape, nodes[outputs[i].node])?.args[0]
}

const asIs = () => () => unchanged

const changes: Changes = {
  scan: (builder, { body, states, ...rest }) => {
    const made = states.map((_, i) => madeOf(body, i))
    const carried = made.map((from) => (from === undefined ? undefined : shapeOfNode(body.nodes[from])))
    const reshaped = (place: number, to: Shape | undefined): number =>
      to === undefined ? place : builder.apply(Layout.reshape, { to }, place)
    const step = rebuiltBy(asIs, body, {
      input: (b, { name, shape, bytes }, i) => {
        const to = carried[i]
        return to === undefined
          ? b.input(name, shape, bytes)
          : b.apply(Layout.reshape, { to: shape }, b.input(name, to))
      },
      output: ({ node }, i) => made[i] ?? node,
    })
    const results = builder.scan({
      ...rest,
      body: step,
      states: states.map((place, i) => reshaped(place, carried[i])),
    })
    return results.map((place, i) => (carried[i] === undefined ? place : reshaped(place, builder.shape(states[i]))))
  },
}

/** The graph with states in the shapes that the steps compute. */
export const carry = (graph: Graph): Graph => rebuiltBy(asIs, graph, changes)
