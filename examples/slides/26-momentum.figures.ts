import * as Plot from '@observablehq/plot'
import type { run } from './26-momentum.js'
import { contours, frame, path } from './bowl.figures.js'
import type { Figure, Values } from './lesson.js'
import { colors } from './render.js'

/** The colours of the factors in the phase diagram. */
const bands = [
  { from: 0, to: 0.75, fill: colors.blue, label: '< 0.75' },
  { from: 0.75, to: 0.85, fill: '#4f86c6', label: '0.75 – 0.85' },
  { from: 0.85, to: 0.95, fill: colors.sky, label: '0.85 – 0.95' },
  { from: 0.95, to: 1, fill: colors.pale, label: '0.95 – 1' },
  { from: 1, to: Infinity, fill: colors.orange, label: '> 1' },
]

export const figures = (values: Values<typeof run>): readonly Figure[] => {
  const { learningRate, momentum, L, path: slide, paths, cells, best } = values
  const arrows = slide.slice(0, 9).map(({ x, y, gradient, update }) => ({
    x,
    y,
    keptX: x + update.x + learningRate * gradient.x,
    keptY: y + update.y + learningRate * gradient.y,
    toX: x + update.x,
    toY: y + update.y,
  }))
  return [
    {
      name: '26-velocity',
      columns: 1,
      caption: {
        ko: '첫 아홉 걸음. 회색 점선: 남은 속도 α·v. 빨강: 그 끝에 더해지는 −lr·grad. 파랑: 둘의 합 v′, 곧 걸음. 바닥(y = 0)을 지나도 관성 때문에 곧바로 돌아서지 않는다.',
        en: 'The first nine steps. Grey, dashed: what is kept of the velocity, α·v. Red: −lr·grad, added at its tip. Blue: their sum v′, which is the step. Past the bottom of the valley (y = 0) inertia carries it on.',
      },
      panels: [
        {
          width: 760,
          height: 400,
          title: `Momentum, lr = ${learningRate}, α = ${momentum}`,
          marginTop: 34,
          x: { label: 'x', domain: [-7.4, -4.2] },
          y: { label: 'y', labelAnchor: 'center', domain: [-2.1, 2.3] },
          marks: [
            ...contours(),
            Plot.arrow(arrows.slice(1), {
              x1: 'x',
              y1: 'y',
              x2: 'keptX',
              y2: 'keptY',
              stroke: colors.grey,
              strokeDasharray: '4,3',
              strokeWidth: 1.8,
              headLength: 6,
            }),
            Plot.arrow(arrows, {
              x1: 'keptX',
              y1: 'keptY',
              x2: 'toX',
              y2: 'toY',
              stroke: colors.red,
              strokeWidth: 1.8,
              headLength: 6,
            }),
            Plot.arrow(arrows, {
              x1: 'x',
              y1: 'y',
              x2: 'toX',
              y2: 'toY',
              stroke: colors.blue,
              strokeWidth: 2.4,
              headLength: 8,
            }),
            Plot.dot(arrows, { x: 'x', y: 'y', fill: colors.ink, r: 3 }),
          ],
        },
      ],
    },
    {
      name: '26-momenta',
      caption: {
        ko: '학습률 0.1, 여섯 가지 α, 60걸음. α = 0은 SGD. 크면 빠르지만 지나쳐서 돌아오기를 되풀이한다.',
        en: 'Learning rate 0.1, six α, 60 steps. α = 0 is SGD. A large one is fast, but overshoots and comes back again and again.',
      },
      panels: paths.map(({ momentum: α, path: steps }) => ({
        title: `α = ${α}: f = ${steps[steps.length - 1].f.toPrecision(2)}`,
        ...frame,
        marks: [...contours(), ...path(steps)],
      })),
    },
    {
      name: '26-phase',
      columns: 2,
      caption: {
        ko: '학습률과 α의 쌍마다 240걸음을 실제로 걷고, 거리에 한 걸음마다 곱해진 수를 잰 것. 검은 선은 한계 lr = 2(1 + α)/L, 흰 동그라미는 이론상 가장 빠른 곳.',
        en: 'For each pair of a rate and an α, 240 steps were walked and what a step multiplies the distance by was measured. Black line: the limit lr = 2(1 + α)/L. White ring: where it is fastest by theory.',
      },
      panels: [
        {
          width: 640,
          height: 400,
          title: '한 걸음의 축소율 factor per step',
          marginTop: 34,
          x: { label: '학습률 lr', domain: [0, 2.4] },
          y: { label: 'α', labelAnchor: 'center', domain: [-0.02, 0.98] },
          marks: [
            Plot.rect(cells, {
              x1: ({ lr }: { readonly lr: number }) => lr - 0.025,
              x2: ({ lr }: { readonly lr: number }) => lr + 0.025,
              y1: ({ alpha }: { readonly alpha: number }) => alpha - 0.02,
              y2: ({ alpha }: { readonly alpha: number }) => alpha + 0.02,
              fill: ({ factor }: { readonly factor: number }) => bands.find(({ to }) => factor < to)?.fill,
              inset: -0.2,
            }),
            Plot.line(
              [-0.02, 0.98].map((alpha) => ({ alpha, lr: (2 * (1 + alpha)) / L })),
              { x: 'lr', y: 'alpha', stroke: colors.ink, strokeWidth: 2.5 },
            ),
            Plot.dot([best], { x: 'lr', y: 'alpha', stroke: 'white', strokeWidth: 2.5, r: 6 }),
            Plot.text(
              [
                { lr: 0.45, alpha: 0.2, label: '수렴 converges' },
                { lr: 1.9, alpha: 0.3, label: '발산 diverges' },
              ],
              {
                x: 'lr',
                y: 'alpha',
                text: 'label',
                fontSize: 14,
                fontWeight: 'bold',
                fill: colors.ink,
                stroke: 'white',
                strokeWidth: 3,
              },
            ),
          ],
        },
        {
          width: 170,
          height: 400,
          marginLeft: 20,
          marginTop: 60,
          marginBottom: 180,
          x: { axis: null, domain: [0, 10] },
          y: { axis: null, domain: [0, 5], reverse: true },
          marks: [
            Plot.rect(bands, {
              x1: 0,
              x2: 2,
              y1: (_: unknown, i: number) => i + 0.1,
              y2: (_: unknown, i: number) => i + 0.9,
              fill: 'fill',
            }),
            Plot.text(bands, {
              x: 2.6,
              y: (_: unknown, i: number) => i + 0.5,
              text: 'label',
              textAnchor: 'start',
              fontSize: 12,
            }),
          ],
        },
      ],
    },
  ]
}
