import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Pointwise from '../../src/kernel/Pointwise.js'
import * as Unary from '../../src/kernel/Unary.js'
import { anyNumber, elements, naive, size } from './naive.js'

type Data = Unary.Data

const data = (length: number): fc.Arbitrary<Data> => fc.oneof(anyNumber, elements(length))
const at = (x: Data, i: number): number => (typeof x === 'number' ? x : x[i])

const unaries: Readonly<Record<string, readonly [(x: Data) => Data, (x: number) => number]>> = {
  neg: [Unary.neg, (x) => -x],
  square: [Unary.square, (x) => x * x],
  sqrt: [Unary.sqrt, Math.sqrt],
  abs: [Unary.abs, Math.abs],
  reciprocal: [Unary.reciprocal, (x) => 1 / x],
  exp: [Unary.exp, Math.exp],
  'unary(sin)': [Unary.unary(Math.sin), Math.sin],
}

const binaries: Readonly<
  Record<string, readonly [(a: Data, b: Data, length: number) => Data, (a: number, b: number) => number]>
> = {
  add: [Pointwise.add, (a, b) => a + b],
  sub: [Pointwise.sub, (a, b) => a - b],
  mul: [Pointwise.mul, (a, b) => a * b],
  div: [Pointwise.div, (a, b) => a / b],
  greater: [Pointwise.greater, (a, b) => (a > b ? 1 : 0)],
  greaterOrEqual: [Pointwise.greaterOrEqual, (a, b) => (a >= b ? 1 : 0)],
  equal: [Pointwise.equal, (a, b) => (a === b ? 1 : 0)],
  max: [Pointwise.max, Math.max],
  min: [Pointwise.min, Math.min],
}

const written = (length: number, results: ReadonlyArray<Data>, element: (i: number) => number): Data =>
  results.every((x) => typeof x === 'number') ? element(0) : naive(length, element)

describe('pointwise kernels', () => {
  for (const [name, [kernel, f]] of Object.entries(unaries)) {
    it(`${name} is its formula at every element, to the bit, and uniform on a uniform argument`, () => {
      fc.assert(
        fc.property(size(11).chain(data), (x) => {
          expect(kernel(x)).toEqual(typeof x === 'number' ? f(x) : x.map((v) => f(v)))
        }),
      )
    })
  }

  for (const [name, [kernel, f]] of Object.entries(binaries)) {
    it(`${name} is its formula at every element, to the bit, and uniform on uniform arguments`, () => {
      fc.assert(
        fc.property(
          size(11).chain((n) => fc.tuple(fc.constant(n), data(n), data(n))),
          ([n, a, b]) => {
            expect(kernel(a, b, n)).toEqual(written(n, [a, b], (i) => f(at(a, i), at(b, i))))
          },
        ),
      )
    })
  }

  it('annihilatingMul is 0 if either factor is 0, else the product', () => {
    fc.assert(
      fc.property(
        size(11).chain((n) => fc.tuple(fc.constant(n), data(n), data(n))),
        ([n, a, b]) => {
          const result = Pointwise.annihilatingMul(a, b, n)
          for (let i = 0; i < n; i++) {
            const [x, y] = [at(a, i), at(b, i)]
            // The sign of a zero is the product's, or plus: not part of the contract.
            expect(at(result, i) + 0).toBe(x === 0 || y === 0 ? 0 : x * y + 0)
          }
        },
      ),
    )
  })

  it('where takes from the first where the condition is not 0, else from the second', () => {
    const condition = (n: number) => fc.oneof(fc.constantFrom(0, 1), elements(n, fc.constantFrom(0, -0, 1, NaN)))
    fc.assert(
      fc.property(
        size(11).chain((n) => fc.tuple(fc.constant(n), condition(n), data(n), data(n))),
        ([n, c, a, b]) => {
          const result = Pointwise.where(c, a, b, n)
          for (let i = 0; i < n; i++) expect(at(result, i)).toBe(at(c, i) !== 0 ? at(a, i) : at(b, i))
        },
      ),
    )
  })

  it('mulAdd has the bits of mul and add', () => {
    fc.assert(
      fc.property(
        size(11).chain((n) => fc.tuple(fc.constant(n), data(n), data(n), data(n))),
        ([n, a, b, c]) => {
          const result = Pointwise.mulAdd(a, b, c, n)
          for (let i = 0; i < n; i++) expect(at(result, i)).toBe(at(a, i) * at(b, i) + at(c, i))
        },
      ),
    )
  })
})
