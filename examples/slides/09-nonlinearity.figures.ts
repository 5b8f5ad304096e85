import * as Plot from '@observablehq/plot'
import type { run } from './09-nonlinearity.js'
import { signed } from './format.js'
import type { Figure, Values } from './lesson.js'
import { colors } from './render.js'
import { axis } from './sketch.js'

type V = Values<typeof run>

export const figures = (values: V): readonly Figure[] => [deeper(values), bend(values)]

/** Networks of several depths, without an activation and with ReLU. */
const deeper = ({ networks }: V): Figure => {
  const panel = (title: string, { points, kinks }: V['networks'][number]['relu'], stroke: string) => {
    const ys = points.map((p) => p.y)
    const [low, high] = [Math.min(...ys), Math.max(...ys)]
    const room = 0.1 * (high - low)
    return {
      title,
      width: 182,
      height: 190,
      marginTop: 34,
      marginLeft: 46,
      marginRight: 8,
      marginBottom: 36,
      x: axis('x', { ticks: [-2, 0, 2], tickFormat: (v: number) => signed(v, 0) }),
      y: axis('y', { domain: [low - room, high + room], ticks: 4 }),
      marks: [
        Plot.lineY(points, { x: 'x', y: 'y', stroke, strokeWidth: 2 }),
        Plot.dot(kinks, { x: 'x', y: 'y', r: 2.6, fill: colors.red, stroke: 'white', strokeWidth: 0.5 }),
      ],
    }
  }
  return {
    name: '09-depth',
    columns: 5,
    caption: {
      ko: '같은 가중치의 신경망, 은닉층 1, 2, 3, 5, 8개. 위: 활성함수가 없으면 언제나 직선. 아래: ReLU를 넣으면 꺾인 점(빨강)이 생긴다. 꺾인 점은 `D.jvp`로 얻은 기울기가 바뀌는 자리이다.',
      en: 'Networks of the same weights with 1, 2, 3, 5, 8 hidden layers. Above: without an activation always a line. Below: with ReLU there are kinks (red), found where the slope, by `D.jvp`, changes.',
    },
    panels: [
      ...networks.map(({ depth, linear }) => panel(`선형 linear: ${depth}층`, linear, colors.grey)),
      ...networks.map(({ depth, relu }) => panel(`ReLU: ${depth}층, ${relu.kinks.length} kinks`, relu, colors.blue)),
    ],
  }
}

/** x² by several numbers of pieces. */
const bend = ({ fits }: V): Figure => ({
  name: '09-hinges',
  columns: 3,
  caption: {
    ko: 'ReLU n개의 합(파랑)으로 만든 x²(회색 점선). 뉴런 하나가 조각 하나를 맡는다. 뉴런을 두 배로 하면 오차는 4분의 1이 된다: 정확히 1/n².',
    en: 'x² (grey, dashed) as a sum of n ReLUs (blue): one unit for each piece. Twice the units, a quarter of the error: exactly 1/n².',
  },
  panels: fits.map(({ n, points, knots, error }) => ({
    title: `n = ${n}: max|error| = ${error.toFixed(4)}`,
    width: 305,
    height: 205,
    marginTop: 36,
    x: axis('x'),
    y: axis('y', { domain: [-0.1, 1.1] }),
    marks: [
      Plot.lineY(points, { x: 'x', y: 'y', stroke: colors.blue, strokeWidth: 2.2 }),
      Plot.lineY(points, {
        x: 'x',
        y: (d: { readonly x: number }) => d.x ** 2,
        stroke: colors.ink,
        strokeWidth: 1.3,
        strokeDasharray: '4,4',
      }),
      Plot.dot(knots, { x: (k: number) => k, y: (k: number) => k * k, r: 3, fill: colors.red }),
    ],
  })),
})
