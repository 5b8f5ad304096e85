/**
 * Constants with a formula: the numbers 0, 1, 2, … along an axis, and tensors that were computed from a named constant before staging, such as its transpose or its one-hot encoding. A
 * multiple of such a tensor is recognised too.
 */
import { equals, sizeOf, type Shape } from '../tensor/Shape.js'
import { shape, toFlat, type AnyTensor } from '../tensor/Value.js'
import type { Identified } from './Document.js'
import {
  axesOf,
  difference,
  fixed,
  indicator,
  one,
  position,
  product,
  reference,
  zero,
  type Axis,
  type Expression,
  type Index,
} from './Expression.js'
import { simplify } from './Simplify.js'

/** A formula, and its value at each flat index. */
interface Candidate {
  readonly expression: Expression
  readonly at: (i: number) => number
}

/** A formula, and 1 minus it. */
const withComplement = ({ expression, at }: Candidate): readonly Candidate[] => [
  { expression, at },
  { expression: difference(one, expression), at: (i) => 1 - at(i) },
]

const ranges = (sizes: Shape, axes: readonly Axis[]): readonly Candidate[] =>
  sizes.flatMap((n, k) => {
    const inner = sizeOf(sizes.slice(k + 1))
    return n > 1 ? [{ expression: position(axes[k]), at: (i) => Math.floor(i / inner) % n }] : []
  })

const wide = (sizes: Shape): Shape => sizes.filter((n) => n > 1)

/** The indices of a tensor that differs from another with some axes only by axes of size 1. */
const alignedIndices = (own: Shape, axes: readonly Axis[]): readonly Index[] => {
  const open = axes.filter(({ size }) => size > 1)
  return own.map((n, k) => (n === 1 ? fixed(0, 1) : open[wide(own.slice(0, k)).length]))
}

/** The tensor itself, whether it is 0, its transpose and its one-hot encoding, as far as they have the shape. */
const derivedFrom = ({ id, value }: Identified, sizes: Shape, axes: readonly Axis[]): readonly Candidate[] => {
  const own = shape(value)
  const flat = toFlat(value)
  const [rows, columns] = sizes
  const classes = sizes[sizes.length - 1]
  const unchanged = (): readonly Candidate[] => {
    const expression = reference(id, alignedIndices(own, axes))
    const isZero = indicator(expression, '=', zero)
    return [
      { expression, at: (i: number) => flat[i] },
      { expression: isZero, at: (i: number) => (flat[i] === 0 ? 1 : 0) },
    ].flatMap(withComplement)
  }
  const transposed = (): Candidate => ({
    expression: reference(id, [...axes].reverse()),
    at: (i) => flat[(i % columns) * rows + Math.floor(i / columns)],
  })
  const oneHot = (): Candidate => ({
    expression: indicator(reference(id, axes.slice(0, -1)), '=', position(axes[axes.length - 1])),
    at: (i) => (flat[Math.floor(i / classes)] === i % classes ? 1 : 0),
  })
  return [
    ...(equals(wide(own), wide(sizes)) ? unchanged() : []),
    ...(sizes.length === 2 && equals(own, [columns, rows]) ? [transposed()] : []),
    ...(sizes.length > 1 && equals(own, sizes.slice(0, -1)) ? withComplement(oneHot()) : []),
  ]
}

/** The number that a candidate is multiplied by to be a tensor, if there is one. */
const factorOf = (flat: Float64Array, at: Candidate['at']): number | undefined => {
  const first = flat.findIndex((_, i) => at(i) !== 0)
  const factor = first < 0 ? 1 : flat[first] / at(first)
  return factor !== 0 && flat.every((v, i) => Math.abs(v - factor * at(i)) <= 2 ** -51 * Math.abs(v))
    ? factor
    : undefined
}

/** The formula of a constant, if it has one; `share` prints the factor, or refuses it. */
export const recognise = (
  value: AnyTensor,
  known: readonly Identified[],
  share: (factor: number) => Expression | undefined,
): Expression | undefined => {
  const sizes = shape(value)
  const axes = axesOf(sizes)
  const flat = toFlat(value)
  return [...ranges(sizes, axes), ...known.flatMap((k) => derivedFrom(k, sizes, axes))].flatMap((candidate) => {
    const factor = factorOf(flat, candidate.at)
    const shown = factor === undefined ? undefined : share(factor)
    return shown === undefined ? [] : [simplify(product(shown, candidate.expression))]
  })[0]
}
