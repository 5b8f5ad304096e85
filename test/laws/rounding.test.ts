/**
 * The bounds of `agree` where a rounding is easily overlooked: two ways of computing the same that differ, each by a rounding and nothing else.
 */
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import { agree, arbitrary, law } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'
import * as T from '../../src/Tensor.js'

/** Both compute the same but for rounding, which is seen: otherwise nothing is asked of the bound. */
const accepted = <P>(expected: (x: P) => T.AnyTensor, found: (x: P) => T.AnyTensor, x: P): void => {
  expect(T.toFlat(expected(x))).not.toEqual(T.toFlat(found(x)))
  expect(agree(expected, found, x)).toEqual({ _tag: 'Holds' })
}

// 2026-11-24, all of these: integers stood still wherever they came from, and so did results that were equal to an argument.
describe('agree allows for the rounding of', () => {
  it('a result that is rounded to an integer: σ(37.5) is 1', () => {
    accepted<T.Scalar>(
      (x) => T.sigmoid(T.neg(x)),
      (x) => pipe(T.scalar(1), T.sub(T.sigmoid(x))),
      T.scalar(37.5),
    )
    accepted<T.Scalar>(
      (x) => pipe(T.sigmoid(pipe(x, T.mul(2))), T.mul(T.sigmoid(pipe(x, T.mul(-2)))), T.mul(4)),
      (x) => pipe(T.scalar(1), T.sub(T.square(T.tanh(x)))),
      T.scalar(20),
    )
  })

  it('a sum or a product that is rounded to an integer, or to 1 less a little', () => {
    accepted<{ readonly a: T.Scalar; readonly b: T.Scalar }>(
      ({ a, b }) => pipe(a, T.add(b), T.sub(b)),
      ({ a }) => a,
      { a: T.scalar(2 ** -54), b: T.scalar(1) },
    )
    accepted<T.Scalar>(
      (x) => pipe(T.scalar(10), T.mul(x), T.sub(1)),
      (x) => pipe(x, T.sub(T.scalar(0.125)), T.mul(10), T.add(0.25)),
      T.scalar(0.1),
    )
  })

  it('an addend that is lost in a sum, which then is one of its arguments', () => {
    accepted<{ readonly a: T.Scalar; readonly b: T.Scalar }>(
      ({ a, b }) => pipe(a, T.add(b), T.sub(a)),
      ({ b }) => b,
      { a: T.scalar(1.7), b: T.scalar(1e-17) },
    )
  })

  // 2026-12-01: a formula that takes the logarithm of a softmax of e⁻⁷²³.
  it('a number below the normal ones, which has fewer digits, and for no more than that', () => {
    const x = T.scalar(-723.4)
    const found = (y: T.Scalar): T.Scalar => T.log(T.exp(y))
    accepted<T.Scalar>((y) => y, found, x)
    expect(
      agree(
        (y: T.Scalar) => y,
        (y) => pipe(found(y), T.add(1e-6)),
        x,
      ),
    ).toMatchObject({ _tag: 'Violated' })
  })

  it('large integers', () => {
    accepted<{ readonly a: T.Scalar; readonly b: T.Scalar }>(
      ({ a, b }) => pipe(a, T.add(b), T.sub(a)),
      ({ b }) => b,
      { a: T.scalar(2 ** 53), b: T.scalar(1) },
    )
  })

  it('the inside of a sum or a matrix product, where large terms cancel', () => {
    // A sum adds the first and the third term first, a matrix product the first and the second.
    const added = T.tensor([2 ** 30, -(2 ** 30), 0.1])
    accepted<typeof added>(
      (v) => T.sum(v),
      () => T.scalar(0.1),
      added,
    )
    const x = T.tensor([2 ** 30, 0.1, -(2 ** 30)])
    accepted<typeof x>(
      (v) => pipe(v, T.reshape([1, 3]), T.matmul(T.ones([3, 1])), T.reshape([])),
      () => T.scalar(0.1),
      x,
    )
  })

  it('one element beside another that is infinite, or not a number, in both', () => {
    accepted<{ readonly x: T.Tensor<[2]>; readonly y: T.Tensor<[2]> }>(
      ({ x, y }) => pipe(T.log(x), T.add(y), T.add(0.1)),
      ({ x, y }) => pipe(T.log(x), T.add(pipe(y, T.add(0.1)))),
      { x: T.tensor([0, 3]), y: T.tensor([0.7, 0.7]) },
    )
  })
})

