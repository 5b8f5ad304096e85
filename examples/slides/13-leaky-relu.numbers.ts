import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as T from 'nabla-ts/Tensor'
import type { run } from './13-leaky-relu.js'
import { grid } from './curves.js'
import { brief } from './format.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = ({ at2, slopes, steps, runs }: Values<typeof run>): Numbers => {
  const wide = grid(-4, 4, 201)
  const [relu, , leaky, , identity] = runs.map(({ costs }) => costs[steps])
  return {
    printed: [
      `the slide's: leakyRelu(−2) = ${brief(at2)}, slopes at −1, 0, 1: ${slopes.join(', ')}`,
      ...runs.map(
        ({ a, costs }) =>
          `slope ${a}: cost ${brief(costs[0], 4)} before, ${brief(costs[steps], 4)} after ${steps} steps`,
      ),
    ],
    checks: [
      { claim: 'the slopes at −1, 0, 1', found: slopes.join(), expected: '0.1,0.1,1' },
      ...runs.map(({ a }) => ({
        claim: `leakyRelu(${a}) is max(${a}·x, x)`,
        holds: T.Eq.equals(A.leakyRelu(a)(wide), pipe(wide, T.mul(a), T.max(wide))),
      })),
      { claim: 'the cost of the dead ReLU after training', found: relu, expected: runs[0].costs[0] },
      { claim: 'slope 0.1 brings the unit back', holds: leaky < 0.1 * runs[2].costs[0] },
      { claim: 'slope 1, a straight line, fits worse than slope 0.1', holds: identity > leaky },
    ],
  }
}
