/** Indices through a reshape. The index of an axis that was merged from several is the list of their indices. */
import { sizeOf, type Shape } from '../tensor/Shape.js'
import { fixed, type Index } from './Expression.js'

/** An index along one axis, or the indices of the axes that were merged into it. */
export type Along = Index | Merged

export interface Merged {
  readonly _tag: 'Merged'
  readonly parts: readonly Along[]
}

interface Group {
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/** The smallest groups of axes that a reshape maps to groups with equally many elements. Axes of size 1 are in no group. */
const groups = (from: Shape, to: Shape): readonly Group[] => {
  const wide = (shape: Shape): readonly number[] => shape.flatMap((n, i) => (n === 1 ? [] : [i]))
  const go = (done: readonly Group[], f: readonly number[], t: readonly number[], open: Group): readonly Group[] => {
    const [p, q] = [sizeOf(open.from.map((i) => from[i])), sizeOf(open.to.map((i) => to[i]))]
    if (open.from.length > 0 && p === q) return go([...done, open], f, t, { from: [], to: [] })
    if (f.length === 0 && t.length === 0) return done
    return p <= q && f.length > 0
      ? go(done, f.slice(1), t, { ...open, from: [...open.from, f[0]] })
      : t.length > 0
        ? go(done, f, t.slice(1), { ...open, to: [...open.to, t[0]] })
        : done
  }
  return go([], wide(from), wide(to), { from: [], to: [] })
}

/** The indices before a reshape from those after it; `undefined` where they are not determined by these alone. */
export const beforeReshape = (from: Shape, to: Shape, along: readonly Along[]): readonly Along[] | undefined => {
  if (from.includes(0)) return undefined
  const found = groups(from, to).map(({ from: f, to: t }): readonly (readonly [number, Along])[] | undefined => {
    if (t.length === 1) {
      const index = along[t[0]]
      if (f.length === 1) return [[f[0], index]]
      return index._tag === 'Merged' && index.parts.length === f.length
        ? f.map((i, k) => [i, index.parts[k]])
        : undefined
    }
    return f.length === 1 ? [[f[0], { _tag: 'Merged', parts: t.map((i) => along[i]) }]] : undefined
  })
  if (found.some((g) => g === undefined)) return undefined
  const indices = new Map(found.flatMap((g) => g ?? []))
  return from.map((_, i) => indices.get(i) ?? fixed(0, 1))
}

/** The axes that a reshape merges into an axis, if they are several. */
export const mergedBy = (from: Shape, to: Shape, axis: number): readonly number[] | undefined => {
  const group = groups(from, to).find(({ to: t }) => t.length === 1 && t[0] === axis)
  return group !== undefined && group.from.length > 1 ? group.from : undefined
}
