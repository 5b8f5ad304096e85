import * as Plot from '@observablehq/plot'
import type { run } from './28-rmsprop.js'
import { contours, frame, path, rateLines } from './bowl.figures.js'
import type { Figure, Values } from './lesson.js'
import { colors, series } from './render.js'

export const figures = (values: Values<typeof run>): readonly Figure[] => {
  const { learningRate, decay, path: slide, paths, weights, compared } = values

  return [
    {
      name: '28-weights',
      columns: 1,
      caption: {
        ko: 'k걸음 전의 기울기 제곱이 지금의 h에 들어 있는 무게 (1 − γ)γᵏ. 기울기 1을 한 번 준 뒤 0만 주어 h에서 읽은 것이다.',
        en: 'The weight (1 − γ)γᵏ that the squared gradient of k steps ago has in h: read from h after one gradient of 1 followed by zeros.',
      },
      panels: [
        {
          width: 680,
          height: 300,
          marginRight: 30,
          marginTop: 30,
          x: { label: '몇 걸음 전 steps ago, k' },
          y: { label: '무게 weight', labelAnchor: 'center', domain: [0, 0.52], grid: true },
          marks: [
            Plot.ruleY([0]),
            ...weights.flatMap(({ decay: γ, points }, i) => [
              Plot.line(points, { x: 'k', y: 'weight', strokeWidth: 2, ...series[i] }),
              Plot.line([{ k: 29 }, { k: 32 }], { x: 'k', y: 0.48 - 0.045 * i, strokeWidth: 2, ...series[i] }),
              Plot.text([`γ = ${γ}`], { x: 33, y: 0.48 - 0.045 * i, textAnchor: 'start', fill: colors.ink }),
            ]),
          ],
        },
      ],
    },
    {
      name: '28-path',
      columns: 2,
      caption: {
        ko: '왼쪽: RMSProp, 학습률 0.3, γ = 0.9, 40걸음. 오른쪽: 좌표마다의 학습률 lr/√(h′ + ε)(로그 눈금). 내려가기도 하고, 기울기가 작아지면 다시 올라가기도 한다.',
        en: 'Left: RMSProp, learning rate 0.3, γ = 0.9, 40 steps. Right: the learning rate of each coordinate, lr/√(h′ + ε) (log scale). It falls, and rises again as the gradients become small.',
      },
      panels: [
        {
          ...frame,
          width: 500,
          height: 320,
          title: `RMSProp, lr = ${learningRate}, γ = ${decay}`,
          marks: [...contours(), ...path(slide)],
        },
        { ...rateLines(slide), width: 420, height: 320, title: '좌표마다의 학습률 rates' },
      ],
    },
    {
      name: '28-decays',
      caption: {
        ko: '여섯 가지 γ, 학습률 0.3, 40걸음. γ = 0이면 기울기의 부호만 남아 두 좌표가 늘 0.3씩 움직인다. γ가 크면 처음에 h가 너무 작아 첫 걸음이 커진다.',
        en: 'Six γ, learning rate 0.3, 40 steps. At γ = 0 only the signs of the gradient are left, and both coordinates always move by 0.3. With a large γ, h is too small at first, and the first steps are huge.',
      },
      panels: paths.map(({ decay: γ, path: steps }) => ({
        title: `γ = ${γ}: f = ${steps[steps.length - 1].f.toPrecision(2)}`,
        ...frame,
        marks: [...contours(), ...path(steps)],
      })),
    },
    {
      name: '28-recovery',
      columns: 1,
      caption: {
        ko: '기울기가 1이다가 0.1로 줄고(회색 띠) 다시 1이 될 때의 학습률(lr = 1, 로그 눈금). AdaGrad는 내려가기만 하고, RMSProp은 따라 올라갔다가 다시 내려온다. γ가 클수록 천천히 따라간다.',
        en: 'The rate (lr = 1, log scale) when the gradient is 1, then 0.1 (grey band), then 1 again. AdaGrad only falls; RMSProp follows, up and down again, the more slowly the larger γ.',
      },
      panels: [
        {
          width: 760,
          height: 330,
          marginRight: 90,
          marginTop: 24,
          x: { label: '걸음 step' },
          y: {
            label: '학습률 rate',
            labelAnchor: 'center',
            type: 'log',
            domain: [0.08, 14],
            ticks: [0.1, 0.3, 1, 3, 10],
            tickFormat: String,
            grid: true,
          },
          marks: [
            Plot.rect([{ from: 30, to: 110 }], {
              x1: 'from',
              x2: 'to',
              y1: 0.08,
              y2: 14,
              fill: colors.pale,
              fillOpacity: 0.6,
            }),
            ...compared.flatMap(({ name, points }, i) => [
              Plot.line(points, { x: 'k', y: 'rate', strokeWidth: 2, ...series[[1, 4, 0, 2, 3][i]] }),
              Plot.text([points[[149, 45, 60, 92, 70][i]]], {
                x: 'k',
                y: 'rate',
                text: () => name,
                textAnchor: 'start',
                dx: i === 0 ? 8 : 4,
                dy: [0, -9, 14, 14, 14][i],
                fill: series[[1, 4, 0, 2, 3][i]].stroke,
              }),
            ]),
          ],
        },
      ],
    },
  ]
}
