/**
 * 비선형성: however deep, linear layers stay a line; with ReLU between them each layer adds kinks, and kinks make curves.
 */
import * as Plot from '@observablehq/plot'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import * as I from 'nabla-ts/Init'
import * as L from 'nabla-ts/Layer'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import { text } from './09-nonlinearity.text.js'
import { elements, linspace } from './curves.js'
import { power, signed } from './format.js'
import { expectEqual, expectThat, notebook, type Figure, type OldLesson as Lesson } from './lesson.js'
import { colors } from './render.js'
import { axis } from './sketch.js'

type Rows<K extends number> = T.Tensor<[T.Name<'batch'>, K]>

const width = 8
const x: Rows<1> = T.fromArray(linspace(-2, 2, 2001), [2001, 1])

/** Weights for 1 → 8 → … → 8 → 1, biases too, so that the kinks spread; the same for both networks. */
const init: I.Init = (fanIn, fanOut) => ({ weight: I.heUniform(fanIn, fanOut).weight, bias: I.uniform(1, 1).bias })
const [into, between, out] = [L.dense(1, width, { init }), L.dense(width, width, { init }), L.dense(width, 1, { init })]
const seed = Seed.split(10)(Seed.fromNumber(9))
const [first, ...rest] = [into.init(seed[0]), ...seed.slice(1, 9).map((s) => between.init(s))] as const
const last = out.init(seed[9])

/** A network with that many hidden layers and some function after each. */
const network =
  (depth: number, activation: (h: Rows<typeof width>) => Rows<typeof width>) =>
  (input: Rows<1>): Rows<1> => {
    const hidden = (rest as readonly L.Dense<8, 8>[])
      .slice(0, depth - 1)
      .reduce<Rows<8>>((h, p) => activation(between.apply(p)(h)), activation(into.apply(first as L.Dense<1, 8>)(input)))
    return out.apply(last)(hidden)
  }

/** Values and slopes at all points: the rows know nothing of each other, so that one tangent of ones gives all slopes. */
const look = (f: (input: Rows<1>) => Rows<1>) => {
  const { primal, tangent } = D.jvp(f)(x, T.ones([2001, 1]))
  const [values, slopes, xs] = [primal, tangent, x].map(elements)
  const kinks = xs.flatMap((v, i) =>
    i > 0 && Math.abs(slopes[i] - slopes[i - 1]) > 1e-9 * (1 + Math.abs(slopes[i])) ? [{ x: v, y: values[i] }] : [],
  )
  // Between its kinks it is straight: the ends and the kinks draw it.
  const at = (i: number) => ({ x: xs[i], y: values[i] })
  return { points: [at(0), ...kinks, at(xs.length - 1)], kinks, slopes }
}

const depths = [1, 2, 3, 5, 8]

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()
  const looked = depths.map((depth) => {
    const [linear, relu] = [look(network(depth, A.identity)), look(network(depth, A.relu))]
    say(`depth ${depth}: linear ${linear.kinks.length} kinks, ReLU ${relu.kinks.length} kinks`)
    const { slopes } = linear
    expectThat(
      'linear layers have one slope',
      slopes.every((s) => Math.abs(s - slopes[0]) <= 1e-12 * (1 + Math.abs(slopes[0]))),
    )
    return { depth, linear, relu }
  })
  expectThat(
    'ReLU has kinks',
    looked.every(({ relu }) => relu.kinks.length > 0),
  )
  expectThat('one layer has at most one for each unit', looked[0].relu.kinks.length <= width)
  expectThat('more layers have more', looked[3].relu.kinks.length > looked[0].relu.kinks.length)

  const fits = pieces.map((n) => ({ n, ...hinges(n) }))
  fits.forEach(({ n, error }) =>
    say(`x² by ${String(n).padStart(2)} pieces: largest error ${power(error, 3)}, (2/n)²/4 = ${power(1 / n ** 2, 3)}`),
  )
  fits.forEach(({ n, error }) => expectThat(`the error of ${n} pieces is 1/n²`, Math.abs(error - 1 / n ** 2) < 1e-12))
  expectEqual(
    'more pieces, less error',
    fits.every(({ error }, i) => i === 0 || error < fits[i - 1].error),
    true,
  )
  return { printed, figures: [deeper(looked), bend(fits)] }
}

type Look = ReturnType<typeof look>