describe('agree allows nothing where nothing rounds:', () => {
  const refused = <P>(expected: (x: P) => T.AnyTensor, found: (x: P) => T.AnyTensor, x: P): void =>
    expect(agree(expected, found, x)).toMatchObject({ _tag: 'Violated', bound: expect.stringMatching(/^0: /) })

  it('integers that are added, multiplied and divided without a rest', () => {
    refused<T.Tensor<[2]>>(
      (x) => pipe(x, T.mul(3), T.add(4), T.div(2)),
      (x) => pipe(x, T.mul(3), T.add(6), T.div(2)),
      T.tensor([2, 4]),
    )
  })

  it('what is chosen, moved or compared', () => {
    refused<T.Tensor<[2]>>(
      (x) => T.stack(0)([pipe(x, T.greater(0.2)), T.sign(x)]),
      (x) => T.stack(0)([pipe(x, T.greater(0.2)), T.neg(T.sign(x))]),
      T.tensor([0.1, 0.3]),
    )
  })
})

/** Numbers of very different sizes, integers among them, of which most cancel. */
const wild = fc.oneof(
  fc.integer({ min: -(2 ** 20), max: 2 ** 20 }).map((k) => k * 2 ** 10),
  fc.tuple(arbitrary.number, fc.integer({ min: -40, max: 40 })).map(([x, k]) => x * 2 ** k),
)
const terms = fc
  .array(wild, { minLength: 1, maxLength: 6 })
  .map((xs) => T.tensor([...xs, ...xs.map((x) => -x), 0.1]) as T.Tensor<[number]>)
const columns = (x: T.Tensor<[number]>) => pipe(x, T.reshape([1, T.shape(x)[0]] as readonly [1, number]))
const backwards = (x: T.Tensor<[number]>) => T.tensor(Array.from({ length: T.shape(x)[0] }, (_, i) => i).reverse())
const ones = (x: T.Tensor<[number]>) => T.ones([T.shape(x)[0], 1] as readonly [number, 1])

describeLaws(
  {
    name: 'computations that lose nearly all their digits',
    laws: [
      law('sums', 'a sum in another order, or as a matrix product, is the same but for rounding', terms, (x) =>
        agree<typeof x>(
          (v) => [T.sum(v), T.sum(v), pipe(columns(v), T.matmul(ones(v)), T.reshape([]))],
          (v) => {
            const reversed = pipe(v, T.take(backwards(v)))
            return [T.sum(reversed), pipe(columns(reversed), T.matmul(ones(v)), T.reshape([])), T.sum(reversed)]
          },
          x,
        ),
      ),
      law('parentheses', '(a + b) + c = a + (b + c) but for rounding', fc.tuple(wild, wild, wild), ([a, b, c]) =>
        agree<readonly T.Scalar[]>(
          ([p, q, r]) => pipe(p, T.add(q), T.add(r)),
          ([p, q, r]) => pipe(p, T.add(pipe(q, T.add(r)))),
          [a, b, c].map((v) => T.scalar(v)),
        ),
      ),
      law(
        'far out',
        '1 − σ(x) = σ(−x) and 1 − tanh² = 4σ(2x)σ(−2x) but for rounding',
        fc.double({ min: -50, max: 50, noNaN: true }),
        (v) =>
          agree<T.Scalar>(
            (x) => [pipe(T.scalar(1), T.sub(T.sigmoid(x))), pipe(T.scalar(1), T.sub(T.square(T.tanh(x))))],
            (x) => [T.sigmoid(T.neg(x)), pipe(T.sigmoid(T.mul(2)(x)), T.mul(T.sigmoid(T.mul(-2)(x))), T.mul(4))],
            T.scalar(v),
          ),
      ),
    ],
  },
  { numRuns: 500 },
)
