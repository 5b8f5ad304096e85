/**
 * Formulas for whole tensors, without indices. They are possible where each tensor has the axes of the result in their order, or only the last of them (the tensor is broadcast along the
 * others), or is a factor of a matrix product.
 */
import { factorsOf } from './Arithmetic.js'
import { type Axis, type Expression, type Index, type Reduction } from './Expression.js'

/** The indices except those of axes of size 1. */
export const shownIndices = (indices: readonly Index[]): readonly Index[] =>
  indices.filter((i) => !(i._tag === 'Fixed' && i.size === 1))

const names = (axes: readonly Axis[]): string => axes.map((a) => a.name).join()

const swapped = (axes: readonly Axis[]): readonly Axis[] => [...axes.slice(0, -2), ...axes.slice(-2).reverse()]

/** The names of indices, if all are axes. */
const namesOfAxes = (indices: readonly Index[]): readonly string[] | undefined => {
  const found = indices.flatMap((i) => (i._tag === 'Axis' ? [i.name] : []))
  return found.length === indices.length ? found : undefined
}

/** Whether a tensor with some indices is plain or transposed in a formula for tensors with some axes; `undefined` if neither. */
export const orientationOf = (indices: readonly Index[], axes: readonly Axis[]): 'plain' | 'transposed' | undefined => {
  const own = namesOfAxes(shownIndices(indices))
  if (own === undefined || own.length > axes.length) return undefined
  const isSuffix = (all: readonly Axis[]): boolean => names(all.slice(all.length - own.length)) === own.join()
  if (isSuffix(axes) || isSuffix(axes.filter((a) => a.size > 1))) return 'plain'
  return own.length === axes.length && own.length >= 2 && names(swapped(axes)) === own.join() ? 'transposed' : undefined
}

/** A factor of a matrix product, with its axes. */
export interface Factor {
  readonly factors: readonly Expression[]
  readonly axes: readonly Axis[]
  readonly transposed: boolean
}

/** A sum as a product of two matrices, or of a matrix and a vector. */
export const matrixProduct = (e: Reduction, axes: readonly Axis[]): readonly [Factor, Factor] | undefined => {
  if (e.kind !== 'sum' || axes.length === 0) return undefined
  const k = e.axis
  const factors = factorsOf(e.body)
  const has = (a: Axis | undefined) => (f: Expression) => a !== undefined && f.free.has(a.name)
  const lead = axes.slice(0, -2)
  const [i, j] = axes.length === 1 ? [undefined, axes[0]] : axes.slice(-2)
  const left = factors.filter((f) => !has(j)(f))
  const right = factors.filter(has(j))
  if (left.length === 0 || right.length === 0 || right.some(has(i))) return undefined
  const whole = (all: readonly Expression[], own: readonly Axis[]): Factor | undefined =>
    all.every((f) => isWhole(f, own))
      ? { factors: all, axes: own, transposed: false }
      : own.length >= 2 && all.every((f) => isWhole(f, swapped(own)))
        ? { factors: all, axes: swapped(own), transposed: true }
        : undefined
  if (i === undefined) {
    // A vector and a matrix, in the order in which the matrix is not transposed.
    const [vector, row, column] = [whole(left, [k]), whole(right, [k, j]), whole(right, [j, k])]
    if (vector === undefined) return undefined
    if (column !== undefined && !isTransposed(column)) return [column, vector]
    return row === undefined ? undefined : [vector, row]
  }
  const [a, b] = [whole(left, [...lead, i, k]), whole(right, [...lead, k, j])]
  return a === undefined || b === undefined ? undefined : [a, b]
}

/** Whether a factor is printed with a ⊤. */
const isTransposed = ({ factors, axes, transposed }: Factor): boolean => {
  const [f] = factors
  return (
    transposed || (factors.length === 1 && f._tag === 'Reference' && orientationOf(f.indices, axes) === 'transposed')
  )
}

/** Whether indices select rows by a vector of row numbers. */
export const isSelection = (indices: readonly Index[], axes: readonly Axis[]): boolean => {
  const [first, ...rest] = indices
  return (
    first?._tag === 'Gathered' &&
    first.index._tag === 'Reference' &&
    axes.length === rest.length + 1 &&
    orientationOf(first.index.indices, axes.slice(0, 1)) === 'plain' &&
    first.index.indices.length === 1 &&
    (rest.length === 0 || orientationOf(rest, axes.slice(1)) === 'plain')
  )
}

/** Whether an expression has a formula for whole tensors with some axes. */
export const isWhole = (e: Expression, axes: readonly Axis[]): boolean => {
  if (e.free.size === 0) return true
  switch (e._tag) {
    case 'Reference':
      return orientationOf(e.indices, axes) !== undefined || isSelection(e.indices, axes)
    case 'Opaque':
      return orientationOf(e.indices, axes) === 'plain' && e.indices.length === axes.length
    case 'Position':
      return false
    case 'Reduction':
      return matrixProduct(e, axes) !== undefined
    case 'Softmax': {
      const last = axes[axes.length - 1]
      return e.at._tag === 'Axis' && e.at.name === last?.name && isWhole(e.body, [...axes.slice(0, -1), e.axis])
    }
    default:
      return e.children.every((c) => isWhole(c, axes))
  }
}
