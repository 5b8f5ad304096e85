/**
 * The matrix product where most elements of the left matrix are 0, such as white paper or signals after a ReLU: only the other elements are multiplied.
 *
 * **Law** The bits are those of `Matmul` if all of the right matrix is finite: adding ±0 does not change a sum that starts at 0.
 *
 * Local mutation, invisible from outside.
 */

/** The largest share of nonzero elements for which this is faster than tiles, as measured */
const DENSITY = 0.45

export const isSparse = (x: Float64Array): boolean => {
  let zeros = 0
  for (let i = 0; i < x.length; i++) if (x[i] === 0) zeros++
  return zeros >= (1 - DENSITY) * x.length
}

/** The number of columns that are summed at once */
const SPARSE_WIDTH = 10

/** The product by the nonzero elements of `a`: each row is compressed, and multiplied with ten columns at a time. */
export const sparse = (
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
  batch: number,
  m: number,
  k: number,
  n: number,
): void => {
  const values = new Float64Array(k)
  const places = new Int32Array(k)
  for (let row = 0; row < batch * m; row++) {
    const base = Math.floor(row / m) * k * n
    let count = 0
    for (let p = 0, at = row * k; p < k; p++, at++) {
      const x = a[at]
      values[count] = x
      places[count] = base + p * n
      if (x !== 0) count++
    }
    const o = row * n
    let j = 0
    for (; j + SPARSE_WIDTH <= n; j += SPARSE_WIDTH) {
      let c0 = 0
      let c1 = 0
      let c2 = 0
      let c3 = 0
      let c4 = 0
      let c5 = 0
      let c6 = 0
      let c7 = 0
      let c8 = 0
      let c9 = 0
      for (let p = 0; p < count; p++) {
        const x = values[p]
        const q = places[p] + j
        c0 += x * b[q]
        c1 += x * b[q + 1]
        c2 += x * b[q + 2]
        c3 += x * b[q + 3]
        c4 += x * b[q + 4]
        c5 += x * b[q + 5]
        c6 += x * b[q + 6]
        c7 += x * b[q + 7]
        c8 += x * b[q + 8]
        c9 += x * b[q + 9]
      }
      out[o + j] = c0
      out[o + j + 1] = c1
      out[o + j + 2] = c2
      out[o + j + 3] = c3
      out[o + j + 4] = c4
      out[o + j + 5] = c5
      out[o + j + 6] = c6
      out[o + j + 7] = c7
      out[o + j + 8] = c8
      out[o + j + 9] = c9
    }
    for (; j < n; j++) {
      let c = 0
      for (let p = 0; p < count; p++) c += values[p] * b[places[p] + j]
      out[o + j] = c
    }
  }
}

/** Whether all elements are finite: `v − v` is 0 for a finite v and NaN otherwise, so one sum without branches tests all. */
export const allFinite = (x: Float64Array): boolean => {
  let s0 = 0
  let s1 = 0
  const even = x.length - (x.length % 2)
  for (let i = 0; i < even; i += 2) {
    s0 += x[i] - x[i]
    s1 += x[i + 1] - x[i + 1]
  }
  if (even < x.length) s0 += x[even] - x[even]
  return s0 + s1 === 0
}
