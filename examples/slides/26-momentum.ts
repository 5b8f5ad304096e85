/**
 * Momentum: v′ = α·v − lr·grad, w′ = w + v′.
 */
import * as D from 'nabla-ts/Diff'
import * as O from 'nabla-ts/Optimizer'
import * as T from 'nabla-ts/Tensor'
import { phase } from './26-phase.js'
import { bowl, descend, start, type Point } from './bowl.js'

export const slideDefaults = {
  learningRate: 0.1,
  momentum: 0.9,
  steps: 60,
  momenta: [0, 0.5, 0.8, 0.9, 0.95, 0.99],
}

/** The velocity after many steps with a gradient that stays 1. */
const finalVelocity = (learningRate: number, momentum: number): number => {
  const optimizer = O.momentum({ learningRate, momentum })
  const [, { velocity }] = Array.from({ length: 300 }).reduce<O.StateOf<O.Momentum, T.Scalar>>(
    (state) => optimizer.update(T.scalar(1), state, T.scalar(0))[1],
    optimizer.init(T.scalar(0)),
  )
  return T.toNumber(velocity)
}

export const run = ({ learningRate, momentum, steps, momenta } = slideDefaults) => {
  /** The largest and the smallest curvature of the bowl. */
  const second = D.hessian<Point>(bowl)(start)
  const [L, mu] = [T.toNumber(second.y.y), T.toNumber(second.x.x)]
  return {
    learningRate,
    momentum,
    L,
    mu,
    path: descend(O.momentum({ learningRate, momentum }), steps).map(({ state: [, { velocity }], ...step }) => ({
      ...step,
      velocity: { x: T.toNumber(velocity.x), y: T.toNumber(velocity.y) },
    })),
    paths: momenta.map((α) => ({ momentum: α, path: descend(O.momentum({ learningRate, momentum: α }), steps) })),
    withoutMomentum: descend(O.momentum({ learningRate, momentum: 0 }), 20),
    sgd: descend(O.sgd({ learningRate }), 20),
    finalVelocity: finalVelocity(learningRate, momentum),
    cells: phase(),
    /** The fastest pair by theory. */
    best: {
      lr: (2 / (Math.sqrt(L) + Math.sqrt(mu))) ** 2,
      alpha: ((Math.sqrt(L / mu) - 1) / (Math.sqrt(L / mu) + 1)) ** 2,
    },
  }
}
