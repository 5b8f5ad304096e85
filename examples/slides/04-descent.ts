/**
 * Gradient descent: start, gradient, the opposite direction, the learning rate; and the rate above which it diverges, by the second derivative.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as D from 'nabla-ts/Diff'
import * as O from 'nabla-ts/Optimizer'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'

export const slideDefaults = {
  start: 0.0579673,
  learningRates: [0.002, 0.02, 1 / 22, 0.08, 1 / 11, 0.097],
  steps: 20,
  starts: [-2.2, -1, -0.2, 0.3, 1, 2.2],
}

type Cost = (w: T.Scalar) => T.Scalar

/** The cost of 실습 1: a parabola with its minimum at w = 2. */
const cost: Cost = (w) => pipe(T.tensor([1, 2, 3, 4, 5]), T.mul(w), T.sub(T.tensor([2, 4, 6, 8, 10])), T.square, T.mean)

/** A curve with two minima: w⁴/4 − w² + w/4. */
const valleys: Cost = (w) => pipe(w, T.pow(4), T.div(4), T.sub(T.square(w)), T.add(pipe(w, T.mul(0.25))))

/** 기울기의 반대 방향으로 움직임: one step. */
const step = (f: Cost, learningRate: number) => (w: T.Scalar) => pipe(w, T.sub(pipe(D.grad(f)(w), T.mul(learningRate))))

/** The weights of all steps. */
const descend = (f: Cost, learningRate: number, from: number, steps: number): readonly number[] =>
  pipe(
    Array.from({ length: steps }),
    Train.fold<readonly T.Scalar[], unknown>(
      (weights) => [...weights, step(f, learningRate)(weights[weights.length - 1])],
      [T.scalar(from)],
    ),
  ).map(T.toNumber)

/** The last weight by the library's optimizer. */
const bySgd = (learningRate: number, from: number, steps: number): number => {
  const sgd = O.sgd({ learningRate })
  const update = (w: T.Scalar): T.Scalar => O.apply(sgd.update(D.grad(cost)(w), [], w)[0], w)
  return T.toNumber(Array.from({ length: steps }).reduce<T.Scalar>(update, T.scalar(from)))
}

/** What the steps do, by the factor 1 − lr·L of the distance from the minimum. */
const behaviour = (factor: number): string => {
  const [size, near] = [Math.abs(factor), (v: number): boolean => Math.abs(size - v) < 1e-12]
  if (near(0)) return '한 걸음 one step (1/L)'
  if (near(1)) return '한계 at the limit (2/L)'
  if (size > 1) return '발산 diverges'
  return factor < 0 ? '지그재그 zigzags' : factor > 0.9 ? '기어감 crawls' : '수렴 converges'
}

export const run = ({ start, learningRates, steps, starts } = slideDefaults) => {
  /** The curvature L. Descent on a parabola converges for learning rates below 2/L. */
  const curvature = T.toNumber(D.hessian(cost)(T.scalar(start)))
  return {
    cost,
    valleys,
    start,
    steps,
    curvature,
    limit: 2 / curvature,
    runs: learningRates.map((learningRate) => ({
      learningRate,
      factor: 1 - learningRate * curvature,
      behaviour: behaviour(1 - learningRate * curvature),
      weights: descend(cost, learningRate, start, steps),
      bySgd: bySgd(learningRate, start, steps),
    })),
    ends: starts.map((from) => {
      const weights = descend(valleys, 0.1, from, 60)
      const end = weights[weights.length - 1]
      return { from, weights, end, slope: T.toNumber(D.grad(valleys)(T.scalar(end))) }
    }),
  }
}
