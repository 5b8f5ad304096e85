/**
 * Sums, maxima and copies along one axis. Every shape is seen as [outer, axis, inner], contiguous and row-major.
 *
 * `broadcast` is the adjoint of `sum`, so both live here. Sums run in ascending order of the axis, whatever `outer` and `inner` are.
 *
 * Local mutation, invisible from outside.
 */

/** `outₒᵢ = Σᵣ xₒᵣᵢ`; 0 over an empty axis. */
export const sum = (x: Float64Array, outer: number, reduced: number, inner: number): Float64Array => {
  const out = new Float64Array(outer * inner)
  let at = 0
  if (inner === 1) {
    for (let o = 0; o < outer; o++) {
      let total = 0
      for (let r = 0; r < reduced; r++) total += x[at++]
      out[o] = total
    }
    return out
  }
  // Row by row, so that memory is read in order.
  for (let o = 0; o < outer; o++) {
    const start = o * inner
    const end = start + inner
    for (let r = 0; r < reduced; r++) {
      let i = start
      for (; i + 4 <= end; i += 4, at += 4) {
        out[i] += x[at]
        out[i + 1] += x[at + 1]
        out[i + 2] += x[at + 2]
        out[i + 3] += x[at + 3]
      }
      for (; i < end; i++) out[i] += x[at++]
    }
  }
  return out
}

/** The sum of equal numbers, with the bits of adding them one after another. */
export const sumOfEqual = (x: number, count: number): number => {
  if (Number.isInteger(x) && Math.abs(x) * count <= 2 ** 53) return x * count + 0
  let total = 0
  for (let i = 0; i < count; i++) total += x
  return total
}

/** `outₒᵢ = maxᵣ xₒᵣᵢ`; NaN wins, 0 is above −0, −∞ over an empty axis. */
export const max = (x: Float64Array, outer: number, reduced: number, inner: number): Float64Array => {
  const out = new Float64Array(outer * inner).fill(-Infinity)
  let at = 0
  for (let o = 0; o < outer; o++) {
    const start = o * inner
    const end = start + inner
    for (let r = 0; r < reduced; r++) for (let i = start; i < end; i++) out[i] = Math.max(out[i], x[at++])
  }
  return out
}

/** `outₒᵢ` = the first `r` with the largest `xₒᵣᵢ`; NaN counts as largest; 0 over an empty axis. */
export const argmax = (x: Float64Array, outer: number, reduced: number, inner: number): Float64Array => {
  const out = new Float64Array(outer * inner)
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const start = o * reduced * inner + i
      let best = 0
      let largest = reduced > 0 ? x[start] : 0
      // Nothing is larger than a NaN, and the first of them stays.
      for (let r = 1; r < reduced && largest === largest; r++) {
        const value = x[start + r * inner]
        if (!(value <= largest)) {
          best = r
          largest = value
        }
      }
      out[o * inner + i] = best
    }
  }
  return out
}

/** `outₒᵣᵢ = xₒᵢ` for every `r < repeats`: the adjoint of `sum`. */
export const broadcast = (x: Float64Array, outer: number, repeats: number, inner: number): Float64Array => {
  const out = new Float64Array(outer * repeats * inner)
  const block = repeats * inner
  if (block === 0) return out
  for (let o = 0; o < outer; o++) {
    const start = o * block
    if (inner === 1) {
      const value = x[o]
      for (let at = start; at < start + block; at++) out[at] = value
    } else {
      for (let i = 0; i < inner; i++) out[start + i] = x[o * inner + i]
      for (let done = inner; done < block; done *= 2) {
        out.copyWithin(start + done, start, start + Math.min(done, block - done))
      }
    }
  }
  return out
}
