/**
 * AdaGrad: h′ = h + grad ⊙ grad, w′ = w − lr·grad/√(h′ + ε).
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'nabla-ts/Optimizer'
import * as T from 'nabla-ts/Tensor'
import { text } from './27-adagrad.text.js'
import { contours, frame, path, rateLines } from './bowl.figures.js'
import { descend } from './bowl.js'
import { expectThat, notebook, type OldLesson as Lesson } from './lesson.js'
import { series } from './render.js'

const epsilon = 1e-8

/** What multiplies the gradient of one coordinate in a step: lr/√(h′ + ε), read from the state. */
const rate = (learningRate: number, h: T.Scalar): number =>
  T.toNumber(pipe(T.scalar(learningRate), T.div(pipe(h, T.add(epsilon), T.sqrt))))

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()
  const down = (learningRate: number, steps = 40) =>
    descend(O.adagrad({ learningRate, epsilon }), steps).map((step) => ({
      ...step,
      rateX: rate(learningRate, step.state[0].h.x),
      rateY: rate(learningRate, step.state[0].h.y),
    }))

  const slide = down(1.5)
  say('lr 1.5  step   rate of x   rate of y   (x, y)')
  ;[0, 1, 2, 5, 10, 20, 40].forEach((k) => {
    const { rateX, rateY, x, y } = slide[k]
    say(
      `        ${String(k).padEnd(6)} ${rateX.toFixed(4)}      ${rateY.toFixed(4)}      (${x.toFixed(4)}, ${y.toFixed(4)})`,
    )
  })
  expectThat(
    'the update is −lr·grad/√(h′ + ε), with the new h′',
    slide.every(
      ({ update, gradient, rateX, rateY }) =>
        Math.abs(update.x + rateX * gradient.x) < 1e-12 && Math.abs(update.y + rateY * gradient.y) < 1e-12,
    ),
  )
  expectThat(
    'h′ is the sum of the squares so far',
    slide.every(({ state }, k) => {
      const sum = slide.slice(0, k + 1).reduce((s, { gradient }) => s + gradient.x ** 2, 0)
      return Math.abs(T.toNumber(state[0].h.x) - sum) < 1e-12
    }),
  )
  expectThat(
    'a rate never rises',
    slide.every(({ rateX, rateY }, k) => k === 0 || (rateX <= slide[k - 1].rateX && rateY <= slide[k - 1].rateY)),
  )
  // The first step is lr in both coordinates, however unequal the gradients: g/√(g²) = ±1.
  expectThat(
    'the first step is of length lr in each coordinate',
    Math.abs(slide[0].update.x - 1.5) < 1e-6 && Math.abs(slide[0].update.y + 1.5) < 1e-6,
  )
  say(
    `gradient at the start (${slide[0].gradient.x.toFixed(1)}, ${slide[0].gradient.y}), first update (${slide[0].update.x.toFixed(4)}, ${slide[0].update.y.toFixed(4)})`,
  )

  /** The rate under a gradient that stays 1, at lr 1: 1/√k. */
  const forever = O.adagrad({ learningRate: 1, epsilon })
  const states = Array.from({ length: 1000 }).reduce<readonly O.StateOf<O.Adaptive, T.Scalar>[]>(
    (done) => [...done, forever.update(T.scalar(1), done.at(-1) ?? forever.init(T.scalar(0)), T.scalar(0))[1]],
    [],
  )
  const fading = states.map(([{ h }], k) => ({ k: k + 1, rate: rate(1, h) }))
  say(
    `under a gradient that stays 1, lr 1: rate ${fading[0].rate.toFixed(3)} at step 1, ${fading[99].rate.toFixed(3)} at 100, ${fading[999].rate.toFixed(4)} at 1000`,
  )
  expectThat(
    'it is lr/√k',
    fading.every(({ k, rate: r }) => Math.abs(r * Math.sqrt(k) - 1) < 1e-6),
  )

  const rates = [0.2, 0.5, 1, 1.5, 3, 6]
  const runs = rates.map((learningRate) => ({ learningRate, steps: down(learningRate) }))
  const long = [0.2, 0.5, 1.5, 3, 6].map((learningRate) => ({ learningRate, steps: down(learningRate, 150) }))
  const settled = long.map(({ steps }) => steps[150].rateX)
  expectThat(
    'on the bowl the rate settles above 0, since the gradients die out',
    settled.every((r, i) => i === 0 || r > 0.1),
  )

  return {
    printed,
    figures: [
      {
        name: '27-path',
        columns: 2,
        caption: {
          ko: '왼쪽: AdaGrad, 학습률 1.5, 40걸음. 오른쪽: 좌표마다의 학습률 lr/√(h′ + ε)(로그 눈금). 기울기가 큰 y의 학습률이 더 많이 줄어들고, 둘 다 내려가기만 한다.',
          en: 'Left: AdaGrad, learning rate 1.5, 40 steps. Right: the learning rate of each coordinate, lr/√(h′ + ε) (log scale). That of y, with the large gradients, shrinks more; neither ever rises.',
        },
        panels: [
          { ...frame, width: 500, height: 320, title: 'AdaGrad, lr = 1.5', marks: [...contours(), ...path(slide)] },
          { ...rateLines(slide), width: 420, height: 320, title: '좌표마다의 학습률 rates' },
        ],
      },
      {
        name: '27-rates',
        caption: {
          ko: '여섯 가지 학습률, 40걸음. 첫 걸음은 언제나 두 좌표에서 똑같이 lr만큼이다. 너무 작으면 도중에 걸음이 사라진다.',
          en: 'Six learning rates, 40 steps. The first step is always lr in both coordinates alike. Too small a rate, and the steps die out on the way.',
        },
        panels: runs.map(({ learningRate, steps }) => ({
          title: `lr = ${learningRate}: f = ${steps[40].f.toPrecision(2)}`,
          ...frame,
          marks: [...contours(), ...path(steps)],
        })),
      },
      {
        name: '27-fading',
        columns: 2,
        caption: {
          ko: '왼쪽: 그릇에서 x의 학습률을 처음 값으로 나눈 것. 기울기가 사라지므로 0보다 큰 값에 머문다. 오른쪽: 기울기가 줄지 않으면(늘 1) 1/√k로 끝없이 줄어든다(두 축 모두 로그).',
          en: 'Left: the rate of x on the bowl, relative to its first. The gradients die out, so it stays at a value above 0. Right: where the gradient does not fade (always 1), it falls like 1/√k without end (both axes logarithmic).',
        },
        panels: [
          {
            width: 470,
            height: 300,
            marginRight: 80,
            marginTop: 34,
            title: '그릇에서 on the bowl',
            x: { label: '걸음 step' },
            y: { label: '처음에 대한 비 relative rate', labelAnchor: 'center', domain: [0, 1], grid: true },
            marks: [
              Plot.ruleY([0]),
              ...long.flatMap(({ learningRate, steps }, i) => {
                const points = steps.map(({ k, rateX }) => ({ k, share: rateX / steps[0].rateX }))
                return [
                  Plot.line(points, { x: 'k', y: 'share', strokeWidth: 1.8, ...series[i] }),
                  Plot.text(points.slice(-1), {
                    x: 'k',
                    y: 'share',
                    text: () => `lr ${learningRate}`,
                    textAnchor: 'start',
                    dx: 6,
                    fill: series[i].stroke,
                  }),
                ]
              }),
            ],
          },
          {
            width: 450,
            height: 300,
            marginTop: 34,
            title: '기울기가 늘 1이면 a gradient that stays 1',
            x: { label: '걸음 step', type: 'log', tickFormat: String, ticks: [1, 10, 100, 1000] },
            y: {
              label: '학습률 rate',
              labelAnchor: 'center',
              type: 'log',
              tickFormat: String,
              ticks: [0.03, 0.1, 0.3, 1],
              grid: true,
            },
            marks: [Plot.line(fading, { x: 'k', y: 'rate', strokeWidth: 2, ...series[1] })],
          },
        ],
      },
    ],
  }
}

export const lesson: Lesson = { text, run }
