import type { run } from './29-adam.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = ({ learningRate, withCorrection, without, distance, race }: Values<typeof run>): Numbers => {
  const steps = withCorrection.length - 1
  const adaptive = race.slice(3)
  return {
    printed: [
      `x, lr ${learningRate}   step   m̂          v̂          step with correction   without`,
      ...[0, 1, 5, 10, 20, 40]
        .filter((k) => k <= steps)
        .map(
          (k) =>
            `            ${String(k + 1).padEnd(6)} ${withCorrection[k].mHat.toFixed(4).padStart(8)}   ${withCorrection[k].vHat.toFixed(4)}     ${withCorrection[k].update.x.toFixed(4).padStart(8)}               ${without[k].update.x.toFixed(4).padStart(8)}`,
        ),
      `Adam with β₁ = 0, ε = 0, no correction, and RMSProp: at most ${distance.toExponential(1)} apart in ${steps} steps`,
      `race, ${steps} steps:`,
      ...race.map(({ name, learningRate: rate, steps: all }) => {
        const { f, x, y } = all[steps]
        return `  ${name.padEnd(9)} lr ${String(rate).padEnd(5)} f = ${f.toExponential(2)}, at (${x.toFixed(3)}, ${y.toFixed(3)})`
      }),
    ],
    checks: [
      {
        claim: 'the step is −lr·m̂/(√v̂ + ε)',
        holds: withCorrection.every(
          ({ update, mHat, vHat }) => Math.abs(update.x + (learningRate * mHat) / (Math.sqrt(vHat) + 1e-8)) < 1e-12,
        ),
      },
      {
        claim: 'the first step with correction is lr',
        holds: Math.abs(withCorrection[0].update.x - learningRate) < 1e-8,
      },
      {
        claim: 'and without, lr·(1 − β₁)/√(1 − β₂) = 3.16·lr',
        holds: Math.abs(without[0].update.x - (learningRate * 0.1) / Math.sqrt(0.001)) < 1e-6,
      },
      {
        claim: 'the first corrected means are the gradient and its square',
        holds: Math.abs(withCorrection[0].mHat + 0.7) < 1e-15 && Math.abs(withCorrection[0].vHat - 0.49) < 1e-15,
      },
      { claim: 'Adam generalises RMSProp', holds: distance < 1e-12 },
      { claim: 'six take part', expected: 6, found: race.length },
      { claim: 'all of them come down', holds: race.every(({ steps: all }) => all[steps].f < all[0].f / 20) },
      {
        claim: 'the adaptive ones give x the larger rate at the first step, in the ratio of the gradients',
        holds: adaptive.every(
          ({ steps: [{ rateX, rateY, gradient }] }) =>
            Math.abs(rateX / rateY / Math.abs(gradient.y / gradient.x) - 1) < 1e-4,
        ),
      },
    ],
  }
}
