/**
 * For each primitive, where it is tried: arguments inside its domain and away from its kinks; and its edges, as data.
 *
 * The record is exhaustive by type: a primitive without a specimen does not compile.
 *
 * @since 0.1.0
 */
import * as fc from 'fast-check'
import type { Rule } from '../src/primitive/Custom.js'
import { constant, mul, product } from '../src/primitive/Pointwise.js'
import { run } from '../src/primitive/Primitive.js'
import type { Attributes } from '../src/primitive/Table.js'
import { square } from '../src/operation/Unary.js'
import { fromArray, tensor as literal } from '../src/operation/Construct.js'
import { sizeOf, type Shape } from '../src/tensor/Shape.js'
import { shape as shapeOf, toFlat, type AnyTensor, type NestedArray } from '../src/tensor/Value.js'
import { awayFrom, between, distinct, number, shape, tensor, type ShapeOptions } from './arbitraries.js'

/** Arguments and attributes of a primitive. */
export interface Application<A> {
  readonly args: readonly AnyTensor[]
  readonly attributes: A
}

/** From the smallest to the largest. */
export type Interval = readonly [low: number, high: number]

/** A point where a primitive has a kink, a jump, a pole or an infinite slope, and what must hold there. */
export interface Edge<A> extends Application<A> {
  readonly name: string
  readonly value: readonly number[]
  readonly cotangent: readonly number[]
  /** For each element of each argument the interval of the subdifferential, times the cotangent. */
  readonly gradient: readonly (readonly Interval[])[]
  /** What all elements of the gradient sum to, where arguments share it. */
  readonly total?: number
}

/** Where a primitive is tried. */
export interface Specimen<A> {
  readonly applications: fc.Arbitrary<Application<A>>
  /** Arguments that are indices or conditions: no derivative passes through them. */
  readonly held?: readonly number[]
  /** The derivative is 0 by decree and not because the function is constant. */
  readonly decreed?: true
  readonly edges?: readonly Edge<A>[]
}

type None = undefined

const doubled = (x: AnyTensor, t: AnyTensor): AnyTensor => product(t, run(mul, x, constant(x, 2)))
const squareRule: Rule = { tangent: doubled, cotangent: doubled, batched: () => squareRule }

const exactly = (...values: readonly number[]): readonly Interval[] => values.map((v) => [v, v])
const shared: Interval = [0, 1]

/** An edge of a primitive without attributes. */
const edge = (
  name: string,
  args: readonly NestedArray[],
  value: readonly number[],
  cotangent: readonly number[],
  gradient: readonly (readonly Interval[])[],
  total?: number,
): Edge<None> => ({
  ...edgeWith(undefined, name, args, value, cotangent, gradient),
  ...(total === undefined ? {} : { total }),
})

const edgeWith = <A>(
  attributes: A,
  name: string,
  args: readonly NestedArray[],
  value: readonly number[],
  cotangent: readonly number[],
  gradient: readonly (readonly Interval[])[],
): Edge<A> => ({
  name,
  args: args.map((x) => (literal as (array: NestedArray) => AnyTensor)(x)),
  attributes,
  value,
  cotangent,
  gradient,
})

const without = (args: fc.Arbitrary<readonly AnyTensor[]>): fc.Arbitrary<Application<None>> =>
  args.map((given) => ({ args: given, attributes: undefined }))

const unary = (
  element: fc.Arbitrary<number>,
  options: ShapeOptions = { maxRank: 2 },
): fc.Arbitrary<Application<None>> => without(shape(options).chain((s) => fc.tuple(tensor(s, element))))

const binary = (a: fc.Arbitrary<number>, b: fc.Arbitrary<number>): fc.Arbitrary<Application<None>> =>
  without(shape({ maxRank: 2 }).chain((s) => fc.tuple(tensor(s, a), tensor(s, b))))

/** Two tensors no element of which is close to one of the other. */
const apart: fc.Arbitrary<Application<None>> = without(
  shape({ maxRank: 2 }).chain((s) =>
    distinct([2, sizeOf(s)]).map((both) => {
      const flat = toFlat(both)
      return [fromArray(flat.slice(0, sizeOf(s)), s), fromArray(flat.slice(sizeOf(s)), s)]
    }),
  ),
)

const positive = between(1 / 4, 4)
const nonzero = awayFrom([0], 1 / 4)
const condition = fc.constantFrom(0, 1)

