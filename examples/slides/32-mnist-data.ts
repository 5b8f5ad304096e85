/**
 * MNIST: handwritten digits, 28 × 28 grey pixels each.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as Data from 'nabla-ts/Data'
import * as T from 'nabla-ts/Tensor'
import { png } from '../mnist/png.js'
import { text } from './32-mnist-data.text.js'
import { expectEqual, expectThat, notebook, type OldLesson as Lesson } from './lesson.js'
import { digits } from './mnist.js'
import { colors } from './render.js'

const names = Array.from({ length: 10 }, (_, digit) => digit)

/** Per class: how many images, and their sum. A one-hot matrix, turned, times the images adds up those of each class. */
const perClass = (data: Data.Digits['train']) =>
  Array.from(Data.batches(data, { size: 1000 })).reduce(
    ({ counts, sums, squares }, { inputs, targets }) => {
      const hot = T.oneHot(10)(targets)
      return {
        counts: pipe(counts, T.add(T.sumAlong(0)(hot))),
        sums: pipe(sums, T.add(pipe(T.transpose(hot), T.matmul(inputs)))),
        squares: pipe(squares, T.add(T.sum(T.square(inputs)))),
      }
    },
    { counts: T.zeros([10]), sums: T.zeros([10, 784]), squares: T.scalar(0) },
  )

/** Which mean digit is nearest: |x − m|² = |x|² − 2x·m + |m|², and |x|² is the same for all. */
const nearest = (means: T.Tensor<[10, 784]>) => (inputs: Data.Pixels) =>
  T.argmax(pipe(inputs, T.matmul(T.transpose(means)), T.mul(2), T.sub(pipe(means, T.square, T.sumAlong(1)))))

