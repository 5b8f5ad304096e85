/**
 * The laws of networks, on random ones: derivatives with respect to every parameter, `vmap`, and independence of rows.
 */
import * as fc from 'fast-check'
import { vmap } from '../src/Diff.js'
import * as M from '../src/nn/Model.js'
import { flatten } from '../src/operation/Flatten.js'
import { stack } from '../src/operation/Layout.js'
import * as Index from '../src/primitive/Index.js'
import * as Layout from '../src/primitive/Layout.js'
import { bind } from '../src/primitive/Primitive.js'
import * as Seed from '../src/random/Seed.js'
import { entries, mapTree } from '../src/tensor/Params.js'
import type { Shape } from '../src/tensor/Shape.js'
import { plain, shape, type AnyTensor, type Scalar } from '../src/tensor/Value.js'
import { grad, jvp, pushed, vjp } from './calculus.js'
import { every, law, silent, type Law, type LawSet, type Verdict } from './Law.js'
import { network, type Network, type NetworkOptions } from './random/networks/network.js'
import type { Rows } from './random/networks/parts.js'
import { agreesWithNumeric, firstStep } from './numeric.js'
import { agree, same } from './rounding.js'
import { axes, drawn, inner, plus, scale, type Cost, type Map, type Tree } from './tree.js'

/** The loss as a function of the parameters. */
const costOf =
  ({ model, inputs, targets, mode, loss }: Network): Cost =>
  (params) =>
    loss(targets)(model.apply(params)(inputs, mode))

const row = (x: AnyTensor, i: number): AnyTensor => bind(Layout.slice, [x], { axis: 0, start: i, end: i + 1 })
const chosen = (x: AnyTensor, order: readonly number[]): AnyTensor =>
  bind(Index.take, [x, plain([order.length], Float64Array.from(order))], { axis: 0 })
const rowsOf = (x: AnyTensor): readonly number[] => Array.from({ length: shape(x)[0] }, (_, i) => i)
const reshaped = (x: AnyTensor, to: Shape): AnyTensor => bind(Layout.reshape, [x], { to })
const stacked = (xs: readonly AnyTensor[]): AnyTensor => (stack(0) as (all: readonly AnyTensor[]) => AnyTensor)(xs)
const vector = (tree: Tree): AnyTensor => flatten<never>(tree as never)

/** An example: a row of the inputs and its target, each without the axis of the batch. */
interface Example {
  readonly x: AnyTensor
  readonly t: AnyTensor
}

/** The loss of one example, as a batch of one. */
const lossOf =
  ({ model, mode, loss }: Network, params: Tree) =>
  ({ x, t }: Example): Scalar =>
    loss(reshaped(t, [1, ...shape(t)]))(model.apply(params)(reshaped(x, [1, ...shape(x)]) as Rows, mode))

const examplesOf = ({ inputs, targets }: Network): readonly Example[] => {
  const without = (x: AnyTensor, i: number): AnyTensor => reshaped(row(x, i), shape(x).slice(1))
  return rowsOf(inputs).map((i) => ({ x: without(inputs, i), t: without(targets, i) }))
}

type Vmap = (f: (e: Example) => Tree) => (all: Example) => Tree
const mapped = vmap as unknown as Vmap

const stackedTrees = (trees: readonly Tree[]): Tree =>
  mapTree(
    'laws',
    (_, path) => stacked(trees.map((tree) => entries(tree).find(([at]) => at === path)?.[1] as AnyTensor)),
    trees[0],
  )

/** Whether the network stays on one smooth piece within the steps of numeric differentiation along a direction. */
const smoothAlong = ({ params, pieces }: Network, e: Tree): boolean => {
  const step = firstStep(params, e)
  const here = pieces(params)
  return [step, -step].every((t) => pieces(plus(params, scale(t, e))) === here)
}

/** The first violation; later cases are not computed. Silent only if all are silent. */
const most = <A>(all: readonly A[], judge: (a: A) => Verdict): Verdict =>
  all.reduce<Verdict>((so, a) => {
    const now = so._tag === 'Violated' ? so : judge(a)
    return now._tag === 'Silent' ? so : now
  }, silent)

const atPath = (at: string, verdict: Verdict): Verdict => (verdict._tag === 'Violated' ? { ...verdict, at } : verdict)

/** Whether the network draws no random numbers for a batch, so that rows are independent. */
const evaluated = (n: Network): Network => ({ ...n, mode: M.evaluate })

/** The loss and the gradient of some rows. */
const overRows =
  (n: Network, order: readonly number[]): Map =>
  (params) => {
    const cost = costOf({ ...n, inputs: chosen(n.inputs, order) as Rows, targets: chosen(n.targets, order) })
    return { loss: cost(params), gradient: grad(cost)(params) }
  }

