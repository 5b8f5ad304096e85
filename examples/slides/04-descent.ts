/**
 * Gradient descent: start, gradient, the opposite direction, the learning rate; and the rate at which it stops working, read off the Hessian.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as D from 'nabla-ts/Diff'
import * as O from 'nabla-ts/Optimizer'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { text } from './04-descent.text.js'
import { linspace } from './curves.js'
import { power, signed } from './format.js'
import { expectEqual, expectThat, notebook, type Figure, type OldLesson as Lesson } from './lesson.js'
import { colors, series } from './render.js'
import { axis } from './sketch.js'

type Cost = (w: T.Scalar) => T.Scalar

/** The cost of 실습 1: a parabola with its minimum at w = 2. */
const cost: Cost = (w) => pipe(T.tensor([1, 2, 3, 4, 5]), T.mul(w), T.sub(T.tensor([2, 4, 6, 8, 10])), T.square, T.mean)
const start = 0.0579673

/** 기울기의 반대 방향으로 움직임: one step, a reducer. */
const step =
  (f: Cost, lr: number) =>
  (w: T.Scalar): T.Scalar =>
    pipe(w, T.sub(pipe(D.grad(f)(w), T.mul(lr))))

/** The run is a fold that keeps its history. */
const descend = (f: Cost, lr: number, from: number, steps: number): readonly number[] =>
  pipe(
    Array.from({ length: steps }),
    Train.fold<readonly T.Scalar[], unknown>((ws) => [...ws, step(f, lr)(ws[ws.length - 1])], [T.scalar(from)]),
  ).map(T.toNumber)

/** The curvature L and the learning rate at which descent on a parabola stops converging, 2/L. */
const curvature = T.toNumber(D.hessian(cost)(T.scalar(start)))
const limit = 2 / curvature

const settings = [
  { lr: 0.002, name: '기어감 crawls' },
  { lr: 0.02, name: '수렴 converges' },
  { lr: 1 / curvature, name: '한 걸음 one step (1/L)' },
  { lr: 0.08, name: '지그재그 zigzags' },
  { lr: limit, name: '한계 at the limit (2/L)' },
  { lr: 0.097, name: '발산 diverges' },
]

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()
  say(`L = cost″ = ${curvature}, limit 2/L = ${limit.toFixed(9)}`)
  expectThat('the limit of 실습 1 is 1/11', Math.abs(curvature - 22) < 1e-12 && Math.abs(limit - 1 / 11) < 1e-15)

  const runs = settings.map(({ lr, name }) => {
    const ws = descend(cost, lr, start, 20)
    const factor = 1 - lr * curvature
    const [before, after] = [Math.abs(ws[0] - 2), Math.abs(ws[20] - 2)]
    say(
      `lr = ${lr.toFixed(4)}  1 − lr·L = ${signed(factor, 3).padStart(6)}  |w₂₀ − 2| = ${power(after, 2).padStart(8)}  ${name}`,
    )
    expectThat(
      `at lr ${lr} the distance goes with |1 − lr·L|ᵏ`,
      Math.abs(after - before * Math.abs(factor) ** 20) <= 1e-9 * (1 + after),
    )
    return { lr, name, ws }
  })
  const distances = runs.map(({ ws }) => Math.abs(ws[20] - 2) / Math.abs(start - 2))
  expectThat(
    'below the limit it comes nearer',
    distances.slice(0, 4).every((d) => d < 1),
  )
  expectThat('at the limit it stays', Math.abs(distances[4] - 1) < 1e-9)
  expectThat('above it goes away', distances[5] > 1)
  expectThat('1/L needs one step', Math.abs(runs[2].ws[1] - 2) < 1e-14)

  // The optimizer of the library is the same reducer.
  const sgd = O.sgd({ learningRate: 0.02 })
  const viaSgd = Array.from({ length: 20 }).reduce<T.Scalar>(
    (w) => O.apply(sgd.update(D.grad(cost)(w), [], w)[0], w),
    T.scalar(start),
  )
  expectEqual('O.sgd, to the last bit', T.toNumber(viaSgd), runs[1].ws[20])

  const ends = starts.map((from) => ({ from, ws: descend(valleys, 0.1, from, 60) }))
  ends.forEach(({ from, ws }) => say(`two valleys, from ${signed(from, 1).padStart(4)}: ends at ${signed(ws[60], 4)}`))
  expectThat('where it ends depends on where it starts', new Set(ends.map(({ ws }) => ws[60].toFixed(3))).size === 2)
  expectThat(
    'where it ends the gradient is 0',
    ends.every(({ ws }) => Math.abs(T.toNumber(D.grad(valleys)(T.scalar(ws[60])))) < 1e-3),
  )
  return { printed, figures: [rates(runs), distance(runs), initial(ends)] }
}

interface Run {
  readonly lr: number
  readonly name: string
  readonly ws: readonly number[]
}

const points = (f: Cost, ws: readonly number[]) => ws.map((w) => ({ w, cost: T.toNumber(f(T.scalar(w))) }))

