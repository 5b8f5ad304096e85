/**
 * Figures as SVG text, with the panels in rows. The colours differ in lightness, so they differ in grey print too.
 */
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import type { Figure } from './lesson.js'

/** The font for Latin and Hangul. The report embeds it. */
export const font = '"Noto Sans KR", "Noto Sans CJK KR", "DejaVu Sans", Inter, "Helvetica Neue", Arial, sans-serif'

/** Colours that differ with every common kind of colour vision. */
export const colors = {
  ink: '#1a1a2e',
  blue: '#1f5fa8',
  red: '#c0392b',
  green: '#2e8b57',
  orange: '#e08a1e',
  sky: '#7fb2e5',
  grey: '#8a8a8a',
  pale: '#d9dee7',
} as const

/** The colours of the lines of a plot, in order, each with its dashes. */
export const series = [
  { stroke: colors.blue, strokeDasharray: 'none' },
  { stroke: colors.red, strokeDasharray: '6,3' },
  { stroke: colors.green, strokeDasharray: '2,2' },
  { stroke: colors.orange, strokeDasharray: '8,3,2,3' },
  { stroke: colors.ink, strokeDasharray: '1,3' },
  { stroke: colors.sky, strokeDasharray: '12,3' },
] as const

const gap = 12

/** The default size of a panel. */
const width = 300
const height = 240

/** The SVG of one panel. Its title is drawn as text, not as HTML. */
const panel = (options: Plot.PlotOptions, id: string): string => {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const { title, marks = [], x, y, ...rest } = options
  // Labels are in the middle of their axis: at its end they would overlap the title.
  const centred = { labelAnchor: 'center', labelArrow: 'none' } as const
  const plot = Plot.plot({
    width,
    height,
    marginTop: title === undefined ? 24 : 52,
    marginLeft: 46,
    marginRight: 18,
    marginBottom: 38,
    ...rest,
    x: { ...centred, ...x },
    y: { ...centred, ...y },
    // A class for each panel, so that its styles do not apply to others.
    className: `plot-${id}`,
    document,
    style: { fontFamily: font, fontSize: '11px', background: 'white', overflow: 'visible' },
    marks: [
      ...marks,
      ...(title === undefined
        ? []
        : [
            Plot.text([String(title)], {
              frameAnchor: 'top-left',
              dy: -(rest.marginTop ?? 52) + 8,
              dx: -(rest.marginLeft ?? 46) + 6,
              lineAnchor: 'top',
              fontSize: 12,
              fontWeight: 'bold',
            }),
          ]),
    ],
  })
  plot.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  plot.setAttribute('xmlns:xlink', 'http://www.w3.org/1999/xlink')
  return plot.outerHTML
}

const sizeOf = (options: Plot.PlotOptions): readonly [number, number] => [
  options.width ?? width,
  options.height ?? height,
]

/** A figure as one SVG document. */
export const render = (figure: Figure): string => {
  const columns = figure.columns ?? Math.min(3, figure.panels.length)
  const rows = Array.from({ length: Math.ceil(figure.panels.length / columns) }, (_, r) =>
    figure.panels.slice(r * columns, (r + 1) * columns),
  )
  const heights = rows.map((row) => Math.max(...row.map((p) => sizeOf(p)[1])))
  const widths = Array.from({ length: columns }, (_, c) =>
    Math.max(0, ...rows.flatMap((row) => (row[c] === undefined ? [] : [sizeOf(row[c])[0]]))),
  )
  const before = (sizes: readonly number[], i: number): number => sizes.slice(0, i).reduce((sum, s) => sum + s + gap, 0)
  const total = (sizes: readonly number[]): number => before(sizes, sizes.length) - gap
  const inner = rows.flatMap((row, r) =>
    row.map(
      (options, c) =>
        `<g transform="translate(${before(widths, c)},${before(heights, r)})">${panel(options, `${figure.name.replace(/[^a-z0-9]/gi, '')}-${r}-${c}`)}</g>`,
    ),
  )
  const [w, h] = [total(widths), total(heights)]
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" font-family='${font}'>${inner.join('')}</svg>\n`
}
