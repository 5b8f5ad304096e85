/**
 * Laws of `scan` and `fold`: they equal the loop, under every interpreter.
 */
import * as fc from 'fast-check'
import { vmap } from '../src/Diff.js'
import { evaluate } from '../src/graph/Evaluate.js'
import * as Graph from '../src/Graph.js'
import * as Layout from '../src/primitive/Layout.js'
import * as Pointwise from '../src/primitive/Pointwise.js'
import { bind, run } from '../src/primitive/Primitive.js'
import { entries, mapTree } from '../src/tensor/Params.js'
import type { AnyTensor } from '../src/tensor/Value.js'
import { jvp, vjp } from './calculus.js'
import {
  loop,
  loops,
  part,
  scan,
  scanOf,
  stackedTrees,
  type Given,
  type Loop,
  type Scanning,
  type Step,
} from './random/graphs/loops.js'
import { training } from './random/graphs/training.js'
import { every, expecting, law, type LawSet } from './Law.js'
import { refused } from './refused.js'
import { agree, same } from './rounding.js'
import { drawn, type Map, type Tree } from './tree.js'

type Vmap = (f: Map) => Map
const mapped = vmap as unknown as Vmap

const anyStage = Graph.stage as unknown as (f: Map) => (like: Tree) => Graph.Staged<Tree, Tree>

const staged = (f: Map, like: Tree): Map => Graph.run(anyStage(f)(like))

const joined = (a: Tree, b: Tree): Tree => {
  const others = new globalThis.Map(entries(b))
  return mapTree('laws', (x, path) => bind(Layout.concat, [x, others.get(path) as AnyTensor], { axis: 0 }), a)
}

/** A scan of scans: the inner step also captures an element of the outer one. */
const nested =
  ({ step }: Loop, by: Scanning): Map =>
  (x) => {
    const { state, xs, captured } = x as Given
    const outer: Step = (now, row) => {
      const { s } = now as Given['state']
      const inner: Step = (before, each) => {
        const [next, y] = step(captured)(before, each)
        return [{ ...(next as object), s: run(Pointwise.sub, (next as Given['state']).s, s) }, y]
      }
      return by(inner)(now, row)
    }
    return by(outer)(state, xs)
  }

/** The sequence of a scan of three steps. */
const rows = ({ state, xs, captured }: Given): Given => ({
  state,
  xs: stackedTrees([xs, xs, xs]) as Given['xs'],
  captured,
})

const countScans = ({ nodes }: Graph.Graph): number => nodes.filter(({ _tag }) => _tag === 'Scan').length

/**
 * The functions under test; by default those of this library.
 *
 * @category model
 */
export interface Folds {
  readonly scan?: Scanning
  readonly fold?: typeof Graph.fold
  readonly simplify?: typeof Graph.simplify
}

/**
 * The laws of scans, on random steps that capture values: plain, dual, on a tape, batched and staged, they equal the loop.
 *
 * - **Bounds** to the bit, except for reverse derivatives, whose contributions are added in another order.
 *
 * @example
 * import { check, scans } from 'nabla-ts/laws'
 * E.isRight(check(scans(), { numRuns: 5 })) // => true
 *
 * @category sets
 */
