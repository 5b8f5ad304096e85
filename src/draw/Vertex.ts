/**
 * The vertices of a drawing: the nodes of a graph, one by one or grouped into layers, with their values if the graph was traced.
 */
import { plus } from '../primitive/Pointwise.js'
import type { Zeroable } from '../primitive/Primitive.js'
import { print } from '../tensor/Shape.js'
import { operands, uniformOf, type Graph, type Node } from '../graph/Graph.js'
import { collapse, keyOf, ungrouped } from './Collapse.js'
import { formulaOf, formulasOf, isCommutative, namesOf, rearranges, symbolOf, withSubscript } from './Notation.js'
import { defaultDigits, number } from './Values.js'
import type { Step } from './Trace.js'
import type { Words } from './Words.js'

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
  readonly words: Words
}

/** An argument of a vertex. */
export interface Port {
  /** The index of the vertex that is used. */
  readonly from: number
  readonly derivative: Zeroable
  readonly pulled: Zeroable
}

/** A box of a drawing. */
export interface Vertex {
  /** The node whose value it has. */
  readonly node: Node
  /** The name of its value. */
  readonly name: string
  /** Whether its name was chosen by the caller. */
  readonly renamed: boolean
  /** Its formula. */
  readonly formula: string
  /** The lines in its box. */
  readonly heading: readonly string[]
  readonly ports: readonly Port[]
  readonly commutative: boolean
  readonly isOutput: boolean
  /** How often it is used, by vertices and as a result. */
  readonly uses: number
  /** Its values, if the graph was traced. */
  readonly step: Step | undefined
}

export const hasTangents = ({ show }: Look): boolean => show === 'tangents' || show === 'all'
export const hasCotangents = ({ show }: Look): boolean => show === 'cotangents' || show === 'all'

/** The name that the caller chose for a generated name, or that name. */
export const nameIn = ({ names, words }: Look, name: string): string =>
  Object.hasOwn(names, name) ? names[name] : name === 'result' ? words.result : withSubscript(name)

/** The edges into a group, those from one vertex as one, since a layer has one wire from each. */
const merged = (ports: readonly Port[]): readonly Port[] =>
  ports.reduce<readonly Port[]>((all, port) => {
    const same = all.findIndex(({ from }) => from === port.from)
    return same < 0
      ? [...all, port]
      : all.map((old, i) =>
          i === same ? { ...old, derivative: undefined, pulled: plus(old.pulled, port.pulled) } : old,
        )
  }, [])

/** The vertices of a graph, or of a trace of it. */
export const verticesOf = (graph: Graph, steps: readonly Step[] | undefined, look: Look): readonly Vertex[] => {
  const { nodes, outputs } = graph
  const given = namesOf(graph)
  const names = given.map((name) => nameIn(look, name))
  const { rootOf, layerOf } = look.detail === 'layers' ? collapse(graph, given) : ungrouped(graph)
  const roots = nodes.flatMap((_, i) => (rootOf[i] === i ? [i] : []))
  const index = new Map(roots.map((root, i) => [root, i]))
  const isInside = (i: number): boolean => rootOf[i] !== i
  // A broadcast that is left out has the name of what it stretches.
  const terms = nodes.reduce<readonly string[]>(
    (all, node, i) => [...all, isInside(i) && rearranges(node) ? all[operands(node)[0]] : names[i]],
    [],
  )
  const formulas = formulasOf(graph, terms)
  const placeholder = (i: number): string => {
    const value = isInside(i) ? uniformOf(nodes[i]) : undefined
    if (value !== undefined) return number(value, defaultDigits)
    return isInside(i) && rearranges(nodes[i]) ? placeholder(operands(nodes[i])[0]) : '·'
  }
  const sources = roots.map((root): readonly Port[] => {
    const members = nodes.flatMap((_, i) => (rootOf[i] === root ? [i] : []))
    const ports = members.flatMap((member) =>
      operands(nodes[member]).flatMap((arg, k): readonly Port[] => {
        const edge = steps?.[member].edges[k]
        return isInside(arg)
          ? []
          : [
              {
                from: index.get(arg) ?? 0,
                derivative: member === root ? edge?.derivative : undefined,
                pulled: edge?.pulled,
              },
            ]
      }),
    )
    return members.some((member) => member !== root && nodes[member]._tag === 'Applied') ? merged(ports) : ports
  })
  const results = outputs.map(({ node }) => node)
  const users = sources.flat().map(({ from }) => from)
  return roots.map((root, i): Vertex => {
    const node = nodes[root]
    const members = nodes.flatMap((_, each) => (rootOf[each] === root ? [each] : []))
    const layer = node._tag === 'Input' || members.length === 1 ? undefined : layerOf[root]
    const args = operands(node).map(placeholder)
    const title = layer && nameIn(look, keyOf(layer))
    const parameters = members.flatMap((each) => {
      const parameter = nodes[each]
      return parameter._tag === 'Input' ? [`${keyOf(given[each])} ${print(parameter.shape)}`] : []
    })
    return {
      node,
      name: names[root],
      renamed: Object.hasOwn(look.names, given[root]),
      formula:
        title === undefined
          ? formulas[root]
          : `${names[root]} = ${title}(${sources[i].map(({ from }) => names[roots[from]]).join(', ')})`,
      heading:
        title !== undefined
          ? [title, ...parameters]
          : node._tag === 'Scan'
            ? [look.words.scan(node.length)]
            : node._tag === 'Applied'
              ? [args.every((arg) => arg === '·') ? symbolOf(node) : formulaOf(node, args)]
              : [names[root]],
      ports: sources[i],
      commutative: isCommutative(node),
      isOutput: results.includes(root),
      uses: users.filter((user) => user === i).length + results.filter((result) => result === root).length,
      step: steps?.[root],
    }
  })
}
