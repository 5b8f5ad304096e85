import * as Plot from '@observablehq/plot'
import { at, bce, naive, ofLogit, slopeAt, squared, type Real, type run } from './21-bce.js'
import type { Figure, Values } from './lesson.js'
import { colors, series } from './render.js'
import { words } from './sketch.js'

const probabilities = Array.from({ length: 199 }, (_, i) => (i + 1) / 200)
const zs = Array.from({ length: 97 }, (_, i) => -12 + i / 4)
const large = Array.from({ length: 141 }, (_, i) => 25 + i / 10)

const curve = (f: Real, over: readonly number[]) => over.map((x) => ({ x, y: at(f, x), slope: slopeAt(f, x) }))

export const figures = ({ soft }: Values<typeof run>): readonly Figure[] => [
  {
    name: '21-bce',
    columns: 2,
    caption: {
      ko: '왼쪽: 정답이 1일 때 −log p(파랑), 0일 때 −log(1 − p)(빨강 점선). 확신하고 틀리면 손실이 끝없이 커진다. 오른쪽: 정답이 1일 비율 q가 여럿일 때의 손실. 최소점(점)은 늘 p = q이다.',
      en: 'Left: −log p where the truth is 1 (blue), −log(1 − p) where it is 0 (red). Being sure and wrong costs without bound. Right: the loss where a share q of the answers is 1. The minimum (dot) is always at p = q.',
    },
    panels: [
      {
        width: 460,
        height: 330,
        marginTop: 24,
        x: { label: '예측 확률 predicted probability, p', domain: [0, 1] },
        y: { label: '손실 loss (nats)', labelAnchor: 'center', domain: [0, 5], grid: true },
        marks: [
          Plot.ruleY([0]),
          ...[1, 0].flatMap((t, i) => [
            Plot.line(curve(bce(t), probabilities), { x: 'x', y: 'y', strokeWidth: 2.2, clip: true, ...series[i] }),
            words(t === 1 ? 0.1 : 0.9, 3.2, t === 1 ? 't = 1: −log p' : 't = 0: −log(1 − p)', {
              textAnchor: t === 1 ? 'start' : 'end',
              fill: series[i].stroke,
              fontSize: 12,
            }),
          ]),
          Plot.dot([{ x: 0.5, y: Math.LN2 }], { x: 'x', y: 'y', fill: colors.ink, r: 3.5 }),
          words(0.5, Math.LN2, 'ln 2', { dy: 16 }),
        ],
      },
      {
        width: 470,
        height: 330,
        marginTop: 24,
        marginRight: 60,
        x: { label: '예측 확률 predicted probability, p', domain: [0, 1] },
        y: { label: '손실 loss (nats)', labelAnchor: 'center', domain: [0, 2.4], grid: true },
        marks: [
          Plot.ruleY([0]),
          ...soft.flatMap(({ q, loss }, i) => [
            Plot.line(curve(bce(q), probabilities), { x: 'x', y: 'y', strokeWidth: 1.8, clip: true, ...series[i] }),
            Plot.dot([{ x: q, y: loss }], { x: 'x', y: 'y', fill: series[i].stroke, r: 4 }),
            words(q, loss, `q = ${q}`, { dy: q === 0.3 || q === 0.7 ? 33 : 14, fill: series[i].stroke }),
          ]),
        ],
      },
    ],
  },
  {
    name: '21-logits',
    columns: 2,
    caption: {
      ko: '정답이 1일 때 로짓 z에 대한 손실(왼쪽)과 그 기울기(오른쪽). 파랑: BCE, 기울기는 σ(z) − 1. 빨강 점선: 시그모이드의 MSE, 기울기가 가장 틀린 곳(왼쪽 끝)에서 0이 된다.',
      en: 'For truth 1, the loss over the logit z (left) and its slope (right). Blue: BCE, with the slope σ(z) − 1. Red: the MSE of the sigmoid, whose slope is 0 where it is most wrong (far left).',
    },
    panels: (['y', 'slope'] as const).map((y, k) => ({
      width: 460,
      height: 300,
      marginTop: 24,
      marginRight: 60,
      x: { label: '로짓 logit, z' },
      y: { label: k === 0 ? '손실 loss' : '기울기 slope', labelAnchor: 'center', grid: true },
      marks: [
        Plot.ruleY([0]),
        ...[ofLogit(1), squared].flatMap((f, i) => [
          Plot.line(curve(f, zs), { x: 'x', y, strokeWidth: 2.2, ...series[i] }),
          words(k === 0 ? -6 : [-5, -9.5][i], k === 0 ? [6.5, 1][i] : [-0.93, -0.09][i], ['BCE', 'MSE'][i], {
            dx: 10,
            dy: -8,
            textAnchor: 'start',
            fill: series[i].stroke,
            fontWeight: 'bold',
          }),
        ]),
      ],
    })),
  },
  {
    name: '21-stable',
    columns: 1,
    caption: {
      ko: '정답이 0일 때 큰 로짓의 손실. 식 그대로 −log(1 − σ(z))를 계산하면(빨강) z = 33 부근부터 계단이 되고 37을 넘으면 ∞이다. 파랑은 bceWithLogits.',
      en: 'The loss of large logits for truth 0. The formula as it stands, −log(1 − σ(z)) (red), turns into stairs from about z = 33 and is ∞ above 37. Blue: bceWithLogits.',
    },
    panels: [
      {
        width: 620,
        height: 300,
        marginTop: 24,
        marginRight: 110,
        x: { label: '로짓 logit, z' },
        y: { label: '손실 loss (nats)', labelAnchor: 'center', grid: true },
        marks: [
          Plot.line(
            large.map((z) => ({ z, y: at(ofLogit(0), z) })),
            { x: 'z', y: 'y', stroke: colors.blue, strokeWidth: 2 },
          ),
          Plot.line(
            large.map((z) => ({ z, y: naive(z) })).filter(({ y }) => Number.isFinite(y)),
            { x: 'z', y: 'y', stroke: colors.red, strokeWidth: 2, strokeDasharray: '6,3' },
          ),
          words(39, 39, 'bceWithLogits', { textAnchor: 'start', dx: 6, fill: colors.blue }),
          words(36.8, 36.0, '−log(1 − σ(z))', { textAnchor: 'start', dx: 8, dy: 14, fill: colors.red }),
        ],
      },
    ],
  },
]
