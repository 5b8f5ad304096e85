/**
 * Pictures as data: texts, paths and boxes at positions, and how pictures are put together. No font is read, so the widths of texts are upper estimates.
 */
import { printable } from '../tensor/Text.js'

/** Size, colour and face of a text. */
export interface Style {
  readonly size: number
  readonly fill: string
  readonly bold?: boolean
  readonly italic?: boolean
}

export type Anchor = 'start' | 'middle' | 'end'

/** A line of text; `y` is its baseline. */
export interface Text {
  readonly _tag: 'Text'
  readonly x: number
  readonly y: number
  readonly anchor: Anchor
  readonly text: string
  readonly style: Style
}

/** An SVG path; `d` is relative to `x` and `y`. */
export interface Path {
  readonly _tag: 'Path'
  readonly x: number
  readonly y: number
  readonly d: string
  readonly stroke: string
  readonly width: number
  readonly fill: string
}

/** A rectangle with round corners. */
export interface Box {
  readonly _tag: 'Box'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly radius: number
  readonly stroke: string
  readonly strokeWidth: number
  readonly dashed: boolean
  readonly fill: string
}

/** Marks with one tooltip. */
export interface Group {
  readonly _tag: 'Group'
  readonly title: string
  readonly marks: readonly Mark[]
}

/** An element of a picture. */
export type Mark = Text | Path | Box | Group

/** Marks between (0, 0) and (width, height). */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly marks: readonly Mark[]
}

/** The colours differ in lightness, so they can be told apart in print without colour. */
export const colors = {
  ink: '#1a1a2e',
  blue: '#1f5fa8',
  red: '#c0392b',
  grey: '#6b6b76',
  line: '#9aa0ab',
  faint: '#d3d7de',
  pale: '#eef1f6',
  paper: '#ffffff',
} as const

/** The width of a character in ems, as the widest of the fonts in `font` has it. */
const em = (c: string): number => {
  const code = c.codePointAt(0) ?? 0
  if (code >= 0x300 && code < 0x370) return 0
  if (code >= 0x1100 && code < 0x2000) return code < 0x1200 ? 1 : 0.8
  if (code >= 0x2e80) return 1.05
  if (code >= 0x2080 && code < 0x2090) return 0.5
  if (code >= 0x2190 && code < 0x2300) return 0.9
  if (/[ .,]/.test(c)) return 0.34
  if (/[ilj:;|!'’′·()[\]ft]/.test(c)) return 0.41
  if (/[0-9]/.test(c)) return 0.64
  if (/[mwMW@%→←]/.test(c)) return 1
  return /[A-Z−+×÷=<>≥~#&_]/.test(c) ? 0.85 : 0.66
}

/** An upper estimate of the width of a text. */
export const textWidth = (text: string, { size, bold = false }: Style): number =>
  [...printable(text)].reduce((sum, c) => sum + em(c), 0) * size * (bold ? 1.1 : 1)

/** How far a text reaches above and below its baseline, in ems. */
const [ascent, descent] = [0.82, 0.26]

/** The height of a line of text. */
export const lineHeight = ({ size }: Style): number => Math.ceil(size * (ascent + descent))

/** Moves marks to the right and down. */
export const move = (dx: number, dy: number, marks: readonly Mark[]): readonly Mark[] =>
  marks.map((mark) =>
    mark._tag === 'Group' ? { ...mark, marks: move(dx, dy, mark.marks) } : { ...mark, x: mark.x + dx, y: mark.y + dy },
  )

/** A text with its top at `top`. */
export const textAt = (x: number, top: number, text: string, style: Style, anchor: Anchor = 'start'): Text => ({
  _tag: 'Text',
  x,
  y: top + style.size * ascent,
  anchor,
  text,
  style,
})

/** A path with its origin at (x, y). */
export const path = (d: string, stroke: string, width = 1.3, fill = 'none', x = 0, y = 0): Path => ({
  _tag: 'Path',
  x,
  y,
  d,
  stroke,
  width,
  fill,
})

/** A triangle with its tip at (x, y), pointing down (1) or up (−1). */
export const arrowHead = (x: number, y: number, direction: 1 | -1, fill: string): Path =>
  path(`M0 0L-4 ${-7 * direction}L4 ${-7 * direction}Z`, 'none', 0, fill, x, y)

/** A picture without marks, which takes no room. */
export const empty: Picture = { width: 0, height: 0, marks: [] }

/** The room of a picture without its marks. */
export const blank = (picture: Picture): Picture => ({ ...picture, marks: [] })

const shares = { start: 0, middle: 0.5, end: 1 } as const

/** A line of text. It is narrower than its estimated width: `anchor` says on which side the rest is left. */
export const line = (text: string, style: Style, anchor: Anchor = 'start'): Picture => {
  const width = textWidth(text, style)
  return text === ''
    ? empty
    : { width, height: lineHeight(style), marks: [textAt(width * shares[anchor], 0, text, style, anchor)] }
}

/** Pictures in a row, centred on one line. Pictures without width are left out. */
export const beside = (pictures: readonly Picture[], gap = 0): Picture => {
  const height = Math.max(0, ...pictures.map((each) => each.height))
  return pictures
    .filter(({ width }) => width > 0)
    .reduce<Picture>(
      (row, each) => {
        const x = row.width === 0 ? 0 : row.width + gap
        const marks = [...row.marks, ...move(x, (height - each.height) / 2, each.marks)]
        return { width: x + each.width, height, marks }
      },
      { ...empty, height },
    )
}

/** Pictures in a column, aligned on the left or on their middles. Pictures without width are left out. */
export const stacked = (pictures: readonly Picture[], gap = 0, align: 'left' | 'middle' = 'left'): Picture => {
  const width = Math.max(0, ...pictures.map((each) => each.width))
  return pictures
    .filter((each) => each.width > 0)
    .reduce<Picture>(
      (column, each) => {
        const y = column.height === 0 ? 0 : column.height + gap
        const marks = move(align === 'left' ? 0 : (width - each.width) / 2, y, each.marks)
        return { width, height: y + each.height, marks: [...column.marks, ...marks] }
      },
      { ...empty, width },
    )
}
