/** Figures of images: the test images with the largest losses, and weights. */
import * as Plot from '@observablehq/plot'
import * as T from 'nabla-ts/Tensor'
import { png } from '../mnist/png.js'
import type { run } from './33-mnist-network.js'
import type { Figure, Values } from './lesson.js'

type V = Values<typeof run>

const names = Array.from({ length: 10 }, (_, digit) => digit)
export const centred = { labelAnchor: 'center', labelArrow: 'none' } as const
export const point = { type: 'point', axis: null, padding: 0.6 } as const

/** Pixels from 0 to 1 as an image. */
export const image = (pixels: readonly number[]) =>
  png(
    pixels.map((v) => 255 * v),
    28,
  )

/** Weights as an image: white is the most negative, grey zero, black the most positive. */
const template = (weights: readonly number[]) => {
  const most = Math.max(...weights.map(Math.abs))
  return png(
    weights.map((w) => 127.5 * (1 + w / most)),
    28,
  )
}

/** The test images with the largest losses. */
export const worst = ({ worst: images }: V): Figure => {
  const shown = images.map((w, i) => ({ ...w, x: i % 6, y: Math.floor(i / 6), src: image(w.pixels) }))
  return {
    name: '33-worst',
    caption: {
      ko: '손실이 가장 큰 시험 이미지 12장: 정답 → 망의 답(그 확률), 그리고 손실 −log p(정답). 사람도 망설일 만한 것이 많다.',
      en: 'The 12 test images of the largest loss: what it is → what the network takes it for (its probability), and the loss −log p(right answer). Many would make a person hesitate.',
    },
    panels: [
      {
        width: 900,
        height: 330,
        marginTop: 4,
        marginLeft: 4,
        marginRight: 4,
        marginBottom: 4,
        x: point,
        y: point,
        marks: [
          Plot.image(shown, { x: 'x', y: 'y', src: 'src', width: 96, height: 96, dy: -22 }),
          Plot.text(shown, {
            x: 'x',
            y: 'y',
            text: (w: (typeof shown)[number]) => `${w.actual} → ${w.predicted} (${(100 * w.p).toFixed(1)} %)`,
            dy: 38,
            fontSize: 13,
            fontWeight: 'bold',
          }),
          Plot.text(shown, {
            x: 'x',
            y: 'y',
            text: (w: (typeof shown)[number]) => `loss ${w.loss.toFixed(2)}`,
            dy: 56,
            fontSize: 12,
          }),
        ],
      },
    ],
  }
}

/** The weights of the model without a hidden layer. */
export const templates = ({ single }: V): Figure => ({
  name: '33-templates',
  caption: {
    ko: '은닉층이 없는 784 → 10 모델의 가중치: 열 하나가 이미지 한 장이다. 검은 곳의 잉크는 그 숫자를 뒷받침하고, 흰 곳의 잉크는 반대하며, 회색은 0이다.',
    en: 'The weights of the model without a hidden layer, 784 → 10: each column is an image. Ink where it is black speaks for the digit, ink where it is white against it; grey is zero.',
  },
  panels: [
    {
      width: 900,
      height: 130,
      marginLeft: 10,
      marginRight: 10,
      marginTop: 6,
      x: { type: 'point', domain: names, label: 'digit', ...centred, padding: 0.6, tickSize: 0 },
      y: point,
      marks: [
        Plot.image(
          T.toArray(T.transpose(single.weight)).map((weights, digit) => ({ digit, y: 0, src: template(weights) })),
          { x: 'digit', y: 'y', src: 'src', width: 80, height: 80 },
        ),
      ],
    },
  ],
})

/** The hidden units with the largest weights to the outputs. */
export const hidden = ({ hidden: incoming, outgoing }: V): Figure => {
  const strongest = T.toArray(T.transpose(incoming))
    .map((weights, unit) => ({ weights, size: Math.hypot(...T.toArray(outgoing)[unit]) }))
    .sort((a, b) => b.size - a.size)
    .slice(0, 30)
  return {
    name: '33-hidden',
    caption: {
      ko: '은닉 단위 100개 가운데 출력에 가장 강하게 이어진 30개의 가중치. 숫자 전체가 아니라 획과 가장자리를 찾는다.',
      en: 'The weights of 30 of the 100 hidden units, those with the strongest ties to the outputs. They look for strokes and edges rather than whole digits.',
    },
    panels: [
      {
        width: 900,
        height: 270,
        marginTop: 4,
        marginLeft: 4,
        marginRight: 4,
        marginBottom: 4,
        x: point,
        y: point,
        marks: [
          Plot.image(
            strongest.map(({ weights }, i) => ({ x: i % 10, y: Math.floor(i / 10), src: template(weights) })),
            { x: 'x', y: 'y', src: 'src', width: 78, height: 78 },
          ),
        ],
      },
    ],
  }
}
