/**
 * Graphs and traces as Mermaid flowcharts, a text format that documentation sites and editors draw.
 */
import { print, sizeOf } from '../tensor/Shape.js'
import { printable } from '../tensor/Text.js'
import { dataOf, shape, toFlat, type AnyTensor } from '../tensor/Value.js'
import type { Zeroable } from '../primitive/Primitive.js'
import { operands, uniformOf, uses, type Graph, type Node } from '../graph/Graph.js'
import { prefixes } from './Cell.js'
import { insideOf } from './Inside.js'
import { namesOf, symbolOf } from './Notation.js'
import { colors } from './Picture.js'
import type { Trace } from './Trace.js'
import { number } from './Values.js'
import { hasCotangents, hasTangents, nameIn, type Look } from './Vertex.js'

/** A line of a label. Characters that Mermaid or HTML could read as syntax become character codes. */
const escaped = (line: string): string =>
  printable(line).replace(/[^\p{L}\p{N} .,:=+()[\]→←−×÷²]/gu, (c) => `#${c.codePointAt(0)};`)

/** Lines as a quoted label. */
export const label = (...lines: readonly string[]): string => `"${lines.map(escaped).join('<br/>')}"`

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

const signed = (sign: string, x: Zeroable, digits: number): string =>
  `${sign}${x === undefined ? '0' : inline(x, digits)}`

/** The label of a node. */
const content = (node: Node, name: string, look: Look): string => {
  if (node._tag === 'Constant') {
    const value = uniformOf(node)
    const text = value === undefined ? inline(node.value, look.digits) : number(value, look.digits)
    return Object.hasOwn(look.names, name) ? `${nameIn(look, name)} = ${text}` : text
  }
  return node._tag === 'Applied' ? symbolOf(node) : nameIn(look, name)
}

const shapes = {
  Input: (text: string) => `([${text}])`,
  Constant: (text: string) => `[${text}]`,
  Applied: (text: string) => `(${text})`,
  Part: (text: string) => `(${text})`,
  Scan: (text: string) => `[${text}]`,
} as const

const indent = (lines: readonly string[]): readonly string[] => lines.map((each) => `  ${each}`)

/** The statements of a graph. The identifier of a node is `prefix` and its index. */
const statements = (graph: Graph, prefix: string, look: Look, trace: Trace | undefined): readonly string[] => {
  const names = namesOf(graph)
  const counts = uses(graph)
  const { digits, words } = look
  const [tangents, cotangents] = [hasTangents(look), hasCotangents(look)]
  /** The label of an edge: the value of its node, its tangent and its cotangent. */
  const edgeLabel = (from: number, pulled: Zeroable): readonly string[] => {
    const step = trace?.steps[from]
    if (step?.value === undefined) return plainShape(graph.nodes[from])
    const name = graph.nodes[from]._tag === 'Applied' ? `${nameIn(look, names[from])} = ` : ''
    return [
      `${name}${inline(step.value, digits)}`,
      ...(tangents && step.differentiable ? [signed(prefixes.tangent, step.tangent, digits)] : []),
      ...(cotangents && step.differentiable
        ? [signed(prefixes.cotangent, counts[from] > 1 ? pulled : step.cotangent, digits)]
        : []),
    ]
  }
  const arrow = (lines: readonly string[]): string =>
    lines.every((text) => text === '') ? '-->' : `-->|${label(...lines)}|`
  const nodes = graph.nodes.flatMap((node, i): readonly string[] => {
    const id = `${prefix}${i}`
    if (node._tag === 'Scan')
      return [
        `subgraph ${id}[${label(words.scan(node.length))}]`,
        ...indent(statements(node.body, `${id}s`, insideOf(graph, node, look), undefined)),
        ...indent(
          node.states.map(
            (_, k) => `${id}s${node.body.outputs[k].node} -.->|${label(words.nextStep)}| ${id}s${node.body.inputs[k]}`,
          ),
        ),
        'end',
      ]
    const total = trace?.steps[i].cotangent
    const sum =
      cotangents && counts[i] > 1 && total !== undefined ? [signed(`Σ ${prefixes.cotangent}`, total, digits)] : []
    const text = label(content(node, names[i], look), ...sum)
    return [`${id}${shapes[node._tag](text)}:::${node._tag.toLowerCase()}`]
  })
  const edges = graph.nodes.flatMap((node, to) => {
    if (node._tag === 'Part') {
      const scan = graph.nodes[node.of]
      const from = scan._tag === 'Scan' ? `s${scan.body.outputs[node.index].node}` : ''
      return [`${prefix}${node.of}${from} --> ${prefix}${to}`]
    }
    return operands(node).map((from, port) => {
      const target = node._tag === 'Scan' ? `${to}s${node.body.inputs[port]}` : String(to)
      const lines = edgeLabel(from, trace?.steps[to].edges[port].pulled)
      return `${prefix}${from} ${arrow(lines)} ${prefix}${target}`
    })
  })
  // The outputs of a step inside a scan lead to the results of the scan.
  const outputs =
    prefix === 'n'
      ? graph.outputs.flatMap(({ node }, k) => {
          const end = `result${k}`
          const source = graph.nodes[node]
          const name = nameIn(look, names[node])
          return source._tag === 'Scan'
            ? []
            : [`${prefix}${node} ${arrow(edgeLabel(node, undefined))} ${end}`, `${end}([${label(name)}]):::output`]
        })
      : []
  return [...nodes, ...edges, ...outputs]
}

const plainShape = (node: Node): readonly string[] =>
  node._tag === 'Scan' || node._tag === 'Constant' || node.shape.length === 0 ? [] : [print(node.shape)]

const classes: readonly string[] = [
  `classDef input fill:${colors.paper},stroke:${colors.ink},stroke-width:2px,color:${colors.ink}`,
  `classDef constant fill:${colors.paper},stroke:${colors.line},stroke-dasharray:4 3,color:${colors.ink}`,
  `classDef applied fill:${colors.pale},stroke:${colors.ink},color:${colors.ink}`,
  `classDef part fill:${colors.pale},stroke:${colors.ink},color:${colors.ink}`,
  `classDef output fill:${colors.paper},stroke:${colors.ink},stroke-width:2px,color:${colors.ink}`,
]

/** A graph or a trace as the text of a flowchart. */
export const flowchart = (graph: Graph, trace: Trace | undefined, look: Look): string =>
  ['flowchart LR', ...indent([...statements(graph, 'n', look, trace), ...classes]), ''].join('\n')
