import type { run } from './04-descent.js'
import { power, signed, subscript } from './format.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = ({ start, steps, curvature, limit, runs, ends }: Values<typeof run>): Numbers => {
  const before = Math.abs(start - 2)
  const measured = runs.map((r) => ({ ...r, after: Math.abs(r.weights[steps] - 2) }))
  return {
    printed: [
      `L = cost″ = ${curvature}, limit 2/L = ${limit.toFixed(9)}`,
      ...measured.map(
        ({ learningRate, factor, behaviour, after }) =>
          `lr = ${learningRate.toFixed(4)}  1 − lr·L = ${signed(factor, 3).padStart(6)}  |w${subscript(steps)} − 2| = ${power(after, 2).padStart(8)}  ${behaviour}`,
      ),
      ...ends.map(({ from, end }) => `two valleys, from ${signed(from, 1).padStart(4)}: ends at ${signed(end, 4)}`),
    ],
    checks: [
      {
        claim: 'the limit of 실습 1 is 1/11',
        holds: Math.abs(curvature - 22) < 1e-12 && Math.abs(limit - 1 / 11) < 1e-15,
      },
      ...measured.map(({ learningRate, factor, after }) => ({
        claim: `at lr ${learningRate} the distance goes with |1 − lr·L|ᵏ`,
        holds: Math.abs(after - before * Math.abs(factor) ** steps) <= 1e-9 * (1 + after),
      })),
      {
        claim: 'below the limit it comes nearer',
        holds: measured.filter((r) => r.learningRate < limit).every(({ after }) => after < before),
      },
      {
        claim: 'at the limit it stays',
        holds: measured
          .filter((r) => r.learningRate === limit)
          .every(({ after }) => Math.abs(after / before - 1) < 1e-9),
      },
      {
        claim: 'above it goes away',
        holds: measured.filter((r) => r.learningRate > limit).every(({ after }) => after > before),
      },
      {
        claim: '1/L needs one step',
        holds: runs.filter(({ factor }) => factor === 0).every(({ weights }) => Math.abs(weights[1] - 2) < 1e-14),
      },
      { claim: 'O.sgd, to the last bit', holds: measured.every((r) => r.bySgd === r.weights[steps]) },
      {
        claim: 'where it ends depends on where it starts',
        holds: new Set(ends.map(({ end }) => end.toFixed(3))).size === 2,
      },
      { claim: 'where it ends the gradient is 0', holds: ends.every(({ slope }) => Math.abs(slope) < 1e-3) },
    ],
  }
}
