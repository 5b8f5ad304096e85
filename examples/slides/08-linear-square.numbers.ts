import type { run } from './08-linear-square.js'
import { elements } from './curves.js'
import { signed } from './format.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = ({ x, steps, best, cleanRuns, losses, lines, output }: Values<typeof run>): Numbers => {
  const ends = cleanRuns.map((r) => r.losses[steps])
  const [line, end] = [lines[steps], losses[steps]]
  const y = elements(output)
  const bent = Math.max(...elements(x).map((v, i) => Math.abs(y[i] - (line.w * v + line.b))))
  return {
    printed: [
      `clean data: best line is the constant ${best.clean.b}, loss ${best.clean.loss}`,
      ...cleanRuns.map(({ seed }, i) => `clean data, ${steps} steps from seed ${seed}: loss ${ends[i]}`),
      `noisy data: best line ${signed(best.noisy.w, 5)}x + ${signed(best.noisy.b, 5)}, loss ${best.noisy.loss.toFixed(9)}`,
      `1-20-1 after ${steps} steps: ${signed(line.w, 5)}x + ${signed(line.b, 5)}, loss ${end.toFixed(9)}`,
      `the network differs from its line by at most ${bent.toExponential(1)}`,
    ],
    checks: [
      {
        claim: 'the best line is the constant 0.3346693386773547',
        holds: Math.abs(best.clean.b - 0.3346693386773547) < 1e-15 && Math.abs(best.clean.w) < 1e-15,
      },
      {
        claim: 'its loss is 0.08960177776205339',
        holds: Math.abs(best.clean.loss - 0.08960177776205339) < 1e-15,
      },
      {
        claim: 'no pair of linear layers is below it',
        holds: cleanRuns.every((r) => r.losses.every((l) => l >= 0.08960177776205339 - 1e-15)),
      },
      { claim: 'but they come near', holds: ends.every((l) => l < 0.0897) },
      {
        claim: 'not below the least-squares residual',
        holds: losses.slice(0, steps).every((l) => l >= best.noisy.loss - 1e-15),
      },
      { claim: 'within a thousandth of it', holds: end < best.noisy.loss * 1.001 },
      { claim: 'the network is a straight line', holds: bent < 1e-14 },
    ],
  }
}
