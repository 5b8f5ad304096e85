/**
 * tanh: the curve, its derivatives, and the sigmoid inside it.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as T from 'nabla-ts/Tensor'
import { text } from './11-tanh.text.js'
import { at, derivative, grid, type Curve } from './curves.js'
import { brief } from './format.js'
import { expectEqual, expectThat, notebook, type OldLesson as Lesson } from './lesson.js'
import { colors } from './render.js'
import { axes, axis, margins, spot, spots, table, words } from './sketch.js'

const tanh: Curve = A.tanh
const slope = derivative(tanh)
const curvature = derivative(slope)

/** 2σ(2x) − 1 */
const fromSigmoid: Curve = (x) => pipe(x, T.mul(2), A.sigmoid, T.mul(2), T.sub(1))

/** 1 − tanh²(x), as it is printed in books. */
const naiveSlope: Curve = (x) => pipe(tanh(x), T.square, T.neg, T.add(1))

/** (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ), taken literally. */
const naiveTanh: Curve = (x) => {
  const [up, down] = [T.exp(x), T.exp(T.neg(x))]
  return pipe(up, T.sub(down), T.div(pipe(up, T.add(down))))
}

/** Where the slope falls below 0.01: 1 − tanh² = 0.01. */
const saturated = Math.atanh(Math.sqrt(0.99))

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()
  const x = grid(-5, 5, 401)

  say(`slope at 0: ${at(slope, 0)}; slope below 0.01 from |x| = ${saturated.toFixed(3)} on`)
  expectEqual('the slope of tanh at 0', at(slope, 0), 1)
  expectThat('the slope there is 0.01', Math.abs(at(slope, saturated) - 0.01) < 1e-15)
  const top = Math.atanh(1 / Math.sqrt(3))
  expectThat('f″ is largest, 4/(3√3), at −artanh(1/√3)', Math.abs(at(curvature, -top) - 4 / (3 * Math.sqrt(3))) < 1e-14)

  const gap = (f: Curve, g: Curve): number => Math.max(...T.toFlat(T.abs(pipe(f(x), T.sub(g(x))))))
  const values = gap(tanh, fromSigmoid)
  const slopes = gap(slope, derivative(fromSigmoid))
  say(`tanh(x) and 2σ(2x) − 1 differ by at most ${brief(values)}, their slopes by ${brief(slopes)}`)
  expectThat('tanh(x) = 2σ(2x) − 1, within rounding', values < 1e-15 && slopes < 1e-15)
  expectEqual('tanh is 4 times as steep as σ at 0', at(slope, 0) / at(derivative(A.sigmoid), 0), 4)

  const exact = (v: number): number => (4 * Math.exp(-2 * v)) / (1 + Math.exp(-2 * v)) ** 2
  const ends = [10, 15, 18, 19, 20, 100].map((v) => ({
    v,
    naive: at(naiveSlope, v),
    stable: at(slope, v),
    exact: exact(v),
  }))
  ends.forEach((e) => say(`tanh′(${e.v}): naive ${brief(e.naive)}, D.grad ${brief(e.stable)}`))
  expectThat(
    'D.grad keeps its digits',
    ends.every((e) => Math.abs(e.stable / e.exact - 1) < 1e-13),
  )
  expectEqual('1 − tanh²(20)', ends[4].naive, 0)
  const others = [1e-3, 1e-10, 1e-17, 20, 710].map((v) => ({
    v,
    sigmoid: at(fromSigmoid, v),
    quotient: at(naiveTanh, v),
    stable: at(tanh, v),
  }))
  others.forEach((e) =>
    say(
      `tanh(${e.v}): 2σ(2x) − 1 = ${brief(e.sigmoid, 9)}, quotient of exponentials ${brief(e.quotient, 9)}, tanh ${brief(e.stable, 9)}`,
    ),
  )
  expectThat('2σ(2x) − 1 is 0 at 1e-17, tanh is not', others[2].sigmoid === 0 && others[2].stable === 1e-17)
  expectThat('∞/∞ is no number', Number.isNaN(others[4].quotient) && others[4].stable === 1)

  const zones = [
    { x1: -5, x2: -saturated },
    { x1: saturated, x2: 5 },
  ]
  const frame = { width: 306, height: 250, ...margins, x: axis('x') }
  const line = (f: Curve) => Plot.line(spots(f, x), { x: 'x', y: 'y', stroke: colors.blue, strokeWidth: 2 })
  const shade = Plot.rect(zones, { x1: 'x1', x2: 'x2', fill: colors.pale, fillOpacity: 0.8 })
  const far = grid(10, 25, 601)
  const lost = spots(naiveSlope, far)
  const wrong = (found: number, right: number, bound = 1e-6): string => (Math.abs(found / right - 1) < bound ? '' : '!')
  const small = T.exp(grid(Math.log(1e-18), Math.log(0.1), 300))
  const error = spots((v) => pipe(fromSigmoid(v), T.div(tanh(v)), T.sub(1), T.abs), small)
  return {
    printed,
    figures: [
      {
        name: '11-derivatives',
        caption: {
          ko: 'tanh와 그 1차, 2차 도함수. 회색은 기울기가 0.01보다 작은 포화 구간 |x| > 2.993이다. 0에서 기울기는 1로, 시그모이드의 네 배이다.',
          en: 'tanh, its first and its second derivative. Shaded: the saturated zone |x| > 2.993, where the slope is below 0.01. At 0 the slope is 1, four times that of the sigmoid.',
        },
        panels: [
          {
            ...frame,
            title: 'f = tanh',
            y: axis('y', { domain: [-1.1, 1.1], ticks: 5 }),
            marks: [shade, ...axes, line(tanh)],
          },
          {
            ...frame,
            title: 'f′ = 4σ(2x)·σ(−2x)',
            y: axis('y', { domain: [0, 1.15], ticks: 5 }),
            marks: [shade, ...axes, line(slope), ...spot(0, 1, '1')],
          },
          {
            ...frame,
            title: 'f″',
            y: axis('y', { domain: [-0.95, 0.95], ticks: 5 }),
            marks: [
              shade,
              ...axes,
              line(curvature),
              ...spot(-top, 4 / (3 * Math.sqrt(3)), '4/(3√3)'),
              ...spot(top, -4 / (3 * Math.sqrt(3)), '−4/(3√3)', { dy: 12 }),
            ],
          },
        ],
      },
      {
        name: '11-sigmoid-inside',
        caption: {
          ko: '왼쪽: 시그모이드 σ(x). 가운데: 가로로 두 배 좁히고 세로로 두 배 늘려 1만큼 내린 2σ(2x) − 1(빨간 점선)이 tanh(파란 선) 위에 놓인다. 오른쪽: 두 기울기.',
          en: 'Left: the sigmoid σ(x). Middle: squeezed to half its width, stretched to twice its height and moved down by 1, 2σ(2x) − 1 (red, dashed) lies on tanh (blue). Right: both slopes.',
        },
        panels: [
          {
            ...frame,
            title: 'σ(x)',
            y: axis('y', { domain: [-1.1, 1.1], ticks: 5 }),
            marks: [...axes, Plot.line(spots(A.sigmoid, x), { x: 'x', y: 'y', stroke: colors.red, strokeWidth: 2 })],
          },
          {
            ...frame,
            title: 'tanh(x) = 2σ(2x) − 1',
            y: axis('y', { domain: [-1.1, 1.1], ticks: 5 }),
            marks: [
              ...axes,
              Plot.line(spots(tanh, x), { x: 'x', y: 'y', stroke: colors.sky, strokeWidth: 6 }),
              Plot.line(spots(fromSigmoid, x), {
                x: 'x',
                y: 'y',
                stroke: colors.red,
                strokeWidth: 2,
                strokeDasharray: '5,4',
              }),
            ],
          },
          {
            ...frame,
            title: 'tanh′ and σ′',
            y: axis('y', { domain: [0, 1.15], ticks: 5 }),
            marks: [
              ...axes,
              line(slope),
              Plot.line(spots(derivative(A.sigmoid), x), {
                x: 'x',
                y: 'y',
                stroke: colors.red,
                strokeWidth: 2,
                strokeDasharray: '5,4',
              }),
              words(0.8, 0.75, 'tanh′', { textAnchor: 'start', fill: colors.blue }),
              words(2.2, 0.17, 'σ′', { textAnchor: 'start', fill: colors.red }),
            ],
          },
        ],
      },
      {
        name: '11-numerics',
        columns: 2,
        caption: {
          ko: '왼쪽: 1 − tanh²는 19부터 0이고 그 전에도 계단이다. 오른쪽과 아래: 2σ(2x) − 1은 0 근처에서, 지수함수의 몫은 710부터 무너진다.',
          en: 'Left: 1 − tanh² is 0 from about 19 on, and made of steps before. Right and below: 2σ(2x) − 1 breaks near 0, the quotient of exponentials from 710 on.',
        },
        panels: [
          {
            title: 'tanh′ at the right end',
            width: 420,
            height: 260,
            ...margins,
            x: axis('x'),
            y: axis('tanh′(x)', { type: 'log', ticks: 5, tickFormat: (v: number) => v.toExponential(0) }),
            marks: [
              Plot.line(spots(slope, far), { x: 'x', y: 'y', stroke: colors.blue, strokeWidth: 2 }),
              Plot.line(
                lost.filter(({ y }) => y > 0),
                { x: 'x', y: 'y', stroke: colors.red, strokeWidth: 2, strokeDasharray: '5,3' },
              ),
              Plot.ruleX([lost.find(({ y }) => y === 0)?.x ?? 20], { stroke: colors.red, strokeDasharray: '2,2' }),
              words(19.3, 1e-12, 'naive 1 − tanh²: 0', { textAnchor: 'start', fill: colors.red }),
              words(22.5, 1e-18, 'D.grad', { textAnchor: 'start', dy: -10, fill: colors.blue }),
            ],
          },
          {
            title: 'Relative error of 2σ(2x) − 1 near 0',
            width: 500,
            height: 260,
            ...margins,
            x: axis('x', { type: 'log', ticks: 6, tickFormat: (v: number) => v.toExponential(0) }),
            y: axis('relative error', { type: 'log', ticks: 5, tickFormat: (v: number) => v.toExponential(0) }),
            marks: [
              Plot.dot(
                error.filter(({ y }) => y > 0),
                { x: 'x', y: 'y', fill: colors.red, r: 2 },
              ),
              words(3e-14, 0.5, 'to the left of 5.6e−17: all digits lost', { textAnchor: 'start', fill: colors.red }),
            ],
          },
          table(
            'tanh′(x)',
            ['x', '1 − tanh²', 'D.grad(tanh)'],
            ends.map((e) => [String(e.v), wrong(e.naive, e.exact) + brief(e.naive), brief(e.stable)]),
            420,
          ),
          table(
            'tanh(x)',
            ['x', '2σ(2x) − 1', '(eˣ − e⁻ˣ)/(eˣ + e⁻ˣ)', 'tanh'],
            others.map((e) => [
              brief(e.v),
              wrong(e.sigmoid, e.stable, 1e-9) + brief(e.sigmoid, 9),
              wrong(e.quotient, e.stable, 1e-9) + brief(e.quotient, 9),
              brief(e.stable, 9),
            ]),
            500,
          ),
        ],
      },
    ],
  }
}

export const lesson: Lesson = { text, run }
