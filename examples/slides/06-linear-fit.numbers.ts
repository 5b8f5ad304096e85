import * as T from 'nabla-ts/Tensor'
import type { run } from './06-linear-fit.js'
import type { Numbers, Values } from './lesson.js'

/** The lines of the slide. */
const slide = [
  'step 0  : cost=41.4864, w=0.4852, grad=-42.7247',
  'step 5  : cost=3.4582, w=1.5627, grad=-12.3354',
  'step 10 : cost=0.2883, w=1.8737, grad=-3.5614',
  'step 15 : cost=0.0240, w=1.9635, grad=-1.0282',
]

const fixed = (v: T.Scalar): string => T.toNumber(v).toFixed(4)

export const numbers = ({ history, weights, factor, closedForm }: Values<typeof run>): Numbers => {
  const lines = history.flatMap(({ cost, after, gradient }, k) =>
    k % 5 === 0
      ? [`step ${String(k).padEnd(2)} : cost=${fixed(cost)}, w=${fixed(after)}, grad=${fixed(gradient)}`]
      : [],
  )
  const last = weights[weights.length - 1].toFixed(4)
  return {
    printed: [
      ...lines,
      `w after ${history.length} steps: ${last}`,
      `w_k = 2 + (w₀ − 2)·${Number(factor.toPrecision(3))}ᵏ at all ${history.length} steps, up to rounding`,
    ],
    checks: [
      ...slide.map((expected, i) => ({ claim: `실습 1, step ${5 * i}`, expected, found: lines[i] })),
      { claim: 'w after 20 steps', expected: '1.9865', found: last },
      { claim: 'w_k = 2 + (w₀ − 2)·0.78ᵏ', holds: weights.every((w, k) => Math.abs(w - closedForm[k]) < 1e-14) },
    ],
  }
}