/** A tensor with at least one axis, and one of its axes. */
const along = <A>(
  build: (s: Shape) => fc.Arbitrary<AnyTensor>,
  attributes: (axis: number, s: Shape) => fc.Arbitrary<A>,
): fc.Arbitrary<Application<A>> =>
  shape({ minRank: 1 })
    .chain((s) => fc.tuple(fc.constant(s), fc.nat({ max: s.length - 1 })))
    .chain(([s, axis]) => fc.record({ args: fc.tuple(build(s)), attributes: attributes(axis, s) }))

const onlyAxis = (axis: number): fc.Arbitrary<{ readonly axis: number }> => fc.constant({ axis })

const matrices: fc.Arbitrary<Application<None>> = without(
  fc
    .tuple(
      shape({ maxRank: 1, maxSize: 2 }),
      fc.oneof(
        { weight: 9, arbitrary: shape({ minRank: 3 }) },
        // Beyond 64 multiplications the kernel takes another way.
        { weight: 1, arbitrary: fc.constant([3, 4, 6]) },
      ),
    )
    .chain(([batch, [m, k, n]]) => fc.tuple(tensor([...batch, m, k]), tensor([...batch, k, n]))),
)

const indices = (size: number): fc.Arbitrary<AnyTensor> =>
  shape({ maxRank: 2 }).chain((s) => tensor(s, fc.nat({ max: size - 1 })))

