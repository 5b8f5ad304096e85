import type { run } from './27-adagrad.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = ({ learningRate, path, long, fading }: Values<typeof run>): Numbers => {
  const [{ gradient, update }] = path
  return {
    printed: [
      `lr ${learningRate}  step   rate of x   rate of y   (x, y)`,
      ...[0, 1, 2, 5, 10, 20, 40]
        .filter((k) => k < path.length)
        .map((k) => {
          const { rateX, rateY, x, y } = path[k]
          return `        ${String(k).padEnd(6)} ${rateX.toFixed(4)}      ${rateY.toFixed(4)}      (${x.toFixed(4)}, ${y.toFixed(4)})`
        }),
      `gradient at the start (${gradient.x.toFixed(1)}, ${gradient.y}), first update (${update.x.toFixed(4)}, ${update.y.toFixed(4)})`,
      `under a gradient that stays 1, lr 1: ${[1, 100, 1000]
        .filter((k) => k <= fading.length)
        .map(
          (k, i) =>
            `${i === 0 ? 'rate ' : ''}${fading[k - 1].rate.toFixed(k < 1000 ? 3 : 4)} at ${i === 0 ? 'step ' : ''}${k}`,
        )
        .join(', ')}`,
    ],
    checks: [
      {
        claim: 'the update is −lr·grad/√(h′ + ε), with the new h′',
        holds: path.every(
          (step) =>
            Math.abs(step.update.x + step.rateX * step.gradient.x) < 1e-12 &&
            Math.abs(step.update.y + step.rateY * step.gradient.y) < 1e-12,
        ),
      },
      {
        claim: 'h′ is the sum of the squares so far',
        holds: path.every(({ h }, k) => {
          const sum = path.slice(0, k + 1).reduce((s, step) => s + step.gradient.x ** 2, 0)
          return Math.abs(h.x - sum) < 1e-12
        }),
      },
      {
        claim: 'a rate never rises',
        holds: path.every(
          ({ rateX, rateY }, k) => k === 0 || (rateX <= path[k - 1].rateX && rateY <= path[k - 1].rateY),
        ),
      },
      // However unequal the gradients are: g/√(g²) = ±1.
      {
        claim: 'the first step is of length lr in each coordinate',
        holds: Math.abs(update.x - learningRate) < 1e-6 && Math.abs(update.y + learningRate) < 1e-6,
      },
      { claim: 'it is lr/√k', holds: fading.every(({ k, rate }) => Math.abs(rate * Math.sqrt(k) - 1) < 1e-6) },
      {
        claim: 'on the bowl the rate settles above 0, since the gradients die out',
        holds: long.slice(1).every(({ path: steps }) => steps[steps.length - 1].rateX > 0.1),
      },
    ],
  }
}
