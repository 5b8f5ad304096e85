/**
 * AdaGrad: h′ = h + grad ⊙ grad, w′ = w − lr·grad/√(h′ + ε).
 */
import * as O from 'nabla-ts/Optimizer'
import * as T from 'nabla-ts/Tensor'
import { adaptiveRate, descend, epsilon } from './bowl.js'

export const slideDefaults = {
  learningRate: 1.5,
  steps: 40,
  learningRates: [0.2, 0.5, 1, 1.5, 3, 6],
  long: { learningRates: [0.2, 0.5, 1.5, 3, 6], steps: 150 },
  fading: 1000,
}

/** The steps on the bowl, with h and the rate of each coordinate. */
const adagrad = (learningRate: number, steps: number) =>
  descend(O.adagrad({ learningRate, epsilon }), steps).map(({ state: [{ h }], ...step }) => ({
    ...step,
    h: { x: T.toNumber(h.x), y: T.toNumber(h.y) },
    rateX: adaptiveRate(learningRate, h.x),
    rateY: adaptiveRate(learningRate, h.y),
  }))

/** The rate for a gradient that stays 1, at lr 1: 1/√k. */
const constantGradient = (steps: number) => {
  const optimizer = O.adagrad({ learningRate: 1, epsilon })
  return Array.from({ length: steps })
    .reduce<readonly O.StateOf<O.Adaptive, T.Scalar>[]>(
      (done) => [...done, optimizer.update(T.scalar(1), done.at(-1) ?? optimizer.init(T.scalar(0)), T.scalar(0))[1]],
      [],
    )
    .map(([{ h }], k) => ({ k: k + 1, rate: adaptiveRate(1, h) }))
}

export const run = ({ learningRate, steps, learningRates, long, fading } = slideDefaults) => ({
  learningRate,
  path: adagrad(learningRate, steps),
  paths: learningRates.map((rate) => ({ learningRate: rate, path: adagrad(rate, steps) })),
  long: long.learningRates.map((rate) => ({ learningRate: rate, path: adagrad(rate, long.steps) })),
  fading: constantGradient(fading),
})
