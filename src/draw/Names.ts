/**
 * What the nodes of a graph are called, and how a person writes what they compute.
 */
import type { Attributes } from '../primitive/Table.js'
import { operands, uniformOf, type Graph, type Node } from '../graph/Graph.js'
import { number } from './Numbers.js'

/** How a primitive is written: the sign in its box, and its formula. */
interface Notation {
  readonly symbol: string
  readonly formula: (a: string, b: string, c: string) => string
  /** Whether the order of its arguments does not matter. */
  readonly commutative?: true
}

const infix = (symbol: string): Notation => ({ symbol, formula: (a, b) => `${a} ${symbol} ${b}` })

const commutative = (symbol: string): Notation => ({ ...infix(symbol), commutative: true })

const call = (name: string, symbol = name): Notation => ({
  symbol,
  formula: (...all) => `${name}(${all.filter((arg) => arg !== '').join(', ')})`,
})

const raised = (exponent: number): string =>
  Number.isInteger(exponent) && exponent >= 0
    ? [...String(exponent)].map((d) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(d)]).join('')
    : `^${number(exponent)}`

const power = (exponent: number): Notation => ({
  symbol: `x${raised(exponent)}`,
  formula: (a) => `${a}${raised(exponent)}`,
})

/** The notation of each primitive, exhaustive by type. */
const notations: { readonly [Name in keyof Attributes]: (attributes: Attributes[Name]) => Notation } = {
  neg: () => ({ symbol: '−x', formula: (a) => `−${a}` }),
  add: () => commutative('+'),
  sub: () => infix('−'),
  mul: () => commutative('×'),
  mulAdd: () => ({ symbol: '× +', formula: (a, b, c) => `${a} × ${b} + ${c}` }),
  annihilatingMul: () => commutative('×'),
  div: () => infix('÷'),
  reciprocal: () => ({ symbol: '1/x', formula: (a) => `1 ÷ ${a}` }),
  max: () => ({ ...call('max'), commutative: true }),
  min: () => ({ ...call('min'), commutative: true }),
  greater: () => infix('>'),
  greaterOrEqual: () => infix('≥'),
  equal: () => commutative('='),
  where: () => call('where'),
  abs: () => ({ symbol: '|x|', formula: (a) => `|${a}|` }),
  sign: () => call('sign'),
  floor: () => ({ symbol: '⌊x⌋', formula: (a) => `⌊${a}⌋` }),
  square: () => power(2),
  sqrt: () => ({ symbol: '√x', formula: (a) => `√${a}` }),
  exp: () => call('exp'),
  log: () => call('log'),
  log1p: () => call('log1p'),
  expm1: () => call('expm1'),
  sin: () => call('sin'),
  cos: () => call('cos'),
  sigmoid: () => call('σ'),
  sigmoidSlope: () => call('σ′'),
  tanh: () => call('tanh'),
  softplus: () => call('softplus'),
  pow: ({ exponent }) => power(exponent),
  stopGradient: () => call('stopGradient', 'stop'),
  matmul: () => call('matmul'),
  annihilatingMatmul: () => call('matmul'),
  sum: () => call('sum', 'Σ'),
  broadcast: () => call('broadcast'),
  maxAlong: () => call('max'),
  argmax: () => call('argmax'),
  softmax: () => call('softmax'),
  logSoftmax: () => call('logSoftmax'),
  logSumExp: () => call('logSumExp'),
  softmaxDeviation: () => call('softmaxDeviation'),
  softmaxResidual: () => call('softmaxResidual'),
  reshape: () => call('reshape'),
  transpose: () => ({ symbol: 'transpose', formula: (a) => `${a}ᵀ` }),
  slice: () => call('slice'),
  pad: () => call('pad'),
  concat: () => call('concat'),
  take: () => call('take'),
  scatterAdd: () => call('scatterAdd'),
  custom: () => call('custom'),
}

/** The notation of a node that is computed; what an engine brings along is called by its name. */
const notationOf = (node: Node): Notation => {
  if (node._tag === 'Scan') return call('scan', `scan: ${node.length} steps`)
  if (node._tag !== 'Applied') return call(node._tag)
  const known = notations as unknown as Readonly<Record<string, ((attributes: unknown) => Notation) | undefined>>
  return known[node.primitive.name]?.(node.attributes) ?? call(node.primitive.name)
}

/** The sign in the box of a node. */
export const symbolOf = (node: Node): string => notationOf(node).symbol

/** Whether the arguments of a node may be drawn in any order. */
export const isCommutative = (node: Node): boolean => notationOf(node).commutative ?? false

/** What a result of a scan is called. */
const partName = (graph: Graph, of: number, index: number): string => {
  const scan = graph.nodes[of]
  return scan._tag === 'Scan' ? scan.body.outputs[index].name : String(index)
}

/** How many of the nodes up to each are such. */
const counted = (nodes: readonly Node[], such: (node: Node) => boolean): readonly number[] =>
  nodes.reduce<readonly number[]>((counts, node, i) => [...counts, (counts[i - 1] ?? 0) + (such(node) ? 1 : 0)], [])

/** The name of each node: see `Step`. A result that is called like an input, such as a parameter after its update, has a prime. */
export const namesOf = (graph: Graph): readonly string[] => {
  const { nodes, outputs } = graph
  const applied = counted(nodes, ({ _tag }) => _tag === 'Applied' || _tag === 'Scan')
  const constants = counted(nodes, ({ _tag }) => _tag === 'Constant')
  const inputs = nodes.flatMap((node) => (node._tag === 'Input' ? [inputName(node.name)] : []))
  return nodes.map((node, place) => {
    if (node._tag === 'Input') return inputName(node.name)
    const output = outputs.find((each) => each.node === place)
    if (output !== undefined) {
      const name = output.name === '' ? 'result' : output.name
      return inputs.includes(name) ? `${name}′` : name
    }
    if (node._tag === 'Constant') return `c${constants[place]}`
    return node._tag === 'Part' ? partName(graph, node.of, node.index) : `v${applied[place]}`
  })
}

const inputName = (path: string): string => (path === '' ? 'x' : path)

/** The formula of each node by the names of what it is made of; uniform constants are their number. */
export const formulasOf = (graph: Graph, names: readonly string[] = namesOf(graph)): readonly string[] => {
  const { nodes } = graph
  const called = (place: number): string => {
    const value = uniformOf(nodes[place])
    return value === undefined ? names[place] : number(value)
  }
  return nodes.map((node, place) => {
    switch (node._tag) {
      case 'Input':
      case 'Constant':
        return called(place)
      case 'Part':
        return `${names[place]} of ${names[node.of]}`
      case 'Scan':
        return `${names[place]} = scan of ${node.length} steps`
      case 'Applied': {
        const [a, b = '', c = ''] = operands(node).map(called)
        return `${names[place]} = ${notationOf(node).formula(a, b, c)}`
      }
    }
  })
}

/** A name as it is shown: v12 as v₁₂. */
export const shown = (name: string): string => {
  const [, letter, digits] = /^([vc])(\d+)$/.exec(name) ?? []
  return digits === undefined ? name : `${letter}${[...digits].map((d) => '₀₁₂₃₄₅₆₇₈₉'[Number(d)]).join('')}`
}
