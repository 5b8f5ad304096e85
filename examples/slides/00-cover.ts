/**
 * A network as a picture: three numbers go in, two come out, and all that is drawn is computed.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as L from 'nabla-ts/Layer'
import * as M from 'nabla-ts/Model'
import * as P from 'nabla-ts/Params'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import { text } from './00-cover.text.js'
import { elements } from './curves.js'
import { signed } from './format.js'
import { expectEqual, expectThat, notebook, type OldLesson as Lesson } from './lesson.js'
import { colors } from './render.js'
import { bare } from './sketch.js'

const [hidden1, hidden2, output] = [L.dense(3, 5), L.dense(5, 4), L.dense(4, 2)] as const

const network = pipe(
  M.named('hidden1', hidden1),
  M.map(A.tanh),
  M.andThen(M.named('hidden2', hidden2)),
  M.map(A.tanh),
  M.andThen(M.named('output', output)),
  M.map(A.softmax),
)

const params = network.init(Seed.fromNumber(2017))
const x = T.tensor([[1, -0.5, 0.25]])

/** What each layer hands to the next. */
const first = A.tanh(hidden1.apply(params.hidden1)(x))
const second = A.tanh(hidden2.apply(params.hidden2)(first))
const last = A.softmax(output.apply(params.output)(second))

const layers = [
  { name: '입력층 input', signals: elements(x) },
  { name: '은닉층 hidden', signals: elements(first) },
  { name: '은닉층 hidden', signals: elements(second) },
  { name: '출력층 output', signals: elements(last) },
]
const weights = [params.hidden1.weight, params.hidden2.weight, params.output.weight]

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()
  const whole = network.apply(params)(x)
  say(`x = [${layers[0].signals.map((v) => signed(v)).join(', ')}]`)
  say(
    `y = [${elements(whole)
      .map((v) => signed(v, 4))
      .join(', ')}]`,
  )
  expectEqual('layer by layer is the whole network', T.Eq.equals(whole, last), true)
  const total = T.toNumber(T.sum(whole))
  say(`Σy = ${total.toFixed(12)}`)
  expectThat('the softmax sums to 1', Math.abs(total - 1) < 1e-15)
  const count = T.shape(P.flatten(params))[0]
  say(`parameters: ${P.paths(params).join(', ')}`)
  say(`together (3·5 + 5) + (5·4 + 4) + (4·2 + 2) = ${count}`)
  expectEqual('parameters', count, 54)

  const place = (k: number, j: number) => ({ x: k, y: (layers[k].signals.length - 1) / 2 - j })
  const nodes = layers.flatMap(({ signals }, k) => signals.map((v, j) => ({ ...place(k, j), label: signed(v) })))
  const edges = weights.flatMap((w, k) =>
    layers[k].signals.flatMap((_, i) =>
      layers[k + 1].signals.map((__, j) => {
        const [from, to] = [place(k, i), place(k + 1, j)]
        return { x1: from.x, y1: from.y, x2: to.x, y2: to.y, w: elements(w)[i * layers[k + 1].signals.length + j] }
      }),
    ),
  )
  const ends = { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2' } as const
  const width = (e: { readonly w: number }): number => 0.4 + 5 * Math.abs(e.w)
  return {
    printed,
    figures: [
      {
        name: '00-network',
        caption: {
          ko: '신경망 하나. 파란 실선은 양의 가중치, 빨간 점선은 음의 가중치이고, 굵을수록 크다. 원 안의 수는 x = (1, −0.5, 0.25)일 때의 신호. 편향은 그리지 않았다.',
          en: 'A network. Blue lines are positive weights, red dashed ones negative, wider ones larger. The numbers in the circles are the signals for x = (1, −0.5, 0.25). The biases are not drawn.',
        },
        panels: [
          {
            width: 760,
            height: 400,
            marginTop: 20,
            marginBottom: 20,
            marginLeft: 90,
            marginRight: 90,
            x: bare(0, 3),
            y: bare(-2.3, 2.7),
            marks: [
              Plot.link(
                edges.filter((e) => e.w >= 0),
                { ...ends, stroke: colors.blue, strokeWidth: width, strokeOpacity: 0.8 },
              ),
              Plot.link(
                edges.filter((e) => e.w < 0),
                {
                  ...ends,
                  stroke: colors.red,
                  strokeWidth: width,
                  strokeOpacity: 0.8,
                  strokeDasharray: '7,4',
                },
              ),
              Plot.dot(nodes, { x: 'x', y: 'y', r: 21, fill: 'white', stroke: colors.ink, strokeWidth: 1.5 }),
              Plot.text(nodes, { x: 'x', y: 'y', text: 'label', fontSize: 12 }),
              Plot.text(layers, { x: (_, k: number) => k, y: 2.7, text: 'name', fontSize: 13, fontWeight: 'bold' }),
              Plot.text(['x₁', 'x₂', 'x₃'], {
                x: 0,
                y: (_, j: number) => place(0, j).y,
                dx: -34,
                text: (d: string) => d,
                fontSize: 14,
              }),
              Plot.text(['y₁', 'y₂'], {
                x: 3,
                y: (_, j: number) => place(3, j).y,
                dx: 34,
                text: (d: string) => d,
                fontSize: 14,
              }),
            ],
          },
        ],
      },
    ],
  }
}

export const lesson: Lesson = { text, run }
