/**
 * The vertices of a drawing: the nodes of a graph, one by one or grouped into layers, with their values if the graph was traced.
 */
import { plus } from '../primitive/Pointwise.js'
import type { Zeroable } from '../primitive/Primitive.js'
import { print } from '../tensor/Shape.js'
import { scalar, type AnyTensor } from '../tensor/Value.js'
import { operands, uniformOf, type Graph, type Node, type Scan } from '../graph/Graph.js'
import { collapse, keyOf, ungrouped } from './Collapse.js'
import { formulasOf, namesOf, notationOf, withSubscript } from './Notation.js'
import { number } from './Values.js'
import type { Step } from './Trace.js'
import type { Language } from './Language.js'

/**
 * Which numbers are drawn: the values; also the tangents, as in forward mode; also the cotangents, as in reverse mode; or all.
 *
 * @category model
 */
export type Show = 'values' | 'tangents' | 'cotangents' | 'all'

/** How a graph is drawn, with all defaults filled in. */
export interface Look {
  readonly show: Show
  readonly detail: 'operations' | 'layers'
  readonly digits: number
  readonly derivatives: boolean
  readonly names: Readonly<Record<string, string>>
  readonly language: Language
}

/** An argument of a vertex. */
export interface Port {
  /** The index of the vertex that is used. */
  readonly from: number
  readonly derivative: Zeroable
  readonly pulled: Zeroable
}

/** A line of the label of a vertex: a number after its prefix. An absent number is zero. */
export interface Line {
  readonly kind: 'value' | 'tangent' | 'cotangent'
  readonly prefix: string
  readonly x: Zeroable
}

/** A box of a drawing. */
export interface Vertex {
  /** The node whose value it has. */
  readonly node: Node
  readonly name: string
  readonly formula: string
  /** Its shape as text; empty for a scalar. */
  readonly shape: string
  /** The lines in its box. */
  readonly heading: readonly string[]
  /** The constant in its box. */
  readonly constant: AnyTensor | undefined
  /** The lines beside the wire out of it, if the graph was traced. */
  readonly label: readonly Line[]
  readonly ports: readonly Port[]
  readonly commutative: boolean
  readonly isOutput: boolean
  /** How often it is used, by vertices and as a result. */
  readonly uses: number
  readonly isTraced: boolean
}

export const hasTangents = ({ show }: Look): boolean => show === 'tangents' || show === 'all'
export const hasCotangents = ({ show }: Look): boolean => show === 'cotangents' || show === 'all'

/** The prefixes of tangents and cotangents: arrows in the direction in which they are computed. */
export const prefixes = { tangent: '→ ', cotangent: '← ' } as const

/** The name that the caller chose for a generated name, or that name. */
const nameIn = ({ names, language }: Look, name: string): string =>
  Object.hasOwn(names, name) ? names[name] : name === 'result' ? language.result : withSubscript(name)

const labelOf = (node: Node, name: string, look: Look, step: Step | undefined): readonly Line[] => {
  const { value, tangent, cotangent, differentiable = false } = step ?? {}
  if (value === undefined) return []
  return [
    { kind: 'value', prefix: node._tag === 'Applied' ? `${name} = ` : '', x: value } as const,
    { kind: 'tangent', prefix: prefixes.tangent, x: tangent } as const,
    { kind: 'cotangent', prefix: prefixes.cotangent, x: cotangent } as const,
  ].filter(
    ({ kind }) =>
      kind === 'value' || (differentiable && (kind === 'tangent' ? hasTangents(look) : hasCotangents(look))),
  )
}

/** The edges into a group, those from one vertex as one. */
const merge = (ports: readonly Port[]): readonly Port[] =>
  ports.reduce<readonly Port[]>(
    (all, port) =>
      all.some(({ from }) => from === port.from)
        ? all.map((old) =>
            old.from === port.from ? { ...old, derivative: undefined, pulled: plus(old.pulled, port.pulled) } : old,
          )
        : [...all, port],
    [],
  )

const callOf = (name: string, args: readonly string[]): string =>
  name === '×' ? args.join(' × ') : `${name}(${args.join(', ')})`

