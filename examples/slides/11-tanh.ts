/**
 * tanh: the curve, its derivatives, and the sigmoid inside it.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as T from 'nabla-ts/Tensor'
import { at, derivative, type Curve } from './curves.js'

export const slideDefaults = {
  flat: 0.01,
  right: [10, 15, 18, 19, 20, 100],
  inputs: [1e-3, 1e-10, 1e-17, 20, 710],
}

const tanh: Curve = A.tanh
const sigmoid: Curve = A.sigmoid
const slope = derivative(tanh)
const curvature = derivative(slope)

/** 2σ(2x) − 1 */
const fromSigmoid: Curve = (x) => pipe(x, T.mul(2), sigmoid, T.mul(2), T.sub(1))

/** The formulas as printed in books. */
const naive = {
  /** 1 − tanh²(x) */
  slope: (x) => pipe(tanh(x), T.square, T.neg, T.add(1)),
  /** (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ) */
  tanh: (x) => {
    const [up, down] = [T.exp(x), T.exp(T.neg(x))]
    return pipe(up, T.sub(down), T.div(pipe(up, T.add(down))))
  },
} satisfies Record<string, Curve>

export const run = ({ flat, right, inputs } = slideDefaults) => ({
  tanh,
  sigmoid,
  slope,
  curvature,
  fromSigmoid,
  naiveSlope: naive.slope,
  flat,
  /** The slope 1 − tanh² falls below `flat` beyond this |x|. */
  saturated: Math.atanh(Math.sqrt(1 - flat)),
  /** f″ has its extrema at ±artanh(1/√3). */
  extremum: Math.atanh(1 / Math.sqrt(3)),
  right: right.map((x) => ({
    x,
    naive: at(naive.slope, x),
    stable: at(slope, x),
    exact: (4 * Math.exp(-2 * x)) / (1 + Math.exp(-2 * x)) ** 2,
  })),
  inputs: inputs.map((x) => ({ x, sigmoid: at(fromSigmoid, x), quotient: at(naive.tanh, x), stable: at(tanh, x) })),
})
