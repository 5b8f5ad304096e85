import * as Plot from '@observablehq/plot'
import * as T from 'nabla-ts/Tensor'
import type { run } from './06-linear-fit.js'
import { linspace } from './curves.js'
import type { Figure, Values } from './lesson.js'
import { colors } from './render.js'
import { axis } from './sketch.js'

type V = Values<typeof run>

export const figures = (values: V): readonly Figure[] => [fit(values), path(values)]

const fixed = (v: T.Scalar): string => T.toNumber(v).toFixed(4)

/** The data and the predictions, before and after the steps that the slide draws. */
const fit = ({ x, y, history }: V): Figure => {
  const shown = [0, 5, 10, 15].filter((k) => k < history.length).map((k) => ({ k, ...history[k] }))
  const xs = T.toArray(x)
  const points = xs.map((v, i) => ({ x: v, y: T.toArray(y)[i] }))
  const line = (w: T.Scalar) => xs.map((v) => ({ x: v, y: v * T.toNumber(w) }))
  return {
    name: '06-fit',
    columns: 2,
    caption: {
      ko: '점은 자료, 빨간 실선은 그림을 그릴 때의 예측 pre = w·x(갱신 전의 w), 파란 점선은 갱신 후의 w. 제목의 w는 갱신 후의 값이다.',
      en: 'Points: the data. Red: the prediction pre = w·x that the slide draws, with w before the update. Blue, dashed: w after it, which is the w of the title.',
    },
    panels: shown.map(({ k, cost, before, after, gradient }) => ({
      title: `step ${k} : cost=${fixed(cost)}, w=${fixed(after)}, grad=${fixed(gradient)}`,
      width: 380,
      height: 260,
      marginTop: 36,
      x: axis('x'),
      y: axis('y', { domain: [0, 10.5] }),
      marks: [
        Plot.ruleY([0]),
        Plot.lineY(line(after), { x: 'x', y: 'y', stroke: colors.blue, strokeDasharray: '5,4' }),
        Plot.lineY(line(before), { x: 'x', y: 'y', stroke: colors.red, strokeWidth: 2 }),
        Plot.dot(points, { x: 'x', y: 'y', fill: colors.ink, r: 4 }),
        // Only in the first plot are the two lines far enough apart to be named.
        ...(k === 0
          ? [
              Plot.text(['w 갱신 후 after'], { x: 5, y: 3.2, textAnchor: 'end', fill: colors.blue, fontSize: 12 }),
              Plot.text(['pre: w 갱신 전 before'], {
                x: 5,
                y: 0.95,
                textAnchor: 'end',
                fill: colors.red,
                fontSize: 12,
              }),
            ]
          : []),
      ],
    })),
  }
}

/** All twenty steps: on the parabola of the cost, and one after the other. */
const path = ({ cost, weights, closedForm }: V): Figure => {
  const at = (w: number) => ({ w, cost: T.toNumber(cost(T.scalar(w))) })
  const visited = weights.map((w, k) => ({ ...at(w), k, closed: closedForm[k] }))
  return {
    name: '06-path',
    caption: {
      ko: '스무 걸음 전부. 왼쪽: 비용의 포물선 위에서(흰 점이 시작). 오른쪽: 걸음마다의 w(점)와 공식 2 + (w₀ − 2)·0.78ᵏ(선).',
      en: 'All twenty steps. Left: on the parabola of the cost (the white dot is the start). Right: w step by step (dots), and the formula 2 + (w₀ − 2)·0.78ᵏ (line).',
    },
    panels: [
      {
        title: 'cost(w)',
        width: 380,
        height: 250,
        marginTop: 36,
        x: axis('w'),
        y: axis('cost', { domain: [0, 45] }),
        marks: [
          Plot.ruleY([0]),
          Plot.lineY(linspace(-0.02, 4.02, 80).map(at), { x: 'w', y: 'cost', stroke: colors.grey, strokeWidth: 1.5 }),
          Plot.lineY(visited, { x: 'w', y: 'cost', stroke: colors.red, strokeWidth: 1.3 }),
          Plot.dot(visited, { x: 'w', y: 'cost', r: 3.2, fill: colors.red }),
          Plot.dot(visited.slice(0, 1), {
            x: 'w',
            y: 'cost',
            r: 5,
            fill: 'white',
            stroke: colors.ink,
            strokeWidth: 1.6,
          }),
        ],
      },
      {
        title: 'w → 2',
        width: 380,
        height: 250,
        marginTop: 36,
        x: axis('step'),
        y: axis('w', { domain: [0, 2.2] }),
        marks: [
          Plot.ruleY([0]),
          Plot.ruleY([2], { stroke: colors.grey, strokeDasharray: '4,4' }),
          Plot.lineY(visited, { x: 'k', y: 'closed', stroke: colors.blue, strokeWidth: 1.3 }),
          Plot.dot(visited, { x: 'k', y: 'w', r: 3.2, fill: colors.red }),
        ],
      },
    ],
  }
}
