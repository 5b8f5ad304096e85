/**
 * Kernels that move elements and compute nothing: transpose, slice, concat, take; and their adjoints `pad` and `scatterAdd`.
 * An axis is seen in the middle of [outer, axis, inner], contiguous and row-major. Sizes and indices are validated by callers.
 *
 * Local mutation, invisible from outside.
 */

/** `out[i_π(0), i_π(1), …] = x[i₀, i₁, …]`: axis `d` of the result is axis `permutation[d]` of `x`. */
export const transpose = (
  x: Float64Array,
  shape: ReadonlyArray<number>,
  permutation: ReadonlyArray<number>,
): Float64Array => {
  if (x.length === 0) return new Float64Array(0)
  const axes = walk(shape, permutation)
  if (axes.length <= 1) return x.slice()
  const out = new Float64Array(x.length)
  const rows = axes[axes.length - 2]
  const columns = axes[axes.length - 1]
  const outer = axes.slice(0, -2)
  const counter = outer.map(() => 0)
  const area = rows.size * columns.size
  for (let at = 0, from = 0; at < out.length; at += area) {
    plane(x, from, rows, columns, out, at)
    for (let d = outer.length - 1; d >= 0; d--) {
      from += outer[d].stride
      if (++counter[d] < outer[d].size) break
      from -= outer[d].stride * outer[d].size
      counter[d] = 0
    }
  }
  return out
}

/** How to walk through `x` along one axis of the result. */
interface Axis {
  readonly size: number
  readonly stride: number
}

/** The axes of the result, as walked in `x`: without those of size 1, and neighbours that stay neighbours merged into one. */
const walk = (shape: ReadonlyArray<number>, permutation: ReadonlyArray<number>): ReadonlyArray<Axis> => {
  const strides = shape.map((_, d) => shape.slice(d + 1).reduce((product, size) => product * size, 1))
  const axes: Array<Axis> = []
  for (const d of permutation) {
    const axis = { size: shape[d], stride: strides[d] }
    const last = axes[axes.length - 1]
    if (axis.size === 1) continue
    if (last !== undefined && last.stride === axis.size * axis.stride) {
      axes[axes.length - 1] = { size: last.size * axis.size, stride: axis.stride }
    } else axes.push(axis)
  }
  return axes
}

/** `outᵣ꜀ = x[from + r·rows.stride + c·columns.stride]`. */
const plane = (x: Float64Array, from: number, rows: Axis, columns: Axis, out: Float64Array, at: number): void => {
  const width = columns.size
  const step = columns.stride
  let r = 0
  // Neighbours in memory become neighbours in a column: four rows at a time, so that a line of cache read is used whole.
  if (rows.stride === 1) {
    for (; r + 4 <= rows.size; r += 4) {
      let o = at + r * width
      for (let c = 0, q = from + r; c < width; c++, q += step, o++) {
        out[o] = x[q]
        out[o + width] = x[q + 1]
        out[o + 2 * width] = x[q + 2]
        out[o + 3 * width] = x[q + 3]
      }
    }
  }
  for (; r < rows.size; r++) {
    let o = at + r * width
    for (let c = 0, q = from + r * rows.stride; c < width; c++, q += step) out[o++] = x[q]
  }
}

/** `outₒᵣᵢ = x[o, start + r, i]` for `start + r < end`. */
export const slice = (
  x: Float64Array,
  outer: number,
  size: number,
  inner: number,
  start: number,
  end: number,
): Float64Array => {
  const run = (end - start) * inner
  const out = new Float64Array(outer * run)
  for (let o = 0; o < outer; o++) copy(x, (o * size + start) * inner, out, o * run, run)
  return out
}

/** `out[o, before + r, i] = xₒᵣᵢ`, zeros around: the adjoint of `slice`. */
export const pad = (
  x: Float64Array,
  outer: number,
  size: number,
  inner: number,
  before: number,
  after: number,
): Float64Array => {
  const run = size * inner
  const block = (before + size + after) * inner
  const out = new Float64Array(outer * block)
  for (let o = 0; o < outer; o++) copy(x, o * run, out, o * block + before * inner, run)
  return out
}

/** One part of a concatenation: its elements, [outer, size, inner], and its size along the joined axis. */
export interface Part {
  readonly data: Float64Array
  readonly size: number
}

/** The parts one after the other along the middle axis. */
export const concat = (parts: ReadonlyArray<Part>, outer: number, inner: number): Float64Array => {
  const block = parts.reduce((total, part) => total + part.size, 0) * inner
  const out = new Float64Array(outer * block)
  let start = 0
  for (const { data, size } of parts) {
    const run = size * inner
    for (let o = 0; o < outer; o++) copy(data, o * run, out, o * block + start, run)
    start += run
  }
  return out
}

/** `outₒᵣᵢ = x[o, indicesᵣ, i]`. */
export const take = (
  x: Float64Array | Uint8Array,
  outer: number,
  size: number,
  inner: number,
  indices: Float64Array,
): Float64Array => {
  const count = indices.length
  const out = new Float64Array(outer * count * inner)
  for (let o = 0; o < outer; o++) {
    for (let r = 0; r < count; r++) copy(x, (o * size + indices[r]) * inner, out, (o * count + r) * inner, inner)
  }
  return out
}

/** `out[o, indicesᵣ, i] += xₒᵣᵢ` in ascending order of `r`, onto zeros: the adjoint of `take`. */
export const scatterAdd = (
  x: Float64Array,
  outer: number,
  indices: Float64Array,
  size: number,
  inner: number,
): Float64Array => {
  const out = new Float64Array(outer * size * inner)
  let from = 0
  for (let o = 0; o < outer; o++) {
    for (let r = 0; r < indices.length; r++) {
      const at = (o * size + indices[r]) * inner
      for (let i = 0; i < inner; i++) out[at + i] += x[from++]
    }
  }
  return out
}

/** A block copy has a fixed cost, worth it only for a long run. */
const LONG_RUN = 48

const copy = (x: Float64Array | Uint8Array, from: number, out: Float64Array, at: number, count: number): void => {
  if (count >= LONG_RUN) out.set(x.subarray(from, from + count), at)
  else for (let i = 0; i < count; i++) out[at + i] = x[from + i]
}
