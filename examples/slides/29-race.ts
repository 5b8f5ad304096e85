/**
 * The race of six optimizers on the bowl.
 */
import * as O from 'nabla-ts/Optimizer'
import * as T from 'nabla-ts/Tensor'
import { descend, type Point } from './bowl.js'

type Axis = 'x' | 'y'

export interface Rates {
  readonly sgd: number
  readonly momentum: number
  readonly nesterov: number
  readonly adagrad: number
  readonly rmsprop: number
  readonly adam: number
}

/** An optimizer's steps, with the learning rate of each coordinate, computed from the state. */
const racer = <F extends O.StateFunction>(
  name: string,
  learningRate: number,
  optimizer: O.Optimizer<F>,
  rate: (state: O.StateOf<F, Point>, axis: Axis) => number,
  steps: number,
) => ({
  name,
  learningRate,
  steps: descend(optimizer, steps).map(({ state, ...step }) => ({
    ...step,
    rateX: rate(state, 'x'),
    rateY: rate(state, 'y'),
  })),
})

export const race = ({ sgd, momentum, nesterov, adagrad, rmsprop, adam }: Rates, steps: number) => {
  const { sqrt } = Math
  const number = T.toNumber
  return [
    racer('SGD', sgd, O.sgd({ learningRate: sgd }), () => sgd, steps),
    racer('Momentum', momentum, O.momentum({ learningRate: momentum }), () => momentum, steps),
    racer('Nesterov', nesterov, O.nesterov({ learningRate: nesterov }), () => nesterov, steps),
    racer(
      'AdaGrad',
      adagrad,
      O.adagrad({ learningRate: adagrad }),
      ([{ h }], axis) => adagrad / sqrt(number(h[axis]) + 1e-8),
      steps,
    ),
    racer(
      'RMSProp',
      rmsprop,
      O.rmsprop({ learningRate: rmsprop }),
      ([{ h }], axis) => rmsprop / sqrt(number(h[axis]) + 1e-8),
      steps,
    ),
    racer(
      'Adam',
      adam,
      O.adam({ learningRate: adam }),
      ([{ v, correction2 }], axis) => adam / (sqrt(number(v[axis]) / number(correction2)) + 1e-8),
      steps,
    ),
  ]
}
