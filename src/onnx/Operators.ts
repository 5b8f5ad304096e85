/**
 * How each primitive is written in operators of ONNX: a table exhaustive by type.
 *
 * Each computes the value of the primitive at all points. `Guarded` has those for which the operator of a runtime loses a NaN or a 0.
 */
import type { Gemm } from '../graph/Fused.js'
import type { Along } from '../primitive/Rules.js'
import type { Attributes } from '../primitive/Table.js'
import { fail } from '../tensor/Errors.js'
import {
  expm1,
  full,
  log1p,
  number,
  operator,
  sigmoid,
  sigmoidSlope,
  softplus,
  type Site,
  type Write,
} from './Elements.js'
import { addend, operate, scalarConstant, sizes, sizesOf, withShape } from './Emit.js'
import { sameDims, storedValue, type Deferred, type Dims, type Emitter } from './Emitter.js'
import { annihilatingMatmul, annihilatingMul } from './Guarded.js'
import type { Dimension } from './Model.js'
import { parseSize } from './Open.js'
import { argmax, logSoftmax, logSumExp, maxAlong, softmax, softmaxDeviation, softmaxResidual, sum } from './Reduce.js'

/** A new axis: it needs nothing in front of all axes of the operand, and otherwise one of size 1, which broadcasts. */
const broadcast: Write<Along> = ({ arg, attributes: { axis }, dims }) => {
  const x = arg(0)
  const behind = dims.length - 1 - axis
  return behind >= x.shape.length
    ? x
    : withShape(x, [...x.shape.slice(0, x.shape.length - behind), 1, ...x.shape.slice(x.shape.length - behind)])
}

const transposed = (e: Emitter, name: string, from: Dims, permutation: readonly number[]): Deferred => {
  const dims = permutation.map((axis) => from[axis])
  return operate(e, 'Transpose', [name], dims, 'number', { perm: { ints: permutation } })
}

/** Elements added to zeros at indices, with the axes of the indices moved to the front. */
const scatterAdd: Write<Along> = (site) => {
  const { e, attributes, dims, argDims } = site
  const { axis } = attributes
  const from = argDims(0)
  const at = argDims(1)
  const axes = from.map((_, i) => i)
  const order = [...axes.slice(axis, axis + at.length), ...axes.slice(0, axis), ...axes.slice(axis + at.length)]
  const moved = (name: string, dim: Dims, permutation: readonly number[]): string =>
    permutation.every((a, i) => a === i) ? name : transposed(e, name, dim, permutation).name
  const updates = moved(full(site, 0), from, order)
  const rest = [...from.slice(0, axis), ...from.slice(axis + at.length)]
  const indices = operate(e, 'Unsqueeze', [full(site, 1, 'index'), sizes(e, [at.length])], [...at, 1], 'index').name
  const into = [dims[axis], ...rest]
  const zeros = operate(e, 'Expand', [scalarConstant(e, 0).name, sizesOf(e, into)], into)
  const summed = operate(e, 'ScatterND', [zeros.name, indices, updates], into, 'number', {
    reduction: { string: 'add' },
  })
  const back = [...Array.from({ length: axis }, (_, i) => i + 1), 0, ...rest.slice(axis).map((_, i) => axis + 1 + i)]
  const name = moved(summed.name, into, back)
  return storedValue(name, dims)
}

/** Beyond the end of any axis. */
const theEnd = 2 ** 31 - 1

/** A position on an axis of some size; counted from the end, if both are symbolic and differ by a number. */
const position = (at: Dimension, size: Dimension): Dimension => {
  if (typeof at === 'number' || typeof size === 'number') return at
  const [x, y] = [parseSize(at), parseSize(size)]
  return x.name !== y.name || x.times !== y.times ? at : x.plus === y.plus ? theEnd : x.plus - y.plus
}

/** The largest integer up to which float32 has all integers. */
const largestIndex = 2 ** 24

