/**
 * The nodes of a graph grouped into layers, by the paths of its parameters, and into compound operations.
 */
import { parentPath } from '../tensor/Params.js'
import { operands, uniformOf, type Graph, type Node } from '../graph/Graph.js'
import { compoundAt } from './Compound.js'
import { notationOf } from './Notation.js'

type Layer = string | undefined

/** Nodes that are one box: a layer or a compound operation. */
export interface Group {
  readonly name: string
}

/** The box of each node. */
export interface Groups {
  /** The node of its box whose value others use. */
  readonly rootOf: readonly number[]
  readonly groupOf: readonly (Group | undefined)[]
}

/** Every node in a box of its own. */
export const ungrouped = ({ nodes }: Graph): Groups => ({
  rootOf: nodes.map((_, i) => i),
  groupOf: nodes.map(() => undefined),
})

/** The last key of a path. */
export const keyOf = (path: string): string => path.slice((parentPath(path)?.length ?? -1) + 1)

/** The layer of each input that is a parameter: of those below `params`, if there are any; otherwise of those with a path of two keys or more. */
const layersOfInputs = (nodes: readonly Node[], names: readonly string[]): readonly Layer[] => {
  const isParameter = nodes.map(({ _tag }, i) => _tag === 'Input' && names[i].startsWith('params.'))
  const hasParams = isParameter.includes(true)
  return nodes.map(({ _tag }, i) =>
    _tag === 'Input' && (!hasParams || isParameter[i]) ? parentPath(names[i]) : undefined,
  )
}

/** The layer of each node that depends on nothing but uniform constants and the parameters of one layer. Other constants are data. */
const layersOfParameters = (nodes: readonly Node[], inputs: readonly Layer[]): readonly Layer[] =>
  nodes.reduce<readonly Layer[]>((layers, node, i) => {
    const found = operands(node).flatMap((arg) => (uniformOf(nodes[arg]) === undefined ? [layers[arg]] : []))
    const isInside = node._tag === 'Applied' && found.length > 0 && found.every((layer) => layer === found[0])
    return [...layers, isInside ? found[0] : inputs[i]]
  }, [])

/** The nodes on the paths from the first use of a layer's parameters to the last. */
const between = (nodes: readonly Node[], owners: readonly Layer[], layer: string): readonly boolean[] => {
  const uses = nodes.map((node, i) => owners[i] !== layer && operands(node).some((arg) => owners[arg] === layer))
  const after = nodes.reduce<readonly boolean[]>(
    (all, node, i) => [...all, uses[i] || operands(node).some((arg) => all[arg])],
    [],
  )
  // Local mutation, invisible from outside.
  const before = [...uses]
  nodes.reduceRight<undefined>((_, node, i) => {
    if (before[i]) operands(node).forEach((arg) => (before[arg] = true))
    return undefined
  }, undefined)
  return nodes.map((_, i) => after[i] && before[i])
}

/** The layer of each node. Of layers that overlap, such as a layer and the gradient through it, the shorter one is grouped. */
const layersOf = (nodes: readonly Node[], names: readonly string[]): readonly Layer[] => {
  const owners = layersOfParameters(nodes, layersOfInputs(nodes, names))
  return [...new Set(owners.flatMap((layer) => layer ?? []))]
    .map((layer) => ({ layer, inside: between(nodes, owners, layer) }))
    .map((each) => ({ ...each, size: each.inside.filter(Boolean).length }))
    .sort((a, b) => a.size - b.size)
    .reduce<readonly Layer[]>(
      (all, { layer, inside }) =>
        inside.some((is, i) => is && owners[i] === undefined && all[i] !== undefined)
          ? all.map((old) => (old === layer ? undefined : old))
          : all.map((old, i) => (inside[i] ? layer : old)),
      owners,
    )
}

/** The group of each node: its layer, or the compound operation outside layers to which it belongs. */
const groupsOf = (nodes: readonly Node[], names: readonly string[]): Groups['groupOf'] => {
  const layers = layersOf(nodes, names)
  const groups = new Map(layers.map((layer) => [layer, layer === undefined ? undefined : { name: keyOf(layer) }]))
  return nodes.reduceRight<Groups['groupOf']>(
    (all, _, i) => {
      const compound = compoundAt(nodes, i)
      return compound?.members.every((member) => all[member] === undefined) === true
        ? all.map((old, k) => (compound.members.includes(k) ? compound : old))
        : all
    },
    layers.map((layer) => groups.get(layer)),
  )
}

/**
 * Groups the nodes between the first and the last use of each layer's parameters, and those of compound operations. A group has one result, so another use of an inner node splits it. A
 * broadcast or a reshape belongs to the only group that uses it; uniform constants are left out, since formulas show their numbers.
 */
export const collapse = ({ nodes, outputs }: Graph, names: readonly string[]): Groups => {
  const groupOf = groupsOf(nodes, names)
  const isOutput = new Set(outputs.map(({ node }) => node))
  // Local mutation, invisible from outside: from the last node to the first, so that the groups of all users are known.
  const rootOf = nodes.map((_, i) => i)
  const users = nodes.map(() => new Set<number>())
  nodes.reduceRight<undefined>((_, node, i) => {
    const [root, ...others] = users[i]
    const isShared = groupOf[i] !== undefined && groupOf[i] === groupOf[root]
    const joins = others.length === 0 && (isShared || notationOf(node).rearranges === true)
    if (users[i].size > 0 && !isOutput.has(i) && (joins || uniformOf(node) !== undefined)) rootOf[i] = root
    operands(node).forEach((arg) => users[arg].add(rootOf[i]))
    return undefined
  }, undefined)
  return { rootOf, groupOf }
}
