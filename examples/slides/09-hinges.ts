/**
 * x² by ReLUs: one hidden unit for each straight piece.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as L from 'nabla-ts/Layer'
import * as T from 'nabla-ts/Tensor'
import { elements, linspace } from './curves.js'

/**
 * x² on [−1, 1] by `n` straight pieces of equal width. The hidden units begin at the left end and at the n − 1 inner knots. Each ReLU adds the change of slope at its knot.
 */
export const hinges = (n: number) => {
  const knots = linspace(-1, 1, n + 1)
  const slopes = knots.slice(1).map((k, i) => k + knots[i])
  const changes = slopes.map((s, i) => (i === 0 ? s : s - slopes[i - 1]))
  const hidden = {
    weight: T.ones([1, n]),
    bias: T.fromArray(
      knots.slice(0, n).map((k) => -k),
      [n],
    ),
  }
  const output = { weight: T.fromArray(changes, [n, 1]), bias: T.tensor([1]) }
  const xs = linspace(-1, 1, 2 * 16 * 9 * n + 1)
  const values = pipe(
    T.fromArray(xs, [xs.length, 1]),
    L.dense(1, n).apply(hidden),
    A.relu,
    L.dense(n, 1).apply(output),
    elements,
  )
  return {
    n,
    knots,
    points: xs.map((v, i) => ({ x: v, y: values[i] })).filter((_, i) => i % (2 * 9) === 0),
    error: Math.max(...xs.map((v, i) => Math.abs(values[i] - v * v))),
  }
}
