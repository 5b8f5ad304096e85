/**
 * Sample inputs of the primitives that mix or move elements.
 */
import * as fc from 'fast-check'
import type { Rule } from '../../src/primitive/Custom.js'
import { constant, mul, product } from '../../src/primitive/Pointwise.js'
import { run } from '../../src/primitive/Primitive.js'
import type { Attributes } from '../../src/primitive/Table.js'
import { square } from '../../src/operation/Unary.js'
import { sizeOf } from '../../src/tensor/Shape.js'
import { shape as shapeOf, type AnyTensor } from '../../src/tensor/Value.js'
import { distinct, shape, tensor } from '../arbitraries.js'
import { along, edge, edgeWith, exactly, indices, matrices, onlyAxis, shared, without, type Sample } from './sample.js'

const doubled = (x: AnyTensor, t: AnyTensor): AnyTensor => product(t, run(mul, x, constant(x, 2)))
const squareRule: Rule = { tangent: doubled, cotangent: doubled, batched: () => squareRule }

const withRows = shape({ minRank: 1, maxRank: 2 })
const rows = without(withRows.chain((s) => fc.tuple(tensor(s))))
const twoOfRows = without(withRows.chain((s) => fc.tuple(tensor(s), tensor(s))))

export const general = {
  matmul: {
    applications: matrices,
    edges: [
      edge('∞ that nothing depends on', [[[Infinity]], [[1]]], [Infinity], [0], [exactly(0), exactly(0)]),
      edge('a row of zeros', [[[0, 0]], [[1], [2]]], [0], [1], [exactly(1, 2), exactly(0, 0)]),
    ],
  },
  annihilatingMatmul: {
    applications: matrices,
    edges: [
      edge('0 · ∞', [[[0, 1]], [[Infinity], [2]]], [2], [0], [exactly(0, 0), exactly(0, 0)]),
      edge('NaN · 0', [[[NaN, 1]], [[0], [2]]], [2], [0], [exactly(0, 0), exactly(0, 0)]),
    ],
  },
  sum: {
    applications: along((s) => tensor(s), onlyAxis),
    edges: [edgeWith({ axis: 0 }, 'nothing to add', [[]], [0], [1], [[]])],
  },
  broadcast: {
    applications: shape()
      .chain((s) => fc.tuple(tensor(s), fc.nat({ max: s.length }), fc.integer({ min: 1, max: 3 })))
      .map(([x, axis, size]) => ({ args: [x], attributes: { axis, size } })),
    edges: [edgeWith({ axis: 0, size: 0 }, 'no copies', [7], [], [], [exactly(0)])],
  },
  maxAlong: {
    applications: along((s) => distinct(s), onlyAxis),
    edges: [
      { ...edgeWith({ axis: 0 }, 'a tie of two', [[1, 0, 1]], [1], [1], [[shared, [0, 0], shared]]), total: 1 },
      { ...edgeWith({ axis: 0 }, 'a tie of three', [[2, 2, 2]], [2], [1], [[shared, shared, shared]]), total: 1 },
    ],
  },
  argmax: {
    applications: along((s) => distinct(s), onlyAxis),
    edges: [edgeWith({ axis: 0 }, 'a tie', [[0, 1, 1]], [1], [1], [exactly(0, 0, 0)])],
  },
  softmax: {
    applications: rows,
    edges: [edge('a class that cannot be', [[0, -Infinity]], [1, 0], [1, 0], [exactly(0, 0)])],
  },
  logSoftmax: {
    applications: rows,
    edges: [edge('−∞ that nothing depends on', [[0, -Infinity]], [0, -Infinity], [1, 0], [exactly(0, 0)])],
  },
  logSumExp: {
    applications: rows,
    edges: [edge('∞', [[Infinity, 0]], [Infinity], [1], [exactly(1, 0)])],
  },
  softmaxDeviation: { applications: twoOfRows },
  softmaxResidual: { applications: twoOfRows },
  reshape: {
    applications: shape()
      .chain((s) =>
        fc.tuple(
          tensor(s),
          fc.oneof(
            fc.constant([sizeOf(s)]),
            fc.shuffledSubarray([...s], { minLength: s.length, maxLength: s.length }),
            fc.constant([1, ...s]),
          ),
        ),
      )
      .map(([x, to]) => ({ args: [x], attributes: { to } })),
  },
  transpose: {
    applications: shape()
      .chain((s) => {
        const axes = s.map((_, i) => i)
        return fc.tuple(tensor(s), fc.shuffledSubarray(axes, { minLength: s.length, maxLength: s.length }))
      })
      .map(([x, permutation]) => ({ args: [x], attributes: { permutation } })),
  },
  slice: {
    applications: along(
      (s) => tensor(s),
      (axis, s) =>
        fc.tuple(fc.nat({ max: s[axis] }), fc.nat({ max: s[axis] })).map(([i, j]) => ({
          axis,
          start: Math.min(i, j),
          end: Math.max(i, j),
        })),
    ),
  },
  pad: {
    applications: along(
      (s) => tensor(s),
      (axis) => fc.record({ axis: fc.constant(axis), before: fc.nat({ max: 2 }), after: fc.nat({ max: 2 }) }),
    ),
  },
  concat: {
    applications: shape({ minRank: 1, maxRank: 2 })
      .chain((s) => fc.tuple(fc.constant(s), fc.nat({ max: s.length - 1 })))
      .chain(([s, axis]) => {
        const part = fc.nat({ max: 3 }).chain((size) => tensor(s.map((d, i) => (i === axis ? size : d))))
        return fc.record({
          args: fc.tuple(part, part),
          attributes: fc.constant({ axis }),
        })
      }),
  },
  take: {
    applications: shape({ minRank: 1, maxRank: 2 })
      .chain((s) => fc.tuple(fc.constant(s), fc.nat({ max: s.length - 1 })))
      .chain(([s, axis]) =>
        fc.record({ args: fc.tuple(tensor(s), indices(s[axis])), attributes: fc.constant({ axis }) }),
      ),
    constants: [1],
    edges: [
      edgeWith(
        { axis: 0 },
        'an index that occurs twice',
        [
          [5, 6],
          [0, 0],
        ],
        [5, 5],
        [1, 1],
        [exactly(2, 0), exactly(0, 0)],
      ),
    ],
  },
  scatterAdd: {
    applications: fc
      .tuple(shape({ maxRank: 1 }), fc.integer({ min: 1, max: 3 }), shape({ maxRank: 1 }))
      .chain(([before, size, after]) =>
        indices(size).chain((at) => {
          const middle = shapeOf(at)
          return fc.record({
            args: fc.tuple(tensor([...before, ...middle, ...after]), fc.constant(at)),
            attributes: fc.constant({ axis: before.length, size }),
          })
        }),
      ),
    constants: [1],
    edges: [
      edgeWith(
        { axis: 0, size: 2 },
        'an index that occurs twice',
        [
          [5, 6],
          [1, 1],
        ],
        [0, 11],
        [3, 4],
        [exactly(4, 4), exactly(0, 0)],
      ),
    ],
  },
  custom: {
    // The square, with its derivative as a custom rule; `differentiable` checks such rules.
    applications: shape({ maxRank: 1 })
      .chain(tensor)
      .map((x) => ({ args: [x, square(x)], attributes: squareRule })),
    constants: [1],
    isZeroByDefinition: true,
  },
} satisfies Partial<{ readonly [Name in keyof Attributes]: Sample<Attributes[Name]> }>
