/**
 * Softmax, log-softmax, log-sum-exp and their derivatives, row by row, accurate in rows with one dominant element.
 *
 * With m the index of the first largest element of a row, `eᵢ = exp(xᵢ − xₘ)` for the other elements, and `S` is the sum of these. The largest element has e = 1. This 1 is never
 * added to a small number whose digits are needed: `pᵢ = eᵢ/(1 + S)`, `log Σ exp x = xₘ + log1p(S)`, and `1 − pₘ` is computed as `S/(1 + S)`.
 *
 * A row with a NaN gives NaN. So does a row with several equal infinities as its largest elements, or with −∞ only, since ∞ − ∞ is not defined.
 *
 * In the derivatives, 0 times anything is 0 (`docs/decisions/annihilation.md`).
 *
 * Local mutation, invisible from outside.
 */
import { sum } from './Sum.js'

/** Rows of one size, with intermediate results that all functions here share */
interface Rows {
  /** The index of the largest element of each row, in the whole array */
  readonly largest: Int32Array
  /** `exp(xᵢ − xₘ)`, and 0 at m */
  readonly others: Float64Array
  /** The sum of the exponentials of each row */
  readonly total: Float64Array
}

const rowsOf = (x: Float64Array, size: number): Rows => {
  const count = x.length / size
  const largest = new Int32Array(count)
  const others = new Float64Array(x.length)
  for (let row = 0; row < count; row++) {
    const start = row * size
    const end = start + size
    let m = start
    // A NaN counts as the largest; the first one is kept.
    for (let i = start + 1; i < end && x[m] === x[m]; i++) if (!(x[i] <= x[m])) m = i
    largest[row] = m
    const most = x[m]
    for (let i = start; i < end; i++) if (i !== m) others[i] = Math.exp(x[i] - most)
  }
  return { largest, others, total: sum(others, count, size, 1) }
}

/** The largest element minus itself: 0, or NaN where it is −∞. */
const ownDifference = (most: number): number => (most > -Infinity ? 0 : NaN)

/** The softmax of rows, and the indices of their largest elements. */
const sharesOf = (x: Float64Array, size: number): { readonly largest: Int32Array; readonly shares: Float64Array } => {
  const { largest, others: shares, total } = rowsOf(x, size)
  for (let row = 0; row < largest.length; row++) {
    const m = largest[row]
    const whole = 1 + total[row]
    shares[m] = 1 + ownDifference(x[m])
    for (let i = row * size; i < (row + 1) * size; i++) shares[i] /= whole
  }
  return { largest, shares }
}

/** `pᵢ = exp(xᵢ)/Σ exp x` */
export const softmax = (x: Float64Array, size: number): Float64Array => sharesOf(x, size).shares

/** `log pᵢ` */
export const logSoftmax = (x: Float64Array, size: number): Float64Array => {
  const { largest, others: out, total } = rowsOf(x, size)
  for (let row = 0; row < largest.length; row++) {
    const m = largest[row]
    const most = x[m]
    const log = Math.log1p(total[row])
    for (let i = row * size; i < (row + 1) * size; i++) out[i] = x[i] - most - log
    out[m] = ownDifference(most) - log
  }
  return out
}

/** `log Σ exp x` of each row: the largest element itself where that is infinite. */
export const logSumExp = (x: Float64Array, size: number): Float64Array => {
  const { largest, total } = rowsOf(x, size)
  return total.map((s, row) => {
    const most = x[largest[row]]
    return Number.isFinite(most) ? most + Math.log1p(s) : most
  })
}

const annihilating = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b)

/** `tᵢ − Σⱼ pⱼtⱼ`, with p the softmax of x, as `(tᵢ − tₘ) − Σⱼ pⱼ(tⱼ − tₘ)`. */
export const deviation = (t: Float64Array, x: Float64Array, size: number): Float64Array => {
  const { largest, shares: terms } = sharesOf(x, size)
  const out = new Float64Array(t.length)
  for (let row = 0; row < largest.length; row++) {
    const m = largest[row]
    for (let i = row * size; i < (row + 1) * size; i++) {
      out[i] = i === m ? annihilating(ownDifference(x[m]), t[m]) : t[i] - t[m]
      terms[i] = annihilating(terms[i], out[i])
    }
  }
  const mean = sum(terms, largest.length, size, 1)
  for (let row = 0; row < largest.length; row++) for (let i = row * size; i < (row + 1) * size; i++) out[i] -= mean[row]
  return out
}

/** `cᵢ − pᵢ·Σⱼ cⱼ`, with p the softmax of x. A row of the result sums to 0, so its element at m is minus the sum of the others. */
export const residual = (c: Float64Array, x: Float64Array, size: number): Float64Array => {
  const { largest, shares: out } = sharesOf(x, size)
  const total = sum(c, largest.length, size, 1)
  for (let row = 0; row < largest.length; row++) {
    const m = largest[row]
    for (let i = row * size; i < (row + 1) * size; i++) out[i] = c[i] - annihilating(out[i], total[row])
    out[m] = annihilating(ownDifference(x[m]), total[row])
  }
  const rest = sum(out, largest.length, size, 1)
  for (let row = 0; row < largest.length; row++) out[largest[row]] = 0 - rest[row]
  return out
}
