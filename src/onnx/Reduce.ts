/**
 * Reductions along an axis, and the functions of rows that are composed of them.
 */
import type { Along } from '../primitive/Rules.js'
import { sizeOf } from '../tensor/Shape.js'
import { uniform } from '../tensor/Value.js'
import { full, number, type Site, type Write } from './Elements.js'
import { expanded, operate, scalarConstant, sizes, split, tensorConstant, withShape } from './Emit.js'
import { isKnown, sameDims, storedValue, type Deferred, type Dims, type Emitter } from './Emitter.js'
import { whereNaN } from './Guarded.js'

/** A reduction along an axis, of a value in its whole shape. The result is stored in a shape with or without the axis. */
const reduce = (
  e: Emitter,
  type: 'ReduceSum' | 'ReduceMax' | 'ReduceLogSumExp' | 'ArgMax',
  x: string,
  axis: number,
  stored: Dims,
  keep: boolean,
): Deferred => {
  const [inputs, axes] =
    type === 'ReduceSum'
      ? [[x, sizes(e, [axis])], {}]
      : [[x], type === 'ArgMax' ? { axis: { int: axis } } : { axes: { ints: [axis] } }]
  const form = type === 'ArgMax' ? 'index' : 'number'
  return operate(e, type, inputs, stored, form, { ...axes, keepdims: { int: keep ? 1 : 0 } })
}

/** `reduce` along the axis of a primitive. The last axis is kept with size 1, as most uses of the result need it. */
const reduced =
  (type: Parameters<typeof reduce>[1], { e, attributes: { axis }, dims, argDims }: Site<Along>) =>
  (x: string): Deferred => {
    const keep = axis === argDims(0).length - 1 && axis > 0
    return withShape(reduce(e, type, x, axis, keep ? [...dims, 1] : dims, keep), dims)
  }

/** The largest number of pieces that are compared by `Max`. */
const fewPieces = 8

/** The maximum along an axis; NaN if an element is NaN. A few pieces, as of a maxout layer, are compared by `Max`, which keeps NaN. */
export const maxAlong: Write<Along> = (site) => {
  const { e, attributes, dims, argDims } = site
  const from = argDims(0)
  const { axis } = attributes
  const size = from[axis]
  const largest = reduced('ReduceMax', site)
  if (typeof size !== 'number' || size < 2 || size > fewPieces || axis === from.length - 1)
    return whereNaN(site, largest, largest, () => scalarConstant(e, NaN))
  const piece = from.map((d, i) => (i === axis ? 1 : d))
  return withShape(operate(e, 'Max', split(e, full(site, 0), size, piece, axis), piece), dims)
}

/** The index of the maximum along an axis, or of the first NaN. The operator refuses an empty tensor, whose result is 0. */
export const argmax: Write<Along> = (site) => {
  const [from, index] = [site.argDims(0), reduced('ArgMax', site)]
  return isKnown(from) && isKnown(site.dims) && sizeOf(from) === 0
    ? tensorConstant(site.e, uniform(site.dims, 0), 'index')
    : whereNaN(site, index, reduced('ReduceMax', site), index)
}

/** The sum along an axis. A vector that is stored with several axes is summed over all of them. */
export const sum: Write<Along> = (site) => {
  const { e, argDims, arg } = site
  const [from, x] = [argDims(0), arg(0, 'number')]
  return from.length === 1 && sameDims(x.shape, from) && x.stored.length > 1
    ? operate(e, 'ReduceSum', [x.name], [], 'number', { keepdims: { int: 0 } })
    : reduced('ReduceSum', site)(full(site, 0))
}

/** log Σ exp x of each row. */
export const logSumExp: Write<undefined> = (site) =>
  reduced('ReduceLogSumExp', { ...site, attributes: { axis: site.argDims(0).length - 1 } })(full(site, 0))

/** An operator on the rows of an argument. */
const ofRows = (type: 'Softmax' | 'LogSoftmax', site: Site<undefined>, i: number): Deferred =>
  operate(site.e, type, [full(site, i)], site.dims, 'number', { axis: { int: -1 } })

/** The softmax of each row. */
export const softmax: Write<undefined> = (site) => ofRows('Softmax', site, 0)

/** A reduction of the rows of a value to a column. */
const column = (e: Emitter, type: 'ReduceSum' | 'ReduceMax', x: Deferred, dims: Dims): Deferred =>
  reduce(e, type, expanded(e, x, dims), dims.length - 1, [...dims.slice(0, -1), 1], true)

/** The logarithm of the softmax. `LogSoftmax` of ONNX Runtime loses NaN in float64, so it is composed there: whatever `ReduceMax` gives for a row with NaN, the sum is NaN. */
export const logSoftmax: Write<undefined> = (site) => {
  const { e, dims } = site
  if (e.shared.precision === 'float32') return ofRows('LogSoftmax', site, 0)
  const x = storedValue(full(site, 0), dims)
  const shifted = number(e, 'Sub', x, column(e, 'ReduceMax', x, dims))
  return number(e, 'Sub', shifted, number(e, 'Log', column(e, 'ReduceSum', number(e, 'Exp', shifted), dims)))
}

/** t − Σ p·t of each row, with p the softmax of the second argument. */
export const softmaxDeviation: Write<undefined> = (site) => {
  const { e, arg, dims } = site
  const t = arg(0, 'number')
  return number(e, 'Sub', t, column(e, 'ReduceSum', number(e, 'Mul', ofRows('Softmax', site, 1), t), dims))
}

/** c − p·Σ c of each row, with p the softmax of the second argument. */
export const softmaxResidual: Write<undefined> = (site) => {
  const { e, arg, dims } = site
  const c = arg(0, 'number')
  return number(e, 'Sub', c, number(e, 'Mul', ofRows('Softmax', site, 1), column(e, 'ReduceSum', c, dims)))
}
