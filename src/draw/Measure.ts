/**
 * How much room a cell takes, and where its parts stand.
 */
import type { Cell, Part } from './Cells.js'
import { move, type Mark } from './Marks.js'
import type { Extent } from './Place.js'

/** Where everything of one cell is, relative to the line that goes out of it. */
export interface Measured {
  readonly cell: Cell
  readonly portZone: number
  readonly boxWidth: number
  readonly boxHeight: number
  readonly trunkZone: number
  readonly extent: Extent
  /** The line of each argument. */
  readonly slots: readonly number[]
}

const widthOf = (parts: readonly Part[]): number => parts.reduce((sum, { block }) => sum + block.width, 0)
const tallest = (parts: readonly Part[]): number => Math.max(0, ...parts.map(({ block }) => block.height))
const widest = (parts: readonly Part[]): number => Math.max(0, ...parts.map(({ block }) => block.width))
/** Between what stands one under the other, and side by side. */
const [low, between] = [3, 10]

const totalHeight = (parts: readonly Part[]): number =>
  parts.reduce((sum, { block }) => sum + block.height + (sum > 0 && block.height > 0 ? low : 0), 0)

/** Low blocks stand one under the other, tall ones side by side. */
const isTall = (parts: readonly Part[]): boolean => tallest(parts) > 40
const sizeBelow = (parts: readonly Part[]): readonly [width: number, height: number] =>
  isTall(parts) ? [widthOf(parts) + between * (parts.length - 1), tallest(parts)] : [widest(parts), totalHeight(parts)]

const lead = 20
/** Between a box and what stands at its line. */
export const pad = 6

const portHeights = ({ ports }: Cell): readonly [number, number] => [
  tallest(ports.map((p) => p.above)),
  tallest(ports.map((p) => p.below)),
]

/** How far the lines of arguments are apart. */
export const pitchOf = (cell: Cell): number => {
  const [up, down] = portHeights(cell)
  return Math.max(18, up + down + 7)
}

/** Measures a cell whose arguments have these ranks, their lines so far apart. */
export const measured = (cell: Cell, ranks: readonly number[], pitch: number): Measured => {
  const { ports, content, above, below } = cell
  const [up, down] = portHeights(cell)
  const slots = ranks.map((rank) => (rank - (ranks.length - 1) / 2) * pitch)
  const span = (ranks.length - 1) * pitch
  const boxHeight = Math.max(32, content.height + 14, span > 0 ? span + 22 : 0)
  const boxWidth = Math.max(38, content.width + 20)
  const over = Math.max(boxHeight / 2, tallest(above) + 4, span / 2 + up + 3)
  const under = Math.max(boxHeight / 2, sizeBelow(below)[1] + 4, span / 2 + down + 3)
  const labels = Math.max(widest(ports.map((p) => p.above)), widest(ports.map((p) => p.below)))
  return {
    cell,
    portZone: ranks.length === 0 ? 0 : Math.max(lead, labels + lead),
    boxWidth,
    boxHeight,
    trunkZone: Math.max(18, 2 * pad + Math.max(widthOf(above), sizeBelow(below)[0])),
    extent: { above: over, below: under, ports: slots },
    slots,
  }
}

/** Room for either of two cells. */
export const larger = (a: Measured, b: Measured): Measured => ({
  ...a,
  portZone: Math.max(a.portZone, b.portZone),
  boxWidth: Math.max(a.boxWidth, b.boxWidth),
  boxHeight: Math.max(a.boxHeight, b.boxHeight),
  trunkZone: Math.max(a.trunkZone, b.trunkZone),
  extent: {
    above: Math.max(a.extent.above, b.extent.above),
    below: Math.max(a.extent.below, b.extent.below),
    ports: a.extent.ports,
  },
})

/** Parts side by side above a line, each on its middle; what is not known keeps its place. */
export const overLine = (parts: readonly Part[], x: number, y: number): readonly Mark[] => {
  const height = tallest(parts)
  return parts.flatMap(({ block, known }, i) =>
    known ? move(x + widthOf(parts.slice(0, i)), y - 3 - height + (height - block.height) / 2, block.marks) : [],
  )
}

/** Parts below a line. */
export const underLine = (parts: readonly Part[], x: number, y: number): readonly Mark[] =>
  parts.flatMap(({ block, known }, i) => {
    if (!known) return []
    const before = parts.slice(0, i)
    return isTall(parts)
      ? move(x + widthOf(before) + between * i, y + 3, block.marks)
      : move(x, y + 3 + totalHeight(before) + (totalHeight(before) > 0 ? low : 0), block.marks)
  })
