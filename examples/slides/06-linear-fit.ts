/**
 * 실습 1: one weight, fitted to y = 2x by gradient descent.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as D from 'nabla-ts/Diff'
import * as T from 'nabla-ts/Tensor'
import { text } from './06-linear-fit.text.js'
import { expectEqual, expectThat, notebook, type Figure, type Lesson } from './lesson.js'
import { colors } from './render.js'
import { axis, linspace } from './sketch.js'

const x = T.tensor([1, 2, 3, 4, 5])
const y = T.tensor([2, 4, 6, 8, 10])

/** Σ(wx − y)²/N */
const cost = (w: T.Scalar) => pipe(x, T.mul(w), T.sub(y), T.square, T.mean)

/** The slide's loop, as a function from one weight to the next. */
const step = (w: T.Scalar) => {
  const { value, gradient } = D.valueAndGrad(cost)(w)
  return { cost: value, grad: gradient, before: w, after: pipe(w, T.sub(pipe(gradient, T.mul(0.01)))) }
}

/** Twenty steps from the weight of the slide, all of them kept. */
export const steps = Array.from({ length: 20 }).reduce<readonly ReturnType<typeof step>[]>(
  (done) => [...done, step(done.at(-1)?.after ?? T.scalar(0.0579673))],
  [],
)

const printed = [
  'step 0  : cost=41.4864, w=0.4852, grad=-42.7247',
  'step 5  : cost=3.4582, w=1.5627, grad=-12.3354',
  'step 10 : cost=0.2883, w=1.8737, grad=-3.5614',
  'step 15 : cost=0.0240, w=1.9635, grad=-1.0282',
]

const fixed = (v: T.Scalar): string => T.toNumber(v).toFixed(4)

const run: Lesson['run'] = async () => {
  const { say, printed: lines } = notebook()
  const shown = [0, 5, 10, 15].map((k) => ({ k, ...steps[k] }))
  shown.forEach(({ k, cost, after, grad }, i) => {
    const line = `step ${String(k).padEnd(2)} : cost=${fixed(cost)}, w=${fixed(after)}, grad=${fixed(grad)}`
    say(line)
    expectEqual(`실습 1, step ${k}`, line.replace(/ +/g, ' '), printed[i].replace(/ +/g, ' '))
  })
  say(`w after 20 steps: ${fixed(steps[19].after)}`)
  expectEqual('w after 20 steps', fixed(steps[19].after), '1.9865')

  // In closed form the distance from 2 is multiplied by 1 − 0.01·22 = 0.78 at each step.
  const weights = [T.toNumber(steps[0].before), ...steps.map(({ after }) => T.toNumber(after))]
  const closed = weights.map((_, k) => 2 + (weights[0] - 2) * 0.78 ** k)
  expectThat(
    'w_k = 2 + (w₀ − 2)·0.78ᵏ',
    weights.every((w, k) => Math.abs(w - closed[k]) < 1e-14),
  )
  say(`w_k = 2 + (w₀ − 2)·0.78ᵏ at all ${steps.length} steps, up to rounding`)

  const xs = T.toArray(x)
  const points = xs.map((v, i) => ({ x: v, y: T.toArray(y)[i] }))
  const line = (w: T.Scalar) => xs.map((v) => ({ x: v, y: v * T.toNumber(w) }))
  return {
    printed: lines,
    figures: [
      {
        name: '06-fit',
        columns: 2,
        caption: {
          ko: '점은 자료, 빨간 실선은 그림을 그릴 때의 예측 pre = w·x(갱신 전의 w), 파란 점선은 갱신 후의 w. 제목의 w는 갱신 후의 값이다.',
          en: 'Points: the data. Red: the prediction pre = w·x that the slide draws, with w before the update. Blue, dashed: w after it, which is the w of the title.',
        },
        panels: shown.map(({ k, cost, before, after, grad }) => ({
          title: `step ${k} : cost=${fixed(cost)}, w=${fixed(after)}, grad=${fixed(grad)}`,
          width: 380,
          height: 260,
          marginTop: 36,
          x: axis('x'),
          y: axis('y', { domain: [0, 10.5] }),
          marks: [
            Plot.ruleY([0]),
            Plot.lineY(line(after), { x: 'x', y: 'y', stroke: colors.blue, strokeDasharray: '5,4' }),
            Plot.lineY(line(before), { x: 'x', y: 'y', stroke: colors.red, strokeWidth: 2 }),
            Plot.dot(points, { x: 'x', y: 'y', fill: colors.ink, r: 4 }),
            // Only in the first plot are the two lines far enough apart to be named.
            ...(k === 0
              ? [
                  Plot.text(['w 갱신 후 after'], { x: 5, y: 3.2, textAnchor: 'end', fill: colors.blue, fontSize: 12 }),
                  Plot.text(['pre: w 갱신 전 before'], {
                    x: 5,
                    y: 0.95,
                    textAnchor: 'end',
                    fill: colors.red,
                    fontSize: 12,
                  }),
                ]
              : []),
          ],
        })),
      },
      path(weights, closed),
    ],
  }
}

/** All twenty steps: on the parabola of the cost, and one after the other. */
const path = (weights: readonly number[], closed: readonly number[]): Figure => {
  const at = (w: number) => ({ w, cost: T.toNumber(cost(T.scalar(w))) })
  const visited = weights.map((w, k) => ({ ...at(w), k, closed: closed[k] }))
  return {
    name: '06-path',
    caption: {
      ko: '스무 걸음 전부. 왼쪽: 비용의 포물선 위에서(흰 점이 시작). 오른쪽: 걸음마다의 w(점)와 공식 2 + (w₀ − 2)·0.78ᵏ(선).',
      en: 'All twenty steps. Left: on the parabola of the cost (the white dot is the start). Right: w step by step (dots), and the formula 2 + (w₀ − 2)·0.78ᵏ (line).',
    },
    panels: [
      {
        title: 'cost(w)',
        width: 380,
        height: 250,
        marginTop: 36,
        x: axis('w'),
        y: axis('cost', { domain: [0, 45] }),
        marks: [
          Plot.ruleY([0]),
          Plot.lineY(linspace(-0.02, 4.02, 80).map(at), { x: 'w', y: 'cost', stroke: colors.grey, strokeWidth: 1.5 }),
          Plot.lineY(visited, { x: 'w', y: 'cost', stroke: colors.red, strokeWidth: 1.3 }),
          Plot.dot(visited, { x: 'w', y: 'cost', r: 3.2, fill: colors.red }),
          Plot.dot(visited.slice(0, 1), {
            x: 'w',
            y: 'cost',
            r: 5,
            fill: 'white',
            stroke: colors.ink,
            strokeWidth: 1.6,
          }),
        ],
      },
      {
        title: 'w → 2',
        width: 380,
        height: 250,
        marginTop: 36,
        x: axis('step'),
        y: axis('w', { domain: [0, 2.2] }),
        marks: [
          Plot.ruleY([0]),
          Plot.ruleY([2], { stroke: colors.grey, strokeDasharray: '4,4' }),
          Plot.lineY(visited, { x: 'k', y: 'closed', stroke: colors.blue, strokeWidth: 1.3 }),
          Plot.dot(visited, { x: 'k', y: 'w', r: 3.2, fill: colors.red }),
        ],
      },
    ],
  }
}

export const lesson: Lesson = { text, run }
