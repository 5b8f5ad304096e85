/**
 * The formula of a node on one line, as the note of its operators.
 */
import type { Attributes } from '../primitive/Table.js'
import { print } from '../tensor/Shape.js'
import type { Gemm } from '../graph/Fused.js'
import { showAttributes, type Applied } from '../graph/Graph.js'

type Line<A> = (attributes: A, x: string, y: string, z: string) => string

const infix =
  (sign: string): Line<unknown> =>
  (_, x, y) =>
    `${x} ${sign} ${y}`

const call =
  (name: string): Line<unknown> =>
  (_, ...args) =>
    `${name}(${args.filter((arg) => arg !== '').join(', ')})`

const along =
  (name: string): Line<{ readonly axis: number }> =>
  ({ axis }, x) =>
    `${name}(${x}) along axis ${axis}`

/** The formula of each primitive. */
const primitives: { readonly [Name in keyof Attributes]: Line<Attributes[Name]> } = {
  neg: (_, x) => `−${x}`,
  add: infix('+'),
  sub: infix('−'),
  mul: infix('·'),
  mulAdd: (_, x, y, z) => `${x} · ${y} + ${z}`,
  annihilatingMul: infix('·'),
  div: infix('/'),
  reciprocal: (_, x) => `1 / ${x}`,
  max: call('max'),
  min: call('min'),
  greater: infix('>'),
  greaterOrEqual: infix('≥'),
  equal: infix('='),
  where: (_, x, y, z) => `${y} where ${x}, else ${z}`,
  abs: (_, x) => `|${x}|`,
  sign: call('sign'),
  floor: (_, x) => `⌊${x}⌋`,
  square: (_, x) => `(${x})²`,
  sqrt: (_, x) => `√(${x})`,
  exp: call('exp'),
  log: call('log'),
  log1p: (_, x) => `log(1 + ${x})`,
  expm1: (_, x) => `exp(${x}) − 1`,
  sin: call('sin'),
  cos: call('cos'),
  sigmoid: (_, x) => `σ(${x}) = 1 / (1 + exp(−${x}))`,
  sigmoidSlope: (_, x) => `σ(${x}) · σ(−${x})`,
  tanh: call('tanh'),
  softplus: (_, x) => `log(1 + exp(${x}))`,
  pow: ({ exponent }, x) => `(${x}) to the power ${exponent}`,
  stopGradient: (_, x) => x,
  matmul: infix('×'),
  annihilatingMatmul: infix('×'),
  sum: along('sum'),
  broadcast: ({ axis, size }, x) => `${x}, ${size} times along a new axis ${axis}`,
  maxAlong: along('max'),
  argmax: along('argmax'),
  softmax: call('softmax'),
  logSoftmax: call('log softmax'),
  logSumExp: call('log Σ exp'),
  softmaxDeviation: (_, t, x) => `${t} − Σ softmax(${x}) · ${t}`,
  softmaxResidual: (_, c, x) => `${c} − softmax(${x}) · Σ ${c}`,
  reshape: ({ to }, x) => `${x} as ${print(to)}`,
  transpose: ({ permutation }, x) => `${x} with axes in the order ${print(permutation)}`,
  slice: ({ axis }, x) => `a part of ${x} along axis ${axis}`,
  pad: ({ axis }, x) => `${x} between zeros along axis ${axis}`,
  concat: ({ axis }, x, y) => `${x}, then ${y}, along axis ${axis}`,
  take: ({ axis }, x, y) => `the elements of ${x} at ${y} along axis ${axis}`,
  scatterAdd: ({ axis }, x, y) => `the sums of ${x} at the indices ${y} along axis ${axis}`,
  custom: (_, __, y) => y,
}

const factor = (alpha: number): string => (alpha === 1 ? '' : alpha === -1 ? '−' : `${alpha} · `)
const transposed = (x: string, isTransposed: boolean): string => (isTransposed ? `${x}ᵀ` : x)

const term = (beta: number, z: string): string =>
  z === '' ? '' : beta < 0 ? ` − ${factor(-beta)}${z}` : ` + ${factor(beta)}${z}`

const gemm: Line<Gemm> = ({ transA, transB, alpha, beta }, x, y, z) =>
  `${factor(alpha)}${transposed(x, transA)} × ${transposed(y, transB)}${term(beta, z)}`

const lines: Readonly<Record<string, Line<never>>> = {
  ...primitives,
  gemm,
  relu: (_, x) => `max(0, ${x})`,
}

/** The formula of an application, given the names of its arguments. */
export const formula = (
  { primitive, attributes, args }: Applied<unknown>,
  nameOf: (place: number) => string,
): string => {
  const [x, y = '', z = ''] = args.map(nameOf)
  return (
    (lines[primitive.name] as Line<unknown> | undefined)?.(attributes, x, y, z) ??
    `${primitive.name}(${args.map(nameOf).join(', ')}) ${showAttributes(attributes)}`
  )
}
