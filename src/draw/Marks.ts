/**
 * A picture as data: texts, lines and boxes at places, in groups with a title. Sizes of texts are estimated, generously, since no font is at hand.
 */
import { printable } from '../tensor/Text.js'

/** How a text looks. */
export interface Style {
  readonly size: number
  readonly fill: string
  readonly bold?: boolean
  readonly italic?: boolean
}

/** A line of text on its baseline. */
export interface Text {
  readonly _tag: 'Text'
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'middle' | 'end'
  /** What stands before it, in a look of its own. */
  readonly before?: { readonly text: string; readonly style: Style }
  readonly text: string
  readonly style: Style
}

/** A line, or what it encloses; `d` in the words of SVG, relative to `x` and `y`. */
export interface Path {
  readonly _tag: 'Path'
  readonly x: number
  readonly y: number
  readonly d: string
  readonly stroke: string
  readonly width: number
  readonly fill: string
}

/** A box with round corners. */
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

/** Marks that belong together, with words about them. */
export interface Group {
  readonly _tag: 'Group'
  readonly title: string
  readonly marks: readonly Mark[]
}

/** What a picture is made of. */
export type Mark = Text | Path | Box | Group

/** Marks from (0, 0) to (width, height). */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly marks: readonly Mark[]
}

/** The colours, each of its own lightness, so that they are told apart in grey. */
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

/** Latin, Greek, arrows and Hangul. */
export const font = "'Noto Sans KR', 'Noto Sans CJK KR', 'DejaVu Sans', Inter, 'Helvetica Neue', Arial, sans-serif"

/** The width of a character in ems, as the widest of these fonts has it. */
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

/** The width of a text, at least what it takes. */
export const textWidth = (text: string, { size, bold = false }: Style): number =>
  [...printable(text)].reduce((sum, c) => sum + em(c), 0) * size * (bold ? 1.1 : 1)

/** How far a text reaches above and below its baseline, in parts of its size. */
export const ascent = 0.82
export const descent = 0.26

/** The height of a line. */
export const lineHeight = ({ size }: Style): number => Math.ceil(size * (ascent + descent))

const movedPath = (dx: number, dy: number) => (mark: Mark) => moved(dx, dy, mark)

const moved = (dx: number, dy: number, mark: Mark): Mark =>
  mark._tag === 'Group'
    ? { ...mark, marks: mark.marks.map(movedPath(dx, dy)) }
    : { ...mark, x: mark.x + dx, y: mark.y + dy }

/** Marks at another place. */
export const move = (dx: number, dy: number, marks: readonly Mark[]): readonly Mark[] => marks.map(movedPath(dx, dy))

/** A text whose top is at y. */
export const textAt = (x: number, top: number, text: string, style: Style, anchor: Text['anchor'] = 'start'): Text => ({
  _tag: 'Text',
  x,
  y: top + style.size * ascent,
  anchor,
  text,
  style,
})

/** A path. */
export const path = (d: string, stroke: string, width = 1.3, fill = 'none'): Path => ({
  _tag: 'Path',
  x: 0,
  y: 0,
  d,
  stroke,
  width,
  fill,
})

/** A triangle with its tip at (x, y), pointing right (1) or left (−1). */
export const arrowHead = (x: number, y: number, to: 1 | -1, fill: string): Path => ({
  ...path(`M0 0L${-7 * to} -4L${-7 * to} 4Z`, 'none', 0, fill),
  x,
  y,
})

/** A text as one line of XML: characters that cannot be seen are written by their codes, U+FFFE and U+FFFF, which XML excludes, are replaced by U+FFFD. */
export const escape = (text: string): string =>
  printable(text)
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
    .replace(/[\ufffe\uffff]/g, '\ufffd')

const round = (v: number): string => String(Math.round(v * 100) / 100)

const look = ({ size, fill, bold = false, italic = false }: Style): string =>
  ` font-size="${size}" fill="${fill}" font-weight="${bold ? 'bold' : 'normal'}" font-style="${italic ? 'italic' : 'normal'}"`

/** One mark as SVG. */
const write = (mark: Mark): string => {
  switch (mark._tag) {
    case 'Text': {
      const { style, before } = mark
      const anchor = mark.anchor === 'start' ? '' : ` text-anchor="${mark.anchor}"`
      const lead = before === undefined ? '' : `<tspan${look(before.style)}>${escape(before.text)}</tspan> `
      return `<text x="${round(mark.x)}" y="${round(mark.y)}"${anchor}${look(style)}>${lead}${escape(mark.text)}</text>`
    }
    case 'Path': {
      const at = mark.x === 0 && mark.y === 0 ? '' : ` transform="translate(${round(mark.x)} ${round(mark.y)})"`
      const stroke = mark.stroke === 'none' ? '' : ` stroke="${mark.stroke}" stroke-width="${mark.width}"`
      return `<path d="${mark.d}" fill="${mark.fill}"${stroke}${at}/>`
    }
    case 'Box':
      return (
        `<rect x="${round(mark.x)}" y="${round(mark.y)}" width="${round(mark.width)}" height="${round(mark.height)}" rx="${round(mark.radius)}" ` +
        `fill="${mark.fill}" stroke="${mark.stroke}" stroke-width="${mark.strokeWidth}"${mark.dashed ? ' stroke-dasharray="4 3"' : ''}/>`
      )
    case 'Group':
      return `<g><title>${escape(mark.title)}</title>${mark.marks.map(write).join('')}</g>`
  }
}

/** A picture as an SVG document, with its title and a description for those who cannot see it. */
export const document = ({ width, height, marks }: Picture, title: string, description: string): string => {
  const [w, h] = [round(Math.ceil(width)), round(Math.ceil(height))]
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img" aria-label="${escape(title)}" font-family="${font}">` +
    `<title>${escape(title)}</title><desc>${escape(description)}</desc>` +
    `<rect width="${w}" height="${h}" fill="${colors.paper}"/>${marks.map(write).join('\n')}</svg>\n`
  )
}
