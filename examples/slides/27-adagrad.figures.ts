import * as Plot from '@observablehq/plot'
import type { run } from './27-adagrad.js'
import { contours, frame, path, rateLines } from './bowl.figures.js'
import type { Figure, Values } from './lesson.js'
import { series } from './render.js'

export const figures = (values: Values<typeof run>): readonly Figure[] => {
  const { learningRate, path: slide, paths, long, fading } = values

  return [
    {
      name: '27-path',
      columns: 2,
      caption: {
        ko: '왼쪽: AdaGrad, 학습률 1.5, 40걸음. 오른쪽: 좌표마다의 학습률 lr/√(h′ + ε)(로그 눈금). 기울기가 큰 y의 학습률이 더 많이 줄어들고, 둘 다 내려가기만 한다.',
        en: 'Left: AdaGrad, learning rate 1.5, 40 steps. Right: the learning rate of each coordinate, lr/√(h′ + ε) (log scale). That of y, with the large gradients, shrinks more; neither ever rises.',
      },
      panels: [
        {
          ...frame,
          width: 500,
          height: 320,
          title: `AdaGrad, lr = ${learningRate}`,
          marks: [...contours(), ...path(slide)],
        },
        { ...rateLines(slide), width: 420, height: 320, title: '좌표마다의 학습률 rates' },
      ],
    },
    {
      name: '27-rates',
      caption: {
        ko: '여섯 가지 학습률, 40걸음. 첫 걸음은 언제나 두 좌표에서 똑같이 lr만큼이다. 너무 작으면 도중에 걸음이 사라진다.',
        en: 'Six learning rates, 40 steps. The first step is always lr in both coordinates alike. Too small a rate, and the steps die out on the way.',
      },
      panels: paths.map(({ learningRate: rate, path: steps }) => ({
        title: `lr = ${rate}: f = ${steps[steps.length - 1].f.toPrecision(2)}`,
        ...frame,
        marks: [...contours(), ...path(steps)],
      })),
    },
    {
      name: '27-fading',
      columns: 2,
      caption: {
        ko: '왼쪽: 그릇에서 x의 학습률을 처음 값으로 나눈 것. 기울기가 사라지므로 0보다 큰 값에 머문다. 오른쪽: 기울기가 줄지 않으면(늘 1) 1/√k로 끝없이 줄어든다(두 축 모두 로그).',
        en: 'Left: the rate of x on the bowl, relative to its first. The gradients die out, so it stays at a value above 0. Right: where the gradient does not fade (always 1), it falls like 1/√k without end (both axes logarithmic).',
      },
      panels: [
        {
          width: 470,
          height: 300,
          marginRight: 80,
          marginTop: 34,
          title: '그릇에서 on the bowl',
          x: { label: '걸음 step' },
          y: { label: '처음에 대한 비 relative rate', labelAnchor: 'center', domain: [0, 1], grid: true },
          marks: [
            Plot.ruleY([0]),
            ...long.flatMap(({ learningRate: rate, path: steps }, i) => {
              const points = steps.map(({ k, rateX }) => ({ k, share: rateX / steps[0].rateX }))
              return [
                Plot.line(points, { x: 'k', y: 'share', strokeWidth: 1.8, ...series[i] }),
                Plot.text(points.slice(-1), {
                  x: 'k',
                  y: 'share',
                  text: () => `lr ${rate}`,
                  textAnchor: 'start',
                  dx: 6,
                  fill: series[i].stroke,
                }),
              ]
            }),
          ],
        },
        {
          width: 450,
          height: 300,
          marginTop: 34,
          title: '기울기가 늘 1이면 a gradient that stays 1',
          x: { label: '걸음 step', type: 'log', tickFormat: String, ticks: [1, 10, 100, 1000] },
          y: {
            label: '학습률 rate',
            labelAnchor: 'center',
            type: 'log',
            tickFormat: String,
            ticks: [0.03, 0.1, 0.3, 1],
            grid: true,
          },
          marks: [Plot.line(fading, { x: 'k', y: 'rate', strokeWidth: 2, ...series[1] })],
        },
      ],
    },
  ]
}
