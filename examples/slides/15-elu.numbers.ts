import { elu, type run } from './15-elu.js'
import { at } from './curves.js'
import { brief } from './format.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = ({ samples, jumps, second, means, small }: Values<typeof run>): Numbers => {
  const meanOf = (name: string): number => means.find((m) => m.name === name)?.mean ?? NaN
  return {
    printed: [
      ...jumps.map(
        ({ alpha, below, above }) =>
          `α = ${alpha}: slope just below 0 ${brief(below)}, at 0 ${above}, jump ${brief(above - below)}`,
      ),
      ...means.map(({ name, mean }) => `mean of ${name} over N(0, 1): ${brief(mean)}`),
      ...small.map((e) => `ELU(${brief(e.x)}): eˣ − 1 = ${brief(e.naive, 9)}, expm1 ${brief(e.stable, 9)}`),
    ],
    checks: [
      ...jumps.map(({ alpha, below, above }) => ({
        claim: `the slope of ELU jumps from α = ${alpha} to 1`,
        holds: below === alpha && above === 1,
      })),
      { claim: 'far to the left ELU is −α', holds: jumps.every(({ alpha }) => at(elu(alpha), -50) === -alpha) },
      { claim: 'f″ just below 0, for α = 1', found: second.below, expected: 1 },
      { claim: 'f″ at 0, for α = 1', found: second.above, expected: 0 },
      {
        // ∫ max(0, x) φ(x) dx = 1/√(2π), within five standard errors.
        claim: 'the mean of ReLU is 1/√(2π)',
        holds: Math.abs(meanOf('ReLU') - 1 / Math.sqrt(2 * Math.PI)) < (5 * 0.584) / Math.sqrt(samples),
      },
      {
        claim: 'the mean of ELU 1 is nearer to 0 than that of ReLU',
        holds: Math.abs(meanOf('ELU 1')) < 0.5 * meanOf('ReLU'),
      },
      { claim: 'expm1 keeps all digits', holds: small.every((e) => e.stable === e.exact) },
      { claim: 'eˣ − 1 at −1e-17', found: small[4].naive, expected: 0 },
    ],
  }
}
