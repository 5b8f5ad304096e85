/**
 * The factor by which momentum multiplies the distance from the minimum in a step, for a grid of learning rates and α.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as D from 'nabla-ts/Diff'
import * as O from 'nabla-ts/Optimizer'
import * as T from 'nabla-ts/Tensor'
import { bowl } from './bowl.js'

interface Rows {
  readonly x: T.Tensor<[48]>
  readonly y: T.Tensor<[48]>
}

interface Run {
  readonly params: Rows
  readonly state: O.StateOf<O.Momentum, Rows>
}

/** The learning rates of the grid. All of them run at once, one in each row. */
const rates = Array.from({ length: 48 }, (_, i) => 0.05 * (i + 0.5))
const alphas = Array.from({ length: 25 }, (_, i) => 0.04 * i)

/** Distance and velocity together, which decrease together in the long run. */
const size = ({ params: { x, y }, state: [, { velocity }] }: Run): readonly number[] =>
  T.toArray(pipe(T.square(x), T.add(T.square(y)), T.add(T.square(velocity.x)), T.add(T.square(velocity.y)), T.sqrt))

/** The factor of a step in the long run, for one α and each rate. The update depends on lr·grad only, so the rates multiply the gradient. */
const factors = (alpha: number): readonly number[] => {
  const lr = T.fromArray(rates, [48])
  const optimizer = O.momentum({ learningRate: 1, momentum: alpha })
  const step = ({ params, state }: Run): Run => {
    const { x, y } = D.grad<Rows>((p) => pipe(bowl(p), T.sum))(params)
    const [updates, next] = optimizer.update({ x: pipe(x, T.mul(lr)), y: pipe(y, T.mul(lr)) }, state, params)
    return { params: O.apply(updates, params), state: next }
  }
  const after = (n: number, from: Run) => Array.from({ length: n }).reduce<Run>(step, from)
  const params = { x: T.full([48], -7), y: T.full([48], 2) }
  const half = after(120, { params, state: optimizer.init(params) })
  const [before, later] = [size(half), size(after(120, half))]
  return rates.map((_, i) => (later[i] / before[i]) ** (1 / 120))
}

export const phase = () =>
  alphas.flatMap((alpha) => factors(alpha).map((factor, i) => ({ alpha, lr: rates[i], factor })))
