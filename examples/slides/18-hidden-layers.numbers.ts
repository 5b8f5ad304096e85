import type { run } from './18-hidden-layers.js'
import { brief } from './format.js'
import type { Numbers, Values } from './lesson.js'

/** Whether a ratio is within a factor of 4 of 1. */
const nearOne = (ratio: number): boolean => Math.abs(Math.log(ratio)) < Math.log(4)

export const numbers = ({ steps, passes, traps }: Values<typeof run>): Numbers => {
  const back = passes.map(({ backward }) => backward.map((sizes) => sizes[0] / sizes[9]))
  const [small, , xavier, he] = back
  const [zero, ...others] = traps.slice(0, 4)
  const apart = traps[4]
  return {
    printed: [
      ...passes.map(
        ({ name, sizes, factor, dead }) =>
          `${name}: size of the signals ${brief(sizes[1])} after layer 1, ${brief(sizes[10])} after layer 10; expected factor a layer √${brief(factor)}; dead units in layer 10: ${(100 * dead[9]).toFixed(0)} %`,
      ),
      ...passes.map(
        ({ name }, i) =>
          `${name}: gradient at layer 1 over that at layer 10: ReLU ${brief(back[i][0])}, tanh ${brief(back[i][1])}, sigmoid ${brief(back[i][2])}`,
      ),
      ...traps.map(
        ({ name, loss, different }) =>
          `${name}: ${different} different hidden unit${different === 1 ? '' : 's'} after ${steps} steps, loss ${brief(loss)}`,
      ),
    ],
    checks: [
      ...passes
        .filter(({ name }) => name !== 'default of dense')
        .map(({ name, sizes, factor }) => ({
          claim: `${name}: after ten layers the mean square has changed by factor¹⁰, within a factor of 4`,
          holds: nearOne((sizes[10] / sizes[0]) ** 2 / factor ** 10),
        })),
      { claim: 'He preserves the gradient of ReLU, within a factor of 4', holds: nearOne(he[0]) },
      { claim: 'Xavier preserves the gradient of tanh, within a factor of 4', holds: nearOne(xavier[1]) },
      {
        claim: 'the gradient vanishes with small weights and with sigmoids',
        holds: small[0] < 1e-8 && xavier[2] < 1e-4,
      },
      ...[zero, ...others].map(({ name, different }) => ({
        claim: `the number of different units, ${name}`,
        found: different,
        expected: 1,
      })),
      { claim: 'the number of different units, default', found: apart.different, expected: 20 },
      { claim: 'from 0 only the constant is learned', holds: Math.abs(zero.loss - 0.08960177776205339) < 1e-9 },
      {
        claim: 'twenty equal units are worth one',
        holds: [zero, ...others].every(({ loss }) => loss > 10 * apart.loss),
      },
    ],
  }
}
