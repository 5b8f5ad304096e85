/**
 * Sample inputs of a primitive, inside its domain and away from its kinks, and the arbitraries they are drawn from.
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
  /** For each element of each argument the interval of the subdifferential, times the cotangent. */
  readonly gradient: readonly (readonly Interval[])[]
  /** What all elements of the gradient sum to, where arguments share it. */
  readonly total?: number
}

/** Where a primitive is tried. */
export interface Sample<A> {
  readonly applications: fc.Arbitrary<Application<A>>
  /** Arguments that are indices or conditions: no derivative passes through them. */
  readonly held?: readonly number[]
  /** The derivative is 0 by decree and not because the function is constant. */
  readonly decreed?: true
  readonly edges?: readonly Edge<A>[]
}

/** No attributes. */
export type None = undefined

/** These and no others. */
export const exactly = (...values: readonly number[]): readonly Interval[] => values.map((v) => [v, v])
/** Any share of it. */
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

/** Two tensors no element of which is close to one of the other. */
export const apart: fc.Arbitrary<Application<None>> = without(
  shape({ maxRank: 2 }).chain((s) =>
    distinct([2, sizeOf(s)]).map((both) => {
      const flat = toFlat(both)
      return [fromArray(flat.slice(0, sizeOf(s)), s), fromArray(flat.slice(sizeOf(s)), s)]
    }),
  ),
)

/** Away from 0, above it. */
export const positive = between(1 / 4, 4)
/** Away from 0. */
export const nonzero = awayFrom([0], 1 / 4)
/** No or yes. */
export const condition = fc.constantFrom(0, 1)

/** A tensor with at least one axis, and one of its axes. */
export const along = <A>(
  build: (s: Shape) => fc.Arbitrary<AnyTensor>,
  attributes: (axis: number, s: Shape) => fc.Arbitrary<A>,
): fc.Arbitrary<Application<A>> =>
  shape({ minRank: 1 })
    .chain((s) => fc.tuple(fc.constant(s), fc.nat({ max: s.length - 1 })))
    .chain(([s, axis]) => fc.record({ args: fc.tuple(build(s)), attributes: attributes(axis, s) }))

/** An axis, and no more. */
export const onlyAxis = (axis: number): fc.Arbitrary<{ readonly axis: number }> => fc.constant({ axis })

/** Matrices that can be multiplied, perhaps many. */
export const matrices: fc.Arbitrary<Application<None>> = without(
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

/** Indices below a size. */
export const indices = (size: number): fc.Arbitrary<AnyTensor> =>
  shape({ maxRank: 2 }).chain((s) => tensor(s, fc.nat({ max: size - 1 })))
