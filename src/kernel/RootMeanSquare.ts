/**
 * The root of a mean of squares, of numbers of any size.
 */
import { sum } from './Sum.js'

/** A power of two near a positive number: dividing by it costs no digit. The logarithm of the largest numbers rounds to 1024, and 2¹⁰²⁴ is none. */
export const unitOf = (most: number): number => 2 ** Math.min(1023, Math.floor(Math.log2(most)))

/** `√(Σx² / n)`, in units of a power of two near the largest, so that no square overflows and the largest do not vanish. */
export const rootMeanSquare = (xs: Float64Array): number => {
  const most = xs.reduce((a, x) => Math.max(a, Math.abs(x)), 0)
  if (!(most > 0 && most < Infinity)) return most
  const unit = unitOf(most)
  const squares = xs.map((x) => (x / unit) ** 2)
  return Math.sqrt(sum(squares, 1, xs.length, 1)[0] / xs.length) * unit
}
