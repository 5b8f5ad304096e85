/**
 * Adam, and the race of all six.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'nabla-ts/Optimizer'
import * as T from 'nabla-ts/Tensor'
import { text } from './29-adam.text.js'
import { contours, frame, path, rateLines } from './bowl.figures.js'
import { descend, type Point } from './bowl.js'
import { expectEqual, expectThat, notebook, type OldLesson as Lesson } from './lesson.js'
import { colors, series } from './render.js'

/** A mean corrected for having started at 0: what is remembered over how much of a mean it is by now, 1 − βᵗ. */
const corrected = (x: T.Scalar, weight: T.Scalar): number => T.toNumber(pipe(x, T.div(weight)))

const number = T.toNumber

/** The means of one coordinate after each step, and how long the step was. */
const meansOfX = (biasCorrection: boolean, beta2 = 0.999) =>
  descend(O.adam({ learningRate: 0.3, beta2, biasCorrection }), 40).map(
    ({ k, x, y, f, gradient, update, state: [moments] }) => ({
      k,
      x,
      y,
      f,
      gradient,
      update,
      m: number(moments.m.x),
      v: number(moments.v.x),
      mHat: corrected(moments.m.x, moments.weight1),
      vHat: corrected(moments.v.x, moments.weight2),
    }),
  )

/** The rate of a coordinate of the race, where the optimizer has one for each: what divides is remembered. */
const perCoordinate = (rate: (of: 'x' | 'y') => number) => ({ rateX: rate('x'), rateY: rate('y') })

const traced = <F extends O.StateFunction>(
  name: string,
  learningRate: number,
  optimizer: O.Optimizer<F>,
  rate: (state: O.StateOf<F, Point>, of: 'x' | 'y') => number,
) => ({
  name,
  learningRate,
  steps: descend(optimizer, 40).map(({ state, ...step }) => ({ ...step, ...perCoordinate((of) => rate(state, of)) })),
})

