/**
 * Maxout: a layer whose units are upper envelopes of lines.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as O from 'nabla-ts/Optimizer'
import * as Objective from 'nabla-ts/Objective'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { text } from './14-maxout.text.js'
import { grid } from './curves.js'
import { brief } from './format.js'
import { expectThat, notebook, type OldLesson as Lesson } from './lesson.js'
import { colors, series } from './render.js'
import { axes, axis, margins, words } from './sketch.js'

/** A line w·x + b. */
type Line = readonly [w: number, b: number]

/** One unit with one input: each line is a piece. */
const envelope = (...lines: readonly Line[]) => {
  const unit = L.maxout(1, 1, lines.length)
  const params = {
    weight: T.fromArray(
      lines.map(([w]) => w),
      [lines.length, 1, 1],
    ),
    bias: T.fromArray(
      lines.map(([, b]) => b),
      [lines.length, 1],
    ),
  }
  return unit.apply(params)
}

type Column = T.Tensor<[number, 1]>

const x: Column = T.fromArray(T.toFlat(grid(-1, 1, 500)), [500, 1])
const data = Data.fromTensors(x, T.square(x))

/** The k pieces nearest to x²: on each of k equal stretches the best line, tangent to x² in its middle m and raised by h²/12, h = 2/k. */
const best = (k: number): readonly Line[] =>
  Array.from({ length: k }, (_, i) => {
    const m = -1 + (2 * i + 1) / k
    return [2 * m, (2 / k) ** 2 / 12 - m * m]
  })

/** The mean squared error of the best k pieces over [−1, 1]. */
const floor = (k: number): number => 4 / (45 * k ** 4)

const learn = (k: number, seed: number, steps: number) => {
  const trainer = Train.trainer({
    model: L.maxout(1, 1, k),
    objective: Objective.regression(1),
    optimizer: O.adam({ learningRate: 0.02 }),
  })
  const [all] = Data.batches(data, { size: data.count })
  const { params } = pipe(
    Array.from({ length: steps }, () => all),
    Train.fold(trainer.step, trainer.start(Seed.fromNumber(seed))),
  )
  const [w, b] = [T.toFlat(params.weight), T.toFlat(params.bias)]
  const lines = Array.from(w, (v, i): Line => [v, b[i]])
  return { k, lines, loss: Train.evaluate(trainer, params)(data, data.count).loss }
}

