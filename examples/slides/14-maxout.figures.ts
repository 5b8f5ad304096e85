import * as Plot from '@observablehq/plot'
import * as T from 'nabla-ts/Tensor'
import { envelope, floor, known, line, type Line, type run } from './14-maxout.js'
import { brief } from './format.js'
import type { Figure, Values } from './lesson.js'
import { column, x, type Column } from './parabola.js'
import { colors, series } from './render.js'
import { axes, axis, logAxis, margins, words } from './sketch.js'

const wide = column(-2, 2, 201)

const points = (f: (v: Column) => T.AnyTensor, at = wide) => {
  const y = T.toFlat(f(at))
  return Array.from(T.toFlat(at), (v, i) => ({ x: v, y: y[i] }))
}

const ends = (lines: readonly Line[], from: number, to: number) =>
  lines.map(({ w, b }) => [from, to].map((v) => ({ x: v, y: w * v + b })))

export const figures = ({ fits, seeds }: Values<typeof run>): readonly Figure[] => {
  const two = [line(-0.5, -0.2), line(1.2, 0.3)]
  const pieces = fits.map(({ k }) => k)
  const thin = { x: 'x', y: 'y', strokeWidth: 1.2, stroke: colors.grey, clip: true }
  const thick = { x: 'x', y: 'y', stroke: colors.blue, strokeWidth: 3 }
  const small = { width: 182, height: 190, ...margins, marginLeft: 40, marginRight: 10, x: axis('x', { ticks: 3 }) }
  return [
    {
      name: '14-envelope',
      columns: 2,
      caption: {
        ko: `왼쪽: 두 직선과 그 위쪽 포락선, 곧 조각이 둘인 maxout 유닛. 오른쪽: 조각 수와 x²에 대한 손실. 파란 점은 시드 ${seeds}개에서 배운 것, 점선은 가능한 최선 4/(45k⁴).`,
        en: `Left: two lines and their upper envelope, a maxout unit of two pieces. Right: the loss on x² against the number of pieces: learned from ${seeds} seeds (dots), and the best possible, 4/(45k⁴) (dashed).`,
      },
      panels: [
        {
          title: 'max(w₁x + b₁, w₂x + b₂)',
          width: 460,
          height: 280,
          ...margins,
          marginRight: 90,
          x: axis('x', { ticks: 5 }),
          y: axis('y', { domain: [-2.1, 2.8] }),
          marks: [
            ...axes,
            Plot.line(points(envelope(two)), { ...thick, stroke: colors.pale, strokeWidth: 10 }),
            ...ends(two, -2, 2).map((l, i) => Plot.line(l, { x: 'x', y: 'y', strokeWidth: 2, ...series[i] })),
            words(2, -1.2, 'w₁x + b₁', { textAnchor: 'start', dx: 6, fill: colors.blue }),
            words(2, 2.7, 'w₂x + b₂', { textAnchor: 'start', dx: 6, fill: colors.red }),
          ],
        },
        {
          title: 'Pieces and loss',
          width: 460,
          height: 280,
          ...margins,
          x: axis('pieces k', { type: 'log', ticks: pieces, tickFormat: 'd', domain: [0.9, 9] }),
          y: logAxis('MSE', {
            ticks: [1e-4, 1e-3, 1e-2, 1e-1],
            domain: [1.5e-5, 0.15],
          }),
          marks: [
            Plot.line(
              pieces.map((k) => ({ k, y: floor(k) })),
              { x: 'k', y: 'y', stroke: colors.grey, strokeDasharray: '4,3' },
            ),
            Plot.dot(
              fits.flatMap(({ runs }) => runs),
              { x: 'k', y: 'loss', stroke: colors.blue, r: 4 },
            ),
            words(3.2, floor(3) / 3, '4/(45k⁴)', { textAnchor: 'end', fill: colors.grey }),
          ],
        },
      ],
    },
    {
      name: '14-contains',
      columns: 5,
      caption: {
        ko: '이미 아는 함수들은 가중치를 고른 maxout이다. 가는 선은 조각, 굵은 선은 그 최댓값.',
        en: 'Known functions are maxouts with chosen weights. Thin: the pieces; thick: their maximum.',
      },
      panels: known.map(([name, lines]) => ({
        ...small,
        title: name,
        y: axis('y', { domain: [-2, 3], ticks: 5 }),
        marks: [
          ...axes,
          Plot.line(points(envelope(lines)), { ...thick, stroke: colors.sky, strokeWidth: 5 }),
          ...ends(lines, -2, 2).map((l, i) => Plot.line(l, { ...thin, ...series[i], strokeWidth: 1.5 })),
        ],
      })),
    },
    {
      name: '14-pieces',
      columns: 3,
      caption: {
        ko: `k개의 조각이 x²(굵은 회색)를 배운 결과, 시드 ${seeds}개 가운데 가장 좋은 것. 가는 점선은 조각 하나하나, 파란 선은 그 최댓값. 어디서도 가장 크지 않은 조각은 기울기를 받지 못해 남는다.`,
        en: `k pieces after learning x² (grey, thick), the best of ${seeds} seeds. Dashed: the single pieces; blue: their maximum. A piece that is nowhere the largest gets no gradient and is left over.`,
      },
      panels: fits.map(({ k, lines, loss }) => ({
        title: `k = ${k}: MSE ${brief(loss)}`,
        width: 306,
        height: 220,
        ...margins,
        x: axis('x', { ticks: 5 }),
        y: axis('y', { domain: [-0.4, 1.1], ticks: 5 }),
        marks: [
          Plot.line(points(T.square, x), { x: 'x', y: 'y', stroke: colors.pale, strokeWidth: 8 }),
          ...ends(lines, -1, 1).map((l) => Plot.line(l, { ...thin, strokeDasharray: '4,3' })),
          Plot.line(points(envelope(lines), x), { ...thick, strokeWidth: 2 }),
        ],
      })),
    },
  ]
}
