import { straight } from './19-network.js'
import type { run } from './19-nonlinear-fit.js'
import { brief } from './format.js'
import type { Numbers, Values } from './lesson.js'
import { measured } from './seeds/measured.js'

const trueMinus = (v: number): string => v.toFixed(2).replace('-', '−')

export const numbers = ({ steps, floors, fits, hinges, left, right, fresh }: Values<typeof run>): Numbers => {
  const [relu, tanh, linear] = [fits.relu, fits.tanh, fits.linear].map(({ losses }) => losses[steps])
  const last = hinges[hinges.length - 1]
  const bends = last.reduce((sum, { bend }) => sum + bend, 0)
  const again = fresh.map(({ run: [activation, init, seed], times }) => ({
    name: `${activation}, ${init}, seed ${seed}`,
    times,
    recorded: measured.find((m) => m.activation === activation && m.init === init)?.times[seed - 1] ?? NaN,
  }))
  return {
    printed: [
      `noise floor 0.2²/12 = ${floors.noise.toFixed(5)}; the best straight line on this data has ${floors.line.toFixed(5)}`,
      `noisy data, loss after ${steps} steps: ReLU ${relu.toFixed(4)}, tanh ${tanh.toFixed(4)}, no activation ${linear.toFixed(4)}`,
      `hinges of ReLU in (−1, 1) after ${steps} steps: ${last.map(({ x }) => trueMinus(x)).join(', ')}`,
      `slope at −1: ${brief(left, 4)}, at 1: ${brief(right, 4)}; the bends at the hinges sum to ${bends.toFixed(3)}`,
      ...again.map(
        ({ name, times, recorded }) =>
          `clean data, ${name}: ${times.toFixed(1)} times lower than ${straight.toFixed(4)} (recorded ${recorded})`,
      ),
      ...measured.map(
        ({ init, activation, times }) =>
          `clean data, seeds 1 to 20, ${activation}, ${init}: ${Math.min(...times)} to ${Math.max(...times)} times lower, ${times.filter((t) => t >= 30).length} of 20 at least 30`,
      ),
    ],
    checks: [
      { claim: 'ReLU and tanh end near 0.0045', holds: [relu, tanh].every((loss) => loss > 0.0035 && loss < 0.006) },
      { claim: 'without an activation no straight line is beaten', holds: linear >= floors.line - 1e-15 },
      { claim: 'without an activation the loss is near that of the best line', holds: linear < 1.01 * floors.line },
      { claim: 'the slope changes at hinges only', holds: Math.abs(right - left - bends) < 1e-12 },
      ...again.map(({ name, times, recorded }) => ({
        claim: `the recorded number is computed again (${name})`,
        holds: Math.abs(times / recorded - 1) < 0.05,
      })),
      {
        claim: 'with the default every seed is at least 30 times lower',
        holds: measured.filter((m) => m.init === 'uniform').every((m) => m.times.every((t) => t >= 30)),
      },
      {
        claim: 'with He and tanh no seed is 30 times lower',
        holds: measured
          .filter((m) => m.init.startsWith('he') && m.activation === 'tanh')
          .every((m) => m.times.every((t) => t < 30)),
      },
    ],
  }
}
