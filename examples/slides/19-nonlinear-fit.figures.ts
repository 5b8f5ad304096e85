import * as Plot from '@observablehq/plot'
import type { run } from './19-nonlinear-fit.js'
import { elements } from './curves.js'
import { brief } from './format.js'
import type { Figure, Values } from './lesson.js'
import { noisyTargets, x } from './parabola.js'
import { colors, series } from './render.js'
import { measured } from './seeds/measured.js'
import { axis, margins, words } from './sketch.js'

const xs = elements(x)

const scatter = Plot.dot(
  xs.map((v, i) => ({ x: v, y: elements(noisyTargets)[i] })),
  { x: 'x', y: 'y', fill: colors.grey, fillOpacity: 0.35, r: 1.5 },
)

const curve = (y: ArrayLike<number>, options: Plot.LineOptions = {}) =>
  Plot.line(
    xs.map((v, i) => ({ x: v, y: y[i] })),
    { x: 'x', y: 'y', stroke: colors.blue, strokeWidth: 2.5, ...options },
  )

const names = {
  uniform: 'default',
  xavierNormal: 'Xavier N',
  xavierUniform: 'Xavier U',
  heNormal: 'He N',
  heUniform: 'He U',
}

export const figures = ({ steps, floors, fits, hinges, fresh }: Values<typeof run>): readonly Figure[] => {
  const { relu, tanh, linear } = fits
  const last = hinges.length - 1
  /** The hinges on the curve, at its nearest points. */
  const marks = (i: number) =>
    Plot.dot(
      hinges[i].map((h) => ({ x: h.x, y: relu.shown[i].y[Math.round(((h.x + 1) / 2) * (xs.length - 1))] })),
      { x: 'x', y: 'y', fill: colors.red, r: 3.5 },
    )
  const straight = curve(linear.shown[last].y, { stroke: colors.ink, strokeWidth: 1.5, strokeDasharray: '4,3' })
  const losses = [
    { name: 'ReLU', fit: relu },
    { name: 'tanh', fit: tanh },
    { name: 'no activation', fit: linear },
  ].map(({ name, fit }) => ({
    name,
    points: fit.losses.map((loss, k) => ({ k, loss })).filter(({ k }) => k < 20 || k % 10 === 0),
  }))
  return [
    {
      name: '19-fit',
      columns: 2,
      caption: {
        ko: '왼쪽: 잡음 있는 자료(회색), ReLU 망(파란 선)과 꺾이는 점 −b/w(빨간 점), 활성함수 없는 같은 망(검은 점선). 오른쪽: 같은 자료에 tanh.',
        en: 'Left: noisy data (grey), the network with ReLU (blue) and its hinges at −b/w (red), the same network without an activation (black, dashed). Right: the same data with tanh.',
      },
      panels: [
        {
          title: `ReLU: loss ${relu.losses[steps].toFixed(4)}`,
          width: 470,
          height: 320,
          ...margins,
          x: axis('x', { ticks: 5 }),
          y: axis('y', { domain: [-0.05, 1.25], ticks: 6 }),
          marks: [scatter, straight, curve(relu.shown[last].y), marks(last)],
        },
        {
          title: `tanh: loss ${tanh.losses[steps].toFixed(4)}`,
          width: 470,
          height: 320,
          ...margins,
          x: axis('x', { ticks: 5 }),
          y: axis('y', { domain: [-0.05, 1.25], ticks: 6 }),
          marks: [scatter, straight, curve(tanh.shown[last].y)],
        },
      ],
    },
    {
      name: '19-steps',
      columns: 5,
      caption: {
        ko: '직선에서 곡선으로: ReLU 망의 0, 10, 50, 150, 500걸음. 빨간 점은 꺾이는 점, 제목은 손실.',
        en: 'From a line to a curve: the network with ReLU after 0, 10, 50, 150, 500 steps. Red: hinges; in the title: the loss.',
      },
      panels: relu.shown.map(({ k, y }, i) => ({
        title: `step ${k}: ${brief(relu.losses[k])}`,
        width: 182,
        height: 200,
        ...margins,
        marginLeft: 42,
        marginRight: 10,
        x: axis('x', { ticks: [-1, 0, 1], tickFormat: 'd' }),
        y: axis('y', { domain: [-0.5, 1.25], ticks: 4 }),
        marks: [scatter, curve(y, { strokeWidth: 2 }), marks(i)],
      })),
    },
    {
      name: '19-loss',
      caption: {
        ko: '손실: 활성함수가 있는 두 망은 잡음의 바닥 0.2²/12 = 0.0033(점선)에 다가가고, 없는 망은 가장 좋은 직선의 손실(파선)에 머문다.',
        en: 'The loss: both networks with an activation approach the noise floor 0.2²/12 = 0.0033 (dotted), the one without stays at that of the best straight line (dashed).',
      },
      panels: [
        {
          title: 'Loss, noisy data',
          width: 760,
          height: 320,
          ...margins,
          marginRight: 110,
          x: axis('step', { ticks: 6 }),
          y: axis('MSE', { type: 'log', ticks: [0.003, 0.01, 0.03, 0.1, 0.3], tickFormat: (v: number) => String(v) }),
          marks: [
            Plot.ruleY([floors.noise], { stroke: colors.ink, strokeDasharray: '2,3' }),
            Plot.ruleY([floors.line], { stroke: colors.ink, strokeDasharray: '7,3' }),
            words(0, floors.noise, 'noise floor 0.2²/12', { textAnchor: 'start', dy: -7, dx: 4 }),
            words(250, floors.line, 'best straight line', { dy: -8 }),
            ...losses.map(({ points }, i) => Plot.line(points, { x: 'k', y: 'loss', strokeWidth: 2, ...series[i] })),
            ...losses.map(({ name, points }, i) =>
              words(steps, points[points.length - 1].loss, name, {
                textAnchor: 'start',
                dx: 6,
                dy: [6, -5, 0][i],
                fill: series[i].stroke,
              }),
            ),
          ],
        },
      ],
    },
    {
      name: '19-seeds',
      columns: 2,
      caption: {
        ko: '깨끗한 자료에서 시드 1–20: 500걸음 뒤의 손실이 직선의 한계 0.0896보다 몇 배 낮은가(빨간 선은 30배). `dense`의 기본 초기화는 늘 넘지만 He와 Xavier는 그렇지 않다. 채운 점은 이 수업에서 다시 계산한 것.',
        en: 'Clean data, seeds 1 to 20: how many times lower than the limit of straight lines, 0.0896, the loss is after 500 steps (red: 30 times). The default of `dense` is always above, He and Xavier are not. Full dots were computed anew by this lesson.',
      },
      panels: (['relu', 'tanh'] as const).map((activation) => ({
        title: activation === 'relu' ? 'ReLU' : 'tanh',
        width: 470,
        height: 300,
        ...margins,
        x: axis('initialisation', { domain: Object.values(names) }),
        y: axis('times lower', { type: 'log', domain: [1.5, 180], ticks: [2, 5, 10, 30, 100], tickFormat: 'd' }),
        marks: [
          Plot.ruleY([30], { stroke: colors.red, strokeDasharray: '4,3' }),
          Plot.dot(
            measured
              .filter((m) => m.activation === activation)
              .flatMap((m) => m.times.map((times, i) => ({ name: names[m.init], times, i }))),
            { x: 'name', y: 'times', stroke: colors.blue, r: 3.5 },
          ),
          Plot.dot(
            fresh
              .filter(({ run }) => run[0] === activation)
              .map(({ run: [, init, seed] }) => ({
                name: names[init],
                times: measured.find((m) => m.activation === activation && m.init === init)?.times[seed - 1],
              })),
            { x: 'name', y: 'times', fill: colors.blue, r: 4.5 },
          ),
        ],
      })),
    },
  ]
}
