/**
 * The formulas of the layers of the slides.
 */
import * as fc from 'fast-check'
import * as A from '../../src/Activation.js'
import * as L from '../../src/Layer.js'
import * as M from '../../src/Model.js'
import { add } from '../../src/operation/Binary.js'
import { matmul } from '../../src/operation/Matrix.js'
import * as Seed from '../../src/random/Seed.js'
import { sizeOf, type Shape } from '../../src/tensor/Shape.js'
import { dense as elements, plain, shape, type AnyTensor } from '../../src/tensor/Value.js'
import * as arbitrary from '../arbitraries.js'
import { every, expecting, law, silent, type LawSet } from '../Law.js'
import { layer, type AnyLayer } from '../layer.js'
import { collapsing, type MakeDense } from '../composition.js'
import { agree, same } from '../rounding.js'
import { numbers } from '../tree.js'
import { fn as expectFn } from '../../src/tensor/Expect.js'

interface Affine {
  readonly weight: AnyTensor
  readonly bias: AnyTensor
}

const affine = ({ weight, bias }: Affine, x: AnyTensor): AnyTensor =>
  (add(bias) as (y: AnyTensor) => AnyTensor)((matmul(weight as never) as unknown as (y: AnyTensor) => AnyTensor)(x))

const tensorOf = (sizes: Shape, flat: readonly number[]): AnyTensor => plain(sizes, Float64Array.from(flat))

/** One number a row. */
const column = fc.array(arbitrary.number, { minLength: 1, maxLength: 5 }).map((xs) => tensorOf([xs.length, 1], xs))

type MakeMaxout = (fanIn: number, fanOut: number, pieces: number) => M.AnyModel

/** Enough activations for a precise estimate of the rate. */
const signals = 1000

/** Hoeffding's inequality: a share of n independent draws deviates from its mean by more than t with a chance below 2·exp(−2nt²); this is 10⁻¹³. */
const margin = Math.sqrt(Math.log(2e13) / (2 * signals))

/**
 * The laws of the layers of the slides. They also apply to another implementation: `layers.dense(myDense)`.
 *
 * @example
 * import { check, layers } from 'nabla-ts/laws'
 * E.isRight(check(layers.dropout(), { numRuns: 10 })) // => true
 *
 * @category sets
 */
