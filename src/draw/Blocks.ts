/**
 * A tensor as a small block: a number, a row, or a matrix in brackets; when it is large, its shape.
 */
import { print } from '../tensor/Shape.js'
import { dataOf, shape, toFlat, type AnyTensor } from '../tensor/Value.js'
import { lineHeight, move, path, textAt, textWidth, type Mark, type Picture, type Style, type Text } from './Marks.js'
import { number } from './Numbers.js'

const nothing: Picture = { width: 0, height: 0, marks: [] }

const shares = { start: 0, middle: 0.5, end: 1 } as const

/** A line of text as a block. It is less wide than is estimated: `anchor` says where the rest is. */
export const line = (text: string, style: Style, anchor: Text['anchor'] = 'start'): Picture => {
  const width = textWidth(text, style)
  return text === ''
    ? nothing
    : { width, height: lineHeight(style), marks: [textAt(width * shares[anchor], 0, text, style, anchor)] }
}

/** A name before a block, as in `z = 3`; the block may be left out, and keeps its place. */
export const named = (name: string, style: Style, block: Picture, known: boolean): Picture => {
  const lead = `${name} =`
  const [only] = block.marks
  const gap = style.size * 0.4
  const label = line(lead, style, 'end')
  if (block.marks.length !== 1 || only._tag !== 'Text') {
    const both = beside([label, block], gap)
    return known ? both : { ...both, marks: both.marks.slice(0, 1) }
  }
  const width = label.width + gap + block.width
  const height = Math.max(label.height, block.height)
  const mark: Text = known
    ? { ...only, x: 0, anchor: 'start', before: { text: lead, style } }
    : { ...only, x: 0, anchor: 'start', text: lead, style }
  return { width, height, marks: move(0, height - block.height, [mark]) }
}

/** Blocks side by side, centred on one line. */
export const beside = (blocks: readonly Picture[], gap = 0): Picture => {
  const seen = blocks.filter(({ width }) => width > 0)
  const height = Math.max(0, ...seen.map((block) => block.height))
  return seen.reduce<Picture>(
    (done, block) => {
      const x = done.width === 0 ? 0 : done.width + gap
      return {
        width: x + block.width,
        height,
        marks: [...done.marks, ...move(x, (height - block.height) / 2, block.marks)],
      }
    },
    { ...nothing, height },
  )
}

/** Blocks one under the other, from the left or on one middle. */
export const stacked = (blocks: readonly Picture[], gap = 0, align: 'left' | 'middle' = 'left'): Picture => {
  const seen = blocks.filter(({ width }) => width > 0)
  const width = Math.max(0, ...seen.map((block) => block.width))
  return seen.reduce<Picture>(
    (done, block) => {
      const y = done.height === 0 ? 0 : done.height + gap
      const x = align === 'left' ? 0 : (width - block.width) / 2
      return { width, height: y + block.height, marks: [...done.marks, ...move(x, y, block.marks)] }
    },
    { ...nothing, width },
  )
}

/** Rows and columns that are shown as numbers. */
const most = { rows: 6, columns: 5, row: 3 }

/** The rows of a tensor that is small enough to be shown; a longer vector stands upright. */
const rowsOf = (x: AnyTensor): readonly (readonly number[])[] | undefined => {
  const sizes = shape(x).filter((n, axis, all) => n !== 1 || axis >= all.length - 2)
  const [r, c] = sizes.length === 0 ? [1, 1] : sizes.length === 1 ? [1, sizes[0]] : sizes
  if (sizes.length > 2 || r === 0 || c === 0) return undefined
  const flat = Array.from(toFlat(x))
  if (sizes.length === 1 && c > most.row) return c > most.rows ? undefined : flat.map((v) => [v])
  return r > most.rows || c > most.columns
    ? undefined
    : Array.from({ length: r }, (_, i) => flat.slice(i * c, (i + 1) * c))
}

const bracketWidth = 4

/** Numbers in columns, aligned on the right, in brackets. */
const matrix = (rows: readonly (readonly number[])[], style: Style, digits: number): Picture => {
  const texts = rows.map((row) => row.map((v) => number(v, digits)))
  const gap = style.size * 0.7
  const widths = texts[0].map((_, j) => Math.max(...texts.map((row) => textWidth(row[j], style))))
  const step = lineHeight(style)
  const height = step * rows.length
  const right = (j: number): number =>
    bracketWidth + 2 + widths.slice(0, j + 1).reduce((sum, w) => sum + w, 0) + gap * j
  const width = right(widths.length - 1) + bracketWidth + 2
  const cells = texts.flatMap((row, i) => row.map((text, j): Mark => textAt(right(j), i * step, text, style, 'end')))
  const bracket = (x: number, to: number): Mark =>
    path(`M${x + to} 0.5H${x}V${height - 0.5}H${x + to}`, style.fill, style.bold ? 1.4 : 1)
  return { width, height, marks: [bracket(1, bracketWidth - 1), ...cells, bracket(width - 1, 1 - bracketWidth)] }
}

/** A tensor as a block, with a sign before it. */
export const tensor = (
  x: AnyTensor,
  style: Style,
  digits: number,
  sign = '',
  anchor: Text['anchor'] = 'start',
): Picture => {
  const sizes = shape(x)
  const data = dataOf(x, 'Draw.svg')
  if (sizes.length === 0 && typeof data === 'number') return line(sign + number(data, digits), style, anchor)
  const rows = rowsOf(x)
  if (rows !== undefined) return beside([line(sign.trimEnd(), style, 'end'), matrix(rows, style, digits)], 4)
  const words = typeof data === 'number' ? `${number(data, digits)} in ${print(sizes)}` : print(sizes)
  return line(sign + words, { ...style, italic: true }, anchor)
}
