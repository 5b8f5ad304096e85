/** Plots as SVG text. */
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'

const FONT = 'Inter, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif'

/** Plot needs a document to build in; nothing of it survives but the text. */
export const svg = (options: Plot.PlotOptions): string => {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const plot = Plot.plot({
    ...options,
    document,
    style: { fontFamily: FONT, fontSize: '13px', background: 'white', overflow: 'visible' },
  })
  plot.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  plot.setAttribute('xmlns:xlink', 'http://www.w3.org/1999/xlink')
  return `${plot.outerHTML}\n`
}

/** A plot with a title and a note above it, and room for words to its right. */
export const drawing = ({
  title,
  note,
  marks = [],
  ...options
}: Plot.PlotOptions & { readonly title: string; readonly note: string }): string => {
  const above = { frameAnchor: 'top-left', dx: -60 } as const
  return svg({
    width: 800,
    height: 440,
    marginTop: 64,
    marginLeft: 68,
    marginRight: 190,
    marginBottom: 44,
    ...options,
    marks: [
      ...marks,
      Plot.text([title], { ...above, dy: -54, fontSize: 17, fontWeight: 'bold' }),
      Plot.text([note], { ...above, dy: -30, fill: '#777777' }),
    ],
  })
}
