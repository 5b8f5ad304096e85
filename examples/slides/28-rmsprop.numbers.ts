import type { run } from './28-rmsprop.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = ({ learningRate, decay, path, weights, compared }: Values<typeof run>): Numbers => {
  const changes = path.slice(1).map((step, k) => step.rateX - path[k].rateX)
  /** The rate 80 steps after the gradients have become small. */
  const recovered = (name: string): number => compared.find((c) => c.name === name)?.points[109].rate ?? NaN
  const first = Math.abs(path[0].update.y)
  return {
    printed: [
      `lr ${learningRate}, γ ${decay}  step   rate of x   rate of y`,
      ...[0, 1, 5, 10, 20, 30, 40]
        .filter((k) => k < path.length)
        .map(
          (k) =>
            `               ${String(k).padEnd(6)} ${path[k].rateX.toFixed(3).padStart(8)}    ${path[k].rateY.toFixed(3).padStart(8)}`,
        ),
      ...weights.map(
        ({ decay: γ, points }) =>
          `γ ${γ}: weight ${points[0].weight.toFixed(3)} now, ${points[10].weight.toPrecision(3)} ten steps later`,
      ),
      `rate 80 steps after the gradients fell to a tenth: RMSProp (γ 0.9) ${recovered('γ = 0.9').toFixed(2)}, AdaGrad ${recovered('AdaGrad').toFixed(3)}`,
      `first step: ${first.toFixed(4)} = ${learningRate}/√${Number((1 - decay).toPrecision(3))}, not ${learningRate}: h starts at 0`,
    ],
    checks: [
      {
        claim: 'h′ = γh + (1 − γ)g², and the update is −lr·grad/√(h′ + ε) with the new h′',
        holds: path.every(({ h, gradient, update, rateY }, k) => {
          const before = k === 0 ? 0 : path[k - 1].h.y
          return (
            Math.abs(h.y - (decay * before + (1 - decay) * gradient.y ** 2)) < 1e-12 &&
            Math.abs(update.y + rateY * gradient.y) < 1e-12
          )
        }),
      },
      {
        claim: 'the rate of x both falls and rises',
        holds: changes.some((d) => d < 0) && changes.some((d) => d > 0),
      },
      {
        claim: 'the weight of a gradient k steps ago is (1 − γ)γᵏ',
        holds: weights.every(({ decay: γ, points }) =>
          points.every(({ k, weight }) => Math.abs(weight - (1 - γ) * γ ** k) < 1e-15),
        ),
      },
      { claim: 'RMSProp recovers, AdaGrad does not', holds: recovered('γ = 0.9') > 9 && recovered('AdaGrad') < 0.2 },
      {
        claim: 'the first step is lr/√(1 − γ)',
        holds: Math.abs(first - learningRate / Math.sqrt(1 - decay)) < 1e-6,
      },
    ],
  }
}
