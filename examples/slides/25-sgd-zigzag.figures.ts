import * as Plot from '@observablehq/plot'
import type { run } from './25-sgd-zigzag.js'
import { contours, frame, path } from './bowl.figures.js'
import type { Figure, Values } from './lesson.js'
import { colors, series } from './render.js'
import { words } from './sketch.js'

export const figures = (values: Values<typeof run>): readonly Figure[] => {
  const { learningRate, curvature, limit, best, path: slide, paths, angles, ring, factors } = values
  // Arrows of length 1: −∇f, and the direction of the minimum.
  const arrows = ring.map(({ x, y, gradient }) => {
    const [slope, distance] = [Math.hypot(gradient.x, gradient.y), Math.hypot(x, y)]
    return {
      x,
      y,
      downX: x - gradient.x / slope,
      downY: y - gradient.y / slope,
      wayX: x * (1 - 1 / distance),
      wayY: y * (1 - 1 / distance),
    }
  })
  return [
    {
      name: '25-zigzag',
      columns: 1,
      caption: {
        ko: '학습률 0.95, (−7, 2)에서 40걸음. 회색은 등고선, ×는 최소점. 기울기는 등고선에 수직이므로 최소점이 아니라 골짜기의 벽을 향한다.',
        en: 'Learning rate 0.95, 40 steps from (−7, 2). Grey: lines of equal height; ×: the minimum. The gradient is at right angles to them, so it faces the wall of the valley and not the minimum.',
      },
      panels: [
        {
          width: 760,
          height: 360,
          title: `SGD, lr = ${learningRate}: x²/20 + y²`,
          marginTop: 34,
          x: { label: 'x', domain: [-8.5, 4] },
          y: { label: 'y', labelAnchor: 'center', domain: [-2.6, 2.6] },
          marks: [...contours(), ...path(slide, { stroke: colors.red })],
        },
      ],
    },
    {
      name: '25-angle',
      columns: 2,
      caption: {
        ko: '왼쪽: 파란 화살표는 −∇f의 방향, 회색 점선은 최소점으로 가는 방향(둘 다 길이 1). 오른쪽: 내려가는 동안 두 방향 사이의 각도, 학습률 다섯 가지.',
        en: 'Left: blue arrows, the direction of −∇f; grey, dashed, the way to the minimum (each of length 1). Right: the angle between the two on the way down, at five rates.',
      },
      panels: [
        {
          width: 520,
          height: 320,
          title: '−∇f / 최소점으로 가는 길 the way',
          x: { label: 'x', domain: [-7.5, 7.5] },
          y: { label: 'y', labelAnchor: 'center', domain: [-3.6, 3.6] },
          marks: [
            ...contours(),
            Plot.arrow(arrows, {
              x1: 'x',
              y1: 'y',
              x2: 'wayX',
              y2: 'wayY',
              stroke: colors.grey,
              strokeDasharray: '3,2',
              strokeWidth: 1.5,
              headLength: 5,
            }),
            Plot.arrow(arrows, {
              x1: 'x',
              y1: 'y',
              x2: 'downX',
              y2: 'downY',
              stroke: colors.blue,
              strokeWidth: 2,
              headLength: 6,
            }),
          ],
        },
        {
          width: 400,
          height: 320,
          title: '각도 angle',
          x: { label: '걸음 step' },
          y: { label: '도 degrees', labelAnchor: 'center', domain: [0, 90], ticks: [0, 30, 60, 90], grid: true },
          marks: [
            Plot.ruleY([0]),
            ...angles.flatMap(({ learningRate: rate, path: points }, i) => [
              Plot.line(points, { x: 'k', y: 'angle', strokeWidth: 1.8, ...series[i] }),
              Plot.text([points[[12, 1, 6, 30, 20][i]]], {
                x: 'k',
                y: 'angle',
                text: () => `lr ${rate}`,
                textAnchor: 'start',
                dx: 6,
                dy: -7,
                fill: series[i].stroke,
              }),
            ]),
          ],
        },
      ],
    },
    {
      name: '25-rates',
      caption: {
        ko: '같은 출발점, 학습률 여섯 가지, 40걸음. 2/L = 1에서는 영원히 좌우로 뛰고, 그 위에서는 발산한다.',
        en: 'One start, six learning rates, 40 steps. At 2/L = 1 it jumps to and fro for ever; above, it diverges.',
      },
      panels: paths.map(({ learningRate: rate, path: steps }) => ({
        title: `lr = ${rate}: f = ${steps[steps.length - 1].f.toPrecision(2)}`,
        ...frame,
        marks: [...contours(), ...path(steps, { stroke: rate < limit ? colors.blue : colors.red })],
      })),
    },
    {
      name: '25-factors',
      columns: 1,
      caption: {
        ko: `한 걸음마다 각 좌표에 곱해지는 수 |1 − lr·곡률|. 둘 중 큰 쪽이 속도를 정한다. 가장 좋은 학습률은 2/(L + μ) = ${best.toFixed(3)}이고, 그때도 한 걸음에 ${Math.abs(1 - best * curvature.x).toFixed(3)}배로만 줄어든다.`,
        en: `What a step multiplies each coordinate by, |1 − lr·curvature|. The larger of the two sets the pace. The best rate is 2/(L + μ) = ${best.toFixed(3)}, and even then a step only shrinks the distance to ${Math.abs(1 - best * curvature.x).toFixed(3)} of it.`,
      },
      panels: [
        {
          width: 620,
          height: 300,
          marginRight: 110,
          x: { label: '학습률 lr' },
          y: { label: '|1 − lr·곡률 curvature|', domain: [0, 1.25], grid: true },
          marks: [
            Plot.ruleY([1], { stroke: colors.ink, strokeDasharray: '4,3' }),
            Plot.ruleX([best], { stroke: colors.grey, strokeDasharray: '2,3' }),
            words(best, 0.06, '2/(L+μ)', { textAnchor: 'end', dx: -5 }),
            Plot.line(
              factors.filter(({ axis }) => axis === 'x'),
              { x: 'lr', y: 'factor', stroke: colors.blue, strokeWidth: 2 },
            ),
            Plot.line(
              factors.filter(({ axis }) => axis === 'y'),
              { x: 'lr', y: 'factor', stroke: colors.red, strokeWidth: 2, strokeDasharray: '6,3' },
            ),
            Plot.text(factors.slice(-2), {
              x: 'lr',
              y: 'factor',
              text: ({ axis }: { readonly axis: string }) =>
                axis === 'x' ? `x: μ = ${curvature.x}` : `y: L = ${curvature.y}`,
              textAnchor: 'start',
              dx: 6,
            }),
          ],
        },
      ],
    },
  ]
}
