/**
 * Functions to hundreds of digits, in integers scaled by 2^bits: an independent reference for activations, by nothing but the Taylor series of the
 * exponential and Newton's method for its inverse.
 */
const bits = 2400n
const one = 1n << bits

export type Fixed = bigint

export const mul = (a: Fixed, b: Fixed): Fixed => (a * b) >> bits
export const div = (a: Fixed, b: Fixed): Fixed => (a << bits) / b

/** A double, exactly (as long as it is not below 2⁻²⁴⁰⁰). */
export const from = (x: number): Fixed => {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, x)
  const raw = view.getBigUint64(0)
  const exponent = Number((raw >> 52n) & 0x7ffn)
  const mantissa = (raw & ((1n << 52n) - 1n)) | (exponent === 0 ? 0n : 1n << 52n)
  const shift = bits + BigInt((exponent === 0 ? 1 : exponent) - 1075)
  const size = shift >= 0n ? mantissa << shift : mantissa >> -shift
  return x < 0 ? -size : size
}

/** The nearest double, to about 2⁻⁶⁰ of its size. */
export const to = (x: Fixed): number => {
  const size = x < 0n ? -x : x
  const length = size.toString(2).length
  const drop = Math.max(0, length - 64)
  // In two steps, since 2^(drop − bits) may be below the smallest double.
  const exponent = drop - Number(bits)
  const half = Math.trunc(exponent / 2)
  const value = Number(size >> BigInt(drop)) * 2 ** half * 2 ** (exponent - half)
  return x < 0n ? -value : value
}

export const exp = (x: Fixed): Fixed => {
  // e^x = (e^(x/2^k))^(2^k)
  const k = 40n
  const small = x >> k
  let sum = one
  let term = one
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = mul(term, small) / n
    sum += term
  }
  for (let i = 0n; i < k; i++) sum = mul(sum, sum)
  return sum
}

/** log(1 + x) for 0 < x: Newton on the exponential, with cubic convergence (Halley). */
export const log1p = (x: Fixed): Fixed => {
  const target = one + x
  let y = from(Math.log1p(to(x)))
  for (let i = 0; i < 4; i++) {
    const e = exp(y)
    y += div(2n * (target - e), target + e)
  }
  return y
}

export const unit = one
