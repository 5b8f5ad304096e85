import type { run } from './12-relu.js'
import { at } from './curves.js'
import { brief } from './format.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = ({ slope, slopes, depths, costs, steps, dead }: Values<typeof run>): Numbers => {
  const deepest = depths[depths.length - 1]
  const through = (name: string, x: number): number | undefined =>
    slopes.find((s) => s.name === name)?.lines.find((l) => l.depth === deepest && l.x === x)?.slope
  return {
    printed: [
      'ReLU′: 0 below 0, 0 at 0, 1 above',
      ...slopes.map(
        ({ name }) => `slope through ${deepest} layers of ${name} at x = 1: ${brief(through(name, 1) ?? NaN)}`,
      ),
      ...costs.flatMap(({ name, f, derivative }) => [
        `${name}, f: ${f.toFixed(1)} ns an element (measured here and now)`,
        `${name}, f and f′: ${derivative.toFixed(1)} ns an element (measured here and now)`,
      ]),
      ...dead.map(
        ({ rate, mean }) =>
          `hidden units that are 0 for all data after ${steps} steps at rate ${rate}: ${(100 * mean).toFixed(0)} %`,
      ),
    ],
    checks: [
      {
        claim: 'the slopes of ReLU at −1, 0, 1',
        expected: '0,0,1',
        found: [-1, 0, 1].map((v) => at(slope, v)).join(),
      },
      { claim: 'ten ReLUs at 1', expected: 1, found: through('ReLU', 1) },
      { claim: 'ten ReLUs at −2', expected: 0, found: through('ReLU', -2) },
      {
        claim: 'ten leaky ReLUs at −2 have slope 1e-10',
        holds: Math.abs((through('leaky ReLU', -2) ?? NaN) / 1e-10 - 1) < 1e-12,
      },
      {
        claim: 'sigmoids have at most 1/4 each',
        holds: slopes[0].lines.every((l) => l.slope > 0 && l.slope <= 0.25 ** l.depth),
      },
      ...dead.map(({ rate, runs }) => ({
        claim: `finite parameters at rate ${rate}`,
        holds: runs.every(({ finite }) => finite),
      })),
      {
        claim: 'steps that are too long kill units',
        holds: dead[dead.length - 1].mean > dead[0].mean + 0.2,
      },
    ],
  }
}
