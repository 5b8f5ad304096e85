/**
 * The layered layout of a directed graph, from top to bottom.
 *
 * A vertex is one row below its lowest argument, or just above its first user if that shortens wires. A wire over several rows passes through each row between as an item of its own, once for
 * all users, so an item of a row is named by a vertex: it is that vertex, or its wire. Rows are sorted by barycentres, then the items move as near to their neighbours as their widths allow.
 *
 * - **Source** K. Sugiyama, S. Tagawa, M. Toda, "Methods for visual understanding of hierarchical system structures", IEEE Trans. SMC 11 (1981).
 */

/** The vertices of a graph by their arguments. */
export interface Network {
  readonly args: readonly (readonly number[])[]
  /** Whether the arguments of each vertex may be drawn in any order. */
  readonly commutative: readonly boolean[]
}

/** A wire from a row to the next: to an argument of a vertex, or further down. */
export interface Segment {
  readonly from: number
  readonly to: number
  /** The index of the argument of `to`; absent where the wire continues. */
  readonly port: number | undefined
}

/** Vertices in rows. */
export interface Rows {
  readonly rowOf: readonly number[]
  /** The items of each row from left to right. */
  readonly orders: readonly (readonly number[])[]
  /** The segments from each row to the next. */
  readonly segments: readonly (readonly Segment[])[]
}

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

const replaced = <A>(xs: readonly A[], index: number, x: A): readonly A[] => xs.map((old, i) => (i === index ? x : old))

const mean = (values: readonly number[], otherwise: number): number =>
  values.length === 0 ? otherwise : values.reduce((sum, v) => sum + v, 0) / values.length

const rowsOf = (args: Network['args'], users: readonly (readonly number[])[]): readonly number[] => {
  const highest = args.reduce<readonly number[]>(
    (rows, from) => [...rows, from.reduce((most, i) => Math.max(most, rows[i] + 1), 0)],
    [],
  )
  return args.reduceRight<readonly number[]>((rows, from, i) => {
    const lowest = Math.min(...users[i].map((user) => rows[user])) - 1
    const inner = from.filter((arg) => args[arg].length > 0).length
    return users[i].length > 0 && users[i].length >= inner ? replaced(rows, i, lowest) : rows
  }, highest)
}

/** The horizontal offset of a segment's end within its vertex, in items. */
const portOffset = ({ args, commutative }: Network, { to, port }: Segment): number =>
  port === undefined || commutative[to] ? 0 : ((port + 0.5) / args[to].length - 0.5) * 0.9

const crossings = (
  network: Network,
  segments: readonly Segment[],
  above: readonly number[],
  below: readonly number[],
): number => {
  const ends = segments.map((s) => [above.indexOf(s.from), below.indexOf(s.to) + portOffset(network, s)] as const)
  return ends.reduce((sum, [a, b], i) => sum + ends.slice(i + 1).filter(([c, d]) => (a - c) * (b - d) < 0).length, 0)
}

/** One sweep, down or up: each row sorted by the mean positions of its items' neighbours in the row before. */
const sweep = (network: Network, { segments }: Pick<Rows, 'segments'>, orders: Rows['orders'], down: boolean) =>
  (down ? range(orders.length) : [...range(orders.length)].reverse()).slice(1).reduce<Rows['orders']>((all, r) => {
    const before = all[r + (down ? -1 : 1)]
    const near = (item: number): readonly number[] =>
      down
        ? segments[r - 1].filter(({ to }) => to === item).map(({ from }) => before.indexOf(from))
        : segments[r].filter((s) => s.from === item).map((s) => before.indexOf(s.to) + portOffset(network, s))
    const keys = new Map(all[r].map((item, i) => [item, mean(near(item), i)]))
    const sorted = [...all[r]].sort((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0))
    return replaced(all, r, sorted)
  }, orders)

const sweeps = 12

/** Assigns vertices to rows, and sorts the rows so that few wires cross. */
export const arrange = (network: Network): Rows => {
  const { args } = network
  const users = args.map((_, i) => args.flatMap((from, to) => from.filter((arg) => arg === i).map(() => to)))
  const rowOf = rowsOf(args, users)
  const last = users.map((all, i) => Math.max(rowOf[i], ...all.map((user) => rowOf[user] - 1)))
  const start = range(Math.max(-1, ...rowOf) + 1).map((r) =>
    range(args.length).filter((i) => rowOf[i] <= r && r <= last[i]),
  )
  const segments = start
    .slice(1)
    .map((items, r): readonly Segment[] =>
      items.flatMap((to) =>
        rowOf[to] <= r
          ? [{ from: to, to, port: undefined }]
          : args[to].map((from, port): Segment => ({ from, to, port })),
      ),
    )
  const total = (orders: Rows['orders']): number =>
    segments.reduce((sum, some, r) => sum + crossings(network, some, orders[r], orders[r + 1]), 0)
  const { orders } = range(sweeps).reduce(
    (best, k) => {
      if (best.count === 0) return best
      const now = sweep(network, { segments }, best.now, k % 2 === 1)
      const count = total(now)
      return count < best.count ? { now, orders: now, count } : { ...best, now }
    },
    { now: start as Rows['orders'], orders: start as Rows['orders'], count: total(start) },
  )
  return { rowOf, orders, segments }
}

