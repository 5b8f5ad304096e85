/**
 * Graphs and traces as Mermaid flowcharts: text that documentation sites, editors and slides turn into pictures.
 */
import { print, sizeOf } from '../tensor/Shape.js'
import { printable } from '../tensor/Text.js'
import { dataOf, shape, toFlat, type AnyTensor } from '../tensor/Value.js'
import type { Zeroable } from '../primitive/Primitive.js'
import { operands, uniformOf, uses, type Graph, type Node } from '../graph/Graph.js'
import { given, insideOf, signs, type Look } from './Cells.js'
import { colors } from './Marks.js'
import { namesOf, symbolOf } from './Names.js'
import { number } from './Numbers.js'
import type { Trace } from './Trace.js'

/** A line of a label: a character that Mermaid or HTML would read as syntax is written by its code. */
const escaped = (line: string): string =>
  printable(line).replace(/[^\p{L}\p{N} .,:=+()[\]→←−×÷²]/gu, (c) => `#${c.codePointAt(0)};`)

/** Lines as a quoted label. */
export const label = (...lines: readonly string[]): string => `"${lines.map(escaped).join('<br/>')}"`

const most = 6

/** A tensor in one line: a number, a short list, or its shape. */
const written = (x: AnyTensor, digits: number): string => {
  const data = dataOf(x, 'Draw.mermaid')
  const sizes = shape(x)
  if (sizes.length === 0 && typeof data === 'number') return number(data, digits)
  return sizeOf(sizes) <= most && sizes.length === 1
    ? `[${Array.from(toFlat(x), (v) => number(v, digits)).join(', ')}]`
    : print(sizes)
}

const signed = (sign: string, x: Zeroable, digits: number): string =>
  `${sign}${x === undefined ? '0' : written(x, digits)}`

/** What stands in a node. */
const content = (node: Node, name: string, look: Look): string => {
  if (node._tag === 'Constant') {
    const value = uniformOf(node)
    const text = value === undefined ? written(node.value, look.digits) : number(value, look.digits)
    return Object.hasOwn(look.names, name) ? `${given(look, name)} = ${text}` : text
  }
  return node._tag === 'Applied' ? symbolOf(node) : given(look, name)
}

const shapes = {
  Input: (text: string) => `([${text}])`,
  Constant: (text: string) => `[${text}]`,
  Applied: (text: string) => `(${text})`,
  Part: (text: string) => `(${text})`,
  Scan: (text: string) => `[${text}]`,
} as const

const indent = (lines: readonly string[]): readonly string[] => lines.map((each) => `  ${each}`)

/** The statements of a graph, its nodes called `prefix` and a number. */
const statements = (graph: Graph, prefix: string, look: Look, trace: Trace | undefined): readonly string[] => {
  const names = namesOf(graph)
  const counts = uses(graph)
  const { show, digits } = look
  const [tangents, cotangents] = [show === 'tangents' || show === 'all', show === 'cotangents' || show === 'all']
  /** What flows from a node, on one of its edges. */
  const flows = (from: number, pulled: Zeroable): readonly string[] => {
    const step = trace?.steps[from]
    if (step?.value === undefined) return plainShape(graph.nodes[from])
    const name = graph.nodes[from]._tag === 'Applied' ? `${given(look, names[from])} = ` : ''
    return [
      `${name}${written(step.value, digits)}`,
      ...(tangents && step.differentiable ? [signed(signs.tangent, step.tangent, digits)] : []),
      ...(cotangents && step.differentiable
        ? [signed(signs.cotangent, counts[from] > 1 ? pulled : step.cotangent, digits)]
        : []),
    ]
  }
  const arrow = (words: readonly string[]): string =>
    words.length === 0 || words.every((word) => word === '') ? '-->' : `-->|${label(...words)}|`
  const nodes = graph.nodes.flatMap((node, i): readonly string[] => {
    const id = `${prefix}${i}`
    if (node._tag === 'Scan')
      return [
        `subgraph ${id}[${label(symbolOf(node))}]`,
        ...indent(statements(node.body, `${id}s`, insideOf(graph, node, look, names), undefined)),
        ...indent(
          node.states.map(
            (_, k) => `${id}s${node.body.outputs[k].node} -.->|${label('next step')}| ${id}s${node.body.inputs[k]}`,
          ),
        ),
        'end',
      ]
    const total = trace?.steps[i].cotangent
    const sum =
      cotangents && counts[i] > 1 && total !== undefined ? [signed(`Σ ${signs.cotangent}`, total, digits)] : []
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
      const words = flows(from, trace?.steps[to].edges[port].pulled)
      return `${prefix}${from} ${arrow(words)} ${prefix}${target}`
    })
  })
  // The results of a step inside a scan are named by what they lead to.
  const outputs =
    prefix === 'n'
      ? graph.outputs.flatMap(({ node }, k) => {
          const end = `result${k}`
          const source = graph.nodes[node]
          const name = given(look, names[node])
          return source._tag === 'Scan'
            ? []
            : [`${prefix}${node} ${arrow(flows(node, undefined))} ${end}`, `${end}([${label(name)}]):::output`]
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