/** The lesson; a test makes it lighter. */
export const maxout14 = async ({ steps = 500, seeds = 5 } = {}) => {
  const { say, printed } = notebook()
  const wide: Column = T.fromArray(T.toFlat(grid(-2, 2, 201)), [201, 1])

  const known: readonly (readonly [string, readonly Line[], (v: Column) => T.AnyTensor])[] = [
    [
      'ReLU',
      [
        [0, 0],
        [1, 0],
      ],
      A.relu,
    ],
    [
      'leaky ReLU',
      [
        [0.1, 0],
        [1, 0],
      ],
      A.leakyRelu(),
    ],
    [
      '|x|',
      [
        [-1, 0],
        [1, 0],
      ],
      T.abs,
    ],
    [
      'identity',
      [
        [1, 0],
        [1, 0],
      ],
      A.identity,
    ],
    [
      'max(−1, x, 2x − 1)',
      [
        [0, -1],
        [1, 0],
        [2, -1],
      ],
      (v) => pipe(v, T.mul(2), T.sub(1), T.max(v), T.max(-1)),
    ],
  ]
  known.forEach(([name, lines, f]) =>
    expectThat(`maxout contains ${name}`, T.Eq.equals(envelope(...lines)(wide), f(wide))),
  )
  say(`to the bit, as a maxout: ${known.map(([name]) => name).join(', ')}`)

  const two: readonly Line[] = [
    [-0.5, -0.2],
    [1.2, 0.3],
  ]
  const pieces = [1, 2, 3, 4, 6, 8]
  const fits = pieces.map((k) => {
    const loss = T.toNumber(T.mean(T.square(T.sub(T.square(x))(envelope(...best(k))(x)))))
    const runs = Array.from({ length: seeds }, (_, i) => learn(k, i + 1, steps)).sort((a, b) => a.loss - b.loss)
    return { ...runs[0], runs, best: loss }
  })
  fits.forEach(({ k, loss, best, runs }) =>
    say(
      `${k} piece${k === 1 ? ' ' : 's'}: best possible 4/(45k⁴) = ${brief(floor(k))}, on the grid ${brief(best)}, learned from ${seeds} seeds ${brief(loss)} to ${brief(runs[runs.length - 1].loss)}`,
    ),
  )
  expectThat(
    'the best k pieces reach 4/(45k⁴)',
    fits.every(({ k, best }) => Math.abs(best / floor(k) - 1) < 0.02),
  )
  expectThat('one piece is a line', fits[0].loss > 0.0896 && fits[0].loss < 0.0897)
  expectThat(
    'nothing learned is below the best',
    fits.every(({ loss, best }) => loss > 0.98 * best),
  )
  expectThat('four pieces are at least 20 times better than one', fits[3].loss < fits[0].loss / 20)

  const points = (f: (v: Column) => T.AnyTensor, at = wide) => {
    const y = T.toFlat(f(at))
    return Array.from(T.toFlat(at), (v, i) => ({ x: v, y: y[i] }))
  }
  const ends = (lines: readonly Line[], from: number, to: number) =>
    lines.map(([w, b]) => [from, to].map((v) => ({ x: v, y: w * v + b })))
  const thin = (options: Plot.LineOptions = {}) => ({
    x: 'x',
    y: 'y',
    strokeWidth: 1.2,
    stroke: colors.grey,
    ...options,
  })
  const thick = { x: 'x', y: 'y', stroke: colors.blue, strokeWidth: 3 }
  const small = { width: 182, height: 190, ...margins, marginLeft: 40, marginRight: 10, x: axis('x', { ticks: 3 }) }
  return {
    printed,
    figures: [
      {
        name: '14-envelope',
        columns: 2,
        caption: {
          ko: '왼쪽: 두 직선과 그 위쪽 포락선, 곧 조각이 둘인 maxout 유닛. 오른쪽: 조각 수와 x²에 대한 손실. 파란 점은 다섯 시드에서 배운 것, 점선은 가능한 최선 4/(45k⁴).',
          en: 'Left: two lines and their upper envelope, a maxout unit of two pieces. Right: the loss on x² against the number of pieces: learned from five seeds (dots), and the best possible, 4/(45k⁴) (dashed).',
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
              Plot.line(points(envelope(...two)), { ...thick, stroke: colors.pale, strokeWidth: 10 }),
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
            y: axis('MSE', {
              type: 'log',
              ticks: [1e-4, 1e-3, 1e-2, 1e-1],
              domain: [1.5e-5, 0.15],
              tickFormat: (v: number) => v.toExponential(0),
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
            Plot.line(points(envelope(...lines)), { ...thick, stroke: colors.sky, strokeWidth: 5 }),
            ...ends(lines, -2, 2).map((l, i) =>
              Plot.line(
                l.map((p) => p),
                { ...thin(), ...series[i], strokeWidth: 1.5, clip: true },
              ),
            ),
          ],
        })),
      },
      {
        name: '14-pieces',
        columns: 3,
        caption: {
          ko: 'k개의 조각이 x²(굵은 회색)를 배운 결과, 다섯 시드 가운데 가장 좋은 것. 가는 점선은 조각 하나하나, 파란 선은 그 최댓값. 어디서도 가장 크지 않은 조각은 기울기를 받지 못해 남는다.',
          en: 'k pieces after learning x² (grey, thick), the best of five seeds. Dashed: the single pieces; blue: their maximum. A piece that is nowhere the largest gets no gradient and is left over.',
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
            ...ends(lines, -1, 1).map((l) => Plot.line(l, { ...thin(), strokeDasharray: '4,3', clip: true })),
            Plot.line(points(envelope(...lines), x), { ...thick, strokeWidth: 2 }),
          ],
        })),
      },
    ],
  } satisfies Awaited<ReturnType<Lesson['run']>>
}

export const lesson: Lesson = { text, run: maxout14 }
