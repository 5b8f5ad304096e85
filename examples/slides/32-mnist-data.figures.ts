import * as Plot from '@observablehq/plot'
import { png } from '../mnist/png.js'
import type { run } from './32-mnist-data.js'
import { elements } from './curves.js'
import type { Figure, Values } from './lesson.js'
import { colors } from './render.js'

type V = Values<typeof run>

export const figures = (values: V): readonly Figure[] => [
  samples(values),
  pixels(values),
  classes(values),
  meanImages(values),
]

const names = Array.from({ length: 10 }, (_, digit) => digit)
const point = { type: 'point', axis: null, padding: 0.6 } as const

const bytes = (image: readonly number[]) => image.map((v) => Math.round(255 * v))

/** The first images of each digit. */
const samples = ({ samples: images }: V): Figure => {
  const shown = images.flatMap((row, digit) =>
    row.map((image, column) => ({ digit, column, src: png(bytes(image), 28) })),
  )
  return {
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
        marks: [Plot.image(shown, { x: 'column', y: 'digit', src: 'src', width: 36, height: 36 })],
      },
    ],
  }
}

/** One image as numbers. */
const pixels = ({ one }: V): Figure => {
  const cells = bytes(elements(one)).map((value, i) => ({ x: i % 28, y: Math.floor(i / 28), value }))
  return {
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
          Plot.cell(cells, { x: 'x', y: 'y', fill: 'value', stroke: colors.pale, strokeWidth: 0.5 }),
          Plot.text(
            cells.filter(({ value }) => value > 0),
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
  }
}

/** The number of images of each digit. */
const classes = ({ counts }: V): Figure => {
  const bars = {
    training: counts.train.map((count, digit) => ({ digit, count })),
    test: counts.test.map((count, digit) => ({ digit, count })),
  }
  return {
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
        Plot.barY(bars[set], { x: 'digit', y: 'count', fill: set === 'training' ? colors.blue : colors.sky }),
        Plot.text(bars[set], {
          x: 'digit',
          y: 0,
          text: (c: { readonly count: number }) => String(c.count),
          dy: -10,
          fontSize: 11,
          fill: set === 'training' ? 'white' : colors.ink,
        }),
        Plot.ruleY([set === 'training' ? 6000 : 1000], {
          stroke: colors.red,
          strokeWidth: 1.5,
          strokeDasharray: '5,4',
        }),
        Plot.ruleY([0]),
      ],
    })),
  }
}

/** The mean image of each digit. */
const meanImages = ({ means }: V): Figure => ({
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
          means.map((image, digit) => ({ digit, y: 0, src: png(bytes(image), 28) })),
          { x: 'digit', y: 'y', src: 'src', width: 76, height: 76 },
        ),
      ],
    },
  ],
})
