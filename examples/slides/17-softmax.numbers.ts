import { pipe } from 'fp-ts/lib/function.js'
import * as T from 'nabla-ts/Tensor'
import type { run } from './17-softmax.js'
import { brief } from './format.js'
import type { Numbers, Values } from './lesson.js'

const order = (values: readonly number[]): string =>
  values
    .map((v, i) => ({ v, i }))
    .sort((s, t) => s.v - t.v)
    .map(({ i }) => i)
    .join()

const all = (values: readonly number[]): string => values.map((v) => brief(v, 6)).join(', ')

export const numbers = ({ logits, p, heated, shifted, logs, jacobian, two }: Values<typeof run>): Numbers => {
  const total = T.toNumber(T.sum(T.tensor(p)))
  const off = Math.max(...shifted.flatMap(({ stable }) => stable.map((v, i) => Math.abs(v - p[i]))))
  const rows = T.toArray(jacobian)
  return {
    printed: [
      `softmax(${logits.join(', ')}) = ${p.map((v) => v.toFixed(4)).join(', ')}; sum ${brief(total, 16)}`,
      ...heated.map(
        ({ t, p, entropy }) =>
          `temperature ${t}: largest ${brief(Math.max(...p))}, entropy ${brief(entropy)} of at most ${brief(Math.log(p.length))}`,
      ),
      `softmax(z + c) differs from softmax(z) by at most ${brief(off)} for c from −1000 to 1000`,
      `log(softmax(0, −800, 5)) = ${all(logs.naive)}; logSoftmax: ${all(logs.stable)}`,
      `∂p/∂z: ${brief(rows[4][4])} for e by itself, ${brief(rows[4][0])} for e by a; rows and columns sum to 0`,
      `two classes: softmax(0.7, −1.3)₁ = ${two.softmax.toFixed(6)} = σ(0.7 + 1.3) = ${two.sigmoid.toFixed(6)}`,
    ],
    checks: [
      {
        claim: 'probabilities are positive and sum to 1',
        holds: p.every((v) => v > 0) && Math.abs(total - 1) < 1e-15,
      },
      { claim: 'the order of the probabilities', found: order(p), expected: order(logits) },
      {
        claim: 'the entropy increases with the temperature',
        holds: heated.every(({ entropy }, i) => i === 0 || entropy > heated[i - 1].entropy),
      },
      // Adding c rounds each logit by at most 2⁻⁵³·1003, and so the ratios of probabilities by as much.
      { claim: 'softmax is invariant under shifts', holds: off < 4 * 1003 * 2 ** -53 },
      {
        claim: 'the naive formula is NaN at −1000 and at +1000',
        holds: [0, 4].every((i) => shifted[i].naive.every(Number.isNaN)),
      },
      {
        claim: 'log(softmax) gives −∞ where logSoftmax gives −805',
        holds: logs.naive[1] === -Infinity && Math.abs(logs.stable[1] + 805.0067) < 1e-3,
      },
      {
        claim: '∂pᵢ/∂zⱼ = pᵢ(δᵢⱼ − pⱼ)',
        holds: rows.every((row, i) => row.every((v, j) => Math.abs(v - p[i] * ((i === j ? 1 : 0) - p[j])) < 1e-15)),
      },
      {
        claim: 'each row and column of the Jacobian sums to 0',
        holds: ([0, 1] as const).every((axis) =>
          T.toArray(pipe(jacobian, T.sumAlong(axis))).every((v) => Math.abs(v) < 1e-15),
        ),
      },
      {
        claim: 'softmax of two is the sigmoid of their difference',
        holds: Math.abs(two.softmax - two.sigmoid) < 1e-15,
      },
    ],
  }
}
