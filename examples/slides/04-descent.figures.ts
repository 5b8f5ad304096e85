import * as Plot from '@observablehq/plot'
import * as T from 'nabla-ts/Tensor'
import type { run } from './04-descent.js'
import { linspace } from './curves.js'
import { power, signed } from './format.js'
import type { Figure, Values } from './lesson.js'
import { colors, series } from './render.js'
import { axis } from './sketch.js'

type V = Values<typeof run>
type Cost = V['cost']

export const figures = (values: V): readonly Figure[] => [rates(values), distance(values), initial(values)]

const points = (f: Cost, ws: readonly number[]) => ws.map((w) => ({ w, cost: T.toNumber(f(T.scalar(w))) }))

/** Steps on a curve, from each point to the next. */
const steps = (f: Cost, ws: readonly number[], color: string) => {
  const at = points(f, ws)
  const hops = at.slice(1).map((to, k) => ({ x1: at[k].w, y1: at[k].cost, x2: to.w, y2: to.cost }))
  return [
    Plot.link(hops, { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2', stroke: color, strokeWidth: 1.3, clip: true }),
    Plot.dot(at, { x: 'w', y: 'cost', r: 2.6, fill: color, clip: true }),
    Plot.dot(at.slice(0, 1), { x: 'w', y: 'cost', r: 5, fill: 'white', stroke: colors.ink, strokeWidth: 1.6 }),
  ]
}

/** The steps on the parabola. */
const rates = ({ cost, runs }: V): Figure => ({
  name: '04-rates',
  columns: 3,
  caption: {
    ko: '같은 곡선, 같은 초기점(흰 점), 여섯 학습률로 20걸음. 곡선은 실습 1의 비용이고 한계 2/L = 1/11은 `D.hessian`에서 나온다. 한계에서는 두 점을 영원히 오가고, 넘으면 멀어진다.',
    en: 'One curve, one start (white), twenty steps at six learning rates. The curve is the cost of exercise 1, and its limit 2/L = 1/11 comes from `D.hessian`. At the limit it goes to and fro for ever, above it moves away.',
  },
  panels: runs.map(({ learningRate, behaviour, weights }) => ({
    title: `lr = ${learningRate.toFixed(4)}: ${behaviour}`,
    width: 305,
    height: 235,
    marginTop: 36,
    x: axis('w', { domain: [-1.5, 5.5] }),
    y: axis('cost', { domain: [0, 90] }),
    marks: [
      Plot.lineY(points(cost, linspace(-1.5, 5.5, 120)), {
        x: 'w',
        y: 'cost',
        stroke: colors.grey,
        strokeWidth: 1.5,
        clip: true,
      }),
      Plot.ruleY([0]),
      ...steps(cost, weights, colors.red),
    ],
  })),
})

/** The distance from the minimum, step by step. */
const distance = ({ curvature, runs }: V): Figure => {
  const traced = runs.map(({ learningRate, weights: ws }) => ({
    label: `lr ${learningRate.toFixed(4)}`,
    // Until the distance is 0 up to rounding.
    points: ws
      .map((w, k) => ({ k, d: Math.max(Math.abs(w - 2), 1e-16) }))
      .filter((_, k) => k === 0 || Math.abs(ws[k - 1] - 2) > 1e-12),
  }))
  return {
    name: '04-distance',
    caption: {
      ko: '최소점까지의 거리(로그 눈금)는 한 걸음마다 |1 − lr·L|배가 되어 직선이 된다. 크기만 보이므로 0.08의 지그재그도 여기서는 곧은 직선이다. 1/L은 한 걸음에 끝나 그림 밖으로 떨어진다.',
      en: 'The distance from the minimum (log scale) is multiplied by |1 − lr·L| at each step: straight lines. only the size is shown, so the zigzag of 0.08 is a straight line too. 1/L is done in one step and falls out of the picture.',
    },
    panels: [
      {
        width: 640,
        height: 300,
        marginTop: 16,
        marginLeft: 62,
        marginRight: 90,
        x: axis('step', { domain: [0, 20] }),
        y: axis('|w − 2|', { type: 'log', domain: [1e-5, 30], ticks: 6, tickFormat: (v: number) => power(v, 0) }),
        marks: [
          ...traced.flatMap(({ points: trace }, i) => [
            Plot.lineY(trace, { x: 'k', y: 'd', ...series[i], strokeWidth: 2, clip: true }),
          ]),
          Plot.text(
            traced
              .filter(({ points: trace }) => trace[trace.length - 1].d > 1e-6)
              .map(({ label, points: trace }) => ({ ...trace[trace.length - 1], label })),
            { x: 'k', y: 'd', text: 'label', dx: 6, textAnchor: 'start', fontSize: 11 },
          ),
          Plot.text([`lr ${(1 / curvature).toFixed(4)} (1/L)`], {
            x: 0.3,
            y: 1.6e-5,
            dx: 6,
            textAnchor: 'start',
            fontSize: 11,
          }),
        ],
      },
    ],
  }
}

/** 초기점에서 출발: the steps on the curve with two minima. */
const initial = ({ valleys, ends }: V): Figure => ({
  name: '04-starts',
  columns: 3,
  caption: {
    ko: '골짜기가 둘인 곡선에서 초기점(흰 점) 여섯. 어디서 출발하느냐에 따라 다른 골짜기에서 멈춘다. 왼쪽이 더 깊지만 오른쪽에서 출발하면 알 길이 없다.',
    en: 'Six starts (white) on a curve with two valleys. Where it ends depends on where it begins: the left valley is deeper, but from the right there is no way to know.',
  },
  panels: ends.map(({ from, weights, end }) => ({
    title: `w₀ = ${signed(from, 1)} → ${signed(end, 3)}`,
    width: 305,
    height: 200,
    marginTop: 36,
    x: axis('w', { domain: [-2.4, 2.4] }),
    y: axis('f(w)', { domain: [-2, 2] }),
    marks: [
      Plot.lineY(points(valleys, linspace(-2.4, 2.4, 120)), {
        x: 'w',
        y: 'cost',
        stroke: colors.grey,
        strokeWidth: 1.5,
        clip: true,
      }),
      ...steps(valleys, weights, colors.red),
    ],
  })),
})
