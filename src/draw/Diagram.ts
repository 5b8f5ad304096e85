/**
 * A drawing of vertices: boxes in rows from top to bottom, and wires between them.
 *
 * A text belongs to a cell, cells of a row keep apart, and between the rows there are only wires, so no text covers another.
 */
import type { Cell } from './Cell.js'
import { arrange, position, type Extent, type Positions, type Rows, type Segment } from './Layout.js'
import { arrowHead, colors, move, path, type Mark, type Picture } from './Picture.js'
import type { Vertex } from './Vertex.js'

/** The look of a wire. */
export interface Wire {
  readonly color: string
  readonly width: number
  /** Whether a cotangent flows up on it. */
  readonly back: boolean
}

/** The looks of all wires. */
export interface Flow {
  /** The wire from an argument into a vertex. */
  readonly into: (to: number, port: number) => Wire
  /** The wire out of a vertex. */
  readonly out: (vertex: number) => Wire
  readonly active: number | undefined
  readonly activeColor: string
}

/** The sizes of a cell. */
interface Measured {
  readonly boxWidth: number
  readonly boxHeight: number
  /** The height above the box, for the wires in, and below it, for the wire out. */
  readonly inHeight: number
  readonly outHeight: number
  readonly extent: Extent
}

/** Between a wire and what is beside it. */
const pad = 7
const margin = 14

/** The order of the arguments from left to right: any order that saves crossings, if the vertex is commutative. */
const ranksOf = ({ ports, commutative }: Vertex, before: readonly number[]): readonly number[] => {
  const own = ports.map((_, i) => i)
  if (!commutative) return own
  const at = (i: number): number => before.indexOf(ports[i].from)
  const sorted = [...own].sort((a, b) => at(a) - at(b) || a - b)
  return own.map((i) => sorted.indexOf(i))
}

const measure = ({ content, label, ports }: Cell, ranks: readonly number[], isUsed: boolean): Measured => {
  const widest = Math.max(0, ...ports.map(({ width }) => width))
  const tallest = Math.max(0, ...ports.map(({ height }) => height))
  const pitch = Math.max(22, widest + 2 * pad)
  const slots = ranks.map((rank) => (rank - (ranks.length - 1) / 2) * pitch)
  const span = Math.max(0, ranks.length - 1) * pitch
  const boxWidth = Math.max(38, content.width + 20, span + 22)
  return {
    boxWidth,
    boxHeight: Math.max(30, content.height + 14),
    inHeight: ranks.length === 0 ? 0 : Math.max(16, tallest + 12),
    outHeight: label.height > 0 ? label.height + 8 : isUsed ? 14 : 0,
    extent: {
      left: boxWidth / 2,
      right: Math.max(boxWidth / 2, label.width + pad, widest > 0 ? span / 2 + widest + pad : 0),
      ports: slots,
    },
  }
}

/** A row from top to bottom: its wires in, its boxes, its wires out. */
interface Row {
  readonly top: number
  readonly boxes: number
  readonly boxHeight: number
  readonly bottom: number
}

const rowsOf = (rows: Rows, sizes: readonly Measured[], steepest: (r: number) => number): readonly Row[] =>
  rows.orders.reduce<readonly Row[]>((done, order, r) => {
    const cells = order.filter((i) => rows.rowOf[i] === r).map((i) => sizes[i])
    const most = (f: (cell: Measured) => number): number => Math.max(0, ...cells.map(f))
    const top = r === 0 ? margin : done[r - 1].bottom + 12 + Math.min(36, steepest(r) * 0.2)
    const boxes = top + most((cell) => cell.inHeight)
    const boxHeight = most((cell) => cell.boxHeight)
    // A lower box leaves more room for what is below it.
    const below = most((cell) => (boxHeight + cell.boxHeight) / 2 + cell.outHeight)
    return [...done, { top, boxes, boxHeight, bottom: boxes + Math.max(boxHeight, below) }]
  }, [])

const fixed = (v: number): string => String(Math.round(v * 10) / 10)

const vertical = (x: number, y0: number, y1: number, { color, width }: Wire): Mark =>
  path(`M${fixed(x)} ${fixed(y0)}V${fixed(y1)}`, color, width)

const curve = (x0: number, y0: number, x1: number, y1: number, wire: Wire): Mark => {
  const middle = fixed((y0 + y1) / 2)
  const d = `M${fixed(x0)} ${fixed(y0)}C${fixed(x0)} ${middle} ${fixed(x1)} ${middle} ${fixed(x1)} ${fixed(y1)}`
  return Math.abs(x0 - x1) < 0.05 ? vertical(x0, y0, y1, wire) : path(d, wire.color, wire.width)
}

const boxStyles = {
  Input: { fill: colors.paper, stroke: colors.ink, strokeWidth: 1.6, dashed: false, radius: 16 },
  Constant: { fill: colors.paper, stroke: colors.line, strokeWidth: 1.1, dashed: true, radius: 4 },
  Applied: { fill: colors.pale, stroke: colors.ink, strokeWidth: 1.1, dashed: false, radius: 7 },
  Part: { fill: colors.pale, stroke: colors.ink, strokeWidth: 1.1, dashed: false, radius: 7 },
  Scan: { fill: colors.paper, stroke: colors.ink, strokeWidth: 1.1, dashed: false, radius: 7 },
} as const

