/**
 * What several lessons draw with: axes with their names beside them, evenly spaced numbers, signs, and a view of space.
 */
import type { ScaleOptions } from '@observablehq/plot'
import { pipe } from 'fp-ts/lib/function.js'
import * as T from 'nabla-ts/Tensor'

/** An axis with its name in the middle, where it meets no title. */
export const axis = (label: string, options: ScaleOptions = {}): ScaleOptions => ({
  label,
  labelAnchor: 'center',
  labelArrow: 'none',
  ...options,
})

/** No axis: for drawings that measure nothing. */
export const bare = (from: number, to: number): ScaleOptions => ({ axis: null, domain: [from, to] })

/** n numbers from one end to the other, both included. */
export const linspace = (from: number, to: number, n: number): readonly number[] =>
  Array.from({ length: n }, (_, i) => (i === n - 1 ? to : from + ((to - from) * i) / (n - 1)))

/** The elements of a tensor, row by row. */
export const numbers = (x: T.AnyTensor): readonly number[] => Array.from(T.toFlat(x))

/** A number with so many digits, with a minus sign that is one, and no −0. */
export const signed = (v: number, digits = 2): string =>
  v
    .toFixed(digits)
    .replace(/^-(?=[0.]*$)/, '')
    .replace('-', '−')

/** A number in powers of ten: 8.9·10⁻² is 8.9e−2. */
export const power = (v: number, digits = 1): string => v.toExponential(digits).replaceAll('-', '−').replace('+', '')

/** Points of space as one sees them from a side and from above (angles in degrees): a product with a matrix of 3 × 2. */
export const view =
  (side: number, above: number, height = 1) =>
  (points: readonly (readonly [number, number, number])[]): readonly { readonly x: number; readonly y: number }[] => {
    const [s, a] = [(side * Math.PI) / 180, (above * Math.PI) / 180]
    const onto = T.tensor([
      [Math.cos(s), Math.sin(s) * Math.sin(a)],
      [-Math.sin(s), Math.cos(s) * Math.sin(a)],
      [0, Math.cos(a) * height],
    ])
    const seen = numbers(pipe(T.fromArray(points.flat(), [points.length, 3]), T.matmul(onto)))
    return Array.from({ length: points.length }, (_, i) => ({ x: seen[2 * i], y: seen[2 * i + 1] }))
  }
