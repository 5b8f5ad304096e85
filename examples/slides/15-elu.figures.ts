import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as T from 'nabla-ts/Tensor'
import { elu, naive, type run } from './15-elu.js'
import { type Curve, derivative, grid } from './curves.js'
import { brief } from './format.js'
import type { Figure, Values } from './lesson.js'
import { colors } from './render.js'
import { axes, axis, logAxis, margins, spots, table, words } from './sketch.js'

const line = { x: 'x', y: 'y', stroke: colors.blue, strokeWidth: 2 }
const frame = { width: 182, height: 190, ...margins, marginLeft: 44, marginRight: 10, x: axis('x', { ticks: 3 }) }

/** A derivative whose value at 0 differs from its limit from below. */
const slope = (f: Curve, label: string, below: number, at0: number): Plot.PlotOptions => ({
  ...frame,
  height: 160,
  marginTop: 14,
  y: axis(label, { domain: [-0.1, 2.15], ticks: 4 }),
  marks: [
    ...axes,
    Plot.line(spots(f, grid(-4, -1e-9, 101)), line),
    Plot.line(spots(f, grid(0, 2, 21)), line),
    ...(below === at0
      ? []
      : [Plot.dot([{ x: 0, y: below }], { x: 'x', y: 'y', fill: 'white', stroke: colors.blue, r: 3.5 })]),
    Plot.dot([{ x: 0, y: at0 }], { x: 'x', y: 'y', fill: colors.blue, r: 3.5 }),
  ],
})

/** The relative error of eˣ − 1 at −1e-18 to −0.1. */
const error = spots(
  (x) => pipe(naive(T.neg(x)), T.div(elu(1)(T.neg(x))), T.sub(1), T.abs),
  T.exp(grid(Math.log(1e-18), Math.log(0.1), 300)),
)

export const figures = ({ jumps, means, small }: Values<typeof run>): readonly Figure[] => {
  const alphas = jumps.map(({ alpha }) => alpha)
  return [
    {
      name: '15-alphas',
      columns: 5,
      caption: {
        ko: '다섯 α: 위에서부터 f, f′, f″(`D.grad`). 왼쪽 끝은 −α로 수렴하고, 0에서 기울기는 α에서 1로 뛴다. α = 1일 때만 이어지며, 그때도 f″는 1에서 0으로 뛴다.',
        en: 'Five α, from above f, f′, f″ (`D.grad`). To the left f tends to −α; at 0 the slope jumps from α to 1, and is continuous for α = 1 only, where f″ still jumps from 1 to 0.',
      },
      panels: [
        ...alphas.map((alpha) => ({
          ...frame,
          title: `α = ${alpha}`,
          y: axis('f', { domain: [-2.1, 2], ticks: 5 }),
          marks: [
            ...axes,
            Plot.ruleY([-alpha], { stroke: colors.red, strokeDasharray: '3,3' }),
            Plot.line(spots(elu(alpha), grid(-4, 2, 241)), line),
          ],
        })),
        ...alphas.map((alpha) => slope(derivative(elu(alpha)), 'f′', alpha, 1)),
        ...alphas.map((alpha) => slope(derivative(derivative(elu(alpha))), 'f″', alpha, 0)),
      ],
    },
    {
      name: '15-mean-and-numerics',
      columns: 3,
      caption: {
        ko: '왼쪽: 입력이 표준정규분포일 때 출력의 평균. 가운데와 오른쪽: eˣ − 1은 0 근처에서 자릿수를 잃고, −1e−17에서는 0이다. expm1은 지킨다.',
        en: 'Left: the mean output for standard normal inputs. Middle and right: eˣ − 1 loses its digits near 0 and is 0 at −1e−17; expm1 keeps them.',
      },
      panels: [
        {
          title: 'Mean output, x ~ N(0, 1)',
          width: 306,
          height: 250,
          ...margins,
          marginLeft: 76,
          marginRight: 34,
          x: axis('mean', { ticks: 4, domain: [-0.1, 0.5] }),
          y: { label: null, domain: means.map((m) => m.name) },
          marks: [
            Plot.barX(means, {
              x: 'mean',
              y: 'name',
              fill: (m: { readonly name: string }) => (m.name.startsWith('ELU') ? colors.blue : colors.sky),
            }),
            Plot.text(means, {
              x: (m: { readonly mean: number }) => Math.max(0, m.mean),
              y: 'name',
              text: (m: { readonly mean: number }) => brief(m.mean, 2),
              textAnchor: 'start',
              dx: 4,
            }),
            Plot.ruleX([0]),
          ],
        },
        {
          title: 'Relative error of eˣ − 1',
          width: 280,
          height: 250,
          ...margins,
          x: logAxis('−x', { ticks: 4 }),
          y: logAxis('relative error', { ticks: 5 }),
          marks: [
            Plot.dot(
              error.filter(({ y }) => y > 0),
              { x: 'x', y: 'y', fill: colors.red, r: 2 },
            ),
            words(3e-14, 0.5, 'all digits lost', { textAnchor: 'start', fill: colors.red }),
          ],
        },
        table(
          'ELU(x), α = 1',
          ['x', 'eˣ − 1', 'expm1(x)'],
          small.map((e) => [
            brief(e.x),
            (Math.abs(e.naive / e.exact - 1) < 1e-9 ? '' : '!') + brief(e.naive, 8),
            brief(e.stable, 8),
          ]),
          340,
        ),
      ],
    },
  ]
}
