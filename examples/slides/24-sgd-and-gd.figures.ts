import * as Plot from '@observablehq/plot'
import type { run } from './24-sgd-and-gd.js'
import type { Figure, Values } from './lesson.js'
import { colors, series } from './render.js'
import { words } from './sketch.js'

export const figures = ({ N, minimum, lossAt, walks }: Values<typeof run>): readonly Figure[] => {
  const [sgd, gd] = [walks[0], walks[walks.length - 1]]
  // The loss over (w, b), for the contours.
  const [nw, nb] = [41, 37]
  // A little more than is shown, so that the contours do not end at the frame.
  const [wBox, bBox] = [[-3.5, 6.5] as const, [-4, 5] as const]
  const heights = Array.from({ length: nw * nb }, (_, i) => {
    const w = wBox[0] + (((i % nw) + 0.5) * (wBox[1] - wBox[0])) / nw
    const b = bBox[0] + ((Math.floor(i / nw) + 0.5) * (bBox[1] - bBox[0])) / nb
    return lossAt(w, b)
  })
  const contours = () => [
    Plot.contour(heights, {
      width: nw,
      height: nb,
      x1: wBox[0],
      x2: wBox[1],
      y1: bBox[0],
      y2: bBox[1],
      thresholds: [0.8, 1.2, 2, 3.5, 6, 9, 13, 18, 24],
      stroke: colors.grey,
      strokeOpacity: 0.5,
      strokeWidth: 0.8,
      clip: true,
    }),
  ]
  const cross = () => [
    Plot.dot([minimum], { x: 'w', y: 'b', symbol: 'times', stroke: 'white', strokeWidth: 5, r: 5 }),
    Plot.dot([minimum], { x: 'w', y: 'b', symbol: 'times', stroke: colors.ink, strokeWidth: 2, r: 5 }),
  ]
  const trace = (
    steps: (typeof gd)['steps'],
    style: { readonly stroke: string; readonly strokeDasharray?: string },
    wide: number,
  ) => [
    Plot.line(steps, { x: 'w', y: 'b', strokeWidth: wide, ...style, clip: true }),
    Plot.dot(steps.slice(0, 60), { x: 'w', y: 'b', fill: style.stroke, r: wide, clip: true }),
    Plot.dot(steps.slice(0, 1), { x: 'w', y: 'b', stroke: colors.ink, fill: 'white', r: 3.5 }),
  ]
  const axes = {
    x: { label: 'w', domain: [-2, 4], ticks: 6 },
    y: { label: 'b', labelAnchor: 'center', domain: [-2.4, 3], ticks: 6 },
    marginTop: 34,
  } as const
  const floor = 0.5 * minimum.loss
  return [
    {
      name: '24-paths',
      columns: 1,
      caption: {
        ko: '같은 출발점, 같은 학습률 0.1, 같은 12 에폭. GD(파랑, 12걸음)는 등고선에 수직으로 매끄럽게, SGD(주황, 배치 1, 1200걸음)는 흔들리며 간다. ×는 최소점.',
        en: 'One start, one learning rate of 0.1, 12 epochs each. GD (blue, 12 steps) goes smoothly, at right angles to the lines of equal height; SGD (orange, batch 1, 1200 steps) staggers. ×: the minimum.',
      },
      panels: [
        {
          ...axes,
          width: 720,
          height: 420,
          title: 'GD / SGD',
          marks: [
            ...contours(),
            ...trace(sgd.steps, { stroke: colors.orange }, 0.9),
            ...trace(gd.steps, { stroke: colors.blue }, 2.4),
            ...cross(),
            Plot.text(
              [
                { w: -1.15, b: 0.1, t: 'GD', fill: colors.blue },
                { w: 3.1, b: 1.9, t: 'SGD', fill: colors.orange },
              ],
              { x: 'w', y: 'b', text: 't', fill: 'fill', fontWeight: 'bold', fontSize: 14 },
            ),
          ],
        },
      ],
    },
    {
      name: '24-batches',
      caption: {
        ko: '배치 크기 여섯 가지, 각각 12 에폭. 배치가 클수록 길은 매끄럽고 걸음은 적다.',
        en: 'Six batch sizes, 12 epochs each. The larger the batch, the smoother the path, and the fewer the steps.',
      },
      panels: walks.map(({ size, steps }) => ({
        ...axes,
        height: 250,
        title: `B = ${size}${size === N ? ' (GD)' : ''}: ${steps.length - 1} 걸음 steps`,
        marks: [
          ...contours(),
          ...trace(steps, { stroke: size === N ? colors.blue : colors.orange }, size === 1 ? 0.9 : 1.5),
          ...cross(),
        ],
      })),
    },
    {
      name: '24-samples',
      columns: 1,
      caption: {
        ko: '가로축은 걸음 수가 아니라 지금까지 본 표본 수(로그 눈금). 계산량은 여기에 비례한다. 작은 배치는 빨리 내려가지만 점선(최소값) 위에서 계속 떨린다.',
        en: 'The horizontal axis counts not steps but samples seen (log scale), to which the work is proportional. Small batches come down sooner, but keep trembling above the dashed line, the smallest loss there is.',
      },
      panels: [
        {
          width: 760,
          height: 360,
          marginTop: 24,
          marginRight: 30,
          x: {
            label: '본 표본 수 samples seen',
            type: 'log',
            domain: [1, 1400],
            ticks: [1, 10, 100, 1000],
            tickFormat: String,
          },
          y: {
            label: '전체 손실 loss of all samples',
            labelAnchor: 'center',
            type: 'log',
            domain: [floor, 30],
            ticks: [0.5, 1, 2, 5, 10, 20],
            tickFormat: String,
            grid: true,
          },
          marks: [
            Plot.ruleY([minimum.loss, gd.steps[0].loss], { stroke: colors.ink, strokeDasharray: '4,3' }),
            words(1, gd.steps[0].loss, '시작 start', { textAnchor: 'start', dx: 6, dy: -9 }),
            words(1, minimum.loss, '최소 minimum', { textAnchor: 'start', dx: 6, dy: 10 }),
            ...walks
              .filter(({ size }) => [1, 10, 25, N].includes(size))
              .flatMap(({ size, steps }, k) => {
                const style = [series[3], series[2], series[1], series[0]][k]
                // A log scale has no 0: each line begins after its first step.
                const points = steps.slice(1)
                return [
                  Plot.dot(points.slice(0, 1), { x: 'samples', y: 'loss', fill: style.stroke, r: 3.5 }),
                  Plot.line(points, {
                    x: 'samples',
                    y: 'loss',
                    strokeWidth: 1.6,
                    ...style,
                    strokeDasharray: k === 0 ? 'none' : style.strokeDasharray,
                  }),
                  Plot.line([{ s: 1.3 }, { s: 1.9 }], {
                    x: 's',
                    y: () => 2.15 * 0.81 ** k,
                    strokeWidth: 2,
                    ...style,
                    strokeDasharray: k === 0 ? 'none' : style.strokeDasharray,
                  }),
                  Plot.text([`B = ${size}${size === N ? ' (GD)' : size === 1 ? ' (SGD)' : ''}`], {
                    x: 2.1,
                    y: 2.15 * 0.81 ** k,
                    textAnchor: 'start',
                    fill: colors.ink,
                  }),
                ]
              }),
          ],
        },
      ],
    },
  ]
}
