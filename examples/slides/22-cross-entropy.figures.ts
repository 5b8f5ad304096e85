import * as Plot from '@observablehq/plot'
import { lead, once, twice, type run } from './22-cross-entropy.js'
import type { Figure, Values } from './lesson.js'
import { colors } from './render.js'
import { words } from './sketch.js'

const bars = [
  { of: 'p', fill: colors.blue },
  { of: 'target', fill: colors.pale },
  { of: 'gradient', fill: colors.orange },
] as const
const wide = 0.28

const zs = Array.from({ length: 81 }, (_, i) => -5 + i / 4)
const leads = Array.from({ length: 51 }, (_, i) => lead(600 + 5 * i))
const finite = leads.filter(({ apart }) => Number.isFinite(apart))

export const figures = ({ answers, floor }: Values<typeof run>): readonly Figure[] => [
  {
    name: '22-gradient',
    caption: {
      ko: '클래스마다: 예측 확률 p(파랑), 정답(회색), 둘의 차이(주황), 곧 로짓에 대한 기울기. 정답 클래스에서는 음수이므로 경사하강법이 그 로짓을 올리고, 나머지는 내린다.',
      en: 'For each class: the predicted probability p (blue), the label (grey), and their difference (orange), which is the gradient to the logit. At the true class it is negative, so descent raises that logit and lowers the others.',
    },
    panels: answers.map(({ name, loss, classes }) => ({
      title: `${name}: ${loss.toFixed(3)}`,
      height: 230,
      marginTop: 34,
      x: { label: '클래스 class', domain: [-0.6, 3.6], ticks: [0, 1, 2, 3], tickFormat: String },
      y: {
        label: 'p, t, p − t',
        labelAnchor: 'center',
        domain: [-1.05, 1.05],
        ticks: [-1, -0.5, 0, 0.5, 1],
        grid: true,
      },
      marks: [
        ...bars.map(({ of, fill }, i) =>
          Plot.rect(classes, {
            x1: ({ k }: { readonly k: number }) => k + (i - 1.5) * wide,
            x2: ({ k }: { readonly k: number }) => k + (i - 0.5) * wide,
            y1: 0,
            y2: of,
            fill,
            stroke: of === 'target' ? colors.grey : fill,
          }),
        ),
        Plot.ruleY([0]),
      ],
    })),
  },
  {
    name: '22-twice',
    columns: 2,
    caption: {
      ko: '왼쪽: 정답 클래스의 로짓이 커질 때의 손실(열 클래스). softmax를 두 번 하면(빨강 점선) 아무리 맞혀도 1.46 아래로 내려가지 않는다. 오른쪽: 두 단계로 계산한 손실(빨강)은 로짓 차이 745를 넘으면 ∞이다. 합쳐서 계산하면(파랑) 멀쩡하다.',
      en: 'Left: the loss as the logit of the true class grows (ten classes). With softmax twice (red) it never falls below 1.46, however right the answer. Right: computed in two steps (red) the loss is ∞ for gaps above 745; together (blue) it is sound.',
    },
    panels: [
      {
        width: 460,
        height: 320,
        marginTop: 24,
        x: { label: '정답의 로짓 logit of the true class' },
        y: { label: '손실 loss (nats)', labelAnchor: 'center', grid: true },
        marks: [
          Plot.ruleY([0]),
          Plot.ruleY([floor], { stroke: colors.grey, strokeDasharray: '2,3' }),
          Plot.line(
            zs.map((z) => ({ z, loss: once(z) })),
            { x: 'z', y: 'loss', stroke: colors.blue, strokeWidth: 2.2 },
          ),
          Plot.line(
            zs.map((z) => ({ z, loss: twice(z) })),
            { x: 'z', y: 'loss', stroke: colors.red, strokeWidth: 2.2, strokeDasharray: '6,3' },
          ),
          words(8, floor, 'softmax 두 번 twice', { dy: -10, textAnchor: 'start', fill: colors.red }),
          words(6, 0.15, '한 번 once', { dy: -8, textAnchor: 'start', fill: colors.blue }),
        ],
      },
      {
        width: 460,
        height: 320,
        marginTop: 24,
        marginRight: 24,
        x: { label: '틀린 쪽이 앞선 만큼 lead of the wrong logit' },
        y: { label: '손실 loss (nats)', labelAnchor: 'center', grid: true },
        marks: [
          Plot.line(leads, { x: 'gap', y: 'together', stroke: colors.blue, strokeWidth: 2 }),
          Plot.line(finite, {
            x: 'gap',
            y: 'apart',
            stroke: colors.red,
            strokeWidth: 2.5,
            strokeDasharray: '6,3',
          }),
          Plot.dot(finite.slice(-1), {
            x: 'gap',
            y: 'apart',
            stroke: colors.red,
            fill: 'white',
            strokeWidth: 2,
            r: 4,
          }),
          Plot.text(finite.slice(-1), {
            x: 'gap',
            y: 'apart',
            text: () => 'log(softmax): 여기부터 ∞ from here',
            textAnchor: 'start',
            dx: 0,
            dy: 34,
            fill: colors.red,
          }),
          words(800, 800, 'softmaxCrossEntropy', { textAnchor: 'end', dx: -14, fill: colors.blue }),
        ],
      },
    ],
  },
]
