import type { run } from './09-nonlinearity.js'
import { power } from './format.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = ({ networks, fits }: Values<typeof run>): Numbers => ({
  printed: [
    ...networks.map(
      ({ depth, linear, relu }) =>
        `depth ${depth}: linear ${linear.kinks.length} kinks, ReLU ${relu.kinks.length} kinks`,
    ),
    ...fits.map(
      ({ n, error }) =>
        `x² by ${String(n).padStart(2)} pieces: largest error ${power(error, 3)}, (2/n)²/4 = ${power(1 / n ** 2, 3)}`,
    ),
  ],
  checks: [
    {
      claim: 'linear layers have one slope',
      holds: networks.every(({ linear: { slopes } }) =>
        slopes.every((s) => Math.abs(s - slopes[0]) <= 1e-12 * (1 + Math.abs(slopes[0]))),
      ),
    },
    { claim: 'ReLU has kinks', holds: networks.every(({ relu }) => relu.kinks.length > 0) },
    { claim: 'one layer has at most one for each unit', holds: networks[0].relu.kinks.length <= 8 },
    {
      claim: 'more layers have more',
      holds: networks[networks.length - 1].relu.kinks.length > networks[0].relu.kinks.length,
    },
    ...fits.map(({ n, error }) => ({
      claim: `the error of ${n} pieces is 1/n²`,
      holds: Math.abs(error - 1 / n ** 2) < 1e-12,
    })),
    {
      claim: 'more pieces, less error',
      holds: fits.every(({ error }, i) => i === 0 || error < fits[i - 1].error),
    },
  ],
})
