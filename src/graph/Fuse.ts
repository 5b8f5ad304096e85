/**
 * Fusion for engines: fewer and larger operations, equal within rounding where no value is NaN.
 *
 * Transposes, biases, learning rates and the parameters to which an update is added become part of one matrix product, α·A·B + β·C; consecutive scalar factors are multiplied first; annihilating
 * products become plain ones, which are NaN at 0·∞. An engine checks the results for NaN and then runs another graph
 * (`Witness`, `Careful`, `docs/decisions/annihilation.md`).
 *
 * - **Law** a graph and what it is fused to agree within rounding, on random graphs whose values are finite.
 */
import * as Layout from '../primitive/Layout.js'
import * as Linear from '../primitive/Linear.js'
import * as Pointwise from '../primitive/Pointwise.js'
import * as Reduce from '../primitive/Reduce.js'
import { rebuilt, type Builder, type Rule } from './Build.js'
import { carry } from './Carry.js'
import * as Fused from './Fused.js'
import type { Shape } from '../tensor/Shape.js'
import { uniform as uniformTensor } from '../tensor/Value.js'
import type { Graph } from './Graph.js'
import { rescale } from './Rescale.js'
import { shareSoftmax, softmaxes } from './Softmaxes.js'
import { appliedAt, first, isOneOf, rule } from './Rule.js'
import { exact, numberAt, simplify, uniform } from './Simplify.js'
import { record as expectRecord } from '../tensor/Expect.js'

/** A matrix product at a node that nothing else uses; possibly a row, reshaped to a vector. */
interface Product {
  readonly attributes: Fused.Gemm
  readonly args: readonly number[]
  /** The shape after the reshape. */
  readonly seen: Shape
}

const productAt = (b: Builder, place: number, single: (place: number) => boolean): Product | undefined => {
  const row = appliedAt(b, place, Layout.reshape)
  const isVector = row !== undefined && b.shape(place).length === 1 && b.shape(row.args[0])[0] === 1
  const at = isVector && single(place) ? row.args[0] : place
  const node = single(at) ? appliedAt(b, at, Fused.gemm) : undefined
  return node && { attributes: node.attributes, args: node.args, seen: b.shape(place) }
}

const seenAs = (b: Builder, { seen }: Product, place: number): number => b.apply(Layout.reshape, { to: seen }, place)

const gemm = (b: Builder, attributes: Fused.Gemm, ...args: readonly number[]): number =>
  b.apply(Fused.gemm, attributes, ...args)

/** Plain products instead of annihilating ones. */
const plain: Rule = first(
  rule(Pointwise.annihilatingMul, (b, args) => b.apply(Pointwise.mul, undefined, ...args)),
  rule(Linear.annihilatingMatmul, (b, args) => b.apply(Linear.matmul, undefined, ...args)),
)

/** A product of two matrices, with transposes of its operands. */
const products: Rule = rule(Linear.matmul, (b, [x, y]) => {
  if (b.shape(x).length !== 2) return undefined
  const [tx, ty] = [appliedAt(b, x, Layout.transpose), appliedAt(b, y, Layout.transpose)]
  return gemm(
    b,
    { transA: tx !== undefined, transB: ty !== undefined, alpha: 1, beta: 1 },
    tx?.args[0] ?? x,
    ty?.args[0] ?? y,
  )
})

/** A scalar factor of a matrix product without an added term. */
const scaled = (b: Builder, single: (place: number) => boolean, place: number, by: number | undefined) => {
  const node = productAt(b, place, single)
  return node === undefined || node.args.length > 2 || by === undefined || !isTame(node.attributes.alpha * by)
    ? undefined
    : seenAs(b, node, gemm(b, { ...node.attributes, alpha: node.attributes.alpha * by }, ...node.args))
}

const factors: Rule = first(
  rule(Pointwise.neg, (b, [x], _, single) => scaled(b, single, x, -1)),
  rule(
    Pointwise.mul,
    (b, [x, y], _, single) => scaled(b, single, x, numberAt(b, y)) ?? scaled(b, single, y, numberAt(b, x)),
  ),
)

/** A scalar factor at a node, and the other factor. */
const factorAt = (b: Builder, place: number): readonly [by: number, of: number] | undefined => {
  const negative = appliedAt(b, place, Pointwise.neg)
  if (negative !== undefined) return [-1, negative.args[0]]
  const node = appliedAt(b, place, Pointwise.mul)
  if (node === undefined) return undefined
  const [x, y] = node.args
  const [nx, ny] = [numberAt(b, x), numberAt(b, y)]
  return ny !== undefined ? [ny, x] : nx !== undefined ? [nx, y] : undefined
}

