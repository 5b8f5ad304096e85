/**
 * ELU: smooth below 0, and at 0 for α = 1.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import { text } from './15-elu.text.js'
import { at, derivative, grid, type Curve } from './curves.js'
import { brief } from './format.js'
import { expectEqual, expectThat, notebook, type OldLesson as Lesson } from './lesson.js'
import { colors } from './render.js'
import { axes, axis, margins, spots, table, words } from './sketch.js'

const alphas = [0.25, 0.5, 1, 1.5, 2]
const elu = (alpha: number): Curve => A.elu(alpha)

/** α(eˣ − 1), with the subtraction as it is printed. */
const naive: Curve = (x) => pipe(x, T.exp, T.sub(1))

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()
  const left = -1e-300
  const jumps = alphas.map((alpha) => ({
    alpha,
    below: at(derivative(elu(alpha)), left),
    above: at(derivative(elu(alpha)), 0),
  }))
  jumps.forEach(({ alpha, below, above }) =>
    say(`α = ${alpha}: slope just below 0 ${brief(below)}, at 0 ${above}, jump ${brief(above - below)}`),
  )
  jumps.forEach(({ alpha, below, above }) =>
    expectThat(`ELU's slope jumps from α = ${alpha} to 1`, below === alpha && above === 1),
  )
  expectThat(
    'far to the left ELU is −α',
    alphas.every((alpha) => at(elu(alpha), -50) === -alpha),
  )
  const second = derivative(derivative(elu(1)))
  expectEqual('f″ just below 0, and at 0, for α = 1', [at(second, -1e-300), at(second, 0)].join(), '1,0')

  const many = pipe(Seed.fromNumber(15), Seed.normal([20_000]))
  const means = (
    [['ReLU', A.relu], ['leaky ReLU', A.leakyRelu()], ...alphas.map((a) => [`ELU ${a}`, elu(a)] as const)] as const
  ).map(([name, f]) => ({ name, mean: T.toNumber(T.mean((f as Curve)(many))) }))
  means.forEach(({ name, mean }) => say(`mean of ${name} over N(0, 1): ${brief(mean)}`))
  const meanOf = (name: string): number => means.find((m) => m.name === name)?.mean ?? NaN
  // ∫ max(0, x) φ(x) dx = 1/√(2π), and ELU adds α(√e·Φ(−1) − 1/2): five standard errors of 20,000 draws.
  expectThat(
    'the mean of ReLU is 1/√(2π)',
    Math.abs(meanOf('ReLU') - 1 / Math.sqrt(2 * Math.PI)) < (5 * 0.584) / Math.sqrt(20_000),
  )
  expectThat('ELU 1 is nearer to mean 0 than ReLU', Math.abs(meanOf('ELU 1')) < 0.5 * meanOf('ReLU'))

  const small = [-1e-3, -1e-8, -1e-12, -1e-16, -1e-17].map((v) => ({
    v,
    naive: at(naive, v),
    stable: at(elu(1), v),
    exact: Math.expm1(v),
  }))
  small.forEach((e) => say(`ELU(${brief(e.v)}): eˣ − 1 = ${brief(e.naive, 9)}, expm1 ${brief(e.stable, 9)}`))
  expectThat(
    'expm1 keeps all digits',
    small.every((e) => e.stable === e.exact),
  )
  expectEqual('eˣ − 1 at −1e-17', small[4].naive, 0)

  const wide = grid(-4, 2, 241)
  const frame = { width: 182, height: 190, ...margins, marginLeft: 44, marginRight: 10, x: axis('x', { ticks: 3 }) }
  const line = { x: 'x', y: 'y', stroke: colors.blue, strokeWidth: 2 }
  const row = (
    alpha: number,
    f: Curve,
    label: string,
    domain: readonly [number, number],
    at0: readonly [number, number],
  ) => ({
    ...frame,
    height: 160,
    marginTop: 14,
    y: axis(label, { domain: [...domain], ticks: 4 }),
    marks: [
      ...axes,
      Plot.line(spots(f, grid(-4, -1e-9, 101)), line),
      Plot.line(spots(f, grid(0, 2, 21)), line),
      ...(at0[0] === at0[1]
        ? []
        : [Plot.dot([{ x: 0, y: at0[0] }], { x: 'x', y: 'y', fill: 'white', stroke: colors.blue, r: 3.5 })]),
      Plot.dot([{ x: 0, y: at0[1] }], { x: 'x', y: 'y', fill: colors.blue, r: 3.5 }),
    ],
  })
  const tiny = T.exp(grid(Math.log(1e-18), Math.log(0.1), 300))
  const error = spots((v) => pipe(naive(T.neg(v)), T.div(elu(1)(T.neg(v))), T.sub(1), T.abs), tiny)
  return {
    printed,
    figures: [
      {
        name: '15-alphas',
        columns: 5,
        caption: {
          ko: '다섯 α: 위에서부터 f, f′, f″(`D.grad`). 왼쪽 끝은 −α로 수렴하고, 0에서 기울기는 α에서 1로 뛴다. α = 1일 때만 이어지며, 그때도 f″는 1에서 0으로 뛴다.',
          en: 'Five α, from above f, f′, f″ (`D.grad`). To the left f tends to −α; at 0 the slope jumps from α to 1, and is continuous for α = 1 only, where f″ still jumps from 1 to 0.',
        },
        panels: [
          ...alphas.map((alpha) => ({
            ...frame,
            title: `α = ${alpha}`,
            y: axis('f', { domain: [-2.1, 2], ticks: 5 }),
            marks: [
              ...axes,
              Plot.ruleY([-alpha], { stroke: colors.red, strokeDasharray: '3,3' }),
              Plot.line(spots(elu(alpha), wide), line),
            ],
          })),
          ...alphas.map((alpha) => row(alpha, derivative(elu(alpha)), 'f′', [-0.1, 2.15], [alpha, 1])),
          ...alphas.map((alpha) => row(alpha, derivative(derivative(elu(alpha))), 'f″', [-0.1, 2.15], [alpha, 0])),
        ],
      },
      {
        name: '15-mean-and-numerics',
        columns: 3,
        caption: {
          ko: '왼쪽: 입력이 표준정규분포일 때 출력의 평균. 가운데와 오른쪽: eˣ − 1은 0 근처에서 자릿수를 잃고, −1e−17에서는 0이다. expm1은 지킨다.',
          en: 'Left: the mean output for standard normal inputs. Middle and right: eˣ − 1 loses its digits near 0 and is 0 at −1e−17; expm1 keeps them.',
        },
        panels: [
          {
            title: 'Mean output, x ~ N(0, 1)',
            width: 306,
            height: 250,
            ...margins,
            marginLeft: 76,
            marginRight: 34,
            x: axis('mean', { ticks: 4, domain: [-0.1, 0.5] }),
            y: { label: null, domain: means.map((m) => m.name) },
            marks: [
              Plot.barX(means, {
                x: 'mean',
                y: 'name',
                fill: (m: { readonly name: string }) => (m.name.startsWith('ELU') ? colors.blue : colors.sky),
              }),
              Plot.text(means, {
                x: (m: { readonly mean: number }) => Math.max(0, m.mean),
                y: 'name',
                text: (m: { readonly mean: number }) => brief(m.mean, 2),
                textAnchor: 'start',
                dx: 4,
              }),
              Plot.ruleX([0]),
            ],
          },
          {
            title: 'Relative error of eˣ − 1',
            width: 280,
            height: 250,
            ...margins,
            x: axis('−x', { type: 'log', ticks: 4, tickFormat: (v: number) => v.toExponential(0) }),
            y: axis('relative error', { type: 'log', ticks: 5, tickFormat: (v: number) => v.toExponential(0) }),
            marks: [
              Plot.dot(
                error.filter(({ y }) => y > 0),
                { x: 'x', y: 'y', fill: colors.red, r: 2 },
              ),
              words(3e-14, 0.5, 'all digits lost', { textAnchor: 'start', fill: colors.red }),
            ],
          },
          table(
            'ELU(x), α = 1',
            ['x', 'eˣ − 1', 'expm1(x)'],
            small.map((e) => [
              brief(e.v),
              (Math.abs(e.naive / e.exact - 1) < 1e-9 ? '' : '!') + brief(e.naive, 8),
              brief(e.stable, 8),
            ]),
            340,
          ),
        ],
      },
    ],
  }
}

export const lesson: Lesson = { text, run }
