import * as Plot from '@observablehq/plot'
import * as A from 'nabla-ts/Activation'
import * as T from 'nabla-ts/Tensor'
import { target, x, type run } from './13-leaky-relu.js'
import { derivative, grid } from './curves.js'
import type { Figure, Values } from './lesson.js'
import { colors, series } from './render.js'
import { axes, axis, logAxis, margins, spots, words } from './sketch.js'

const name = (a: number): string => (a === 0 ? '0 (ReLU)' : a === 1 ? '1 (identity)' : String(a))

export const figures = ({ learningRate, steps, runs }: Values<typeof run>): readonly Figure[] => {
  const wide = grid(-4, 4, 201)
  const slopes = runs.map(({ a }) => a)
  const frame = { width: 182, height: 190, ...margins, marginLeft: 44, marginRight: 10, x: axis('x', { ticks: 3 }) }
  const line = (options: Plot.LineOptions = {}) => ({ x: 'x', y: 'y', stroke: colors.blue, strokeWidth: 2, ...options })
  return [
    {
      name: '13-slopes',
      columns: 5,
      caption: {
        ko: '음수 쪽 기울기 다섯 가지: 위는 함수, 아래는 기울기(`D.grad`). 슬라이드는 0.1이다. 0에서의 기울기는 음수 쪽의 것이다(채운 점).',
        en: 'Five slopes below 0: the function above, its slope (`D.grad`) below. The slides have 0.1. At 0 the slope is that of the negative side (the full dot).',
      },
      panels: [
        ...slopes.map((a) => ({
          ...frame,
          title: `a = ${name(a)}`,
          y: axis('f', { domain: [-4, 4], ticks: 5 }),
          marks: [...axes, Plot.line(spots(A.leakyRelu(a), wide), line())],
        })),
        ...slopes.map((a) => ({
          ...frame,
          height: 160,
          marginTop: 14,
          y: axis('f′', { domain: [-0.1, 1.15], ticks: 4 }),
          marks: [
            ...axes,
            Plot.line(spots(derivative(A.leakyRelu(a)), grid(-4, 0, 51)), line()),
            Plot.line(spots(derivative(A.leakyRelu(a)), grid(0.001, 4, 51)), line()),
            ...(a === 1
              ? []
              : [Plot.dot([{ x: 0, y: 1 }], { x: 'x', y: 'y', fill: 'white', stroke: colors.blue, r: 3.5 })]),
            Plot.dot([{ x: 0, y: a }], { x: 'x', y: 'y', fill: colors.blue, r: 3.5 }),
          ],
        })),
      ],
    },
    {
      name: '13-rescue',
      columns: 2,
      caption: {
        ko: `모든 자료에서 음수인 유닛 f(x − 1.5)가 max(0, x)를 배운다. 왼쪽: 비용. ReLU는 움직이지 않는다. 오른쪽: ${steps}걸음 뒤의 출력과 목표(회색 굵은 선).`,
        en: `A unit that is negative for all data, f(x − 1.5), learns max(0, x). Left: the cost; ReLU does not move. Right: the outputs after ${steps} steps, and the target (grey, thick).`,
      },
      panels: [
        {
          title: `Gradient descent, rate ${learningRate}`,
          width: 480,
          height: 280,
          ...margins,
          marginRight: 80,
          x: axis('step', { ticks: 5 }),
          y: logAxis('cost', {
            domain: [1e-5, 3],
            ticks: 5,
          }),
          marks: runs.flatMap(({ a, costs }, i) => [
            Plot.line(
              costs.map((y, k) => ({ x: k, y })).filter(({ y }) => y > 1e-5),
              line(series[i]),
            ),
            words(steps, Math.max(1.3e-5, costs[steps]), `a = ${a}`, {
              textAnchor: 'start',
              dx: 6,
              fill: series[i].stroke,
            }),
          ]),
        },
        {
          title: `After ${steps} steps`,
          width: 440,
          height: 280,
          ...margins,
          marginRight: 80,
          x: axis('x', { ticks: 5 }),
          y: axis('output', { ticks: 5 }),
          marks: [
            ...axes,
            Plot.line(
              Array.from(T.toFlat(x), (v, i) => ({ x: v, y: T.toFlat(target)[i] })),
              { x: 'x', y: 'y', stroke: colors.pale, strokeWidth: 9 },
            ),
            ...runs.flatMap(({ a, output }, i) => {
              const y = T.toFlat(output)
              return [
                Plot.line(
                  Array.from(T.toFlat(x), (v, j) => ({ x: v, y: y[j] })),
                  line(series[i]),
                ),
                words(1, y[100], `a = ${a}`, {
                  textAnchor: 'start',
                  dx: 6,
                  dy: a === 0.01 ? -8 : a === 0.1 ? 1 : a === 0.3 ? 5 : 0,
                  fill: series[i].stroke,
                }),
              ]
            }),
          ],
        },
      ],
    },
  ]
}
