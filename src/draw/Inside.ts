/**
 * The names inside a scan: the inputs of its step have the names of what comes in, its outputs the names of what they become.
 */
import type { Graph, Scan } from '../graph/Graph.js'
import { namesOf } from './Notation.js'
import { nameIn, type Look } from './Vertex.js'

/** How the step of a scan is drawn. */
export const insideOf = (graph: Graph, scan: Scan, look: Look): Look => {
  const names = namesOf(graph)
  const { element } = look.words
  const inputName = (i: number): string | undefined =>
    graph.nodes[i]._tag === 'Input' ? nameIn(look, names[i]) : undefined
  const states = scan.states.map(inputName)
  const elements = scan.xs.map(inputName).map((name) => name && element(name))
  const scanIndex = graph.nodes.indexOf(scan)
  const results = scan.results.map((_, index) => {
    if (index < states.length) return states[index] && `${states[index]}′`
    const part = graph.nodes.findIndex((node) => node._tag === 'Part' && node.of === scanIndex && node.index === index)
    return part < 0 || /^\d*$/.test(names[part]) ? undefined : element(nameIn(look, names[part]))
  })
  const outer = [...states, ...elements, ...scan.captured.map(inputName), ...results]
  const inner = namesOf(scan.body)
  const renamed = [...scan.body.inputs, ...scan.body.outputs.map(({ node }) => node)].flatMap((node, i) => {
    const name = outer[i]
    return name === undefined ? [] : [[inner[node], name] as const]
  })
  return { ...look, names: { ...look.names, ...Object.fromEntries(renamed) } }
}