/** Steps on a curve: from each point to the next. */
const steps = (f: Cost, ws: readonly number[], color: string) => {
  const at = points(f, ws)
  const hops = at.slice(1).map((to, k) => ({ x1: at[k].w, y1: at[k].cost, x2: to.w, y2: to.cost }))
  return [
    Plot.link(hops, { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2', stroke: color, strokeWidth: 1.3, clip: true }),
    Plot.dot(at, { x: 'w', y: 'cost', r: 2.6, fill: color, clip: true }),
    Plot.dot(at.slice(0, 1), { x: 'w', y: 'cost', r: 5, fill: 'white', stroke: colors.ink, strokeWidth: 1.6 }),
  ]
}

const rates = (runs: readonly Run[]): Figure => ({
  name: '04-rates',
  columns: 3,
  caption: {
    ko: '같은 곡선, 같은 초기점(흰 점), 여섯 학습률로 20걸음. 곡선은 실습 1의 비용이고 한계 2/L = 1/11은 `D.hessian`에서 나온다. 한계에서는 두 점을 영원히 오가고, 넘으면 멀어진다.',
    en: 'One curve, one start (white), twenty steps at six learning rates. The curve is the cost of exercise 1, and its limit 2/L = 1/11 comes from `D.hessian`. At the limit it goes to and fro for ever, above it moves away.',
  },
  panels: runs.map(({ lr, name, ws }) => ({
    title: `lr = ${lr.toFixed(4)}: ${name}`,
    width: 305,
    height: 235,
    marginTop: 36,
    x: axis('w', { domain: [-1.5, 5.5] }),
    y: axis('cost', { domain: [0, 90] }),
    marks: [
      Plot.lineY(points(cost, linspace(-1.5, 5.5, 120)), {
        x: 'w',
        y: 'cost',
        stroke: colors.grey,
        strokeWidth: 1.5,
        clip: true,
      }),
      Plot.ruleY([0]),
      ...steps(cost, ws, colors.red),
    ],
  })),
})

const distance = (runs: readonly Run[]): Figure => {
  const traced = runs.map(({ lr, ws }) => ({
    label: `lr ${lr.toFixed(4)}`,
    // Up to where nothing is left of it.
    points: ws
      .map((w, k) => ({ k, d: Math.max(Math.abs(w - 2), 1e-16) }))
      .filter((_, k) => k === 0 || Math.abs(ws[k - 1] - 2) > 1e-12),
  }))
  return {
    name: '04-distance',
    caption: {
      ko: '최소점까지의 거리(로그 눈금)는 한 걸음마다 |1 − lr·L|배가 되어 직선이 된다. 크기만 보이므로 0.08의 지그재그도 여기서는 곧은 직선이다. 1/L은 한 걸음에 끝나 그림 밖으로 떨어진다.',
      en: 'The distance from the minimum (log scale) is multiplied by |1 − lr·L| at each step: straight lines. only the size is shown, so the zigzag of 0.08 is a straight line too. 1/L is done in one step and falls out of the picture.',
    },
    panels: [
      {
        width: 640,
        height: 300,
        marginTop: 16,
        marginLeft: 62,
        marginRight: 90,
        x: axis('step', { domain: [0, 20] }),
        y: axis('|w − 2|', { type: 'log', domain: [1e-5, 30], ticks: 6, tickFormat: (v: number) => power(v, 0) }),
        marks: [
          ...traced.flatMap(({ points: trace }, i) => [
            Plot.lineY(trace, { x: 'k', y: 'd', ...series[i], strokeWidth: 2, clip: true }),
          ]),
          Plot.text(
            traced
              .filter(({ points: trace }) => trace[trace.length - 1].d > 1e-6)
              .map(({ label, points: trace }) => ({ ...trace[trace.length - 1], label })),
            { x: 'k', y: 'd', text: 'label', dx: 6, textAnchor: 'start', fontSize: 11 },
          ),
          Plot.text([`lr ${(1 / curvature).toFixed(4)} (1/L)`], {
            x: 0.3,
            y: 1.6e-5,
            dx: 6,
            textAnchor: 'start',
            fontSize: 11,
          }),
        ],
      },
    ],
  }
}

/** 초기점에서 출발: a curve with two valleys, w⁴/4 − w² + w/4. */
const valleys: Cost = (w) => pipe(w, T.pow(4), T.div(4), T.sub(T.square(w)), T.add(pipe(w, T.mul(0.25))))
const starts = [-2.2, -1, -0.2, 0.3, 1, 2.2]

const initial = (runs: readonly { readonly from: number; readonly ws: readonly number[] }[]): Figure => ({
  name: '04-starts',
  columns: 3,
  caption: {
    ko: '골짜기가 둘인 곡선에서 초기점(흰 점) 여섯. 어디서 출발하느냐에 따라 다른 골짜기에서 멈춘다. 왼쪽이 더 깊지만 오른쪽에서 출발하면 알 길이 없다.',
    en: 'Six starts (white) on a curve with two valleys. Where it ends depends on where it begins: the left valley is deeper, but from the right there is no way to know.',
  },
  panels: runs.map(({ from, ws }) => ({
    title: `w₀ = ${signed(from, 1)} → ${signed(ws[ws.length - 1], 3)}`,
    width: 305,
    height: 200,
    marginTop: 36,
    x: axis('w', { domain: [-2.4, 2.4] }),
    y: axis('f(w)', { domain: [-2, 2] }),
    marks: [
      Plot.lineY(points(valleys, linspace(-2.4, 2.4, 120)), {
        x: 'w',
        y: 'cost',
        stroke: colors.grey,
        strokeWidth: 1.5,
        clip: true,
      }),
      ...steps(valleys, ws, colors.red),
    ],
  })),
})

export const lesson: Lesson = { text, run }
