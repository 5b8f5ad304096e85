/**
 * Sample inputs of the pointwise primitives.
 */
import * as fc from 'fast-check'
import type { Attributes } from '../../src/primitive/Table.js'
import { awayFrom, between, number, shape, tensor } from '../arbitraries.js'
import {
  apart,
  binary,
  condition,
  edge,
  edgeWith,
  exactly,
  nonzero,
  positive,
  shared,
  unary,
  without,
  type Sample,
} from './sample.js'

export const pointwise = {
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
    constants: [0],
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
  sigmoidSlope: {
    applications: unary(number),
    edges: [
      edge('far to the right', [[1000]], [0], [1], [exactly(0)]),
      edge('near 0, where its slope is −x/8', [[1e-18]], [0.25], [1], [exactly(-1e-18 / 8)]),
    ],
  },
  softplus: {
    applications: unary(number),
    edges: [
      edge('far to the right', [[1000]], [1000], [1], [exactly(1)]),
      edge('far to the left', [[-1000]], [0], [1], [exactly(0)]),
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
  stopGradient: { applications: unary(number), isZeroByDefinition: true },
} satisfies Partial<{ readonly [Name in keyof Attributes]: Sample<Attributes[Name]> }>
