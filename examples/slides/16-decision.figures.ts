import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as T from 'nabla-ts/Tensor'
import type { run } from './16-decision.js'
import { grid } from './curves.js'
import { histogram } from './histogram.js'
import type { Figure, Values } from './lesson.js'
import { colors, series } from './render.js'
import { axis, margins, spots, words } from './sketch.js'

export const figures = ({
  each,
  x,
  classes,
  w,
  b,
  p,
  at,
  thresholds,
  roc,
  area,
}: Values<typeof run>): readonly Figure[] => {
  const actual = T.toFlat(classes)
  /** The histograms of the values of both classes, one over the other. */
  const bars = (values: ArrayLike<number>, from: number, to: number, bins: number) =>
    [
      { fill: colors.blue, fillOpacity: 0.75 },
      { fill: colors.orange, fillOpacity: 0.65 },
    ].map((style, c) =>
      Plot.rectY(
        histogram(
          Array.from(values).filter((_, i) => actual[i] === c),
          from,
          to,
          bins,
        ),
        { x1: 'x1', x2: 'x2', y: 'count', ...style },
      ),
    )
  const inputs = T.toFlat(x)
  const sweep = Array.from({ length: 101 }, (_, i) => at(i / 100))
  const costs = [
    { name: 'false 0s', of: ({ wrong }: ReturnType<typeof at>) => wrong[1] },
    { name: 'false 1s', of: ({ wrong }: ReturnType<typeof at>) => wrong[0] },
    { name: 'both', of: ({ wrong }: ReturnType<typeof at>) => wrong[0] + wrong[1] },
  ]
  const border = -b / w
  return [
    {
      name: '16-threshold',
      columns: 2,
      caption: {
        ko: '왼쪽: 두 클래스의 입력과 배운 시그모이드(오른쪽 위로 가는 검은 선, 높이 1이 100개에 해당). 확률이 0.5인 곳이 경계이다. 오른쪽: 같은 자료의 확률.',
        en: 'Left: the inputs of both classes and the learned sigmoid (black; its 1 stands at 100). The border is where the probability is 0.5. Right: the probabilities of the same data.',
      },
      panels: [
        {
          title: 'Two histograms and σ(wx + b)',
          width: 470,
          height: 280,
          ...margins,
          x: axis('x', { ticks: 9 }),
          y: axis('count', { domain: [0, 105], ticks: 5 }),
          marks: [
            Plot.ruleY([0]),
            ...bars(inputs, -4, 4, 32),
            Plot.line(
              spots((v) => pipe(v, T.mul(w), T.add(b), A.sigmoid, T.mul(100)), grid(-4, 4, 161)),
              { x: 'x', y: 'y', stroke: colors.ink, strokeWidth: 2 },
            ),
            Plot.ruleX([border], { stroke: colors.red, strokeWidth: 1.5, strokeDasharray: '4,3' }),
            words(border, 96, '0 ← → 1', { fill: colors.red, fontWeight: 'bold' }),
            words(-3.9, 62, 'class 0', { textAnchor: 'start', fill: colors.blue }),
            words(3.9, 62, 'class 1', { textAnchor: 'end', fill: colors.orange }),
          ],
        },
        {
          title: 'Probabilities of class 1',
          width: 450,
          height: 280,
          ...margins,
          x: axis('σ(wx + b)', { ticks: 5 }),
          y: axis('count', { ticks: 5 }),
          marks: [
            Plot.ruleY([0]),
            ...bars(T.toFlat(p), 0, 1, 20),
            Plot.ruleX([0.5], { stroke: colors.red, strokeWidth: 1.5, strokeDasharray: '4,3' }),
          ],
        },
      ],
    },
    {
      name: '16-thresholds',
      columns: 5,
      caption: {
        ko: '문턱 다섯: 빨간 선의 오른쪽을 1로 판정한다. 문턱을 올리면 거짓 1은 줄고 거짓 0은 는다.',
        en: 'Five thresholds: what lies right of the red line is taken for a 1. A higher one makes fewer false 1s and more false 0s.',
      },
      panels: thresholds.map(({ threshold, accuracy, wrong }) => ({
        title: `t = ${threshold}: ${(100 * accuracy).toFixed(1)} %`,
        width: 182,
        height: 200,
        ...margins,
        marginLeft: 44,
        marginRight: 10,
        x: axis('x', { ticks: 3 }),
        y: axis('count', { domain: [0, 58], ticks: 4 }),
        marks: [
          Plot.ruleY([0]),
          ...bars(inputs, -4, 4, 32),
          Plot.ruleX([(Math.log(threshold / (1 - threshold)) - b) / w], { stroke: colors.red, strokeWidth: 1.5 }),
          words(-4, 55, `${wrong[1]} false 0`, { textAnchor: 'start', fontSize: 10, fill: colors.ink }),
          words(4, 55, `${wrong[0]} false 1`, { textAnchor: 'end', fontSize: 10, fill: colors.ink }),
        ],
      })),
    },
    {
      name: '16-roc',
      columns: 2,
      caption: {
        ko: `ROC 곡선: 모든 문턱에서 참 1의 비율과 거짓 1의 비율. 점은 위의 다섯 문턱. 곡선 아래 넓이 ${area.toFixed(3)}은 1인 예가 0인 예보다 큰 확률을 받는 쌍의 비율이다. 오른쪽: 문턱마다의 잘못.`,
        en: `The ROC: for every threshold the share of 1s found against the share of 0s taken for 1. Dots: the five thresholds. The area below, ${area.toFixed(3)}, is the share of pairs in which the 1 got the larger probability. Right: the mistakes at each threshold.`,
      },
      panels: [
        {
          title: `ROC, area ${area.toFixed(4)}`,
          width: 380,
          height: 360,
          ...margins,
          x: axis('share of 0s taken for 1', { domain: [0, 1], ticks: 5 }),
          y: axis('share of 1s found', { domain: [0, 1], ticks: 5 }),
          marks: [
            Plot.areaY(roc, { x: 'x', y1: 0, y2: 'y', fill: colors.pale, fillOpacity: 0.6 }),
            Plot.line(
              [
                { x: 0, y: 0 },
                { x: 1, y: 1 },
              ],
              { x: 'x', y: 'y', stroke: colors.grey, strokeDasharray: '3,3' },
            ),
            Plot.line(roc, { x: 'x', y: 'y', stroke: colors.blue, strokeWidth: 2 }),
            ...thresholds.flatMap((c) => [
              Plot.dot([c], { x: 'falsePositive', y: 'truePositive', fill: colors.red, r: 4 }),
              words(c.falsePositive, c.truePositive, `t = ${c.threshold}`, { textAnchor: 'start', dx: 8, dy: 9 }),
            ]),
            words(0.62, 0.55, 'guessing', { textAnchor: 'start', dy: 8, fill: colors.grey }),
          ],
        },
        {
          title: 'What a threshold costs',
          width: 500,
          height: 360,
          ...margins,
          marginRight: 76,
          x: axis('threshold', { domain: [0, 1], ticks: 5 }),
          y: axis(`samples of ${2 * each}`, { ticks: 5 }),
          marks: [
            Plot.ruleY([0]),
            Plot.ruleX([0.5], { stroke: colors.grey, strokeDasharray: '3,3' }),
            ...costs.map(({ of }, i) => Plot.line(sweep, { x: 'threshold', y: of, strokeWidth: 2, ...series[i] })),
            ...costs.map(({ name, of }, i) =>
              words(1, of(sweep[sweep.length - 1]), name, {
                textAnchor: 'start',
                dx: 6,
                dy: [-4, 0, 8][i],
                fill: series[i].stroke,
              }),
            ),
          ],
        },
      ],
    },
  ]
}
