/**
 * Random keys. A seed is an immutable key: the same seed always gives the same numbers.
 *
 * `split` derives new keys by hashing a key with an index; `uniform`, `normal` and `permutation` draw from the start of a stream that belongs to the key
 * (xoroshiro128+, by pure-rand). Draw from the leaves of the tree of keys, from each key once, and give every consumer its own key.
 *
 * The hash is a Feistel network on the halves of a 64-bit key, a bijection: the children of a key are distinct. Two of n
 * keys across the tree collide with a probability of about n²/2⁶⁵.
 *
 * Laws (`laws/seed.ts`): the same seed draws the same; the keys of a split tree are distinct; a permutation holds each index once.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import { fail } from '../tensor/Errors.js'
import { MOST_IN_ARRAYS, roomFor } from '../tensor/Room.js'
import { shapeFrom, type Shape } from '../tensor/Shape.js'
import { plain, type AnyTensor, type Tensor } from '../tensor/Value.js'
import { describe, number as expectNumber } from '../tensor/Expect.js'

/**
 * A key of 64 bits, in two halves.
 *
 * @category model
 */
export interface Seed {
  readonly high: number
  readonly low: number
  /** Set for an unknown seed, see `unknown`; its draws are unknown too. */
  readonly unknown?: Unknown
}

/** The source of an unknown seed's draws. */
interface Unknown {
  readonly from: (root: Seed) => Seed
  readonly draw: (of: Shape, make: Seeded<AnyTensor>) => AnyTensor
}

/**
 * A function of a seed.
 *
 * @category model
 */
export type Seeded<A> = (seed: Seed) => A

/** A mixing of 32 bits in which each input bit affects each output bit (the finaliser of MurmurHash3). */
const mix = (x: number): number => {
  const a = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  const b = Math.imul(a ^ (a >>> 13), 0xc2b2ae35)
  return (b ^ (b >>> 16)) >>> 0
}

/** One constant per use of the hash, so that children and streams of a key are independent. */
const asChild = 0x9e3779b9
const asStream = 0x7f4a7c15
const asNumber = 0x243f6a88

const rounds = [0, 1, 2, 3, 4, 5] as const

const hash = (high: number, low: number, use: number): Seed =>
  rounds.reduce<Seed>(
    (half, round) => ({
      high: half.low,
      low: (half.high ^ mix((half.low + Math.imul(use, round + 1)) >>> 0)) >>> 0,
    }),
    { high: high >>> 0, low: low >>> 0 },
  )

/** Refuses a value that is not an integer in a range. */
const whole = (operation: string, what: string, n: number, most: number): void => {
  if (!(Number.isInteger(n) && n >= 0 && n <= most))
    fail(operation, `${what}, a whole number from 0 to ${most}`, String(n))
}

/** The largest number of keys at once: about 1 GB. */
const MOST_KEYS = 2 ** 24

/**
 * A seed from a number; distinct numbers give distinct seeds. 0 and −0 are the same.
 *
 * - **Errors** a `NablaError` when the number is not finite.
 *
 * @example
 * Seed.fromNumber(1) // => Seed.fromNumber(1)
 *
 * @category constructors
 */
export const fromNumber = (n: number): Seed => {
  if (!Number.isFinite(n)) return fail('Seed.fromNumber', 'a finite number', String(n))
  const bits = new DataView(new ArrayBuffer(8))
  // The sum is 0 for −0.
  bits.setFloat64(0, n + 0)
  return hash(bits.getUint32(0), bits.getUint32(4), asNumber)
}

/**
 * An unknown seed, for a function that is staged: draws from it and its children come from `draw`, which receives the shape and the function from the
 * seed to the draw.
 *
 * @category constructors
 */
export const unknown = (draw: Unknown['draw']): Seed => notYet((root) => root, draw)

/** Checks a seed, for callers without types: a number in its place would always give the same draws. */
const expectSeed = (operation: string, seed: Seed): Seed => {
  const { high, low, unknown: later } = ((seed as Seed | null | undefined) ?? {}) as Partial<Seed>
  return later !== undefined || (Number.isInteger(high) && Number.isInteger(low))
    ? seed
    : fail(operation, 'a seed, such as Seed.fromNumber(7)', describe(seed))
}

const notYet = (from: Unknown['from'], draw: Unknown['draw']): Seed => ({
  high: NaN,
  low: NaN,
  unknown: { from, draw },
})

/** Draws from a seed, or from the source of an unknown one. */
const drawn =
  <S extends Shape>(operation: string, sizes: Shape, make: Seeded<Tensor<S>>): Seeded<Tensor<S>> =>
  (seed) => {
    const { unknown: later } = expectSeed(operation, seed)
    return later === undefined
      ? make(seed)
      : (later.draw(sizes, (root) => make(later.from(root)) as unknown as AnyTensor) as unknown as Tensor<S>)
  }

/**
 * The child of a key at an index; distinct indices give distinct keys.
 *
 * - **Errors** a `NablaError` when the index is no whole number from 0 to 2⁵³ − 1.
 *
 * @example
 * Seed.child(1)(Seed.fromNumber(7)) // => Seed.split(2)(Seed.fromNumber(7))[1]
 *
 * @category combinators
 */
export const child = (index: number): ((seed: Seed) => Seed) => {
  expectNumber('Seed.child', index)

  whole('Seed.child', 'an index', index, Number.MAX_SAFE_INTEGER)
  const upper = Math.floor(index / 2 ** 32)
  const of = (seed: Seed): Seed => {
    const { unknown: later } = expectSeed('Seed.child', seed)
    return later === undefined
      ? hash(seed.high ^ upper, seed.low ^ index, asChild)
      : notYet((root) => of(later.from(root)), later.draw)
  }
  return of
}

