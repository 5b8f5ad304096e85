/**
 * 실습 1: one weight, fitted to y = 2x by gradient descent.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as D from 'nabla-ts/Diff'
import * as T from 'nabla-ts/Tensor'

export const slideDefaults = { weight: 0.0579673, learningRate: 0.01, steps: 20 }

const x = T.tensor([1, 2, 3, 4, 5])
const y = T.tensor([2, 4, 6, 8, 10])

/** The mean squared error: Σ(wx − y)²/N. */
const cost = (w: T.Scalar) => pipe(x, T.mul(w), T.sub(y), T.square, T.mean)

/** One step of the slide's loop: cost and gradient at the weight before the step, and the weight after it. */
const step = (learningRate: number) => (before: T.Scalar) => {
  const { value, gradient } = D.valueAndGrad(cost)(before)
  return { cost: value, gradient, before, after: pipe(before, T.sub(pipe(gradient, T.mul(learningRate)))) }
}

export const run = ({ weight, learningRate, steps } = slideDefaults) => {
  const descend = step(learningRate)
  const history = Array.from({ length: steps }).reduce<readonly ReturnType<typeof descend>[]>(
    (done) => [...done, descend(done.at(-1)?.after ?? T.scalar(weight))],
    [],
  )
  const weights = [weight, ...history.map(({ after }) => T.toNumber(after))]
  /** At each step the distance from 2 is multiplied by 1 − η·cost″. */
  const factor = 1 - learningRate * T.toNumber(D.grad(D.grad(cost))(T.scalar(weight)))
  return { x, y, cost, history, weights, factor, closedForm: weights.map((_, k) => 2 + (weight - 2) * factor ** k) }
}
