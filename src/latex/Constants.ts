/**
 * Constants that are something: the numbers 0, 1, 2, … along an axis; or what is computed of a constant with a name before anything is staged, such as its transpose, or which of the
 * classes it names a class is. A share of such a thing is recognised too, such as an n-th.
 */
import { shape, toFlat, type AnyTensor } from '../tensor/Value.js'
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
import type { Identified } from './Document.js'
import { simplify } from './Simplify.js'

/** A formula, and its number at each place. */
interface Candidate {
  readonly expression: Expression
  readonly at: (place: number) => number
}

const sizeOf = (sizes: readonly number[]): number => sizes.reduce((p, n) => p * n, 1)

const ramps = (sizes: readonly number[], axes: readonly Axis[]): readonly Candidate[] =>
  sizes.flatMap((n, axis) => {
    const inner = sizeOf(sizes.slice(axis + 1))
    return n > 1 ? [{ expression: position(axes[axis]), at: (place) => Math.floor(place / inner) % n }] : []
  })

const isSame = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((n, i) => n === b[i])

const wide = (sizes: readonly number[]): readonly number[] => sizes.filter((n) => n > 1)

/** The indices of a tensor at a place of another one that differs from it in axes of size 1 at most. */
const across = (own: readonly number[], axes: readonly Axis[]): readonly Index[] => {
  const open = axes.filter(({ size }) => size > 1)
  return own.map((n, i) => (n === 1 ? fixed(0, 1) : open[own.slice(0, i).filter((m) => m > 1).length]))
}

/** What may have been computed of a constant. */
const relatives = (
  { id, value }: Identified,
  sizes: readonly number[],
  axes: readonly Axis[],
): readonly Candidate[] => {
  const own = shape(value)
  const flat = toFlat(value)
  const equal = (e: Expression): readonly Candidate[] => [
    { expression: e, at: (i) => flat[i] },
    { expression: difference(one, e), at: (i) => 1 - flat[i] },
    { expression: indicator(e, '=', zero), at: (i) => (flat[i] === 0 ? 1 : 0) },
    { expression: difference(one, indicator(e, '=', zero)), at: (i) => (flat[i] === 0 ? 0 : 1) },
  ]
  const [m, n] = sizes
  const turned: readonly Candidate[] =
    sizes.length === 2 && isSame(own, [n, m])
      ? [{ expression: reference(id, [axes[1], axes[0]]), at: (i) => flat[(i % n) * m + Math.floor(i / n)] }]
      : []
  const classes = sizes[sizes.length - 1]
  const hit = (i: number): boolean => flat[Math.floor(i / classes)] === i % classes
  const isClass = (): Expression => indicator(reference(id, axes.slice(0, -1)), '=', position(axes[axes.length - 1]))
  const oneHot: readonly Candidate[] =
    sizes.length > 1 && isSame(own, sizes.slice(0, -1))
      ? [
          { expression: isClass(), at: (i) => (hit(i) ? 1 : 0) },
          { expression: difference(one, isClass()), at: (i) => (hit(i) ? 0 : 1) },
        ]
      : []
  return [...(isSame(wide(own), wide(sizes)) ? equal(reference(id, across(own, axes))) : []), ...turned, ...oneHot]
}

/** The number by which one has to be multiplied to be the other, at every place. */
const factorOf = (flat: Float64Array, at: Candidate['at']): number | undefined => {
  const first = flat.findIndex((_, i) => at(i) !== 0)
  const factor = first < 0 ? 1 : flat[first] / at(first)
  return factor !== 0 && flat.every((v, i) => Math.abs(v - factor * at(i)) <= 2 ** -51 * Math.abs(v))
    ? factor
    : undefined
}

/** A constant as a formula, if it is one of those; `share` says by which numbers it may be multiplied. */
export const recognise = (
  value: AnyTensor,
  known: readonly Identified[],
  share: (factor: number) => Expression | undefined,
): Expression | undefined => {
  const sizes = shape(value)
  const axes = axesOf(sizes)
  const flat = toFlat(value)
  const candidates = [...ramps(sizes, axes), ...known.flatMap((k) => relatives(k, sizes, axes))]
  const found = candidates.flatMap(({ expression, at }) => {
    const factor = factorOf(flat, at)
    const shown = factor === undefined ? undefined : share(factor)
    return shown === undefined ? [] : [simplify(product(shown, expression))]
  })
  return found[0]
}
