/**
 * Maxima and copies along one axis. Every shape is treated as [outer, axis, inner], contiguous and row-major.
 *
 * Local mutation, invisible from outside.
 */

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
      // A NaN counts as the largest; the first one is kept.
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
