import * as Plot from '@observablehq/plot'
import * as T from 'nabla-ts/Tensor'
import type { run } from './02-forward.js'
import { elements, linspace } from './curves.js'
import { signed } from './format.js'
import type { Figure, Values } from './lesson.js'
import { colors } from './render.js'
import { axis, bare } from './sketch.js'

type V = Values<typeof run>

export const figures = (values: V): readonly Figure[] => [pipeline(values), losses(values), search(values)]

/** The first of the four rows. */
const firstRow = (x: T.AnyTensor): readonly number[] => elements(x).slice(0, elements(x).length / 4)

/** The stages of the forward pass, with the values of the first row. */
const pipeline = ({ stages }: V): Figure => {
  const values = [stages.scaled, stages.mixed, stages.bent, stages.prediction].map(firstRow)
  const boxes = [
    { top: '데이터처리', bottom: 'data', formula: 'x/255' },
    { top: '모델: 은닉층', bottom: 'dense(3, 4)', formula: 'xW₁ + b₁' },
    { top: '활성함수', bottom: 'relu', formula: 'max(0, ·)' },
    { top: '모델: 출력층', bottom: 'dense(4, 1)', formula: 'hW₂ + b₂' },
    { top: '손실함수', bottom: 'mse', formula: '(ŷ − y)²의 평균' },
  ].map((box, k) => ({ ...box, x: 1.2 + 2 * k }))
  const arrows = [
    { name: 'x', shown: ['0', '51', '255'] },
    ...['x', 'xW₁ + b₁', 'h', 'ŷ'].map((name, k) => ({ name, shown: values[k].map((v) => signed(v, 3)) })),
    { name: 'loss', shown: [stages.loss.toFixed(4)] },
  ].map((a, k) => ({ ...a, from: k === 0 ? -0.75 : 2 * k - 0.1, to: 2 * k + 0.5, label: a.shown.join('\n') }))
  return {
    name: '02-pipeline',
    caption: {
      ko: '순전파. 화살표 위는 첫 번째 예가 지나가며 갖는 값, 마지막은 네 예의 평균 손실. 목표값은 아래에서 손실함수로 들어온다.',
      en: 'The forward pass. Above the arrows: the values of the first example on its way; the last one is the mean loss of all four. The target enters the loss from below.',
    },
    panels: [
      {
        width: 940,
        height: 200,
        marginLeft: 10,
        marginRight: 10,
        marginTop: 10,
        marginBottom: 10,
        x: bare(-0.9, 11),
        y: bare(-2, 1.7),
        marks: [
          Plot.rect(boxes, {
            x1: (d: { readonly x: number }) => d.x - 0.7,
            x2: (d: { readonly x: number }) => d.x + 0.7,
            y1: -0.9,
            y2: 0.9,
            fill: colors.pale,
            stroke: colors.ink,
            rx: 6,
          }),
          Plot.text(boxes, { x: 'x', y: 0.5, text: 'top', fontSize: 13, fontWeight: 'bold' }),
          Plot.text(boxes, { x: 'x', y: 0, text: 'formula', fontSize: 12 }),
          Plot.text(boxes, { x: 'x', y: -0.5, text: 'bottom', fontSize: 11, fill: colors.blue }),
          Plot.arrow(arrows, {
            x1: 'from',
            y1: 0,
            x2: 'to',
            y2: 0,
            stroke: colors.ink,
            strokeWidth: 1.6,
            headLength: 7,
          }),
          Plot.text(arrows, {
            x: (d: { readonly from: number; readonly to: number }) => (d.from + d.to) / 2,
            y: 0,
            dy: -8,
            lineAnchor: 'bottom',
            text: 'label',
            fontSize: 11,
            fill: colors.red,
            stroke: 'white',
            strokeWidth: 3,
          }),
          Plot.arrow([0], {
            x1: 9.2,
            y1: -1.6,
            x2: 9.2,
            y2: -0.95,
            stroke: colors.ink,
            strokeWidth: 1.6,
            headLength: 7,
          }),
          Plot.text(['목표 y = 1'], { x: 9.2, y: -1.8, fontSize: 12, fill: colors.red }),
        ],
      },
    ],
  }
}

/** The losses of one output for three tasks. */
const losses = (values: V): Figure => {
  const [prediction] = firstRow(values.stages.prediction)
  const zs = linspace(-4, 4, 161)
  const tasks = [
    { title: '회귀 regression: MSE, y = 1', f: values.losses.regression },
    { title: '이진 분류 binary: BCE, t = 1', f: values.losses.binary },
    { title: '다중 분류 3 classes: CE, t = 0', f: values.losses.classes },
  ]
  return {
    name: '02-losses',
    caption: {
      ko: '출력 하나를 문제에 따라 다르게 잰다. 회귀는 목표에서 멀면 양쪽 모두 나쁘고, 분류는 확신하며 틀릴 때만 나쁘다. 점은 위 순전파의 출력.',
      en: 'One output, measured differently for different tasks. In regression it is bad to be off on either side, in classification to be wrong with confidence. The dot is the output of the pass above.',
    },
    panels: tasks.map(({ title, f }) => ({
      title,
      width: 305,
      height: 240,
      marginTop: 40,
      x: axis('output z'),
      y: axis('loss', { domain: [0, 5] }),
      marks: [
        Plot.ruleY([0]),
        Plot.lineY(
          zs.map((z) => ({ z, loss: T.toNumber(f(z)) })),
          { x: 'z', y: 'loss', stroke: colors.blue, strokeWidth: 2, clip: true },
        ),
        Plot.dot([{ z: prediction, loss: T.toNumber(f(prediction)) }], { x: 'z', y: 'loss', r: 5, fill: colors.red }),
      ],
    })),
  }
}

/** The losses of random weights, and those before and after the descent. */
const search = ({ random, loss: before, learned: after }: V): Figure => {
  const edges = linspace(-3, 0.5, 36).map((e) => 10 ** e)
  const bars = edges.slice(1).map((to, i) => ({
    from: edges[i],
    to,
    count: random.filter((v) => v >= edges[i] && v < to).length,
  }))
  return {
    name: '02-search',
    caption: {
      ko: '무작위 가중치 1000벌의 손실(로그 눈금). 경사하강법 1000걸음이면 무작위로는 닿지 못하는 곳에 이른다.',
      en: 'The losses of 1000 random sets of weights (log scale). A thousand steps of gradient descent lead where chance does not.',
    },
    panels: [
      {
        width: 640,
        height: 260,
        marginTop: 30,
        x: axis('loss', {
          type: 'log',
          domain: [0.001, 3],
          ticks: [0.001, 0.01, 0.1, 1],
          tickFormat: (v: number) => String(v),
        }),
        y: axis('sets of weights'),
        marks: [
          Plot.rectY(bars, { x1: 'from', x2: 'to', y: 'count', fill: colors.sky, insetLeft: 0.5, insetRight: 0.5 }),
          Plot.ruleY([0]),
          Plot.arrow([0], {
            x1: before,
            x2: after,
            y1: 12,
            y2: 12,
            stroke: colors.red,
            strokeWidth: 2,
            insetEnd: 6,
            bend: 0,
          }),
          Plot.dot([before, after], { x: (v: number) => v, y: 12, fill: colors.red, r: 5 }),
          Plot.text(
            [
              { v: before, s: '처음 start' },
              { v: after, s: '경사하강법 descent' },
            ],
            {
              x: 'v',
              y: 12,
              text: 's',
              dy: -14,
              fontSize: 12,
              stroke: 'white',
              fill: colors.red,
              strokeWidth: 4,
            },
          ),
        ],
      },
    ],
  }
}
