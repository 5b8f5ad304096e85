/** What the kernel tests share: small arrays to try, and results written down element by element. */
import * as fc from 'fast-check'

/** A size, often 0 or 1. */
export const size = (max: number): fc.Arbitrary<number> =>
  fc.oneof({ weight: 1, arbitrary: fc.constantFrom(0, 1) }, { weight: 4, arbitrary: fc.integer({ min: 0, max }) })

export const anyNumber: fc.Arbitrary<number> = fc.oneof(
  { weight: 3, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1, -1, NaN, Infinity, -Infinity) },
)

export const elements = (length: number, entry: fc.Arbitrary<number> = anyNumber): fc.Arbitrary<Float64Array> =>
  fc.array(entry, { minLength: length, maxLength: length }).map((xs) => Float64Array.from(xs))

export const naive = (length: number, element: (at: number) => number): Float64Array =>
  Float64Array.from({ length }, (_, at) => element(at))

/** The elements along the middle axis that belong to element `at` of the reduced result. */
export const terms = (x: Float64Array, middle: number, inner: number, at: number): ReadonlyArray<number> => {
  const i = at % inner
  const o = (at - i) / inner
  return Array.from({ length: middle }, (_, r) => x[(o * middle + r) * inner + i])
}

/** Three sizes and an array of that shape. */
export const block = (entry: fc.Arbitrary<number> = anyNumber, middle = 6) =>
  fc.record({ outer: size(4), middle: size(middle), inner: size(9) }).chain(({ outer, middle, inner }) =>
    fc.record({
      outer: fc.constant(outer),
      middle: fc.constant(middle),
      inner: fc.constant(inner),
      x: elements(outer * middle * inner, entry),
    }),
  )
