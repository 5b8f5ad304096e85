/**
 * The bowl on which the lessons about optimizers run, x²/20 + y² from (−7, 2): how it is descended, and how its contours and paths are drawn.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as D from 'nabla-ts/Diff'
import * as O from 'nabla-ts/Optimizer'
import * as T from 'nabla-ts/Tensor'
import { expectThat } from './lesson.js'
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

const turns = 72

/** The points at which the bowl is so high: an ellipse of half axes √(20f) and √f. */
const level = (f: number) =>
  Array.from({ length: turns + 1 }, (_, i) => (2 * Math.PI * i) / turns).map((t) => ({
    x: Math.sqrt(20 * f) * Math.cos(t),
    y: Math.sqrt(f) * Math.sin(t),
    f,
  }))

const levels = [0.1, 0.4, 0.9, 1.6, 2.5, 3.6, 4.9, 6.4, 8.1].flatMap(level)

expectThat(
  'the lines are of equal height',
  T.toFlat(
    bowl({
      x: T.fromArray(
        levels.map(({ x }) => x),
        [levels.length],
      ),
      y: T.fromArray(
        levels.map(({ y }) => y),
        [levels.length],
      ),
    }),
  ).every((height, i) => Math.abs(height - levels[i].f) < 1e-12),
)

/** Lines of equal height, and a cross at the minimum. */
export const contours = (): readonly Plot.Markish[] => [
  Plot.line(levels, { x: 'x', y: 'y', z: 'f', stroke: colors.grey, strokeOpacity: 0.5, strokeWidth: 0.8, clip: true }),
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
