/**
 * The bowl on which the lessons about optimizers run, x²/20 + y² from (−7, 2): how it is descended, and how its contours and paths are drawn.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as D from 'nabla-ts/Diff'
import * as O from 'nabla-ts/Optimizer'
import * as T from 'nabla-ts/Tensor'
import { colors, series } from './render.js'

/** The parameters: two numbers with names, so that the state of an optimizer has these names too. */
export interface Point {
  readonly x: T.Scalar
  readonly y: T.Scalar
}

/** f(x, y) = x²/20 + y², for one point, or for a grid of them. */
export const bowl = <S extends T.Shape>({ x, y }: { readonly x: T.Tensor<S>; readonly y: T.Tensor<S> }) =>
  pipe(x, T.square, T.div(20), T.add(T.square(y)))

export const start: Point = { x: T.scalar(-7), y: T.scalar(2) }

/** One step down: where it began, the gradient there, the update made of it, and what the optimizer remembers afterwards. */
export interface Step<S> {
  readonly k: number
  readonly x: number
  readonly y: number
  readonly f: number
  readonly gradient: { readonly x: number; readonly y: number }
  readonly update: { readonly x: number; readonly y: number }
  readonly state: S
}

const numbers = ({ x, y }: Point) => ({ x: T.toNumber(x), y: T.toNumber(y) })

/** The first steps of an optimizer down the bowl, each from where the last one ended. */
export const descend = <F extends O.StateFunction>(
  optimizer: O.Optimizer<F>,
  steps: number,
  from: Point = start,
): readonly Step<O.StateOf<F, Point>>[] => {
  const step = (k: number, params: Point, before: O.StateOf<F, Point>) => {
    const { value, gradient } = D.valueAndGrad<Point>(bowl)(params)
    const [updates, state] = optimizer.update(gradient, before, params)
    const seen = { k, ...numbers(params), f: T.toNumber(value), gradient: numbers(gradient), update: numbers(updates) }
    return { seen: { ...seen, state }, next: O.apply(updates, params) }
  }
  const first = step(0, from, optimizer.init(from))
  return Array.from({ length: steps })
    .reduce<readonly ReturnType<typeof step>[]>(
      (done, _, k) => [...done, step(k + 1, done[k].next, done[k].seen.state)],
      [first],
    )
    .map(({ seen }) => seen)
}

const grid = { width: 97, height: 65 }
const box = { x: [-9, 9], y: [-4, 4] } as const

const heights = (() => {
  const at = (i: number, n: number, [from, to]: readonly [number, number]) => from + ((i + 0.5) * (to - from)) / n
  const rows = Array.from({ length: grid.height }, (_, j) => at(j, grid.height, box.y))
  const columns = Array.from({ length: grid.width }, (_, i) => at(i, grid.width, box.x))
  const x = T.fromArray(
    rows.flatMap(() => columns),
    [grid.height, grid.width],
  )
  const y = T.fromArray(
    rows.flatMap((v) => columns.map(() => v)),
    [grid.height, grid.width],
  )
  return T.toFlat(bowl({ x, y }))
})()

/** Lines of equal height, and a cross at the minimum. */
export const contours = (): readonly Plot.Markish[] => [
  Plot.contour(heights, {
    ...grid,
    x1: box.x[0],
    x2: box.x[1],
    y1: box.y[0],
    y2: box.y[1],
    thresholds: [0.1, 0.4, 0.9, 1.6, 2.5, 3.6, 4.9, 6.4, 8.1],
    stroke: colors.grey,
    strokeOpacity: 0.45,
    strokeWidth: 0.8,
    clip: true,
  }),
  Plot.dot([[0, 0]], { symbol: 'times', stroke: colors.ink, strokeWidth: 1.5, r: 4 }),
]

/** A path as a line with a dot at each step, and a ring where it begins. */
export const path = (
  points: readonly { readonly x: number; readonly y: number }[],
  style: { readonly stroke: string; readonly strokeDasharray?: string } = { stroke: colors.blue },
): readonly Plot.Markish[] => [
  Plot.line(points, { x: 'x', y: 'y', strokeWidth: 1.5, ...style, clip: true }),
  Plot.dot(points, { x: 'x', y: 'y', fill: style.stroke, r: 1.8, clip: true }),
  Plot.dot(points.slice(0, 1), { x: 'x', y: 'y', stroke: colors.ink, fill: 'white', r: 3.5 }),
]

/** The frame of a picture of the bowl. */
export const frame = {
  x: { label: 'x', domain: [-8.5, 8.5], ticks: 5 },
  // A label beside the axis leaves the place above it to the title.
  y: { label: 'y', labelAnchor: 'center', domain: [-3.4, 3.4], ticks: 5 },
  marginTop: 34,
} as const

/** The rates of both coordinates over the steps, on a log scale, as a panel without title and size. */
export const rateLines = (
  steps: readonly { readonly k: number; readonly rateX: number; readonly rateY: number }[],
): Plot.PlotOptions => ({
  marginRight: 30,
  marginTop: 34,
  x: { label: '걸음 step' },
  y: { label: '학습률 rate', labelAnchor: 'center', type: 'log', tickFormat: String, ticks: 4, grid: true },
  marks: [
    Plot.line(steps, { x: 'k', y: 'rateX', strokeWidth: 2, ...series[0] }),
    Plot.line(steps, { x: 'k', y: 'rateY', strokeWidth: 2, ...series[1] }),
    Plot.text(steps.slice(-1), {
      x: 'k',
      y: 'rateX',
      text: () => 'x',
      textAnchor: 'start',
      dx: 6,
      fill: series[0].stroke,
      fontWeight: 'bold',
    }),
    Plot.text(steps.slice(-1), {
      x: 'k',
      y: 'rateY',
      text: () => 'y',
      textAnchor: 'start',
      dx: 6,
      fill: series[1].stroke,
      fontWeight: 'bold',
    }),
  ],
})