/** A scalar factor of an operand becomes one of the product. */
const scaledOperands: Rule = rule(Fused.gemm, (b, [x, y, ...more], { alpha, ...rest }) => {
  const [fx, fy] = [factorAt(b, x), factorAt(b, y)]
  if (fx === undefined && fy === undefined) return undefined
  const by = (fx?.[0] ?? 1) * (fy?.[0] ?? 1)
  if (!isTame(alpha * by)) return undefined
  return gemm(b, { ...rest, alpha: alpha * by }, fx?.[1] ?? x, fy?.[1] ?? y, ...more)
})

/** A term, such as a bias, before it is broadcast to a matrix along new leading axes. */
const unstretched = (b: Builder, place: number): number => {
  const node = appliedAt(b, place, Reduce.broadcast)
  return node !== undefined && node.attributes.axis === 0 ? node.args[0] : place
}

/** The sum over the rows of a matrix, as a product with ones. */
const columnSumAt = (b: Builder, place: number, single: (place: number) => boolean): Product | undefined => {
  const node = appliedAt(b, place, Reduce.sum)
  const [x] = node?.args ?? []
  if (node === undefined || !single(place) || node.attributes.axis !== 0 || b.shape(x).length !== 2) return undefined
  const ones = b.constant(uniformTensor([1, b.shape(x)[0]], 1))
  return { attributes: { transA: false, transB: false, alpha: 1, beta: 1 }, args: [ones, x], seen: b.shape(place) }
}

/** A term added to a matrix product, or to a multiple of one. */
const onto = (
  b: Builder,
  single: (place: number) => boolean,
  [product, alpha]: readonly [place: number, factor: number | undefined],
  other: number,
  beta: number,
): number | undefined => {
  const factor = single(product) ? factorAt(b, product) : undefined
  const [by, of] = factor ?? [1, product]
  const node = productAt(b, of, single) ?? columnSumAt(b, of, single)
  if (node === undefined || node.args.length > 2 || alpha === undefined) return undefined
  if (!isTame(node.attributes.alpha * alpha * by)) return undefined
  const attributes = { ...node.attributes, alpha: node.attributes.alpha * alpha * by, beta }
  return seenAs(b, node, gemm(b, attributes, ...node.args, unstretched(b, other)))
}

const additions: Rule = first(
  rule(Pointwise.add, (b, [x, y], _, single) => onto(b, single, [x, 1], y, 1) ?? onto(b, single, [y, 1], x, 1)),
  rule(Pointwise.sub, (b, [x, y], _, single) => onto(b, single, [x, 1], y, -1) ?? onto(b, single, [y, -1], x, 1)),
  rule(
    Pointwise.mulAdd,
    (b, [x, y, z], _, single) =>
      onto(b, single, [x, numberAt(b, y)], z, 1) ?? onto(b, single, [y, numberAt(b, x)], z, 1),
  ),
)

/** Whether scalar factors may be combined: their product is not 0, which would hide an infinity, and far from overflow and underflow of float32. */
const isTame = (product: number): boolean => Math.abs(product) >= 2 ** -100 && Math.abs(product) <= 2 ** 100

const times = (b: Builder, by: number, of: number): number =>
  by === 1
    ? of
    : by === -1
      ? b.apply(Pointwise.neg, undefined, of)
      : b.apply(Pointwise.mul, undefined, of, uniform(b, of, by))