/** How each primitive is written, by its name. */
export const operators: { readonly [Name in keyof Attributes]: Write<Attributes[Name]> } = {
  neg: operator('Neg'),
  add: operator('Add'),
  sub: operator('Sub'),
  mul: operator('Mul'),
  mulAdd: ({ e, arg }) => number(e, 'Add', number(e, 'Mul', arg(0, 'number'), arg(1, 'number')), arg(2, 'number')),
  annihilatingMul,
  div: operator('Div'),
  reciprocal: operator('Reciprocal'),
  max: operator('Max'),
  min: operator('Min'),
  greater: operator('Greater', 'truth'),
  greaterOrEqual: operator('GreaterOrEqual', 'truth'),
  equal: operator('Equal', 'truth'),
  where: ({ e, arg }) => number(e, 'Where', arg(0, 'truth'), arg(1, 'number'), arg(2, 'number')),
  abs: operator('Abs'),
  sign: operator('Sign'),
  floor: operator('Floor'),
  square: ({ e, arg }) => number(e, 'Mul', arg(0, 'number'), arg(0, 'number')),
  sqrt: operator('Sqrt'),
  exp: operator('Exp'),
  log: operator('Log'),
  log1p,
  expm1,
  sin: operator('Sin'),
  cos: operator('Cos'),
  sigmoid,
  sigmoidSlope,
  tanh: operator('Tanh'),
  softplus,
  pow: ({ e, arg, attributes: { exponent } }) => number(e, 'Pow', arg(0, 'number'), scalarConstant(e, exponent)),
  stopGradient: ({ arg }) => arg(0),
  matmul: (site) => operate(site.e, 'MatMul', [full(site, 0), full(site, 1)], site.dims),
  annihilatingMatmul,
  sum,
  broadcast,
  maxAlong,
  argmax,
  softmax,
  logSoftmax,
  logSumExp,
  softmaxDeviation,
  softmaxResidual,
  reshape: (site) => {
    const x = site.arg(0)
    const from = site.argDims(0)
    // A number stays one. A value that still has to be broadcast is expanded before its axes change.
    if (x.shape.length === 0) return x
    return sameDims(x.shape, from)
      ? withShape(x, site.dims)
      : withShape(storedValue(full(site, 0, x.form), from, x.form), site.dims)
  },
  transpose: (site) =>
    site.arg(0).shape.length === 0
      ? site.arg(0)
      : transposed(site.e, full(site, 0), site.argDims(0), site.attributes.permutation),
  slice: (site: Site<{ readonly axis: number; readonly start: Dimension; readonly end: Dimension }>) => {
    const { axis, start, end } = site.attributes
    if (site.arg(0).shape.length === 0) return site.arg(0)
    const list = (d: Dimension): string => sizesOf(site.e, [position(d, site.argDims(0)[axis])])
    return operate(site.e, 'Slice', [full(site, 0), list(start), list(end), sizes(site.e, [axis])], site.dims)
  },
  pad: (site: Site<{ readonly axis: number; readonly before: Dimension; readonly after: Dimension }>) => {
    const { axis, before, after } = site.attributes
    const ends = [before, after].flatMap((d) => site.dims.map((_, i) => (i === axis ? d : 0)))
    return operate(site.e, 'Pad', [full(site, 0), sizesOf(site.e, ends)], site.dims)
  },
  concat: (site) =>
    operate(site.e, 'Concat', [full(site, 0), full(site, 1)], site.dims, 'number', {
      axis: { int: site.attributes.axis },
    }),
  take: (site) => {
    const { e, attributes, argDims, arg } = site
    const size = argDims(0)[attributes.axis]
    if (e.shared.precision === 'float32' && arg(1).form === 'number' && Number(size) > largestIndex)
      return fail('onnx', `an axis of at most ${largestIndex} for indices that are computed in float32`, String(size))
    // Elements are taken as bytes, so that only those taken are cast.
    const { form } = arg(0)
    return operate(e, 'Gather', [full(site, 0, form), full(site, 1, 'index')], site.dims, form, {
      axis: { int: attributes.axis },
    })
  },
  scatterAdd,
  custom: ({ arg }) => arg(1),
}

const gemm: Write<Gemm> = (site) => {
  const { e, attributes, dims, arg, arity } = site
  const { transA, transB, alpha, beta } = attributes
  const product = (factor: number, more: readonly string[]): Deferred =>
    operate(e, 'Gemm', [full(site, 0), full(site, 1), ...more], dims, 'number', {
      transA: { int: transA ? 1 : 0 },
      transB: { int: transB ? 1 : 0 },
      alpha: { float: factor },
      beta: { float: beta },
    })
  const term = arity < 3 ? undefined : arg(2, 'number')
  const exact = (v: number): boolean => e.shared.precision === 'float32' || Math.fround(v) === v
  if (exact(alpha) && exact(beta)) return product(alpha, term === undefined ? [] : [addend(e, term)])
  // The factors of a Gemm are float32 for matrices of float64 too.
  const times = (x: Deferred, factor: number): Deferred =>
    factor === 1 ? x : number(e, 'Mul', x, scalarConstant(e, factor))
  const scaled = times(product(1, []), alpha)
  return term === undefined ? scaled : number(e, 'Add', scaled, times(term, beta))
}

/** How the fused operations are written, by their names. */
export const fused = {
  gemm,
  relu: operator<undefined>('Relu'),
}
