/**
 * What the lessons on activation functions share: curves of one variable, their derivatives at many points at once, and tables as pictures.
 */
import * as Plot from '@observablehq/plot'
import * as D from 'nabla-ts/Diff'
import * as T from 'nabla-ts/Tensor'
import { colors } from './render.js'

/** Many points on a line, in one tensor. */
export type Points = T.Tensor<[number]>

/** A function of one variable, at many points at once. */
export type Curve = (x: Points) => Points

/** Equal steps from one end to the other. */
export const grid = (from: number, to: number, count: number): Points =>
  T.fromArray(
    Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1)),
    [count],
  )

/** f′ at all points at once: in the sum over the points each point has a term of its own. */
export const derivative =
  (f: Curve): Curve =>
  (x) =>
    D.grad((points: Points) => T.sum(f(points)))(x)

/** The value at one point. */
export const at = (f: Curve, x: number): number => T.toFlat(f(T.fromArray([x], [1])))[0]

/** Words at a place of a picture. */
export const words = (x: number, y: number, text: string, options: Plot.TextOptions = {}): Plot.Text =>
  Plot.text([text], { x: [x], y: [y], fontSize: 11, ...options })

/** A marked point with its name. */
export const spot = (x: number, y: number, text: string, options: Plot.TextOptions = {}): readonly Plot.Markish[] => [
  Plot.dot([{ x, y }], { x: 'x', y: 'y', fill: colors.red, r: 3.5 }),
  words(x, y, text, { dy: -11, ...options }),
]

/** A point of a picture. */
export interface Spot {
  readonly x: number
  readonly y: number
}

/** A curve as points to draw. */
export const spots = (f: Curve, x: Points): readonly Spot[] => {
  const y = T.toFlat(f(x))
  return Array.from(T.toFlat(x), (v, i) => ({ x: v, y: y[i] }))
}

/** The margins of a panel with a title, whose y axis has its name in the middle. */
export const margins = { marginTop: 34, marginLeft: 54 }

/** The lines x = 0 and y = 0, pale. */
export const axes = [
  Plot.ruleY([0], { stroke: colors.grey, strokeOpacity: 0.5 }),
  Plot.ruleX([0], { stroke: colors.grey, strokeOpacity: 0.5 }),
]

/** A number as it is said: few digits, powers of ten where it is small or large. */
export const brief = (v: number, digits = 3): string => {
  const size = Math.abs(v)
  return !Number.isFinite(v)
    ? Number.isNaN(v)
      ? 'NaN'
      : v > 0
        ? '∞'
        : '−∞'
    : (size === 0 || (size >= 1e-3 && size < 1e5)
        ? String(Number(v.toPrecision(digits)))
        : v.toExponential(digits - 1).replace('e+', 'e')
      ).replaceAll('-', '−')
}

/** A table as a panel: a row of heads, and below it the cells; a cell that begins with `!` is one that went wrong, and red. */
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
