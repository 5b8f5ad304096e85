/**
 * A hash of all rows of a data set, to detect changed data when a run is resumed.
 */
import { entries } from '../tensor/Params.js'
import { bytesOf, dense, shape, type AnyTensor } from '../tensor/Value.js'
import type { Dataset } from './Dataset.js'

/** The number of 32-bit lanes that are hashed side by side, for instruction-level parallelism. */
const LANES = 8

/** Odd multipliers, so that products are bijective: those of xxHash. */
const [P, Q] = [0x9e3779b1 | 0, 0x85ebca77 | 0]

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** An array of numbers as 32-bit words, little-endian, padded with zeros. */
const wordsOf = (data: Float64Array | Uint8Array): Uint32Array => {
  const { buffer, byteOffset, byteLength } = data
  if (isLittleEndian && byteOffset % 4 === 0 && byteLength % 4 === 0)
    return new Uint32Array(buffer, byteOffset, byteLength / 4)
  const size = data.BYTES_PER_ELEMENT
  const bytes = new Uint8Array(buffer, byteOffset, byteLength)
  const copy = new Uint8Array(4 * Math.ceil(byteLength / 4))
  // Local mutation, invisible from outside.
  if (isLittleEndian) copy.set(bytes)
  else bytes.forEach((byte, i) => (copy[i - (i % size) + size - 1 - (i % size)] = byte))
  const view = new DataView(copy.buffer)
  return isLittleEndian
    ? new Uint32Array(copy.buffer)
    : Uint32Array.from({ length: copy.length / 4 }, (_, i) => view.getUint32(4 * i, true))
}

/** The lanes after some words: `hᵢ ← rotate(P · (hᵢ ⊕ w))`. Each step is bijective, so a change of a single word always changes the hash. */
const absorb = (state: Int32Array, words: Uint32Array): void => {
  // Local mutation, invisible from outside: the lanes are variables, which stay in registers.
  let [a, b, c, d, e, f, g, h] = state
  const whole = words.length - (words.length % LANES)
  for (let i = 0; i < whole; i += LANES) {
    a = Math.imul(a ^ words[i], P)
    b = Math.imul(b ^ words[i + 1], P)
    c = Math.imul(c ^ words[i + 2], P)
    d = Math.imul(d ^ words[i + 3], P)
    e = Math.imul(e ^ words[i + 4], P)
    f = Math.imul(f ^ words[i + 5], P)
    g = Math.imul(g ^ words[i + 6], P)
    h = Math.imul(h ^ words[i + 7], P)
    a = (a << 13) | (a >>> 19)
    b = (b << 13) | (b >>> 19)
    c = (c << 13) | (c >>> 19)
    d = (d << 13) | (d >>> 19)
    e = (e << 13) | (e >>> 19)
    f = (f << 13) | (f >>> 19)
    g = (g << 13) | (g >>> 19)
    h = (h << 13) | (h >>> 19)
  }
  state.set([a, b, c, d, e, f, g, h])
  for (let i = whole; i < words.length; i++) {
    const mixed = Math.imul(state[i - whole] ^ words[i], P)
    state[i - whole] = (mixed << 13) | (mixed >>> 19)
  }
}

/** The finalizer of MurmurHash3: bijective, and each bit of the result depends on each bit of the argument. */
const mixed = (x: number): number => {
  const y = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  const z = Math.imul(y ^ (y >>> 13), 0xc2b2ae35)
  return z ^ (z >>> 16)
}

/** 128 bits from the lanes: each lane is mixed into all that follow it, forwards and then backwards, in bijective steps. */
const digest = (state: Int32Array): string => {
  // Local mutation, invisible from outside.
  const lanes = Int32Array.from(state)
  for (let i = 1; i < LANES; i++) lanes[i] = mixed(lanes[i] ^ Math.imul(lanes[i - 1], Q))
  for (let i = LANES - 2; i >= 0; i--) lanes[i] = mixed(lanes[i] ^ Math.imul(lanes[i + 1], Q))
  return Array.from({ length: 4 }, (_, i) =>
    (mixed(lanes[i] ^ Math.imul(lanes[i + 4], P)) >>> 0).toString(16).padStart(8, '0'),
  ).join('')
}

const absorbTensor = (state: Int32Array, x: AnyTensor): void => {
  const sizes: readonly number[] = shape(x)
  const bytes = bytesOf(x)
  absorb(state, Uint32Array.of(sizes.length, ...sizes, bytes === undefined ? 8 : 1))
  absorb(state, wordsOf(bytes ?? dense(x, 'Data.fingerprint')))
}

/** The number of rows that are taken at once from a data set that is not in memory. */
const BLOCK = 1024

/**
 * A hash of a data set, as 32 hexadecimal digits: it changes with the number of rows, the shapes and any number. It detects changed data and is not
 * cryptographic.
 *
 * The numbers are distributed as 32-bit words over eight lanes, `hᵢ ← rotate₁₃(P · (hᵢ ⊕ w))`, which are mixed into 128 bits at the end. It is the same on every machine.
 *
 * @example
 * const points = (x: number) => Data.fromTensors(T.tensor([[1], [2], [x]]), T.tensor([[10], [20], [30]]))
 * Data.fingerprint(points(3)) === Data.fingerprint(points(3)) // => true
 * Data.fingerprint(points(3)) === Data.fingerprint(points(4)) // => false
 *
 * @category destructors
 */
export const fingerprint = <I, T>({ count, resident, take }: Dataset<I, T>): string => {
  // Local mutation, invisible from outside.
  const state = Int32Array.from({ length: LANES }, (_, i) => mixed(P + i))
  absorb(state, Uint32Array.of(count))
  if (resident !== undefined) resident.tensors.forEach((x) => absorbTensor(state, x))
  else
    for (let from = 0; from < count; from += BLOCK) {
      const rows = take(Array.from({ length: Math.min(BLOCK, count - from) }, (_, i) => from + i))
      entries(rows, 'Data.fingerprint').forEach(([, x]) => absorbTensor(state, x))
    }
  return digest(state)
}
