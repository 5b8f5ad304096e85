/**
 * Graphs and traces as Mermaid flowcharts, a text format that documentation sites and editors draw.
 */
import { print, sizeOf } from '../tensor/Shape.js'
import { printable } from '../tensor/Text.js'
import { dataOf, shape, toFlat, type AnyTensor } from '../tensor/Value.js'
import type { Zeroable } from '../primitive/Primitive.js'
import { uniformOf, type Graph } from '../graph/Graph.js'
import { prefixes } from './Cell.js'
import { insideOf } from './Inside.js'
import { colors } from './Picture.js'
import type { Trace } from './Trace.js'
import { number } from './Values.js'
import { hasCotangents, hasTangents, verticesOf, type Look, type Vertex } from './Vertex.js'

/** A line of a label. Characters that Mermaid or HTML could read as syntax become character codes. */
const escaped = (line: string): string =>
  printable(line).replace(/[^\p{L}\p{N} .,:=+()[\]→←−×÷²]/gu, (c) => `#${c.codePointAt(0)};`)

/** Lines as a quoted label. */
const label = (...lines: readonly string[]): string => `"${lines.map(escaped).join('<br/>')}"`

/** The longest vector whose elements are shown. */
const longest = 6

/** A tensor in one line: a number, a short list, or its shape. */
const inline = (x: AnyTensor, digits: number): string => {
  const data = dataOf(x, 'Draw.mermaid')
  const sizes = shape(x)
  if (sizes.length === 0 && typeof data === 'number') return number(data, digits)
  return sizeOf(sizes) <= longest && sizes.length === 1
    ? `[${Array.from(toFlat(x), (v) => number(v, digits)).join(', ')}]`
    : print(sizes)
}

const prefixed = (prefix: string, x: Zeroable, digits: number): string =>
  `${prefix}${x === undefined ? '0' : inline(x, digits)}`

/** The text in the box of a vertex. */
const content = ({ node, name, renamed, heading }: Vertex, digits: number): string => {
  if (node._tag !== 'Constant') return heading[0]
  const value = uniformOf(node)
  const text = value === undefined ? inline(node.value, digits) : number(value, digits)
  return renamed ? `${name} = ${text}` : text
}

/** The value, the tangent and the cotangent on an edge out of a vertex; its shape, if the graph was not traced. */
const edgeLabel = ({ node, name, step, uses }: Vertex, pulled: Zeroable, look: Look): readonly string[] => {
  if (step?.value === undefined)
    return node._tag === 'Scan' || node._tag === 'Constant' || node.shape.length === 0 ? [] : [print(node.shape)]
  const { value, tangent, cotangent, differentiable } = step
  return [
    `${node._tag === 'Applied' ? `${name} = ` : ''}${inline(value, look.digits)}`,
    ...(hasTangents(look) && differentiable ? [prefixed(prefixes.tangent, tangent, look.digits)] : []),
    ...(hasCotangents(look) && differentiable
      ? [prefixed(prefixes.cotangent, uses > 1 ? pulled : cotangent, look.digits)]
      : []),
  ]
}

const arrow = (lines: readonly string[]): string => (lines.length === 0 ? '-->' : `-->|${label(...lines)}|`)

const shapes = {
  Input: (text: string) => `([${text}])`,
  Constant: (text: string) => `[${text}]`,
  Applied: (text: string) => `(${text})`,
  Part: (text: string) => `(${text})`,
} as const

const indent = (lines: readonly string[]): readonly string[] => lines.map((each) => `  ${each}`)

/** The statements of a graph. The identifier of a node is `prefix` and its index. */
const statements = (graph: Graph, prefix: string, look: Look, trace: Trace | undefined): readonly string[] => {
  const vertices = verticesOf(graph, trace?.steps, look)
  const nodes = vertices.flatMap((vertex, i): readonly string[] => {
    const { node, step, uses } = vertex
    const id = `${prefix}${i}`
    if (node._tag === 'Scan') {
      const { inputs, outputs } = node.body
      const next = node.states.map(
        (_, k) => `${id}s${outputs[k].node} -.->|${label(look.words.nextStep)}| ${id}s${inputs[k]}`,
      )
      const body = statements(node.body, `${id}s`, insideOf(graph, node, look), undefined)
      return [`subgraph ${id}[${label(vertex.heading[0])}]`, ...indent([...body, ...next]), 'end']
    }
    const total = hasCotangents(look) && uses > 1 ? step?.cotangent : undefined
    const sum = total === undefined ? [] : [prefixed(`Σ ${prefixes.cotangent}`, total, look.digits)]
    return [`${id}${shapes[node._tag](label(content(vertex, look.digits), ...sum))}:::${node._tag.toLowerCase()}`]
  })
  const edges = vertices.flatMap(({ node, ports }, to) =>
    ports.map(({ from, pulled }, k) => {
      const source = vertices[from].node
      const start =
        node._tag === 'Part' && source._tag === 'Scan' ? `${from}s${source.body.outputs[node.index].node}` : from
      const end = node._tag === 'Scan' ? `${to}s${node.body.inputs[k]}` : to
      return `${prefix}${start} ${arrow(edgeLabel(vertices[from], pulled, look))} ${prefix}${end}`
    }),
  )
  // The outputs of a step inside a scan lead to the results of the scan.
  const outputs = (prefix === 'n' ? graph.outputs : []).flatMap(({ node }, k) => [
    `${prefix}${node} ${arrow(edgeLabel(vertices[node], undefined, look))} result${k}`,
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
export const flowchart = (graph: Graph, trace: Trace | undefined, look: Look): string =>
  ['flowchart LR', ...indent([...statements(graph, 'n', look, trace), ...classes]), ''].join('\n')
