/**
 * Sums along one axis, in one order that depends on the number of terms only.
 *
 * **Law** The terms are divided into blocks of 256; the last block may be shorter. Within a block, term `t` is added to lane `t mod 8`. The lanes
 * start at 0, take their terms in ascending order, and are then combined: `lᵢ + lᵢ₊₄`, `lᵢ + lᵢ₊₂`, `l₀ + l₁`. The sums of the blocks are added in
 * neighbouring pairs, level by level; a block without a neighbour moves up unchanged. (`docs/decisions/summation-order.md`)
 *
 * Therefore vector instructions of 2, 4 or 8 lanes give the same bits, and so do threads that divide the blocks. The rounding error grows with
 * `256/8 + log₂ n`, not with n.
 *
 * Every shape is treated as [outer, axis, inner], contiguous and row-major; the order is the same for every `outer` and `inner`.
 *
 * Local mutation, invisible from outside.
 */

const LANES = 8

/** The number of terms of a block */
const BLOCK = 256

/** The sum of `count ≤ BLOCK` elements from `start`, `stride` apart. */
const block = (x: Float64Array, start: number, stride: number, count: number): number => {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  let e = 0
  let f = 0
  let g = 0
  let h = 0
  let at = start
  let left = count
  for (; left >= LANES; left -= LANES) {
    a += x[at]
    at += stride
    b += x[at]
    at += stride
    c += x[at]
    at += stride
    d += x[at]
    at += stride
    e += x[at]
    at += stride
    f += x[at]
    at += stride
    g += x[at]
    at += stride
    h += x[at]
    at += stride
  }
  if (left > 0) {
    a += x[at]
    if (left > 1) b += x[(at += stride)]
    if (left > 2) c += x[(at += stride)]
    if (left > 3) d += x[(at += stride)]
    if (left > 4) e += x[(at += stride)]
    if (left > 5) f += x[(at += stride)]
    if (left > 6) g += x[(at += stride)]
  }
  return a + e + (c + g) + (b + f + (d + h))
}

/** Adds neighbouring rows of `width` numbers in place, level by level. The first row becomes the total. */
const pairwise = (rows: Float64Array, count: number, width: number): void => {
  for (let step = 1; step < count; step *= 2)
    for (let row = 0; row + step < count; row += 2 * step)
      for (let i = 0, to = row * width, from = (row + step) * width; i < width; i++) rows[to++] += rows[from++]
}

/** `outₒᵢ = Σᵣ xₒᵣᵢ`; 0 over an empty axis. */
export const sum = (x: Float64Array, outer: number, reduced: number, inner: number): Float64Array => {
  const out = new Float64Array(outer * inner)
  const blocks = Math.ceil(reduced / BLOCK)
  // All columns of a block come before the next block, so that each fetched cache line is used whole.
  const sums = blocks > 1 ? new Float64Array(blocks * inner) : out
  for (let o = 0; o < outer; o++) {
    const first = blocks > 1 ? 0 : o * inner
    for (let b = 0, at = first; b < blocks; b++) {
      const start = (o * reduced + b * BLOCK) * inner
      const count = Math.min(BLOCK, reduced - b * BLOCK)
      for (let i = 0; i < inner; i++) sums[at++] = block(x, start + i, inner, count)
    }
    if (blocks > 1) {
      pairwise(sums, blocks, inner)
      for (let i = 0; i < inner; i++) out[o * inner + i] = sums[i]
    }
  }
  return out
}

/** `0 + x + … + x` with `count` terms, one after another. */
const chain = (x: number, count: number): number => {
  let total = 0
  for (let i = 0; i < count; i++) total += x
  return total
}

/** The sum of a block of equal numbers. */
const equalBlock = (x: number, count: number): number => {
  const rounds = Math.floor(count / LANES)
  const lane = (i: number): number => chain(x, i < count % LANES ? rounds + 1 : rounds)
  return lane(0) + lane(4) + (lane(2) + lane(6)) + (lane(1) + lane(5) + (lane(3) + lane(7)))
}

/** The sum of `count` equal numbers: the bits of `sum` of an array of them. A complete tree of equal blocks only doubles, which is exact. */
export const sumOfEqual = (x: number, count: number): number => {
  if (count <= BLOCK) return equalBlock(x, count)
  const blocks = Math.ceil(count / BLOCK)
  // The left half of the tree has the largest power of two below the number of blocks.
  let left = 1
  while (2 * left < blocks) left *= 2
  return equalBlock(x, BLOCK) * left + sumOfEqual(x, count - left * BLOCK)
}
