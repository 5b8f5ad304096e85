import * as Plot from '@observablehq/plot'
import type { run } from './33-mnist-network.js'
import { centred, hidden, image, point, templates, worst } from './33-images.figures.js'
import type { Point } from './33-training.js'
import type { Figure, Values } from './lesson.js'
import { colors } from './render.js'
import { words } from './sketch.js'

type V = Values<typeof run>

export const figures = (values: V): readonly Figure[] => [
  curves(values),
  bars(values),
  confusion(values),
  worst(values),
  templates(values),
  hidden(values),
]

/** A field of the confusion matrix. */
interface Cell {
  readonly actual: number
  readonly predicted: number
  readonly count: number
}

/** The means of `stride` steps in a row. */
const thinned = (history: readonly Point[], stride: number) =>
  Array.from({ length: Math.ceil(history.length / stride) }, (_, i) => {
    const part = history.slice(i * stride, (i + 1) * stride)
    const mean = (select: (p: Point) => number) => part.reduce((sum, p) => sum + select(p) / part.length, 0)
    return { iteration: part[part.length - 1].iteration, loss: mean((p) => p.loss), accuracy: mean((p) => p.accuracy) }
  })

/** Loss and accuracy of the training batches and of the test set. */
const curves = ({ history, ends }: V): Figure => {
  const mean = thinned(history, 20)
  const epochs = Plot.ruleX([600, 1200, 1800], { stroke: colors.grey, strokeDasharray: '2,3' })
  const iteration = {
    label: 'iteration',
    labelAnchor: 'center',
    labelArrow: 'none',
    domain: [0, 1850],
    ticks: [0, 600, 1200, 1800],
  } as const
  return {
    name: '33-curves',
    columns: 2,
    caption: {
      ko: '파란 실선: 훈련 배치의 손실과 정확도(20걸음의 평균). 빨간 점: 에폭이 끝날 때 시험 자료에서. 세로 점선은 에폭의 끝, 가로 점선은 ln 10, 곧 아무것도 모르는 망의 손실.',
      en: 'Blue: loss and accuracy of the training batches (means of 20 steps). Red points: on the test set, after each epoch. Dotted upright: ends of epochs; dashed: ln 10, the loss of a network that knows nothing.',
    },
    panels: [
      {
        title: 'loss (cross entropy)',
        width: 460,
        height: 300,
        marginTop: 36,
        marginLeft: 56,
        x: iteration,
        y: { label: 'loss', ...centred, domain: [0, 2.45], grid: true },
        marks: [
          epochs,
          Plot.ruleY([Math.LN10], { stroke: colors.ink, strokeDasharray: '6,4' }),
          words(1840, Math.LN10, 'ln 10', { dy: 9, textAnchor: 'end' }),
          Plot.lineY([history[0], ...mean], { x: 'iteration', y: 'loss', stroke: colors.blue, strokeWidth: 1.8 }),
          Plot.dot(ends, { x: 'iteration', y: 'loss', fill: colors.red, r: 4.5, stroke: 'white' }),
          Plot.text(ends.slice(1), {
            x: 'iteration',
            y: 'loss',
            text: (e: Point) => e.loss.toFixed(3),
            dy: -16,
            dx: -4,
            textAnchor: 'end',
            fill: colors.red,
            stroke: 'white',
            strokeWidth: 3,
            fontWeight: 'bold',
          }),
          Plot.ruleY([0]),
        ],
      },
      {
        title: 'accuracy',
        width: 460,
        height: 300,
        marginTop: 36,
        marginLeft: 56,
        x: iteration,
        y: { label: 'share of right answers', ...centred, domain: [0, 1], grid: true },
        marks: [
          epochs,
          Plot.ruleY([0.1], { stroke: colors.ink, strokeDasharray: '6,4' }),
          words(1840, 0.1, 'guessing', { dy: -8, textAnchor: 'end' }),
          Plot.lineY([history[0], ...mean], {
            x: 'iteration',
            y: 'accuracy',
            stroke: colors.blue,
            strokeWidth: 1.8,
          }),
          Plot.dot(ends, { x: 'iteration', y: 'accuracy', fill: colors.red, r: 4.5, stroke: 'white' }),
          Plot.text(ends.slice(1), {
            x: 'iteration',
            y: 'accuracy',
            text: (e: Point) => e.accuracy.toFixed(3),
            dy: 18,
            dx: -4,
            textAnchor: 'end',
            fill: colors.red,
            stroke: 'white',
            strokeWidth: 3,
            fontWeight: 'bold',
          }),
          Plot.ruleY([0]),
        ],
      },
    ],
  }
}

