/**
 * Laws of nested derivatives: each is with respect to its own variable, for every combination of modes.
 *
 * If an implementation confuses two variables (*perturbation confusion*), `d/dx [x · d/dy (x + y)]` is 2 instead of 1. Here this expression and similar ones
 * are checked at random points, to third order, under every nesting of the modes. All are polynomials of multiples of a quarter, so nothing is rounded.
 *
 * - **Source** J. Siskind and B. Pearlmutter, "Perturbation confusion and referential transparency", IFL 2005.
 */
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import * as D from '../src/Diff.js'
import { add, mul } from '../src/operation/Binary.js'
import { pow, square } from '../src/operation/Unary.js'
import { scalar, toNumber, type Scalar } from '../src/tensor/Value.js'
import { expecting, law, type LawSet } from './Law.js'
import { fail } from '../src/tensor/Errors.js'

type Fn = (x: Scalar) => Scalar

/**
 * A way to take the derivative of a function of one number.
 *
 * @category model
 */
export type Derive = (f: Fn) => Fn

/**
 * The modes of this library.
 *
 * @category cases
 */
export const modes: Readonly<Record<string, Derive>> = {
  forward: (f) => (x) => D.jvp(f)(x, scalar(1)).tangent,
  reverse: (f) => D.grad(f),
}

/** An expression that contains derivatives, and its known derivative. */
interface Relative {
  readonly statement: string
  readonly order: number
  /** The derivative of the whole expression, with the modes from the outermost to the innermost. */
  readonly found: (d: readonly Derive[], y: Scalar) => Fn
  readonly expected: (x: number, y: number) => number
}

const times =
  (b: Scalar): Fn =>
  (a) =>
    pipe(a, mul(b))
const plus =
  (b: Scalar): Fn =>
  (a) =>
    pipe(a, add(b))

