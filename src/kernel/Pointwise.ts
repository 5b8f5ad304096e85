/**
 * Functions of two and three numbers, element by element on `Data`: an array, or one number if all elements are equal.
 *
 * Uniform arguments give a uniform result, without a loop. Otherwise one loop serves arrays and numbers: a number becomes
 * a block of four equal elements, over which the index does not move. Loops process four elements at a time, since under V8 the step of a loop costs as
 * much as an addition. Each function has its own loop: a loop shared through a factory is called with many functions, of which V8
 * inlines none (measured: 4 times slower).
 *
 * Local mutation, invisible from outside.
 */

import type { Data } from './Unary.js'

/** A number as a block of four equal elements; an array unchanged. */
const walkable = (data: Data): Float64Array => (typeof data === 'number' ? new Float64Array(4).fill(data) : data)

/** How far the index moves after four elements. */
const stride = (data: Data): number => (typeof data === 'number' ? 0 : 4)

/** `a + b` */
export const add = (a: Data, b: Data, length: number): Data => {
  if (typeof a === 'number' && typeof b === 'number') return a + b
  const out = new Float64Array(length)
  const x = walkable(a)
  const y = walkable(b)
  const dx = stride(a)
  const dy = stride(b)
  let i = 0
  let p = 0
  let q = 0
  for (; i + 4 <= length; i += 4, p += dx, q += dy) {
    out[i] = x[p] + y[q]
    out[i + 1] = x[p + 1] + y[q + 1]
    out[i + 2] = x[p + 2] + y[q + 2]
    out[i + 3] = x[p + 3] + y[q + 3]
  }
  for (; i < length; i++) out[i] = x[p++] + y[q++]
  return out
}

/** `a − b` */
export const sub = (a: Data, b: Data, length: number): Data => {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const out = new Float64Array(length)
  const x = walkable(a)
  const y = walkable(b)
  const dx = stride(a)
  const dy = stride(b)
  let i = 0
  let p = 0
  let q = 0
  for (; i + 4 <= length; i += 4, p += dx, q += dy) {
    out[i] = x[p] - y[q]
    out[i + 1] = x[p + 1] - y[q + 1]
    out[i + 2] = x[p + 2] - y[q + 2]
    out[i + 3] = x[p + 3] - y[q + 3]
  }
  for (; i < length; i++) out[i] = x[p++] - y[q++]
  return out
}

/** `a·b` */
export const mul = (a: Data, b: Data, length: number): Data => {
  if (typeof a === 'number' && typeof b === 'number') return a * b
  const out = new Float64Array(length)
  const x = walkable(a)
  const y = walkable(b)
  const dx = stride(a)
  const dy = stride(b)
  let i = 0
  let p = 0
  let q = 0
  for (; i + 4 <= length; i += 4, p += dx, q += dy) {
    out[i] = x[p] * y[q]
    out[i + 1] = x[p + 1] * y[q + 1]
    out[i + 2] = x[p + 2] * y[q + 2]
    out[i + 3] = x[p + 3] * y[q + 3]
  }
  for (; i < length; i++) out[i] = x[p++] * y[q++]
  return out
}

/** `a/b` */
export const div = (a: Data, b: Data, length: number): Data => {
  if (typeof a === 'number' && typeof b === 'number') return a / b
  const out = new Float64Array(length)
  const x = walkable(a)
  const y = walkable(b)
  const dx = stride(a)
  const dy = stride(b)
  let i = 0
  let p = 0
  let q = 0
  for (; i + 4 <= length; i += 4, p += dx, q += dy) {
    out[i] = x[p] / y[q]
    out[i + 1] = x[p + 1] / y[q + 1]
    out[i + 2] = x[p + 2] / y[q + 2]
    out[i + 3] = x[p + 3] / y[q + 3]
  }
  for (; i < length; i++) out[i] = x[p++] / y[q++]
  return out
}

/** The product of two numbers, 0 if either is 0, even against ∞ or NaN: only a product that came out as NaN needs a look. */
const annihilate = (a: number, b: number): number => {
  const product = a * b
  return product === product || (a !== 0 && b !== 0) ? product : 0
}

/** `a·b`, and 0 if either is 0, even against ∞ or NaN */
export const annihilatingMul = (a: Data, b: Data, length: number): Data => {
  if (typeof a === 'number' && typeof b === 'number') return annihilate(a, b)
  const out = new Float64Array(length)
  const x = walkable(a)
  const y = walkable(b)
  const dx = stride(a)
  const dy = stride(b)
  let i = 0
  let p = 0
  let q = 0
  for (; i + 4 <= length; i += 4, p += dx, q += dy) {
    out[i] = annihilate(x[p], y[q])
    out[i + 1] = annihilate(x[p + 1], y[q + 1])
    out[i + 2] = annihilate(x[p + 2], y[q + 2])
    out[i + 3] = annihilate(x[p + 3], y[q + 3])
  }
  for (; i < length; i++) out[i] = annihilate(x[p++], y[q++])
  return out
}

/** 1 if `a > b`, else 0 */
export const greater = (a: Data, b: Data, length: number): Data => {
  if (typeof a === 'number' && typeof b === 'number') return +(a > b)
  const out = new Float64Array(length)
  const x = walkable(a)
  const y = walkable(b)
  const dx = stride(a)
  const dy = stride(b)
  let i = 0
  let p = 0
  let q = 0
  for (; i + 4 <= length; i += 4, p += dx, q += dy) {
    out[i] = +(x[p] > y[q])
    out[i + 1] = +(x[p + 1] > y[q + 1])
    out[i + 2] = +(x[p + 2] > y[q + 2])
    out[i + 3] = +(x[p + 3] > y[q + 3])
  }
  for (; i < length; i++) out[i] = +(x[p++] > y[q++])
  return out
}

