/** Curves: functions of one variable at many points at once, and their derivatives. */
import * as D from 'nabla-ts/Diff'
import * as T from 'nabla-ts/Tensor'

/** Points on a line, in one tensor. */
export type Points = T.Tensor<[number]>

/** A function of one variable, applied to all points at once. */
export type Curve = (x: Points) => Points

/** Equally spaced points, both ends included. */
export const grid = (from: number, to: number, count: number): Points =>
  T.fromArray(
    Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1)),
    [count],
  )

/** The derivative at all points at once: each point has its own term in the sum. */
export const derivative =
  (f: Curve): Curve =>
  (x) =>
    D.grad((points: Points) => T.sum(f(points)))(x)

/** The value of a curve at one point. */
export const at = (f: Curve, x: number): number => T.toFlat(f(T.fromArray([x], [1])))[0]

/** `n` equally spaced numbers, both ends included. */
export const linspace = (from: number, to: number, n: number): readonly number[] =>
  Array.from({ length: n }, (_, i) => (i === n - 1 ? to : from + ((to - from) * i) / (n - 1)))

/** The elements of a tensor, row by row. */
export const elements = (x: T.AnyTensor): readonly number[] => Array.from(T.toFlat(x))
