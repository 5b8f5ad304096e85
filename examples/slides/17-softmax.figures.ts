import * as Plot from '@observablehq/plot'
import * as T from 'nabla-ts/Tensor'
import type { run } from './17-softmax.js'
import { brief } from './format.js'
import type { Figure, Values } from './lesson.js'
import { colors } from './render.js'
import { axis, margins, table } from './sketch.js'

const names = ['a', 'b', 'c', 'd', 'e']

/** Probabilities as bars; NaN as text. */
const bars = (title: string, values: readonly number[], width: number, height: number): Plot.PlotOptions => {
  const finite = values.map((y, i) => ({ y, name: names[i] })).filter(({ y }) => Number.isFinite(y))
  return {
    title,
    width,
    height,
    ...margins,
    marginLeft: 46,
    marginRight: 8,
    x: axis('class', { domain: names }),
    y: axis('probability', { domain: [0, 1.05], ticks: 5 }),
    marks: [
      Plot.barY(finite, { x: 'name', y: 'y', fill: colors.blue }),
      Plot.text(finite, {
        x: 'name',
        y: 'y',
        text: (v: { readonly y: number }) => v.y.toFixed(2).replace(/^0/, ''),
        dy: -6,
        fontSize: 10,
      }),
      ...(values.some(Number.isNaN)
        ? [
            Plot.text(names, {
              x: (v: string) => v,
              y: 0.5,
              text: () => 'NaN',
              fill: colors.red,
              fontWeight: 'bold',
              rotate: -90,
            }),
          ]
        : []),
      Plot.ruleY([0]),
    ],
  }
}

export const figures = ({ logits, heated, shifted, logs, jacobian }: Values<typeof run>): readonly Figure[] => {
  const all = logits.map((v) => brief(v)).join(', ')
  const cells = T.toArray(jacobian).flatMap((row, i) => row.map((v, j) => ({ i: names[i], j: names[j], v })))
  return [
    {
      name: '17-temperatures',
      columns: 3,
      caption: {
        ko: `로짓 (${all})을 온도 T로 나눈 뒤의 소프트맥스. T → 0이면 가장 큰 것만 남고(argmax), T → ∞이면 균등해진다. T = 1이 슬라이드의 소프트맥스이다.`,
        en: `The softmax of the logits (${all}) divided by a temperature T. As T → 0 only the largest remains (argmax), as T → ∞ all become equal. T = 1 is the softmax of the slides.`,
      },
      panels: heated.map(({ t, p }) => bars(t === 1 ? 'T = 1: softmax' : `T = ${t}`, p, 306, 200)),
    },
    {
      name: '17-shift',
      columns: 5,
      caption: {
        ko: '모든 로짓에 c를 더해도 소프트맥스(위)는 그대로이다. 식을 그대로 계산하면(아래) c = 1000에서 ∞/∞, c = −1000에서 0/0이 되어 NaN이다.',
        en: 'Adding c to all logits leaves the softmax (above) as it is. Computed literally (below), it is ∞/∞ at c = 1000 and 0/0 at c = −1000: NaN.',
      },
      panels: [
        ...shifted.map(({ c, stable }) => bars(`softmax, c = ${brief(c)}`, stable, 182, 190)),
        ...shifted.map(({ c, naive }) => bars(`naive, c = ${brief(c)}`, naive, 182, 190)),
      ],
    },
    {
      name: '17-jacobian-and-logs',
      columns: 2,
      caption: {
        ko: '왼쪽: 야코비 행렬 ∂pᵢ/∂zⱼ(`D.jacobian`). 대각선은 양수(파랑), 나머지는 음수(주황)이고 각 줄의 합은 0이다. 오른쪽: log(softmax)가 −∞가 되는 곳에서 logSoftmax는 자릿수를 지킨다.',
        en: 'Left: the Jacobian ∂pᵢ/∂zⱼ (`D.jacobian`): the diagonal is positive (blue), the rest negative (orange), rows sum to 0. Right: where log(softmax) is −∞, logSoftmax keeps its digits.',
      },
      panels: [
        {
          title: '∂pᵢ/∂zⱼ',
          width: 420,
          height: 300,
          ...margins,
          x: axis('logit j', { domain: names }),
          y: axis('probability i', { domain: names }),
          color: { type: 'linear', domain: [-0.25, 0, 0.25], range: [colors.orange, '#ffffff', colors.sky] },
          marks: [
            Plot.cell(cells, { x: 'j', y: 'i', fill: 'v', inset: 1 }),
            Plot.text(cells, {
              x: 'j',
              y: 'i',
              text: (c: { readonly v: number }) => c.v.toFixed(4).replace('-', '−'),
            }),
          ],
        },
        table(
          'z = (0, −800, 5)',
          ['class', 'softmax', 'log(softmax)', 'logSoftmax'],
          logs.softmax.map((v, i) => [
            names[i],
            brief(v, 4),
            (Number.isFinite(logs.naive[i]) ? '' : '!') + brief(logs.naive[i], 6),
            brief(logs.stable[i], 6),
          ]),
          500,
        ),
      ],
    },
  ]
}
