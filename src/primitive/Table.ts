/**
 * The closed set of primitives, exhaustive by type. A new primitive is an entry here and in `Attributes`; laws, staging and engines have tables over the same
 * names, so the compiler reports what is missing.
 */
import { custom, type Rule } from './Custom.js'
import * as Index from './Index.js'
import * as Layout from './Layout.js'
import * as Linear from './Linear.js'
import * as Pointwise from './Pointwise.js'
import * as Reduce from './Reduce.js'
import * as Softmax from './Softmax.js'
import type { None, Primitive } from './Primitive.js'
import type { Along, Into } from './Rules.js'

/**
 * The attributes of each primitive by its name.
 *
 * @category model
 */
export interface Attributes {
  readonly neg: None
  readonly add: None
  readonly sub: None
  readonly mul: None
  readonly mulAdd: None
  readonly annihilatingMul: None
  readonly div: None
  readonly reciprocal: None
  readonly max: None
  readonly min: None
  readonly greater: None
  readonly greaterOrEqual: None
  readonly equal: None
  readonly where: None
  readonly abs: None
  readonly sign: None
  readonly floor: None
  readonly square: None
  readonly sqrt: None
  readonly exp: None
  readonly log: None
  readonly log1p: None
  readonly expm1: None
  readonly sin: None
  readonly cos: None
  readonly sigmoid: None
  readonly sigmoidSlope: None
  readonly tanh: None
  readonly softplus: None
  readonly pow: Pointwise.Exponent
  readonly stopGradient: None
  readonly matmul: None
  readonly annihilatingMatmul: None
  readonly sum: Along
  readonly broadcast: Into
  readonly maxAlong: Along
  readonly argmax: Along
  readonly softmax: None
  readonly logSoftmax: None
  readonly logSumExp: None
  readonly softmaxDeviation: None
  readonly softmaxResidual: None
  readonly reshape: Layout.To
  readonly transpose: Layout.Permutation
  readonly slice: Layout.Range
  readonly pad: Layout.Margin
  readonly concat: Along
  readonly take: Along
  readonly scatterAdd: Into
  readonly custom: Rule
}

/**
 * Every primitive by its name.
 *
 * @category model
 */
export const table: { readonly [Name in keyof Attributes]: Primitive<Attributes[Name]> } = {
  neg: Pointwise.neg,
  add: Pointwise.add,
  sub: Pointwise.sub,
  mul: Pointwise.mul,
  mulAdd: Pointwise.mulAdd,
  annihilatingMul: Pointwise.annihilatingMul,
  div: Pointwise.div,
  reciprocal: Pointwise.reciprocal,
  max: Pointwise.max,
  min: Pointwise.min,
  greater: Pointwise.greater,
  greaterOrEqual: Pointwise.greaterOrEqual,
  equal: Pointwise.equal,
  where: Pointwise.where,
  abs: Pointwise.abs,
  sign: Pointwise.sign,
  floor: Pointwise.floor,
  square: Pointwise.square,
  sqrt: Pointwise.sqrt,
  exp: Pointwise.exp,
  log: Pointwise.log,
  log1p: Pointwise.log1p,
  expm1: Pointwise.expm1,
  sin: Pointwise.sin,
  cos: Pointwise.cos,
  sigmoid: Pointwise.sigmoid,
  sigmoidSlope: Pointwise.sigmoidSlope,
  tanh: Pointwise.tanh,
  softplus: Pointwise.softplus,
  pow: Pointwise.pow,
  stopGradient: Pointwise.stopGradient,
  matmul: Linear.matmul,
  annihilatingMatmul: Linear.annihilatingMatmul,
  sum: Reduce.sum,
  broadcast: Reduce.broadcast,
  maxAlong: Reduce.maxAlong,
  argmax: Reduce.argmax,
  softmax: Softmax.softmax,
  logSoftmax: Softmax.logSoftmax,
  logSumExp: Softmax.logSumExp,
  softmaxDeviation: Softmax.softmaxDeviation,
  softmaxResidual: Softmax.softmaxResidual,
  reshape: Layout.reshape,
  transpose: Layout.transpose,
  slice: Layout.slice,
  pad: Layout.pad,
  concat: Layout.concat,
  take: Index.take,
  scatterAdd: Index.scatterAdd,
  custom,
}
