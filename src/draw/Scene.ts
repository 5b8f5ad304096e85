/**
 * A graph as a picture: cells in columns, wires between them.
 *
 * All texts stand in cells, cells keep apart, and between the columns there is nothing but wires: so nothing is written over anything.
 */
import { operands, type Graph } from '../graph/Graph.js'
import { isCommutative } from './Names.js'
import type { Cell } from './Cells.js'
import { arrange, type Layers, type Segment } from './Layers.js'
import { larger, measured, overLine, pad, pitchOf, underLine, type Measured } from './Measure.js'
import { arrowHead, colors, move, path, type Mark, type Picture } from './Marks.js'
import { place, type Extent, type Lines } from './Place.js'

/** How a piece of a line looks. */
interface Line {
  readonly color: string
  readonly width: number
  /** Whether something flows back on it. */
  readonly back: boolean
}

/** What the lines of a picture say. */
export interface Flow {
  /** The line from an argument into a node. */
  readonly edge: (to: number, port: number) => Line
  /** The line out of a node. */
  readonly trunk: (node: number) => Line
  readonly active: number | undefined
  readonly activeColor: string
}

/** The rank of each argument of a node from top to bottom: as they come, where their order does not matter. */
const ranksOf = (graph: Graph, { layerOf, orders }: Layers, node: number): readonly number[] => {
  const args = operands(graph.nodes[node])
  const own = args.map((_, i) => i)
  if (!isCommutative(graph.nodes[node])) return own
  const before = orders[layerOf[node] - 1]
  const sorted = [...own].sort((a, b) => before.indexOf(args[a]) - before.indexOf(args[b]) || a - b)
  return own.map((i) => sorted.indexOf(i))
}

const wire: Extent = { above: 5, below: 5, ports: [] }

/** The columns from left to right: where each begins, its boxes stand, and it ends. */
interface Column {
  readonly left: number
  readonly box: number
  readonly boxWidth: number
  readonly right: number
}

const margin = 14

const columnsOf = (
  layers: Layers,
  cells: readonly Measured[],
  lines: Lines,
  slot: (l: number, s: Segment) => number,
): readonly Column[] =>
  layers.orders.reduce<readonly Column[]>((done, order, l) => {
    const here = order.filter((i) => layers.layerOf[i] === l).map((i) => cells[i])
    const most = (f: (cell: Measured) => number): number => Math.max(0, ...here.map(f))
    const steepest =
      l === 0
        ? 0
        : Math.max(
            0,
            ...layers.segments[l - 1].map((s) =>
              Math.abs((lines[l - 1].get(s.from) ?? 0) - (lines[l].get(s.to) ?? 0) - slot(l, s)),
            ),
          )
    const left = l === 0 ? margin : done[l - 1].right + 16 + Math.min(60, steepest * 0.3)
    const box = left + most((cell) => cell.portZone)
    const boxWidth = most((cell) => cell.boxWidth)
    return [...done, { left, box, boxWidth, right: box + boxWidth + most((cell) => cell.trunkZone) }]
  }, [])

const fixed = (v: number): string => String(Math.round(v * 10) / 10)

const curve = (x0: number, y0: number, x1: number, y1: number): string =>
  Math.abs(y0 - y1) < 0.05
    ? `M${fixed(x0)} ${fixed(y0)}H${fixed(x1)}`
    : `M${fixed(x0)} ${fixed(y0)}C${fixed((x0 + x1) / 2)} ${fixed(y0)} ${fixed((x0 + x1) / 2)} ${fixed(y1)} ${fixed(x1)} ${fixed(y1)}`

const boxStyles = {
  input: { fill: colors.paper, stroke: colors.ink, dashed: false, radius: 16 },
  constant: { fill: colors.paper, stroke: colors.line, dashed: true, radius: 4 },
  computed: { fill: colors.pale, stroke: colors.ink, dashed: false, radius: 7 },
  scan: { fill: colors.paper, stroke: colors.ink, dashed: false, radius: 7 },
} as const

const drawnCell = (
  { cell, boxWidth, boxHeight, slots }: Measured,
  node: number,
  { left, box, boxWidth: zone, right }: Column,
  y: number,
  flow: Flow,
  used: boolean,
): readonly Mark[] => {
  const style = boxStyles[cell.kind]
  const x = box + (zone - boxWidth) / 2
  const isActive = flow.active === node
  const trunk = flow.trunk(node)
  const leads = slots.flatMap((at, port): readonly Mark[] => {
    const { color, width, back } = flow.edge(node, port)
    const from = y + at
    const { above, below } = cell.ports[port] ?? { above: undefined, below: undefined }
    return [
      path(`M${fixed(left)} ${fixed(from)}H${fixed(x - (back ? 0 : 6))}`, color, width),
      back ? arrowHead(left + 1, from, -1, color) : arrowHead(x, from, 1, color),
      ...(above === undefined ? [] : overLine([above], left + 9, from)),
      ...(below === undefined ? [] : underLine([below], left + 9, from)),
    ]
  })
  const out: readonly Mark[] =
    used || cell.isOutput
      ? [
          path(`M${fixed(x + boxWidth)} ${fixed(y)}H${fixed(right - (used ? 0 : 6))}`, trunk.color, trunk.width),
          ...(trunk.back ? [arrowHead(x + boxWidth + 1, y, -1, trunk.color)] : []),
          ...(used || trunk.back ? [] : [arrowHead(right, y, 1, trunk.color)]),
        ]
      : []
  const frame: Mark = {
    _tag: 'Box',
    x,
    y: y - boxHeight / 2,
    width: boxWidth,
    height: boxHeight,
    radius: Math.min(style.radius, boxHeight / 2),
    stroke: isActive ? flow.activeColor : style.stroke,
    strokeWidth: isActive ? 3 : cell.kind === 'input' ? 1.6 : 1.1,
    dashed: style.dashed,
    fill: style.fill,
  }
  const inside = move(x + (boxWidth - cell.content.width) / 2, y - cell.content.height / 2, cell.content.marks)
  const labels = [
    ...overLine(cell.above, x + boxWidth + pad, y),
    ...underLine(cell.below, x + boxWidth + pad + (trunk.back ? 3 : 0), y),
  ]
  return [...leads, ...out, { _tag: 'Group', title: cell.title, marks: [frame, ...inside, ...labels] }]
}

