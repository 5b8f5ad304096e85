/**
 * The nodes of a graph grouped into layers, by the paths of its parameters.
 */
import { parentPath } from '../tensor/Params.js'
import { operands, uniformOf, type Graph, type Node } from '../graph/Graph.js'
import { rearranges } from './Notation.js'

/** The groups of a graph: each is named by the one node of it that others use, its root. */
export interface Groups {
  /** The root of the group of each node. */
  readonly rootOf: readonly number[]
  /** The path of the layer of each node; absent outside layers. */
  readonly layerOf: readonly (string | undefined)[]
}

/** Every node as its own group. */
export const ungrouped = ({ nodes }: Graph): Groups => ({
  rootOf: nodes.map((_, i) => i),
  layerOf: nodes.map(() => undefined),
})

/** The last key of a path. */
export const keyOf = (path: string): string => path.slice((parentPath(path)?.length ?? -1) + 1)

/** The layer of each input that is a parameter. Below `params`, if an input is there; otherwise every input with a path of two keys or more. */
const layersOfInputs = (nodes: readonly Node[], names: readonly string[]): readonly (string | undefined)[] => {
  const hasParams = nodes.some(({ _tag }, i) => _tag === 'Input' && names[i].startsWith('params.'))
  return nodes.map(({ _tag }, i) =>
    _tag === 'Input' && (!hasParams || names[i].startsWith('params.')) ? parentPath(names[i]) : undefined,
  )
}

/** The layer of each node that depends on nothing but uniform constants and the parameters of one layer. Other constants are data. */
const owned = (nodes: readonly Node[], inputs: readonly (string | undefined)[]): readonly (string | undefined)[] =>
  nodes.reduce<readonly (string | undefined)[]>((layers, node, i) => {
    const variable = operands(node).filter((arg) => uniformOf(nodes[arg]) === undefined)
    const [first] = variable.map((arg) => layers[arg])
    const layer =
      node._tag === 'Applied' && variable.length > 0 && variable.every((arg) => layers[arg] === first)
        ? first
        : inputs[i]
    return [...layers, layer]
  }, [])

/** The nodes on the ways from the first use of a layer's parameters to the last. */
const between = (
  nodes: readonly Node[],
  owners: readonly (string | undefined)[],
  layer: string,
): readonly boolean[] => {
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

/**
 * Groups the nodes between the first and the last use of each layer's parameters. Layers that overlap, such as a layer and the gradient through it, stay apart: the shorter one is grouped.
 * A group has one result, so what else uses its inner nodes splits it. A broadcast or a reshape belongs to the only group that uses it; uniform
 * constants are left out, since formulas show their numbers.
 */
export const collapse = (graph: Graph, names: readonly string[]): Groups => {
  const { nodes, outputs } = graph
  const owners = owned(nodes, layersOfInputs(nodes, names))
  const layers = [...new Set(owners.flatMap((layer) => layer ?? []))]
    .map((layer) => ({ layer, inside: between(nodes, owners, layer) }))
    .map((each) => ({ ...each, size: each.inside.filter(Boolean).length }))
    .sort((a, b) => a.size - b.size)
  const layerOf = layers.reduce<Groups['layerOf']>(
    (all, { layer, inside }) =>
      inside.some((is, i) => is && owners[i] === undefined && all[i] !== undefined)
        ? all.map((old) => (old === layer ? undefined : old))
        : all.map((old, i) => (inside[i] ? layer : old)),
    owners,
  )
  const isOutput = new Set(outputs.map(({ node }) => node))
  // Local mutation, invisible from outside: from the last node to the first, so that the groups of all users are known.
  const rootOf = nodes.map((_, i) => i)
  const users = nodes.map(() => new Set<number>())
  nodes.reduceRight<undefined>((_, node, i) => {
    const [root, ...others] = users[i]
    const joins =
      others.length === 0 && ((layerOf[i] !== undefined && layerOf[i] === layerOf[root]) || rearranges(node))
    if (users[i].size > 0 && !isOutput.has(i) && (joins || uniformOf(node) !== undefined)) rootOf[i] = root
    operands(node).forEach((arg) => users[arg].add(rootOf[i]))
    return undefined
  }, undefined)
  return { rootOf, layerOf }
}
