/**
 * The gradient of f: R² → R, and that of a record as a column.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as D from 'nabla-ts/Diff'
import * as P from 'nabla-ts/Params'
import * as T from 'nabla-ts/Tensor'
import { secondOrder } from './05-hessian.js'
import { elements } from './curves.js'

export const slideDefaults = { x: [-0.6, 0.9], direction: [0.8, -0.6], steps: [1, 0.1, 0.01, 0.001] }

export type Point = readonly [number, number]

/** f(x) = sin x₁ + x₂²/2 + x₁x₂/4 for many points, one in each row. */
const heights = (x: T.Tensor<[number, 2]>): T.Tensor<[number]> => {
  const [x1, x2] = [pipe(x, T.matmul(T.tensor([1, 0]))), pipe(x, T.matmul(T.tensor([0, 1])))]
  return pipe(T.sin(x1), T.add(pipe(T.square(x2), T.div(2))), T.add(pipe(x1, T.mul(x2), T.div(4))))
}
/** The same for one point. */
const f = (x: T.Tensor<[2]>): T.Scalar => pipe(x, T.reshape([1, 2]), heights, T.sum)

const rows = (points: readonly Point[]): T.Tensor<[number, 2]> =>
  T.fromArray(points.flat(), [points.length as number, 2])
const valuesAt = (points: readonly Point[]): readonly number[] => elements(heights(rows(points)))
/** The gradients at many points: each row has its own term in the sum. */
const gradientsAt = (points: readonly Point[]): readonly Point[] => {
  const flat = elements(D.grad((x: T.Tensor<[number, 2]>) => T.sum(heights(x)))(rows(points)))
  return points.map((_, i) => [flat[2 * i], flat[2 * i + 1]])
}

/** The gradient has the shape of its argument. The slide's column is the flattened record. */
const column = (x: T.Tensor<[2]>) => {
  const network = ({ w, b }: { readonly w: T.Tensor<[2, 2]>; readonly b: T.Tensor<[2]> }): T.Scalar =>
    pipe(x, T.matmul(w), T.add(b), T.tanh, T.square, T.sum)
  const w = T.tensor([
    [1, -1],
    [0.5, 2],
  ])
  const params = { w, b: T.tensor([0.1, 0.2]) }
  const record = D.grad(network)(params)
  const flat = P.flatten(record)
  const back = P.unflatten(params)(flat)
  return { paths: P.paths(params), record, back, column: pipe(flat, T.reshape([6, 1])) }
}

export const run = ({ x, direction, steps } = slideDefaults) => {
  const at = T.fromArray(x, [2])
  return {
    x: [x[0], x[1]] as Point,
    direction: [direction[0], direction[1]] as Point,
    valuesAt,
    gradientsAt,
    f: T.toNumber(f(at)),
    gradient: elements(D.grad(f)(at)),
    ...column(at),
    ...secondOrder(f, at, T.fromArray(direction, [2]), steps),
  }
}