/** Draws cells and what joins them; with room for other cells of the same graph, so that two pictures have their nodes in the same places. */
export const scene = (
  graph: Graph,
  cells: readonly Cell[],
  flow: Flow,
  roomFor: readonly (readonly Cell[])[] = [],
): Picture => {
  const args = graph.nodes.map(operands)
  const layers = arrange({ args, commutative: graph.nodes.map(isCommutative) })
  const sizes = cells.map((cell, i) => {
    const ranks = ranksOf(graph, layers, i)
    const all = [cell, ...roomFor.map((each) => each[i])]
    const pitch = Math.max(...all.map(pitchOf))
    return all.map((each) => measured(each, ranks, pitch)).reduce(larger)
  })
  const extents = layers.orders.map(
    (_, l) =>
      (item: number): Extent =>
        layers.layerOf[item] === l ? sizes[item].extent : wire,
  )
  const raw = place(layers, extents)
  const slot = (_: number, { to, port }: Segment): number => (port === undefined ? 0 : sizes[to].slots[port])
  const tops = layers.orders.map((order, l) =>
    Math.min(...order.map((i) => (raw[l].get(i) ?? 0) - extents[l](i).above)),
  )
  const shift = margin - Math.min(0, ...tops.filter(Number.isFinite), ...(tops.length === 0 ? [0] : tops))
  const lines: Lines = raw.map((each) => new Map([...each].map(([i, y]) => [i, y + shift])))
  const columns = columnsOf(layers, sizes, lines, slot)
  const used = new Set(args.flat())
  const at = (l: number, item: number): number => lines[l].get(item) ?? 0

  // A wire looks like the most lively of the edges it leads to.
  const beyond = (l: number, item: number): readonly (readonly [number, number])[] =>
    layers.orders
      .slice(l + 1)
      .flatMap((order, k) =>
        order
          .filter((to) => layers.layerOf[to] === l + 1 + k)
          .flatMap((to) => args[to].flatMap((from, port) => (from === item ? [[to, port] as const] : []))),
      )
  const liveliest = (l: number, item: number): Line =>
    beyond(l, item)
      .map(([to, port]) => flow.edge(to, port))
      .reduce((a, b) => ((Number(b.back) - Number(a.back) || b.width - a.width) > 0 ? b : a))

  const wires = layers.orders.flatMap((order, l) =>
    order
      .filter((i) => layers.layerOf[i] < l)
      .map((i): Mark => {
        const { color, width } = liveliest(l, i)
        return path(`M${fixed(columns[l].left)} ${fixed(at(l, i))}H${fixed(columns[l].right)}`, color, width)
      }),
  )
  const gaps = layers.segments.flatMap((segments, l) =>
    segments.map((s) => {
      const { color, width } = s.port === undefined ? liveliest(l + 1, s.from) : flow.edge(s.to, s.port)
      const end = at(l + 1, s.to) + slot(l + 1, s)
      return { mark: path(curve(columns[l].right, at(l, s.from), columns[l + 1].left, end), color, width), width }
    }),
  )
  const branches = layers.segments.flatMap((segments, l) =>
    layers.orders[l]
      .filter((i) => segments.filter(({ from }) => from === i).length > 1)
      .map((i): Mark => {
        const r = 2.6
        return {
          _tag: 'Box',
          x: columns[l].right - r,
          y: at(l, i) - r,
          width: 2 * r,
          height: 2 * r,
          radius: r,
          stroke: 'none',
          strokeWidth: 0,
          dashed: false,
          fill: colors.ink,
        }
      }),
  )
  const bottoms = layers.orders.flatMap((order, l) => order.map((i) => at(l, i) + extents[l](i).below))
  const nodes = layers.orders.flatMap((order, l) =>
    order
      .filter((i) => layers.layerOf[i] === l)
      .flatMap((i) => drawnCell(sizes[i], i, columns[l], at(l, i), flow, used.has(i))),
  )
  return {
    width: (columns[columns.length - 1]?.right ?? 0) + margin,
    height: Math.max(margin, ...bottoms) + margin,
    marks: [...wires, ...[...gaps].sort((a, b) => a.width - b.width).map(({ mark }) => mark), ...nodes, ...branches],
  }
}
