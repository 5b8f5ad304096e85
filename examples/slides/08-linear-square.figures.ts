import * as Plot from '@observablehq/plot'
import type { run } from './08-linear-square.js'
import { elements } from './curves.js'
import { power, signed } from './format.js'
import type { Figure, Values } from './lesson.js'
import { colors } from './render.js'
import { axis } from './sketch.js'

type V = Values<typeof run>

export const figures = (values: V): readonly Figure[] => [fits(values), curve(values)]

/** The data and the line of the network after some steps. */
const fits = ({ x, noisy, steps, best, losses, lines }: V): Figure => {
  const points = elements(x).map((v, i) => ({ x: v, y: elements(noisy)[i] }))
  return {
    name: '08-fits',
    columns: 3,
    caption: {
      ko: '잡음 있는 y = x²(점)과 선형층 둘의 예측(빨강). 500걸음이 지나도 직선을 벗어나지 못한다. 회색 점선은 최소제곱 직선.',
      en: 'Noisy y = x² (dots) and what two linear layers predict (red). After 500 steps it is still a straight line. Grey, dashed: the line of least squares.',
    },
    panels: [0, 1, 2, 5, 20, steps]
      .filter((k) => k <= steps)
      .map((k) => {
        const { w, b } = lines[k]
        const ends = ({ w: slope, b: height }: { readonly w: number; readonly b: number }) =>
          [-1, 1].map((v) => ({ x: v, y: slope * v + height }))
        return {
          title: `step ${k}: loss=${losses[k].toFixed(4)}, ${signed(w, 3)}x + ${signed(b, 3)}`,
          width: 305,
          height: 220,
          marginTop: 36,
          x: axis('x'),
          y: axis('y', { domain: [-0.5, 1.3] }),
          marks: [
            Plot.dot(points, { x: 'x', y: 'y', r: 1.4, fill: colors.sky }),
            Plot.lineY(ends(best.noisy), {
              x: 'x',
              y: 'y',
              stroke: colors.grey,
              strokeWidth: 1.5,
              strokeDasharray: '5,4',
            }),
            Plot.lineY(ends({ w, b }), { x: 'x', y: 'y', stroke: colors.red, strokeWidth: 2.4 }),
          ],
        }
      }),
  }
}

/** The loss, and what remains of it above that of the best line. */
const curve = ({ losses, best }: V): Figure => {
  const floor = best.noisy.loss
  const traced = losses.map((loss, step) => ({ step, loss, above: loss - floor }))
  return {
    name: '08-loss',
    caption: {
      ko: '왼쪽: 처음 30걸음의 손실과 가장 좋은 직선의 손실(점선). 오른쪽: 그 바닥 위로 남은 높이(로그 눈금). 바닥에 끝없이 다가가지만 뚫지 못하고, 반올림 오차에서 멈춘다.',
      en: 'Left: the loss of the first 30 steps, and the loss of the best straight line (dashed). Right: what remains above that floor (log scale). It comes ever nearer, never breaks through, and stops at rounding.',
    },
    panels: [
      {
        title: '손실 loss',
        width: 450,
        height: 260,
        marginTop: 36,
        x: axis('step', { domain: [0, 30] }),
        y: axis('loss', { domain: [0, 0.3] }),
        marks: [
          Plot.ruleY([0]),
          Plot.ruleY([floor], { stroke: colors.ink, strokeDasharray: '5,4' }),
          Plot.lineY(traced.slice(0, 31), { x: 'step', y: 'loss', stroke: colors.red, strokeWidth: 2 }),
          Plot.dot(traced.slice(0, 31), { x: 'step', y: 'loss', r: 2.5, fill: colors.red }),
          Plot.text([`직선의 바닥 floor of all lines: ${floor.toFixed(5)}`], {
            x: 30,
            y: floor,
            dy: 14,
            textAnchor: 'end',
            fontSize: 12,
          }),
        ],
      },
      {
        title: '손실 − 바닥 loss − floor',
        width: 450,
        height: 260,
        marginTop: 36,
        marginLeft: 62,
        x: axis('step'),
        y: axis('loss − floor', { type: 'log', domain: [1e-16, 1], ticks: 8, tickFormat: (v: number) => power(v, 0) }),
        marks: [
          Plot.dot(
            traced.filter(({ above }) => above > 1e-16),
            { x: 'step', y: 'above', r: 1.6, fill: colors.red },
          ),
        ],
      },
    ],
  }
}
