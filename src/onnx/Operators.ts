/**
 * How each primitive is written in operators of ONNX: a table exhaustive by type.
 *
 * Each computes what the library does at all points. Where the operator of a runtime loses a NaN or a 0, `Guarded` repairs it.
 */
import type { Attributes } from '../primitive/Table.js'
import { fail } from '../tensor/Errors.js'
import { sizeOf } from '../tensor/Shape.js'
import { uniform } from '../tensor/Value.js'
import type { Gemm } from '../graph/Fused.js'
import {
  binary,
  expm1,
  full,
  log1p,
  pointwise,
  sigmoid,
  sigmoidSlope,
  softplus,
  unary,
  type Site,
  type Write,
} from './Elements.js'
import { operate, scalarConstant, sizes, sizesOf, split, stretching, tensorConstant, viewed, whole } from './Emit.js'
import { isKnown, sameDims, type Dims, type Emitter, type Form, type Held } from './Emitter.js'
import { annihilatingMatmul, annihilatingMul, whereNaN } from './Guarded.js'
import type { Dimension } from './Model.js'
import { openSize } from './Open.js'

/** So many pieces are compared by `Max`, which knows NaN. */
const fewPieces = 8

/** The largest element along an axis; NaN where there is one. Over few pieces, as those of a maxout layer, `Max` sees to that. */
const maxAlong: Write<{ readonly axis: number }> = (site) => {
  const { e, attributes, dims, argDims } = site
  const from = argDims(0)
  const { axis } = attributes
  const size = from[axis]
  if (typeof size !== 'number' || size < 2 || size > fewPieces || axis === from.length - 1)
    return whereNaN(site, reduced('ReduceMax', 'number', site), reduced('ReduceMax', 'number', site), () =>
      scalarConstant(e, NaN),
    )
  const piece = from.map((d, i) => (i === axis ? 1 : d))
  const names = split(e, full(site, 0), size, piece, axis)
  return viewed(operate(e, 'Max', names, piece), dims)
}

/** The index of the largest element along an axis, or of the first NaN; 0 for an empty one, which the operator refuses. */
const argmax: Write<{ readonly axis: number }> = (site) =>
  isKnown(site.argDims(0)) && sizeOf(site.argDims(0) as readonly number[]) === 0
    ? tensorConstant(site.e, uniform(site.dims as readonly number[], 0), 'index')
    : whereNaN(
        site,
        reduced('ArgMax', 'index', site),
        reduced('ReduceMax', 'number', site),
        reduced('ArgMax', 'index', site),
      )

/** An operator that takes an axis of the argument away, for a value of the argument's shape. On the last axis the result is kept as a column, which is how it is mostly used. */
const reduced =
  (type: string, form: Form, { e, attributes: { axis }, dims, argDims }: Site<{ readonly axis: number }>) =>
  (x: string): Held => {
    const keep = axis === argDims(0).length - 1 && axis > 0
    const kept = keep ? [...dims, 1] : dims
    const keepdims = { int: keep ? 1 : 0 }
    const result =
      type === 'ReduceSum'
        ? operate(e, type, [x, sizes(e, [axis])], kept, form, { keepdims })
        : operate(e, type, [x], kept, form, {
            ...(type === 'ArgMax' ? { axis: { int: axis } } : { axes: { ints: [axis] } }),
            keepdims,
          })
    return viewed(result, dims)
  }

/** The sum along an axis. All elements in a row: the axes that they have are taken away together. */
const sum: Write<{ readonly axis: number }> = (site) => {
  const { e, argDims, held } = site
  const [from, seen] = [argDims(0), held(0, 'number')]
  return from.length === 1 && sameDims(seen.shape, from) && seen.named.length > 1
    ? operate(e, 'ReduceSum', [seen.name], [], 'number', { keepdims: { int: 0 } })
    : reduced('ReduceSum', 'number', site)(full(site, 0))
}

/** A new axis in a loose operand: nothing, where it is in front of all it has; else a 1, which stretches. */
const broadcast: Write<{ readonly axis: number; readonly size: number }> = ({ held, attributes: { axis }, dims }) => {
  const x = held(0)
  const behind = dims.length - 1 - axis
  return behind >= x.shape.length
    ? x
    : viewed(x, [...x.shape.slice(0, x.shape.length - behind), 1, ...x.shape.slice(x.shape.length - behind)])
}

