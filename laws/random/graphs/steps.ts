/**
 * The operations of random functions: every primitive with its sample inputs, and the patterns of networks and their gradients that `Simplify` and `Fuse` match.
 */
import * as fc from 'fast-check'
import * as A from '../../../src/nn/Activation.js'
import * as Layout from '../../../src/primitive/Layout.js'
import * as Linear from '../../../src/primitive/Linear.js'
import * as Pointwise from '../../../src/primitive/Pointwise.js'
import { bind, run, type Primitive } from '../../../src/primitive/Primitive.js'
import * as Reduce from '../../../src/primitive/Reduce.js'
import { softmaxDeviation, softmaxResidual } from '../../../src/primitive/Softmax.js'
import { table } from '../../../src/primitive/Table.js'
import type { Shape } from '../../../src/tensor/Shape.js'
import { shape, uniform, type AnyTensor } from '../../../src/tensor/Value.js'
import { shape as shapes, tensor } from '../../arbitraries.js'
import { samples } from '../../samples/table.js'
import type { Sample } from '../../samples/sample.js'
import type { Operation, Step, Requirement } from './nodes.js'

type Name = keyof typeof table

/** A primitive as an operation. An elementwise one accepts any shape; another one has the shapes of its sample. */
const primitiveStep = <A>(primitive: Primitive<A>, { applications, constants = [] }: Sample<A>): fc.Arbitrary<Step> =>
  applications.map(({ args, attributes }) => ({
    requirements: args.map((like, i): Requirement => ({
      of: 'elements' in primitive ? (i === 0 ? 'own' : 'first') : 'like',
      like,
      // A condition is any number; an index is not.
      isIndex: constants.includes(i) && !('elements' in primitive) && primitive.name !== 'custom',
    })),
    f: (given) => bind(primitive, given, attributes),
  }))

/** Each primitive of the table. */
export const primitiveSteps: readonly fc.Arbitrary<Step>[] = (Object.keys(table) as Name[]).map((name) =>
  primitiveStep(table[name] as unknown as Primitive<unknown>, samples[name] as unknown as Sample<unknown>),
)

const number = (like: AnyTensor, v: number): AnyTensor => uniform(shape(like), v)
const { add, sub, mul, mulAdd, neg, div, where, equal, greater, greaterOrEqual, exp, reciprocal } = Pointwise
const { matmul } = Linear
const transposed = (x: AnyTensor): AnyTensor =>
  bind(Layout.transpose, [x], { permutation: shape(x).map((_, i, all) => all.length - 1 - i) })
const stretched = (x: AnyTensor, axis: number, size: number): AnyTensor => bind(Reduce.broadcast, [x], { axis, size })
const summed = (x: AnyTensor, axis: number): AnyTensor => bind(Reduce.sum, [x], { axis })

const powers = (x: AnyTensor, exponent: number): AnyTensor => bind(Pointwise.pow, [x], { exponent })

const any: Requirement = { of: 'own', like: uniform([], 1) }
const alike: Requirement = { of: 'first', like: uniform([], 1) }

/** Operations on one node, and optionally on another one of the same shape, without adaptation. */
const own = (...operations: readonly Operation[]): fc.WeightedArbitrary<Step> => ({
  weight: operations.length,
  arbitrary: fc.constantFrom(...operations).map((f) => ({ requirements: [any, alike], f })),
})

/** Operations along an axis; a scalar is given one. */
const along = (f: (x: AnyTensor, axis: number, size: number) => AnyTensor): fc.WeightedArbitrary<Step> => ({
  weight: 1,
  arbitrary: fc.record({ at: fc.nat({ max: 2 }), size: fc.constantFrom(1, 2, 10) }).map(({ at, size }) => ({
    requirements: [any],
    f: ([x]) => {
      const y = shape(x).length === 0 ? stretched(x, 0, size) : x
      return f(y, at % shape(y).length, size)
    },
  })),
})

/** Tensors whose shapes consist of up to three sizes. */
const sized = (
  of: (m: number, k: number, n: number) => readonly Shape[],
  ...operations: readonly Operation[]
): fc.WeightedArbitrary<Step> => ({
  weight: operations.length,
  arbitrary: shapes({ minRank: 3 }).chain(([m, k, n]) =>
    fc.tuple(fc.constantFrom(...operations), fc.tuple(...of(m, k, n).map((s) => tensor(s)))).map(([f, likes]) => ({
      requirements: likes.map((like): Requirement => ({ of: 'like', like })),
      f,
    })),
  ),
})

const neutral = [0, -0, 1, -1, 2] as const

/** Arithmetic with neutral numbers, on either side. */
export const identities: fc.Arbitrary<Step> = fc
  .record({
    by: fc.constantFrom(add, sub, mul, div, Pointwise.annihilatingMul, Pointwise.max),
    with: fc.constantFrom(...neutral),
    left: fc.boolean(),
  })
  .map(({ by, with: c, left }) => ({
    requirements: [any],
    f: ([x]) => (left ? run(by, number(x, c), x) : run(by, x, number(x, c))),
  }))

const rate = 0.25
const affine = (x: AnyTensor, w: AnyTensor, b: AnyTensor): AnyTensor =>
  run(add, run(matmul, x, w), stretched(b, 0, shape(x)[0]))
