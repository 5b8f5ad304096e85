/**
 * Sample inputs of a primitive, inside its domain and away from its kinks, and their arbitraries.
 */
import * as fc from 'fast-check'
import { fromArray, tensor as literal } from '../../src/operation/Construct.js'
import { sizeOf, type Shape } from '../../src/tensor/Shape.js'
import { toFlat, type AnyTensor, type NestedArray } from '../../src/tensor/Value.js'
import { awayFrom, between, distinct, shape, tensor, type ShapeOptions } from '../arbitraries.js'

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
  /** For each element of each argument, the interval of the subdifferential, times the cotangent */
  readonly gradient: readonly (readonly Interval[])[]
  /** The sum of all elements of the gradient, where arguments share it */
  readonly total?: number
}

/** The sample inputs and edges of a primitive. */
export interface Sample<A> {
  readonly applications: fc.Arbitrary<Application<A>>
  /** Arguments that are indices or conditions: no derivative passes through them */
  readonly constants?: readonly number[]
  /** Whether the derivative is defined as 0 although the function is not constant */
  readonly isZeroByDefinition?: true
  readonly edges?: readonly Edge<A>[]
}

/** No attributes. */
export type None = undefined

/** An interval that allows only the given values. */
export const exactly = (...values: readonly number[]): readonly Interval[] => values.map((v) => [v, v])
/** Any share of the cotangent. */
export const shared: Interval = [0, 1]

/** An edge of a primitive without attributes. */
export const edge = (
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

/** An edge of a primitive with attributes. */
export const edgeWith = <A>(
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

/** Applications without attributes. */
export const without = (args: fc.Arbitrary<readonly AnyTensor[]>): fc.Arbitrary<Application<None>> =>
  args.map((given) => ({ args: given, attributes: undefined }))

/** One tensor of these elements. */
export const unary = (
  element: fc.Arbitrary<number>,
  options: ShapeOptions = { maxRank: 2 },
): fc.Arbitrary<Application<None>> => without(shape(options).chain((s) => fc.tuple(tensor(s, element))))

/** Two tensors of one shape. */
export const binary = (a: fc.Arbitrary<number>, b: fc.Arbitrary<number>): fc.Arbitrary<Application<None>> =>
  without(shape({ maxRank: 2 }).chain((s) => fc.tuple(tensor(s, a), tensor(s, b))))

/** Two tensors without an element of one close to an element of the other. */
export const apart: fc.Arbitrary<Application<None>> = without(
  shape({ maxRank: 2 }).chain((s) =>
    distinct([2, sizeOf(s)]).map((both) => {
      const flat = toFlat(both)
      return [fromArray(flat.slice(0, sizeOf(s)), s), fromArray(flat.slice(sizeOf(s)), s)]
    }),
  ),
)

/** Positive, away from 0. */
export const positive = between(1 / 4, 4)
/** Away from 0. */
export const nonzero = awayFrom([0], 1 / 4)
/** 0 or 1. */
export const condition = fc.constantFrom(0, 1)

/** A tensor with at least one axis, and one of its axes. */
export const along = <A>(
  build: (s: Shape) => fc.Arbitrary<AnyTensor>,
  attributes: (axis: number, s: Shape) => fc.Arbitrary<A>,
): fc.Arbitrary<Application<A>> =>
  shape({ minRank: 1 })
    .chain((s) => fc.tuple(fc.constant(s), fc.nat({ max: s.length - 1 })))
    .chain(([s, axis]) => fc.record({ args: fc.tuple(build(s)), attributes: attributes(axis, s) }))

/** The axis as the only attribute. */
export const onlyAxis = (axis: number): fc.Arbitrary<{ readonly axis: number }> => fc.constant({ axis })

/** Matrices that can be multiplied, with or without batch axes. */
export const matrices: fc.Arbitrary<Application<None>> = without(
  fc
    .tuple(
      shape({ maxRank: 1, maxSize: 2 }),
      fc.oneof(
        { weight: 9, arbitrary: shape({ minRank: 3 }) },
        // Beyond 64 multiplications the kernel takes another path.
        { weight: 1, arbitrary: fc.constant([3, 4, 6]) },
      ),
    )
    .chain(([batch, [m, k, n]]) => fc.tuple(tensor([...batch, m, k]), tensor([...batch, k, n]))),
)

/** Indices below a size. */
export const indices = (size: number): fc.Arbitrary<AnyTensor> =>
  shape({ maxRank: 2 }).chain((s) => tensor(s, fc.nat({ max: size - 1 })))