/** The axes of elements that are scattered: those of the indices in front. */
const scatterAdd: Write<{ readonly axis: number; readonly size: number }> = (site) => {
  const { e, attributes, dims, argDims } = site
  const { axis } = attributes
  const from = argDims(0)
  const at = argDims(1)
  const axes = from.map((_, i) => i)
  const order = [...axes.slice(axis, axis + at.length), ...axes.slice(0, axis), ...axes.slice(axis + at.length)]
  const moved = (name: string, dim: Dims, permutation: readonly number[]): string =>
    permutation.every((a, i) => a === i)
      ? name
      : operate(
          e,
          'Transpose',
          [name],
          permutation.map((a) => dim[a]),
          'number',
          { perm: { ints: permutation } },
        ).name
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
  return { name, named: dims, shape: dims, form: 'number' }
}

const alongRows =
  (type: string): Write<undefined> =>
  (site) =>
    operate(site.e, type, [full(site, 0)], site.dims, 'number', { axis: { int: -1 } })

/** The logarithm of the softmax. In float64 that of ONNX Runtime loses NaN, so it is composed there; whatever `ReduceMax` makes of a NaN, the sum has it. */
const logSoftmax: Write<undefined> = (site) => {
  const { e, dims } = site
  if (e.shared.precision === 'float32') return alongRows('LogSoftmax')(site)
  const column: Dims = [...dims.slice(0, -1), 1]
  const keepdims = { int: 1 }
  const along = { name: full(site, 0), named: dims, shape: dims, form: 'number' } as const
  const most = operate(e, 'ReduceMax', [along.name], column, 'number', { axes: { ints: [dims.length - 1] }, keepdims })
  const shifted = pointwise(e, 'Sub', [along, most])
  const exponentials = pointwise(e, 'Exp', [shifted])
  const total = operate(e, 'ReduceSum', [exponentials.name, sizes(e, [dims.length - 1])], column, 'number', {
    keepdims,
  })
  return pointwise(e, 'Sub', [shifted, pointwise(e, 'Log', [total])])
}

/** The sum of each row of something, as a column. */
const rowSums = (e: Emitter, x: Held, dims: Dims): Held => {
  const axis = dims.length - 1
  return operate(e, 'ReduceSum', [whole(e, x, dims), sizes(e, [axis])], [...dims.slice(0, axis), 1], 'number', {
    keepdims: { int: 1 },
  })
}

/** The softmax of the second argument. */
const softmaxOf = (site: Site<undefined>): Held =>
  operate(site.e, 'Softmax', [full(site, 1)], site.dims, 'number', { axis: { int: -1 } })

/** Beyond the end of any axis. */
const theEnd = 2 ** 31 - 1

/** A position on an axis of some size; counted from the end, if both are symbolic and differ by a number. */
const position = (at: Dimension, size: Dimension): Dimension => {
  if (typeof at === 'number' || typeof size === 'number') return at
  const [x, y] = [openSize(at), openSize(size)]
  return x.of !== y.of || x.times !== y.times ? at : x.plus === y.plus ? theEnd : x.plus - y.plus
}

/** Beyond this, float32 skips integers. */
const largestIndex = 2 ** 24

