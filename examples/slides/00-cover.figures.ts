import * as Plot from '@observablehq/plot'
import type { run } from './00-cover.js'
import { elements } from './curves.js'
import { signed } from './format.js'
import type { Figure, Values } from './lesson.js'
import { colors } from './render.js'
import { bare } from './sketch.js'

const names = ['입력층 input', '은닉층 hidden', '은닉층 hidden', '출력층 output']

export const figures = (values: Values<typeof run>): readonly Figure[] => {
  const layers = values.layers.map((signals, k) => ({ name: names[k], signals: elements(signals) }))
  const { hidden1, hidden2, output } = values.params
  const weights = [hidden1.weight, hidden2.weight, output.weight]
  const place = (k: number, j: number) => ({ x: k, y: (layers[k].signals.length - 1) / 2 - j })
  const nodes = layers.flatMap(({ signals }, k) => signals.map((v, j) => ({ ...place(k, j), label: signed(v) })))
  const edges = weights.flatMap((w, k) =>
    layers[k].signals.flatMap((_, i) =>
      layers[k + 1].signals.map((__, j) => {
        const [from, to] = [place(k, i), place(k + 1, j)]
        return { x1: from.x, y1: from.y, x2: to.x, y2: to.y, w: elements(w)[i * layers[k + 1].signals.length + j] }
      }),
    ),
  )
  const ends = { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2' } as const
  const width = (e: { readonly w: number }): number => 0.4 + 5 * Math.abs(e.w)
  return [
    {
      name: '00-network',
      caption: {
        ko: '신경망 하나. 파란 실선은 양의 가중치, 빨간 점선은 음의 가중치이고, 굵을수록 크다. 원 안의 수는 x = (1, −0.5, 0.25)일 때의 신호. 편향은 그리지 않았다.',
        en: 'A network. Blue lines are positive weights, red dashed ones negative, wider ones larger. The numbers in the circles are the signals for x = (1, −0.5, 0.25). The biases are not drawn.',
      },
      panels: [
        {
          width: 760,
          height: 400,
          marginTop: 20,
          marginBottom: 20,
          marginLeft: 90,
          marginRight: 90,
          x: bare(0, 3),
          y: bare(-2.3, 2.7),
          marks: [
            Plot.link(
              edges.filter((e) => e.w >= 0),
              { ...ends, stroke: colors.blue, strokeWidth: width, strokeOpacity: 0.8 },
            ),
            Plot.link(
              edges.filter((e) => e.w < 0),
              {
                ...ends,
                stroke: colors.red,
                strokeWidth: width,
                strokeOpacity: 0.8,
                strokeDasharray: '7,4',
              },
            ),
            Plot.dot(nodes, { x: 'x', y: 'y', r: 21, fill: 'white', stroke: colors.ink, strokeWidth: 1.5 }),
            Plot.text(nodes, { x: 'x', y: 'y', text: 'label', fontSize: 12 }),
            Plot.text(layers, { x: (_, k: number) => k, y: 2.7, text: 'name', fontSize: 13, fontWeight: 'bold' }),
            Plot.text(['x₁', 'x₂', 'x₃'], {
              x: 0,
              y: (_, j: number) => place(0, j).y,
              dx: -34,
              text: (d: string) => d,
              fontSize: 14,
            }),
            Plot.text(['y₁', 'y₂'], {
              x: 3,
              y: (_, j: number) => place(3, j).y,
              dx: 34,
              text: (d: string) => d,
              fontSize: 14,
            }),
          ],
        },
      ],
    },
  ]
}
