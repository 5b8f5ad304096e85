/**
 * Sigmoid: the curve, its derivatives, and where its literal formulas lose their digits.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as T from 'nabla-ts/Tensor'
import { at, derivative, type Curve } from './curves.js'

export const slideDefaults = {
  flat: 0.01,
  right: [20, 30, 35, 36, 37, 40],
  left: [-700, -740, -750, -1000],
}

const sigmoid: Curve = A.sigmoid
const slope = derivative(sigmoid)
const curvature = derivative(slope)

/** The formulas as printed in books. */
const naive = {
  /** 1/(1 + e⁻ˣ) */
  sigmoid: (x) => pipe(T.scalar(1), T.div(pipe(x, T.neg, T.exp, T.add(1)))),
  /** σ(x)(1 − σ(x)) */
  slope: (x) => pipe(sigmoid(x), T.neg, T.add(1), T.mul(sigmoid(x))),
  /** log σ(x) */
  logSigmoid: (x) => T.log(sigmoid(x)),
} satisfies Record<string, Curve>

export const run = ({ flat, right, left } = slideDefaults) => {
  /** The slope σ(1 − σ) falls below `flat` beyond this |x|. */
  const root = Math.sqrt(1 - 4 * flat)
  const saturated = Math.log((1 + root) / (1 - root))
  return {
    sigmoid,
    slope,
    curvature,
    naive,
    logSigmoid: A.logSigmoid,
    flat,
    saturated,
    /** f″ has its extrema at ±ln(2 + √3). */
    extremum: Math.log(2 + Math.sqrt(3)),
    right: right.map((x) => ({
      x,
      naive: at(naive.slope, x),
      stable: at(slope, x),
      exact: Math.exp(-x) / (1 + Math.exp(-x)) ** 2,
    })),
    left: left.map((x) => ({ x, naive: at(naive.logSigmoid, x), stable: at(A.logSigmoid, x) })),
  }
}
