/**
 * The layered layout of a directed graph, from top to bottom.
 *
 * A vertex is one row below its lowest argument, or just above its first user if that shortens wires. A wire over several rows passes through each row between as an item of its own, once for
 * all users. Rows are sorted by barycentres, then the items move as near to their neighbours as their widths allow.
 *
 * - **Source** K. Sugiyama, S. Tagawa, M. Toda, "Methods for visual understanding of hierarchical system structures", IEEE Trans. SMC 11 (1981).
 */

/** The vertices of a graph by their arguments. */
export interface Network {
  readonly args: readonly (readonly number[])[]
  /** Whether the arguments of each vertex may be drawn in any order. */
  readonly commutative: readonly boolean[]
}

/** A use of an item: argument `port` of the item `to`, one row below. */
interface Use {
  readonly to: number
  readonly port: number
}

/** Items in rows: first the vertices, then the pieces of wire that pass through a row. All arguments of an item are in the row above it. */
export interface Rows {
  readonly rowOf: readonly number[]
  /** The items of each row from left to right. */
  readonly orders: readonly (readonly number[])[]
  readonly args: readonly (readonly number[])[]
  readonly uses: readonly (readonly Use[])[]
  /** The arguments of each item from left to right, by their rank. */
  readonly ranks: readonly (readonly number[])[]
}

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

const replace = <A>(xs: readonly A[], index: number, x: A): readonly A[] => xs.map((old, i) => (i === index ? x : old))

const usesOf = (args: Network['args']): Rows['uses'] => {
  const all = args.flatMap((from, to) => from.map((arg, port) => ({ arg, to, port })))
  return args.map((_, i) => all.filter(({ arg }) => arg === i))
}

const rowsOf = (args: Network['args'], uses: Rows['uses']): readonly number[] => {
  const highest = args.reduce<readonly number[]>(
    (rows, from) => [...rows, from.reduce((most, i) => Math.max(most, rows[i] + 1), 0)],
    [],
  )
  return args.reduceRight<readonly number[]>((rows, from, i) => {
    const lowest = Math.min(...uses[i].map(({ to }) => rows[to])) - 1
    const inner = from.filter((arg) => args[arg].length > 0).length
    return uses[i].length > 0 && uses[i].length >= inner ? replace(rows, i, lowest) : rows
  }, highest)
}

/** The items of a network, with the rows in the order of their vertices. */
const itemsOf = ({ args }: Network): Omit<Rows, 'ranks'> => {
  const uses = usesOf(args)
  const rows = rowsOf(args, uses)
  const pieces = args.flatMap((_, vertex) => {
    const last = Math.max(rows[vertex] + 1, ...uses[vertex].map(({ to }) => rows[to]))
    return range(last - rows[vertex] - 1).map((k) => ({ vertex, row: rows[vertex] + 1 + k }))
  })
  const itemAt = (vertex: number, row: number): number =>
    row === rows[vertex] ? vertex : args.length + pieces.findIndex((each) => each.vertex === vertex && each.row === row)
  const rowOf = [...rows, ...pieces.map(({ row }) => row)]
  const vertexOf = [...range(args.length), ...pieces.map(({ vertex }) => vertex)]
  const itemArgs = [
    ...args.map((from, to) => from.map((arg) => itemAt(arg, rows[to] - 1))),
    ...pieces.map(({ vertex, row }) => [itemAt(vertex, row - 1)]),
  ]
  const orders = range(Math.max(-1, ...rows) + 1).map((r) =>
    range(rowOf.length)
      .filter((item) => rowOf[item] === r)
      .sort((a, b) => vertexOf[a] - vertexOf[b]),
  )
  return { rowOf, orders, args: itemArgs, uses: usesOf(itemArgs) }
}

const sweeps = 12

/** Assigns vertices to rows, and sorts the rows so that few wires cross. */
export const arrange = (network: Network): Rows => {
  const items = itemsOf(network)
  const { args, uses, orders: start } = items
  const isFree = (item: number): boolean => item >= network.args.length || network.commutative[item]
  /** The horizontal offset of a wire's end within its item, in items. */
  const offset = ({ to, port }: Use): number => (isFree(to) ? 0 : ((port + 0.5) / args[to].length - 0.5) * 0.9)
  const crossings = (above: readonly number[], below: readonly number[]): number => {
    const ends = below.flatMap((to, at) =>
      args[to].map((arg, port) => [above.indexOf(arg), at + offset({ to, port })] as const),
    )
    return ends.reduce((sum, [a, b], i) => sum + ends.slice(i + 1).filter(([c, d]) => (a - c) * (b - d) < 0).length, 0)
  }
  const total = (orders: Rows['orders']): number =>
    orders.slice(1).reduce((sum, below, r) => sum + crossings(orders[r], below), 0)
  /** Sorts each row, down or up, by the mean positions of its items' neighbours in the row before. */
  const sweep = (orders: Rows['orders'], isDown: boolean): Rows['orders'] =>
    (isDown ? range(orders.length) : [...range(orders.length)].reverse()).slice(1).reduce<Rows['orders']>((all, r) => {
      const before = all[r + (isDown ? -1 : 1)]
      const near = (item: number): readonly number[] =>
        isDown
          ? args[item].map((arg) => before.indexOf(arg))
          : uses[item].map((use) => before.indexOf(use.to) + offset(use))
      const keys = new Map(all[r].map((item, i) => [item, mean(near(item), i)]))
      return replace(
        all,
        r,
        [...all[r]].sort((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0)),
      )
    }, orders)
  const { orders } = range(sweeps).reduce(
    (best, k) => {
      if (best.count === 0) return best
      const now = sweep(best.now, k % 2 === 1)
      const count = total(now)
      return count < best.count ? { now, orders: now, count } : { ...best, now }
    },
    { now: start, orders: start, count: total(start) },
  )
  const ranks = args.map((from, item) => {
    const before = (i: number): number => orders[items.rowOf[item] - 1].indexOf(from[i])
    const sorted = [...range(from.length)].sort((a, b) => (isFree(item) ? before(a) - before(b) : 0))
    return from.map((_, port) => sorted.indexOf(port))
  })
  return { ...items, orders, ranks }
}

