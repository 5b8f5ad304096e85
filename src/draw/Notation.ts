/**
 * The notation of primitives in drawings, and the names and formulas of the nodes of a graph.
 */
import type { Attributes } from '../primitive/Table.js'
import { fail } from '../tensor/Errors.js'
import { operands, uniformOf, type Graph, type Node } from '../graph/Graph.js'
import { number } from './Values.js'

/** How a primitive is written: the symbol in its box, and its formula. */
interface Notation {
  readonly symbol: string
  readonly formula: (a: string, b: string, c: string) => string
  /** Whether the order of its arguments does not matter. */
  readonly commutative?: true
  /** Whether it only arranges elements; a drawing by layers leaves it out. */
  readonly rearranges?: true
}

const infix = (symbol: string): Notation => ({ symbol, formula: (a, b) => `${a} ${symbol} ${b}` })

const commutative = (symbol: string): Notation => ({ ...infix(symbol), commutative: true })

const call = (name: string, symbol = name): Notation => ({
  symbol,
  formula: (...args) => `${name}(${args.filter((arg) => arg !== '').join(', ')})`,
})

const superscript = (exponent: number): string =>
  /^\d+$/.test(String(exponent))
    ? [...String(exponent)].map((d) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(d)]).join('')
    : `^${number(exponent)}`

const power = (exponent: number): Notation => ({
  symbol: `x${superscript(exponent)}`,
  formula: (a) => `${a}${superscript(exponent)}`,
})

/** The primitives of the table, and those that `Graph.fuse` introduces. */
type Drawn = Attributes & { readonly gemm: unknown; readonly relu: unknown }

/** The notation of each primitive. A new primitive does not compile until it has an entry. */
const notations: { readonly [Name in keyof Drawn]: (attributes: Drawn[Name]) => Notation } = {
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
  broadcast: () => ({ ...call('broadcast'), rearranges: true }),
  maxAlong: () => call('max'),
  argmax: () => call('argmax'),
  softmax: () => call('softmax'),
  logSoftmax: () => call('logSoftmax'),
  logSumExp: () => call('logSumExp'),
  softmaxDeviation: () => call('softmaxDeviation'),
  softmaxResidual: () => call('softmaxResidual'),
  reshape: () => ({ ...call('reshape'), rearranges: true }),
  transpose: () => ({ symbol: 'transpose', formula: (a) => `${a}ᵀ` }),
  slice: () => call('slice'),
  pad: () => call('pad'),
  concat: () => call('concat'),
  take: () => call('take'),
  scatterAdd: () => call('scatterAdd'),
  custom: () => call('custom'),
  gemm: () => call('gemm'),
  relu: () => call('relu'),
}

const isDrawn = (name: string): name is keyof Drawn => Object.hasOwn(notations, name)

const applied = ({ primitive: { name }, attributes }: Extract<Node, { _tag: 'Applied' }>): Notation =>
  // The table pairs each name with its attributes; the graph has forgotten their type.
  isDrawn(name)
    ? (notations[name] as (attributes: unknown) => Notation)(attributes)
    : fail('Draw', 'a primitive with a notation', `"${name}"`)

const notationOf = (node: Node): Notation | undefined => (node._tag === 'Applied' ? applied(node) : undefined)

/** The symbol in the box of an operation; empty for other nodes. */
export const symbolOf = (node: Node): string => notationOf(node)?.symbol ?? ''

/** The formula of an operation for arguments that are written like this. */
export const formulaOf = (node: Node, args: readonly string[]): string => {
  const [a, b = '', c = ''] = args
  return notationOf(node)?.formula(a, b, c) ?? ''
}

/** Whether the arguments of a node may be drawn in any order. */
export const isCommutative = (node: Node): boolean => notationOf(node)?.commutative ?? false

/** Whether a node is a broadcast or a reshape. */
export const rearranges = (node: Node): boolean => notationOf(node)?.rearranges ?? false

const resultOfScan = (graph: Graph, scan: Node, index: number): string =>
  scan._tag === 'Scan' ? scan.body.outputs[index].name : String(index)

/** The number of nodes up to each that satisfy a predicate. */
const counts = (nodes: readonly Node[], predicate: (node: Node) => boolean): readonly number[] =>
  nodes.reduce<readonly number[]>((all, node, i) => [...all, (all[i - 1] ?? 0) + (predicate(node) ? 1 : 0)], [])

const inputName = (path: string): string => (path === '' ? 'x' : path)

/** The name of each node: see `Step`. An output with the name of an input, such as a parameter after its update, has a prime. */
export const namesOf = (graph: Graph): readonly string[] => {
  const { nodes, outputs } = graph
  const operations = counts(nodes, ({ _tag }) => _tag === 'Applied' || _tag === 'Scan')
  const constants = counts(nodes, ({ _tag }) => _tag === 'Constant')
  const inputs = nodes.flatMap((node) => (node._tag === 'Input' ? [inputName(node.name)] : []))
  return nodes.map((node, i) => {
    if (node._tag === 'Input') return inputName(node.name)
    const output = outputs.find((each) => each.node === i)
    if (output !== undefined) {
      const name = output.name === '' ? 'result' : output.name
      return inputs.includes(name) ? `${name}′` : name
    }
    if (node._tag === 'Constant') return `c${constants[i]}`
    return node._tag === 'Part' ? resultOfScan(graph, nodes[node.of], node.index) : `v${operations[i]}`
  })
}

/** The formula of each node in the names of its arguments. A uniform constant is written as its number. */
export const formulasOf = ({ nodes }: Graph, names: readonly string[]): readonly string[] => {
  const term = (i: number): string => {
    const value = uniformOf(nodes[i])
    return value === undefined ? names[i] : number(value)
  }
  return nodes.map((node, i) => {
    switch (node._tag) {
      case 'Input':
      case 'Constant':
        return term(i)
      case 'Part':
        return `${names[i]} of ${names[node.of]}`
      case 'Scan':
        return `${names[i]} = scan of ${node.length} steps`
      case 'Applied':
        return `${names[i]} = ${formulaOf(node, operands(node).map(term))}`
    }
  })
}

/** A generated name with its number as an index: v12 as v₁₂. Other names stay as they are. */
export const withSubscript = (name: string): string => {
  const [, letter, digits] = /^([vc])(\d+)$/.exec(name) ?? []
  return digits === undefined ? name : `${letter}${[...digits].map((d) => '₀₁₂₃₄₅₆₇₈₉'[Number(d)]).join('')}`
}
