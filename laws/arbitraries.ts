/**
 * Arbitrary cases for laws: numbers, shapes, tensors, records.
 *
 * Numbers are finite and well scaled by default, and include special cases: zeros, ones, negative numbers, ties. Extremes (∞, NaN, the smallest and
 * largest numbers) are optional.
 */
import { knownOptions, integer } from '../src/codec/Options.js'
import * as fc from 'fast-check'
import { entries, mapTree } from '../src/tensor/Params.js'
import { sizeOf, type Shape } from '../src/tensor/Shape.js'
import { fromArray } from '../src/operation/Construct.js'
import { shape as shapeOf, type AnyTensor, type Tensor } from '../src/tensor/Value.js'
import type { Sizes } from '../src/operation/Construct.js'

const span = 2 ** 20

/**
 * Well-scaled numbers from −4 to 4: with all digits, or multiples of a quarter, so that ties occur. They shrink to multiples of a quarter, and to 0.
 *
 * @category numbers
 */
export const number: fc.Arbitrary<number> = fc.oneof(
  { withCrossShrink: true },
  { weight: 1, arbitrary: fc.integer({ min: -16, max: 16 }).map((k) => k / 4) },
  { weight: 3, arbitrary: fc.integer({ min: -span, max: span }).map((k) => (k / span) * (11 / 3)) },
)

/**
 * Well-scaled numbers from `low` to `high`.
 *
 * @category numbers
 */
export const between = (low: number, high: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: span }).map((k) => low + ((high - low) * k) / span)

/**
 * Well-scaled numbers at a distance from some points, such as the kinks of a function.
 *
 * @category numbers
 */
export const awayFrom = (points: readonly number[], margin = 1 / 8): fc.Arbitrary<number> =>
  number.filter((x) => points.every((p) => Math.abs(x - p) >= margin))

/**
 * The limits of arithmetic: infinities, NaN, both zeros, the smallest and the largest numbers.
 *
 * @category numbers
 */
export const extreme: fc.Arbitrary<number> = fc.oneof(
  number,
  fc.constantFrom(
    0,
    -0,
    Infinity,
    -Infinity,
    NaN,
    Number.MIN_VALUE,
    -Number.MIN_VALUE,
    Number.MAX_VALUE,
    -1e300,
    1e-300,
  ),
)

/** Bounds of the rank and the axis sizes of a drawn shape. */
export interface ShapeOptions {
  readonly minRank?: number
  readonly maxRank?: number
  readonly minSize?: number
  readonly maxSize?: number
}

/**
 * Shapes, small: by default up to three axes of one to three elements.
 *
 * @category shapes
 */
export const shape = (options: ShapeOptions = {}): fc.Arbitrary<Shape> => {
  const size = integer(0)
  const known = { minRank: size, maxRank: size, minSize: size, maxSize: size }
  const { minRank = 0, maxRank = 3, minSize = 1, maxSize = 3 } = knownOptions('laws.arbitrary.shape', known, options)
  return fc.array(fc.integer({ min: minSize, max: maxSize }), { minLength: minRank, maxLength: maxRank })
}

/**
 * Tensors of a shape, with elements from `number` by default.
 *
 * @example
 * fc.sample(tensor([2, 3]), 1).map(T.shape) // => [[2, 3]]
 *
 * @category tensors
 */
export const tensor = <const S extends Shape>(
  sizes: S,
  element: fc.Arbitrary<number> = number,
): fc.Arbitrary<Tensor<Sizes<S>>> =>
  fc.array(element, { minLength: sizeOf(sizes), maxLength: sizeOf(sizes) }).map((flat) => fromArray<S>(flat, sizes))

/**
 * Tensors whose elements differ by at least an eighth: away from the kinks of every comparison.
 *
 * @category tensors
 */
export const distinct = <const S extends Shape>(sizes: S): fc.Arbitrary<Tensor<Sizes<S>>> => {
  const count = sizeOf(sizes)
  return fc
    .record({
      places: fc.uniqueArray(fc.integer({ min: -24, max: 24 }), { minLength: count, maxLength: count }),
      // The elements are at least a quarter apart, minus at most an eighth.
      offsets: fc.array(between(-1 / 16, 1 / 16), { minLength: count, maxLength: count }),
    })
    .map(({ places, offsets }) =>
      fromArray<S>(
        places.map((p, i) => p / 4 + offsets[i]),
        sizes,
      ),
    )
}

/**
 * Two tensors of shapes that broadcast.
 *
 * @category tensors
 */
export const broadcastable: fc.Arbitrary<readonly [AnyTensor, AnyTensor]> = shape({ maxRank: 3 }).chain((full) => {
  const part = fc
    .record({ from: fc.nat({ max: full.length }), ones: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }) })
    .map(({ from, ones }) => full.map((d, i) => (ones[i] ? 1 : d)).slice(from))
  return fc.tuple(
    part.chain((s) => tensor(s)),
    tensor(full),
  )
})

/**
 * Records with the structure and shapes of a given one.
 *
 * @example
 * fc.sample(like({ w: T.zeros([2]) }), 1).map((p) => T.shape(p.w)) // => [[2]]
 *
 * @category records
 */
export const like = <P>(given: P, element: fc.Arbitrary<number> = number): fc.Arbitrary<P> => {
  const leaves = Object.fromEntries(entries(given).map(([path, x]) => [path, tensor(shapeOf(x), element)]))
  return fc.record(leaves).map((drawn) => mapTree('laws', (_, path) => drawn[path], given) as P)
}

/** A record of tensors, up to three levels deep. */
export type Record = AnyTensor | readonly Record[] | { readonly [key: string]: Record }

/**
 * Parameter records of any structure: records and tuples of small tensors.
 *
 * @category records
 */
export const records: fc.Arbitrary<Record> = fc.letrec<{ readonly tree: Record }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    shape({ maxRank: 2 }).chain((s) => tensor(s)),
    fc.dictionary(fc.constantFrom('weight', 'bias', 'a', 'b', 'hidden', '10', '9'), tie('tree'), { maxKeys: 3 }),
    fc.array(tie('tree'), { maxLength: 3 }),
  ),
})).tree
