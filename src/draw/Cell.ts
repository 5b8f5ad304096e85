/**
 * The pictures of one vertex: what is in its box, beside the wire out of it, and beside each wire into it.
 */
import { print } from '../tensor/Shape.js'
import { dataOf, shape } from '../tensor/Value.js'
import type { Zeroable } from '../primitive/Primitive.js'
import { uniformOf } from '../graph/Graph.js'
import { beside, blank, colors, empty, line, stacked, type Picture, type Style } from './Picture.js'
import type { Progress } from './Progress.js'
import { number, tensor } from './Values.js'
import { hasCotangents, hasTangents, type Look, type Vertex } from './Vertex.js'

/** The pictures around one vertex. */
export interface Cell {
  /** The tooltip. */
  readonly title: string
  readonly content: Picture
  readonly label: Picture
  /** One for each port. */
  readonly ports: readonly Picture[]
}

const ink: Style = { size: 13, fill: colors.ink }
const symbol: Style = { size: 17, fill: colors.ink }
const strong: Style = { size: 14, fill: colors.ink, bold: true }
const quiet: Style = { size: 11, fill: colors.grey }
const small: Style = { size: 10.5, fill: colors.grey, italic: true }

/** Values are plain, tangents blue and slanted, cotangents red and bold, so that they differ in print without colour. */
export const styles = {
  value: ink,
  tangent: { size: 13, fill: colors.blue, italic: true },
  cotangent: { size: 13, fill: colors.red, bold: true },
} as const

/** The prefixes of tangents and cotangents: arrows in the direction in which they are computed. */
export const prefixes = { tangent: '→ ', cotangent: '← ' } as const

const derivativeOf = (kind: keyof typeof prefixes, x: Zeroable, digits: number, size = 13): Picture => {
  const style = { ...styles[kind], size }
  return x === undefined ? line(`${prefixes[kind]}0`, style) : tensor(x, style, digits, prefixes[kind])
}

const scalarOf = (x: Zeroable, digits: number): string | undefined => {
  const data = x === undefined ? undefined : dataOf(x, 'Draw.svg')
  return typeof data === 'number' ? number(data, digits) : undefined
}

const shapeText = ({ node }: Vertex): string =>
  node._tag === 'Scan' || node.shape.length === 0 ? '' : print(node.shape)

const contentOf = ({ node, name, renamed, heading }: Vertex, { digits }: Look, body: Picture): Picture => {
  const [first, ...rest] = heading
  switch (node._tag) {
    case 'Input':
      return line(first, strong, 'middle')
    case 'Constant': {
      const value = uniformOf(node)
      const block =
        value === undefined ? tensor(node.value, ink, digits, '', 'middle') : line(number(value, digits), ink, 'middle')
      return renamed ? stacked([line(name, strong, 'middle'), block], 3, 'middle') : block
    }
    case 'Scan':
      return stacked([line(first, strong), body], 8)
    case 'Part':
      return line(first, ink, 'middle')
    case 'Applied':
      return rest.length > 0
        ? stacked([line(first, strong, 'middle'), ...rest.map((text) => line(text, quiet, 'middle'))], 2, 'middle')
        : line(first, first.length > 4 ? { ...symbol, size: 14 } : symbol, 'middle')
  }
}

/** Low blocks are stacked, tall ones stand in a row. */
const together = (blocks: readonly Picture[]): Picture =>
  blocks.some(({ height }) => height > 40) ? beside(blocks, 10) : stacked(blocks, 3)

const known = (picture: Picture, isKnown: boolean): Picture => (isKnown ? picture : blank(picture))

/** A value after its name. Its room is kept while it is unknown. */
const namedValue = ({ name, step, isOutput }: Vertex, digits: number, isKnown: boolean): Picture => {
  const value = step?.value
  if (value === undefined) return empty
  const style = isOutput ? { ...ink, bold: true } : ink
  const scalar = shape(value).length === 0 ? scalarOf(value, digits) : undefined
  const prefix = line(`${name} =`, style, 'start')
  if (scalar === undefined)
    return beside([line(`${name} =`, style, 'end'), known(tensor(value, ink, digits), isKnown)], 5)
  const full = line(`${name} = ${scalar}`, style)
  return isKnown ? full : { ...full, marks: prefix.marks }
}

const labelOf = (vertex: Vertex, index: number, look: Look, progress: Progress): Picture => {
  const { node, step, isOutput, name } = vertex
  if (step === undefined) {
    const isNamed = isOutput && node._tag === 'Applied'
    const isMatrix = node._tag === 'Constant' && uniformOf(node) === undefined
    return beside([line(isNamed ? name : '', strong), line(isMatrix ? '' : shapeText(vertex), quiet)], 6)
  }
  const { value, tangent, cotangent, differentiable } = step
  const isKnown = progress.isComputed(index)
  const valueBlock =
    node._tag === 'Constant' || value === undefined
      ? empty
      : node._tag === 'Applied'
        ? namedValue(vertex, look.digits, isKnown)
        : known(tensor(value, styles.value, look.digits), isKnown)
  return together([
    valueBlock,
    ...(differentiable && value !== undefined && hasTangents(look)
      ? [known(derivativeOf('tangent', tangent, look.digits), isKnown)]
      : []),
    ...(differentiable && value !== undefined && hasCotangents(look)
      ? [known(derivativeOf('cotangent', cotangent, look.digits), progress.hasCotangent(index))]
      : []),
  ])
}

/** The pictures of all vertices; `body` draws the step of a scan. */
export const cellsOf = (
  vertices: readonly Vertex[],
  look: Look,
  progress: Progress,
  body: (vertex: Vertex) => Picture,
): readonly Cell[] =>
  vertices.map((vertex, index): Cell => {
    const { formula, ports } = vertex
    const portOf = ({ from, derivative, pulled }: Vertex['ports'][number]): Picture => {
      const slope = look.derivatives && look.show !== 'values' ? scalarOf(derivative, look.digits) : undefined
      // The cotangent of a vertex that is used once is shown beside its wire already.
      const isShare = hasCotangents(look) && pulled !== undefined && vertices[from].uses > 1
      return together([
        known(slope === undefined ? empty : line(`× ${slope}`, small), progress.back || progress.isComputed(index)),
        isShare ? known(derivativeOf('cotangent', pulled, look.digits, 11.5), progress.hasPulled(index)) : empty,
      ])
    }
    return {
      title: `${formula} ${shapeText(vertex)}`.trim(),
      content: contentOf(vertex, look, body(vertex)),
      label: labelOf(vertex, index, look, progress),
      ports: ports.map(portOf),
    }
  })
