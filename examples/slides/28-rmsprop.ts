/**
 * RMSProp: h′ = γ·h + (1 − γ)·grad ⊙ grad, w′ = w − lr·grad/√(h′ + ε).
 */
import * as O from 'nabla-ts/Optimizer'
import * as T from 'nabla-ts/Tensor'
import { adaptiveRate, descend, epsilon } from './bowl.js'

export const slideDefaults = {
  learningRate: 0.3,
  decay: 0.9,
  steps: 40,
  decays: [0, 0.5, 0.9, 0.95, 0.99, 0.999],
  memories: [0.5, 0.8, 0.9, 0.95, 0.99],
  recoveries: [0.5, 0.9, 0.95, 0.99],
}

/** The steps on the bowl, with h and the rate of each coordinate. */
const rmsprop = (learningRate: number, decay: number, steps: number) =>
  descend(O.rmsprop({ learningRate, decay, epsilon }), steps).map(({ state: [{ h }], ...step }) => ({
    ...step,
    h: { x: T.toNumber(h.x), y: T.toNumber(h.y) },
    rateX: adaptiveRate(learningRate, h.x),
    rateY: adaptiveRate(learningRate, h.y),
  }))

/** The state h of an optimizer after each gradient of a sequence. */
const states = (optimizer: O.Optimizer<O.Adaptive>, gradients: readonly number[]): readonly T.Scalar[] =>
  gradients
    .reduce<readonly O.StateOf<O.Adaptive, T.Scalar>[]>(
      (done, g) => [...done, optimizer.update(T.scalar(g), done[done.length - 1], T.scalar(0))[1]],
      [optimizer.init(T.scalar(0))],
    )
    .slice(1)
    .map(([{ h }]) => h)

export const run = ({ learningRate, decay, steps, decays, memories, recoveries } = slideDefaults) => {
  /** One gradient of 1, then none: h is the weight of that gradient k steps later. */
  const once = [1, ...Array.from({ length: 40 }, () => 0)]
  /** Large gradients, then small ones, then large ones again. */
  const varying = Array.from({ length: 150 }, (_, k) => (k < 30 || k >= 110 ? 1 : 0.1))
  return {
    learningRate,
    decay,
    path: rmsprop(learningRate, decay, steps),
    paths: decays.map((γ) => ({ decay: γ, path: rmsprop(learningRate, γ, steps) })),
    weights: memories.map((γ) => ({
      decay: γ,
      points: states(O.rmsprop({ decay: γ }), once).map((h, k) => ({ k, weight: T.toNumber(h) })),
    })),
    compared: [
      { name: 'AdaGrad', states: states(O.adagrad(), varying) },
      ...recoveries.map((γ) => ({ name: `γ = ${γ}`, states: states(O.rmsprop({ decay: γ }), varying) })),
    ].map(({ name, states: hs }) => ({ name, points: hs.map((h, k) => ({ k, rate: adaptiveRate(1, h) })) })),
  }
}
