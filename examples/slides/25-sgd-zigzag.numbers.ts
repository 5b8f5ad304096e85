import type { run } from './25-sgd-zigzag.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = ({ learningRate, curvature, limit, path, paths }: Values<typeof run>): Numbers => {
  const steps = path.length - 1
  const changes = path.filter(({ y }, k) => k > 0 && y * path[k - 1].y < 0).length
  // −∇f = (0.7, −4) and the direction (7, −2).
  const byHand = (Math.acos((0.7 * 7 + 4 * 2) / Math.sqrt(16.49 * 53)) * 180) / Math.PI
  return {
    printed: [
      `curvatures: ${curvature.x} along x, ${curvature.y} along y, so SGD needs lr < 2/L = ${limit}`,
      `at (-7, 2) the way to the minimum and -∇f are ${path[0].angle.toFixed(1)}° apart`,
      `lr ${learningRate}: y changes its sign ${changes} times in ${steps} steps`,
      ...paths.map(
        ({ learningRate: rate, path: all }) => `lr ${rate}: f = ${all[steps].f.toPrecision(3)} after ${steps} steps`,
      ),
    ],
    checks: [
      { claim: 'the mixed derivative', expected: 0, found: curvature.mixed },
      { claim: '2/L', expected: 1, found: limit },
      { claim: 'the angle is that of the two vectors', holds: Math.abs(path[0].angle - byHand) < 1e-9 },
      { claim: 'y changes its sign at every step', expected: steps, found: changes },
      {
        claim: 'each coordinate shrinks by 1 − lr·curvature',
        holds: path.every(
          ({ k, x, y }) =>
            Math.abs(x + 7 * (1 - learningRate * curvature.x) ** k) < 1e-12 &&
            Math.abs(y - 2 * (1 - learningRate * curvature.y) ** k) < 1e-12,
        ),
      },
      {
        claim: 'it comes down below the limit and rises above it',
        holds: paths.every(
          ({ learningRate: rate, path: all }) => rate === limit || all[steps].f < all[steps - 1].f === rate < limit,
        ),
      },
    ],
  }
}