/** AᵀD, the gradient of the weights of a layer */
const weights = (x: AnyTensor, d: AnyTensor): AnyTensor => run(matmul, transposed(x), d)

const matrix = (m: number, k: number): readonly Shape[] => [[m, k]]

/** Operations of networks, their gradients and their updates. */
export const idioms: readonly fc.WeightedArbitrary<Step>[] = [
  own(
    ([x]) => run(neg, run(neg, x)),
    ([x, y]) => run(add, x, run(neg, y)),
    ([x, y]) => run(sub, x, run(neg, y)),
    ([x, y]) => run(add, run(neg, x), y),
    ([x, y]) => run(mul, run(neg, x), run(neg, y)),
    ([x]) => run(Pointwise.square, run(neg, x)),
    ([x, y]) => run(neg, run(sub, x, y)),
    ([x, y]) => run(neg, run(add, x, y)),
  ),
  own(
    ([x, y]) => run(where, run(equal, run(greater, x, y), number(x, 0)), y, x),
    ([x, y]) => {
      const t = run(greater, x, y)
      return run(where, run(equal, t, number(x, 0)), number(x, 0), run(mul, t, y))
    },
    ([x, y]) => run(mul, run(greaterOrEqual, x, y), number(x, 3)),
    ([x, y]) => run(where, run(greater, x, y), number(x, 2), number(x, -2)),
    ([x]) => run(where, run(greaterOrEqual, number(x, 0), x), number(x, 0), x),
    ([x, y]) => run(where, run(equal, run(sub, x, x), number(x, 0)), x, y),
    ([x]) => run(where, run(equal, run(sub, x, x), number(x, 0)), x, number(x, 0)),
  ),
  own(
    ([x]) => run(mul, run(mul, x, number(x, 3)), number(x, rate)),
    ([x]) => run(neg, run(mul, number(x, 3), x)),
    ([x, y]) => run(mul, run(mul, x, number(x, 3)), run(neg, y)),
    ([x, y]) => run(mul, x, run(reciprocal, y)),
    ([x]) => run(div, x, number(x, 3)),
    ([x]) => run(div, x, number(x, -4)),
    ([x]) => run(add, powers(x, Infinity), powers(x, -Infinity)),
    ([x]) => run(add, powers(x, 2), powers(x, 3)),
  ),
  along((x, axis) => summed(x, axis)),
  along((x, axis, size) => stretched(x, axis, size)),
  along((x, axis, size) => run(exp, stretched(run(neg, x), axis, size))),
  along((x, axis) => summed(run(mul, x, number(x, 3)), axis)),
  along((x, axis) => bind(Layout.slice, [x], { axis, start: 0, end: shape(x)[axis] })),
  along((x, axis) => bind(Layout.pad, [x], { axis, before: 0, after: 0 })),
  // A uniform value is stored as one number, and must give the same bits as an array of it.
  along((x, axis, size) => summed(bind(Layout.pad, [stretched(x, axis, size)], { axis, before: 0, after: 0 }), axis)),
  along((x, axis, size) =>
    summed(run(where, stretched(x, axis, size), stretched(x, axis, size), stretched(x, axis, size)), axis),
  ),
  along((x) => transposed(transposed(x))),
  along((x) => bind(Layout.transpose, [x], { permutation: shape(x).map((_, i) => i) })),
  along((x) => transposed(x)),
  sized(
    (m, k, n) => [[m, k], [k, n], [n]],
    ([x, w, b]) => affine(x, w, b),
    ([x, w, b]) => run(add, stretched(b, 0, shape(x)[0]), run(matmul, x, w)),
    ([x, w, b]) => run(sub, run(matmul, x, w), stretched(b, 0, shape(x)[0])),
    ([x, w, b]) => run(sub, stretched(b, 0, shape(x)[0]), run(matmul, x, w)),
    ([x, w]) => run(neg, run(matmul, x, w)),
    ([x, w]) => run(mul, number(run(matmul, x, w), rate), run(matmul, x, w)),
    ([x, w]) => run(matmul, transposed(w), transposed(x)),
  ),
  sized(
    (m, k, n) => [
      [m, k],
      [m, n],
      [k, n],
    ],
    ([x, d]) => weights(x, d),
    ([x, d, w]) => run(sub, w, run(mul, weights(x, d), number(w, rate))),
    ([x, d, w]) => run(mulAdd, weights(x, d), number(w, -rate), w),
    ([x, d, w]) => run(mulAdd, number(w, -rate), weights(x, d), w),
    ([x, d, w]) => run(add, run(mul, w, number(w, 0.75)), weights(x, d)),
    ([, d, w]) => run(matmul, d, transposed(w)),
  ),
  sized(
    matrix,
    ([x]) => summed(x, 0),
    ([x]) => run(mul, summed(x, 0), number(summed(x, 0), rate)),
    ([x]) => A.softmax(x as never) as AnyTensor,
    ([x]) => A.logSoftmax(x as never) as AnyTensor,
    ([x]) => run(softmaxDeviation, x, x),
    ([x]) => run(softmaxResidual, x, x),
  ),
]