/** The type of n keys: a tuple if n is a literal. */
type Keys<N extends number, Out extends readonly Seed[] = []> = number extends N
  ? readonly Seed[]
  : `${N}` extends `-${string}` | `${string}.${string}` | `${string}e${string}`
    ? readonly Seed[]
    : Out['length'] extends N
      ? Readonly<Out>
      : Out['length'] extends 64
        ? readonly Seed[]
        : Keys<N, [...Out, Seed]>

/**
 * The first n children of a key, all distinct.
 *
 * - **Shape** of the result: a tuple of n keys where n is written out (up to 64), else an array.
 * - **Errors** a `NablaError` when n is no whole number from 0 to 2²⁴.
 *
 * @example
 * const [weights, noise] = Seed.split(2)(Seed.fromNumber(7))
 * weights // => Seed.child(0)(Seed.fromNumber(7))
 * noise // => Seed.child(1)(Seed.fromNumber(7))
 *
 * @category combinators
 */
export const split = <const N extends number>(n: N): ((seed: Seed) => Keys<N>) => {
  whole('Seed.split', 'how many keys', n, MOST_KEYS)
  return (seed) => Array.from({ length: n }, (_, i) => child(i)(seed)) as readonly Seed[] as Keys<N>
}

const generator = (seed: Seed) => {
  const first = hash(seed.high, seed.low, asStream)
  const second = hash(first.high, first.low ^ 1, asStream)
  // The state must not be all zeros, which has a probability of 2⁻¹⁰⁸ for a million keys.
  return xoroshiro128plusFromState([first.high | 0, first.low | 0, second.high | 0, second.low | 1])
}

/**
 * Independent draws from the uniform distribution on [low, high).
 *
 * - **Errors** a `NablaError` when the ends are not finite, in the wrong order, or farther apart than a number can say.
 *
 * @example
 * const x = pipe(Seed.fromNumber(7), Seed.uniform([2, 3], -1, 1))
 * T.shape(x) // => [2, 3]
 *
 * @category generators
 */
export const uniform = <const S extends Shape>(
  shape: S,
  low = 0,
  high = 1,
): Seeded<Tensor<{ -readonly [K in keyof S]: S[K] }>> => {
  const sizes = shapeFrom('Seed.uniform', shape)
  if (!(low <= high && Number.isFinite(high - low)))
    fail('Seed.uniform', 'a low end and a high end of a finite range', `${String(low)} and ${String(high)}`)
  return drawn<{ -readonly [K in keyof S]: S[K] }>('Seed.uniform', sizes, (known) => {
    const random = generator(known)
    const draw = (): number => {
      const x = low + (high - low) * uniformFloat64(random)
      // In a narrow range the sum may round up to the excluded end.
      return x === high ? low : x
    }
    return plain(sizes, Float64Array.from({ length: roomFor('Seed.uniform', sizes) }, draw))
  })
}

/**
 * Independent draws from the normal distribution, by the Box–Muller method.
 *
 * - **Errors** a `NablaError` when the mean or the deviation is not finite, or the deviation negative.
 *
 * @example
 * const x = pipe(Seed.fromNumber(7), Seed.normal([1000]))
 * Math.abs(T.toNumber(T.mean(x))) < 0.2 // => true
 *
 * @category generators
 */
export const normal = <const S extends Shape>(
  shape: S,
  mean = 0,
  deviation = 1,
): Seeded<Tensor<{ -readonly [K in keyof S]: S[K] }>> => {
  const sizes = shapeFrom('Seed.normal', shape)
  if (!(Number.isFinite(mean) && Number.isFinite(deviation) && deviation >= 0))
    fail(
      'Seed.normal',
      'a finite mean and a finite deviation of at least 0',
      `${String(mean)} and ${String(deviation)}`,
    )
  return drawn<{ -readonly [K in keyof S]: S[K] }>('Seed.normal', sizes, (known) => {
    const random = generator(known)
    const draw = (): number => {
      // 1 − u is in (0, 1], so the logarithm is finite.
      const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(random)))
      return mean + deviation * radius * Math.cos(2 * Math.PI * uniformFloat64(random))
    }
    return plain(sizes, Float64Array.from({ length: roomFor('Seed.normal', sizes) }, draw))
  })
}

/**
 * The numbers from 0 to n − 1 in uniformly random order (Fisher–Yates).
 *
 * - **Errors** a `NablaError` when n is no whole number from 0 to 2³² − 1, and for the seed of a staged function.
 *
 * @example
 * pipe(Seed.fromNumber(7), Seed.permutation(5)).slice().sort() // => [0, 1, 2, 3, 4]
 *
 * @category generators
 */
export const permutation = (n: number): ((seed: Seed) => readonly number[]) => {
  expectNumber('Seed.permutation', n)

  whole('Seed.permutation', 'how many numbers', n, MOST_IN_ARRAYS)
  return (seed) => {
    if (expectSeed('Seed.permutation', seed).unknown !== undefined)
      return fail('Seed.permutation', 'a seed that is known', 'one of a staged function: draw a tensor instead')
    // Local mutation, invisible from outside.
    const random = generator(seed)
    const order = Array.from({ length: n }, (_, i) => i)
    for (let i = n - 1; i > 0; i--) {
      const j = uniformInt(random, 0, i)
      const swapped = order[i]
      order[i] = order[j]
      order[j] = swapped
    }
    return order
  }
}
