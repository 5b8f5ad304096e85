/**
 * Laws are tested by what they refuse: rules that are wrong in the ways rules are wrong, each of which a named law must catch.
 */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { arbitrary, check, primitive, specimens, type Specimen } from '../../laws/index.js'
import * as Kernel from '../../src/kernel/Pointwise.js'
import * as Index from '../../src/primitive/Index.js'
import * as Layout from '../../src/primitive/Layout.js'
import * as Linear from '../../src/primitive/Linear.js'
import * as Pointwise from '../../src/primitive/Pointwise.js'
import * as Reduce from '../../src/primitive/Reduce.js'
import { apply, run, type Derivative, type Elements, type None, type Primitive } from '../../src/primitive/Primitive.js'
import { shape, type AnyTensor, type Data } from '../../src/tensor/Value.js'

const { product, constant } = Pointwise

const refusers = <A>(wrong: Primitive<A>, specimen: Specimen<A>): readonly string[] => {
  const report = check(primitive(wrong, specimen), { endOnFailure: true, numRuns: 25 })
  return E.isLeft(report) ? report.left.failures.map((failure) => failure.law) : []
}

/** A primitive with another rule in one direction or both. */
const withRule = <A>(right: Primitive<A>, rule: Partial<Derivative<A>>): Primitive<A> => ({
  ...right,
  derivative: { ...right.derivative!, ...rule },
})

const both = <A>(rule: Derivative<A>['tangent']): Derivative<A> => ({ tangent: rule, cotangent: rule })

const turned = (x: AnyTensor): AnyTensor => apply(Layout.transpose, { permutation: [1, 0] }, x)

/** Square matrices, for which a transposed cotangent has the right shape. */
const squares: Specimen<None> = {
  applications: fc
    .integer({ min: 2, max: 3 })
    .chain((n) => fc.tuple(arbitrary.tensor([n, n]), arbitrary.tensor([n, n])))
    .map((args) => ({ args, attributes: undefined })),
}

interface Wrong {
  readonly laws: readonly string[]
  readonly refuse: () => readonly string[]
}

const wrong = <A>(bad: Primitive<A>, specimen: Specimen<A>, ...laws: readonly string[]): Wrong => ({
  laws,
  refuse: () => refusers(bad, specimen),
})