/** The six, with the rates of the slides' race. */
const race = () => [
  traced('SGD', 0.95, O.sgd({ learningRate: 0.95 }), () => 0.95),
  traced('Momentum', 0.1, O.momentum({ learningRate: 0.1 }), () => 0.1),
  traced('Nesterov', 0.1, O.nesterov({ learningRate: 0.1 }), () => 0.1),
  traced('AdaGrad', 1.5, O.adagrad({ learningRate: 1.5 }), ([{ h }], of) => 1.5 / Math.sqrt(number(h[of]) + 1e-8)),
  traced('RMSProp', 0.3, O.rmsprop({ learningRate: 0.3 }), ([{ h }], of) => 0.3 / Math.sqrt(number(h[of]) + 1e-8)),
  traced(
    'Adam',
    0.3,
    O.adam({ learningRate: 0.3 }),
    ([{ v, weight2 }], of) => 0.3 / (Math.sqrt(corrected(v[of], weight2)) + 1e-8),
  ),
]

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()
  const [on, off] = [meansOfX(true), meansOfX(false)]
  say('x, lr 0.3   step   m̂          v̂          step with correction   without')
  ;[0, 1, 5, 10, 20, 40].forEach((k) =>
    say(
      `            ${String(k + 1).padEnd(6)} ${on[k].mHat.toFixed(4).padStart(8)}   ${on[k].vHat.toFixed(4)}     ${on[k].update.x.toFixed(4).padStart(8)}               ${off[k].update.x.toFixed(4).padStart(8)}`,
    ),
  )
  expectThat(
    'the step is −lr·m̂/(√v̂ + ε)',
    on.every(({ update, mHat, vHat }) => Math.abs(update.x + (0.3 * mHat) / (Math.sqrt(vHat) + 1e-8)) < 1e-12),
  )
  expectThat('the first step with correction is lr', Math.abs(on[0].update.x - 0.3) < 1e-8)
  expectThat(
    'and without, lr·(1 − β₁)/√(1 − β₂) = 3.16·lr',
    Math.abs(off[0].update.x - (0.3 * 0.1) / Math.sqrt(0.001)) < 1e-6,
  )
  expectThat(
    'the first corrected means are the gradient and its square',
    Math.abs(on[0].mHat + 0.7) < 1e-15 && Math.abs(on[0].vHat - 0.49) < 1e-15,
  )

  // RMSProp을 일반화: without a mean (β₁ = 0) and without correction it is RMSProp, up to where ε stands.
  const general = descend(O.adam({ learningRate: 0.3, beta1: 0, beta2: 0.9, epsilon: 0, biasCorrection: false }), 40)
  const rms = descend(O.rmsprop({ learningRate: 0.3, decay: 0.9, epsilon: 0 }), 40)
  const apart = Math.max(...general.map(({ x, y }, k) => Math.hypot(x - rms[k].x, y - rms[k].y)))
  say(`Adam with β₁ = 0, ε = 0, no correction, and RMSProp: at most ${apart.toExponential(1)} apart in 40 steps`)
  expectThat('Adam generalises RMSProp', apart < 1e-12)

  const all = race()
  say('race, 40 steps:')
  all.forEach(({ name, learningRate, steps }) =>
    say(
      `  ${name.padEnd(9)} lr ${String(learningRate).padEnd(5)} f = ${steps[40].f.toExponential(2)}, at (${steps[40].x.toFixed(3)}, ${steps[40].y.toFixed(3)})`,
    ),
  )
  expectEqual('six take part', all.length, 6)
  expectThat(
    'all of them come down',
    all.every(({ steps }) => steps[40].f < steps[0].f / 20),
  )
  const [, , , adagrad, rmsprop, adam] = all
  expectThat(
    'the adaptive ones give x the larger rate at the first step, in the ratio of the gradients',
    [adagrad, rmsprop, adam].every(
      ({ steps: [{ rateX, rateY, gradient }] }) =>
        Math.abs(rateX / rateY / Math.abs(gradient.y / gradient.x) - 1) < 1e-4,
    ),
  )

  const two = (points: readonly object[], y: string, i: number, label: string, at: number, dy: number) => [
    Plot.line(points, { x: 'k', y, strokeWidth: 2, ...series[i] }),
    Plot.text(points.slice(at, at + 1), {
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
    .map(({ name, steps }, i) => ({ name, i, end: Math.log10(Math.max(steps[40].f, 1e-7)) }))
    .sort((a, b) => b.end - a.end)
    .reduce<readonly { readonly name: string; readonly i: number; readonly at: number }[]>(
      (done, { name, i, end }) => [...done, { name, i, at: Math.min(end, (done.at(-1)?.at ?? Infinity) - 0.36) }],
      [],
    )

  return {
    printed,
    figures: [
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
              ...two(on, 'mHat', 0, 'm̂', 10, 14),
              ...two(on, 'm', 1, 'm', 3, -9),
            ],
          },
          {
            title: 'v, v̂',
            marginTop: 34,
            x: { label: '걸음 step' },
            y: { label: '기울기의 제곱 squares', labelAnchor: 'center', grid: true },
            marks: [Plot.ruleY([0]), ...two(on, 'vHat', 0, 'v̂', 6, -10), ...two(on, 'v', 1, 'v', 20, -10)],
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
                  y: ({ update }: (typeof on)[number]) => Math.abs(update.x) / 0.3,
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
        panels: [0.5, 0.9, 0.95, 0.99, 0.995, 0.999].map((beta2) => ({
          title: `β₂ = ${beta2}`,
          ...frame,
          marks: [
            ...contours(),
            ...path(meansOfX(false, beta2), series[1]),
            ...path(meansOfX(true, beta2), { stroke: colors.blue }),
          ],
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
                Plot.text([{ x: 3.85, y: 2.4 - 0.24 * i }], {
                  x: 'x',
                  y: 'y',
                  text: () => name,
                  textAnchor: 'start',
                  fontSize: 12,
                  fill: colors.ink,
                }),
              ),
            ],
          },
        ],
      },
      {
        name: '29-race-each',
        caption: { ko: '같은 경주를 하나씩.', en: 'The same race, one at a time.' },
        panels: all.map(({ name, learningRate, steps }, i) => ({
          title: `${name}, lr = ${learningRate}: f = ${steps[40].f.toPrecision(2)}`,
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
              ...logs.map(({ name, i, at }) =>
                Plot.text([{ k: 40, f: 10 ** at }], {
                  x: 'k',
                  y: 'f',
                  text: () => name,
                  textAnchor: 'start',
                  dx: 8,
                  fill: series[i].stroke,
                }),
              ),
            ],
          },
        ],
      },
    ],
  }
}

export const lesson: Lesson = { text, run }
