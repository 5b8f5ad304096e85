/**
 * Laws of staging: the graph of a function computes the function, at any numbers and under every interpreter.
 */
import { knownOptions, record, text } from '../src/codec/Options.js'
import * as Allowed from './allowed.js'
import * as fc from 'fast-check'
import { vmap } from '../src/Diff.js'
import { pull, push } from '../src/diff/Formal.js'
import * as Graph from '../src/Graph.js'
import { stack } from '../src/operation/Layout.js'
import { entries, mapTree } from '../src/tensor/Params.js'
import { equals } from '../src/tensor/Shape.js'
import { Eq, shape, Show, toArray, toFlat, uniform, type AnyTensor } from '../src/tensor/Value.js'
import { jvp, vjp } from './calculus.js'
import { computation } from './random/graphs/computation.js'
import { described } from './random/graphs/described.js'
import { shifted } from './random/graphs/nodes.js'
import { training } from './random/graphs/training.js'
import { every, expecting, law, type Law, type LawSet, type Verdict } from './Law.js'
import { reordered } from './params.js'
import { refused } from './refused.js'
import { agree, same } from './rounding.js'
import { drawn, type Map, type Tree } from './tree.js'
import { fn as expectFn } from '../src/tensor/Expect.js'

/** Staging, and running what was staged. */
export interface Staging {
  readonly stage: (f: Map) => (like: Tree) => Graph.Staged<Tree, Tree>
  readonly run: (staged: Graph.Staged<Tree, Tree>) => Map
}

/** Staging of this library. */
export const ours: Staging = { stage: Graph.stage as unknown as Staging['stage'], run: Graph.run }

/** A function, two points of equal shapes, and a seed of directions. */
interface Situation {
  readonly f: Map
  readonly x: Tree
  readonly y: Tree
  readonly key: number
  readonly [fc.toStringMethod]?: () => string
}

type Vmap = (f: Map) => Map
const mapped = vmap as unknown as Vmap

const nothing = (like: Tree): Tree => mapTree('laws', (x) => uniform(shape(x), NaN), like)

const pairs = (x: Tree, y: Tree): Tree => {
  const others = new globalThis.Map(entries(y))
  return mapTree(
    'laws',
    (a, path) => (stack(0) as (all: readonly AnyTensor[]) => AnyTensor)([a, others.get(path) as AnyTensor]),
    x,
  )
}

const sameGraph = (expected: Graph.Graph, found: Graph.Graph): Verdict =>
  expecting(described(expected) === described(found), { expected: described(expected), found: described(found) })

/** The laws, on some situations; where all values are finite, derivatives may be added in another order. */
const lawsOf = (
  { stage, run }: Staging,
  cases: fc.Arbitrary<Situation>,
  derivatives: fc.Arbitrary<Situation>,
): readonly Law[] => {
  const again = ({ f, x }: Situation): Map => run(stage(f)(x))
  return [
    law('runs anywhere', 'staged at x and run at y it returns the bits of f(y)', cases, (s) => {
      const run = again(s)
      return every([s.y, s.x, s.y].map((at) => same(s.f(at), run(at))))
    }),
    law(
      'independent of numbers',
      'staging depends on shapes only: other numbers, or none, give the same graph',
      cases,
      ({ f, x, y }) => every([y, nothing(x)].map((other) => sameGraph(stage(f)(x).graph, stage(f)(other).graph))),
    ),
    law('again', 'a staged function staged again has the same graph', cases, (s) =>
      sameGraph(stage(s.f)(s.x).graph, stage(again(s))(s.x).graph),
    ),
    law('order of keys', 'the keys of an argument in another order change no bit', cases, (s) =>
      same(again(s)(s.y), again(s)(reordered(s.y))),
    ),
    law('forward', 'the jvp of a staged function is that of the function, to the bit', cases, (s) => {
      const v = drawn(s.key, s.x)
      return same(jvp(s.f)(s.y, v), jvp(again(s))(s.y, v))
    }),
    law('reverse', 'the vjp of a staged function is that of the function', derivatives, (s) => {
      const pullback = (f: Map): Map => {
        const c = drawn(s.key, s.f(s.x))
        return (x) => vjp(f)(x).pullback(c)
      }
      return agree(pullback(s.f), pullback(again(s)), s.x)
    }),
    law('batch', 'the vmap of a staged function is that of the function, to the bit', cases, (s) => {
      const both = pairs(s.x, s.y)
      return same(mapped(s.f)(both), mapped(again(s))(both))
    }),
    law(
      'staged derivatives',
      'jvp and vjp, staged, are the formal derivatives at other numbers, and vmap itself, to the bit',
      cases,
      (s) => {
        const v = drawn(s.key, s.x)
        const forward: Map = (x) => jvp(s.f)(x, v)
        const reverse: Map = (x) => {
          const { primal, pullback } = vjp(s.f)(x)
          return pullback(drawn(s.key, primal))
        }
        const [pushed, pulled] = [push(s.f, s.y, v), pull(s.f, s.y)]
        const both = pairs(s.x, s.y)
        return every([
          same({ primal: pushed.primal, tangent: pushed.tangent }, run(stage(forward)(s.x))(s.y)),
          same(pulled.pullback(drawn(s.key, pulled.primal)), run(stage(reverse)(s.x))(s.y)),
          same(mapped(s.f)(both), run(stage(mapped(s.f))(nothing(both)))(both)),
        ])
      },
    ),
  ]
}

