import * as Plot from '@observablehq/plot'
import * as T from 'nabla-ts/Tensor'
import type { run } from './18-hidden-layers.js'
import { elements } from './curves.js'
import { brief } from './format.js'
import { histogram } from './histogram.js'
import type { Figure, Values } from './lesson.js'
import { x } from './parabola.js'
import { colors, series } from './render.js'
import { axes, axis, logAxis, margins, words } from './sketch.js'

const cell = { width: 182, height: 130, ...margins, marginLeft: 42, marginRight: 8 }

/** Some values, in per cent per bin. */
const bars = (values: readonly number[], from: number, to: number, bins: number, options: Plot.RectYOptions = {}) =>
  Plot.rectY(
    histogram(values, from, to, bins).map(({ x1, x2, count }) => ({ x1, x2, y: (100 * count) / values.length })),
    { x1: 'x1', x2: 'x2', y: 'y', fill: colors.blue, ...options },
  )

/** A line for each initialisation, of values of the layers from `first` on; those up to `least` are left out. */
const lines = (all: readonly (readonly number[])[], first: number, least: number) =>
  all.map((values, i) =>
    Plot.line(
      values.map((y, k) => ({ layer: k + first, y })).filter(({ y }) => y > least),
      { x: 'layer', y: 'y', strokeWidth: 2, ...series[i] },
    ),
  )

