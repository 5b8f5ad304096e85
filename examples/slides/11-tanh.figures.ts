import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as T from 'nabla-ts/Tensor'
import type { run } from './11-tanh.js'
import { derivative, grid, type Curve } from './curves.js'
import { brief } from './format.js'
import type { Figure, Values } from './lesson.js'
import { colors } from './render.js'
import { axes, axis, logAxis, margins, spot, spots, table, words } from './sketch.js'

export const figures = (values: Values<typeof run>): readonly Figure[] => {
  const { tanh, sigmoid, slope, curvature, fromSigmoid, naiveSlope, flat, saturated, extremum, right, inputs } = values
  const x = grid(-5, 5, 401)
  const zones = [
    { x1: -5, x2: -saturated },
    { x1: saturated, x2: 5 },
  ]
  const frame = { width: 306, height: 250, ...margins, x: axis('x') }
  const line = (f: Curve) => Plot.line(spots(f, x), { x: 'x', y: 'y', stroke: colors.blue, strokeWidth: 2 })
  const shade = Plot.rect(zones, { x1: 'x1', x2: 'x2', fill: colors.pale, fillOpacity: 0.8 })
  const far = grid(10, 25, 601)
  const lost = spots(naiveSlope, far)
  const wrong = (found: number, right: number, bound = 1e-6): string => (Math.abs(found / right - 1) < bound ? '' : '!')
  const small = T.exp(grid(Math.log(1e-18), Math.log(0.1), 300))
  const error = spots((v) => pipe(fromSigmoid(v), T.div(tanh(v)), T.sub(1), T.abs), small)
  return [
    {
      name: '11-derivatives',
      caption: {
        ko: `tanh와 그 1차, 2차 도함수. 회색은 기울기가 ${flat}보다 작은 포화 구간 |x| > ${saturated.toFixed(3)}이다. 0에서 기울기는 1로, 시그모이드의 네 배이다.`,
        en: `tanh, its first and its second derivative. Shaded: the saturated zone |x| > ${saturated.toFixed(3)}, where the slope is below ${flat}. At 0 the slope is 1, four times that of the sigmoid.`,
      },
      panels: [
        {
          ...frame,
          title: 'f = tanh',
          y: axis('y', { domain: [-1.1, 1.1], ticks: 5 }),
          marks: [shade, ...axes, line(tanh)],
        },
        {
          ...frame,
          title: 'f′ = 4σ(2x)·σ(−2x)',
          y: axis('y', { domain: [0, 1.15], ticks: 5 }),
          marks: [shade, ...axes, line(slope), ...spot(0, 1, '1')],
        },
        {
          ...frame,
          title: 'f″',
          y: axis('y', { domain: [-0.95, 0.95], ticks: 5 }),
          marks: [
            shade,
            ...axes,
            line(curvature),
            ...spot(-extremum, 4 / (3 * Math.sqrt(3)), '4/(3√3)'),
            ...spot(extremum, -4 / (3 * Math.sqrt(3)), '−4/(3√3)', { dy: 12 }),
          ],
        },
      ],
    },
    {
      name: '11-sigmoid-inside',
      caption: {
        ko: '왼쪽: 시그모이드 σ(x). 가운데: 가로로 두 배 좁히고 세로로 두 배 늘려 1만큼 내린 2σ(2x) − 1(빨간 점선)이 tanh(파란 선) 위에 놓인다. 오른쪽: 두 기울기.',
        en: 'Left: the sigmoid σ(x). Middle: squeezed to half its width, stretched to twice its height and moved down by 1, 2σ(2x) − 1 (red, dashed) lies on tanh (blue). Right: both slopes.',
      },
      panels: [
        {
          ...frame,
          title: 'σ(x)',
          y: axis('y', { domain: [-1.1, 1.1], ticks: 5 }),
          marks: [...axes, Plot.line(spots(sigmoid, x), { x: 'x', y: 'y', stroke: colors.red, strokeWidth: 2 })],
        },
        {
          ...frame,
          title: 'tanh(x) = 2σ(2x) − 1',
          y: axis('y', { domain: [-1.1, 1.1], ticks: 5 }),
          marks: [
            ...axes,
            Plot.line(spots(tanh, x), { x: 'x', y: 'y', stroke: colors.sky, strokeWidth: 6 }),
            Plot.line(spots(fromSigmoid, x), {
              x: 'x',
              y: 'y',
              stroke: colors.red,
              strokeWidth: 2,
              strokeDasharray: '5,4',
            }),
          ],
        },
        {
          ...frame,
          title: 'tanh′ and σ′',
          y: axis('y', { domain: [0, 1.15], ticks: 5 }),
          marks: [
            ...axes,
            line(slope),
            Plot.line(spots(derivative(sigmoid), x), {
              x: 'x',
              y: 'y',
              stroke: colors.red,
              strokeWidth: 2,
              strokeDasharray: '5,4',
            }),
            words(0.8, 0.75, 'tanh′', { textAnchor: 'start', fill: colors.blue }),
            words(2.2, 0.17, 'σ′', { textAnchor: 'start', fill: colors.red }),
          ],
        },
      ],
    },
    {
      name: '11-numerics',
      columns: 2,
      caption: {
        ko: '왼쪽: 1 − tanh²는 19부터 0이고 그 전에도 계단이다. 오른쪽과 아래: 2σ(2x) − 1은 0 근처에서, 지수함수의 몫은 710부터 무너진다.',
        en: 'Left: 1 − tanh² is 0 from about 19 on, and made of steps before. Right and below: 2σ(2x) − 1 breaks near 0, the quotient of exponentials from 710 on.',
      },
      panels: [
        {
          title: 'tanh′ at the right end',
          width: 420,
          height: 260,
          ...margins,
          x: axis('x'),
          y: logAxis('tanh′(x)', { ticks: 5 }),
          marks: [
            Plot.line(spots(slope, far), { x: 'x', y: 'y', stroke: colors.blue, strokeWidth: 2 }),
            Plot.line(
              lost.filter(({ y }) => y > 0),
              { x: 'x', y: 'y', stroke: colors.red, strokeWidth: 2, strokeDasharray: '5,3' },
            ),
            Plot.ruleX([lost.find(({ y }) => y === 0)?.x ?? 20], { stroke: colors.red, strokeDasharray: '2,2' }),
            words(19.3, 1e-12, 'naive 1 − tanh²: 0', { textAnchor: 'start', fill: colors.red }),
            words(22.5, 1e-18, 'D.grad', { textAnchor: 'start', dy: -10, fill: colors.blue }),
          ],
        },
        {
          title: 'Relative error of 2σ(2x) − 1 near 0',
          width: 500,
          height: 260,
          ...margins,
          x: logAxis('x', { ticks: 6 }),
          y: logAxis('relative error', { ticks: 5 }),
          marks: [
            Plot.dot(
              error.filter(({ y }) => y > 0),
              { x: 'x', y: 'y', fill: colors.red, r: 2 },
            ),
            words(3e-14, 0.5, 'to the left of 5.6e−17: all digits lost', { textAnchor: 'start', fill: colors.red }),
          ],
        },
        table(
          'tanh′(x)',
          ['x', '1 − tanh²', 'D.grad(tanh)'],
          right.map((e) => [String(e.x), wrong(e.naive, e.exact) + brief(e.naive), brief(e.stable)]),
          420,
        ),
        table(
          'tanh(x)',
          ['x', '2σ(2x) − 1', '(eˣ − e⁻ˣ)/(eˣ + e⁻ˣ)', 'tanh'],
          inputs.map((e) => [
            brief(e.x),
            wrong(e.sigmoid, e.stable, 1e-9) + brief(e.sigmoid, 9),
            wrong(e.quotient, e.stable, 1e-9) + brief(e.quotient, 9),
            brief(e.stable, 9),
          ]),
          500,
        ),
      ],
    },
  ]
}