interface Situation {
  readonly network: Network
  /** The seed of directions and permutations. */
  readonly key: number
  readonly [fc.toStringMethod]: () => string
}

/**
 * The laws of networks, on random ones: forward, reverse and numeric derivatives agree in every parameter, `vmap` equals a loop, and a mean loss does not depend on the order of
 * its rows.
 *
 * The numeric law of a parameter is silent where a kink of relu, leaky relu, elu or maxout lies within the steps along it.
 *
 * - **False alarms** a chance below 10⁻¹⁰ a law, see `numeric.ts` and `rounding.ts`.
 *
 * @example
 * import { check, networks } from 'nabla-ts/laws'
 * E.isRight(check(networks({ maxDepth: 2 }), { numRuns: 3 })) // => true
 *
 * @category sets
 */
export const networks = (options: NetworkOptions = {}): LawSet => {
  const cases = fc.tuple(network(options), fc.nat()).map(([n, from]): Situation => ({
    network: n,
    key: from,
    [fc.toStringMethod]: () => n[fc.toStringMethod](),
  }))
  const each = (name: string, statement: string, judge: (n: Network, key: number) => Verdict): Law =>
    law(name, statement, cases, (s: Situation) => judge(s.network, s.key))
  return {
    name: 'networks',
    laws: [
      each('primal', 'the loss is the same to the bit under every interpreter', (n, key) => {
        const [f, v] = [costOf(n), drawn(key, n.params)]
        return every([
          same(f(n.params), jvp(f as Map)(n.params, v).primal),
          same(f(n.params), vjp(f as Map)(n.params).primal),
        ])
      }),
      each('forward = reverse', '∂loss/∂p by jvp along p is that of the gradient, for every parameter p', (n) => {
        const [f, all] = [costOf(n), axes(n.params)]
        return agree(
          (p) => stacked(all.map(({ e }) => pushed(f as Map, e)(p) as AnyTensor)),
          (p) => vector(grad(f)(p)),
          n.params,
        )
      }),
      each('reverse = numeric', '∂loss/∂p is the numeric derivative along p, for every parameter p', (n) => {
        const f = costOf(n)
        const gradient = grad(f)(n.params)
        const slope =
          (e: Tree): Cost =>
          (p) =>
            inner(p === n.params ? gradient : grad(f)(p), e)
        return most(axes(n.params), ({ at, e }) =>
          smoothAlong(n, e) ? atPath(at, agreesWithNumeric(f, slope(e), n.params, e)) : silent,
        )
      }),
      each('second order', 'H·v is the same forward over reverse and reverse over reverse', (n, key) => {
        const [f, v] = [costOf(n), drawn(key, n.params)]
        return agree(
          pushed(grad(f), v),
          grad((p) => inner(grad(f)(p), v)),
          n.params,
        )
      }),
      each('vmap = map', 'vmap(f)(rows)ᵢ = f(rowᵢ), to the bit', (n) => {
        const [f, all] = [lossOf(n, n.params), examplesOf(n)]
        return same(stacked(all.map(f)), mapped(f)(stackedTrees(all) as Example))
      }),
      each('per-example gradients', 'vmap(grad(f)) is the loop of grad(f) over the examples, to the bit', (n) => {
        const gradient = (e: Example): Tree => grad((p) => lossOf(n, p)(e))(n.params)
        const all = examplesOf(n)
        return same(stackedTrees(all.map(gradient)), mapped(gradient)(stackedTrees(all) as Example))
      }),
      each('mean of examples', 'the gradient of the mean loss is the mean of the gradients of the examples', (n) => {
        const calm = evaluated(n)
        const all = examplesOf(calm)
        return agree(
          grad(costOf(calm)),
          (p) =>
            scale(
              1 / all.length,
              all.map((e) => grad((q) => lossOf(calm, q)(e))(p)).reduce((a, b) => plus(a, b)),
            ),
          n.params,
        )
      }),
      each('order of rows', 'the loss and its gradient do not depend on the order of the rows', (n, key) => {
        const order = Seed.permutation(rowsOf(n.inputs).length)(Seed.fromNumber(key))
        return agree(overRows(evaluated(n), rowsOf(n.inputs)), overRows(evaluated(n), order), n.params)
      }),
      each('rows twice', 'each row twice leaves the loss and its gradient', (n) => {
        const order = rowsOf(n.inputs)
        return agree(overRows(evaluated(n), order), overRows(evaluated(n), [...order, ...order]), n.params)
      }),
    ],
  }
}
