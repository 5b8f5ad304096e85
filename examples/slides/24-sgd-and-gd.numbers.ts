import type { run } from './24-sgd-and-gd.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = (values: Values<typeof run>): Numbers => {
  const { N, epochs, minimum, gradient, sampleGradients, atMinimum, walks, long } = values
  const mean = {
    w: sampleGradients.reduce((s, { w }) => s + w / N, 0),
    b: sampleGradients.reduce((s, { b }) => s + b / N, 0),
  }
  const length = atMinimum.reduce((s, { w, b }) => s + Math.hypot(w, b) / N, 0)
  const [sgd, gd] = [walks[0], walks[walks.length - 1]]
  const largestExcess = Math.max(...sgd.steps.slice(-N).map(({ loss }) => loss)) - minimum.loss
  return {
    printed: [
      `least squares: w = ${minimum.w.toFixed(4)}, b = ${minimum.b.toFixed(4)}, loss ${minimum.loss.toFixed(4)}`,
      `gradient of all: (${gradient.w.toFixed(4)}, ${gradient.b.toFixed(4)}); mean of the single ones: (${mean.w.toFixed(4)}, ${mean.b.toFixed(4)})`,
      `at the minimum the gradient of all is 0, a single one is ${length.toFixed(2)} long on average`,
      ...walks.map(({ size, steps }) => {
        const tail = steps.slice(-Math.ceil(N / size))
        const excess = tail.reduce((s, p) => s + p.loss / tail.length, 0) - minimum.loss
        return `batch ${String(size).padEnd(3)} ${String(steps.length - 1).padStart(4)} steps, loss after one epoch ${steps[Math.ceil(N / size)].loss.toFixed(4)}, after ${epochs}: ${steps[steps.length - 1].loss.toFixed(4)}, mean excess in the last ${excess.toFixed(4)}`
      }),
    ],
    checks: [
      {
        claim: 'the mean of the single gradients is the gradient of all',
        holds: Math.abs(mean.w - gradient.w) < 1e-12 && Math.abs(mean.b - gradient.b) < 1e-12,
      },
      { claim: 'single gradients do not vanish at the minimum', holds: length > 0.5 },
      { claim: 'steps of SGD', expected: N * epochs, found: sgd.steps.length - 1 },
      { claim: 'steps of GD', expected: epochs, found: gd.steps.length - 1 },
      {
        claim: 'GD only comes down',
        holds: gd.steps.every(({ loss }, k) => k === 0 || loss < gd.steps[k - 1].loss),
      },
      {
        claim: 'SGD also goes up',
        holds: sgd.steps.some(({ loss }, k) => k > 0 && loss > sgd.steps[k - 1].loss),
      },
      {
        claim: 'for the same number of samples SGD is ahead at first',
        holds: sgd.steps.some(({ samples, loss }) => samples === N && loss < gd.steps[1].loss),
      },
      {
        claim: 'and keeps trembling in the end',
        holds: largestExcess > 10 * (long.loss - minimum.loss),
      },
    ],
  }
}