export const figures = ({ activations, passes, traps }: Values<typeof run>): readonly Figure[] => {
  const shown = [0, 1, 3, 6, 9]
  const sizes = passes.map((pass) => pass.sizes)
  const shares = passes.map(({ dead }) => dead)
  return [
    {
      name: '18-histograms',
      columns: 5,
      caption: {
        ko: '초기화(행)마다, 층(열)마다 ReLU 출력의 히스토그램. 가로축은 양수인 출력의 상용로그이고, 점선은 크기 1이다. 빨간 글씨는 정확히 0인 출력의 비율. He만 제자리에 머문다.',
        en: 'For every initialisation (row) and layer (column): the histogram of the outputs of ReLU. The axis is the decimal logarithm of the positive ones, with size 1 dashed; red: the share that is exactly 0. Only He stays in its place.',
      },
      panels: passes.flatMap(({ name, relu }) =>
        shown.map((k, c) => {
          const values = elements(relu[k])
          return {
            ...cell,
            title: c === 0 ? `${name} · layer 1` : `layer ${k + 1}`,
            x: axis('log₁₀ output', { ticks: 4, domain: [-14, 10] }),
            y: axis('%', { domain: [0, 30], ticks: 3 }),
            marks: [
              bars(values.map(Math.log10), -14, 10, 48),
              Plot.ruleX([0], { stroke: colors.grey, strokeDasharray: '2,2' }),
              Plot.ruleY([0]),
              words(10, 27, `0: ${((100 * values.filter((v) => v === 0).length) / values.length).toFixed(0)} %`, {
                textAnchor: 'end',
                fill: colors.red,
                fontSize: 10,
              }),
            ],
          }
        }),
      ),
    },
    {
      name: '18-histograms-tanh',
      columns: 5,
      caption: {
        ko: '같은 가중치에 tanh를 쓰면: 작은 가중치는 모든 신호를 0으로 모으고(가운데 막대 하나), N(0, 1)은 거의 모든 유닛을 ±1로 포화시킨다. Xavier는 퍼진 모양을 지킨다.',
        en: 'The same weights with tanh: small ones draw all signals to 0 (a single bar in the middle), N(0, 1) saturates nearly all units at ±1. Xavier keeps them spread.',
      },
      panels: passes.flatMap(({ name, tanh }) =>
        shown.map((k, c) => ({
          ...cell,
          title: c === 0 ? `${name} · layer 1` : `layer ${k + 1}`,
          x: axis('output', { ticks: 3, domain: [-1, 1] }),
          y: axis('%', { domain: [0, 50], ticks: 3 }),
          marks: [bars(elements(tanh[k]), -1, 1, 21, { clip: true }), Plot.ruleY([0])],
        })),
      ),
    },
    {
      name: '18-sizes',
      columns: 2,
      caption: {
        ko: '왼쪽: 층을 지나는 신호의 크기(제곱평균의 제곱근), ReLU. 점선은 이론값 (n·Var(w)/2)^(층/2). 오른쪽: 모든 입력에서 0인 유닛의 비율. 편향이 없으면 가중치의 크기는 아무 상관이 없어 네 선이 겹친다.',
        en: 'Left: the size of signals (root of the mean square) through the layers, ReLU; dotted: (n·Var(w)/2)^(layer/2). Right: the share of units that are 0 for all inputs. Without biases the size of the weights does not matter, so the four lines coincide.',
      },
      panels: [
        {
          title: 'Size of signals',
          width: 480,
          height: 320,
          ...margins,
          marginRight: 110,
          x: axis('layer', { ticks: 10 }),
          y: logAxis('size', { domain: [1e-12, 1e10], ticks: 6 }),
          marks: [
            ...passes.map(({ factor, sizes }) =>
              Plot.line(
                sizes.map((_, k) => ({ k, y: factor ** (k / 2) })),
                { x: 'k', y: 'y', stroke: colors.grey, strokeDasharray: '1,3' },
              ),
            ),
            ...lines(sizes, 0, 0),
            ...passes.map(({ name, sizes }, i) =>
              words(10, sizes[10], name, {
                textAnchor: 'start',
                dx: 6,
                dy: [0, 0, 12, -6, 0][i],
                fill: series[i].stroke,
              }),
            ),
          ],
        },
        {
          title: 'Dead units',
          width: 460,
          height: 320,
          ...margins,
          marginRight: 110,
          x: axis('layer', { ticks: 10, domain: [1, 10] }),
          y: axis('share of dead units', { domain: [0, 0.6], tickFormat: '.0%', ticks: 6 }),
          marks: [
            Plot.ruleY([0]),
            ...lines(shares, 1, -1),
            words(10, shares[1][9], passes[1].name, { textAnchor: 'start', dx: 6, fill: series[1].stroke }),
            words(10, shares[3][9], 'the others', { textAnchor: 'start', dx: 6, fill: colors.ink }),
          ],
        },
      ],
    },
    {
      name: '18-gradients',
      columns: 3,
      caption: {
        ko: '거꾸로: 각 층의 신호에 대한 기울기의 크기(`D.grad`). 오른쪽(출력)에서 왼쪽으로 읽는다. ReLU에는 He, tanh에는 Xavier가 맞고, 시그모이드는 어느 쪽으로도 잃는다.',
        en: 'Backward: the size of the gradient with respect to the signals of each layer (`D.grad`), to be read from the output (right) to the left. He fits ReLU, Xavier fits tanh, sigmoids lose it either way.',
      },
      panels: activations.map((name, p) => ({
        title: name,
        width: 306,
        height: 300,
        ...margins,
        x: axis('layer', { ticks: 5 }),
        y: logAxis('size of the gradient', { domain: [1e-20, 1e12], ticks: 6 }),
        marks: [
          ...lines(
            passes.map(({ backward }) => backward[p]),
            1,
            1e-20,
          ),
          ...(p === 0
            ? passes.flatMap((pass, i) => {
                const y = 10 ** (-9 - 2.5 * i)
                const sample = [5, 5.9].map((layer) => ({ layer, y }))
                return [
                  Plot.line(sample, { x: 'layer', y: 'y', strokeWidth: 2, ...series[i] }),
                  words(6.1, y, pass.name, { textAnchor: 'start', fill: series[i].stroke }),
                ]
              })
            : []),
        ],
      })),
    },
    {
      name: '18-symmetry',
      columns: 5,
      caption: {
        ko: '같은 가중치의 함정: y = x²(회색)를 배우는 1-20-1 망. 같은 값으로 시작한 유닛 스무 개는 끝까지 같아서 유닛 하나와 다름없다. 0에서 시작하면 출력의 편향만 배운다.',
        en: 'The trap of equal weights: a network 1-20-1 learning y = x² (grey). Twenty units that begin equal stay equal and are worth one. From 0 only the output bias learns.',
      },
      panels: traps.map(({ name, y, loss, different }) => ({
        title: name,
        width: 182,
        height: 200,
        ...margins,
        marginLeft: 42,
        marginRight: 10,
        x: axis('x', { ticks: [-1, 0, 1], tickFormat: 'd' }),
        y: axis('y', { domain: [-0.3, 1.3], ticks: 4 }),
        marks: [
          ...axes,
          Plot.line(
            elements(x).map((v) => ({ x: v, y: v * v })),
            { x: 'x', y: 'y', stroke: colors.pale, strokeWidth: 7 },
          ),
          Plot.line(
            elements(x).map((v, i) => ({ x: v, y: T.toFlat(y)[i] })),
            { x: 'x', y: 'y', stroke: colors.blue, strokeWidth: 2 },
          ),
          words(0, 1.25, `${different} different`, {
            fontSize: 10.5,
            fill: different === 1 ? colors.red : colors.ink,
          }),
          words(0, 1.06, `loss ${brief(loss)}`, { fontSize: 10.5 }),
        ],
      })),
    },
  ]
}
