/**
 * A drawing of vertices: boxes in rows from top to bottom, and wires between them. Cells of a row keep apart and rows are separated by wires only, so no text covers another.
 */
import type { Cell } from './Cell.js'
import type { Element } from './Element.js'
import { arrange, passing, position, type Extent, type Rows } from './Layout.js'
import { arrowHead, colors, curve, move, type Picture } from './Picture.js'
import type { Progress, Wire } from './Progress.js'

/** The sizes of a cell. */
interface Size {
  readonly box: { readonly width: number; readonly height: number }
  /** The height above the box, for the wires in, and below it, for the wire out. */
  readonly above: number
  readonly below: number
  /** Whether a vertex below uses it. */
  readonly isUsed: boolean
  readonly extent: Extent
}

/** Between a wire and the text beside it. */
const pad = 7
const margin = 14

const sizeOf = ({ vertex, content, label, ports }: Cell, ranks: readonly number[], isUsed: boolean): Size => {
  const widest = Math.max(0, ...ports.map(({ width }) => width))
  const pitch = Math.max(22, widest + 2 * pad)
  const span = Math.max(0, ranks.length - 1) * pitch
  const width = Math.max(38, content.width + 20, span + 22)
  return {
    box: { width, height: Math.max(30, content.height + 14) },
    above: ranks.length === 0 ? 0 : Math.max(16, ...ports.map(({ height }) => height + 12)),
    below: label.height > 0 ? label.height + 8 : vertex.uses > 0 ? 14 : 0,
    isUsed,
    extent: {
      left: width / 2,
      right: Math.max(width / 2, label.width + pad, widest > 0 ? span / 2 + widest + pad : 0),
      ports: ranks.map((rank) => (rank - (ranks.length - 1) / 2) * pitch),
    },
  }
}

/** A row from top to bottom: its wires in, its boxes, its wires out. */
interface Band {
  readonly top: number
  readonly boxes: number
  readonly bottom: number
}

const bandsOf = (
  { orders, args }: Rows,
  sizes: readonly Size[],
  xs: readonly number[],
  endOf: EndOf,
): readonly Band[] =>
  orders.reduce<readonly Band[]>((done, order, r) => {
    const most = (f: (size: Size) => number): number =>
      Math.max(0, ...order.flatMap((i) => (i < sizes.length ? [f(sizes[i])] : [])))
    const steepest = Math.max(0, ...order.flatMap((i) => args[i].map((arg, k) => Math.abs(xs[arg] - endOf(i, k)))))
    const top = r === 0 ? margin : done[r - 1].bottom + 12 + Math.min(36, steepest * 0.2)
    const boxes = top + most(({ above }) => above)
    return [...done, { top, boxes, bottom: boxes + most(({ box, below }) => box.height + below) }]
  }, [])

/** The horizontal position at which an argument enters an item. */
type EndOf = (item: number, port: number) => number

const operation = { fill: colors.pale, stroke: colors.ink, 'stroke-width': 1.1, rx: 7 }
const boxStyles = {
  Input: { fill: colors.paper, stroke: colors.ink, 'stroke-width': 1.6, rx: 15 },
  Constant: { fill: colors.paper, stroke: colors.line, 'stroke-width': 1.1, rx: 4, 'stroke-dasharray': '4 3' },
  Applied: operation,
  Part: operation,
  Scan: { ...operation, fill: colors.paper },
} as const

const vertical = (x: number, y0: number, y1: number, { color, width }: Wire): Element =>
  curve(x, y0, x, y1, color, width)

