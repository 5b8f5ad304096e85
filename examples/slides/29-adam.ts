/**
 * Adam: the means of the gradient and of its square, and the correction of their bias.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'nabla-ts/Optimizer'
import * as T from 'nabla-ts/Tensor'
import { race } from './29-race.js'
import { descend } from './bowl.js'

export const slideDefaults = {
  learningRate: 0.3,
  steps: 40,
  decays: [0.5, 0.9, 0.95, 0.99, 0.995, 0.999],
  race: { sgd: 0.95, momentum: 0.1, nesterov: 0.1, adagrad: 1.5, rmsprop: 0.3, adam: 0.3 },
}

/** A mean that starts at 0, divided by the weight of its terms, 1 − βᵗ. */
const corrected = (x: T.Scalar, weight: T.Scalar): number => T.toNumber(pipe(x, T.div(weight)))

/** The steps of Adam on the bowl, with the means of x. */
const adam = (
  options: { readonly learningRate: number; readonly beta2?: number; readonly biasCorrection: boolean },
  steps: number,
) =>
  descend(O.adam(options), steps).map(({ state: [{ m, v, correction1, correction2 }], ...step }) => ({
    ...step,
    m: T.toNumber(m.x),
    v: T.toNumber(v.x),
    mHat: corrected(m.x, correction1),
    vHat: corrected(v.x, correction2),
  }))

export const run = ({ learningRate, steps, decays, race: rates } = slideDefaults) => {
  /** RMSProp을 일반화: without a mean (β₁ = 0) and without correction Adam is RMSProp, up to the place of ε. */
  const general = descend(O.adam({ learningRate, beta1: 0, beta2: 0.9, epsilon: 0, biasCorrection: false }), steps)
  const rmsprop = descend(O.rmsprop({ learningRate, decay: 0.9, epsilon: 0 }), steps)
  return {
    learningRate,
    withCorrection: adam({ learningRate, biasCorrection: true }, steps),
    without: adam({ learningRate, biasCorrection: false }, steps),
    paths: decays.map((beta2) => ({
      beta2,
      withCorrection: adam({ learningRate, beta2, biasCorrection: true }, steps),
      without: adam({ learningRate, beta2, biasCorrection: false }, steps),
    })),
    distance: Math.max(...general.map(({ x, y }, k) => Math.hypot(x - rmsprop[k].x, y - rmsprop[k].y))),
    race: race(rates, steps),
  }
}
