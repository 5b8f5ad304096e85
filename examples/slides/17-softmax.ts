/**
 * Softmax: a distribution over classes, at any temperature, without overflow.
 */
import * as Plot from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import * as T from 'nabla-ts/Tensor'
import { text } from './17-softmax.text.js'
import { brief } from './format.js'
import { expectEqual, expectThat, notebook, type OldLesson as Lesson } from './lesson.js'
import { colors } from './render.js'
import { axis, margins, table } from './sketch.js'

const logits = T.tensor([2, 1, 0.1, -1, 3])
const names = ['a', 'b', 'c', 'd', 'e']

type Row = T.Tensor<[number]>

/** exp(zᵢ)/Σ exp(z), taken literally. */
const naive = (z: Row): Row => pipe(T.exp(z), T.div(T.sum(T.exp(z))))

const flat = (x: T.AnyTensor): readonly number[] => Array.from(T.toFlat(x))
const total = (p: T.AnyTensor): number => T.toNumber(T.sum(p))

const run: Lesson['run'] = async () => {
  const { say, printed } = notebook()
  const p = A.softmax(logits)
  say(
    `softmax(${flat(logits).join(', ')}) = ${flat(p)
      .map((v) => v.toFixed(4))
      .join(', ')}; sum ${brief(total(p), 16)}`,
  )
  expectThat('probabilities are positive and sum to 1', flat(p).every((v) => v > 0) && Math.abs(total(p) - 1) < 1e-15)
  const order = (x: T.AnyTensor): string =>
    flat(x)
      .map((v, i) => ({ v, i }))
      .sort((s, t) => s.v - t.v)
      .map(({ i }) => i)
      .join()
  expectEqual('softmax keeps the order', order(p), order(logits))

  const temperatures = [0.1, 0.5, 1, 2, 5, 100].map((t) => {
    const q = A.softmax(pipe(logits, T.div(t)))
    return { t, q: flat(q), entropy: -T.toNumber(T.sum(pipe(q, T.mul(A.logSoftmax(pipe(logits, T.div(t))))))) }
  })
  temperatures.forEach(({ t, q, entropy }) =>
    say(
      `temperature ${t}: largest ${brief(Math.max(...q))}, entropy ${brief(entropy)} of at most ${brief(Math.log(5))}`,
    ),
  )
  expectThat(
    'hotter means flatter',
    temperatures.every((s, i) => i === 0 || s.entropy > temperatures[i - 1].entropy),
  )

  const shifts = [-1000, -10, 0, 10, 1000].map((c) => {
    const z = pipe(logits, T.add(c))
    return { c, z, stable: flat(A.softmax(z)), naive: flat(naive(z)) }
  })
  const off = Math.max(...shifts.flatMap(({ stable }) => stable.map((v, i) => Math.abs(v - flat(p)[i]))))
  say(`softmax(z + c) differs from softmax(z) by at most ${brief(off)} for c from −1000 to 1000`)
  // Adding c rounds each logit by at most 2⁻⁵³·1003, and so the ratios of probabilities by as much.
  expectThat('softmax is invariant under shifts', off < 4 * 1003 * 2 ** -53)
  expectThat(
    'the naive one is NaN at +1000 and at −1000',
    [0, 4].every((i) => shifts[i].naive.every(Number.isNaN)),
  )

  const far = T.tensor([0, -800, 5])
  const logs = { naive: flat(T.log(A.softmax(far))), stable: flat(A.logSoftmax(far)) }
  say(
    `log(softmax(0, −800, 5)) = ${logs.naive.map((v) => brief(v, 6)).join(', ')}; logSoftmax: ${logs.stable.map((v) => brief(v, 6)).join(', ')}`,
  )
  expectThat(
    'log(softmax) loses −805 to −∞, logSoftmax does not',
    logs.naive[1] === -Infinity && Math.abs(logs.stable[1] + 805.0067) < 1e-3,
  )

  const jacobian = D.jacobian((z: T.Tensor<[5]>) => A.softmax(z))(logits)
  const rows = T.toArray(jacobian)
  const q = flat(p)
  expectThat(
    '∂pᵢ/∂zⱼ = pᵢ(δᵢⱼ − pⱼ)',
    rows.every((row, i) => row.every((v, j) => Math.abs(v - q[i] * ((i === j ? 1 : 0) - q[j])) < 1e-15)),
  )
  expectThat(
    'each row and column of it sums to 0',
    [0, 1].every((a) => flat(pipe(jacobian, T.sumAlong(a as 0 | 1))).every((v) => Math.abs(v) < 1e-15)),
  )
  say(`∂p/∂z: ${brief(rows[4][4])} for e by itself, ${brief(rows[4][0])} for e by a; rows and columns sum to 0`)

  const d = T.tensor([0.7, -1.3])
  const pair = flat(A.softmax(d))[0]
  const single = T.toNumber(A.sigmoid(T.scalar(0.7 + 1.3)))
  say(`two classes: softmax(0.7, −1.3)₁ = ${pair.toFixed(6)} = σ(0.7 + 1.3) = ${single.toFixed(6)}`)
  expectThat('softmax of two is the sigmoid of their difference', Math.abs(pair - single) < 1e-15)

  const bars = (
    title: string,
    values: readonly number[],
    size: { readonly width: number; readonly height: number },
  ): Plot.PlotOptions => ({
    title,
    ...size,
    ...margins,
    marginLeft: 46,
    marginRight: 8,
    x: axis('class', { domain: names }),
    y: axis('probability', { domain: [0, 1.05], ticks: 5 }),
    marks: [
      Plot.barY(
        values.map((y, i) => ({ y, name: names[i] })).filter(({ y }) => Number.isFinite(y)),
        { x: 'name', y: 'y', fill: colors.blue },
      ),
      Plot.text(
        values.map((y, i) => ({ y, name: names[i] })).filter(({ y }) => Number.isFinite(y)),
        {
          x: 'name',
          y: 'y',
          text: (v: { readonly y: number }) => v.y.toFixed(2).replace(/^0/, ''),
          dy: -6,
          fontSize: 10,
        },
      ),
      ...(values.some(Number.isNaN)
        ? [
            Plot.text(names, {
              x: (v: string) => v,
              y: 0.5,
              text: () => 'NaN',
              fill: colors.red,
              fontWeight: 'bold',
              rotate: -90,
            }),
          ]
        : []),
      Plot.ruleY([0]),
    ],
  })
  const cells = rows.flatMap((row, i) => row.map((v, j) => ({ i: names[i], j: names[j], v })))
  return {
    printed,
    figures: [
      {
        name: '17-temperatures',
        columns: 3,
        caption: {
          ko: '로짓 (2, 1, 0.1, −1, 3)을 온도 T로 나눈 뒤의 소프트맥스. T → 0이면 가장 큰 것만 남고(argmax), T → ∞이면 균등해진다. T = 1이 슬라이드의 소프트맥스이다.',
          en: 'The softmax of the logits (2, 1, 0.1, −1, 3) divided by a temperature T. As T → 0 only the largest remains (argmax), as T → ∞ all become equal. T = 1 is the softmax of the slides.',
        },
        panels: temperatures.map(({ t, q }) =>
          bars(t === 1 ? 'T = 1: softmax' : `T = ${t}`, q, { width: 306, height: 200 }),
        ),
      },
      {
        name: '17-shift',
        columns: 5,
        caption: {
          ko: '모든 로짓에 c를 더해도 소프트맥스(위)는 그대로이다. 식을 그대로 계산하면(아래) c = 1000에서 ∞/∞, c = −1000에서 0/0이 되어 NaN이다.',
          en: 'Adding c to all logits leaves the softmax (above) as it is. Computed literally (below), it is ∞/∞ at c = 1000 and 0/0 at c = −1000: NaN.',
        },
        panels: [
          ...shifts.map(({ c, stable }) => bars(`softmax, c = ${brief(c)}`, stable, { width: 182, height: 190 })),
          ...shifts.map(({ c, naive }) => bars(`naive, c = ${brief(c)}`, naive, { width: 182, height: 190 })),
        ],
      },
      {
        name: '17-jacobian-and-logs',
        columns: 2,
        caption: {
          ko: '왼쪽: 야코비 행렬 ∂pᵢ/∂zⱼ(`D.jacobian`). 대각선은 양수(파랑), 나머지는 음수(주황)이고 각 줄의 합은 0이다. 오른쪽: log(softmax)가 −∞가 되는 곳에서 logSoftmax는 자릿수를 지킨다.',
          en: 'Left: the Jacobian ∂pᵢ/∂zⱼ (`D.jacobian`): the diagonal is positive (blue), the rest negative (orange), rows sum to 0. Right: where log(softmax) is −∞, logSoftmax keeps its digits.',
        },
        panels: [
          {
            title: '∂pᵢ/∂zⱼ',
            width: 420,
            height: 300,
            ...margins,
            x: axis('logit j', { domain: names }),
            y: axis('probability i', { domain: names }),
            color: { type: 'linear', domain: [-0.25, 0, 0.25], range: [colors.orange, '#ffffff', colors.sky] },
            marks: [
              Plot.cell(cells, { x: 'j', y: 'i', fill: 'v', inset: 1 }),
              Plot.text(cells, {
                x: 'j',
                y: 'i',
                text: (c: { readonly v: number }) => c.v.toFixed(4).replace('-', '−'),
              }),
            ],
          },
          table(
            'z = (0, −800, 5)',
            ['class', 'softmax', 'log(softmax)', 'logSoftmax'],
            flat(A.softmax(far)).map((v, i) => [
              names[i],
              brief(v, 4),
              (Number.isFinite(logs.naive[i]) ? '' : '!') + brief(logs.naive[i], 6),
              brief(logs.stable[i], 6),
            ]),
            500,
          ),
        ],
      },
    ],
  }
}

export const lesson: Lesson = { text, run }
