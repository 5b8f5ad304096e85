import * as Plot from '@observablehq/plot'
import type { Point, run } from './05-gradient.js'
import { elements, linspace } from './curves.js'
import { signed } from './format.js'
import type { Figure, Values } from './lesson.js'
import { colors } from './render.js'
import { axis, bare, view } from './sketch.js'

type V = Values<typeof run>

export const figures = (values: V): readonly Figure[] => [field(values), plane(values), zoom(values), record(values)]

const range = 2.5

/** The gradients over the contours, and the gradient at one point. */
const field = ({ x: here, valuesAt, gradientsAt }: V): Figure => {
  // The heights at the centres of 80 × 80 squares.
  const side = 80
  const middles = linspace(-range + range / side, range - range / side, side)
  const map = valuesAt(middles.flatMap((b) => middles.map((a): Point => [a, b])))
  const grid = linspace(-2.1, 2.1, 10).flatMap((b) => linspace(-2.1, 2.1, 10).map((a): Point => [a, b]))
  const arrows = gradientsAt(grid).map(([u, v], i) => ({
    x1: grid[i][0],
    y1: grid[i][1],
    x2: grid[i][0] + 0.13 * u,
    y2: grid[i][1] + 0.13 * v,
  }))
  const [[u, v]] = gradientsAt([here])
  const size = Math.hypot(u, v)
  const along = {
    x1: here[0] + (0.9 * v) / size,
    y1: here[1] - (0.9 * u) / size,
    x2: here[0] - (0.9 * v) / size,
    y2: here[1] + (0.9 * u) / size,
  }
  const ends = { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2' } as const
  const contours = (opacity: number) =>
    Plot.contour(map, {
      width: side,
      height: side,
      x1: -range,
      y1: -range,
      x2: range,
      y2: range,
      interval: 0.4,
      stroke: colors.grey,
      strokeOpacity: opacity,
    })
  const frame = {
    width: 430,
    height: 420,
    marginTop: 36,
    x: axis('x₁', { domain: [-range, range] }),
    y: axis('x₂', { domain: [-range, range] }),
  }
  return {
    name: '05-field',
    caption: {
      ko: '왼쪽: 등고선 위의 기울기. 화살표는 오르막을 가리키고 가파른 곳에서 길다. 오른쪽: 한 점에서 ∇f는 등고선(점선은 접선)과 수직이고, −∇f가 내리막이다.',
      en: 'Left: gradients over contours; the arrows point uphill and are long where it is steep. Right: at a point ∇f is perpendicular to the contour (its tangent dashed), and −∇f goes down.',
    },
    panels: [
      {
        ...frame,
        title: '∇f, 등고선 위에서 over the contours',
        marks: [contours(1), Plot.arrow(arrows, { ...ends, stroke: colors.blue, strokeWidth: 1.4, headLength: 5 })],
      },
      {
        ...frame,
        title: `x = (${signed(here[0], 1)}, ${signed(here[1], 1)})`,
        marks: [
          contours(0.8),
          Plot.link([along], { ...ends, stroke: colors.ink, strokeDasharray: '5,4' }),
          Plot.arrow(
            [
              { x1: here[0], y1: here[1], x2: here[0] + u, y2: here[1] },
              { x1: here[0] + u, y1: here[1], x2: here[0] + u, y2: here[1] + v },
            ],
            { ...ends, stroke: colors.green, strokeWidth: 1.8, headLength: 6 },
          ),
          Plot.arrow([{ x1: here[0], y1: here[1], x2: here[0] + u, y2: here[1] + v }], {
            ...ends,
            stroke: colors.blue,
            strokeWidth: 2.6,
            headLength: 8,
          }),
          Plot.arrow([{ x1: here[0], y1: here[1], x2: here[0] - u, y2: here[1] - v }], {
            ...ends,
            stroke: colors.red,
            strokeWidth: 2.6,
            headLength: 8,
          }),
          Plot.dot([here], { r: 4.5, fill: colors.ink }),
          Plot.text(
            [
              { x: here[0] + u + 0.22, y: here[1] + v + 0.12, s: '∇f' },
              { x: here[0] - u - 0.25, y: here[1] - v - 0.12, s: '−∇f' },
              { x: here[0] + u / 2, y: here[1] - 0.17, s: '∂f/∂x₁' },
              { x: here[0] + u + 0.4, y: here[1] + v / 2, s: '∂f/∂x₂' },
            ],
            { x: 'x', y: 'y', text: 's', fontSize: 13, stroke: 'white', fill: colors.ink, strokeWidth: 4 },
          ),
        ],
      },
    ],
  }
}

/** The tangent plane at a point: f(p) + ∇f(p)·(x − p). */
const tangentPlane = ({ valuesAt, gradientsAt }: V, p: Point) => {
  const [value] = valuesAt([p])
  const [[u, v]] = gradientsAt([p])
  return ([a, b]: Point): number => value + u * (a - p[0]) + v * (b - p[1])
}

const others: readonly Point[] = [
  [-1.5, -1.2],
  [1.5, 0],
  [0.3, 1.6],
  [-1.6, 0.4],
  [2, 1],
]

/** The tangent plane at several points. */
const plane = (values: V): Figure => {
  const { x: here, valuesAt, gradientsAt } = values
  const look = view(32, 32, 0.62)
  const segments = (
    height: (points: readonly Point[]) => readonly number[],
    across: readonly number[],
    down: readonly number[],
  ) => {
    const paths = [
      ...across.map((a) => linspace(down[0], down[down.length - 1], 25).map((b): Point => [a, b])),
      ...down.map((b) => linspace(across[0], across[across.length - 1], 25).map((a): Point => [a, b])),
    ]
    return paths.flatMap((path, line) => {
      const zs = height(path)
      return look(path.map(([a, b], i) => [a, b, zs[i]] as const)).map((p) => ({ ...p, line }))
    })
  }
  const surface = segments(valuesAt, linspace(-range, range, 13), linspace(-range, range, 13))
  return {
    name: '05-plane',
    columns: 3,
    caption: {
      ko: '곡면 f(회색)와 여섯 점에서의 접평면(파랑). 접평면의 두 기울기가 기울기 벡터의 두 성분이다. 접평면이 거의 평평한 골짜기 바닥 (−1.6, 0.4)에서는 ∇f가 거의 0이다.',
      en: 'The surface f (grey) and its tangent plane (blue) at six points. The two slopes of the plane are the two entries of the gradient; at the bottom of the valley, (−1.6, 0.4), the plane lies flat and ∇f is nearly 0.',
    },
    panels: [here, ...others].map((p) => {
      const flat = tangentPlane(values, p)
      const patch = segments(
        (points) => points.map(flat),
        linspace(p[0] - 0.9, p[0] + 0.9, 5),
        linspace(p[1] - 0.9, p[1] + 0.9, 5),
      )
      const [[u, v]] = gradientsAt([p])
      const [spot] = look([[...p, flat(p)]])
      return {
        title: `(${signed(p[0], 1)}, ${signed(p[1], 1)}): ∇f = (${signed(u)}, ${signed(v)})`,
        width: 305,
        height: 240,
        marginTop: 32,
        marginLeft: 8,
        marginRight: 8,
        marginBottom: 8,
        x: bare(-3.6, 3.6),
        y: bare(-2.2, 4.7),
        marks: [
          Plot.line(surface, { x: 'x', y: 'y', z: 'line', stroke: colors.grey, strokeWidth: 0.7 }),
          Plot.line(patch, { x: 'x', y: 'y', z: 'line', stroke: colors.blue, strokeWidth: 1.4 }),
          Plot.dot([spot], { x: 'x', y: 'y', r: 4, fill: colors.red }),
        ],
      }
    }),
  }
}

/** A cut through the surface and its tangent, enlarged step by step. */
const zoom = ({ x: here, direction: v, gradient: g, valuesAt }: V): Figure => ({
  name: '05-zoom',
  columns: 5,
  caption: {
    ko: '점 (−0.6, 0.9)에서 v = (0.8, −0.6) 방향의 단면을 다섯 번 확대한다. 파란 선이 f, 빨간 점선이 접선. 가까울수록 구별되지 않는다.',
    en: 'A cut through (−0.6, 0.9) in the direction v = (0.8, −0.6), enlarged step by step. Blue: f, red, dashed: the tangent. The nearer, the harder to tell apart.',
  },
  panels: [3, 1, 0.3, 0.1, 0.03].map((reach) => {
    const ts = linspace(-reach, reach, 41)
    const path = ts.map((t): Point => [here[0] + v[0] * t, here[1] + v[1] * t])
    const [middle] = valuesAt([here])
    const slope = v[0] * g[0] + v[1] * g[1]
    const cut = valuesAt(path).map((height, i) => ({ t: ts[i], f: height - middle, line: slope * ts[i] }))
    return {
      title: `±${reach}`,
      width: 182,
      height: 190,
      marginTop: 32,
      marginLeft: 58,
      marginRight: 10,
      x: axis('t', {
        ticks: [-reach, 0, reach],
        tickFormat: (t: number) => signed(t, t === 0 || reach >= 1 ? 0 : reach < 0.1 ? 2 : 1),
      }),
      y: axis('f − f(x)', { ticks: 4 }),
      marks: [
        Plot.ruleY([0], { stroke: colors.pale }),
        Plot.lineY(cut, { x: 't', y: 'f', stroke: colors.blue, strokeWidth: 2.2 }),
        Plot.lineY(cut, { x: 't', y: 'line', stroke: colors.red, strokeWidth: 1.6, strokeDasharray: '5,4' }),
        Plot.dot([{ t: 0, f: 0 }], { x: 't', y: 'f', r: 3.5, fill: colors.ink }),
      ],
    }
  }),
})

/** The gradient of a record as a record, and as a column. */
const record = ({ column, paths }: V): Figure => {
  const names = ['b₁', 'b₂', 'w₁₁', 'w₁₂', 'w₂₁', 'w₂₂']
  const cells = elements(column).map((v, i) => ({
    v,
    name: `∂f/∂${names[i]}`,
    ...(i < 2 ? { x: 0.5 + i, y: 4.5 } : { x: 0.5 + ((i - 2) % 2), y: 2.5 - Math.floor((i - 2) / 2) }),
    to: 5.5 - i,
  }))
  const box = (x: number | string, y: string) => ({
    x1: (d: (typeof cells)[number]) => (typeof x === 'number' ? x : d.x) - 0.5,
    x2: (d: (typeof cells)[number]) => (typeof x === 'number' ? x : d.x) + 0.5,
    y1: (d: (typeof cells)[number]) => (y === 'to' ? d.to : d.y) - 0.5,
    y2: (d: (typeof cells)[number]) => (y === 'to' ? d.to : d.y) + 0.5,
    stroke: colors.ink,
    fill: (d: (typeof cells)[number]) => (d.name.includes('b') ? colors.pale : 'white'),
  })
  return {
    name: '05-column',
    caption: {
      ko: '기울기는 매개변수와 같은 모양의 레코드이다(왼쪽). `P.flatten`이 이를 이름 순서로 한 줄로 세우면 슬라이드의 n×1 열벡터가 된다(오른쪽).',
      en: 'The gradient is a record shaped like the parameters (left). `P.flatten` puts its entries in one row, in the order of their names: the n×1 column of the slide (right).',
    },
    panels: [
      {
        width: 560,
        height: 300,
        marginTop: 24,
        marginBottom: 12,
        marginLeft: 70,
        marginRight: 90,
        x: bare(0, 6),
        y: bare(0, 6),
        marks: [
          Plot.link(cells, { x1: (d) => d.x, y1: 'y', x2: 4.5, y2: 'to', stroke: colors.grey, strokeDasharray: '2,3' }),
          Plot.rect(cells, box('x', 'y')),
          Plot.text(cells, { x: 'x', y: 'y', text: (d) => signed(d.v, 3), fontSize: 12 }),
          Plot.rect(cells, box(5, 'to')),
          Plot.text(cells, { x: 5, y: 'to', text: (d) => signed(d.v, 3), fontSize: 12 }),
          Plot.text(cells, { x: 5.5, y: 'to', dx: 8, textAnchor: 'start', text: 'name', fontSize: 12 }),
          Plot.text(
            [
              { s: paths[0], y: 4.5 },
              { s: paths[1], y: 2 },
            ],
            { x: 0, y: 'y', text: 's', dx: -22, fontSize: 14, fontWeight: 'bold' },
          ),
          Plot.text(['∇f: 6 × 1'], { x: 5, y: 6, dy: -12, fontSize: 13, fontWeight: 'bold' }),
        ],
      },
    ],
  }
}
