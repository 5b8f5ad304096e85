/** Contours, paths and rates of optimizers on the bowl. */
import * as Plot from '@observablehq/plot'
import { contour } from './bowl.js'
import { colors, series } from './render.js'

const levels = [0.1, 0.4, 0.9, 1.6, 2.5, 3.6, 4.9, 6.4, 8.1].flatMap(contour)

/** Contours, and a cross at the minimum. */
export const contours = (): readonly Plot.Markish[] => [
  Plot.line(levels, { x: 'x', y: 'y', z: 'f', stroke: colors.grey, strokeOpacity: 0.5, strokeWidth: 0.8, clip: true }),
  Plot.dot([[0, 0]], { symbol: 'times', stroke: colors.ink, strokeWidth: 1.5, r: 4 }),
]

/** A path as a line with a dot at each step and a ring at its start. */
export const path = (
  points: readonly { readonly x: number; readonly y: number }[],
  style: { readonly stroke: string; readonly strokeDasharray?: string } = { stroke: colors.blue },
): readonly Plot.Markish[] => [
  Plot.line(points, { x: 'x', y: 'y', strokeWidth: 1.5, ...style, clip: true }),
  Plot.dot(points, { x: 'x', y: 'y', fill: style.stroke, r: 1.8, clip: true }),
  Plot.dot(points.slice(0, 1), { x: 'x', y: 'y', stroke: colors.ink, fill: 'white', r: 3.5 }),
]

/** Axes and margins of a plot of the bowl. */
export const frame = {
  x: { label: 'x', domain: [-8.5, 8.5], ticks: 5 },
  // A label beside the axis leaves the place above it to the title.
  y: { label: 'y', labelAnchor: 'center', domain: [-3.4, 3.4], ticks: 5 },
  marginTop: 34,
} as const

/** The rates of both coordinates over the steps, on a log scale. A panel without title and size. */
export const rateLines = (
  steps: readonly { readonly k: number; readonly rateX: number; readonly rateY: number }[],
  domain?: readonly [number, number],
): Plot.PlotOptions => {
  const all = steps.flatMap(({ rateX, rateY }) => [rateX, rateY])
  const [least, most] = domain ?? [Math.min(...all) / 1.4, Math.max(...all) * 1.4]
  const one = steps.every(({ rateX, rateY }) => rateX === rateY)
  const tens = [-3, -2, -1, 0, 1, 2, 3, 4].map((e) => 10 ** e)
  const wide = most / least > 100
  return {
    marginRight: 34,
    marginTop: 34,
    x: { label: '걸음 step' },
    y: {
      label: '학습률 rate',
      labelAnchor: 'center',
      type: 'log',
      domain: [least, most],
      ticks: tens.flatMap((t) => (wide ? [t] : [t, 2 * t, 5 * t])).filter((t) => t >= least && t <= most),
      tickFormat: (t: number) => String(Number(t.toPrecision(3))),
      grid: true,
    },
    marks: [
      ...(['rateX', 'rateY'] as const).flatMap((rate, i) => [
        Plot.line(steps, { x: 'k', y: rate, strokeWidth: 2, ...series[i] }),
        Plot.text(steps.slice(-1), {
          x: 'k',
          y: rate,
          text: () => (one ? (i === 0 ? 'x, y' : '') : i === 0 ? 'x' : 'y'),
          textAnchor: 'start',
          dx: 6,
          fill: series[i].stroke,
          fontWeight: 'bold',
        }),
      ]),
    ],
  }
}