/** Where each primitive is tried. */
export const specimens: { readonly [Name in keyof Attributes]: Specimen<Attributes[Name]> } = {
  neg: { applications: unary(number) },
  add: { applications: binary(number, number) },
  mulAdd: {
    applications: without(shape({ maxRank: 2 }).chain((s) => fc.tuple(tensor(s), tensor(s), tensor(s)))),
    edges: [
      edge('a product that holds a zero', [[0], [2], [3]], [3], [1], [exactly(2), exactly(0), exactly(1)]),
      edge('∞ that nothing depends on', [[Infinity], [0], [3]], [NaN], [0], [exactly(0), exactly(0), exactly(0)]),
    ],
  },
  sub: { applications: binary(number, number) },
  mul: {
    applications: binary(number, number),
    edges: [
      edge('a product that holds a zero', [[0], [2]], [0], [1], [exactly(2), exactly(0)]),
      edge('two zeros', [[0], [0]], [0], [1], [exactly(0), exactly(0)]),
      edge('∞ that nothing depends on', [[Infinity], [0]], [NaN], [0], [exactly(0), exactly(0)]),
    ],
  },
  annihilatingMul: {
    applications: binary(number, number),
    edges: [
      edge('0 · ∞', [[0], [Infinity]], [0], [0], [exactly(0), exactly(0)]),
      edge('∞ · 0', [[-Infinity], [0]], [0], [0], [exactly(0), exactly(0)]),
      edge('0 · NaN', [[0], [NaN]], [0], [0], [exactly(0), exactly(0)]),
      edge('NaN · 0', [[NaN], [0]], [0], [0], [exactly(0), exactly(0)]),
    ],
  },
  div: {
    applications: binary(number, nonzero),
    edges: [
      edge('a pole that nothing depends on', [[1], [0]], [Infinity], [0], [exactly(0), exactly(0)]),
      edge('0/0 that nothing depends on', [[0], [0]], [NaN], [0], [exactly(0), exactly(0)]),
      edge('1/∞', [[1], [Infinity]], [0], [1], [exactly(0), exactly(-0)]),
    ],
  },
  reciprocal: {
    applications: unary(nonzero),
    edges: [edge('a pole that nothing depends on', [[0]], [Infinity], [0], [exactly(0)])],
  },
  max: {
    applications: apart,
    edges: [
      edge('a tie', [[1], [1]], [1], [1], [[shared], [shared]], 1),
      edge('a tie at ∞', [[Infinity], [Infinity]], [Infinity], [1], [[shared], [shared]], 1),
    ],
  },
  min: {
    applications: apart,
    edges: [edge('a tie', [[1], [1]], [1], [1], [[shared], [shared]], 1)],
  },
  greater: { applications: apart, edges: [edge('a tie', [[1], [1]], [0], [1], [exactly(0), exactly(0)])] },
  greaterOrEqual: { applications: apart, edges: [edge('a tie', [[1], [1]], [1], [1], [exactly(0), exactly(0)])] },
  equal: { applications: apart, edges: [edge('a tie', [[1], [1]], [1], [1], [exactly(0), exactly(0)])] },
  where: {
    applications: without(shape({ maxRank: 2 }).chain((s) => fc.tuple(tensor(s, condition), tensor(s), tensor(s)))),
    held: [0],
    edges: [
      edge('what is not chosen is infinite', [[0], [Infinity], [2]], [2], [1], [exactly(0), exactly(0), exactly(1)]),
      edge('what is not chosen is NaN', [[1], [2], [NaN]], [2], [1], [exactly(0), exactly(1), exactly(0)]),
    ],
  },
  abs: { applications: unary(awayFrom([0])), edges: [edge('the kink', [[0]], [0], [1], [[[-1, 1]]])] },
  sign: { applications: unary(awayFrom([0])), edges: [edge('the jump', [[0]], [0], [1], [exactly(0)])] },
  floor: {
    applications: unary(number.filter((x) => Math.abs(x - Math.round(x)) >= 1 / 16)),
    edges: [edge('a jump', [[2]], [2], [1], [exactly(0)])],
  },
  square: {
    applications: unary(number),
    edges: [edge('a zero slope under an infinite cotangent', [[0]], [0], [Infinity], [exactly(0)])],
  },
  sqrt: {
    applications: unary(positive),
    edges: [edge('an infinite slope that nothing depends on', [[0]], [0], [0], [exactly(0)])],
  },
  exp: {
    applications: unary(number),
    edges: [
      edge('an infinite slope that nothing depends on', [[1000]], [Infinity], [0], [exactly(0)]),
      edge('far to the left', [[-1000]], [0], [1], [exactly(0)]),
    ],
  },
  log: {
    applications: unary(positive),
    edges: [edge('an infinite slope that nothing depends on', [[0]], [-Infinity], [0], [exactly(0)])],
  },
  log1p: {
    applications: unary(between(-3 / 4, 4)),
    edges: [edge('an infinite slope that nothing depends on', [[-1]], [-Infinity], [0], [exactly(0)])],
  },
  expm1: { applications: unary(number), edges: [edge('far to the left', [[-1000]], [-1], [1], [exactly(0)])] },
  sin: { applications: unary(number) },
  cos: { applications: unary(number) },
  sigmoid: {
    applications: unary(number),
    edges: [
      edge('far to the right', [[1000]], [1], [1], [exactly(0)]),
      edge('far to the left', [[-1000]], [0], [1], [exactly(0)]),
    ],
  },
  tanh: {
    applications: unary(number),
    edges: [
      edge('far to the right', [[1000]], [1], [1], [exactly(0)]),
      edge('far to the left', [[-1000]], [-1], [1], [exactly(0)]),
    ],
  },
  pow: {
    applications: fc
      .oneof(
        fc.record({ exponent: fc.constantFrom(0, 1, 2, 3, 4), element: fc.constant(number) }),
        fc.record({ exponent: fc.constantFrom(-2, -1, 0.5, 2.5), element: fc.constant(positive) }),
      )
      .chain(({ exponent, element }) => unary(element).map(({ args }) => ({ args, attributes: { exponent } }))),
    edges: [
      edgeWith({ exponent: 0 }, 'x⁰ at 0', [[0]], [1], [1], [exactly(0)]),
      edgeWith({ exponent: 1 }, 'x¹ at 0', [[0]], [0], [1], [exactly(1)]),
      edgeWith({ exponent: 2 }, 'x² at 0', [[0]], [0], [1], [exactly(0)]),
      edgeWith({ exponent: 0.5 }, '√x at 0 that nothing depends on', [[0]], [0], [0], [exactly(0)]),
      edgeWith({ exponent: -1 }, 'a pole that nothing depends on', [[0]], [Infinity], [0], [exactly(0)]),
    ],
  },
  stopGradient: { applications: unary(number), decreed: true },
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
    held: [1],
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
    held: [1],
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
    // The square, with its derivative given by hand; whether a given one is true is for `differentiable` to say.
    applications: shape({ maxRank: 1 })
      .chain(tensor)
      .map((x) => ({ args: [x, square(x)], attributes: squareRule })),
    held: [1],
    decreed: true,
  },
}
