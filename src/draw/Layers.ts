/**
 * The nodes of a graph in layers, from left to right, with few crossings.
 *
 * A node stands one layer behind the last thing it is made of; what is used late stands late. In the layers between a node and its furthest user its wire passes, once for all users, so an
 * item of a layer is named by a node: it is that node, or its wire. The order within the layers comes from sweeps that put each item where its neighbours are in the mean (the barycentre),
 * and from exchanges of neighbours.
 *
 * - **Source** K. Sugiyama, S. Tagawa, M. Toda, "Methods for visual understanding of hierarchical system structures", IEEE Trans. SMC 11 (1981).
 */

/** What the layout knows of a graph. */
export interface Network {
  /** What each node is made of. */
  readonly args: readonly (readonly number[])[]
  /** Whether the arguments of each node may be drawn in any order. */
  readonly commutative: readonly boolean[]
}

/** A piece of a wire between a layer and the next: to an argument of a node, or onward. */
export interface Segment {
  readonly from: number
  readonly to: number
  /** Which argument of `to`; absent where the wire goes on. */
  readonly port: number | undefined
}

/** Nodes in layers. */
export interface Layers {
  readonly layerOf: readonly number[]
  /** The items of each layer, from top to bottom. */
  readonly orders: readonly (readonly number[])[]
  /** The segments from each layer to the next. */
  readonly segments: readonly (readonly Segment[])[]
}

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/** For each node, what uses it; more than once, if it does so more than once. */
const usersOf = ({ args }: Network): readonly (readonly number[])[] =>
  args.map((_, i) => args.flatMap((of, to) => of.filter((arg) => arg === i).map(() => to)))

/** One behind the last argument; then as far back as does not lengthen wires. */
const layered = ({ args }: Network, users: readonly (readonly number[])[]): readonly number[] => {
  const early = args.reduce<readonly number[]>(
    (done, of) => [...done, of.reduce((most, i) => Math.max(most, done[i] + 1), 0)],
    [],
  )
  return args.reduceRight<readonly number[]>((layers, of, i) => {
    const latest = Math.min(...users[i].map((user) => layers[user])) - 1
    const inner = of.filter((arg) => args[arg].length > 0).length
    return users[i].length > 0 && users[i].length >= inner ? layers.map((l, j) => (j === i ? latest : l)) : layers
  }, early)
}

/** The mean place, or where it was. */
const barycentre = (places: readonly number[], otherwise: number): number =>
  places.length === 0 ? otherwise : places.reduce((sum, p) => sum + p, 0) / places.length

const placesIn = (order: readonly number[]): ReadonlyMap<number, number> => new Map(order.map((item, i) => [item, i]))

/** Where within its node a segment ends: a little lower for each further argument, where their order matters. */
const within = ({ args, commutative }: Network, { to, port }: Segment): number =>
  port === undefined || commutative[to] ? 0 : ((port + 0.5) / args[to].length - 0.5) * 0.9

/** How many pairs of segments cross. */
const crossings = (
  network: Network,
  segments: readonly Segment[],
  left: readonly number[],
  right: readonly number[],
): number => {
  const [from, to] = [placesIn(left), placesIn(right)]
  const ends = segments.map((s) => [from.get(s.from) ?? 0, (to.get(s.to) ?? 0) + within(network, s)] as const)
  return ends.reduce((sum, [a, b], i) => sum + ends.slice(i + 1).filter(([c, d]) => (a - c) * (b - d) < 0).length, 0)
}

const sortedBy = (order: readonly number[], key: (item: number, i: number) => number): readonly number[] => {
  const keys = new Map(order.map((item, i) => [item, key(item, i)]))
  return [...order].sort((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0))
}

type Orders = Layers['orders']

/** The items of each layer where the neighbours on the left are. */
const rightward = (network: Network, segments: Layers['segments'], orders: Orders): Orders =>
  orders.reduce<Orders>((done, order, l) => {
    if (l === 0) return [order]
    const places = placesIn(done[l - 1])
    const at = (item: number, i: number): number =>
      barycentre(
        segments[l - 1].filter(({ to }) => to === item).map(({ from }) => places.get(from) ?? 0),
        i,
      )
    return [...done, sortedBy(order, at)]
  }, [])

/** The items of each layer where the neighbours on the right are. */
const leftward = (network: Network, segments: Layers['segments'], orders: Orders): Orders =>
  orders.reduceRight<Orders>((done, order, l) => {
    if (l === orders.length - 1) return [order]
    const places = placesIn(done[0])
    const at = (item: number, i: number): number =>
      barycentre(
        segments[l].filter(({ from }) => from === item).map((s) => (places.get(s.to) ?? 0) + within(network, s)),
        i,
      )
    return [sortedBy(order, at), ...done]
  }, [])

const exchanged = (order: readonly number[], i: number): readonly number[] =>
  order.map((item, j) => (j === i ? order[i + 1] : j === i + 1 ? order[i] : item))

/** Neighbours in a layer exchanged wherever that lessens crossings. */
const exchange = (network: Network, segments: Layers['segments'], orders: Orders): Orders =>
  range(orders.length).reduce<Orders>((all, l) => {
    const around = (order: readonly number[]): number =>
      (l === 0 ? 0 : crossings(network, segments[l - 1], all[l - 1], order)) +
      (l === all.length - 1 ? 0 : crossings(network, segments[l], order, all[l + 1]))
    const better = range(Math.max(0, all[l].length - 1)).reduce<{
      readonly order: readonly number[]
      readonly count: number
    }>(
      (best, i) => {
        const order = exchanged(best.order, i)
        const count = around(order)
        return count < best.count ? { order, count } : best
      },
      { order: all[l], count: around(all[l]) },
    )
    return all.map((order, k) => (k === l ? better.order : order))
  }, orders)

const sweeps = 8

/** Arranges a graph. */
export const arrange = (network: Network): Layers => {
  const users = usersOf(network)
  const layerOf = layered(network, users)
  const last = users.map((all, i) => Math.max(layerOf[i], ...all.map((user) => layerOf[user] - 1)))
  const start = range(Math.max(0, ...layerOf.map((l) => l + 1))).map((l) =>
    range(layerOf.length).filter((i) => layerOf[i] <= l && l <= last[i]),
  )
  const segments = start.slice(0, -1).map((_, l): readonly Segment[] => {
    const onward = start[l + 1].filter((i) => layerOf[i] <= l)
    const ending = start[l + 1].filter((i) => layerOf[i] === l + 1)
    return [
      ...onward.map((i): Segment => ({ from: i, to: i, port: undefined })),
      ...ending.flatMap((to) => network.args[to].map((from, port): Segment => ({ from, to, port }))),
    ]
  })
  const total = (orders: Orders): number =>
    segments.reduce((sum, some, l) => sum + crossings(network, some, orders[l], orders[l + 1]), 0)
  const best = range(sweeps).reduce<{ readonly now: Orders; readonly orders: Orders; readonly count: number }>(
    ({ now, orders, count }, k) => {
      if (count === 0) return { now, orders, count }
      const swept = (k % 2 === 0 ? leftward : rightward)(network, segments, now)
      const next = exchange(network, segments, swept)
      const found = total(next)
      return found < count ? { now: next, orders: next, count: found } : { now: next, orders, count }
    },
    { now: start, orders: start, count: total(start) },
  )
  return { layerOf, orders: best.orders, segments }
}
