import * as T from 'nabla-ts/Tensor'
import { lead, once, twice, type run } from './22-cross-entropy.js'
import type { Numbers, Values } from './lesson.js'

export const numbers = (values: Values<typeof run>): Numbers => {
  const { answers, gradient, difference, forms, zero, leads, floor } = values
  return {
    printed: [
      ...answers.map(
        ({ name, loss, classes }) =>
          `${name}: loss ${loss.toFixed(4)}, gradient [${classes.map((c) => c.gradient.toFixed(3)).join(', ')}]`,
      ),
      `class numbers ${forms.numbered.toFixed(6)}, one-hot ${forms.hot.toFixed(6)}, softmax and then CE ${forms.apart.toFixed(6)}`,
      `zero logits over ten classes: ${zero.toFixed(4)} = ln 10`,
      ...leads.map(
        ({ gap, together, apart }) => `logits [${gap}, 0], truth 1: together ${together}, in two steps ${apart}`,
      ),
      `softmax twice, ten classes: never below ln(1 + 9/e) = ${floor.toFixed(4)}; at logit 20 it is ${twice(20).toFixed(4)}, once ${once(20).toExponential(1)}`,
    ],
    checks: [
      {
        claim: 'the gradient is softmax − target',
        holds: answers.every(({ classes }) =>
          classes.every(({ p, target, gradient: g }) => Math.abs(g - (p - target)) < 1e-15),
        ),
      },
      {
        claim: 'the gradient sums to 0',
        holds: answers.every(({ classes }) => Math.abs(classes.reduce((sum, c) => sum + c.gradient, 0)) < 1e-15),
      },
      {
        claim: 'with a one-hot label the loss is −log p of the true class',
        holds: answers
          .filter(({ classes }) => classes[1].target === 1)
          .every(({ loss, classes }) => Math.abs(loss + Math.log(classes[1].p)) < 1e-14),
      },
      {
        claim: 'of n rows the gradient is (softmax − one-hot)/n',
        holds: T.toFlat(gradient).every((g, i) => Math.abs(g - T.toFlat(difference)[i]) < 1e-15),
      },
      {
        claim: 'class numbers, one-hot labels and the two steps agree',
        holds: forms.numbered === forms.hot && Math.abs(forms.numbered - forms.apart) < 1e-14,
      },
      { claim: 'the loss of ten zero logits is ln 10', holds: Math.abs(zero - Math.log(10)) < 1e-15 },
      { claim: 'the loss of [1000, 0] for class 1', found: lead(1000).together, expected: 1000 },
      { claim: 'the same in two steps', found: lead(1000).apart, expected: Infinity },
      {
        claim: 'with two softmaxes the loss ends at ln(1 + 9/e)',
        holds: Math.abs(twice(50) - floor) < 1e-12 && twice(20) > floor - 1e-12,
      },
    ],
  }
}