/** How each primitive is written. */
export const operators: { readonly [Name in keyof Attributes]: Write<Attributes[Name]> } = {
  neg: unary('Neg'),
  add: binary('Add'),
  sub: binary('Sub'),
  mul: binary('Mul'),
  mulAdd: ({ e, held }) =>
    pointwise(e, 'Add', [pointwise(e, 'Mul', [held(0, 'number'), held(1, 'number')]), held(2, 'number')]),
  annihilatingMul,
  div: binary('Div'),
  reciprocal: unary('Reciprocal'),
  max: binary('Max'),
  min: binary('Min'),
  greater: binary('Greater', 'truth'),
  greaterOrEqual: binary('GreaterOrEqual', 'truth'),
  equal: binary('Equal', 'truth'),
  where: ({ e, held }) => pointwise(e, 'Where', [held(0, 'truth'), held(1, 'number'), held(2, 'number')]),
  abs: unary('Abs'),
  sign: unary('Sign'),
  floor: unary('Floor'),
  square: ({ e, held }) => pointwise(e, 'Mul', [held(0, 'number'), held(0, 'number')]),
  sqrt: unary('Sqrt'),
  exp: unary('Exp'),
  log: unary('Log'),
  log1p,
  expm1,
  sin: unary('Sin'),
  cos: unary('Cos'),
  sigmoid,
  sigmoidSlope,
  tanh: unary('Tanh'),
  softplus,
  pow: ({ e, held, attributes: { exponent } }) => pointwise(e, 'Pow', [held(0, 'number'), scalarConstant(e, exponent)]),
  stopGradient: ({ held }) => held(0),
  matmul: (site) => operate(site.e, 'MatMul', [full(site, 0), full(site, 1)], site.dims),
  annihilatingMatmul,
  sum,
  broadcast,
  maxAlong,
  argmax,
  softmax: alongRows('Softmax'),
  logSoftmax,
  logSumExp: (site) =>
    reduced('ReduceLogSumExp', 'number', { ...site, attributes: { axis: site.argDims(0).length - 1 } })(full(site, 0)),
  softmaxDeviation: (site) => {
    const { e, held, dims } = site
    const t = held(0, 'number')
    return pointwise(e, 'Sub', [t, rowSums(e, pointwise(e, 'Mul', [softmaxOf(site), t]), dims)])
  },
  softmaxResidual: (site) => {
    const { e, held, dims } = site
    const c = held(0, 'number')
    return pointwise(e, 'Sub', [c, pointwise(e, 'Mul', [softmaxOf(site), rowSums(e, c, dims)])])
  },
  reshape: (site) => {
    const x = site.held(0)
    const from = site.argDims(0)
    // A number for all elements stays one; what has to stretch is stretched before its elements go into other axes.
    if (x.shape.length === 0) return x
    return sameDims(x.shape, from)
      ? viewed(x, site.dims)
      : { name: full(site, 0, x.form), named: from, shape: site.dims, form: x.form }
  },
  transpose: (site) =>
    site.held(0).shape.length === 0
      ? site.held(0)
      : operate(site.e, 'Transpose', [full(site, 0)], site.dims, 'number', {
          perm: { ints: site.attributes.permutation },
        }),
  slice: (site: Site<{ readonly axis: number; readonly start: Dimension; readonly end: Dimension }>) => {
    const { axis, start, end } = site.attributes
    if (site.held(0).shape.length === 0) return site.held(0)
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
    const { e, attributes, argDims, held } = site
    const size = argDims(0)[attributes.axis]
    if (e.shared.precision === 'float32' && held(1).form === 'number' && Number(size) > largestIndex)
      return fail('onnx', `an axis of at most ${largestIndex} for indices that are computed in float32`, String(size))
    // Bytes are chosen as bytes: the few become numbers, not all.
    const { form } = held(0)
    return operate(e, 'Gather', [full(site, 0, form), full(site, 1, 'index')], site.dims, form, {
      axis: { int: attributes.axis },
    })
  },
  scatterAdd,
  custom: ({ held }) => held(1),
}

const gemm: Write<Gemm> = (site) => {
  const { e, attributes, dims, held, arity } = site
  const { transA, transB, alpha, beta } = attributes
  const product = (by: number, and: readonly string[]): Held =>
    operate(e, 'Gemm', [full(site, 0), full(site, 1), ...and], dims, 'number', {
      transA: { int: transA ? 1 : 0 },
      transB: { int: transB ? 1 : 0 },
      alpha: { float: by },
      beta: { float: beta },
    })
  const added = arity < 3 ? undefined : held(2, 'number')
  const exact = (v: number): boolean => e.shared.precision === 'float32' || Math.fround(v) === v
  if (exact(alpha) && exact(beta)) return product(alpha, added === undefined ? [] : [stretching(e, added)])
  // The factors of a Gemm are float32, whatever its matrices are.
  const times = (x: Held, by: number): Held => (by === 1 ? x : pointwise(e, 'Mul', [x, scalarConstant(e, by)]))
  const scaled = times(product(1, []), alpha)
  return added === undefined ? scaled : pointwise(e, 'Add', [scaled, times(added, beta)])
}

/** How the operations that `Fuse` makes are written. */
export const fused = {
  gemm,
  relu: unary<undefined>('Relu'),
}
