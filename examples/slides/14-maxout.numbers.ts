import * as T from 'nabla-ts/Tensor'
import { envelope, floor, known, type run } from './14-maxout.js'
import { brief } from './format.js'
import type { Numbers, Values } from './lesson.js'
import { column } from './parabola.js'

export const numbers = ({ fits, seeds }: Values<typeof run>): Numbers => {
  const wide = column(-2, 2, 201)
  return {
    printed: [
      `to the bit, as a maxout: ${known.map(([name]) => name).join(', ')}`,
      ...fits.map(
        ({ k, loss, best, runs }) =>
          `${k} piece${k === 1 ? ' ' : 's'}: best possible 4/(45k⁴) = ${brief(floor(k))}, on the grid ${brief(best)}, learned from ${seeds} seeds ${brief(loss)} to ${brief(runs[runs.length - 1].loss)}`,
      ),
    ],
    checks: [
      ...known.map(([name, lines, f]) => ({
        claim: `maxout contains ${name}`,
        holds: T.Eq.equals(envelope(lines)(wide), f(wide)),
      })),
      {
        claim: 'the best k pieces reach 4/(45k⁴)',
        holds: fits.every(({ k, best }) => Math.abs(best / floor(k) - 1) < 0.02),
      },
      { claim: 'one piece is a line', holds: fits[0].loss > 0.0896 && fits[0].loss < 0.0897 },
      { claim: 'no learned loss is below the best', holds: fits.every(({ loss, best }) => loss > 0.98 * best) },
      { claim: 'four pieces are at least 20 times better than one', holds: fits[3].loss < fits[0].loss / 20 },
    ],
  }
}
