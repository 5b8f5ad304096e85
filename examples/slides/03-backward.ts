/**
 * 역전파: a tape replayed backward gives the gradient, as do forward mode and differences; and what the gradient is good for.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as D from 'nabla-ts/Diff'
import * as T from 'nabla-ts/Tensor'
import { replay, tape, type Point } from './03-tape.js'
import { linspace } from './curves.js'

export const slideDefaults = { w: -0.5, b: 0.25 }

/** L = (tanh(1.5w + b) − 0.8)² + 0.1w². */
const loss = ({ w, b }: Point): T.Scalar =>
  pipe(pipe(w, T.mul(1.5), T.add(b), T.tanh, T.sub(0.8), T.square), T.add(pipe(T.square(w), T.mul(0.1))))

export const run = ({ w, b } = slideDefaults) => {
  const at = { w: T.scalar(w), b: T.scalar(b) }
  const nodes = tape(at)
  const { values, reverse, pushed } = replay(nodes)
  const toNumber = (v: T.Scalar | undefined): number => (v === undefined ? NaN : T.toNumber(v))
  const [cotangents, tangents] = [reverse, pushed].map((states) => states[states.length - 1].map(toNumber))

  const { value, gradient } = D.valueAndGrad(loss)(at)
  const slope = (dw: number, db: number): number =>
    T.toNumber(D.jvp(loss)(at, { w: T.scalar(dw), b: T.scalar(db) }).tangent)

  /** The slope in every direction. */
  const turn = linspace(0, 360, 121).map((angle) => {
    const radians = (angle * Math.PI) / 180
    return { angle, slope: slope(Math.cos(radians), Math.sin(radians)) }
  })
  /** The loss after a step along −gradient. */
  const moved = (step: number): number =>
    T.toNumber(loss({ w: T.scalar(w - step * cotangents[0]), b: T.scalar(b - step * cotangents[1]) }))

  return {
    nodes,
    values: values.map(T.toNumber),
    reverse,
    pushed,
    cotangents,
    tangents,
    turn,
    moved,
    loss: T.toNumber(value),
    gradient: { w: T.toNumber(gradient.w), b: T.toNumber(gradient.b) },
    forwardMode: slope(1, 0),
    differences: T.toNumber(D.numericGradient(loss)(at).gradient.w),
  }
}
