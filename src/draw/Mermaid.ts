/**
 * Graphs and traces as Mermaid flowcharts, a text format that documentation sites and editors draw.
 */
import { printable } from '../tensor/Text.js'
import type { Graph } from '../graph/Graph.js'
import { colors } from './Picture.js'
import type { Step } from './Trace.js'
import { inline } from './Values.js'
import { insideOf, prefixes, verticesOf, type Line, type Look, type Vertex } from './Vertex.js'

/** A line of a label. Characters that Mermaid or HTML could read as syntax become character codes. */
const escape = (line: string): string =>
  printable(line).replace(/[^\p{L}\p{N} .,:=+()[\]→←−×÷²]/gu, (c) => `#${c.codePointAt(0)};`)

/** Lines as a quoted label. */
const label = (...lines: readonly string[]): string => `"${lines.map(escape).join('<br/>')}"`

const textOf = ({ prefix, x }: Omit<Line, 'kind'>, { digits }: Look): string =>
  `${prefix}${x === undefined ? '0' : inline(x, digits)}`

/** An edge out of a vertex, with its numbers; with its shape, if the graph was not traced. Where edges branch, each has its share of the cotangent. */
const arrow = (vertex: Vertex, pulled: Line['x'], look: Look): string => {
  const { node, isTraced, shape, uses } = vertex
  const numbers = vertex.label.map((each) =>
    textOf(each.kind === 'cotangent' && uses > 1 ? { ...each, x: pulled } : each, look),
  )
  const lines = isTraced && numbers.length > 0 ? numbers : shape === '' || node._tag === 'Constant' ? [] : [shape]
  return lines.length === 0 ? '-->' : `-->|${label(...lines)}|`
}

/** The box of a vertex, with the sum of its shares. */
const box = ({ node, heading, constant, label: lines, uses }: Vertex, look: Look): string => {
  const content = [...heading, ...(constant === undefined ? [] : [inline(constant, look.digits)])].join(' = ')
  const sums = uses > 1 ? lines.filter(({ kind, x }) => kind === 'cotangent' && x !== undefined) : []
  const text = label(content, ...sums.map(({ x }) => textOf({ prefix: `Σ ${prefixes.cotangent}`, x }, look)))
  const framed = node._tag === 'Input' ? `([${text}])` : node._tag === 'Constant' ? `[${text}]` : `(${text})`
  return `${framed}:::${node._tag.toLowerCase()}`
}

const indent = (lines: readonly string[]): readonly string[] => lines.map((each) => `  ${each}`)

/** The statements of a graph. The identifier of a node is `prefix` and its index. */
const statements = (
  graph: Graph,
  prefix: string,
  look: Look,
  steps: readonly Step[] | undefined,
): readonly string[] => {
  const vertices = verticesOf(graph, steps, look)
  const nodes = vertices.flatMap((vertex, i): readonly string[] => {
    const { node } = vertex
    const id = `${prefix}${i}`
    if (node._tag !== 'Scan') return [`${id}${box(vertex, look)}`]
    const { inputs, outputs } = node.body
    const next = node.states.map(
      (_, k) => `${id}s${outputs[k].node} -.->|${label(look.language.nextStep)}| ${id}s${inputs[k]}`,
    )
    const body = statements(node.body, `${id}s`, insideOf(graph, node, look), undefined)
    return [`subgraph ${id}[${label(vertex.heading[0])}]`, ...indent([...body, ...next]), 'end']
  })
  const edges = vertices.flatMap(({ node, ports }, to) =>
    ports.map(({ from, pulled }, k) => {
      const source = vertices[from].node
      const start =
        node._tag === 'Part' && source._tag === 'Scan' ? `${from}s${source.body.outputs[node.index].node}` : from
      const end = node._tag === 'Scan' ? `${to}s${node.body.inputs[k]}` : to
      return `${prefix}${start} ${arrow(vertices[from], pulled, look)} ${prefix}${end}`
    }),
  )
  // The outputs of a step inside a scan lead to the results of the scan.
  const outputs = (prefix === 'n' ? graph.outputs : []).flatMap(({ node }, k) => [
    `${prefix}${node} ${arrow(vertices[node], undefined, look)} result${k}`,
    `result${k}([${label(vertices[node].name)}]):::output`,
  ])
  return [...nodes, ...edges, ...outputs]
}

const classes: readonly string[] = [
  `classDef input fill:${colors.paper},stroke:${colors.ink},stroke-width:2px,color:${colors.ink}`,
  `classDef constant fill:${colors.paper},stroke:${colors.line},stroke-dasharray:4 3,color:${colors.ink}`,
  `classDef applied fill:${colors.pale},stroke:${colors.ink},color:${colors.ink}`,
  `classDef part fill:${colors.pale},stroke:${colors.ink},color:${colors.ink}`,
  `classDef output fill:${colors.paper},stroke:${colors.ink},stroke-width:2px,color:${colors.ink}`,
]

/** A graph or a trace as the text of a flowchart, with one node for each operation. */
export const flowchart = (graph: Graph, steps: readonly Step[] | undefined, look: Look): string =>
  ['flowchart LR', ...indent([...statements(graph, 'n', look, steps), ...classes]), ''].join('\n')