const drawCell = (
  cell: Cell,
  { box, extent, isUsed }: Size,
  { top, boxes: y, bottom }: Band,
  x: number,
  i: number,
  progress: Progress,
): readonly Element[] => {
  const { vertex, content, label, ports } = cell
  const end = y + box.height
  const out = progress.wireOut(i)
  const ins = extent.ports.flatMap((offset, port) => {
    const wire = progress.wireInto(i, port)
    return [
      vertical(x + offset, top, y - (wire.back ? 0 : 6), wire),
      wire.back ? arrowHead(x + offset, top + 1, -1, wire.color) : arrowHead(x + offset, y, 1, wire.color),
      ...move(x + offset + pad, top + 2, ports[port].elements),
    ]
  })
  const isLast = vertex.isOutput && !isUsed
  const outs = [
    ...(vertex.uses > 0 ? [vertical(x, end, bottom - (isLast ? 6 : 0), out)] : []),
    ...(out.back ? [arrowHead(x, end + 1, -1, out.color)] : []),
    ...(isLast && !out.back ? [arrowHead(x, bottom, 1, out.color)] : []),
  ]
  const frame: Element = {
    tag: 'rect',
    x: x - box.width / 2,
    y,
    attributes: {
      ...{ ...box, ...boxStyles[vertex.node._tag] },
      ...(progress.active === i ? { stroke: progress.color, 'stroke-width': 3 } : {}),
    },
  }
  const inside = move(x - content.width / 2, y + (box.height - content.height) / 2, content.elements)
  const title: Element = { tag: 'title', children: [`${vertex.formula} ${vertex.shape}`.trim()] }
  const children = [title, frame, ...inside, ...move(x + pad, end + 4, label.elements)]
  return [...ins, ...outs, { tag: 'g', children }]
}

/** Draws cells and the wires between them. */
export const diagram = (cells: readonly Cell[], progress: Progress): Picture => {
  const rows = arrange({
    args: cells.map(({ vertex }) => vertex.ports.map(({ from }) => from)),
    commutative: cells.map(({ vertex }) => vertex.commutative),
  })
  const { rowOf, args, uses, ranks } = rows
  const sizes = cells.map((cell, i) => sizeOf(cell, ranks[i], uses[i].length > 0))
  const extents = args.map((_, item) => (item < sizes.length ? sizes[item].extent : passing))
  const free = position(rows, extents)
  const left = Math.min(...free.map((x, item) => x - extents[item].left)) - margin
  const xs = free.map((x) => x - left)
  const endOf: EndOf = (item, port) => xs[item] + extents[item].ports[port]
  const bands = bandsOf(rows, sizes, xs, endOf)
  /** A shared wire has the look of the widest wire below it, and of one with a cotangent before any other. */
  const wireInto = (item: number, port: number): Wire =>
    item < cells.length
      ? progress.wireInto(item, port)
      : uses[item]
          .map((use) => wireInto(use.to, use.port))
          .reduce((a, b) => ((Number(b.back) - Number(a.back) || b.width - a.width) > 0 ? b : a))
  const wires = args.flatMap((from, item) =>
    from.map((arg, port) => {
      const { color, width } = wireInto(item, port)
      const [end, above, { top }] = [endOf(item, port), bands[rowOf[arg]], bands[rowOf[item]]]
      return { width, element: curve(xs[arg], above.bottom, end, top, color, width) }
    }),
  )
  const drawn = rows.orders.flat().flatMap((item) => {
    const band = bands[rowOf[item]]
    return item < cells.length
      ? drawCell(cells[item], sizes[item], band, xs[item], item, progress)
      : [vertical(xs[item], band.top, band.bottom, wireInto(item, 0))]
  })
  const branches = xs.flatMap((x, item): readonly Element[] => {
    const [r, attributes] = [2.6, { width: 5.2, height: 5.2, rx: 2.6, fill: colors.ink }]
    return uses[item].length > 1 ? [{ tag: 'rect', x: x - r, y: bands[rowOf[item]].bottom - r, attributes }] : []
  })
  return {
    width: Math.max(0, ...xs.map((x, item) => x + extents[item].right)) + margin,
    height: (bands.at(-1)?.bottom ?? 0) + margin,
    elements: [...[...wires].sort((a, b) => a.width - b.width).map(({ element }) => element), ...drawn, ...branches],
  }
}
