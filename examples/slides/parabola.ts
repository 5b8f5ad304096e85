/** The data of 실습 2 and 3: y = x² at 500 points of [−1, 1]. */
import { pipe } from 'fp-ts/lib/function.js'
import * as Data from 'nabla-ts/Data'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import { grid } from './curves.js'

export type Column = T.Tensor<[number, 1]>

/** Equally spaced points, as a column. */
export const column = (from: number, to: number, count: number): Column =>
  T.fromArray(T.toFlat(grid(from, to, count)), [count, 1])

export const x = column(-1, 1, 500)
export const clean = Data.fromTensors(x, T.square(x))

/** With noise from U(0, 0.2). */
export const noisyTargets: Column = pipe(T.square(x), T.add(pipe(Seed.fromNumber(8), Seed.uniform([500, 1], 0, 0.2))))
export const noisy = Data.fromTensors(x, noisyTargets)
