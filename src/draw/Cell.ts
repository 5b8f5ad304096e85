/**
 * The pictures of a vertex: its content, and the texts beside the wires out of it and into it.
 */
import { dataOf } from '../tensor/Value.js'
import type { Zeroable } from '../primitive/Primitive.js'
import { beside, blank, centred, colors, empty, line, stacked, type Picture, type Style } from './Picture.js'
import type { Progress } from './Progress.js'
import { number, tensor } from './Values.js'
import { hasCotangents, prefixes, type Line, type Look, type Vertex } from './Vertex.js'

/** A vertex with its pictures. */
export interface Cell {
  readonly vertex: Vertex
  readonly content: Picture
  /** Beside the wire out of it. */
  readonly label: Picture
  /** Beside the wire into each port. */
  readonly ports: readonly Picture[]
}

/** Values are plain, tangents blue and slanted, cotangents red and bold, so that they differ in print without colour. */
export const styles = {
  value: { size: 13, fill: colors.ink },
  tangent: { size: 13, fill: colors.blue, italic: true },
  cotangent: { size: 13, fill: colors.red, bold: true },
} as const

const strong: Style = { size: 14, fill: colors.ink, bold: true, anchor: 'middle' }
const quiet: Style = { size: 11, fill: colors.grey }
const small: Style = { size: 10.5, fill: colors.grey, italic: true }
const symbol = (text: string): Style => ({ size: text.length > 4 ? 14 : 17, fill: colors.ink, anchor: 'middle' })

const contentOf = ({ node, heading, constant }: Vertex, digits: number, body: Picture): Picture => {
  const [first = '', ...rest] = heading
  const isOperation = (node._tag === 'Applied' || node._tag === 'Part') && rest.length === 0
  const lines = [
    line(first, isOperation ? symbol(first) : strong),
    ...rest.map((text) => line(text, { ...quiet, anchor: 'middle' })),
    constant === undefined ? empty : tensor(constant, { ...styles.value, anchor: 'middle' }, digits),
  ]
  return node._tag === 'Scan' ? stacked([line(first, { ...strong, anchor: 'start' }), body], 8) : centred(lines, 2)
}

/** Low pictures are stacked, high ones stand in a row. */
const together = (pictures: readonly Picture[]): Picture =>
  pictures.some(({ height }) => height > 40) ? beside(pictures, 10) : stacked(pictures, 3)

const lineOf = ({ prefix, x }: Line, style: Style, digits: number): Picture =>
  x === undefined ? line(`${prefix}0`, style) : tensor(x, style, digits, prefix)

/** The name and the shape of a vertex that was not traced. */
const untraced = ({ node, name, shape, constant, isOutput }: Vertex): Picture =>
  beside(
    [
      line(isOutput && node._tag === 'Applied' ? name : '', { ...strong, anchor: 'start' }),
      line(constant !== undefined && dataOf(constant) instanceof Float64Array ? '' : shape, quiet),
    ],
    6,
  )

/** The lines of a label. Unknown numbers keep their room, and values their names. */
const labelOf = ({ node, isOutput, label }: Vertex, index: number, digits: number, { isKnown }: Progress): Picture =>
  together(
    label.map((each) => {
      if (node._tag === 'Constant') return empty
      const style = { ...styles[each.kind], ...(isOutput && each.kind === 'value' ? { bold: true } : {}) }
      const picture = lineOf(each, style, digits)
      if (isKnown(each.kind, index)) return picture
      return each.kind === 'value'
        ? { ...picture, elements: line(each.prefix.trimEnd(), style).elements }
        : blank(picture)
    }),
  )

/** The pictures of all vertices; `body` draws the step of a scan. */
export const cellsOf = (
  vertices: readonly Vertex[],
  look: Look,
  progress: Progress,
  body: (vertex: Vertex) => Picture,
): readonly Cell[] => {
  const { digits } = look
  const slopeOf = (derivative: Zeroable): Picture => {
    const data = look.derivatives && look.show !== 'values' && derivative ? dataOf(derivative, 'Draw.svg') : undefined
    return typeof data === 'number' ? line(`× ${number(data, digits)}`, small) : empty
  }
  return vertices.map((vertex, i) => ({
    vertex,
    content: contentOf(vertex, digits, body(vertex)),
    label: vertex.isTraced ? labelOf(vertex, i, digits, progress) : untraced(vertex),
    ports: vertex.ports.map(({ from, derivative, pulled }) => {
      const slope = slopeOf(derivative)
      // The cotangent of a vertex with one use is already shown beside its wire.
      const share =
        hasCotangents(look) && pulled !== undefined && vertices[from].uses > 1
          ? tensor(pulled, { ...styles.cotangent, size: 11.5 }, digits, prefixes.cotangent)
          : empty
      return together([
        progress.back || progress.isKnown('value', i) ? slope : blank(slope),
        progress.hasPulled(i) ? share : blank(share),
      ])
    }),
  }))
}
