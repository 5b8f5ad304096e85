/**
 * The softmax of rows, what follows from it, and its derivatives, so written that a row whose largest element stands far above the others keeps its digits.
 *
 * With m the first of the largest elements of a row: `eᵢ = exp(xᵢ − xₘ)` for the others, and `S` their sum. The largest has e = 1, and that 1 is never added to a
 * small number whose digits are needed: `pᵢ = eᵢ/(1 + S)`, `log Σ exp x = xₘ + log1p(S)`, and where `1 − pₘ` is meant, the others are summed.
 *
 * NaN counts as largest and makes a whole row NaN. So does a tie at ±∞, and a row without anything above −∞, since ∞ − ∞ says nothing about their shares.
 *
 * The derivatives annihilate, as all do: 0 times anything is 0.
 *
 * Local mutation, invisible from outside.
 */
import { sum } from './Sum.js'

/** Rows of one size, with what is shared by all of the functions here. */
interface Rows {
  /** Where the largest element of each row stands, counted from the first of all. */
  readonly largest: Int32Array
  /** `exp(xᵢ − xₘ)`, and 0 at m. */
  readonly others: Float64Array
  /** The sum of these in each row. */
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
    // Nothing is larger than a NaN, and the first of them stays.
    for (let i = start + 1; i < end && x[m] === x[m]; i++) if (!(x[i] <= x[m])) m = i
    largest[row] = m
    const most = x[m]
    for (let i = start; i < end; i++) if (i !== m) others[i] = Math.exp(x[i] - most)
  }
  return { largest, others, total: sum(others, count, size, 1) }
}

/** What the largest element is less itself: 0, or NaN where nothing is above −∞. */
const ownDifference = (most: number): number => (most > -Infinity ? 0 : NaN)

/** The softmax of rows, and where their largest elements stand. */
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

/** `cᵢ − pᵢ·Σⱼ cⱼ`, with p the softmax of x. A row sums to 0, so at m stands what the others lack. */
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
