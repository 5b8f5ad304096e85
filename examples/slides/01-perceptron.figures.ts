import * as Plot from '@observablehq/plot'
import * as L from 'nabla-ts/Layer'
import * as T from 'nabla-ts/Tensor'
import type { run } from './01-perceptron.js'
import { elements, linspace } from './curves.js'
import { signed, subscript } from './format.js'
import type { Figure, Values } from './lesson.js'
import { colors } from './render.js'
import { axis, bare, view } from './sketch.js'

type V = Values<typeof run>

export const figures = (values: V): readonly Figure[] => [neuron(values), lines(), fitted(values)]

/** The perceptron with numbers in place of letters: 2x₁ − x₂ + 0.5x₃ + 0.5. */
const formula = (weights: readonly number[], bias: number): string =>
  [...weights.map((w, i) => ({ v: w, x: `x${subscript(i + 1)}` })), { v: bias, x: '' }]
    .map(({ v, x }) => `${v < 0 ? '−' : '+'} ${Math.abs(v) === 1 && x !== '' ? '' : Math.abs(v)}${x}`)
    .join(' ')
    .replace(/^\+ /, '')

/** The neuron as a graph, and what it computes as a plane. */
const neuron = ({ x, weights, bias, perceptron, y }: V): Figure => {
  const inputs = x.map((v, i) => ({ x: 0, y: 1 - i, value: v, w: weights[i] }))
  const look = view(28, 24, 0.3)
  const ends = linspace(-3, 3, 7)
  const plane = (x3: number) => {
    const grid = [
      ...ends.map(
        (a) =>
          [
            [a, -3],
            [a, 3],
          ] as const,
      ),
      ...ends.map(
        (b) =>
          [
            [-3, b],
            [3, b],
          ] as const,
      ),
    ]
    return grid.map((segment) => {
      const [from, to] = look(segment.map(([a, b]) => [a, b, perceptron([a, b, x3])] as const))
      return { x1: from.x, y1: from.y, x2: to.x, y2: to.y, label: `x₃ = ${signed(x3, 0)}` }
    })
  }
  const arrow = (from: readonly [number, number, number], to: readonly [number, number, number], label: string) => {
    const [a, b] = look([from, to])
    return { x1: a.x, y1: a.y, x2: b.x, y2: b.y, label }
  }
  const floor = -7
  const axes = [
    arrow([-3, -3, floor], [3.9, -3, floor], 'x₁'),
    arrow([-3, -3, floor], [-3, 3.9, floor], 'x₂'),
    arrow([-3, -3, floor], [-3, -3, 10], 'y'),
  ]
  const [shadow, point] = look([
    [x[0], x[1], floor],
    [x[0], x[1], y],
  ])
  const ends4 = { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2' } as const
  return {
    name: '01-neuron',
    caption: {
      ko: '왼쪽: 입력이 셋인 퍼셉트론, 선 위는 가중치. 오른쪽: x₃을 고정하면 y는 x₁, x₂의 평면이다. x₃이 바뀌면 평면이 평행하게 오르내린다. 빨간 점이 왼쪽의 계산이다.',
      en: 'Left: a perceptron with three inputs, the weights on its lines. Right: with x₃ fixed, y is a plane over x₁ and x₂; another x₃ moves it up or down, in parallel. The red dot is the computation on the left.',
    },
    panels: [
      {
        title: 'y = x₁w₁ + x₂w₂ + x₃w₃ + b',
        width: 440,
        height: 310,
        marginTop: 32,
        x: bare(-0.15, 2.25),
        y: bare(-1.4, 1.8),
        marks: [
          Plot.arrow(inputs, {
            x1: 'x',
            y1: 'y',
            x2: 1.25,
            y2: 0,
            stroke: colors.blue,
            strokeWidth: 1.8,
            insetStart: 20,
            insetEnd: 26,
            headLength: 8,
          }),
          Plot.arrow([0], {
            x1: 1.25,
            y1: 1.4,
            x2: 1.25,
            y2: 0,
            stroke: colors.grey,
            strokeWidth: 1.8,
            insetStart: 14,
            insetEnd: 26,
            headLength: 8,
          }),
          Plot.arrow([0], {
            x1: 1.25,
            y1: 0,
            x2: 2.1,
            y2: 0,
            stroke: colors.ink,
            strokeWidth: 1.8,
            insetStart: 24,
            insetEnd: 20,
            headLength: 8,
          }),
          Plot.dot(inputs, { x: 'x', y: 'y', r: 19, fill: 'white', stroke: colors.ink, strokeWidth: 1.5 }),
          Plot.text(inputs, {
            x: 'x',
            y: 'y',
            text: (d: { readonly value: number }, i: number) => `x${subscript(i + 1)}=${d.value}`,
            fontSize: 12,
          }),
          Plot.text(inputs, {
            x: 0.55,
            y: (d: { readonly y: number }) => d.y * 0.56,
            dy: -9,
            text: (d: { readonly w: number }, i: number) => `w${subscript(i + 1)} = ${signed(d.w, 1)}`,
            fontSize: 12,
            fill: colors.blue,
            stroke: 'white',
            strokeWidth: 5,
          }),
          Plot.text([`b = ${bias}`], { x: 1.25, y: 1.5, fontSize: 12 }),
          Plot.dot([0], { x: 1.25, y: 0, r: 24, fill: colors.pale, stroke: colors.ink, strokeWidth: 1.5 }),
          Plot.text(['Σ'], { x: 1.25, y: 0, fontSize: 20 }),
          Plot.text([`y = ${y}`], { x: 2.12, y: 0, fontSize: 14, fontWeight: 'bold', fill: colors.red }),
        ],
      },
      {
        title: `y = ${formula(weights, bias)}`,
        width: 440,
        height: 310,
        marginTop: 32,
        marginBottom: 16,
        aspectRatio: null,
        x: bare(-4.6, 4.9),
        y: bare(-4.1, 4.3),
        marks: [
          Plot.arrow(axes, { ...ends4, stroke: colors.ink, headLength: 7 }),
          Plot.text(axes, { x: 'x2', y: 'y2', text: 'label', fontSize: 13, dx: 10, dy: -6 }),
          ...[
            { x3: -6, stroke: colors.grey, dash: '3,3' },
            { x3: 3, stroke: colors.blue, dash: 'none' },
          ].flatMap(({ x3, stroke, dash }) => [
            Plot.link(plane(x3), { ...ends4, stroke, strokeDasharray: dash, strokeWidth: 1.3 }),
            Plot.text([plane(x3)[6]], {
              x: 'x1',
              y: 'y1',
              text: 'label',
              fill: stroke === colors.grey ? colors.ink : stroke,
              dy: 14,
              fontSize: 12,
            }),
          ]),
          Plot.link([{ x1: shadow.x, y1: shadow.y, x2: point.x, y2: point.y }], {
            ...ends4,
            stroke: colors.red,
            strokeDasharray: '2,3',
          }),
          Plot.dot([point], { x: 'x', y: 'y', r: 5, fill: colors.red }),
          Plot.dot([shadow], { x: 'x', y: 'y', r: 3, stroke: colors.red, fill: 'white' }),
        ],
      },
    ],
  }
}

/** With one input: what w does, and what b does. */
const lines = (): Figure => {
  const line = (w: number, b: number) => {
    const apply = L.dense(1, 1).apply({ weight: T.tensor([[w]]), bias: T.tensor([b]) })
    const heights = elements(apply(T.tensor([[-3], [3]])))
    return [
      { x: -3, y: heights[0] },
      { x: 3, y: heights[1] },
    ]
  }
  const settings = [...[-2, -1, 0, 1, 2].map((w) => ({ w, b: 0 })), ...[-2, -1, 0, 1, 2].map((b) => ({ w: 1, b }))]
  return {
    name: '01-lines',
    columns: 5,
    caption: {
      ko: '입력이 하나이면 퍼셉트론은 직선이다. 위: b = 0일 때 w가 기울기를 정한다. 아래: w = 1일 때 b가 높이를 정한다(점은 x = 0에서의 값 b).',
      en: 'With one input a perceptron is a line. Above: w is its slope, with b = 0. Below: b is its height, with w = 1 (the dot is the value b at x = 0).',
    },
    panels: settings.map(({ w, b }) => ({
      title: `w = ${signed(w, 0)}, b = ${signed(b, 0)}`,
      width: 180,
      height: 185,
      marginLeft: 38,
      marginRight: 8,
      marginTop: 32,
      marginBottom: 34,
      x: axis('x', { domain: [-3, 3], ticks: [-2, 0, 2] }),
      y: axis('y', { domain: [-4, 4], ticks: [-4, -2, 0, 2, 4] }),
      marks: [
        Plot.ruleX([0], { stroke: colors.pale }),
        Plot.ruleY([0], { stroke: colors.pale }),
        Plot.lineY(line(w, b), { x: 'x', y: 'y', stroke: colors.blue, strokeWidth: 2.2, clip: true }),
        Plot.dot([{ x: 0, y: b }], { x: 'x', y: 'y', r: 4, fill: colors.red }),
      ],
    })),
  }
}

/** The points and the line that a perceptron has learned. */
const fitted = ({ xs, ys, learned: { w, b } }: V): Figure => {
  const points = elements(xs).map((v, i) => ({ x: v, y: elements(ys)[i], line: w * v + b }))
  return {
    name: '01-regression',
    caption: {
      ko: '선형회귀는 하나의 퍼셉트론이다: 경사하강법으로 배운 직선은 최소제곱 직선과 열두 자리까지 같다. 세로선은 잔차.',
      en: 'Linear regression is one perceptron: the line found by gradient descent is the line of least squares, to twelve digits. The thin lines are the residuals.',
    },
    panels: [
      {
        title: `y = ${signed(w, 3)}x + ${signed(b, 3)}`,
        width: 560,
        height: 300,
        x: axis('x'),
        y: axis('y'),
        grid: true,
        marks: [
          Plot.ruleX(points, { x: 'x', y1: 'y', y2: 'line', stroke: colors.grey, strokeWidth: 1 }),
          Plot.lineY(points, { x: 'x', y: 'line', stroke: colors.red, strokeWidth: 2 }),
          Plot.dot(points, { x: 'x', y: 'y', fill: colors.ink, r: 3.5 }),
        ],
      },
    ],
  }
}
