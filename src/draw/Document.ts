/**
 * Pictures as SVG documents.
 */
import { printable } from '../tensor/Text.js'
import { colors, type Mark, type Picture, type Style } from './Picture.js'

/** Fonts with Latin, Greek, arrows and Hangul. */
const font = "'Noto Sans KR', 'Noto Sans CJK KR', 'DejaVu Sans', Inter, 'Helvetica Neue', Arial, sans-serif"

/** A text as one line of XML: invisible characters become escapes, and U+FFFE and U+FFFF, which XML excludes, become U+FFFD. */
const escape = (text: string): string =>
  printable(text)
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
    .replace(/[\ufffe\uffff]/g, '\ufffd')

const round = (v: number): string => String(Math.round(v * 100) / 100)

const face = ({ size, fill, bold = false, italic = false }: Style): string =>
  ` font-size="${size}" fill="${fill}" font-weight="${bold ? 'bold' : 'normal'}" font-style="${italic ? 'italic' : 'normal'}"`

const element = (mark: Mark): string => {
  switch (mark._tag) {
    case 'Text': {
      const anchor = mark.anchor === 'start' ? '' : ` text-anchor="${mark.anchor}"`
      return `<text x="${round(mark.x)}" y="${round(mark.y)}"${anchor}${face(mark.style)}>${escape(mark.text)}</text>`
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
      return `<g><title>${escape(mark.title)}</title>${mark.marks.map(element).join('')}</g>`
  }
}

/** A picture as an SVG document with a title, and a description for screen readers. */
export const document = ({ width, height, marks }: Picture, title: string, description: string): string => {
  const [w, h] = [Math.ceil(width), Math.ceil(height)]
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img" aria-label="${escape(title)}" font-family="${font}">` +
    `<title>${escape(title)}</title><desc>${escape(description)}</desc>` +
    `<rect width="${w}" height="${h}" fill="${colors.paper}"/>${marks.map(element).join('\n')}</svg>\n`
  )
}
