/**
 * Where the items of the layers stand: each as near as possible to its neighbours, none upon another.
 */
import type { Layers, Segment } from './Layers.js'

/** How far an item reaches above and below its line, and where on its left side its arguments arrive. */
export interface Extent {
  readonly above: number
  readonly below: number
  readonly ports: readonly number[]
}

/** The line of each item, by layer and item. */
export type Lines = readonly ReadonlyMap<number, number>[]

/** Neighbouring values that were in the wrong order, and have been put together. */
interface Pool {
  readonly sum: number
  readonly weight: number
  readonly count: number
}

const mean = ({ sum, weight }: Pool): number => sum / weight

/** The rising sequence nearest to some values in weighted squares (pool adjacent violators). */
export const rising = (values: readonly number[], weights: readonly number[]): readonly number[] => {
  const merge = (done: readonly Pool[], next: Pool): readonly Pool[] => {
    const before = done[done.length - 1] as Pool | undefined
    return before === undefined || mean(before) <= mean(next)
      ? [...done, next]
      : merge(done.slice(0, -1), {
          sum: before.sum + next.sum,
          weight: before.weight + next.weight,
          count: before.count + next.count,
        })
  }
  return values
    .reduce<readonly Pool[]>((done, v, i) => merge(done, { sum: v * weights[i], weight: weights[i], count: 1 }), [])
    .flatMap((pool) => Array.from({ length: pool.count }, () => mean(pool)))
}

const gap = 12

/** Lines in the order of a layer, as near to what they want as the items' sizes allow. */
const spread = (
  order: readonly number[],
  extent: (item: number) => Extent,
  wanted: (item: number) => { readonly at: number; readonly weight: number },
): ReadonlyMap<number, number> => {
  const offsets = order.reduce<readonly number[]>(
    (done, item, i) => (i === 0 ? [0] : [...done, done[i - 1] + extent(order[i - 1]).below + gap + extent(item).above]),
    [],
  )
  const wishes = order.map(wanted)
  const lines = rising(
    wishes.map(({ at }, i) => at - offsets[i]),
    wishes.map(({ weight }) => weight),
  )
  return new Map(order.map((item, i) => [item, lines[i] + offsets[i]]))
}

/** A wire that goes on is kept straight before anything else. */
const straight = 24

const passes = 24

/** So little a bend in a line is a blemish. */
const nearly = 8

/** The lines of all items: first from top to bottom, then towards their neighbours on the left and right in turn. */
export const place = ({ orders, segments }: Layers, extents: readonly ((item: number) => Extent)[]): Lines => {
  const pull = (segment: Segment): number => (segment.port === undefined ? straight : 1)
  const port = (l: number, { to, port: p }: Segment): number => (p === undefined ? 0 : extents[l](to).ports[p])
  const grouped = (items: readonly number[], some: readonly Segment[] | undefined, end: 'from' | 'to') =>
    new Map(items.map((item) => [item, (some ?? []).filter((segment) => segment[end] === item)] as const))
  const incoming = orders.map((items, l) => grouped(items, l === 0 ? [] : segments[l - 1], 'to'))
  const outgoing = orders.map((items, l) => grouped(items, segments[l], 'from'))
  const fromLeft = (lines: Lines, l: number, item: number) =>
    (incoming[l].get(item) ?? []).map((s) => [(lines[l - 1].get(s.from) ?? 0) - port(l, s), pull(s)] as const)
  const fromRight = (lines: Lines, l: number, item: number) =>
    (outgoing[l].get(item) ?? []).map((s) => [(lines[l + 1].get(s.to) ?? 0) + port(l + 1, s), pull(s)] as const)
  const settled = (lines: Lines, l: number, pass: number): Lines => {
    const wanted = (item: number) => {
      const [left, right] = [fromLeft(lines, l, item), fromRight(lines, l, item)]
      const near = pass % 2 === 0 ? left : right
      const chosen = pass < passes / 2 && near.length > 0 ? near : [...left, ...right]
      const weight = chosen.reduce((sum, [, w]) => sum + w, 0)
      if (weight === 0) return { at: lines[l].get(item) ?? 0, weight: 0.1 }
      const middle = chosen.reduce((sum, [at, w]) => sum + at * w, 0) / weight
      // In the end one line is made straight, rather than none quite.
      const nearest = chosen.reduce((a, b) => (Math.abs(b[0] - middle) / b[1] < Math.abs(a[0] - middle) / a[1] ? b : a))
      return { at: pass < passes - 6 ? middle : nearest[0], weight }
    }
    const moved = spread(orders[l], extents[l], wanted)
    return lines.map((old, k) => (k === l ? moved : old))
  }
  // What is nearly in line with something on its left comes into line with it.
  const snapped = (lines: Lines, l: number): Lines => {
    const wanted = (item: number) => {
      const now = lines[l].get(item) ?? 0
      const near = fromLeft(lines, l, item).map(([at]) => at)
      const nearest = near.reduce((a, b) => (Math.abs(b - now) < Math.abs(a - now) ? b : a), Infinity)
      return Math.abs(nearest - now) < nearly ? { at: nearest, weight: straight } : { at: now, weight: 1 }
    }
    const moved = spread(orders[l], extents[l], wanted)
    return lines.map((old, k) => (k === l ? moved : old))
  }
  const start: Lines = orders.map((order, l) => spread(order, extents[l], () => ({ at: 0, weight: 1 })))
  const settledAll = Array.from({ length: passes }, (_, pass) => pass).reduce<Lines>((lines, pass) => {
    const walk = orders.map((_, l) => (pass % 2 === 0 ? l : orders.length - 1 - l))
    return walk.reduce((so, l) => settled(so, l, pass), lines)
  }, start)
  return orders.reduce<Lines>((lines, _, l) => snapped(lines, l), settledAll)
}