const mean = (values: readonly number[], otherwise: number): number =>
  values.length === 0 ? otherwise : values.reduce((sum, v) => sum + v, 0) / values.length

/** How far an item reaches to the left and right of its wire, and the offsets of its arguments. */
export interface Extent {
  readonly left: number
  readonly right: number
  readonly ports: readonly number[]
}

/** A wished position, or a pool of items that stand at the mean of theirs. */
interface Target {
  readonly at: number
  readonly weight: number
}

const meanOf = (targets: readonly Target[]): Target => {
  const weight = targets.reduce((sum, each) => sum + each.weight, 0)
  return { at: targets.reduce((sum, each) => sum + each.at * each.weight, 0) / weight, weight }
}

/** The nondecreasing sequence nearest to some targets in weighted least squares, by pooling adjacent violators. */
const isotonic = (targets: readonly Target[]): readonly number[] => {
  const pool = (pools: readonly (Target & { readonly count: number })[], next: Target, count: number): typeof pools => {
    const last = pools.at(-1)
    return last === undefined || last.at <= next.at
      ? [...pools, { ...next, count }]
      : pool(pools.slice(0, -1), meanOf([last, next]), last.count + count)
  }
  return targets
    .reduce<Parameters<typeof pool>[0]>((pools, target) => pool(pools, target, 1), [])
    .flatMap(({ at, count }) => range(count).map(() => at))
}

const gap = 14

/** A long wire is straightened before anything else. */
const wireWeight = 24

const passes = 25

/** The horizontal positions of all items: swept down and up, first towards the mean of their neighbours, then straight below the nearest. */
export const position = ({ orders, args, uses }: Rows, extents: readonly Extent[]): readonly number[] => {
  const wire = (at: number, to: number): Target => ({ at, weight: extents[to] === passing ? wireWeight : 1 })
  const place = (xs: readonly number[], order: readonly number[], target: (item: number) => Target) => {
    const offsets = order.reduce<readonly number[]>((all, item, i) => {
      const before = extents[order[i - 1]]
      return [...all, i === 0 ? 0 : all[i - 1] + before.right + gap + extents[item].left]
    }, [])
    const targets = order.map(target).map(({ at, weight }, i) => ({ at: at - offsets[i], weight }))
    const placed = new Map(isotonic(targets).map((at, i) => [order[i], at + offsets[i]]))
    return xs.map((x, item) => placed.get(item) ?? x)
  }
  const targetIn = (xs: readonly number[], pass: number) => (item: number) => {
    const above = args[item].map((arg, port) => wire(xs[arg] - extents[item].ports[port], item))
    const below = uses[item].map(({ to, port }) => wire(xs[to] + extents[to].ports[port], to))
    const near = pass % 2 === 0 ? above : below
    const chosen = pass < passes / 2 && near.length > 0 ? near : [...above, ...below]
    if (chosen.length === 0) return { at: xs[item], weight: 0.1 }
    const middle = meanOf(chosen)
    if (pass < passes - 6 || near.length === 0) return middle
    const distance = ({ at, weight }: Target): number => Math.abs(at - middle.at) / weight
    return { ...middle, at: near.reduce((a, b) => (distance(b) < distance(a) ? b : a)).at }
  }
  const start = orders.reduce<readonly number[]>(
    (xs, order) => place(xs, order, () => ({ at: 0, weight: 1 })),
    args.map(() => 0),
  )
  return range(passes).reduce<readonly number[]>(
    (all, pass) =>
      (pass % 2 === 0 ? orders : [...orders].reverse()).reduce<readonly number[]>(
        (xs, order) => place(xs, order, targetIn(xs, pass)),
        all,
      ),
    start,
  )
}

/** The extent of a wire that passes through a row. */
export const passing: Extent = { left: 5, right: 5, ports: [0] }