/** 1 if `a ≥ b`, else 0 */
export const greaterOrEqual = (a: Data, b: Data, length: number): Data => {
  if (typeof a === 'number' && typeof b === 'number') return +(a >= b)
  const out = new Float64Array(length)
  const x = walkable(a)
  const y = walkable(b)
  const dx = stride(a)
  const dy = stride(b)
  let i = 0
  let p = 0
  let q = 0
  for (; i + 4 <= length; i += 4, p += dx, q += dy) {
    out[i] = +(x[p] >= y[q])
    out[i + 1] = +(x[p + 1] >= y[q + 1])
    out[i + 2] = +(x[p + 2] >= y[q + 2])
    out[i + 3] = +(x[p + 3] >= y[q + 3])
  }
  for (; i < length; i++) out[i] = +(x[p++] >= y[q++])
  return out
}

/** 1 if `a = b`, else 0 */
export const equal = (a: Data, b: Data, length: number): Data => {
  if (typeof a === 'number' && typeof b === 'number') return +(a === b)
  const out = new Float64Array(length)
  const x = walkable(a)
  const y = walkable(b)
  const dx = stride(a)
  const dy = stride(b)
  let i = 0
  let p = 0
  let q = 0
  for (; i + 4 <= length; i += 4, p += dx, q += dy) {
    out[i] = +(x[p] === y[q])
    out[i + 1] = +(x[p + 1] === y[q + 1])
    out[i + 2] = +(x[p + 2] === y[q + 2])
    out[i + 3] = +(x[p + 3] === y[q + 3])
  }
  for (; i < length; i++) out[i] = +(x[p++] === y[q++])
  return out
}

/** The larger of `a` and `b`; NaN wins, 0 is above −0 */
export const max = (a: Data, b: Data, length: number): Data => {
  if (typeof a === 'number' && typeof b === 'number') return Math.max(a, b)
  const out = new Float64Array(length)
  const x = walkable(a)
  const y = walkable(b)
  const dx = stride(a)
  const dy = stride(b)
  let i = 0
  let p = 0
  let q = 0
  for (; i + 4 <= length; i += 4, p += dx, q += dy) {
    out[i] = Math.max(x[p], y[q])
    out[i + 1] = Math.max(x[p + 1], y[q + 1])
    out[i + 2] = Math.max(x[p + 2], y[q + 2])
    out[i + 3] = Math.max(x[p + 3], y[q + 3])
  }
  for (; i < length; i++) out[i] = Math.max(x[p++], y[q++])
  return out
}

/** The smaller of `a` and `b`; NaN wins, −0 is below 0 */
export const min = (a: Data, b: Data, length: number): Data => {
  if (typeof a === 'number' && typeof b === 'number') return Math.min(a, b)
  const out = new Float64Array(length)
  const x = walkable(a)
  const y = walkable(b)
  const dx = stride(a)
  const dy = stride(b)
  let i = 0
  let p = 0
  let q = 0
  for (; i + 4 <= length; i += 4, p += dx, q += dy) {
    out[i] = Math.min(x[p], y[q])
    out[i + 1] = Math.min(x[p + 1], y[q + 1])
    out[i + 2] = Math.min(x[p + 2], y[q + 2])
    out[i + 3] = Math.min(x[p + 3], y[q + 3])
  }
  for (; i < length; i++) out[i] = Math.min(x[p++], y[q++])
  return out
}

/** `a` where the condition is not 0, else `b`. */
export const where = (condition: Data, a: Data, b: Data, length: number): Data => {
  if (typeof condition === 'number') {
    const chosen = condition !== 0 ? a : b
    return typeof chosen === 'number' ? chosen : chosen.slice()
  }
  const out = new Float64Array(length)
  const x = walkable(a)
  const y = walkable(b)
  const dx = stride(a)
  const dy = stride(b)
  let i = 0
  let p = 0
  let q = 0
  for (; i + 4 <= length; i += 4, p += dx, q += dy) {
    out[i] = condition[i] !== 0 ? x[p] : y[q]
    out[i + 1] = condition[i + 1] !== 0 ? x[p + 1] : y[q + 1]
    out[i + 2] = condition[i + 2] !== 0 ? x[p + 2] : y[q + 2]
    out[i + 3] = condition[i + 3] !== 0 ? x[p + 3] : y[q + 3]
  }
  for (; i < length; i++, p++, q++) out[i] = condition[i] !== 0 ? x[p] : y[q]
  return out
}

/** `a·b + c`, rounded after the product and after the sum: the bits of `mul` and `add`, in one walk. */
export const mulAdd = (a: Data, b: Data, c: Data, length: number): Data => {
  if (typeof a === 'number' && typeof b === 'number' && typeof c === 'number') return a * b + c
  const out = new Float64Array(length)
  const x = walkable(a)
  const y = walkable(b)
  const z = walkable(c)
  const dx = stride(a)
  const dy = stride(b)
  const dz = stride(c)
  let i = 0
  let p = 0
  let q = 0
  let r = 0
  for (; i + 4 <= length; i += 4, p += dx, q += dy, r += dz) {
    out[i] = x[p] * y[q] + z[r]
    out[i + 1] = x[p + 1] * y[q + 1] + z[r + 1]
    out[i + 2] = x[p + 2] * y[q + 2] + z[r + 2]
    out[i + 3] = x[p + 3] * y[q + 3] + z[r + 3]
  }
  for (; i < length; i++) out[i] = x[p++] * y[q++] + z[r++]
  return out
}
