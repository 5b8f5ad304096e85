import * as Plot from '@observablehq/plot'
import * as T from 'nabla-ts/Tensor'
import { inputs, type run } from './23-summary.js'
import { elements } from './curves.js'
import type { Figure, Values } from './lesson.js'
import { colors, series } from './render.js'
import { words } from './sketch.js'

const rows = [
  ['과제 task', '출력 outputs', '출력층 활성함수 activation', '손실함수 loss', '결정 decision', 'Objective'],
  ['회귀 regression', 'k', '항등함수 identity', 'MSE', '값 그대로 the value', 'regression(k)'],
  ['이진 분류 binary', '1', 'sigmoid', 'BCE', 'p ≥ 0.5 → 1', 'binary'],
  ['이진 분류 binary', '2', 'softmax', 'CE', 'argmax', 'multiclass(2)'],
  ['다중 분류 multiclass', 'k', 'softmax', 'CE', 'argmax', 'multiclass(k)'],
]
const at = [0.1, 1.75, 2.75, 4.85, 6.3, 7.85]
const cells = rows.flatMap((row, r) => row.map((cell, c) => ({ cell, x: at[c], y: r + 0.5, r, c })))

const panel = (
  title: string,
  label: string,
  domain: readonly [number, number],
  marks: readonly Plot.Markish[],
): Plot.PlotOptions => ({
  title,
  width: 470,
  height: 270,
  marginTop: 34,
  x: { label: 'x' },
  y: { label, labelAnchor: 'center', domain, grid: true },
  marks: [Plot.ruleY([0]), ...marks],
})

const half = Plot.ruleY([0.5], { stroke: colors.ink, strokeDasharray: '3,3', strokeOpacity: 0.6 })

/** The curve of one output. */
const curve = (outputs: T.AnyTensor, c: number, style: (typeof series)[number]) => {
  const columns = T.shape(outputs)[1]
  const y = T.toFlat(outputs)
  return Plot.line(
    elements(inputs).map((v, i) => ({ x: v, p: y[columns * i + c] })),
    { x: 'x', y: 'p', strokeWidth: 2.2, ...style },
  )
}

/** The name of a probability, at a height of its curve. */
const name = (x: number, y: number, c: number, style: (typeof series)[number]) =>
  words(x, y, `p${'₀₁₂'[c]}`, { fill: style.stroke, fontWeight: 'bold' })

export const figures = (values: Values<typeof run>): readonly Figure[] => {
  const { x, value, inside, third, regression, binary, twoOutputs, multiclass } = values
  const points = (targets: T.AnyTensor) => elements(x).map((v, i) => ({ x: v, t: elements(targets)[i] }))
  const dots = (targets: T.AnyTensor) => Plot.dot(points(targets), { x: 'x', y: 't', stroke: colors.grey, r: 2.6 })
  return [
    {
      name: '23-chooser',
      columns: 1,
      caption: {
        ko: '과제를 고르면 나머지가 정해진다. 한 행이 `Objective` 하나이고, 짝이 맞지 않으면 컴파일되지 않는다.',
        en: 'Choose the task, and the rest follows. A row is one `Objective`; what does not go together does not compile.',
      },
      panels: [
        {
          width: 940,
          height: 230,
          marginTop: 8,
          marginBottom: 8,
          marginLeft: 8,
          marginRight: 8,
          x: { axis: null, domain: [0, 9.3] },
          y: { axis: null, domain: [0, 5], reverse: true },
          marks: [
            Plot.rect(rows, {
              x1: 0,
              x2: 9.3,
              y1: (_: unknown, i: number) => i + 0.04,
              y2: (_: unknown, i: number) => i + 0.96,
              fill: (_: unknown, i: number) => (i === 0 ? colors.blue : colors.pale),
              fillOpacity: (_: unknown, i: number) => (i === 0 ? 1 : 0.75),
              rx: 4,
            }),
            Plot.text(
              cells.filter(({ r }) => r === 0),
              { x: 'x', y: 'y', text: 'cell', textAnchor: 'start', fill: 'white', fontWeight: 'bold', fontSize: 12 },
            ),
            Plot.text(
              cells.filter(({ r, c }) => r > 0 && c === 0),
              { x: 'x', y: 'y', text: 'cell', textAnchor: 'start', fontWeight: 'bold', fontSize: 13 },
            ),
            Plot.text(
              cells.filter(({ r, c }) => r > 0 && c > 0),
              { x: 'x', y: 'y', text: 'cell', textAnchor: 'start', fontSize: 13 },
            ),
          ],
        },
      ],
    },
    {
      name: '23-tasks',
      columns: 2,
      caption: {
        ko: '같은 입력, 같은 은닉층(16, tanh), 네 행의 과제. 점은 정답, 곡선은 출력층 활성함수를 거친 출력. 출력이 하나인 이진 분류와 둘인 이진 분류는 같은 것을 배운다.',
        en: 'The same inputs and hidden layer (16, tanh), the tasks of the four rows. Points: the truth; curves: the output after its activation. Binary with one output and with two learn the same thing.',
      },
      panels: [
        panel(
          '회귀 regression: identity, MSE',
          'y',
          [-1.6, 1.6],
          [dots(value), curve(regression.outputs, 0, series[0])],
        ),
        panel(
          '이진 binary, 출력 하나 one output: sigmoid, BCE',
          'p',
          [-0.05, 1.05],
          [half, dots(inside), curve(binary.outputs, 0, series[0])],
        ),
        panel(
          '이진 binary, 출력 둘 two outputs: softmax, CE',
          'p',
          [-0.05, 1.05],
          [
            half,
            dots(inside),
            ...[1, 0].map((c, i) => curve(twoOutputs.outputs, c, series[i])),
            ...[1, 0].map((c, i) => name(c === 1 ? 0.1 : -2.4, 0.9, c, series[i])),
          ],
        ),
        panel(
          '다중 multiclass, k = 3: softmax, CE',
          'p',
          [-0.05, 1.05],
          [
            ...[0, 1, 2].map((c) => curve(multiclass.outputs, c, series[c])),
            Plot.dot(points(third), {
              x: 'x',
              y: -0.03,
              fill: ({ t }: { readonly t: number }) => series[t].stroke,
              r: 2.6,
            }),
            ...[-2.3, 0, 2.3].map((v, c) => name(v, 0.88, c, series[c])),
          ],
        ),
      ],
    },
  ]
}
