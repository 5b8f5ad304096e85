/**
 * Indices through a reshape. Several axes that were merged into one keep their indices apart, as long as nobody asks for the one.
 */
import type { Shape } from '../tensor/Shape.js'
import { fixed, type Index } from './Expression.js'

/** An index, or those of axes that are merged into one. */
export type Along = Index | Merged

export interface Merged {
  readonly _tag: 'Merged'
  readonly parts: readonly Along[]
}

interface Group {
  readonly from: readonly number[]
  readonly to: readonly number[]
}

interface Places {
  readonly groups: readonly Group[]
  readonly from: readonly number[]
  readonly to: readonly number[]
}

const product = (sizes: readonly number[]): number => sizes.reduce((p, n) => p * n, 1)

/** Which axes become which: groups, as small as can be, with equally many elements. Axes of size 1 are in none. */
const groups = (from: Shape, to: Shape): readonly Group[] => {
  const wide = (shape: Shape): readonly number[] => shape.flatMap((n, i) => (n === 1 ? [] : [i]))
  const go = ({ groups: done, from: f, to: t }: Places, open: Group): readonly Group[] => {
    const [p, q] = [product(open.from.map((i) => from[i])), product(open.to.map((i) => to[i]))]
    if (open.from.length > 0 && p === q) return go({ groups: [...done, open], from: f, to: t }, { from: [], to: [] })
    if (f.length === 0 && t.length === 0) return done
    return p <= q && f.length > 0
      ? go({ groups: done, from: f.slice(1), to: t }, { ...open, from: [...open.from, f[0]] })
      : t.length > 0
        ? go({ groups: done, from: f, to: t.slice(1) }, { ...open, to: [...open.to, t[0]] })
        : done
  }
  return go({ groups: [], from: wide(from), to: wide(to) }, { from: [], to: [] })
}

/** The indices before a reshape, from those after it; nothing where they cannot be told apart. */
export const beforeReshape = (from: Shape, to: Shape, along: readonly Along[]): readonly Along[] | undefined => {
  if (from.includes(0)) return undefined
  const found = groups(from, to).map(({ from: f, to: t }): readonly (readonly [number, Along])[] | undefined => {
    if (t.length === 1) {
      const given = along[t[0]]
      if (f.length === 1) return [[f[0], given]]
      return given._tag === 'Merged' && given.parts.length === f.length
        ? f.map((i, k) => [i, given.parts[k]])
        : undefined
    }
    return f.length === 1 ? [[f[0], { _tag: 'Merged', parts: t.map((i) => along[i]) }]] : undefined
  })
  if (found.some((g) => g === undefined)) return undefined
  const places = new Map(found.flatMap((g) => g ?? []))
  return from.map((_, i) => places.get(i) ?? fixed(0, 1))
}

/** The axes that a reshape merges into one of its axes, if they are several. */
export const mergedBy = (from: Shape, to: Shape, axis: number): readonly number[] | undefined => {
  const group = groups(from, to).find(({ to: t }) => t.length === 1 && t[0] === axis)
  return group !== undefined && group.from.length > 1 ? group.from : undefined
}
