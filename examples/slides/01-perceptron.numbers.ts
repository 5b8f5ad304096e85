import type { run } from './01-perceptron.js'
import type { Numbers, Values } from './lesson.js'

const factor = (v: number): string => (v < 0 ? `(−${-v})` : String(v))

export const numbers = ({ x, weights, bias, y, steps, learned, exact }: Values<typeof run>): Numbers => ({
  printed: [
    `y = ${x.map((v, i) => `${factor(v)}·${factor(weights[i])}`).join(' + ')} + ${factor(bias)} = ${y}`,
    `perceptron after ${steps} steps: w = ${learned.w.toFixed(9)}, b = ${learned.b.toFixed(9)}`,
    `least squares             : w = ${exact.w.toFixed(9)}, b = ${exact.b.toFixed(9)}`,
  ],
  checks: [
    { claim: 'the perceptron by hand', expected: 2, found: y },
    {
      claim: 'a trained perceptron is the line of least squares',
      holds: Math.abs(learned.w - exact.w) < 1e-12 && Math.abs(learned.b - exact.b) < 1e-12,
    },
  ],
})
