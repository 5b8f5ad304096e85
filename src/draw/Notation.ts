/**
 * The notation of primitives in drawings, and the names and formulas of the nodes of a graph.
 */
import type { Attributes } from '../primitive/Table.js'
import { fail } from '../tensor/Errors.js'
import { uniformOf, type Graph, type Node } from '../graph/Graph.js'
import { number } from './Values.js'

/** The symbol in the box of a primitive, and its formula. */
export interface Notation {
  readonly symbol: string
  readonly formula: (...args: readonly string[]) => string
  /** Whether the order of its arguments does not matter. */
  readonly commutative?: true
  /** Whether it only arranges elements; a drawing by layers leaves it out. */
  readonly rearranges?: true
}

const infix = (symbol: string): Notation => ({ symbol, formula: (a, b) => `${a} ${symbol} ${b}` })

const commutative = (symbol: string): Notation => ({ ...infix(symbol), commutative: true })

const call = (name: string, symbol = name): Notation => ({
  symbol,
  formula: (...args) => `${name}(${args.join(', ')})`,
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

const unnamed: Notation = { symbol: '', formula: () => '' }

/** The notation of a node; without a symbol or a formula unless it is an operation. */
export const notationOf = (node: Node): Notation => {
  if (node._tag !== 'Applied') return unnamed
  const { name } = node.primitive
  // The table pairs each name with its attributes; the graph has forgotten their type.
  return isDrawn(name)
    ? (notations[name] as (attributes: unknown) => Notation)(node.attributes)
    : fail('Draw', 'a primitive with a notation', `"${name}"`)
}

/** The number of nodes up to each that have one of some tags. */
const counts = (nodes: readonly Node[], ...tags: readonly Node['_tag'][]): readonly number[] =>
  nodes.reduce<readonly number[]>((all, { _tag }) => [...all, (all.at(-1) ?? 0) + (tags.includes(_tag) ? 1 : 0)], [])

/** The name of each node: see `Step`. An output with the name of an input, such as a parameter after its update, has a prime. */
export const namesOf = ({ nodes, outputs }: Graph): readonly string[] => {
  const operations = counts(nodes, 'Applied', 'Scan')
  const constants = counts(nodes, 'Constant')
  const inputName = (node: Node | undefined) => (node?._tag === 'Input' ? node.name || 'x' : undefined)
  const inputs = nodes.map(inputName)
  return nodes.map((node, i) => {
    const output = outputs.find((each) => each.node === i)
    const result = output && (output.name || 'result')
    if (inputs[i] !== undefined) return inputs[i]
    if (result !== undefined) return inputs.includes(result) ? `${result}′` : result
    if (node._tag === 'Constant') return `c${constants[i]}`
    const scan = node._tag === 'Part' ? nodes[node.of] : undefined
    return node._tag === 'Part' && scan?._tag === 'Scan' ? scan.body.outputs[node.index].name : `v${operations[i]}`
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
        return `${names[i]} = ${notationOf(node).formula(...node.args.map(term))}`
    }
  })
}

/** A generated name with its number as an index: v12 as v₁₂. Other names stay as they are. */
export const withSubscript = (name: string): string =>
  /^[vc]\d+$/.test(name) ? name.replace(/\d/g, (digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]) : name
