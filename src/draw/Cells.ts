/**
 * What is drawn of one node: its box, what stands at the lines that come in, and at the one that goes out.
 */
import { print } from '../tensor/Shape.js'
import { dataOf } from '../tensor/Value.js'
import type { Zeroable } from '../primitive/Primitive.js'
import { uniformOf, uses, type Graph, type Node, type Scan } from '../graph/Graph.js'
import { beside, line, named, stacked, tensor } from './Blocks.js'
import { colors, type Picture, type Style } from './Marks.js'
import type { Moment, Show } from './Moment.js'
import { namesOf, shown, symbolOf } from './Names.js'
import { number } from './Numbers.js'
import type { Step } from './Trace.js'

/** Something that is drawn when it is known, and keeps its place until then. */
export interface Part {
  readonly block: Picture
  readonly known: boolean
}

/** What stands around one node. */
export interface Cell {
  readonly kind: 'input' | 'constant' | 'computed' | 'scan'
  readonly title: string
  readonly content: Picture
  /** Above the line that goes out, side by side. */
  readonly above: readonly Part[]
  /** Below it, one under the other. */
  readonly below: readonly Part[]
  /** At each line that comes in. */
  readonly ports: readonly { readonly above: Part; readonly below: Part }[]
  readonly isOutput: boolean
}

/** How a graph is drawn. */
export interface Look {
  readonly show: Show
  readonly digits: number
  readonly derivatives: boolean
  readonly names: Readonly<Record<string, string>>
}

const ink: Style = { size: 13, fill: colors.ink }
const symbol: Style = { size: 17, fill: colors.ink }
const strong: Style = { size: 14, fill: colors.ink, bold: true }
const quiet: Style = { size: 11, fill: colors.grey }
const small: Style = { size: 10.5, fill: colors.grey, italic: true }

/** The three kinds of numbers: plain, blue and slanted, red and bold, so that they are told apart in grey too. */
export const styles = {
  value: ink,
  tangent: { size: 13, fill: colors.blue, italic: true },
  cotangent: { size: 13, fill: colors.red, bold: true },
} as const

/** The sign that goes with tangents and cotangents: where they come from. */
export const signs = { tangent: '→ ', cotangent: '← ' } as const

const absent: Part = { block: { width: 0, height: 0, marks: [] }, known: false }

const signed = (kind: 'tangent' | 'cotangent', x: Zeroable, digits: number, size = 13): Picture => {
  const style = { ...styles[kind], size }
  return x === undefined ? line(`${signs[kind]}0`, style) : tensor(x, style, digits, signs[kind])
}

/** Local derivatives are shown where they are one number. */
const derivative = (x: Zeroable, digits: number): Picture => {
  const data = x === undefined ? undefined : dataOf(x, 'Draw.svg')
  return typeof data === 'number' ? line(`× ${number(data, digits)}`, small) : absent.block
}

/** The name that somebody gave, by the name that the trace has; else that name. */
export const given = ({ names }: Look, name: string): string => (Object.hasOwn(names, name) ? names[name] : shown(name))

/** How the step of a scan is drawn: its inputs are called by what comes in, where that is an input, and its results by what they become. */
export const insideOf = (graph: Graph, scan: Scan, look: Look, names: readonly string[]): Look => {
  const called = (place: number, more: string): string | undefined =>
    graph.nodes[place]._tag === 'Input' ? `${given(look, names[place])}${more}` : undefined
  const states = scan.states.map((place) => called(place, ''))
  const incoming = [
    ...states,
    ...scan.xs.map((place) => called(place, ' (one)')),
    ...scan.captured.map((place) => called(place, '')),
  ]
  const of = graph.nodes.indexOf(scan)
  const results = scan.results.map((_, index) => {
    const part = graph.nodes.findIndex((node) => node._tag === 'Part' && node.of === of && node.index === index)
    const state = states[index]
    return index < states.length
      ? state && `${state}′`
      : part < 0 || /^\d*$/.test(names[part])
        ? undefined
        : `${given(look, names[part])} (one)`
  })
  const inner = namesOf(scan.body)
  const inside = [...scan.body.inputs, ...scan.body.outputs.map(({ node }) => node)].flatMap((place, i) => {
    const name = [...incoming, ...results][i]
    return name === undefined ? [] : [[inner[place], name] as const]
  })
  return { ...look, names: { ...look.names, ...Object.fromEntries(inside) } }
}

/** What is in the box of a constant. */
const constant = (node: Node, name: string, look: Look): Picture => {
  if (node._tag !== 'Constant') return absent.block
  const value = uniformOf(node)
  const block =
    value === undefined
      ? tensor(node.value, ink, look.digits, '', 'middle')
      : line(number(value, look.digits), ink, 'middle')
  return Object.hasOwn(look.names, name)
    ? stacked([line(look.names[name], strong, 'middle'), block], 3, 'middle')
    : block
}

