/**
 * RMSProp: h′ = γ·h + (1 − γ)·grad ⊙ grad, w′ = w − lr·grad/√(h′ + ε).
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'nabla-ts/Optimizer'
import * as T from 'nabla-ts/Tensor'
import { text } from './28-rmsprop.text.js'
import { contours, frame, path, rateLines } from './bowl.figures.js'
import { descend } from './bowl.js'
import { expectThat, notebook, type OldLesson as Lesson } from './lesson.js'
import { colors, series } from './render.js'

const epsilon = 1e-8

/** What multiplies the gradient of one coordinate in a step: lr/√(h′ + ε), read from the state. */
const rate = (learningRate: number, h: T.Scalar): number =>
  T.toNumber(pipe(T.scalar(learningRate), T.div(pipe(h, T.add(epsilon), T.sqrt))))

/** What an optimizer remembers of a sequence of gradients, after each of them. */
const remembered = (optimizer: O.Optimizer<O.Adaptive>, gradients: readonly number[]): readonly T.Scalar[] =>
  gradients
    .reduce<readonly O.StateOf<O.Adaptive, T.Scalar>[]>(
      (done, g) => [...done, optimizer.update(T.scalar(g), done[done.length - 1], T.scalar(0))[1]],
      [optimizer.init(T.scalar(0))],
    )
    .slice(1)
    .map(([{ h }]) => h)

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()
  const down = (decay: number) =>
    descend(O.rmsprop({ learningRate: 0.3, decay, epsilon }), 40).map((step) => ({
      ...step,
      rateX: rate(0.3, step.state[0].h.x),
      rateY: rate(0.3, step.state[0].h.y),
    }))
  const slide = down(0.9)
  say('lr 0.3, γ 0.9  step   rate of x   rate of y')
  ;[0, 1, 5, 10, 20, 30, 40].forEach((k) =>
    say(
      `               ${String(k).padEnd(6)} ${slide[k].rateX.toFixed(3).padStart(8)}    ${slide[k].rateY.toFixed(3).padStart(8)}`,
    ),
  )
  expectThat(
    'h′ = γh + (1 − γ)g², and the update is −lr·grad/√(h′ + ε) with the new h′',
    slide.every(({ state, gradient, update, rateY }, k) => {
      const before = k === 0 ? 0 : T.toNumber(slide[k - 1].state[0].h.y)
      return (
        Math.abs(T.toNumber(state[0].h.y) - (0.9 * before + 0.1 * gradient.y ** 2)) < 1e-12 &&
        Math.abs(update.y + rateY * gradient.y) < 1e-12
      )
    }),
  )
  const pairs = slide.slice(1).map((step, k) => step.rateX - slide[k].rateX)
  expectThat('the rate of x both falls and rises', pairs.some((d) => d < 0) && pairs.some((d) => d > 0))

  // One gradient of 1, then none: h shows with what weight it still counts.
  const decays = [0.5, 0.8, 0.9, 0.95, 0.99]
  const weights = decays.map((decay) => ({
    decay,
    points: remembered(O.rmsprop({ decay }), [1, ...Array.from({ length: 40 }, () => 0)]).map((h, k) => ({
      k,
      weight: T.toNumber(h),
    })),
  }))
  weights.forEach(({ decay, points }) => {
    say(`γ ${decay}: weight ${points[0].weight.toFixed(3)} now, ${points[10].weight.toPrecision(3)} ten steps later`)
    expectThat(
      'the weight of a gradient k steps ago is (1 − γ)γᵏ',
      points.every(({ k, weight }) => Math.abs(weight - (1 - decay) * decay ** k) < 1e-15),
    )
  })

  // Large gradients, then small ones, then large ones again.
  const gradients = Array.from({ length: 150 }, (_, k) => (k < 30 || k >= 110 ? 1 : 0.1))
  const compared = [
    { name: 'AdaGrad', points: remembered(O.adagrad(), gradients) },
    ...[0.5, 0.9, 0.95, 0.99].map((decay) => ({
      name: `γ = ${decay}`,
      points: remembered(O.rmsprop({ decay }), gradients),
    })),
  ].map(({ name, points }) => ({ name, points: points.map((h, k) => ({ k, rate: rate(1, h) })) }))
  expectThat(
    'RMSProp recovers, AdaGrad does not',
    compared[2].points[109].rate > 9 && compared[0].points[109].rate < 0.2,
  )
  say(
    `rate 80 steps after the gradients fell to a tenth: RMSProp (γ 0.9) ${compared[2].points[109].rate.toFixed(2)}, AdaGrad ${compared[0].points[109].rate.toFixed(3)}`,
  )

  // From h = 0 the first step is lr/√(1 − γ), more than lr.
  say(`first step: ${Math.abs(slide[0].update.y).toFixed(4)} = 0.3/√0.1, not 0.3: h starts at 0`)
  expectThat('the first step is lr/√(1 − γ)', Math.abs(Math.abs(slide[0].update.y) - 0.3 / Math.sqrt(0.1)) < 1e-6)

  const many = [0, 0.5, 0.9, 0.95, 0.99, 0.999].map((decay) => ({ decay, steps: down(decay) }))

  return {
    printed,
    figures: [
      {
        name: '28-weights',
        columns: 1,
        caption: {
          ko: 'k걸음 전의 기울기 제곱이 지금의 h에 들어 있는 무게 (1 − γ)γᵏ. 기울기 1을 한 번 준 뒤 0만 주어 h에서 읽은 것이다.',
          en: 'The weight (1 − γ)γᵏ that the squared gradient of k steps ago has in h: read from h after one gradient of 1 followed by zeros.',
        },
        panels: [
          {
            width: 680,
            height: 300,
            marginRight: 30,
            marginTop: 30,
            x: { label: '몇 걸음 전 steps ago, k' },
            y: { label: '무게 weight', labelAnchor: 'center', domain: [0, 0.52], grid: true },
            marks: [
              Plot.ruleY([0]),
              ...weights.flatMap(({ decay, points }, i) => [
                Plot.line(points, { x: 'k', y: 'weight', strokeWidth: 2, ...series[i] }),
                Plot.line([{ k: 29 }, { k: 32 }], { x: 'k', y: 0.48 - 0.045 * i, strokeWidth: 2, ...series[i] }),
                Plot.text([`γ = ${decay}`], { x: 33, y: 0.48 - 0.045 * i, textAnchor: 'start', fill: colors.ink }),
              ]),
            ],
          },
        ],
      },
      {
        name: '28-path',
        columns: 2,
        caption: {
          ko: '왼쪽: RMSProp, 학습률 0.3, γ = 0.9, 40걸음. 오른쪽: 좌표마다의 학습률 lr/√(h′ + ε)(로그 눈금). 내려가기도 하고, 기울기가 작아지면 다시 올라가기도 한다.',
          en: 'Left: RMSProp, learning rate 0.3, γ = 0.9, 40 steps. Right: the learning rate of each coordinate, lr/√(h′ + ε) (log scale). It falls, and rises again as the gradients become small.',
        },
        panels: [
          {
            ...frame,
            width: 500,
            height: 320,
            title: 'RMSProp, lr = 0.3, γ = 0.9',
            marks: [...contours(), ...path(slide)],
          },
          { ...rateLines(slide), width: 420, height: 320, title: '좌표마다의 학습률 rates' },
        ],
      },
      {
        name: '28-decays',
        caption: {
          ko: '여섯 가지 γ, 학습률 0.3, 40걸음. γ = 0이면 기울기의 부호만 남아 두 좌표가 늘 0.3씩 움직인다. γ가 크면 처음에 h가 너무 작아 첫 걸음이 커진다.',
          en: 'Six γ, learning rate 0.3, 40 steps. At γ = 0 only the signs of the gradient are left, and both coordinates always move by 0.3. With a large γ, h is too small at first, and the first steps are huge.',
        },
        panels: many.map(({ decay, steps }) => ({
          title: `γ = ${decay}: f = ${steps[40].f.toPrecision(2)}`,
          ...frame,
          marks: [...contours(), ...path(steps)],
        })),
      },
      {
        name: '28-recovery',
        columns: 1,
        caption: {
          ko: '기울기가 1이다가 0.1로 줄고(회색 띠) 다시 1이 될 때의 학습률(lr = 1, 로그 눈금). AdaGrad는 내려가기만 하고, RMSProp은 따라 올라갔다가 다시 내려온다. γ가 클수록 천천히 따라간다.',
          en: 'The rate (lr = 1, log scale) when the gradient is 1, then 0.1 (grey band), then 1 again. AdaGrad only falls; RMSProp follows, up and down again, the more slowly the larger γ.',
        },
        panels: [
          {
            width: 760,
            height: 330,
            marginRight: 90,
            marginTop: 24,
            x: { label: '걸음 step' },
            y: {
              label: '학습률 rate',
              labelAnchor: 'center',
              type: 'log',
              domain: [0.08, 14],
              ticks: [0.1, 0.3, 1, 3, 10],
              tickFormat: String,
              grid: true,
            },
            marks: [
              Plot.rect([{ from: 30, to: 110 }], {
                x1: 'from',
                x2: 'to',
                y1: 0.08,
                y2: 14,
                fill: colors.pale,
                fillOpacity: 0.6,
              }),
              ...compared.flatMap(({ name, points }, i) => [
                Plot.line(points, { x: 'k', y: 'rate', strokeWidth: 2, ...series[[1, 4, 0, 2, 3][i]] }),
                Plot.text([points[[149, 45, 60, 92, 70][i]]], {
                  x: 'k',
                  y: 'rate',
                  text: () => name,
                  textAnchor: 'start',
                  dx: i === 0 ? 8 : 4,
                  dy: [0, -9, 14, 14, 14][i],
                  fill: series[[1, 4, 0, 2, 3][i]].stroke,
                }),
              ]),
            ],
          },
        ],
      },
    ],
  }
}

export const lesson: Lesson = { text, run }
