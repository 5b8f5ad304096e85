/**
 * Leaky ReLU: a slope below 0 brings back a unit that is negative for all data.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as A from 'nabla-ts/Activation'
import * as D from 'nabla-ts/Diff'
import * as O from 'nabla-ts/Optimizer'
import * as T from 'nabla-ts/Tensor'
import { at, type Curve, derivative, grid } from './curves.js'

/** `slope` is the slope below 0: the slide has 0.1. */
export const slideDefaults = { slope: 0.1, learningRate: 0.5, steps: 1000 }

/** One unit, f(wx + b), learns max(0, x). */
export const x = grid(-1, 1, 101)
export const target = T.max(0)(x)

interface Unit {
  readonly w: T.Scalar
  readonly b: T.Scalar
}

/** wx + b is negative for all data. */
const start: Unit = { w: T.scalar(1), b: T.scalar(-1.5) }

const output =
  (f: Curve) =>
  ({ w, b }: Unit) =>
    f(pipe(x, T.mul(w), T.add(b)))

const cost = (f: Curve) => (unit: Unit) => pipe(output(f)(unit), T.sub(target), T.square, T.mean)

/** Gradient descent: w′ = w − lr·∂cost/∂w, and b likewise. */
const descend = (f: Curve, learningRate: number) => {
  const { init, update } = O.sgd({ learningRate })
  return (unit: Unit): Unit => O.apply(update(D.grad<Unit>(cost(f))(unit), init(unit), unit)[0], unit)
}

export const run = ({ slope, learningRate, steps } = slideDefaults) => {
  const leaky: Curve = A.leakyRelu(slope)
  // Slope 0 is ReLU, slope 1 the identity.
  const runs = [0, 0.01, slope, 0.3, 1].map((a) => {
    const f: Curve = A.leakyRelu(a)
    const units = pipe(
      RA.makeBy(steps, (k) => k),
      RA.scanLeft(start, descend(f, learningRate)),
    )
    return { a, costs: units.map((unit) => T.toNumber(cost(f)(unit))), output: output(f)(units[steps]) }
  })
  return {
    slope,
    learningRate,
    steps,
    at2: at(leaky, -2),
    slopes: [-1, 0, 1].map((v) => at(derivative(leaky), v)),
    runs,
  }
}
