/**
 * Leaky ReLU: a slope below 0, and what it is good for.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import * as T from 'nabla-ts/Tensor'
import { text } from './13-leaky-relu.text.js'
import { at, derivative, grid, type Curve } from './curves.js'
import { brief } from './format.js'
import { expectEqual, expectThat, notebook, type OldLesson as Lesson } from './lesson.js'
import { colors, series } from './render.js'
import { axes, axis, margins, spots, words } from './sketch.js'

/** The slide's 0.1 among others; 0 is ReLU, 1 the identity. */
const slopes = [0, 0.01, 0.1, 0.3, 1]

const x = grid(-1, 1, 101)

/** One unit, f(wx + b), is to learn the part of x above 0: max(0, x). */
const target = T.max(0)(x)
type Unit = { readonly w: T.Scalar; readonly b: T.Scalar }
const output = (f: Curve, { w, b }: Unit): T.Tensor<[number]> => f(pipe(x, T.mul(w), T.add(b)))
const cost = (f: Curve) => (unit: Unit) => pipe(output(f, unit), T.sub(target), T.square, T.mean)

/** Gradient descent from a unit that is negative for all data: w = 1, b = −1.5. */
const rescue = (f: Curve, count: number) =>
  Array.from({ length: count }).reduce<readonly (Unit & { readonly cost: number })[]>(
    (steps) => {
      const last = steps[steps.length - 1]
      const unit: Unit = { w: last.w, b: last.b }
      const g = D.grad(cost(f))(unit)
      const next = { w: pipe(unit.w, T.sub(pipe(g.w, T.mul(0.5)))), b: pipe(unit.b, T.sub(pipe(g.b, T.mul(0.5)))) }
      return [...steps, { ...next, cost: T.toNumber(cost(f)(next)) }]
    },
    [{ w: T.scalar(1), b: T.scalar(-1.5), cost: T.toNumber(cost(f)({ w: T.scalar(1), b: T.scalar(-1.5) })) }],
  )

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()
  const leaky: Curve = A.leakyRelu()
  const first = derivative(leaky)
  say(
    `the slide's: leakyRelu(−2) = ${brief(at(leaky, -2))}, slopes at −1, 0, 1: ${[-1, 0, 1].map((v) => at(first, v)).join(', ')}`,
  )
  expectEqual('the slopes at −1, 0, 1', [-1, 0, 1].map((v) => at(first, v)).join(), '0.1,0.1,1')
  const wide = grid(-4, 4, 201)
  slopes.forEach((a) => {
    const larger = pipe(wide, T.mul(a), T.max(wide))
    expectThat(`leakyRelu(${a}) is max(${a}·x, x)`, T.Eq.equals(A.leakyRelu(a)(wide), larger))
  })

  const runs = slopes.map((a) => ({ a, steps: rescue(A.leakyRelu(a), 1000) }))
  runs.forEach(({ a, steps }) =>
    say(`slope ${a}: cost ${brief(steps[0].cost, 4)} before, ${brief(steps[1000].cost, 4)} after 1000 steps`),
  )
  expectEqual('the dead ReLU stays where it is', runs[0].steps[1000].cost, runs[0].steps[0].cost)
  expectThat('slope 0.1 brings the unit back', runs[2].steps[1000].cost < 0.1 * runs[2].steps[0].cost)
  expectThat('slope 1 is a straight line, which cannot bend', runs[4].steps[1000].cost > runs[2].steps[1000].cost)

  const frame = { width: 182, height: 190, ...margins, marginLeft: 44, marginRight: 10, x: axis('x', { ticks: 3 }) }
  const name = (a: number): string => (a === 0 ? '0 (ReLU)' : a === 1 ? '1 (identity)' : String(a))
  const line = (options: Plot.LineOptions = {}) => ({ x: 'x', y: 'y', stroke: colors.blue, strokeWidth: 2, ...options })
  return {
    printed,
    figures: [
      {
        name: '13-slopes',
        columns: 5,
        caption: {
          ko: '음수 쪽 기울기 다섯 가지: 위는 함수, 아래는 기울기(`D.grad`). 슬라이드는 0.1이다. 0에서의 기울기는 음수 쪽의 것이다(채운 점).',
          en: 'Five slopes below 0: the function above, its slope (`D.grad`) below. The slides have 0.1. At 0 the slope is that of the negative side (the full dot).',
        },
        panels: [
          ...slopes.map((a) => ({
            ...frame,
            title: `a = ${name(a)}`,
            y: axis('f', { domain: [-4, 4], ticks: 5 }),
            marks: [...axes, Plot.line(spots(A.leakyRelu(a), wide), line())],
          })),
          ...slopes.map((a) => ({
            ...frame,
            height: 160,
            marginTop: 14,
            y: axis('f′', { domain: [-0.1, 1.15], ticks: 4 }),
            marks: [
              ...axes,
              Plot.line(spots(derivative(A.leakyRelu(a)), grid(-4, 0, 51)), line()),
              Plot.line(spots(derivative(A.leakyRelu(a)), grid(0.001, 4, 51)), line()),
              ...(a === 1
                ? []
                : [Plot.dot([{ x: 0, y: 1 }], { x: 'x', y: 'y', fill: 'white', stroke: colors.blue, r: 3.5 })]),
              Plot.dot([{ x: 0, y: a }], { x: 'x', y: 'y', fill: colors.blue, r: 3.5 }),
            ],
          })),
        ],
      },
      {
        name: '13-rescue',
        columns: 2,
        caption: {
          ko: '모든 자료에서 음수인 유닛 f(x − 1.5)가 max(0, x)를 배운다. 왼쪽: 비용. ReLU는 움직이지 않는다. 오른쪽: 1000걸음 뒤의 출력과 목표(회색 굵은 선).',
          en: 'A unit that is negative for all data, f(x − 1.5), learns max(0, x). Left: the cost; ReLU does not move. Right: the outputs after 1000 steps, and the target (grey, thick).',
        },
        panels: [
          {
            title: 'Gradient descent, rate 0.5',
            width: 480,
            height: 280,
            ...margins,
            marginRight: 80,
            x: axis('step', { ticks: 5 }),
            y: axis('cost', {
              type: 'log',
              domain: [1e-5, 3],
              ticks: 5,
              tickFormat: (v: number) => v.toExponential(0),
            }),
            marks: runs.flatMap(({ a, steps }, i) => [
              Plot.line(
                steps.map((s, k) => ({ x: k, y: s.cost })).filter(({ y }) => y > 1e-5),
                line(series[i]),
              ),
              words(1000, Math.max(1.3e-5, steps[1000].cost), `a = ${a}`, {
                textAnchor: 'start',
                dx: 6,
                fill: series[i].stroke,
              }),
            ]),
          },
          {
            title: 'After 1000 steps',
            width: 440,
            height: 280,
            ...margins,
            marginRight: 80,
            x: axis('x', { ticks: 5 }),
            y: axis('output', { ticks: 5 }),
            marks: [
              ...axes,
              Plot.line(
                Array.from(T.toFlat(x), (v, i) => ({ x: v, y: T.toFlat(target)[i] })),
                { x: 'x', y: 'y', stroke: colors.pale, strokeWidth: 9 },
              ),
              ...runs.flatMap(({ a, steps }, i) => {
                const y = T.toFlat(output(A.leakyRelu(a), { w: steps[1000].w, b: steps[1000].b }))
                return [
                  Plot.line(
                    Array.from(T.toFlat(x), (v, j) => ({ x: v, y: y[j] })),
                    line(series[i]),
                  ),
                  words(1, y[100], `a = ${a}`, {
                    textAnchor: 'start',
                    dx: 6,
                    dy: a === 0.01 ? -8 : a === 0.1 ? 1 : a === 0.3 ? 5 : 0,
                    fill: series[i].stroke,
                  }),
                ]
              }),
            ],
          },
        ],
      },
    ],
  }
}

export const lesson: Lesson = { text, run }
