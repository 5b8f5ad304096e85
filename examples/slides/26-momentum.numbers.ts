import type { run } from './26-momentum.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = (values: Values<typeof run>): Numbers => {
  const { learningRate, momentum, L, mu, path, withoutMomentum, sgd, finalVelocity, cells, best } = values
  const found = cells.reduce((a, b) => (b.factor < a.factor ? b : a))
  const times = Number((1 / (1 - momentum)).toPrecision(3))
  return {
    printed: [
      'step  velocity             w',
      ...path
        .slice(0, 4)
        .map(
          ({ k, x, y, update }) =>
            `${k}     (${update.x.toFixed(3)}, ${update.y.toFixed(3)})   (${(x + update.x).toFixed(3)}, ${(y + update.y).toFixed(3)})`,
        ),
      `velocity under a constant gradient 1, lr ${learningRate}, α ${momentum}: ${finalVelocity.toFixed(4)}, ${times === 10 ? 'ten' : times} times -lr`,
      `${cells.length} pairs (lr, α): converges exactly where lr < 2(1 + α)/L`,
      `fastest, by theory: lr ${best.lr.toFixed(2)}, α ${best.alpha.toFixed(2)}; on the grid: lr ${found.lr.toFixed(2)}, α ${found.alpha.toFixed(2)}`,
      `a step then shrinks the distance to ${Math.sqrt(best.alpha).toFixed(3)}; the best SGD: ${((L - mu) / (L + mu)).toFixed(3)}`,
    ],
    checks: [
      {
        claim: 'v′ = αv − lr·grad, and the update is the velocity',
        holds: path.every(({ update, gradient, velocity }, k) => {
          const v = k === 0 ? { x: 0, y: 0 } : path[k - 1].update
          const next = {
            x: momentum * v.x - learningRate * gradient.x,
            y: momentum * v.y - learningRate * gradient.y,
          }
          return (
            Math.hypot(next.x - update.x, next.y - update.y) < 1e-12 &&
            velocity.x === update.x &&
            velocity.y === update.y
          )
        }),
      },
      {
        claim: 'α = 0 is SGD',
        holds: withoutMomentum.every(({ x, y }, k) => x === sgd[k].x && y === sgd[k].y),
      },
      {
        claim: 'the velocity accumulates to −lr/(1 − α)',
        holds: Math.abs(finalVelocity + learningRate / (1 - momentum)) < 1e-12,
      },
      {
        claim: 'it converges if and only if lr < 2(1 + α)/L',
        holds: cells.every(({ alpha, lr, factor }) => {
          const limit = (2 * (1 + alpha)) / L
          return Math.abs(lr - limit) < 0.01 || factor < 1 === lr < limit
        }),
      },
      {
        claim: 'the grid agrees',
        holds: Math.abs(found.lr - best.lr) < 0.15 && Math.abs(found.alpha - best.alpha) < 0.1,
      },
      { claim: 'L', expected: 2, found: L },
    ],
  }
}
