import * as Plot from '@observablehq/plot'
import * as T from 'nabla-ts/Tensor'
import type { run } from './07-linear-collapse.js'
import { elements } from './curves.js'
import { signed } from './format.js'
import type { Figure, Values } from './lesson.js'
import { colors } from './render.js'
import { axis, bare } from './sketch.js'

type V = Values<typeof run>

export const figures = (values: V): readonly Figure[] => [matrices(values), grids(values)]

/** The cells of a matrix, and a label below it. */
const matrix = (x: T.AnyTensor, name: string, left: number, top: number) => {
  const flat = elements(x)
  const columns = T.shape(x)[T.shape(x).length - 1]
  const rows = flat.length / columns
  const cells = flat.map((v, i) => ({ v, x: left + (i % columns), y: top - Math.floor(i / columns) }))
  const label = { x: left + columns / 2, y: top - rows, name: `${name} [${T.shape(x).join(', ')}]` }
  return { cells, label }
}

/** The matrices of both layers and of the folded one. */
const matrices = ({ first, second, folded }: V): Figure => {
  const top = [
    matrix(first.weight, 'W₁', 0, 0),
    matrix(second.weight, 'W₂', 5.5, 0.5),
    matrix(folded.weight, 'W', 9.2, 0),
  ]
  const below = [
    matrix(first.bias, 'b₁', 0, -6.2),
    matrix(second.weight, 'W₂', 5.5, -4.7),
    matrix(second.bias, 'b₂', 9.2, -6.2),
    matrix(folded.bias, 'b', 12.9, -6.2),
  ]
  const all = [...top, ...below]
  const cells = all.flatMap((m) => m.cells)
  const signs = [
    { x: 4.75, y: -1.5, s: '·' },
    { x: 8.35, y: -1.5, s: '=' },
    { x: 4.75, y: -6.7, s: '·' },
    { x: 8.35, y: -6.7, s: '+' },
    { x: 12.05, y: -6.7, s: '=' },
  ]
  return {
    name: '07-fold',
    caption: {
      ko: '두 층이 한 행렬로 접힌다. 가중치는 곱하고, 첫째 편향은 둘째 가중치를 지난 뒤 둘째 편향에 더한다. 짙을수록 절댓값이 크고, 빨간 글자는 음수.',
      en: 'Two layers fold into one matrix: the weights are multiplied, the first bias goes through the second weights and is added to the second bias. Darker is larger in size; negative numbers are red.',
    },
    panels: [
      {
        width: 760,
        height: 440,
        marginTop: 12,
        marginBottom: 12,
        marginLeft: 12,
        marginRight: 12,
        x: bare(-0.5, 15.4),
        y: bare(-9.5, 0.7),
        marks: [
          Plot.rect(cells, {
            x1: 'x',
            x2: (d: { readonly x: number }) => d.x + 1,
            y1: 'y',
            y2: (d: { readonly y: number }) => d.y - 1,
            fill: colors.sky,
            fillOpacity: (d: { readonly v: number }) => Math.abs(d.v) / 7,
            stroke: colors.ink,
          }),
          Plot.text(cells, {
            x: (d: { readonly x: number }) => d.x + 0.5,
            y: (d: { readonly y: number }) => d.y - 0.5,
            text: (d: { readonly v: number }) => signed(d.v, 0),
            fontSize: 14,
            fontWeight: 'bold',
            fill: (d: { readonly v: number }) => (d.v < 0 ? colors.red : colors.ink),
          }),
          Plot.text(
            all.map((m) => m.label),
            { x: 'x', y: 'y', text: 'name', dy: 14, fontSize: 13 },
          ),
          Plot.text(signs, { x: 'x', y: 'y', text: 's', fontSize: 24 }),
        ],
      },
    ],
  }
}

/** The grid after each layer. */
const grids = ({ grid: { lines, states, folded } }: V): Figure => {
  const shown = [
    { title: '입력 input', points: states[0] },
    { title: '1층 뒤 after layer 1', points: states[1] },
    { title: '2층 뒤 after layer 2', points: states[2] },
    { title: '3층 뒤 after layer 3', points: states[3] },
    { title: '접은 한 층 folded', points: folded },
  ]
  return {
    name: '07-grid',
    columns: 5,
    caption: {
      ko: '선형층 셋을 차례로 지나는 격자. 곧은 선은 끝까지 곧고 평행선은 끝까지 평행하다. 마지막 그림은 W₁W₂W₃ 한 층으로 단번에 얻은 것이다.',
      en: 'A grid passing three linear layers. Straight lines stay straight and parallels parallel to the end. The last panel is made in one go, by the single layer W₁W₂W₃.',
    },
    panels: shown.map(({ title, points }, k) => {
      const flat = elements(points)
      const moved = lines.map((line, i) => ({ line, x: flat[2 * i], y: flat[2 * i + 1] }))
      const corner = moved[moved.length - 1]
      return {
        title,
        width: 180,
        height: 200,
        marginTop: 32,
        marginLeft: 38,
        marginRight: 8,
        marginBottom: 36,
        x: axis('x₁', { domain: [-2.2, 2.2], ticks: [-2, 0, 2], tickFormat: (v: number) => signed(v, 0) }),
        y: axis('x₂', { domain: [-2.2, 2.2], ticks: [-2, 0, 2], tickFormat: (v: number) => signed(v, 0) }),
        marks: [
          Plot.ruleX([0], { stroke: colors.pale }),
          Plot.ruleY([0], { stroke: colors.pale }),
          Plot.line(moved, { x: 'x', y: 'y', z: 'line', stroke: k === 4 ? colors.red : colors.blue, strokeWidth: 1 }),
          Plot.dot([corner], { x: 'x', y: 'y', r: 3.5, fill: colors.ink }),
        ],
      }
    }),
  }
}
