/**
 * Numbers and tensors as short texts and small pictures.
 */
import { print, sizeOf } from '../tensor/Shape.js'
import { dataOf, shape, toFlat, type AnyTensor } from '../tensor/Value.js'
import { beside, line, lineHeight, path, textAt, textWidth, type Picture, type Style } from './Picture.js'
import type { Element } from './Element.js'

/** The default number of significant digits. */
export const defaultDigits = 4

const exponential = (v: number, digits: number): string => {
  const [mantissa, exponent] = v.toExponential(digits - 1).split('e')
  return `${Number(mantissa)}e${Number(exponent)}`
}

/** A number with the given count of significant digits, the minus sign U+2212, and no −0. */
export const number = (v: number, digits = defaultDigits): string => {
  if (Number.isNaN(v)) return 'NaN'
  if (!Number.isFinite(v)) return v > 0 ? '∞' : '−∞'
  if (v === 0) return '0'
  const size = Math.abs(v)
  const text = size < 1e-3 || size >= 1e6 ? exponential(v, digits) : String(Number(v.toPrecision(digits)))
  return text.replaceAll('-', '−')
}

/** The largest tensors whose elements are shown. */
const limits = { rows: 6, columns: 5, row: 3 }

/** The rows of a tensor that is small enough to be shown. A vector of more than three elements becomes a column. */
const rowsOf = (x: AnyTensor): readonly (readonly number[])[] | undefined => {
  const sizes = shape(x).filter((n, axis, all) => n !== 1 || axis >= all.length - 2)
  const [r, c] = sizes.length === 0 ? [1, 1] : sizes.length === 1 ? [1, sizes[0]] : sizes
  if (sizes.length > 2 || r === 0 || c === 0) return undefined
  const flat = Array.from(toFlat(x))
  if (sizes.length === 1 && c > limits.row) return c > limits.rows ? undefined : flat.map((v) => [v])
  return r > limits.rows || c > limits.columns
    ? undefined
    : Array.from({ length: r }, (_, i) => flat.slice(i * c, (i + 1) * c))
}

const bracketWidth = 4

/** Numbers in right-aligned columns between brackets. */
const matrix = (rows: readonly (readonly number[])[], style: Style, digits: number): Picture => {
  const texts = rows.map((row) => row.map((v) => number(v, digits)))
  const widths = texts[0].map((_, j) => Math.max(...texts.map((row) => textWidth(row[j], style))))
  const height = lineHeight(style) * rows.length
  const right = (j: number): number =>
    bracketWidth + 2 + widths.slice(0, j + 1).reduce((sum, w) => sum + w, 0) + style.size * 0.7 * j
  const width = right(widths.length - 1) + bracketWidth + 2
  const bracket = (x: number, to: number): Element =>
    path(x + to, 0.5, `h${-to}v${height - 1}h${to}`, style.fill, style.bold === true ? 1.4 : 1)
  const numbers = texts.flatMap((row, i) =>
    row.map((text, j) => textAt(right(j), i * lineHeight(style), text, { ...style, anchor: 'end' })),
  )
  return { width, height, elements: [bracket(1, bracketWidth - 1), ...numbers, bracket(width - 1, 1 - bracketWidth)] }
}

/** A tensor after a prefix: a number, a matrix in brackets or, if it is large, its shape. */
export const tensor = (x: AnyTensor, style: Style, digits: number, prefix = ''): Picture => {
  const sizes = shape(x)
  const data = dataOf(x, 'Draw.svg')
  if (sizes.length === 0 && typeof data === 'number') return line(prefix + number(data, digits), style)
  const rows = rowsOf(x)
  if (rows !== undefined)
    return beside([line(prefix.trimEnd(), { ...style, anchor: 'end' }), matrix(rows, style, digits)], 4)
  const text = typeof data === 'number' ? `${number(data, digits)} in ${print(sizes)}` : print(sizes)
  return line(prefix + text, { ...style, italic: true })
}

/** The longest vector whose elements `inline` shows. */
const longest = 6

/** A tensor in one line of text: a number, a short list, or its shape. */
export const inline = (x: AnyTensor, digits: number): string => {
  const sizes = shape(x)
  const numbers = sizeOf(sizes) > longest ? [] : Array.from(toFlat(x), (v) => number(v, digits))
  return sizes.length === 0
    ? numbers[0]
    : sizes.length === 1 && numbers.length > 0
      ? `[${numbers.join(', ')}]`
      : print(sizes)
}
