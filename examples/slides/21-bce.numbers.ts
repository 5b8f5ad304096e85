import * as A from 'nabla-ts/Activation'
import { at, bce, naive, ofLogit, slopeAt, type run } from './21-bce.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = ({ answers, soft, wrong, large }: Values<typeof run>): Numbers => ({
  printed: [
    'p      loss if t = 1   loss if t = 0',
    ...answers.map(({ p, yes, no }) => `${String(p).padEnd(6)} ${yes.toFixed(4).padEnd(15)} ${no.toFixed(4)}`),
    `smallest loss where the share of yes is q: ${soft.map(({ q, loss }) => `q ${q}: ${loss.toFixed(3)}`).join(', ')}`,
    `gradient at z = -10, t = 1 (sure and wrong): BCE ${wrong.bce.toFixed(4)}, MSE of the sigmoid ${wrong.mse.toExponential(2)}`,
    ...large.map(
      ({ z, naive, stable }) =>
        `z = ${String(z).padEnd(5)} t = 0:  naive ${String(naive).slice(0, 12).padEnd(13)} bceWithLogits ${stable.toPrecision(8)}`,
    ),
  ],
  checks: [
    {
      claim: 'the loss is −log p where t = 1, and −log(1 − p) where t = 0',
      holds: answers
        .filter(({ p }) => p > 0 && p < 1)
        .every(({ p, yes, no }) => Math.abs(yes + Math.log(p)) < 1e-15 && Math.abs(no + Math.log1p(-p)) < 1e-15),
    },
    {
      claim: 'the loss of a certain right answer',
      found: Math.abs(at(bce(1), 1)) + Math.abs(at(bce(0), 0)),
      expected: 0,
    },
    { claim: 'the loss of a certain wrong answer', found: at(bce(1), 0), expected: Infinity },
    { claim: 'the loss of p = 0.5', found: at(bce(1), 0.5), expected: Math.LN2 },
    ...soft.map(({ q, slope }) => ({ claim: `the slope is 0 at p = q = ${q}`, holds: Math.abs(slope) < 1e-12 })),
    {
      claim: 'the gradient of bceWithLogits is σ(z) − t',
      holds: Array.from({ length: 97 }, (_, i) => -12 + i / 4).every((z) => {
        const p = at(A.sigmoid, z)
        return Math.abs(slopeAt(ofLogit(1), z) - (p - 1)) < 1e-14 && Math.abs(slopeAt(ofLogit(0), z) - p) < 1e-14
      }),
    },
    {
      claim: 'the gradient of MSE vanishes where the answer is most wrong',
      holds: Math.abs(wrong.mse) < 1e-4 && wrong.bce < -0.999,
    },
    { claim: 'the naive formula at 40', found: naive(40), expected: Infinity },
    {
      claim: 'bceWithLogits is finite for large logits',
      holds: at(ofLogit(0), 1000) === 1000 && Math.abs(at(ofLogit(0), 40) - 40) < 1e-12,
    },
  ],
})