export const scans = ({ scan: by = scan, fold = Graph.fold, simplify = Graph.simplify }: Folds = {}): LawSet => {
  const cases = fc.record({ loop: loops(), key: fc.nat() })
  const wellScaled = fc.record({ loop: loops({ wellScaled: true }), key: fc.nat() })
  const both = (l: Loop): { readonly one: Map; readonly other: Map } => ({
    one: scanOf(l, loop),
    other: scanOf(l, by),
  })
  return {
    name: 'scan',
    laws: [
      law('loop', 'a scan is its step, over and over, to the bit', cases, ({ loop: l }) => {
        const { one, other } = both(l)
        return same(one(l.given), other(l.given))
      }),
      law('staged', 'staged once, and run at other numbers, it is the loop there, to the bit', cases, ({ loop: l }) => {
        const { one, other } = both(l)
        return same(one(l.other), staged(other, l.given)(l.other))
      }),
      law('one node', 'a staged scan is one node, however long it is', cases, ({ loop: l }) => {
        const long = { ...l.given, xs: joined(l.given.xs, l.given.xs) }
        const [short, twice] = [l.given, long].map((x) => anyStage(scanOf(l, by))(x).graph)
        return every([
          expecting(countScans(short) === 1, { expected: 'one scan', found: Graph.Show.show(short) }),
          expecting(Graph.size(short) === Graph.size(twice), {
            expected: `${Graph.size(short)} nodes for any length`,
            found: String(Graph.size(twice)),
          }),
        ])
      }),
      law('simplified', 'what a staged scan is simplified to is the same to the bit', cases, ({ loop: l }) => {
        const { graph } = anyStage(scanOf(l, by))(l.given)
        const inputs = entries(l.other).map(([, x]) => x)
        return same(evaluate(graph, inputs), evaluate(simplify(graph), inputs))
      }),
      law('forward', 'the jvp of a scan is that of the loop, to the bit', cases, ({ loop: l, key }) => {
        const { one, other } = both(l)
        const v = drawn(key, l.given)
        return same(jvp(one)(l.given, v), jvp(other)(l.given, v))
      }),
      law('reverse', 'the vjp of a scan is that of the loop', wellScaled, ({ loop: l, key }) => {
        const { one, other } = both(l)
        const c = drawn(key, one(l.given))
        const pulled =
          (f: Map): Map =>
          (x) =>
            vjp(f)(x).pullback(c)
        return agree(pulled(one), pulled(other), l.given)
      }),
      law('batch', 'the vmap of a scan is that of the loop, to the bit', cases, ({ loop: l }) => {
        const { one, other } = both(l)
        const all = stackedTrees([l.given, l.other])
        return same(mapped(one)(all), mapped(other)(all))
      }),
      law('nested', 'a scan of scans is the loop of loops, plain and staged, to the bit', cases, ({ loop: l }) => {
        const expected = nested(l, loop)(rows(l.other))
        return every([
          same(expected, nested(l, by)(rows(l.other))),
          same(expected, staged(nested(l, by), rows(l.given))(rows(l.other))),
        ])
      }),
      law('concatenation', 'a scan of a concatenation is scan after scan, to the bit', cases, ({ loop: l, key }) => {
        const { state, xs, captured } = { ...l.given, xs: joined(l.given.xs, l.other.xs) }
        const cut = 1 + (key % (2 * l.length - 1))
        const from = by(l.step(captured))
        const [middle, before] = from(state, part(xs, 0, cut))
        const [end, after] = from(middle, part(xs, cut, 2 * l.length))
        return same(from(state, xs), [end, joined(before, after)])
      }),
      law('fold', 'a fold is the state that a scan ends with, to the bit', cases, ({ loop: l }) => {
        const { state, xs, captured } = l.given
        const folded = fold<Tree, Tree>((s, x) => l.step(captured)(s, x)[0])
        return same(loop(l.step(captured))(state, xs)[0], folded(state, xs as never))
      }),
      law(
        'training',
        'a staged scan of steps of training, derivative and optimizer inside, is the loop of the steps, to the bit',
        fc.tuple(training({ maxDepth: 3 }), fc.integer({ min: 1, max: 3 })),
        ([{ reducer, given, other }, length]) => {
          const step: Step = (state, batch) => {
            const { loss, params, optimizer } = reducer(state as never, batch as never) as Readonly<
              Record<string, Tree>
            >
            return [{ params, optimizer }, loss]
          }
          const all = ({ params, optimizer, inputs, targets }: typeof given): readonly [Tree, Tree] => [
            { params, optimizer },
            stackedTrees(
              Array.from({ length }, (_, i) => (i % 2 === 0 ? { inputs, targets } : { inputs: given.inputs, targets })),
            ),
          ]
          const over =
            (way: Scanning): Map =>
            (x) => {
              const [state, batches] = x as readonly [Tree, Tree]
              return way(step)(state, batches)
            }
          return same(over(loop)(all(other)), staged(over(by), all(given))(all(other)))
        },
      ),
      law(
        'no derivative through',
        'a derivative through a staged scan is refused, in either mode',
        cases,
        ({ loop: l, key }) => {
          const f = scanOf(l, by)
          const words = 'a derivative through a staged scan is not supported'
          return every([
            refused(() => anyStage((x) => jvp(f)(x, drawn(key, x)))(l.given), words),
            refused(() => anyStage((x) => vjp(f)(x).primal)(l.given), words),
          ])
        },
      ),
    ],
  }
}
