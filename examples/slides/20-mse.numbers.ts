import * as T from 'nabla-ts/Tensor'
import { y, type run } from './20-mse.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = ({ best, lines, prediction, toPrediction, six, moved }: Values<typeof run>): Numbers => {
  const [targets, predicted, gradient] = [y, prediction, toPrediction].map((t) => T.toArray(t))
  const least = lines.find(({ w }) => w === best) ?? lines[0]
  return {
    printed: [
      ...lines.map(
        ({ w, mse, slope }) => `w = ${w.toFixed(4)}   MSE = ${mse.toFixed(4)}   dMSE/dw = ${slope.toFixed(4)}`,
      ),
      `gradient to each ŷ at w = 0.5: [${gradient.map((g) => g.toFixed(3)).join(', ')}]`,
      `mean over all elements of a [2, 3]: ${six.toFixed(4)} = 91/6`,
      `the best w, as the last point moves up: ${moved.map(({ last, w }) => `${last}: ${w.toFixed(3)}`).join(', ')}`,
    ],
    checks: [
      {
        claim: 'MSE is Σ(ŷ − y)²/n',
        holds: lines.every(
          (line) =>
            Math.abs(line.mse - line.predicted.reduce((sum, p, i) => sum + (p - targets[i]) ** 2, 0) / 5) < 1e-14,
        ),
      },
      { claim: 'no weight is better than the best', holds: lines.every(({ mse }) => mse >= least.mse) },
      { claim: 'the slope is 0 at the best weight', holds: Math.abs(least.slope) < 1e-12 },
      {
        claim: 'the gradient with respect to the prediction is 2(ŷ − y)/n',
        holds: gradient.every((g, i) => Math.abs(g - (2 * (predicted[i] - targets[i])) / 5) < 1e-15),
      },
      { claim: 'MSE averages over all elements', holds: Math.abs(six - 91 / 6) < 1e-14 },
    ],
  }
}