const sameShapes = (x: Tree, y: Tree): boolean => {
  const [a, b] = [entries(x), entries(y)]
  return a.length === b.length && a.every(([path, v], i) => path === b[i][0] && equals(shape(v), shape(b[i][1])))
}

/**
 * The laws of staging, for a function.
 *
 * - **Bounds** to the bit, except for reverse derivatives: a graph computes shared expressions once, so it adds contributions in another order.
 *
 * @example
 * import { check, stage } from 'nabla-ts/laws'
 * const at = fc.constant({ x: T.tensor([1, 2, 3]) })
 * E.isRight(check(stage(({ x }: { readonly x: T.Tensor<[3]> }) => T.exp(x), { at }), { numRuns: 10 })) // => true
 *
 * @category sets
 */
export const stage = <P, Q>(
  f: (x: P) => Q,
  options: { readonly at: fc.Arbitrary<P>; readonly name?: string; readonly staging?: Staging },
): LawSet => {
  expectFn('laws.stage', f)
  const {
    at,
    name = 'stage',
    staging = ours,
  } = knownOptions('laws.stage', { at: Allowed.arbitrary, name: text, staging: record }, options)

  const cases = fc.record({ x: at, other: at, key: fc.nat() }).map(({ x, other, key }): Situation => ({
    f: f as unknown as Map,
    x,
    y: sameShapes(x, other) ? other : mapTree('laws', shifted, x),
    key,
  }))
  return { name, laws: lawsOf(staging, cases, cases) }
}

/**
 * The laws of staging, on random functions of all primitives, and on training steps of random networks by all optimizers.
 *
 * @category sets
 */
export const staged = (staging: Staging = ours): LawSet => {
  const situations = (options: Parameters<typeof computation>[0]): fc.Arbitrary<Situation> =>
    fc.tuple(computation(options), fc.nat()).map(([{ f, inputs, others, ...words }, key]) => ({
      f: f as Map,
      x: inputs,
      y: others,
      key,
      ...words,
    }))
  const steps = training()
  const cases = situations({})
  return {
    name: 'stage',
    laws: [
      ...lawsOf(staging, cases, situations({ wellScaled: true })),
      law('no open captures', 'a staged function that uses a value of an open interpreter is refused', cases, (s) => {
        const capture = (w: Tree): Tree =>
          staging
            .stage((x) => [x, w])(s.x)
            .result([])
        return every([
          refused(() => jvp(capture)(s.x, s.x), 'a dual number'),
          refused(() => vjp(capture)(s.x), 'a value on a tape'),
          refused(() => mapped(capture)(pairs(s.x, s.y)), 'a batch of examples'),
          refused(() => staging.stage(capture)(s.x), 'a staged value'),
        ])
      }),
      law('shows nothing', 'a staged value has no numbers to look at or to branch on', cases, (s) =>
        every(
          [toFlat, toArray, Show.show, (v: AnyTensor) => Eq.equals(v, v)].map((look) =>
            refused(() => staging.stage((x) => entries(x).map(([, v]) => [look(v)]))(s.x), 'run once, without numbers'),
          ),
        ),
      ),
      law(
        'training',
        'a step of training staged once is the step at other parameters, state and data, to the bit',
        steps,
        (s) => {
          const f = s.step as unknown as Map
          const run = staging.run(staging.stage(f)(nothing(s.given)))
          return every([same(f(s.given), run(s.given)), same(f(s.other), run(s.other))])
        },
      ),
    ],
  }
}