/** Consecutive scalar factors and divisors. */
const numbers: Rule = first(
  rule(Pointwise.div, (b, [x, y]) => {
    const by = numberAt(b, y)
    return by === undefined || by === 0 || !Number.isFinite(1 / by) ? undefined : times(b, 1 / by, x)
  }),
  rule(Pointwise.mul, (b, [x, y]) => {
    const [ix, iy] = [appliedAt(b, x, Pointwise.reciprocal), appliedAt(b, y, Pointwise.reciprocal)]
    return iy
      ? b.apply(Pointwise.div, undefined, x, iy.args[0])
      : ix && b.apply(Pointwise.div, undefined, y, ix.args[0])
  }),
  rule(Reduce.sum, (b, [x], attributes, single) => {
    const rows = single(x) && b.shape(x).length === 1 ? appliedAt(b, x, Reduce.sum) : undefined
    if (rows !== undefined) {
      const all = b.shape(rows.args[0]).reduce((p, d) => p * d, 1)
      return b.apply(Reduce.sum, attributes, b.apply(Layout.reshape, { to: [all] }, rows.args[0]))
    }
    const moved = single(x) ? appliedAt(b, x, Layout.reshape) : undefined
    const under = moved?.args[0] ?? x
    const factor = single(under) ? factorAt(b, under) : undefined
    if (factor === undefined || !isTame(factor[0])) return undefined
    const bare = moved === undefined ? factor[1] : b.apply(Layout.reshape, moved.attributes, factor[1])
    return times(b, factor[0], b.apply(Reduce.sum, attributes, bare))
  }),
  rule(Pointwise.neg, (b, [x], _, single) => {
    const inner = single(x) ? factorAt(b, x) : undefined
    return inner && times(b, -inner[0], inner[1])
  }),
  rule(Pointwise.mul, (b, [x, y], _, single) => {
    const [inner, other] = [x, y].map((arg) => (single(arg) ? factorAt(b, arg) : undefined))
    const [nx, ny] = [numberAt(b, x), numberAt(b, y)]
    if (ny !== undefined) return inner && isTame(inner[0] * ny) ? times(b, inner[0] * ny, inner[1]) : undefined
    if (nx !== undefined) return other && isTame(other[0] * nx) ? times(b, other[0] * nx, other[1]) : undefined
    const [fx, fy] = [inner ?? [1, x], other ?? [1, y]]
    return (inner === undefined && other === undefined) || !isTame(fx[0] * fy[0])
      ? undefined
      : times(b, fx[0] * fy[0], b.apply(Pointwise.mul, undefined, fx[1], fy[1]))
  }),
)

/** c·x·x as the square of √c·x, so that the factor can move to the producer of x. */
const squares: Rule = (b, { primitive, args }, single) => {
  if (!isOneOf(Pointwise.mul, Pointwise.mulAdd)(primitive)) return undefined
  const [x, y, ...more] = args
  const factor = (scaled: number, bare: number): number | undefined => {
    const inner = single(scaled) ? factorAt(b, scaled) : undefined
    return inner !== undefined && inner[1] === bare && inner[0] > 0 ? inner[0] : undefined
  }
  const by = factor(x, y) ?? factor(y, x)
  if (by === undefined) return undefined
  const root = times(b, Math.sqrt(by), factor(x, y) === undefined ? x : y)
  return b.apply(primitive, undefined, root, root, ...more)
}

/** The rectified linear unit. */
const rectifiers: Rule = rule(Pointwise.where, (b, [c, x, y]) => {
  const [p, q] = appliedAt(b, c, Pointwise.greaterOrEqual)?.args ?? []
  return p !== undefined && numberAt(b, p) === 0 && numberAt(b, x) === 0 && q === y
    ? b.apply(Fused.relu, undefined, y)
    : undefined
})

/** The rules that change rounding, in order. */
export const fusingRules = {
  plain,
  products,
  scaledOperands,
  additions,
  factors,
  softmaxes,
  squares,
  numbers,
  rectifiers,
} as const

const engine: Rule = first(exact, ...Object.values(fusingRules))

/** Applies rules to a fixpoint. */
const settled = (graph: Graph, rounds: number): Graph => {
  const next = rescale(rebuilt(engine, graph))
  return rounds === 0 || JSON.stringify(structure(next)) === JSON.stringify(structure(graph))
    ? next
    : settled(next, rounds - 1)
}

const structure = (graph: Graph): unknown =>
  graph.nodes.map((node) =>
    node._tag === 'Applied'
      ? [node.primitive.name, node.attributes, node.args]
      : node._tag === 'Scan'
        ? structure(node.body)
        : node._tag,
  )

const mostRounds = 10

/**
 * The fused graph: the same results within rounding, where no intermediate value is NaN.
 *
 * @example
 * const layer = (p: { readonly w: T.Tensor<[2, 3]>; readonly b: T.Tensor<[3]>; readonly x: T.Tensor<[4, 2]> }) =>
 *   pipe(p.x, T.matmul(p.w), T.add(p.b))
 * const { graph } = Graph.stage(layer)({ w: T.zeros([2, 3]), b: T.zeros([3]), x: T.zeros([4, 2]) })
 * Graph.size(Graph.fuse(graph)) // => 4
 *
 * @category passes
 */
export const fuse = (graph: Graph): Graph => {
  expectRecord(
    'Graph.fuse',
    'a graph, as Graph.stage makes it',
    { nodes: 'array', inputs: 'array', outputs: 'array' },
    graph,
  )
  return carry(shareSoftmax(settled(simplify(graph), mostRounds)))
}
