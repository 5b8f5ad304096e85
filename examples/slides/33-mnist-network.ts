/**
 * The network of the slides, 784 → … → 10, trained on MNIST: a fold over batches.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import * as Loss from 'nabla-ts/Loss'
import * as Metric from 'nabla-ts/Metric'
import * as P from 'nabla-ts/Params'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { png } from '../mnist/png.js'
import { text } from './33-mnist-network.text.js'
import { expectEqual, expectThat, notebook, type OldLesson as Lesson } from './lesson.js'
import { linear, trained, type Point } from './mnist.js'
import { colors } from './render.js'

const names = Array.from({ length: 10 }, (_, digit) => digit)
const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
const flat = (x: T.AnyTensor): readonly number[] => Array.from(T.toFlat(x))
const image = (pixels: readonly number[]) =>
  png(
    pixels.map((v) => 255 * v),
    28,
  )

/** A weight is drawn from white (most negative) over grey (zero) to black (most positive). */
const template = (weights: readonly number[]) => {
  const most = Math.max(...weights.map(Math.abs))
  return png(
    weights.map((w) => 127.5 * (1 + w / most)),
    28,
  )
}

/** A field of the confusion matrix. */
interface Cell {
  readonly is: number
  readonly taken: number
  readonly count: number
}

/** Means over some steps in a row. */
const thinned = (history: readonly Point[], stride: number) =>
  rows(0, Math.ceil(history.length / stride)).map((i) => {
    const part = history.slice(i * stride, (i + 1) * stride)
    const mean = (of: (p: Point) => number) => part.reduce((sum, p) => sum + of(p) / part.length, 0)
    return { iteration: part[part.length - 1].iteration, loss: mean((p) => p.loss), accuracy: mean((p) => p.accuracy) }
  })

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()
  const { data, trainer, params, kept, history, ends } = await trained()
  const predict = Train.predict(trainer, params)

  say(`parameters: 784·100 + 100 + 100·10 + 10 = ${T.shape(P.flatten(params)).join()}`)
  ends.forEach(({ iteration, loss, accuracy }, epoch) =>
    say(
      `after ${epoch} epoch${epoch === 1 ? ' ' : 's'}, ${String(iteration).padStart(4)} iterations: test loss ${loss.toFixed(4)}, test accuracy ${accuracy.toFixed(4)}`,
    ),
  )
  const end = ends[3]
  expectEqual('parameters', T.shape(P.flatten(params)).join(), '79510')
  expectEqual('iterations', end.iteration, 3 * (60000 / 100))
  expectThat(
    'an untrained network knows nothing: a loss near ln 10, accuracy near 0.1',
    Math.abs(ends[0].loss - Math.LN10) < 0.1 && ends[0].accuracy < 0.25,
  )
  expectThat('0.963 ± 0.008 of the test images are right after 3 epochs', Math.abs(end.accuracy - 0.963) <= 0.008)
  expectEqual(
    'images in the confusion matrix',
    end.confusion.flat().reduce((a, b) => a + b),
    10000,
  )
  expectEqual(
    'right ones on its diagonal',
    end.confusion.reduce((sum, row, i) => sum + row[i], 0) / 10000,
    end.accuracy,
  )

  // One digit: its ten probabilities, and the gradient of its loss, which is their difference from the one-hot target.
  const one = data.test.take([8])
  const logits = trainer.model.apply(params)(one.inputs)
  const probabilities = flat(predict(one.inputs))
  const gradient = D.grad((z: typeof logits) => Loss.softmaxCrossEntropy(one.targets)(z))(logits)
  const difference = pipe(A.softmax(logits), T.sub(T.oneHot(10)(one.targets)))
  say(
    `test image 8 is a ${flat(one.targets)[0]}; its probabilities, 0 to 9: ${probabilities.map((p) => p.toFixed(4)).join(' ')}`,
  )
  expectThat('ten probabilities add up to 1', Math.abs(probabilities.reduce((a, b) => a + b) - 1) < 1e-12)
  expectThat(
    'the gradient in the logits is softmax − one-hot',
    flat(pipe(gradient, T.sub(difference), T.abs)).every((d) => d < 1e-12),
  )

  // The test images that cost most.
  const costs = rows(0, 10).map((part) => {
    const { inputs, targets } = data.test.take(rows(part * 1000, (part + 1) * 1000))
    const p = T.sumAlong(1)(pipe(predict(inputs), T.mul(T.oneHot(10)(targets))))
    return flat(p).map((probability, i) => ({ row: part * 1000 + i, loss: -Math.log(probability) }))
  })
  const top = Metric.topLosses(12)
  const worst = costs.reduce(top.step, top.initial).map(({ row, loss }, place) => {
    const { inputs, targets } = data.test.take([row])
    const p = flat(predict(inputs))
    const taken = p.indexOf(Math.max(...p))
    const is = flat(targets)[0]
    return { x: place % 6, y: Math.floor(place / 6), src: image(flat(inputs)), is, taken, loss, p: p[taken] }
  })
  say(
    `the worst test image: a ${worst[0].is}, taken for a ${worst[0].taken} with probability ${worst[0].p.toFixed(3)}; its loss is ${worst[0].loss.toFixed(2)}`,
  )
  expectThat(
    'the worst ones are wrong',
    worst.every(({ is, taken }) => is !== taken),
  )
  expectThat(
    'the mean of all costs is the test loss',
    Math.abs(costs.flat().reduce((sum, { loss }) => sum + loss / 10000, 0) - end.loss) < 1e-9,
  )
  const confused = end.confusion
    .flatMap((row, is) => row.map((count, taken) => ({ is, taken, count })))
    .filter(({ is, taken }) => is !== taken)
    .sort((a, b) => b.count - a.count)
  say(
    `most often confused: ${confused
      .slice(0, 3)
      .map(({ is, taken, count }) => `${is} for ${taken} (${count}×)`)
      .join(', ')}`,
  )

  const single = await linear()
  say(`without a hidden layer, 784 → 10, one epoch: test accuracy ${single.ends[1].accuracy.toFixed(4)}`)
  expectThat('one layer stays below the network', single.ends[1].accuracy < ends[1].accuracy)

  const mean = thinned(history, 20)
  const epochs = Plot.ruleX([600, 1200, 1800], { stroke: colors.grey, strokeDasharray: '2,3' })
  const iteration = {
    label: 'iteration',
    labelAnchor: 'center',
    labelArrow: 'none',
    domain: [0, 1850],
    ticks: [0, 600, 1200, 1800],
  } as const
  const centred = { labelAnchor: 'center', labelArrow: 'none' } as const
  const point = { type: 'point', axis: null, padding: 0.6 } as const
  const moments = kept.map((state) => ({
    iteration: state.iteration,
    bars: flat(Train.predict(trainer, state.params)(one.inputs)).map((p, digit) => ({ digit, p })),
  }))
  const cells = end.confusion.flatMap((row, is) => row.map((count, taken) => ({ is, taken, count })))
  // Columns of a weight matrix, as images.
  const linearWeights = T.toArray(T.transpose(single.params.weight))
  const hiddenWeights = T.toArray(T.transpose(params.hidden.weight))
  const strongest = hiddenWeights
    .map((weights, unit) => ({ unit, weights, size: Math.hypot(...T.toArray(params.logits.weight)[unit]) }))
    .sort((a, b) => b.size - a.size)
    .slice(0, 30)

  return {
    printed,
    figures: [
      {
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
              Plot.text([{ x: 1840, y: Math.LN10 }], { x: 'x', y: 'y', text: () => 'ln 10', dy: 9, textAnchor: 'end' }),
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
              Plot.text([{ x: 1840, y: 0.1 }], { x: 'x', y: 'y', text: () => 'guessing', dy: -8, textAnchor: 'end' }),
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
      },
      {
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
              Plot.image([{ x: 0, y: 0, src: image(flat(one.inputs)) }], {
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
                fill: ({ digit }: { readonly digit: number }) =>
                  digit === flat(one.targets)[0] ? colors.red : colors.sky,
              }),
              Plot.text(
                bars.filter(({ p }) => p >= 0.01),
                { x: 'digit', y: 'p', text: ({ p }: { readonly p: number }) => p.toFixed(2), dy: -7, fontSize: 9 },
              ),
              Plot.ruleY([0]),
            ],
          })),
        ],
      },
      {
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
            color: { type: 'linear', domain: [0, confused[0].count], range: ['white', colors.red] },
            marks: [
              Plot.cell(
                cells.filter(({ is, taken }) => is !== taken),
                { x: 'taken', y: 'is', fill: 'count', stroke: colors.pale },
              ),
              Plot.cell(
                cells.filter(({ is, taken }) => is === taken),
                { x: 'taken', y: 'is', fill: () => colors.pale },
              ),
              ...[true, false].map((right) =>
                Plot.text(
                  cells.filter(({ is, taken, count }) => count > 0 && (is === taken) === right),
                  {
                    x: 'taken',
                    y: 'is',
                    text: ({ count }: Cell) => String(count),
                    fontSize: 12,
                    fill: ({ count }: Cell) => (!right && count > 0.55 * confused[0].count ? 'white' : colors.ink),
                    fontWeight: right ? 'bold' : 'normal',
                  },
                ),
              ),
            ],
          },
        ],
      },
      {
        name: '33-worst',
        caption: {
          ko: '손실이 가장 큰 시험 이미지 12장: 정답 → 망의 답(그 확률), 그리고 손실 −log p(정답). 사람도 망설일 만한 것이 많다.',
          en: 'The 12 test images of the largest loss: what it is → what the network takes it for (its probability), and the loss −log p(right answer). Many would make a person hesitate.',
        },
        panels: [
          {
            width: 900,
            height: 330,
            marginTop: 4,
            marginLeft: 4,
            marginRight: 4,
            marginBottom: 4,
            x: point,
            y: point,
            marks: [
              Plot.image(worst, { x: 'x', y: 'y', src: 'src', width: 96, height: 96, dy: -22 }),
              Plot.text(worst, {
                x: 'x',
                y: 'y',
                text: (w: (typeof worst)[number]) => `${w.is} → ${w.taken} (${(100 * w.p).toFixed(1)} %)`,
                dy: 38,
                fontSize: 13,
                fontWeight: 'bold',
              }),
              Plot.text(worst, {
                x: 'x',
                y: 'y',
                text: (w: (typeof worst)[number]) => `loss ${w.loss.toFixed(2)}`,
                dy: 56,
                fontSize: 12,
              }),
            ],
          },
        ],
      },
      {
        name: '33-templates',
        caption: {
          ko: '은닉층이 없는 784 → 10 모델의 가중치: 열 하나가 이미지 한 장이다. 검은 곳의 잉크는 그 숫자를 뒷받침하고, 흰 곳의 잉크는 반대하며, 회색은 0이다.',
          en: 'The weights of the model without a hidden layer, 784 → 10: each column is an image. Ink where it is black speaks for the digit, ink where it is white against it; grey is zero.',
        },
        panels: [
          {
            width: 900,
            height: 130,
            marginLeft: 10,
            marginRight: 10,
            marginTop: 6,
            x: { type: 'point', domain: names, label: 'digit', ...centred, padding: 0.6, tickSize: 0 },
            y: point,
            marks: [
              Plot.image(
                linearWeights.map((weights, digit) => ({ digit, y: 0, src: template(weights) })),
                { x: 'digit', y: 'y', src: 'src', width: 80, height: 80 },
              ),
            ],
          },
        ],
      },
      {
        name: '33-hidden',
        caption: {
          ko: '은닉 단위 100개 가운데 출력에 가장 강하게 이어진 30개의 가중치. 숫자 전체가 아니라 획과 가장자리를 찾는다.',
          en: 'The weights of 30 of the 100 hidden units, those with the strongest ties to the outputs. They look for strokes and edges rather than whole digits.',
        },
        panels: [
          {
            width: 900,
            height: 270,
            marginTop: 4,
            marginLeft: 4,
            marginRight: 4,
            marginBottom: 4,
            x: point,
            y: point,
            marks: [
              Plot.image(
                strongest.map(({ weights }, i) => ({ x: i % 10, y: Math.floor(i / 10), src: template(weights) })),
                { x: 'x', y: 'y', src: 'src', width: 78, height: 78 },
              ),
            ],
          },
        ],
      },
    ],
  }
}

export const lesson: Lesson = { text, run }