const dot = (x: number, y: number): Mark => ({
  ...{ _tag: 'Box', x: x - 2.6, y: y - 2.6, width: 5.2, height: 5.2, radius: 2.6 },
  ...{ stroke: 'none', strokeWidth: 0, dashed: false, fill: colors.ink },
})

const drawCell = (
  vertex: Vertex,
  cell: Cell,
  { boxWidth, boxHeight, extent }: Measured,
  { top, boxes, boxHeight: zone, bottom }: Row,
  x: number,
  index: number,
  flow: Flow,
  isUsed: boolean,
): readonly Mark[] => {
  const y = boxes + (zone - boxHeight) / 2
  const end = y + boxHeight
  const out = flow.out(index)
  const isActive = flow.active === index
  const ins = extent.ports.flatMap((offset, port): readonly Mark[] => {
    const wire = flow.into(index, port)
    const at = x + offset
    return [
      vertical(at, top, y - (wire.back ? 0 : 6), wire),
      wire.back ? arrowHead(at, top + 1, -1, wire.color) : arrowHead(at, y, 1, wire.color),
      ...move(at + pad, top + 2, cell.ports[port].marks),
    ]
  })
  const outs: readonly Mark[] =
    isUsed || vertex.isOutput
      ? [
          vertical(x, end, bottom - (isUsed ? 0 : 6), out),
          ...(out.back ? [arrowHead(x, end + 1, -1, out.color)] : []),
          ...(isUsed || out.back ? [] : [arrowHead(x, bottom, 1, out.color)]),
        ]
      : []
  const style = boxStyles[vertex.node._tag]
  const frame: Mark = {
    ...{ ...style, radius: Math.min(style.radius, boxHeight / 2) },
    ...{ _tag: 'Box', x: x - boxWidth / 2, y, width: boxWidth, height: boxHeight },
    ...(isActive ? { stroke: flow.activeColor, strokeWidth: 3 } : {}),
  }
  const inside = move(x - cell.content.width / 2, y + (boxHeight - cell.content.height) / 2, cell.content.marks)
  const marks = [frame, ...inside, ...move(x + pad, end + 4, cell.label.marks)]
  return [...ins, ...outs, { _tag: 'Group', title: cell.title, marks }]
}

const passing: Extent = { left: 5, right: 5, ports: [] }

/** Draws vertices with their cells. */
export const diagram = (vertices: readonly Vertex[], cells: readonly Cell[], flow: Flow): Picture => {
  const args = vertices.map(({ ports }) => ports.map(({ from }) => from))
  const rows = arrange({ args, commutative: vertices.map(({ commutative }) => commutative) })
  const { orders, segments, rowOf } = rows
  const used = new Set(args.flat())
  const sizes = cells.map((cell, i) =>
    measure(cell, ranksOf(vertices[i], orders[rowOf[i] - 1] ?? []), used.has(i) || vertices[i].isOutput),
  )
  const extents = orders.map(
    (_, r) =>
      (item: number): Extent =>
        rowOf[item] === r ? sizes[item].extent : passing,
  )
  const free: Positions = position(rows, extents)
  const items = orders.flatMap((order, r) => order.map((i) => [r, i] as const))
  const left = Math.min(...items.map(([r, i]) => (free[r].get(i) ?? 0) - extents[r](i).left))
  const at = (r: number, item: number): number => (free[r].get(item) ?? 0) - left + margin
  const end = (r: number, { to, port }: Segment): number =>
    at(r, to) + (port === undefined ? 0 : sizes[to].extent.ports[port])
  const steepest = (r: number): number =>
    Math.max(0, ...segments[r - 1].map((s) => Math.abs(at(r - 1, s.from) - end(r, s))))
  const bands = rowsOf(rows, sizes, steepest)
  // A shared wire has the look of the widest wire below it, and of one with a cotangent before any other.
  const widest = (r: number, item: number): Wire =>
    args
      .flatMap((from, to) => (rowOf[to] > r ? from.flatMap((arg, k) => (arg === item ? [flow.into(to, k)] : [])) : []))
      .reduce((a, b) => ((Number(b.back) - Number(a.back) || b.width - a.width) > 0 ? b : a))
  const throughs = items.flatMap(([r, i]) =>
    rowOf[i] < r ? [vertical(at(r, i), bands[r].top, bands[r].bottom, widest(r - 1, i))] : [],
  )
  const unsorted = segments.flatMap((all, r) =>
    all.map((s) => {
      const wire = s.port === undefined ? widest(r, s.from) : flow.into(s.to, s.port)
      return { wire, mark: curve(at(r, s.from), bands[r].bottom, end(r + 1, s), bands[r + 1].top, wire) }
    }),
  )
  const curves = [...unsorted].sort((a, b) => a.wire.width - b.wire.width)
  const branches = items.flatMap(([r, i]) =>
    (segments[r] ?? []).filter(({ from }) => from === i).length > 1 ? [dot(at(r, i), bands[r].bottom)] : [],
  )
  const drawn = items.flatMap(([r, i]) =>
    rowOf[i] === r ? drawCell(vertices[i], cells[i], sizes[i], bands[r], at(r, i), i, flow, used.has(i)) : [],
  )
  return {
    width: Math.max(0, ...items.map(([r, i]) => at(r, i) + extents[r](i).right)) + margin,
    height: (bands.at(-1)?.bottom ?? 0) + margin,
    marks: [...throughs, ...curves.map(({ mark }) => mark), ...drawn, ...branches],
  }
}