const kindOf = ({ _tag }: Node): Cell['kind'] =>
  _tag === 'Input' ? 'input' : _tag === 'Constant' ? 'constant' : _tag === 'Scan' ? 'scan' : 'computed'

/** What is in the box of a node. */
const content = (node: Node, name: string, look: Look, body: (node: Node) => Picture): Picture => {
  switch (node._tag) {
    case 'Input':
      return line(given(look, name), strong, 'middle')
    case 'Constant':
      return constant(node, name, look)
    case 'Part':
      return line(given(look, name), ink, 'middle')
    case 'Scan':
      return stacked([line(symbolOf(node), strong), body(node)], 8)
    case 'Applied':
      return line(symbolOf(node), symbolOf(node).length > 4 ? { ...symbol, size: 14 } : symbol, 'middle')
  }
}

const sized = (node: Node): string => (node._tag === 'Scan' || node.shape.length === 0 ? '' : print(node.shape))

/** The cells of a graph without numbers: shapes on the lines. */
export const plainCells = (
  graph: Graph,
  names: readonly string[],
  formulas: readonly string[],
  look: Look,
  body: (node: Node) => Picture,
): readonly Cell[] =>
  graph.nodes.map((node, place): Cell => {
    const isOutput = graph.outputs.some((each) => each.node === place)
    const isNamed = isOutput && node._tag !== 'Part' && node._tag !== 'Input'
    const label = beside(
      [
        line(isNamed ? given(look, names[place]) : '', strong),
        line(node._tag === 'Constant' && uniformOf(node) === undefined ? '' : sized(node), quiet),
      ],
      6,
    )
    return {
      kind: kindOf(node),
      title: `${formulas[place]} ${sized(node)}`.trim(),
      content: content(node, names[place], look, body),
      above: [{ block: label, known: true }],
      below: [],
      ports: [],
      isOutput,
    }
  })

/** The cells of a trace at a moment. */
export const tracedCells = (
  graph: Graph,
  steps: readonly Step[],
  moment: Moment,
  look: Look,
  body: (node: Node) => Picture,
): readonly Cell[] => {
  const { show, digits } = look
  const [withTangents, withCotangents] = [
    show === 'tangents' || show === 'all',
    show === 'cotangents' || show === 'all',
  ]
  const counts = uses(graph)
  return graph.nodes.map((node, place): Cell => {
    const { name, formula, value, tangent, cotangent, differentiable, edges } = steps[place]
    const kind = kindOf(node)
    const isOutput = graph.outputs.some((each) => each.node === place)
    const block = value === undefined ? absent.block : tensor(value, styles.value, digits)
    const known = moment.value(place)
    const above: readonly Part[] =
      kind === 'constant'
        ? []
        : node._tag === 'Applied'
          ? [{ block: named(given(look, name), isOutput ? strong : quiet, block, known), known: true }]
          : [{ block, known }]
    const below: readonly Part[] =
      !differentiable || value === undefined
        ? []
        : [
            {
              block: withTangents ? signed('tangent', tangent, digits) : absent.block,
              known: moment.tangent(place),
            },
            {
              block: withCotangents ? signed('cotangent', cotangent, digits) : absent.block,
              known: moment.cotangent(place),
            },
          ]
    const ports = edges.map(({ from, derivative: slope, pulled }) => ({
      above: {
        block: look.derivatives && show !== 'values' ? derivative(slope, digits) : absent.block,
        known: show === 'cotangents' || (moment.back ? true : moment.value(place)),
      },
      // Where a value is used once, what it is handed is its cotangent, which stands there.
      below:
        withCotangents && pulled !== undefined && counts[from] > 1
          ? { block: signed('cotangent', pulled, digits, 11.5), known: moment.handed(place) }
          : absent,
    }))
    return {
      kind,
      title: described(node, formula, steps[place], digits),
      content: content(node, name, look, body),
      above,
      below,
      ports,
      isOutput,
    }
  })
}

const described = (node: Node, formula: string, { value, tangent, cotangent }: Step, digits: number): string => {
  const one = (x: Zeroable): string | undefined => {
    const data = x === undefined ? undefined : dataOf(x, 'Draw.svg')
    return typeof data === 'number' ? number(data, digits) : undefined
  }
  const parts = [
    [sized(node), ''],
    ['value', one(value)],
    ['tangent', one(tangent)],
    ['cotangent', one(cotangent)],
  ] as const
  const words = parts.flatMap(([word, v]) => (v === undefined || word === '' ? [] : [`${word} ${v}`.trim()]))
  return [formula, ...words].join(', ')
}
