/**
 * 실습 1, solved.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as D from 'nabla-ts/Diff'
import * as T from 'nabla-ts/Tensor'
import type { Answers } from './06-linear-fit.checks.js'

const x = T.tensor([1, 2, 3, 4, 5])
const y = T.tensor([2, 4, 6, 8, 10])

/** 1. Σ(wx − y)²/N, as a function of w. */
const cost: Answers['cost'] = (w) => pipe(x, T.mul(w), T.sub(y), T.square, T.mean)

/** 2. Its gradient, again a function of w. */
const gradient: Answers['gradient'] = D.grad(cost)

/** 3. w − lr·grad. */
const update: Answers['update'] = (w, gradient, learningRate) => pipe(w, T.sub(pipe(gradient, T.mul(learningRate))))

/** 4. What the slide prints at a step that begins at w, with learning rate 0.01. */
const step: Answers['step'] = (w) => {
  const grad = gradient(w)
  return { cost: cost(w), w: update(w, grad, 0.01), grad }
}

/** 5. |1 − 22·lr| < 1 holds for lr < 2/22. */
const limit: Answers['limit'] = 2 / 22

export const answers: Answers = { cost, gradient, update, step, limit }
