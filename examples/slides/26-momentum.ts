/**
 * Momentum: v′ = α·v − lr·grad, w′ = w + v′.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as D from 'nabla-ts/Diff'
import * as O from 'nabla-ts/Optimizer'
import * as T from 'nabla-ts/Tensor'
import { text } from './26-momentum.text.js'
import { contours, frame, path } from './bowl.figures.js'
import { bowl, descend, start, type Point } from './bowl.js'
import { expectEqual, expectThat, notebook, type OldLesson as Lesson } from './lesson.js'
import { colors } from './render.js'

/** The largest and smallest curvature of the bowl. */
const [L, mu] = (() => {
  const second = D.hessian<Point>(bowl)(start)
  return [T.toNumber(second.y.y), T.toNumber(second.x.x)]
})()

const momenta = [0, 0.5, 0.8, 0.9, 0.95, 0.99]

/** The rates of the phase diagram, all of them run at once. */
const rates = Array.from({ length: 48 }, (_, i) => 0.05 * (i + 0.5))
const grid = Array.from({ length: 25 }, (_, i) => 0.04 * i)

/**
 * By what the distance to the minimum is multiplied in a step, in the long run, for one α and each rate. Momentum only knows lr·grad, so a tensor of rates is multiplied into the gradient, and one run does for
 * all.
 */
const shrinking = (alpha: number): readonly number[] => {
  const lr = T.fromArray(rates, [48])
  const optimizer = O.momentum({ learningRate: 1, momentum: alpha })
  const all = (v: number) => T.full([48], v)
  const energy = (p: { readonly x: T.Tensor<[48]>; readonly y: T.Tensor<[48]> }) => pipe(bowl(p), T.sum)
  const step = ({ params, state }: { readonly params: Rows; readonly state: O.StateOf<O.Momentum, Rows> }) => {
    const { x, y } = D.grad<Rows>(energy)(params)
    const [updates, next] = optimizer.update({ x: pipe(x, T.mul(lr)), y: pipe(y, T.mul(lr)) }, state, params)
    return { params: O.apply(updates, params), state: next }
  }
  const origin = { x: all(-7), y: all(2) }
  const after = (n: number, from: { readonly params: Rows; readonly state: O.StateOf<O.Momentum, Rows> }) =>
    Array.from({ length: n }).reduce<typeof from>(step, from)
  const size = ({
    params,
    state: [, { velocity }],
  }: {
    readonly params: Rows
    readonly state: O.StateOf<O.Momentum, Rows>
  }) =>
    T.toFlat(
      pipe(
        T.square(params.x),
        T.add(T.square(params.y)),
        T.add(T.square(velocity.x)),
        T.add(T.square(velocity.y)),
        T.sqrt,
      ),
    )
  const half = after(120, { params: origin, state: optimizer.init(origin) })
  const [before, later] = [size(half), size(after(120, half))]
  return rates.map((_, i) => (later[i] / before[i]) ** (1 / 120))
}

interface Rows {
  readonly x: T.Tensor<[48]>
  readonly y: T.Tensor<[48]>
}