const deeper = (looked: readonly { readonly depth: number; readonly linear: Look; readonly relu: Look }[]): Figure => {
  const panel = (title: string, { points, kinks }: Look, stroke: string) => {
    const ys = points.map((p) => p.y)
    const [low, high] = [Math.min(...ys), Math.max(...ys)]
    const room = 0.1 * (high - low)
    return {
      title,
      width: 182,
      height: 190,
      marginTop: 34,
      marginLeft: 46,
      marginRight: 8,
      marginBottom: 36,
      x: axis('x', { ticks: [-2, 0, 2], tickFormat: (v: number) => signed(v, 0) }),
      y: axis('y', { domain: [low - room, high + room], ticks: 4 }),
      marks: [
        Plot.lineY(points, { x: 'x', y: 'y', stroke, strokeWidth: 2 }),
        Plot.dot(kinks, { x: 'x', y: 'y', r: 2.6, fill: colors.red, stroke: 'white', strokeWidth: 0.5 }),
      ],
    }
  }
  return {
    name: '09-depth',
    columns: 5,
    caption: {
      ko: '같은 가중치의 신경망, 은닉층 1, 2, 3, 5, 8개. 위: 활성함수가 없으면 언제나 직선. 아래: ReLU를 넣으면 꺾인 점(빨강)이 생긴다. 꺾인 점은 `D.jvp`로 얻은 기울기가 바뀌는 자리이다.',
      en: 'Networks of the same weights with 1, 2, 3, 5, 8 hidden layers. Above: without an activation always a line. Below: with ReLU there are kinks (red), found where the slope, by `D.jvp`, changes.',
    },
    panels: [
      ...looked.map(({ depth, linear }) => panel(`선형 linear: ${depth}층`, linear, colors.grey)),
      ...looked.map(({ depth, relu }) => panel(`ReLU: ${depth}층, ${relu.kinks.length} kinks`, relu, colors.blue)),
    ],
  }
}

const pieces = [1, 2, 3, 4, 8, 16]

/**
 * x² on [−1, 1] by a network of one hidden layer whose units begin at the n − 1 inner knots and at the left end: each ReLU adds the change of slope at its knot.
 */
const hinges = (n: number) => {
  const knots = linspace(-1, 1, n + 1)
  const slopes = knots.slice(1).map((k, i) => k + knots[i])
  const changes = slopes.map((s, i) => (i === 0 ? s : s - slopes[i - 1]))
  const hidden = L.dense(1, n).apply({ weight: T.ones([1, n]), bias: T.tensor(knots.slice(0, n).map((k) => -k)) })
  const output = L.dense(n, 1).apply({ weight: T.fromArray(changes, [n, 1]), bias: T.tensor([1]) })
  const fine = linspace(-1, 1, 2 * 16 * 9 * n + 1)
  const values = elements(output(A.relu(hidden(T.fromArray(fine, [fine.length as number, 1])))))
  return {
    knots,
    points: fine.map((v, i) => ({ x: v, y: values[i] })).filter((_, i) => i % (2 * 9) === 0),
    error: Math.max(...fine.map((v, i) => Math.abs(values[i] - v * v))),
  }
}

const bend = (fits: readonly (ReturnType<typeof hinges> & { readonly n: number })[]): Figure => ({
  name: '09-hinges',
  columns: 3,
  caption: {
    ko: 'ReLU n개의 합(파랑)으로 만든 x²(회색 점선). 뉴런 하나가 조각 하나를 맡는다. 뉴런을 두 배로 하면 오차는 4분의 1이 된다: 정확히 1/n².',
    en: 'x² (grey, dashed) as a sum of n ReLUs (blue): one unit for each piece. Twice the units, a quarter of the error: exactly 1/n².',
  },
  panels: fits.map(({ n, points, knots, error }) => ({
    title: `n = ${n}: max|error| = ${error.toFixed(4)}`,
    width: 305,
    height: 205,
    marginTop: 36,
    x: axis('x'),
    y: axis('y', { domain: [-0.1, 1.1] }),
    marks: [
      Plot.lineY(points, { x: 'x', y: 'y', stroke: colors.blue, strokeWidth: 2.2 }),
      Plot.lineY(points, {
        x: 'x',
        y: (d: { readonly x: number }) => d.x ** 2,
        stroke: colors.ink,
        strokeWidth: 1.3,
        strokeDasharray: '4,4',
      }),
      Plot.dot(knots, { x: (k: number) => k, y: (k: number) => k * k, r: 3, fill: colors.red }),
    ],
  })),
})

export const lesson: Lesson = { text, run }