/** The probabilities of one test image on the way. */
const bars = ({ one, moments: states }: V): Figure => {
  const moments = states.map(({ iteration, probabilities }) => ({
    iteration,
    bars: probabilities.map((p, digit) => ({ digit, p })),
  }))
  return {
    name: '33-bars',
    columns: 3,
    caption: {
      ko: '흘려 쓴 5 한 장(시험 이미지 8번)에 대한 열 개의 확률: 학습 전, 그리고 10, 100, 600, 1800번 반복한 뒤. 빨간 막대가 정답이다. 상태는 불변이므로 도중의 망을 그냥 간직하면 된다.',
      en: 'The ten probabilities of one and the same test image, number 8, a careless 5: before training, and after 10, 100, 600 and 1800 iterations. The red bar is the right answer. States do not change, so a network on the way is kept by keeping it.',
    },
    panels: [
      {
        title: 'the test image',
        width: 300,
        height: 240,
        marginTop: 36,
        x: point,
        y: point,
        marks: [
          Plot.image([{ x: 0, y: 0, src: image(one.pixels) }], {
            x: 'x',
            y: 'y',
            src: 'src',
            width: 150,
            height: 150,
          }),
        ],
      },
      ...moments.map(({ iteration, bars }) => ({
        title: iteration === 0 ? 'before training' : `after ${iteration} iterations`,
        width: 300,
        height: 240,
        marginTop: 36,
        x: { type: 'band', label: 'digit', ...centred } as const,
        y: { label: 'probability', ...centred, domain: [0, 1.08], ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] },
        marks: [
          Plot.barY(bars, {
            x: 'digit',
            y: 'p',
            fill: ({ digit }: { readonly digit: number }) => (digit === one.target ? colors.red : colors.sky),
          }),
          Plot.text(
            bars.filter(({ p }) => p >= 0.01),
            { x: 'digit', y: 'p', text: ({ p }: { readonly p: number }) => p.toFixed(2), dy: -7, fontSize: 9 },
          ),
          Plot.ruleY([0]),
        ],
      })),
    ],
  }
}

const confusion = ({ ends }: V): Figure => {
  const cells = ends[ends.length - 1].confusion.flatMap((row, actual) =>
    row.map((count, predicted) => ({ actual, predicted, count })),
  )
  const most = Math.max(...cells.filter(({ actual, predicted }) => actual !== predicted).map(({ count }) => count))
  return {
    name: '33-confusion',
    caption: {
      ko: '혼동행렬: 행은 정답, 열은 망의 답. 대각선은 맞힌 것, 나머지는 틀린 것(진할수록 많다).',
      en: 'The confusion matrix: a row is what it is, a column what the network takes it for. On the diagonal what is right, elsewhere the mistakes (darker: more).',
    },
    panels: [
      {
        width: 620,
        height: 480,
        marginTop: 44,
        marginLeft: 50,
        marginBottom: 10,
        x: { type: 'band', label: 'taken for', ...centred, axis: 'top', tickSize: 0, padding: 0.03 },
        y: { type: 'band', label: 'is', ...centred, tickSize: 0, padding: 0.03 },
        color: { type: 'linear', domain: [0, most], range: ['white', colors.red] },
        marks: [
          Plot.cell(
            cells.filter(({ actual, predicted }) => actual !== predicted),
            { x: 'predicted', y: 'actual', fill: 'count', stroke: colors.pale },
          ),
          Plot.cell(
            cells.filter(({ actual, predicted }) => actual === predicted),
            { x: 'predicted', y: 'actual', fill: () => colors.pale },
          ),
          ...[true, false].map((right) =>
            Plot.text(
              cells.filter(({ actual, predicted, count }) => count > 0 && (actual === predicted) === right),
              {
                x: 'predicted',
                y: 'actual',
                text: ({ count }: Cell) => String(count),
                fontSize: 12,
                fill: ({ count }: Cell) => (!right && count > 0.55 * most ? 'white' : colors.ink),
                fontWeight: right ? 'bold' : 'normal',
              },
            ),
          ),
        ],
      },
    ],
  }
}
