import * as Plot from '@observablehq/plot'
import type { run } from './10-sigmoid.js'
import { grid, type Curve } from './curves.js'
import { brief } from './format.js'
import type { Figure, Values } from './lesson.js'
import { colors } from './render.js'
import { axes, axis, logAxis, margins, spot, spots, table, words } from './sketch.js'

export const figures = (values: Values<typeof run>): readonly Figure[] => {
  const { sigmoid, slope, curvature, naive, logSigmoid, flat, saturated, extremum, right, left } = values
  const x = grid(-8, 8, 321)
  const zones = [
    { x1: -8, x2: -saturated },
    { x1: saturated, x2: 8 },
  ]
  const curve = (title: string, f: Curve, domain: readonly [number, number], marks: readonly Plot.Markish[] = []) => ({
    title,
    width: 306,
    height: 250,
    ...margins,
    x: axis('x'),
    y: axis('y', { domain: [...domain], ticks: 5 }),
    marks: [
      Plot.rect(zones, { x1: 'x1', x2: 'x2', fill: colors.pale, fillOpacity: 0.8 }),
      ...axes,
      Plot.line(spots(f, x), { x: 'x', y: 'y', stroke: colors.blue, strokeWidth: 2 }),
      ...marks,
    ],
  })
  const far = grid(25, 45, 401)
  const lost = spots(naive.slope, far)
  return [
    {
      name: '10-derivatives',
      caption: {
        ko: `시그모이드와 그 1차, 2차 도함수(\`D.grad\`를 한 번, 두 번). 회색 부분은 기울기가 ${flat}보다 작은 포화 구간 |x| > ${saturated.toFixed(3)}이다.`,
        en: `The sigmoid, its first and its second derivative (\`D.grad\` once and twice). Shaded: the saturated zone |x| > ${saturated.toFixed(3)}, where the slope is below ${flat}.`,
      },
      panels: [
        curve('f = σ', sigmoid, [0, 1], spot(0, 0.5, 'σ(0) = 1/2', { textAnchor: 'start', dx: 8, dy: 4 })),
        curve('f′ = σ(x)·σ(−x)', slope, [0, 0.28], spot(0, 0.25, '1/4')),
        curve(
          'f″',
          curvature,
          [-0.12, 0.12],
          [...spot(-extremum, Math.sqrt(3) / 18, '√3/18'), ...spot(extremum, -Math.sqrt(3) / 18, '−√3/18', { dy: 12 })],
        ),
      ],
    },
    {
      name: '10-numerics',
      columns: 2,
      caption: {
        ko: '식을 그대로 쓰면 무너지는 곳. 왼쪽: σ(1 − σ)는 30을 넘으면 계단이 되고 37부터 0이다(그래프가 끊긴다). 오른쪽: log σ는 −745 아래에서 −∞이다. 표의 빨간 수가 틀린 값이다.',
        en: 'Where the literal formulas break. Left: σ(1 − σ) turns into steps beyond 30 and is 0 from 37 on (the graph ends). Right: log σ is −∞ below −745. Red in the tables: what is wrong.',
      },
      panels: [
        {
          title: 'σ′ at the right end',
          width: 460,
          height: 250,
          ...margins,
          x: axis('x', { domain: [25, 45] }),
          y: logAxis('σ′(x)', { ticks: 5 }),
          marks: [
            Plot.line(spots(slope, far), { x: 'x', y: 'y', stroke: colors.blue, strokeWidth: 2 }),
            Plot.line(
              lost.filter(({ y }) => y > 0),
              { x: 'x', y: 'y', stroke: colors.red, strokeWidth: 2, strokeDasharray: '5,3' },
            ),
            Plot.ruleX([lost.find(({ y }) => y === 0)?.x ?? 37], { stroke: colors.red, strokeDasharray: '2,2' }),
            words(37.2, 1e-13, 'naive σ(1 − σ): 0 from here on', {
              textAnchor: 'start',
              fill: colors.red,
            }),
            words(42, 1e-18, 'D.grad', {
              textAnchor: 'start',
              dy: -12,
              fill: colors.blue,
            }),
          ],
        },
        {
          title: 'log σ at the left end',
          width: 460,
          height: 250,
          ...margins,
          x: axis('x', { domain: [-1000, -600], tickFormat: 'd' }),
          y: axis('log σ(x)', { domain: [-1000, -600], ticks: 5, tickFormat: 'd' }),
          marks: [
            Plot.line(spots(logSigmoid, grid(-1000, -600, 101)), {
              x: 'x',
              y: 'y',
              stroke: colors.blue,
              strokeWidth: 2,
            }),
            Plot.line(spots(naive.logSigmoid, grid(-745, -600, 101)), {
              x: 'x',
              y: 'y',
              stroke: colors.red,
              strokeWidth: 2,
              strokeDasharray: '5,3',
            }),
            Plot.ruleX([-745.13], { stroke: colors.red, strokeDasharray: '2,2' }),
            words(-757, -640, 'naive log(σ(x)): −∞ to the left', {
              textAnchor: 'end',
              fill: colors.red,
            }),
            words(-930, -930, 'logSigmoid', {
              textAnchor: 'end',
              dy: -8,
              dx: -4,
              fill: colors.blue,
            }),
          ],
        },
        table(
          'σ′(x)',
          ['x', 'σ(1 − σ)', 'D.grad(σ)'],
          right.map((e) => [
            String(e.x),
            (Math.abs(e.naive / e.exact - 1) > 1e-6 ? '!' : '') + brief(e.naive),
            brief(e.stable),
          ]),
          460,
        ),
        table(
          'log σ(x)',
          ['x', 'log(σ(x))', 'logSigmoid(x)'],
          left.map((e) => [
            brief(e.x),
            (Number.isFinite(e.naive) && Math.abs(e.naive - e.stable) < 1e-9 ? '' : '!') + brief(e.naive, 6),
            brief(e.stable, 6),
          ]),
          460,
        ),
      ],
    },
  ]
}