const bytes = (pixels: readonly number[]) => pixels.map((v) => Math.round(255 * v))

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()
  const data = await digits()
  const train = perClass(data.train)
  const test = perClass(data.test)
  const pixels = data.train.count * 784
  const mean = T.toNumber(T.sum(train.sums)) / pixels
  const deviation = Math.sqrt(T.toNumber(train.squares) / pixels - mean ** 2)
  const means = pipe(train.sums, T.div(pipe(train.counts, T.reshape([10, 1]))))

  const first = data.train.take([0])
  say(`training set: ${data.train.count} images, test set: ${data.test.count}`)
  say(`a batch of one: ${T.shape(first.inputs).join(' × ')}, and 28 × 28 = ${28 * 28}`)
  say(
    `pixels from ${Math.min(...T.toFlat(first.inputs))} to ${Math.max(...T.toFlat(first.inputs))}, mean ${mean.toFixed(4)}, standard deviation ${deviation.toFixed(4)}`,
  )
  say(`images per digit, training: ${T.toArray(train.counts).join(' ')}`)
  say(`images per digit, test:     ${T.toArray(test.counts).join(' ')}`)
  say(
    `the whole training set in memory: ${(pixels / 1e6).toFixed(0)} MB as bytes, ${((4 * pixels) / 1e6).toFixed(0)} MB as float32`,
  )
  expectEqual('training images', data.train.count, 60000)
  expectEqual('test images', data.test.count, 10000)
  expectEqual('pixels', T.shape(first.inputs).join(), '1,784')
  expectEqual('the mean pixel', mean.toFixed(4), '0.1307')
  expectEqual('the deviation of the pixels', deviation.toFixed(4), '0.3081')
  expectEqual('images of a 5', T.toArray(train.counts)[5], 5421)
  expectEqual('all classes together', T.toNumber(T.sum(train.counts)), 60000)

  const right = Array.from(Data.batches(data.test, { size: 1000 })).reduce(
    (sum, { inputs, targets }) => sum + T.toNumber(T.sum(pipe(nearest(means)(inputs), T.equal(targets)))),
    0,
  )
  say(`guessing the digit whose mean image is nearest: ${((100 * right) / 10000).toFixed(2)} % of the test images`)
  expectThat('the mean digits alone get 80 to 84 % right', right > 8000 && right < 8400)

  // Ten of each digit, in the order of the file.
  const shown = data.train.take(Array.from({ length: 400 }, (_, i) => i))
  const [images, labels] = [T.toArray(shown.inputs), T.toArray(shown.targets)]
  const sample = names.flatMap((digit) =>
    images
      .filter((_, i) => labels[i] === digit)
      .slice(0, 16)
      .map((image, column) => ({ digit, column, src: png(bytes(image), 28) })),
  )
  const one = bytes(images[0]).map((value, i) => ({ x: i % 28, y: Math.floor(i / 28), value }))
  const counts = [
    ...T.toArray(train.counts).map((count, digit) => ({ digit, count, set: 'training' })),
    ...T.toArray(test.counts).map((count, digit) => ({ digit, count, set: 'test' })),
  ]
  const point = { type: 'point', axis: null, padding: 0.6 } as const
  return {
    printed,
    figures: [
      {
        name: '32-samples',
        caption: {
          ko: '훈련 자료에서 숫자마다 처음 나오는 16장. 같은 숫자라도 쓰는 사람마다 다르다.',
          en: 'The first 16 of each digit in the training set. The same digit differs from hand to hand.',
        },
        panels: [
          {
            width: 720,
            height: 430,
            marginTop: 10,
            marginBottom: 10,
            marginLeft: 50,
            x: point,
            y: { type: 'point', domain: names, label: 'digit', labelAnchor: 'center', labelArrow: 'none', tickSize: 0 },
            marks: [Plot.image(sample, { x: 'column', y: 'digit', src: 'src', width: 36, height: 36 })],
          },
        ],
      },
      {
        name: '32-pixels',
        caption: {
          ko: '첫 훈련 이미지(숫자 5)를 784개의 수로. 0은 배경, 255는 가장 진한 획이다. 학습에는 255로 나눈 값을 쓴다.',
          en: 'The first training image, a 5, as its 784 numbers: 0 is paper, 255 the darkest ink. For training they are divided by 255.',
        },
        panels: [
          {
            width: 760,
            height: 600,
            marginTop: 42,
            marginLeft: 50,
            marginBottom: 10,
            x: {
              type: 'band',
              label: 'column',
              labelAnchor: 'center',
              labelArrow: 'none',
              axis: 'top',
              ticks: [0, 7, 14, 21, 27],
              padding: 0,
            },
            y: {
              type: 'band',
              label: 'row',
              labelAnchor: 'center',
              labelArrow: 'none',
              ticks: [0, 7, 14, 21, 27],
              padding: 0,
            },
            color: { type: 'linear', domain: [0, 255], range: ['white', colors.ink] },
            marks: [
              Plot.cell(one, { x: 'x', y: 'y', fill: 'value', stroke: colors.pale, strokeWidth: 0.5 }),
              Plot.text(
                one.filter(({ value }) => value > 0),
                {
                  x: 'x',
                  y: 'y',
                  text: 'value',
                  fontSize: 9,
                  fill: ({ value }: { readonly value: number }) => (value > 110 ? 'white' : colors.ink),
                },
              ),
            ],
          },
        ],
      },
      {
        name: '32-classes',
        columns: 2,
        caption: {
          ko: '숫자별 장수(왼쪽: 훈련 60000장, 오른쪽: 시험 10000장). 점선은 모두 같을 때의 장수. 1이 가장 많고 5가 가장 적다.',
          en: 'Images per digit (left: 60000 to train on, right: 10000 to test on). Dashed: if all were equally many. There are most 1s and fewest 5s.',
        },
        panels: (['training', 'test'] as const).map((set) => ({
          title: set === 'training' ? 'training set' : 'test set',
          width: 440,
          height: 280,
          marginTop: 36,
          marginLeft: 62,
          x: { type: 'band', label: 'digit', labelAnchor: 'center', labelArrow: 'none' },
          y: {
            label: 'images',
            labelAnchor: 'center',
            labelArrow: 'none',
            domain: [0, set === 'training' ? 7000 : 1200],
          },
          marks: [
            Plot.barY(
              counts.filter((c) => c.set === set),
              { x: 'digit', y: 'count', fill: set === 'training' ? colors.blue : colors.sky },
            ),
            Plot.text(
              counts.filter((c) => c.set === set),
              {
                x: 'digit',
                y: 0,
                text: (c: { readonly count: number }) => String(c.count),
                dy: -10,
                fontSize: 11,
                fill: set === 'training' ? 'white' : colors.ink,
              },
            ),
            Plot.ruleY([set === 'training' ? 6000 : 1000], {
              stroke: colors.red,
              strokeWidth: 1.5,
              strokeDasharray: '5,4',
            }),
            Plot.ruleY([0]),
          ],
        })),
      },
      {
        name: '32-means',
        caption: {
          ko: '숫자마다 모든 훈련 이미지의 평균: 원-핫 행렬의 전치와 이미지 행렬의 곱을 장수로 나눈 것.',
          en: 'The mean of all training images of each digit: the transposed one-hot matrix times the images, divided by how many there are.',
        },
        panels: [
          {
            width: 900,
            height: 130,
            marginLeft: 10,
            marginRight: 10,
            marginTop: 6,
            x: {
              type: 'point',
              domain: names,
              label: 'digit',
              labelAnchor: 'center',
              labelArrow: 'none',
              padding: 0.6,
              tickSize: 0,
            },
            y: point,
            marks: [
              Plot.image(
                T.toArray(means).map((image, digit) => ({ digit, y: 0, src: png(bytes(image), 28) })),
                { x: 'digit', y: 'y', src: 'src', width: 76, height: 76 },
              ),
            ],
          },
        ],
      },
    ],
  }
}

export const lesson: Lesson = { text, run }