/** The vertices of a graph, or of a trace of it. */
export const verticesOf = (graph: Graph, steps: readonly Step[] | undefined, look: Look): readonly Vertex[] => {
  const { nodes, outputs } = graph
  const generated = namesOf(graph)
  const names = generated.map((name) => nameIn(look, name))
  const { rootOf, groupOf } = look.detail === 'layers' ? collapse(graph, generated) : ungrouped(graph)
  const isInside = (i: number): boolean => rootOf[i] !== i
  const roots = nodes.flatMap((_, i) => (isInside(i) ? [] : [i]))
  const membersOf = roots.map((root) => nodes.flatMap((_, i) => (rootOf[i] === root ? [i] : [])))
  /** The node that a broadcast or a reshape inside a group moves. */
  const moved = (i: number): number =>
    isInside(i) && notationOf(nodes[i]).rearranges === true ? moved(operands(nodes[i])[0]) : i
  const formulas = formulasOf(
    graph,
    names.map((_, i) => names[moved(i)]),
  )
  const placeholder = (i: number): string => {
    const value = isInside(moved(i)) ? uniformOf(nodes[moved(i)]) : undefined
    return value === undefined ? '·' : number(value)
  }
  const portsOf = membersOf.map((members, i) => {
    const ports = members.flatMap((member) =>
      operands(nodes[member]).flatMap((arg, k): readonly Port[] => {
        const { derivative, pulled } = steps?.[member].edges[k] ?? {}
        const from = roots.indexOf(arg)
        return from < 0 ? [] : [{ from, derivative: member === roots[i] ? derivative : undefined, pulled }]
      }),
    )
    return members.some((member) => member !== roots[i] && nodes[member]._tag === 'Applied') ? merge(ports) : ports
  })
  const headingOf = (root: number, node: Node): readonly string[] => {
    switch (node._tag) {
      case 'Scan':
        return [look.language.scan(node.length)]
      case 'Applied': {
        const { symbol, formula } = notationOf(node)
        const args = node.args.map(placeholder)
        return [args.every((arg) => arg === '·') ? symbol : formula(...args)]
      }
      case 'Constant':
        return Object.hasOwn(look.names, generated[root]) ? [names[root]] : []
      default:
        return [names[root]]
    }
  }
  const results = outputs.map(({ node }) => node)
  const used = [...portsOf.flat().map(({ from }) => roots[from]), ...results]
  return roots.map((root, i): Vertex => {
    const node = nodes[root]
    const members = membersOf[i]
    const group = node._tag === 'Input' || members.length === 1 ? undefined : groupOf[root]
    const title = group && nameIn(look, group.name)
    const parameters = members.flatMap((each) => {
      const parameter = nodes[each]
      return parameter._tag === 'Input' ? [`${keyOf(generated[each])} ${print(parameter.shape)}`] : []
    })
    const uniform = uniformOf(node)
    const args = portsOf[i].map(({ from }) => names[roots[from]])
    return {
      node,
      name: names[root],
      formula: title === undefined ? formulas[root] : `${names[root]} = ${callOf(title, args)}`,
      shape: node._tag === 'Scan' || node.shape.length === 0 ? '' : print(node.shape),
      heading: title === undefined ? headingOf(root, node) : [title, ...parameters],
      constant: node._tag !== 'Constant' ? undefined : uniform === undefined ? node.value : scalar(uniform),
      label: labelOf(node, names[root], look, steps?.[root]),
      ports: portsOf[i],
      commutative: notationOf(node).commutative === true || title === '×',
      isOutput: results.includes(root),
      uses: used.filter((each) => each === root).length,
      isTraced: steps !== undefined,
    }
  })
}

/** How the step of a scan is drawn: its inputs have the names of what comes in, its outputs the names of what they become. */
export const insideOf = (graph: Graph, scan: Scan, look: Look): Look => {
  const names = namesOf(graph)
  const { element } = look.language
  const inputName = (i: number): string | undefined =>
    graph.nodes[i]._tag === 'Input' ? nameIn(look, names[i]) : undefined
  const states = scan.states.map(inputName)
  const elements = scan.xs.map(inputName).map((name) => name && element(name))
  const results = scan.results.map((_, index) => {
    if (index < states.length) return states[index] && `${states[index]}′`
    const part = graph.nodes.findIndex(
      (node) => node._tag === 'Part' && graph.nodes[node.of] === scan && node.index === index,
    )
    return part < 0 || /^\d*$/.test(names[part]) ? undefined : element(nameIn(look, names[part]))
  })
  const outer = [...states, ...elements, ...scan.captured.map(inputName), ...results]
  const inner = namesOf(scan.body)
  const renamed = [...scan.body.inputs, ...scan.body.outputs.map(({ node }) => node)].flatMap((node, i) =>
    outer[i] === undefined ? [] : [[inner[node], outer[i]] as const],
  )
  return { ...look, names: { ...look.names, ...Object.fromEntries(renamed) } }
}