/** How far an item reaches to the left and right of its wire, and the offsets of its arguments. */
export interface Extent {
  readonly left: number
  readonly right: number
  readonly ports: readonly number[]
}

/** The horizontal position of each item, by row and item. */
export type Positions = readonly ReadonlyMap<number, number>[]

interface Pool {
  readonly sum: number
  readonly weight: number
  readonly count: number
}

/** The nondecreasing sequence nearest to some values in weighted least squares, by pooling adjacent violators. */
const isotonic = (values: readonly number[], weights: readonly number[]): readonly number[] => {
  const merge = (pools: readonly Pool[], next: Pool): readonly Pool[] => {
    const before = pools.at(-1)
    if (before === undefined || before.sum / before.weight <= next.sum / next.weight) return [...pools, next]
    const { sum, weight, count } = before
    return merge(pools.slice(0, -1), {
      sum: sum + next.sum,
      weight: weight + next.weight,
      count: count + next.count,
    })
  }
  return values
    .reduce<readonly Pool[]>((pools, v, i) => merge(pools, { sum: v * weights[i], weight: weights[i], count: 1 }), [])
    .flatMap(({ sum, weight, count }) => Array.from({ length: count }, () => sum / weight))
}

const gap = 14

/** A long wire is straightened before anything else. */
const wireWeight = 24

const passes = 25

/** The positions of all items: swept down and up, first towards the mean of their neighbours, then straight below the nearest. */
export const position = ({ orders, segments }: Rows, extents: readonly ((item: number) => Extent)[]): Positions => {
  const weightOf = ({ port }: Segment): number => (port === undefined ? wireWeight : 1)
  const offset = (r: number, { to, port }: Segment): number => (port === undefined ? 0 : extents[r](to).ports[port])
  const spread = (r: number, target: (item: number) => { readonly at: number; readonly weight: number }) => {
    const offsets = orders[r].reduce<readonly number[]>(
      (all, item, i) =>
        i === 0 ? [0] : [...all, all[i - 1] + extents[r](orders[r][i - 1]).right + gap + extents[r](item).left],
      [],
    )
    const targets = orders[r].map(target)
    const xs = isotonic(
      targets.map(({ at }, i) => at - offsets[i]),
      targets.map(({ weight }) => weight),
    )
    return new Map(orders[r].map((item, i) => [item, xs[i] + offsets[i]]))
  }
  const move = (xs: Positions, r: number, pass: number): Positions => {
    const target = (item: number) => {
      const above = (segments[r - 1] ?? [])
        .filter(({ to }) => to === item)
        .map((s) => [(xs[r - 1].get(s.from) ?? 0) - offset(r, s), weightOf(s)] as const)
      const below = (segments[r] ?? [])
        .filter(({ from }) => from === item)
        .map((s) => [(xs[r + 1].get(s.to) ?? 0) + offset(r + 1, s), weightOf(s)] as const)
      const near = pass % 2 === 0 ? above : below
      const chosen = pass < passes / 2 && near.length > 0 ? near : [...above, ...below]
      const weight = chosen.reduce((sum, [, w]) => sum + w, 0)
      if (weight === 0) return { at: xs[r].get(item) ?? 0, weight: 0.1 }
      const middle = chosen.reduce((sum, [at, w]) => sum + at * w, 0) / weight
      if (pass < passes - 6 || near.length === 0) return { at: middle, weight }
      return {
        at: near.reduce((a, b) => (Math.abs(b[0] - middle) / b[1] < Math.abs(a[0] - middle) / a[1] ? b : a))[0],
        weight,
      }
    }
    return replaced(xs, r, spread(r, target))
  }
  const start: Positions = orders.map((_, r) => spread(r, () => ({ at: 0, weight: 1 })))
  return range(passes).reduce<Positions>((xs, pass) => {
    const rows = pass % 2 === 0 ? range(orders.length) : [...range(orders.length)].reverse()
    return rows.reduce((so, r) => move(so, r, pass), xs)
  }, start)
}
