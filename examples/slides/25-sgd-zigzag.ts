/**
 * SGD의 단점: where the gradient does not point at the minimum, descent zigzags.
 */
import * as D from 'nabla-ts/Diff'
import * as O from 'nabla-ts/Optimizer'
import * as T from 'nabla-ts/Tensor'
import { bowl, descend, start, type Point } from './bowl.js'

export const slideDefaults = {
  learningRate: 0.95,
  steps: 40,
  learningRates: [0.1, 0.5, 0.8, 0.95, 1, 1.02],
  angleRates: [0.1, 0.5, 0.8, 0.95, 1],
}

interface Vector {
  readonly x: number
  readonly y: number
}

/** The angle in degrees between −∇f at a point and the direction of the minimum, which is at 0. */
const angle = ({ x, y, gradient }: Vector & { readonly gradient: Vector }): number => {
  const cosine = (x * gradient.x + y * gradient.y) / Math.hypot(x, y) / Math.hypot(gradient.x, gradient.y)
  return (Math.acos(Math.min(1, cosine)) * 180) / Math.PI
}

const sgd = (learningRate: number, steps: number) =>
  descend(O.sgd({ learningRate }), steps).map((step) => ({ ...step, angle: angle(step) }))

/** The gradients at points around the minimum. */
const ring = Array.from({ length: 16 }, (_, i) => (2 * Math.PI * i) / 16).map((t) => {
  const at = { x: 6 * Math.cos(t), y: 2.6 * Math.sin(t) }
  const { x, y } = D.grad<Point>(bowl)({ x: T.scalar(at.x), y: T.scalar(at.y) })
  return { ...at, gradient: { x: T.toNumber(x), y: T.toNumber(y) } }
})

export const run = ({ learningRate, steps, learningRates, angleRates } = slideDefaults) => {
  /** The Hessian of the bowl, which is diagonal. */
  const second = D.hessian<Point>(bowl)(start)
  const curvature = { x: T.toNumber(second.x.x), y: T.toNumber(second.y.y), mixed: T.toNumber(second.x.y) }
  return {
    learningRate,
    curvature,
    /** SGD diverges above this learning rate: 2/L with the largest curvature L. */
    limit: 2 / Math.max(curvature.x, curvature.y),
    /** The fastest learning rate, 2/(L + μ). */
    best: 2 / (curvature.x + curvature.y),
    path: sgd(learningRate, steps),
    paths: learningRates.map((rate) => ({ learningRate: rate, path: sgd(rate, steps) })),
    angles: angleRates.map((rate) => ({ learningRate: rate, path: sgd(rate, steps) })),
    ring,
    /** The factor of each coordinate in a step, by learning rate. */
    factors: Array.from({ length: 111 }, (_, i) => i / 100).flatMap((lr) =>
      (['x', 'y'] as const).map((axis) => ({ lr, axis, factor: Math.abs(1 - lr * curvature[axis]) })),
    ),
  }
}
