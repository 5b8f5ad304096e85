/**
 * Laws of seeds and of random draws.
 */
import * as fc from 'fast-check'
import * as Seed from '../src/random/Seed.js'
import { dense } from '../src/tensor/Value.js'
import { number, shape } from './arbitraries.js'
import { every, expecting, law, type Law, type LawSet } from './Law.js'
import { same } from './rounding.js'

/** Any number is a seed. */
const finite = fc.double({ noNaN: true, noDefaultInfinity: true })

/** Functions that create seeds, split them, and draw from them. */
export type Generator = Pick<typeof Seed, 'fromNumber' | 'split' | 'child' | 'uniform' | 'normal' | 'permutation'>

const word = ({ high, low }: Seed.Seed): string => `${high}:${low}`

/** The keys of a tree of keys: each node and all below it. */
const tree = (split: Generator['split'], seed: Seed.Seed, breadth: number, depth: number): readonly string[] =>
  depth === 0
    ? [word(seed)]
    : [word(seed), ...split(breadth)(seed).flatMap((child) => tree(split, child, breadth, depth - 1))]

const sizes = shape({ minSize: 0, maxSize: 5 })

const streams = (g: Generator): readonly Law[] => [
  law(
    'same stream',
    'the same seed draws the same, to the bit, whatever was drawn before',
    fc.record({ n: finite, sizes }),
    ({ n, sizes: s }) => {
      const seed = g.fromNumber(n)
      const [uniform, normal, order] = [g.uniform(s)(seed), g.normal(s)(seed), g.permutation(7)(seed)]
      const again = g.fromNumber(n)
      return every([
        same(uniform, g.uniform(s)(again)),
        same(normal, g.normal(s)(again)),
        expecting(order.join() === g.permutation(7)(again).join(), {
          expected: order.join(),
          found: g.permutation(7)(again).join(),
        }),
      ])
    },
  ),
  law(
    'other stream',
    'different numbers make different seeds, and these draw differently',
    fc.tuple(finite, finite).filter(([a, b]) => a !== b),
    ([a, b]) => {
      const [first, second] = [g.fromNumber(a), g.fromNumber(b)]
      const draws = (seed: Seed.Seed): string => dense(g.uniform([4])(seed)).join()
      return expecting(word(first) !== word(second) && draws(first) !== draws(second), {
        expected: 'two seeds with streams of their own',
        found: `${word(first)} and ${word(second)}, drawing ${draws(first)} and ${draws(second)}`,
      })
    },
  ),
]

const keys = (g: Generator): readonly Law[] => [
  law(
    'distinct keys',
    'all keys of a split tree are distinct',
    fc.record({ n: finite, breadth: fc.integer({ min: 1, max: 4 }), depth: fc.integer({ min: 0, max: 4 }) }),
    ({ n, breadth, depth }) => {
      const all = tree(g.split, g.fromNumber(n), breadth, depth)
      return expecting(new Set(all).size === all.length, {
        expected: `${all.length} distinct keys`,
        found: `${new Set(all).size}`,
        bound: 'two of n random keys meet with a chance of n²/2⁶⁵, below 10⁻¹⁴ here',
      })
    },
  ),
  law(
    'children',
    'the first keys of a split are the same however many are asked for, and the i-th is child(i)',
    fc.record({ n: finite, few: fc.nat({ max: 9 }), more: fc.nat({ max: 9 }) }),
    ({ n, few, more }) => {
      const seed = g.fromNumber(n)
      const expected = Array.from({ length: few }, (_, i) => word(g.child(i)(seed))).join()
      const found = g
        .split(few + more)(seed)
        .slice(0, few)
        .map(word)
        .join()
      return expecting(expected === found, { expected, found })
    },
  ),
]

const draws = (g: Generator): readonly Law[] => [
  law(
    'permutation',
    'a permutation of n holds each index below n once',
    fc.record({ n: finite, size: fc.nat({ max: 50 }) }),
    ({ n, size }) => {
      const order = g.permutation(size)(g.fromNumber(n))
      const expected = Array.from({ length: size }, (_, i) => i).join()
      return expecting([...order].sort((a, b) => a - b).join() === expected, { expected, found: order.join() })
    },
  ),
  law(
    'uniform in range',
    'low ≤ x < high for every draw, however narrow the range',
    fc.record({ n: finite, sizes, low: number, width: fc.constantFrom(8, 1, 2 ** -10, 2 ** -48, 2 ** -50) }),
    ({ n, sizes: s, low, width }) => {
      const high = low + width
      const wrong = dense(g.uniform(s, low, high)(g.fromNumber(n))).find(
        (x) => !(low <= x && (x < high || low === high)),
      )
      return expecting(wrong === undefined, { expected: `from ${low} to below ${high}`, found: String(wrong) })
    },
  ),
  law('normal finite', 'a normal draw is finite', fc.record({ n: finite, sizes }), ({ n, sizes: s }) => {
    const wrong = dense(g.normal(s)(g.fromNumber(n))).find((x) => !Number.isFinite(x))
    return expecting(wrong === undefined, { expected: 'finite numbers', found: String(wrong) })
  }),
]

/** The laws of a random number generator. */
export const seedBy = (g: Generator): LawSet => ({ name: 'seed', laws: [...streams(g), ...keys(g), ...draws(g)] })

/**
 * The laws of `Seed`.
 *
 * @category sets
 */
export const seed: LawSet = seedBy(Seed)
