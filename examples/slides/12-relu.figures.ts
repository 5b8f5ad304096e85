import * as Plot from '@observablehq/plot'
import type { run } from './12-relu.js'
import { derivative, grid } from './curves.js'
import { brief } from './format.js'
import type { Figure, Values } from './lesson.js'
import { colors, series } from './render.js'
import { axes, axis, logAxis, margins, spots, words } from './sketch.js'

export const figures = ({
  relu,
  slope,
  depths,
  inputs,
  slopes,
  costs,
  dead,
}: Values<typeof run>): readonly Figure[] => {
  const times = costs.flatMap(({ name, f, derivative: both }) => [
    { name, what: 'f', ns: f },
    { name, what: 'f and f′', ns: both },
  ])
  const runs = dead.flatMap(({ rate, runs: some }) => some.map((r) => ({ rate, share: r.dead })))
  const wide = grid(-3, 3, 241)
  const frame = { width: 306, height: 240, ...margins, x: axis('x') }
  const floor = 1e-12
  const curve = (options: Plot.LineOptions = {}) => ({
    x: 'x',
    y: 'y',
    stroke: colors.blue,
    strokeWidth: 2,
    ...options,
  })
  const jump = [
    Plot.dot([{ x: 0, y: 0 }], { x: 'x', y: 'y', fill: colors.blue, r: 4 }),
    Plot.dot([{ x: 0, y: 1 }], { x: 'x', y: 'y', fill: 'white', stroke: colors.blue, r: 4 }),
  ]
  return [
    {
      name: '12-kink',
      caption: {
        ko: 'ReLU와 도함수. 0에서 꺾이고, 그곳의 기울기는 0으로 정한다(채운 점). f″는 꺾인 점 밖에서 모두 0이다.',
        en: 'ReLU and its derivatives. It has a kink at 0; the slope there is taken to be 0 (the full dot). f″ is 0 everywhere but at the kink.',
      },
      panels: [
        {
          ...frame,
          title: 'f = max(0, x)',
          y: axis('y', { domain: [-0.5, 3] }),
          marks: [...axes, Plot.line(spots(relu, wide), curve())],
        },
        {
          ...frame,
          title: 'f′',
          y: axis('y', { domain: [-0.2, 1.2], ticks: 5 }),
          marks: [
            ...axes,
            Plot.line(spots(slope, grid(-3, 0, 61)), curve()),
            Plot.line(spots(slope, grid(0.001, 3, 61)), curve()),
            ...jump,
          ],
        },
        {
          ...frame,
          title: 'f″',
          y: axis('y', { domain: [-0.2, 1.2], ticks: 5 }),
          marks: [...axes, Plot.line(spots(derivative(slope), wide), curve())],
        },
      ],
    },
    {
      name: '12-depth',
      columns: 3,
      caption: {
        ko: '같은 활성함수를 n번 합성한 함수의 기울기(`D.grad`), 다섯 입력에서. 기울기 0은 로그 눈금에 없으므로 바닥에 ×로 표시했다. 회색 점선은 0.25ⁿ.',
        en: 'The slope of an activation composed with itself n times (`D.grad`), at five inputs. A slope of 0 has no place on a log scale: × at the bottom. Grey, dashed: 0.25ⁿ.',
      },
      panels: [
        ...slopes.map(({ name, lines }) => ({
          ...frame,
          title: name,
          marginRight: 44,
          x: axis('layers n', { ticks: 5 }),
          y: logAxis('slope', {
            domain: [floor, 3],
            ticks: 4,
          }),
          marks: [
            Plot.line(
              depths.map((n) => ({ n, y: 0.25 ** n })),
              { x: 'n', y: 'y', stroke: colors.grey, strokeDasharray: '3,3' },
            ),
            ...inputs.map((input, i) =>
              Plot.line(
                lines.filter((l) => l.x === input && l.slope > floor),
                { x: 'depth', y: 'slope', strokeWidth: 2, ...series[i] },
              ),
            ),
            Plot.dot(
              lines.filter((l) => l.slope === 0),
              { x: 'depth', y: () => floor, symbol: 'times', stroke: colors.red, r: 3, clip: false },
            ),
          ],
        })),
        {
          ...frame,
          title: 'input x',
          x: { axis: null, domain: [0, 3] },
          y: { axis: null, domain: [-1, inputs.length + 1] },
          marks: [
            ...inputs.flatMap((input, i) => [
              Plot.line(
                [
                  { x: 0.2, y: i },
                  { x: 1, y: i },
                ],
                { x: 'x', y: 'y', strokeWidth: 2, ...series[i] },
              ),
              words(1.15, i, `x = ${brief(input)}`, { textAnchor: 'start' }),
            ]),
            Plot.line(
              [
                { x: 0.2, y: inputs.length },
                { x: 1, y: inputs.length },
              ],
              { x: 'x', y: 'y', stroke: colors.grey, strokeDasharray: '3,3' },
            ),
            words(1.15, inputs.length, '0.25ⁿ', { textAnchor: 'start' }),
            words(1.15, -1, '× slope 0', { textAnchor: 'start', fill: colors.red }),
          ],
        },
      ],
    },
    {
      name: '12-cost-and-death',
      columns: 2,
      caption: {
        ko: '왼쪽: 원소 하나에 드는 시간(이 보고서를 만든 기계에서 잰 값). 오른쪽: y = x²를 배운 뒤 모든 자료에서 0인 은닉 유닛의 비율. 점 하나가 시드 하나, 선은 평균이다.',
        en: 'Left: time for one element, as measured on the machine that made this report. Right: the share of hidden units that are 0 for all data after learning y = x². A dot is a seed, the line their mean.',
      },
      panels: [
        {
          title: 'ns an element (short: f, long: f and f′)',
          width: 460,
          height: 270,
          ...margins,
          marginLeft: 76,
          marginRight: 40,
          x: axis('ns an element', { domain: [0, 1.08 * Math.max(...times.map((t) => t.ns))], ticks: 5 }),
          y: { label: null, domain: costs.map(({ name }) => name) },
          marks: [
            Plot.barX(
              times.filter((t) => t.what !== 'f'),
              { x: 'ns', y: 'name', fill: colors.sky, insetTop: 4, insetBottom: 4 },
            ),
            Plot.barX(
              times.filter((t) => t.what === 'f'),
              { x: 'ns', y: 'name', fill: colors.blue, insetTop: 10, insetBottom: 10 },
            ),
            Plot.text(
              times.filter((t) => t.what !== 'f'),
              {
                x: (t: { readonly name: string }) =>
                  Math.max(...times.filter((u) => u.name === t.name).map((u) => u.ns)),
                y: 'name',
                text: (t: { readonly ns: number }) => t.ns.toFixed(1),
                textAnchor: 'start',
                dx: 4,
              },
            ),
          ],
        },
        {
          title: 'Dead units and the learning rate',
          width: 460,
          height: 270,
          ...margins,
          x: axis('learning rate', { domain: [0, 0.55], ticks: dead.slice(1).map(({ rate }) => rate) }),
          y: axis('share of dead units', { domain: [0, 1], tickFormat: '.0%' }),
          marks: [
            Plot.ruleY([0.25], { stroke: colors.grey, strokeDasharray: '3,3' }),
            words(0.55, 0.25, '1/4: at the start', { textAnchor: 'end', dy: 9, fill: colors.grey }),
            Plot.dot(runs, { x: 'rate', y: 'share', stroke: colors.blue, r: 3 }),
            Plot.line(dead, { x: 'rate', y: 'mean', stroke: colors.red, strokeWidth: 2 }),
          ],
        },
      ],
    },
  ]
}