export const layers = {
  dense: (make: MakeDense = L.dense as MakeDense): LawSet => {
    expectFn('laws.layers.dense', make)
    return {
      name: 'a dense layer',
      laws: [
        law(
          'affine',
          'y = x·W + b',
          fc.record({
            params: fc.record({ weight: arbitrary.tensor([4, 3]), bias: arbitrary.tensor([3]) }),
            x: fc.integer({ min: 1, max: 4 }).chain((n) => arbitrary.tensor([n, 4])),
          }) as fc.Arbitrary<{ readonly params: Affine; readonly x: AnyTensor }>,
          (c) =>
            agree<typeof c>(
              ({ params, x }) => affine(params, x),
              ({ params, x }) => (make(4, 3) as unknown as AnyLayer).apply(params)(x),
              c,
            ),
        ),
        law(
          'first numbers',
          'weights and biases begin from −1/√in to 1/√in',
          fc.record({ seed: fc.integer(), fanIn: fc.integer({ min: 1, max: 20 }) }),
          ({ seed, fanIn }) => {
            const limit = 1 / Math.sqrt(fanIn)
            const params = (make(fanIn, 3) as unknown as AnyLayer).init(Seed.fromNumber(seed))
            const wrong = numbers(params).find(({ values }) => !values.every((v) => Math.abs(v) <= limit))
            return expecting(wrong === undefined, {
              at: wrong?.path ?? '',
              expected: `from ${-limit} to ${limit}`,
              found: String(wrong?.values),
            })
          },
        ),
      ],
      parents: [
        collapsing(make),
        layer(make(4, 3), { name: 'a dense layer as a layer', input: ['batch', 4], output: ['batch', 3] }),
      ],
    }
  },
  maxout: (make: MakeMaxout = L.maxout as unknown as MakeMaxout): LawSet => {
    expectFn('laws.layers.maxout', make)
    const contains = (name: string, statement: string, slopes: readonly number[], f: (x: number) => number) =>
      law(name, statement, column, (x) =>
        same(
          tensorOf(
            shape(x),
            Array.from(elements(x), (v) => f(v) + 0),
          ),
          (make(1, 1, slopes.length) as unknown as AnyLayer).apply({
            weight: tensorOf([slopes.length, 1, 1], slopes),
            bias: tensorOf(
              [slopes.length, 1],
              slopes.map(() => 0),
            ),
          })(x),
        ),
      )
    return {
      name: 'a maxout layer',
      laws: [
        contains('ReLU', 'with the slopes 1 and 0 it is ReLU, to the bit', [1, 0], (x) => Math.max(x, 0)),
        contains('leaky ReLU', 'with the slopes 1 and 1/8 it is leaky ReLU, to the bit', [1, 1 / 8], (x) =>
          Math.max(x, x / 8),
        ),
        contains('absolute value', 'with the slopes 1 and −1 it is the absolute value, to the bit', [1, -1], Math.abs),
      ],
      parents: [layer(make(3, 2, 3), { name: 'a maxout layer as a layer', input: ['batch', 3], output: ['batch', 2] })],
    }
  },
  dropout: (make: (rate: number) => M.AnyModel = L.dropout): LawSet => {
    expectFn('laws.layers.dropout', make)
    const drawn = fc.record({
      rate: arbitrary.between(1 / 8, 7 / 8),
      seed: fc.integer().map(Seed.fromNumber),
      other: fc.integer().map(Seed.fromNumber),
      x: arbitrary
        .tensor([signals / 10], arbitrary.awayFrom([0]))
        .map((x) => tensorOf([10, signals / 10], Array.from({ length: 10 }, () => Array.from(elements(x))).flat())),
    })
    const apply = (rate: number, x: AnyTensor, mode?: M.Mode): AnyTensor =>
      (make(rate) as unknown as AnyLayer).apply({})(x, mode)
    const dropped = (x: AnyTensor): readonly boolean[] => Array.from(elements(x), (v) => v === 0)
    return {
      name: 'dropout',
      laws: [
        law('evaluate mode', 'in evaluate mode nothing happens, to the bit', drawn, ({ rate, x }) =>
          every([same(x, apply(rate, x)), same(x, apply(rate, x, M.evaluate))]),
        ),
        law('rescaled', 'in train mode each signal is 0 or x/(1 − rate)', drawn, ({ rate, x, seed }) => {
          const flat = elements(x)
          const found = elements(apply(rate, x, M.train(seed)))
          // A reciprocal and a product, or a quotient: at most three roundings of half of 2⁻⁵².
          const bound = (v: number): number => (3 / 2) * 2 ** -52 * Math.abs(v)
          const i = found.findIndex((y, k) => {
            const kept = flat[k] / (1 - rate)
            return y !== 0 && !(Math.abs(y - kept) <= bound(kept))
          })
          return expecting(i < 0, {
            at: `[${i}]`,
            expected: `0 or ${flat[i] / (1 - rate)}`,
            found: String(found[i]),
            bound: `${bound(flat[i] / (1 - rate))}: three roundings`,
          })
        }),
        law('rate', 'the share of signals that are 0 is the rate', drawn, ({ rate, x, seed }) => {
          const zeros = dropped(apply(rate, x, M.train(seed))).filter((z) => z).length / sizeOf(shape(x))
          return expecting(Math.abs(zeros - rate) <= margin, {
            expected: String(rate),
            found: String(zeros),
            bound: `${margin}: by Hoeffding, with a chance of 10⁻¹³`,
          })
        }),
        law('seeds', 'another seed drops other signals', drawn, ({ rate, x, seed, other }) =>
          seed.high === other.high && seed.low === other.low
            ? silent
            : expecting(
                dropped(apply(rate, x, M.train(seed))).join() !== dropped(apply(rate, x, M.train(other))).join(),
                {
                  expected: 'other signals',
                  found: 'the same',
                  bound: 'a chance of at most (50/64)¹⁰⁰⁰, below 10⁻¹⁰⁰',
                },
              ),
        ),
      ],
      parents: [layer(make(0.5), { name: 'dropout as a layer', input: ['batch', 3], output: ['batch', 3] })],
    }
  },
  activation: (make: (f: (x: AnyTensor) => AnyTensor) => M.AnyModel = L.activation): LawSet => {
    expectFn('laws.layers.activation', make)
    return {
      name: 'an activation layer',
      laws: [
        law('activation', 'it is the function, to the bit', column, (x) =>
          same(A.tanh(x), (make(A.tanh) as unknown as AnyLayer).apply({})(x)),
        ),
      ],
      parents: [
        layer(make(A.tanh), { name: 'an activation as a layer', input: ['batch', 2, 3], output: ['batch', 2, 3] }),
      ],
    }
  },
}
