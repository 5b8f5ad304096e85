import * as Plot from '@observablehq/plot'
import type { run } from './29-adam.js'
import { contours, frame, path, rateLines } from './bowl.figures.js'
import type { Figure, Values } from './lesson.js'
import { colors, series } from './render.js'
import { words } from './sketch.js'

export const figures = (values: Values<typeof run>): readonly Figure[] => {
  const { learningRate, withCorrection: on, without: off, paths, race: all } = values
  const last = on.length - 1
  const line = (points: readonly object[], y: string, i: number, label: string, place: number, dy: number) => [
    Plot.line(points, { x: 'k', y, strokeWidth: 2, ...series[i] }),
    Plot.text(points.slice(place, place + 1), {
      x: 'k',
      y,
      text: () => label,
      textAnchor: 'start',
      dx: 4,
      dy,
      fill: series[i].stroke,
    }),
  ]
  const lengths = [
    { name: '보정 있음 with', i: 0, points: on },
    { name: '보정 없음 without', i: 1, points: off },
  ]
  // Labels at the ends of lines keep 13 pixels from each other.
  const logs = all
    .map(({ name, steps }, i) => ({ name, i, end: Math.log10(Math.max(steps[steps.length - 1].f, 1e-7)) }))
    .sort((a, b) => b.end - a.end)
    .reduce<readonly { readonly name: string; readonly i: number; readonly height: number }[]>(
      (done, { name, i, end }) => [
        ...done,
        { name, i, height: Math.min(end, (done.at(-1)?.height ?? Infinity) - 0.36) },
      ],
      [],
    )
  return [
    {
      name: '29-means',
      caption: {
        ko: '그릇 위 Adam(학습률 0.3)의 x좌표. 왼쪽: 평균 기울기 m과 보정한 m̂, 점은 기울기. 가운데: 평균 제곱 v와 보정한 v̂. v는 β₂ = 0.999 때문에 매우 느리게 자란다. 오른쪽: 한 걸음의 길이를 lr로 나눈 것.',
        en: 'The x coordinate of Adam on the bowl (learning rate 0.3). Left: the mean gradient m and the corrected m̂; dots: the gradients. Middle: the mean square v and the corrected v̂; with β₂ = 0.999 v grows very slowly. Right: the length of a step over lr.',
      },
      panels: [
        {
          title: 'm, m̂',
          marginTop: 34,
          x: { label: '걸음 step' },
          y: { label: 'x의 기울기 gradient', labelAnchor: 'center', grid: true },
          marks: [
            Plot.ruleY([0]),
            Plot.dot(on, { x: 'k', y: ({ gradient }: (typeof on)[number]) => gradient.x, r: 1.8, fill: colors.grey }),
            ...line(on, 'mHat', 0, 'm̂', 10, 14),
            ...line(on, 'm', 1, 'm', 3, -9),
          ],
        },
        {
          title: 'v, v̂',
          marginTop: 34,
          x: { label: '걸음 step' },
          y: { label: '기울기의 제곱 squares', labelAnchor: 'center', grid: true },
          marks: [Plot.ruleY([0]), ...line(on, 'vHat', 0, 'v̂', 6, -10), ...line(on, 'v', 1, 'v', 20, -10)],
        },
        {
          title: '|걸음 step| / lr',
          marginTop: 34,
          x: { label: '걸음 step' },
          y: { label: '|Δx| / lr', labelAnchor: 'center', grid: true },
          marks: [
            Plot.ruleY([0]),
            Plot.ruleY([1], { stroke: colors.grey, strokeDasharray: '2,3' }),
            ...lengths.flatMap(({ name, i, points }) => [
              Plot.line(points, {
                x: 'k',
                y: ({ update }: (typeof on)[number]) => Math.abs(update.x) / learningRate,
                strokeWidth: 2,
                ...series[i],
              }),
              Plot.text([name], { x: 40, y: 4.3 + 0.45 * i, textAnchor: 'end', fill: series[i].stroke }),
            ]),
          ],
        },
      ],
    },
    {
      name: '29-correction',
      caption: {
        ko: '편향 보정이 있을 때(파랑 실선)와 없을 때(빨강 점선)의 경로, 여섯 가지 β₂. 보정이 없으면 처음 걸음들이 너무 크다. β₂가 1에 가까울수록 심하다.',
        en: 'The path with bias correction (blue) and without (red, dashed), for six β₂. Without, the first steps are far too long; the nearer β₂ is to 1, the worse.',
      },
      panels: paths.map(({ beta2, ...both }) => ({
        title: `β₂ = ${beta2}`,
        ...frame,
        marks: [...contours(), ...path(both.without, series[1]), ...path(both.withCorrection, { stroke: colors.blue })],
      })),
    },
    {
      name: '29-race',
      columns: 1,
      caption: {
        ko: '여섯 최적화 방법의 경주: 같은 그릇, 같은 출발점, 40걸음. 학습률은 방법마다 다르다(아래 그림의 제목).',
        en: 'The race of six: one bowl, one start, 40 steps. Each with its own learning rate (see the titles below).',
      },
      panels: [
        {
          width: 900,
          height: 440,
          marginRight: 24,
          marginTop: 34,
          title: 'x²/20 + y²',
          x: { label: 'x', domain: [-7.8, 5.2] },
          y: { label: 'y', labelAnchor: 'center', domain: [-2.4, 2.6] },
          marks: [
            ...contours(),
            ...all.flatMap(({ steps }, i) => path(steps, series[i])),
            ...all.map((_, i) =>
              Plot.line(
                [
                  { x: 3.0, y: 2.4 - 0.24 * i },
                  { x: 3.7, y: 2.4 - 0.24 * i },
                ],
                { x: 'x', y: 'y', strokeWidth: 2, ...series[i] },
              ),
            ),
            ...all.map(({ name }, i) =>
              words(3.85, 2.4 - 0.24 * i, name, { textAnchor: 'start', fontSize: 12, fill: colors.ink }),
            ),
          ],
        },
      ],
    },
    {
      name: '29-race-each',
      caption: { ko: '같은 경주를 하나씩.', en: 'The same race, one at a time.' },
      panels: all.map(({ name, learningRate: rate, steps }, i) => ({
        title: `${name}, lr = ${rate}: f = ${steps[last].f.toPrecision(2)}`,
        ...frame,
        marks: [...contours(), ...path(steps, { stroke: series[i].stroke })],
      })),
    },
    {
      name: '29-race-rates',
      caption: {
        ko: '좌표마다의 학습률(로그 눈금): x는 파랑 실선, y는 빨강 점선. 앞의 셋은 두 좌표에 하나뿐이고(겹친 선), AdaGrad는 내려가기만 하며, RMSProp과 Adam은 오르내린다.',
        en: 'The rate of each coordinate (log scale): x blue, y red and dashed. The first three have one for both (lines upon each other), AdaGrad only falls, RMSProp and Adam go up and down.',
      },
      panels: all.map(({ name, steps }) => ({ ...rateLines(steps, [0.05, 5]), title: name })),
    },
    {
      name: '29-race-heights',
      columns: 1,
      caption: {
        ko: '걸음마다의 높이 f(로그 눈금). 이 그릇 하나로 순위를 매길 수는 없다. 학습률을 바꾸면 순위도 바뀐다.',
        en: 'The height f after each step (log scale). One bowl makes no ranking: with other learning rates the order is another.',
      },
      panels: [
        {
          width: 760,
          height: 360,
          marginRight: 90,
          x: { label: '걸음 step' },
          y: {
            label: 'f',
            labelAnchor: 'center',
            type: 'log',
            domain: [1e-7, 20],
            ticks: [1e-6, 1e-4, 1e-2, 1],
            tickFormat: (v: number) => `10${v === 1 ? '⁰' : `⁻${'⁰¹²³⁴⁵⁶⁷⁸⁹'[-Math.round(Math.log10(v))]}`}`,
            grid: true,
          },
          marks: [
            ...all.map(({ steps }, i) =>
              Plot.line(
                steps.map(({ k, f }) => ({ k, f: Math.max(f, 1e-7) })),
                { x: 'k', y: 'f', strokeWidth: 1.8, ...series[i] },
              ),
            ),
            ...logs.map(({ name, i, height }) =>
              words(last, 10 ** height, name, { textAnchor: 'start', dx: 8, fill: series[i].stroke }),
            ),
          ],
        },
      ],
    },
  ]
}
