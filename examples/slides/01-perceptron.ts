/**
 * 퍼셉트론: several signals in, one signal out, y = xW + b. With one input it is a line, and fitting that line is linear regression.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as O from 'nabla-ts/Optimizer'
import * as Objective from 'nabla-ts/Objective'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { linspace } from './curves.js'

export const slideDefaults = {
  x: [1, 2, 3],
  weights: [2, -1, 0.5],
  bias: 0.5,
  noise: 0.3,
  learningRate: 0.4,
  steps: 300,
}

/** The mean of squares is smallest at slope = cov(x, y)/var(x), on the line through the point of the means. */
const leastSquares = (x: T.Tensor<[30, 1]>, y: T.Tensor<[30, 1]>) => {
  const dx = pipe(x, T.sub(T.mean(x)))
  const w = pipe(T.sum(pipe(dx, T.mul(y))), T.div(T.sum(T.square(dx))))
  return { w: T.toNumber(w), b: T.toNumber(pipe(T.mean(y), T.sub(pipe(w, T.mul(T.mean(x)))))) }
}

/** 선형회귀: a perceptron with one input learns the line. */
const regression = (x: T.Tensor<[30, 1]>, y: T.Tensor<[30, 1]>, learningRate: number, steps: number) => {
  const trainer = Train.trainer({
    model: L.dense(1, 1),
    objective: Objective.regression(1),
    optimizer: O.sgd({ learningRate }),
  })
  const [batch] = Data.batches(Data.fromTensors(x, y), { size: 30 })
  const { params } = pipe(
    Array.from({ length: steps }, () => batch),
    Train.fold(trainer.step, trainer.start(Seed.fromNumber(2))),
  )
  return { w: T.toNumber(T.sum(params.weight)), b: T.toNumber(T.sum(params.bias)) }
}

export const run = ({ x, weights, bias, noise, learningRate, steps } = slideDefaults) => {
  const params = { weight: T.fromArray(weights, [3, 1]), bias: T.tensor([bias]) }
  const perceptron = (signals: readonly number[]): number =>
    T.toNumber(T.sum(L.dense(3, 1).apply(params)(T.fromArray(signals, [1, 3]))))

  /** Thirty points near y = 2x + 1. */
  const xs = T.fromArray(linspace(-1, 1, 30), [30, 1])
  const ys = pipe(xs, T.mul(2), T.add(1), T.add(pipe(Seed.fromNumber(1), Seed.normal([30, 1], 0, noise))))

  return {
    x,
    weights,
    bias,
    perceptron,
    y: perceptron(x),
    xs,
    ys,
    steps,
    learned: regression(xs, ys, learningRate, steps),
    exact: leastSquares(xs, ys),
  }
}
