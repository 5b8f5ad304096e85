/**
 * What happens to files: bits flip, ends are cut off, bytes are put in, left out, repeated or taken from elsewhere, and numbers become hostile ones.
 */
import fc from 'fast-check'

/** One damage; where it strikes is a fraction of the length, so that it means something for files of any length. */
type Damage = (bytes: Uint8Array) => Uint8Array

const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]))

const place: fc.Arbitrary<number> = fc.oneof(
  // Formats say in their first bytes what is to come.
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 24 }).map((at) => -at - 1) },
  // Small numbers are not more likely than others, or all damage would be at the beginning.
  { weight: 3, arbitrary: fc.noBias(fc.nat({ max: 2 ** 30 })).map((n) => n / 2 ** 30) },
)

/** A place of a file: negative for one counted from its beginning. */
const at = (bytes: Uint8Array, where: number): number =>
  Math.min(bytes.length, where < 0 ? -where - 1 : Math.floor(where * (bytes.length + 1)))

const span = (bytes: Uint8Array, a: number, b: number): readonly [number, number] => {
  const [from, to] = [at(bytes, a), at(bytes, b)]
  return from < to ? [from, to] : [to, from]
}

const word = (value: bigint, width: 1 | 2 | 4 | 8, little: boolean): Uint8Array => {
  const eight = new Uint8Array(8)
  new DataView(eight.buffer).setBigUint64(0, BigInt.asUintN(64, value), little)
  return little ? eight.subarray(0, width) : eight.subarray(8 - width)
}

const hostile = [
  0n,
  1n,
  2n,
  7n,
  127n,
  128n,
  255n,
  256n,
  65_535n,
  1n << 20n,
  (1n << 31n) - 1n,
  1n << 31n,
  (1n << 32n) - 1n,
  1n << 53n,
  1n << 60n,
  (1n << 63n) - 1n,
  1n << 63n,
  (1n << 64n) - 1n,
]

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.tuple(place, fc.nat({ max: 7 })).map(([where, bit]): Damage => (bytes) => {
    const i = at(bytes, where)
    return bytes.map((byte, j) => (i === j ? byte ^ (1 << bit) : byte))
  }),
  fc.tuple(place, fc.nat({ max: 255 })).map(([where, value]): Damage => (bytes) => {
    const i = at(bytes, where)
    return bytes.map((byte, j) => (i === j ? value : byte))
  }),
  place.map(
    (where): Damage =>
      (bytes) =>
        bytes.slice(0, at(bytes, where)),
  ),
  fc.tuple(place, place).map(([a, b]): Damage => (bytes) => {
    const [from, to] = span(bytes, a, b)
    return joined(bytes.subarray(0, from), bytes.subarray(to))
  }),
  fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 16 })).map(([where, more]): Damage => (bytes) => {
    const i = at(bytes, where)
    return joined(bytes.subarray(0, i), more, bytes.subarray(i))
  }),
  fc.tuple(place, place, place).map(([a, b, where]): Damage => (bytes) => {
    const [from, to] = span(bytes, a, b)
    const i = at(bytes, where)
    return joined(bytes.subarray(0, i), bytes.subarray(from, Math.min(to, from + 256)), bytes.subarray(i))
  }),
  fc
    .tuple(place, fc.constantFrom(...hostile), fc.constantFrom(1, 2, 4, 8), fc.boolean())
    .map(([where, value, width, little]): Damage => (bytes) => {
      const i = at(bytes, where)
      const written = word(value, width, little)
      return joined(bytes.subarray(0, i), written, bytes.subarray(i + written.length))
    }),
)

/** A file after one to three damages. */
export const damaged = (files: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(files, fc.array(damage, { minLength: 1, maxLength: 3 }))
    .map(([bytes, all]) => all.reduce((each, happens) => happens(each), bytes))