const bands = [
  { from: 0, to: 0.75, fill: colors.blue, label: '< 0.75' },
  { from: 0.75, to: 0.85, fill: '#4f86c6', label: '0.75 – 0.85' },
  { from: 0.85, to: 0.95, fill: colors.sky, label: '0.85 – 0.95' },
  { from: 0.95, to: 1, fill: colors.pale, label: '0.95 – 1' },
  { from: 1, to: Infinity, fill: colors.orange, label: '> 1' },
]

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()
  const slide = descend(O.momentum({ learningRate: 0.1, momentum: 0.9 }), 60)

  say('step  velocity             w')
  slide
    .slice(0, 4)
    .forEach(({ k, x, y, update }) =>
      say(
        `${k}     (${update.x.toFixed(3)}, ${update.y.toFixed(3)})   (${(x + update.x).toFixed(3)}, ${(y + update.y).toFixed(3)})`,
      ),
    )
  expectThat(
    'v′ = αv − lr·grad, and the update is the velocity',
    slide.every(({ update, gradient, state: [, { velocity }] }, k) => {
      const v = k === 0 ? { x: 0, y: 0 } : slide[k - 1].update
      const next = { x: 0.9 * v.x - 0.1 * gradient.x, y: 0.9 * v.y - 0.1 * gradient.y }
      return (
        Math.hypot(next.x - update.x, next.y - update.y) < 1e-12 &&
        T.toNumber(velocity.x) === update.x &&
        T.toNumber(velocity.y) === update.y
      )
    }),
  )
  const plain = descend(O.sgd({ learningRate: 0.1 }), 20)
  expectThat(
    'α = 0 is SGD',
    descend(O.momentum({ learningRate: 0.1, momentum: 0 }), 20).every(
      ({ x, y }, k) => x === plain[k].x && y === plain[k].y,
    ),
  )

  // Under a constant gradient the velocity grows to −lr·grad/(1 − α).
  const pushed = Array.from({ length: 300 }).reduce<O.StateOf<O.Momentum, T.Scalar>>(
    (state) => O.momentum({ learningRate: 0.1 }).update(T.scalar(1), state, T.scalar(0))[1],
    O.momentum().init(T.scalar(0)),
  )
  say(
    `velocity under a constant gradient 1, lr 0.1, α 0.9: ${T.toNumber(pushed[1].velocity).toFixed(4)}, ten times -lr`,
  )
  expectThat('the velocity accumulates to −lr/(1 − α)', Math.abs(T.toNumber(pushed[1].velocity) + 1) < 1e-12)

  const cells = grid.flatMap((alpha) => shrinking(alpha).map((factor, i) => ({ alpha, lr: rates[i], factor })))
  expectThat(
    'it converges if and only if lr < 2(1 + α)/L',
    cells.every(({ alpha, lr, factor }) => {
      const limit = (2 * (1 + alpha)) / L
      return Math.abs(lr - limit) < 0.01 || factor < 1 === lr < limit
    }),
  )
  say(`${cells.length} pairs (lr, α): converges exactly where lr < 2(1 + α)/L`)
  const best = {
    lr: (2 / (Math.sqrt(L) + Math.sqrt(mu))) ** 2,
    alpha: ((Math.sqrt(L / mu) - 1) / (Math.sqrt(L / mu) + 1)) ** 2,
  }
  const found = cells.reduce((a, b) => (b.factor < a.factor ? b : a))
  say(
    `fastest, by theory: lr ${best.lr.toFixed(2)}, α ${best.alpha.toFixed(2)}; on the grid: lr ${found.lr.toFixed(2)}, α ${found.alpha.toFixed(2)}`,
  )
  expectThat('the grid agrees', Math.abs(found.lr - best.lr) < 0.15 && Math.abs(found.alpha - best.alpha) < 0.1)
  say(
    `a step then shrinks the distance to ${Math.sqrt(best.alpha).toFixed(3)}; the best SGD: ${((L - mu) / (L + mu)).toFixed(3)}`,
  )
  expectEqual('L', L, 2)

  const arrows = slide.slice(0, 9).map(({ x, y, gradient, update }) => ({
    x,
    y,
    keptX: x + update.x + 0.1 * gradient.x,
    keptY: y + update.y + 0.1 * gradient.y,
    toX: x + update.x,
    toY: y + update.y,
  }))

  return {
    printed,
    figures: [
      {
        name: '26-velocity',
        columns: 1,
        caption: {
          ko: '첫 아홉 걸음. 회색 점선: 남은 속도 α·v. 빨강: 그 끝에 더해지는 −lr·grad. 파랑: 둘의 합 v′, 곧 걸음. 바닥(y = 0)을 지나도 관성 때문에 곧바로 돌아서지 않는다.',
          en: 'The first nine steps. Grey, dashed: what is kept of the velocity, α·v. Red: −lr·grad, added at its tip. Blue: their sum v′, which is the step. Past the bottom of the valley (y = 0) inertia carries it on.',
        },
        panels: [
          {
            width: 760,
            height: 400,
            title: 'Momentum, lr = 0.1, α = 0.9',
            marginTop: 34,
            x: { label: 'x', domain: [-7.4, -4.2] },
            y: { label: 'y', labelAnchor: 'center', domain: [-2.1, 2.3] },
            marks: [
              ...contours(),
              Plot.arrow(arrows.slice(1), {
                x1: 'x',
                y1: 'y',
                x2: 'keptX',
                y2: 'keptY',
                stroke: colors.grey,
                strokeDasharray: '4,3',
                strokeWidth: 1.8,
                headLength: 6,
              }),
              Plot.arrow(arrows, {
                x1: 'keptX',
                y1: 'keptY',
                x2: 'toX',
                y2: 'toY',
                stroke: colors.red,
                strokeWidth: 1.8,
                headLength: 6,
              }),
              Plot.arrow(arrows, {
                x1: 'x',
                y1: 'y',
                x2: 'toX',
                y2: 'toY',
                stroke: colors.blue,
                strokeWidth: 2.4,
                headLength: 8,
              }),
              Plot.dot(arrows, { x: 'x', y: 'y', fill: colors.ink, r: 3 }),
            ],
          },
        ],
      },
      {
        name: '26-momenta',
        caption: {
          ko: '학습률 0.1, 여섯 가지 α, 60걸음. α = 0은 SGD. 크면 빠르지만 지나쳐서 돌아오기를 되풀이한다.',
          en: 'Learning rate 0.1, six α, 60 steps. α = 0 is SGD. A large one is fast, but overshoots and comes back again and again.',
        },
        panels: momenta.map((momentum) => {
          const steps = descend(O.momentum({ learningRate: 0.1, momentum }), 60)
          return {
            title: `α = ${momentum}: f = ${steps[60].f.toPrecision(2)}`,
            ...frame,
            marks: [...contours(), ...path(steps)],
          }
        }),
      },
      {
        name: '26-phase',
        columns: 2,
        caption: {
          ko: '학습률과 α의 쌍마다 240걸음을 실제로 걷고, 거리에 한 걸음마다 곱해진 수를 잰 것. 검은 선은 한계 lr = 2(1 + α)/L, 흰 동그라미는 이론상 가장 빠른 곳.',
          en: 'For each pair of a rate and an α, 240 steps were walked and what a step multiplies the distance by was measured. Black line: the limit lr = 2(1 + α)/L. White ring: where it is fastest by theory.',
        },
        panels: [
          {
            width: 640,
            height: 400,
            title: '한 걸음의 축소율 factor per step',
            marginTop: 34,
            x: { label: '학습률 lr', domain: [0, 2.4] },
            y: { label: 'α', labelAnchor: 'center', domain: [-0.02, 0.98] },
            marks: [
              Plot.rect(cells, {
                x1: ({ lr }: { readonly lr: number }) => lr - 0.025,
                x2: ({ lr }: { readonly lr: number }) => lr + 0.025,
                y1: ({ alpha }: { readonly alpha: number }) => alpha - 0.02,
                y2: ({ alpha }: { readonly alpha: number }) => alpha + 0.02,
                fill: ({ factor }: { readonly factor: number }) => bands.find(({ to }) => factor < to)?.fill,
                inset: -0.2,
              }),
              Plot.line(
                [-0.02, 0.98].map((alpha) => ({ alpha, lr: (2 * (1 + alpha)) / L })),
                { x: 'lr', y: 'alpha', stroke: colors.ink, strokeWidth: 2.5 },
              ),
              Plot.dot([best], { x: 'lr', y: 'alpha', stroke: 'white', strokeWidth: 2.5, r: 6 }),
              Plot.text(
                [
                  { lr: 0.45, alpha: 0.2, label: '수렴 converges' },
                  { lr: 1.9, alpha: 0.3, label: '발산 diverges' },
                ],
                {
                  x: 'lr',
                  y: 'alpha',
                  text: 'label',
                  fontSize: 14,
                  fontWeight: 'bold',
                  fill: colors.ink,
                  stroke: 'white',
                  strokeWidth: 3,
                },
              ),
            ],
          },
          {
            width: 170,
            height: 400,
            marginLeft: 20,
            marginTop: 60,
            marginBottom: 180,
            x: { axis: null, domain: [0, 10] },
            y: { axis: null, domain: [0, 5], reverse: true },
            marks: [
              Plot.rect(bands, {
                x1: 0,
                x2: 2,
                y1: (_: unknown, i: number) => i + 0.1,
                y2: (_: unknown, i: number) => i + 0.9,
                fill: 'fill',
              }),
              Plot.text(bands, {
                x: 2.6,
                y: (_: unknown, i: number) => i + 0.5,
                text: 'label',
                textAnchor: 'start',
                fontSize: 12,
              }),
            ],
          },
        ],
      },
    ],
  }
}

export const lesson: Lesson = { text, run }
