import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as D from 'nabla-ts/Diff'
import * as Loss from 'nabla-ts/Loss'
import * as T from 'nabla-ts/Tensor'
import { cost, x, y, type run } from './20-mse.js'
import type { Figure, Values } from './lesson.js'
import { colors, series } from './render.js'

const [xs, ys] = [T.toArray(x), T.toArray(y)]

/** The square of one error, its slope, and its absolute value. */
const square = (e: T.Scalar) => pipe(e, Loss.mse(T.scalar(0)))
const errors = Array.from({ length: 61 }, (_, i) => -3 + i / 10).map((e) => ({
  e,
  square: T.toNumber(square(T.scalar(e))),
  slope: T.toNumber(D.grad(square)(T.scalar(e))),
  absolute: Math.abs(e),
}))

const parabola = Array.from({ length: 76 }, (_, i) => 0.1 + (i / 75) * 1.5).map((w) => ({
  w,
  mse: T.toNumber(cost(y)(T.scalar(w))),
}))

export const figures = ({ lines }: Values<typeof run>): readonly Figure[] => [
  {
    name: '20-squares',
    caption: {
      ko: '점과 직선 사이의 수직 거리를 한 변으로 하는 정사각형. MSE는 이 넓이들의 평균이다. 네 번째가 가장 작다.',
      en: 'Squares on the vertical distance between point and line. MSE is the mean of their areas; it is smallest in the fourth panel.',
    },
    panels: lines.map(({ w, mse, predicted }) => ({
      title: `w = ${w.toFixed(3)}: MSE = ${mse.toFixed(3)}`,
      width: 300,
      height: 300,
      marginTop: 34,
      // Both axes in one unit, so that squares are squares: 236 × 228 pixels.
      x: { label: 'x', domain: [0, 8.8], ticks: 6 },
      y: { label: 'y', labelAnchor: 'center', domain: [0, (8.8 * 228) / 236], ticks: 6 },
      marks: [
        Plot.rect(
          xs.map((v, i) => ({ x: v, y: ys[i], p: predicted[i] })),
          {
            x1: 'x',
            x2: ({ x: v, y: t, p }: { readonly x: number; readonly y: number; readonly p: number }) =>
              v + Math.abs(p - t),
            y1: 'y',
            y2: 'p',
            fill: colors.sky,
            fillOpacity: 0.45,
            stroke: colors.blue,
            clip: true,
          },
        ),
        Plot.line(
          [
            { x: 0, y: 0 },
            { x: 8.8, y: 8.8 * w },
          ],
          { x: 'x', y: 'y', stroke: colors.red, strokeWidth: 2, clip: true },
        ),
        Plot.dot(
          xs.map((v, i) => ({ x: v, y: ys[i] })),
          { x: 'x', y: 'y', fill: colors.ink, r: 3.5 },
        ),
      ],
    })),
  },
  {
    name: '20-cost',
    columns: 2,
    caption: {
      ko: '왼쪽: w에 대한 MSE는 포물선이다. 점은 위의 여섯 직선, 짧은 선분은 그 자리의 기울기. 오른쪽: 오차 하나의 제곱(파랑), 절댓값(초록 점선), 제곱의 기울기 2e(빨강). 큰 오차일수록 더 세게 당긴다.',
      en: 'Left: MSE is a parabola in w. Dots: the six lines above; short strokes: the slope there. Right: the square of one error (blue), its absolute value (green), and the slope 2e of the square (red). The larger an error, the harder it pulls.',
    },
    panels: [
      {
        width: 470,
        height: 320,
        marginTop: 24,
        x: { label: 'w' },
        y: { label: 'MSE', labelAnchor: 'center', domain: [-0.6, 7.5], grid: true },
        marks: [
          Plot.ruleY([0]),
          Plot.line(parabola, { x: 'w', y: 'mse', stroke: colors.blue, strokeWidth: 2 }),
          ...lines.map(({ w, mse, slope: s }) =>
            Plot.line(
              [-0.09, 0.09].map((d) => ({ w: w + d, mse: mse + d * s })),
              { x: 'w', y: 'mse', stroke: colors.red, strokeWidth: 2.5 },
            ),
          ),
          Plot.dot(lines, { x: 'w', y: 'mse', fill: colors.ink, r: 4 }),
        ],
      },
      {
        width: 470,
        height: 320,
        marginRight: 60,
        marginTop: 24,
        x: { label: '오차 error, e = ŷ − y' },
        y: { label: '손실 loss', labelAnchor: 'center', domain: [-6, 9.5], grid: true },
        marks: [
          Plot.ruleY([0]),
          ...(['square', 'slope', 'absolute'] as const).flatMap((name, i) => [
            Plot.line(errors, { x: 'e', y: name, strokeWidth: 2, ...series[i] }),
            Plot.text(errors.slice(-1), {
              x: 'e',
              y: name,
              text: () => ['e²', '2e', '|e|'][i],
              textAnchor: 'start',
              dx: 6,
              fill: series[i].stroke,
              fontWeight: 'bold',
            }),
          ]),
        ],
      },
    ],
  },
]
