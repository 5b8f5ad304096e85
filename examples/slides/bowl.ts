/** The function that the lessons on optimizers minimise, x²/20 + y² from (−7, 2), and the steps of an optimizer on it. */
import { pipe } from 'fp-ts/lib/function.js'
import * as D from 'nabla-ts/Diff'
import * as O from 'nabla-ts/Optimizer'
import * as T from 'nabla-ts/Tensor'

/** The parameters. The state of an optimizer has the same names. */
export interface Point {
  readonly x: T.Scalar
  readonly y: T.Scalar
}

/** f(x, y) = x²/20 + y², for one point or for a grid of points. */
export const bowl = <S extends T.Shape>({ x, y }: { readonly x: T.Tensor<S>; readonly y: T.Tensor<S> }) =>
  pipe(x, T.square, T.div(20), T.add(T.square(y)))

export const start: Point = { x: T.scalar(-7), y: T.scalar(2) }

/** One step: the point before it, the value and gradient there, the update, and the state of the optimizer after it. */
export interface Step<S> {
  readonly k: number
  readonly x: number
  readonly y: number
  readonly f: number
  readonly gradient: { readonly x: number; readonly y: number }
  readonly update: { readonly x: number; readonly y: number }
  readonly state: S
}

const toNumbers = ({ x, y }: Point) => ({ x: T.toNumber(x), y: T.toNumber(y) })

/** The first steps of an optimizer on the bowl, each from the point after the last one. */
export const descend = <F extends O.StateFunction>(
  optimizer: O.Optimizer<F>,
  steps: number,
  from: Point = start,
): readonly Step<O.StateOf<F, Point>>[] => {
  const step = (k: number, params: Point, before: O.StateOf<F, Point>) => {
    const { value, gradient } = D.valueAndGrad<Point>(bowl)(params)
    const [updates, state] = optimizer.update(gradient, before, params)
    const seen = {
      k,
      ...toNumbers(params),
      f: T.toNumber(value),
      gradient: toNumbers(gradient),
      update: toNumbers(updates),
    }
    return { seen: { ...seen, state }, next: O.apply(updates, params) }
  }
  const first = step(0, from, optimizer.init(from))
  return Array.from({ length: steps })
    .reduce<readonly ReturnType<typeof step>[]>(
      (done, _, k) => [...done, step(k + 1, done[k].next, done[k].seen.state)],
      [first],
    )
    .map(({ seen }) => seen)
}

/** The ε of AdaGrad and RMSProp in these lessons. */
export const epsilon = 1e-8

/** The learning rate of one coordinate of AdaGrad and RMSProp: lr/√(h + ε), from their state h. */
export const adaptiveRate = (learningRate: number, h: T.Scalar): number =>
  T.toNumber(pipe(T.scalar(learningRate), T.div(pipe(h, T.add(epsilon), T.sqrt))))

const turns = 72

/** The contour of height f: an ellipse with the half axes √(20f) and √f. */
export const contour = (f: number) =>
  Array.from({ length: turns + 1 }, (_, i) => (2 * Math.PI * i) / turns).map((t) => ({
    x: Math.sqrt(20 * f) * Math.cos(t),
    y: Math.sqrt(f) * Math.sin(t),
    f,
  }))