const relatives = (stop: Fn): Readonly<Record<string, Relative>> => ({
  'the expression itself': {
    statement: 'd/dx [x · d/dy (x + y)] = 1',
    order: 2,
    found: ([outer, inner], at) => outer((x) => pipe(x, times(inner((y) => pipe(x, plus(y)))(at)))),
    expected: () => 1,
  },
  'a product': {
    statement: 'd/dx [x · d/dy (x · y)] = 2x',
    order: 2,
    found: ([outer, inner], at) => outer((x) => pipe(x, times(inner((y) => pipe(x, times(y)))(at)))),
    expected: (x) => 2 * x,
  },
  'at the outer variable': {
    statement: 'd/dx [d/dy (x · y²) at y = x] = 4x',
    order: 2,
    found: ([outer, inner]) => outer((x) => inner((y) => pipe(x, times(square(y))))(x)),
    expected: (x) => 4 * x,
  },
  'a constant of the inside': {
    statement: 'd/dx [x · d/dy x] = 0',
    order: 2,
    found: ([outer, inner], at) => outer((x) => pipe(x, times(inner(() => x)(at)))),
    expected: () => 0,
  },
  'an operation on the result': {
    statement: 'd/dx [(d/dy (y · x))²] = 2x',
    order: 2,
    found: ([outer, inner], at) => outer((x) => square(inner((y) => pipe(y, times(x)))(at))),
    expected: (x) => 2 * x,
  },
  'side by side': {
    statement: 'd/dx [d/dy (x · y) · d/dy (x · y²)] = 4xy',
    order: 2,
    found: ([outer, inner], at) =>
      outer((x) => pipe(inner((y) => pipe(x, times(y)))(at), times(inner((y) => pipe(x, times(square(y))))(at)))),
    expected: (x, y) => 4 * x * y,
  },
  'a closure that escapes': {
    statement: 'd/dx [s(x) + x] = 2, with s = d/dy (x · y)',
    order: 2,
    found: ([outer, inner]) =>
      outer((x) => {
        const slope = inner((y) => pipe(x, times(y)))
        return pipe(slope(x), plus(x))
      }),
    expected: () => 2,
  },
  'outer in inner': {
    statement: 'd/dx [d/dy (x² · y³) at y = x] = 12x³',
    order: 2,
    found: ([outer, inner]) => outer((x) => inner((y) => pipe(square(x), times(pow(3)(y))))(x)),
    expected: (x) => 12 * x ** 3,
  },
  'stop, twice': {
    statement: 'd²/dx² [stop(x) · x] = 0',
    order: 2,
    found: ([outer, inner]) => outer(inner((x) => pipe(stop(x), times(x)))),
    expected: () => 0,
  },
  'stop holds the outside': {
    statement: 'd/dx [x · d/dy (stop(x) · y)] = stop(x)',
    order: 2,
    found: ([outer, inner], at) => outer((x) => pipe(x, times(inner((y) => pipe(stop(x), times(y)))(at)))),
    expected: (x) => x,
  },
  'stop of both': {
    statement: 'd/dx [d/dy (stop(x · y) · y)] = 0',
    order: 2,
    found: ([outer, inner], at) => outer((x) => inner((y) => pipe(stop(pipe(x, times(y))), times(y)))(at)),
    expected: () => 0,
  },
  'three deep': {
    statement: 'd/dx [x · d/dy (y · d/dz (x + y + z))] = 1',
    order: 3,
    found: ([first, second, third], at) =>
      first((x) => pipe(x, times(second((y) => pipe(y, times(third((z) => pipe(x, plus(y), plus(z)))(at))))(at)))),
    expected: () => 1,
  },
  'three products': {
    statement: 'd/dx [x · d/dy (x · y · d/dz (x · y · z)) at y = x] = 8x³',
    order: 3,
    found: ([first, second, third], at) =>
      first((x) =>
        pipe(x, times(second((y) => pipe(x, times(y), times(third((z) => pipe(x, times(y), times(z)))(at))))(x))),
      ),
    expected: (x) => 8 * x ** 3,
  },
  'three at one point': {
    statement: 'd/dx [d/dy [d/dz (xyz)² at z = y] at y = x] = 24x³',
    order: 3,
    found: ([first, second, third]) =>
      first((x) => second((y) => third((z) => square(pipe(x, times(y), times(z))))(y))(x)),
    expected: (x) => 24 * x ** 3,
  },
  'third derivative': {
    statement: 'd³/dx³ x⁴ = 24x',
    order: 3,
    found: ([first, second, third]) => first(second(third(pow(4)))),
    expected: (x) => 24 * x,
  },
  'stop, three times': {
    statement: 'd³/dx³ [stop(x) · x³] = 6·stop(x)',
    order: 3,
    found: ([first, second, third]) => first(second(third((x) => pipe(stop(x), times(pow(3)(x)))))),
    expected: (x) => 6 * x,
  },
})

const quarter = fc.integer({ min: -16, max: 16 }).map((k) => k / 4)

const namesOf = (tried: object): readonly string[] => {
  const names = Object.keys(tried)
  return names.length > 0 ? names : fail('laws.nesting', 'at least one derivative', 'none')
}

/**
 * The laws of nested derivatives, for the modes of this library or for the user's.
 *
 * - **False alarms** none: nothing rounds.
 *
 * @example
 * import { check, modes, nesting } from 'nabla-ts/laws'
 * E.isRight(check(nesting(modes), { numRuns: 10 })) // => true
 *
 * @category sets
 */
export const nesting = (tried: Readonly<Record<string, Derive>> = modes, stop: Fn = D.stopGradient): LawSet => ({
  name: 'nested derivatives',
  laws: Object.entries(relatives(stop)).map(([name, { statement, order, found, expected }]) =>
    law(
      name,
      statement,
      fc.record({
        modes: fc.array(fc.constantFrom(...namesOf(tried)), { minLength: order, maxLength: order }),
        x: quarter,
        y: quarter,
      }),
      ({ modes: chosen, x, y }) => {
        const value = toNumber(
          found(
            chosen.map((mode) => tried[mode]),
            scalar(y),
          )(scalar(x)),
        )
        return expecting(value === expected(x, y), {
          expected: String(expected(x, y)),
          found: `${value}, ${chosen.join(' over ')}`,
          bound: '0: nothing rounds',
        })
      },
    ),
  ),
})
