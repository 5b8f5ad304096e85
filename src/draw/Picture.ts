/**
 * Pictures as data: elements in a rectangle, and how pictures are combined. No font is read, so the widths of texts are upper estimates.
 */
import { printable } from '../tensor/Text.js'
import { round, type Element } from './Element.js'

/** Size, colour and face of a text. `anchor` is the side of its estimated width on which it stands, by default the start. */
export interface Style {
  readonly size: number
  readonly fill: string
  readonly bold?: boolean
  readonly italic?: boolean
  readonly anchor?: 'start' | 'middle' | 'end'
}

/** Elements between (0, 0) and (width, height). */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly elements: readonly Element[]
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

/** Moves elements to the right and down. */
export const move = (dx: number, dy: number, elements: readonly Element[]): readonly Element[] =>
  elements.map((each) => moved(dx, dy, each))

const moved = (dx: number, dy: number, { x, y, children = [], ...rest }: Element): Element =>
  x === undefined || y === undefined
    ? { ...rest, children: children.map((each) => (typeof each === 'string' ? each : moved(dx, dy, each))) }
    : { ...rest, x: x + dx, y: y + dy, children }

/** A text with its top at `top`. */
export const textAt = (x: number, top: number, text: string, style: Style): Element => ({
  tag: 'text',
  x,
  y: top + style.size * ascent,
  attributes: {
    'text-anchor': style.anchor === 'start' ? undefined : style.anchor,
    'font-size': style.size,
    fill: style.fill,
    'font-weight': style.bold === true ? 'bold' : 'normal',
    'font-style': style.italic === true ? 'italic' : 'normal',
  },
  children: [text],
})

/** A path from (x, y); `d` is relative to its beginning. */
export const path = (x: number, y: number, d: string, stroke: string, width = 1.3, fill = 'none'): Element => ({
  tag: 'path',
  x,
  y,
  attributes: { d, fill, stroke, 'stroke-width': width },
})

/** A curve between two points, vertical at both. */
export const curve = (x0: number, y0: number, x1: number, y1: number, stroke: string, width: number): Element => {
  const [dx, dy, middle] = [x1 - x0, y1 - y0, (y1 - y0) / 2].map(round)
  return path(x0, y0, Math.abs(x1 - x0) < 0.05 ? `v${dy}` : `c0 ${middle} ${dx} ${middle} ${dx} ${dy}`, stroke, width)
}

/** A triangle with its tip at (x, y), pointing down (1) or up (−1). */
export const arrowHead = (x: number, y: number, direction: 1 | -1, fill: string): Element =>
  path(x, y, `l-4 ${-7 * direction}h8z`, 'none', 0, fill)

/** A picture without elements, which takes no room. */
export const empty: Picture = { width: 0, height: 0, elements: [] }

/** The room of a picture without its elements. */
export const blank = (picture: Picture): Picture => ({ ...picture, elements: [] })

const shares = { start: 0, middle: 0.5, end: 1 } as const

/** A line of text. */
export const line = (text: string, style: Style): Picture => {
  const width = textWidth(text, style)
  const x = width * shares[style.anchor ?? 'start']
  return text === '' ? empty : { width, height: lineHeight(style), elements: [textAt(x, 0, text, style)] }
}

/** Combines pictures along one side. `share` is the part of the free room across that is left before each. Pictures without width are left out. */
const join =
  (along: 'width' | 'height', across: 'width' | 'height', share: number) =>
  (pictures: readonly Picture[], gap = 0): Picture => {
    const room = Math.max(0, ...pictures.map((each) => each[across]))
    return pictures
      .filter(({ width }) => width > 0)
      .reduce<Picture>(
        (all, each) => {
          const start = all[along] === 0 ? 0 : all[along] + gap
          const side = (room - each[across]) * share
          const [dx, dy] = along === 'width' ? [start, side] : [side, start]
          const elements = [...all.elements, ...move(dx, dy, each.elements)]
          return { ...all, [along]: start + each[along], elements }
        },
        { ...empty, [across]: room },
      )
  }

/** Pictures in a row, centred on one line. */
export const beside = join('width', 'height', 0.5)

/** Pictures in a column, aligned on the left. */
export const stacked = join('height', 'width', 0)

/** Pictures in a column, aligned on their middles. */
export const centred = join('height', 'width', 0.5)
