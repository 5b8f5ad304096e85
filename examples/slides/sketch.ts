/** Parts of figures that several lessons use: axes, labels, tables, and a view of space. */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as T from 'nabla-ts/Tensor'
import { elements, type Curve, type Points } from './curves.js'
import { colors } from './render.js'

/** An axis with its label in the middle, where it does not overlap the title. */
export const axis = (label: string, options: Plot.ScaleOptions = {}): Plot.ScaleOptions => ({
  label,
  labelAnchor: 'center',
  labelArrow: 'none',
  ...options,
})

/** A logarithmic axis whose ticks are in scientific notation. */
export const logAxis = (label: string, options: Plot.ScaleOptions = {}): Plot.ScaleOptions =>
  axis(label, { type: 'log', tickFormat: (v: number) => v.toExponential(0), ...options })

/** A hidden axis, for drawings without a scale. */
export const bare = (from: number, to: number): Plot.ScaleOptions => ({ axis: null, domain: [from, to] })

/** A text at a point. */
export const words = (x: number, y: number, text: string, options: Plot.TextOptions = {}): Plot.Text =>
  Plot.text([text], { x: [x], y: [y], ...options })

/** A dot with a label. */
export const spot = (x: number, y: number, text: string, options: Plot.TextOptions = {}): readonly Plot.Markish[] => [
  Plot.dot([{ x, y }], { x: 'x', y: 'y', fill: colors.red, r: 3.5 }),
  words(x, y, text, { dy: -11, ...options }),
]

/** A point of a plot. */
export interface Spot {
  readonly x: number
  readonly y: number
}

/** The points of a curve. */
export const spots = (f: Curve, x: Points): readonly Spot[] => {
  const y = T.toFlat(f(x))
  return Array.from(T.toFlat(x), (v, i) => ({ x: v, y: y[i] }))
}

/** Margins of a panel with a title and a label beside its y axis. */
export const margins = { marginTop: 34, marginLeft: 54 }

/** The lines x = 0 and y = 0. */
export const axes = [
  Plot.ruleY([0], { stroke: colors.grey, strokeOpacity: 0.5 }),
  Plot.ruleX([0], { stroke: colors.grey, strokeOpacity: 0.5 }),
]

/** A table as a panel: a row of heads above the cells. A cell that begins with `!` is wrong and drawn red. */
export const table = (
  title: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): Plot.PlotOptions => {
  const cells = [heads, ...rows].flatMap((row, r) =>
    row.map((cell, c) => ({ r, c, text: cell.replace(/^!/, ''), wrong: cell.startsWith('!') })),
  )
  const text = (
    which: (cell: (typeof cells)[number]) => boolean,
    options: { readonly fill: string; readonly fontWeight?: string },
  ) => Plot.text(cells.filter(which), { x: 'c', y: 'r', text: 'text', fontSize: 11.5, ...options })
  return {
    title,
    width,
    height: 74 + 24 * rows.length,
    marginTop: 34,
    marginBottom: 8,
    marginLeft: 8,
    marginRight: 8,
    x: { axis: null, domain: [-0.5, heads.length - 0.5] },
    y: { axis: null, domain: [rows.length + 0.6, -0.6] },
    marks: [
      Plot.ruleY(
        Array.from({ length: rows.length + 1 }, (_, r) => r + 0.5),
        { stroke: colors.pale },
      ),
      text(({ r }) => r === 0, { fill: colors.ink, fontWeight: 'bold' }),
      text(({ r, wrong }) => r > 0 && !wrong, { fill: colors.ink }),
      text(({ r, wrong }) => r > 0 && wrong, { fill: colors.red, fontWeight: 'bold' }),
    ],
  }
}

/** The orthogonal projection of points in space, seen from a side and from above (angles in degrees): a product with a 3 × 2 matrix. */
export const view =
  (side: number, above: number, height = 1) =>
  (points: readonly (readonly [number, number, number])[]): readonly { readonly x: number; readonly y: number }[] => {
    const [s, a] = [(side * Math.PI) / 180, (above * Math.PI) / 180]
    const onto = T.tensor([
      [Math.cos(s), Math.sin(s) * Math.sin(a)],
      [-Math.sin(s), Math.cos(s) * Math.sin(a)],
      [0, Math.cos(a) * height],
    ])
    const seen = elements(pipe(T.fromArray(points.flat(), [points.length, 3]), T.matmul(onto)))
    return Array.from({ length: points.length }, (_, i) => ({ x: seen[2 * i], y: seen[2 * i + 1] }))
  }