const zoo: Readonly<Record<string, Wrong>> = {
  'a lost factor, in both directions': wrong(
    withRule(
      Pointwise.square,
      both((t, _, __, ___, x) => product(t, x)),
    ),
    specimens.square,
    'forward = numeric',
    'reverse = numeric',
  ),
  'a lost factor, in reverse only': wrong(
    withRule(Pointwise.square, { cotangent: (c, _, __, ___, x) => product(c, x) }),
    specimens.square,
    'transpose',
    'adjoint',
    'reverse = numeric',
    'second order',
  ),
  'a wrong sign, in both directions': wrong(
    withRule(
      Pointwise.cos,
      both((t, _, __, ___, x) => product(t, run(Pointwise.sin, x))),
    ),
    specimens.cos,
    'forward = numeric',
    'reverse = numeric',
  ),
  'a wrong sign, forward only': wrong(
    withRule(Pointwise.sub, { tangent: (t) => t }),
    specimens.sub,
    'transpose',
    'forward = numeric',
  ),
  'a transposed matmul cotangent': wrong(
    withRule(Linear.matmul, {
      cotangent: (c, i, _, __, x, y) => (i === 0 ? run(Linear.matmul, c, y) : run(Linear.matmul, turned(x), c)),
    }),
    squares,
    'transpose',
    'reverse = numeric',
  ),
  'a broadcast that is not summed back': wrong(
    withRule(Reduce.broadcast, {
      cotangent: (c, _, { axis }, __, x) =>
        apply(Layout.reshape, { to: shape(x) }, apply(Layout.slice, { axis, start: 0, end: 1 }, c)),
    }),
    specimens.broadcast,
    'transpose',
    'reverse = numeric',
  ),
  'a product that annihilates on one side only': wrong(
    {
      ...Pointwise.annihilatingMul,
      // 0 on the left annihilates, 0 on the right does not.
      elements: ((a: Data, b: Data, length: number) =>
        Kernel.where(a, Kernel.mul(a, b, length), 0, length)) as Elements,
    },
    specimens.annihilatingMul,
    'edges',
  ),
  'a rule whose product does not annihilate': wrong(
    withRule(
      Pointwise.sqrt,
      both((t, _, __, y) => run(Pointwise.div, run(Pointwise.mul, t, constant(y, 0.5)), y)),
    ),
    specimens.sqrt,
    'edges',
  ),
  'ties that sum to 2': wrong(
    withRule(
      Pointwise.max,
      both((t, i, _, __, x, y) =>
        product(t, i === 0 ? run(Pointwise.greaterOrEqual, x, y) : run(Pointwise.greaterOrEqual, y, x)),
      ),
    ),
    specimens.max,
    'edges',
  ),
  'a slope outside of the subdifferential': wrong(
    withRule(
      Pointwise.abs,
      both((t, _, __, y, x) =>
        product(t, run(Pointwise.div, constant(x, 2), run(Pointwise.add, run(Pointwise.sign, x), constant(x, 0.5)))),
      ),
    ),
    specimens.abs,
    'edges',
  ),
  'a derivative where none should pass': wrong(
    { ...Pointwise.stopGradient, derivative: both((t) => t) },
    // A stopGradient that lets derivatives pass is a differentiable identity: only the declared decree tells the two apart.
    { ...specimens.stopGradient, held: [0] },
    'passes none',
  ),
  'a rule that is right to first order only': wrong(
    // The slope is written as a constant of the numbers of x, so that no derivative sees that it moves.
    withRule(
      Pointwise.sin,
      both((t, _, __, ___, x) => product(t, run(Pointwise.stopGradient, run(Pointwise.cos, x)))),
    ),
    specimens.sin,
    'second order = numeric',
  ),
  'a tangent with a constant added': wrong(
    withRule(Pointwise.exp, { tangent: (t, _, __, y) => run(Pointwise.add, product(t, y), constant(y, 1)) }),
    specimens.exp,
    'zero to zero',
    'linear in the tangent',
  ),
  'a cotangent that is squared': wrong(
    withRule(Pointwise.neg, { cotangent: (c) => run(Pointwise.neg, run(Pointwise.mul, c, c)) }),
    specimens.neg,
    'linear in the cotangent',
  ),
  'a slope that is off by one part in a million': wrong(
    withRule(
      Pointwise.log,
      both((t, _, __, ___, x) => product(t, run(Pointwise.div, constant(x, 1 + 1e-6), x))),
    ),
    specimens.log,
    'forward = numeric',
    'reverse = numeric',
  ),
  'a shape rule that does not know its value': wrong(
    { ...Reduce.sum, shape: (_, x) => shape(x) },
    specimens.sum,
    'shape',
  ),
  'an index that lets derivatives pass': wrong(
    withRule(Index.take, {
      cotangent: (c, i, attributes, result, x, y, z) =>
        i === 1
          ? run(Pointwise.add, y, constant(y, 1))
          : Index.take.derivative!.cotangent(c, i, attributes, result, x, y, z),
    }),
    specimens.take,
    'passes none',
  ),
}

describe('the zoo of wrong rules', () => {
  it.each(Object.entries(zoo))('%s is refused by name', (_, { laws, refuse }) => {
    expect(refuse()).toEqual(expect.arrayContaining([...laws]))
  })

  it('the right rules it is made from are refused by none', () => {
    expect(refusers(Pointwise.square, specimens.square)).toEqual([])
    expect(refusers(Linear.matmul, squares)).toEqual([])
  })
})
