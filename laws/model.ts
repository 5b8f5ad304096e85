/**
 * Laws of any model: the output of a batch is the outputs of its examples.
 */
import { knownOptions, text } from '../src/codec/Options.js'
import * as Allowed from './allowed.js'
import * as fc from 'fast-check'
import * as M from '../src/nn/Model.js'
import * as Index from '../src/primitive/Index.js'
import * as Layout from '../src/primitive/Layout.js'
import { bind } from '../src/primitive/Primitive.js'
import * as Seed from '../src/random/Seed.js'
import type { Shape } from '../src/tensor/Shape.js'
import { plain, shape, type AnyTensor, type Tensor } from '../src/tensor/Value.js'
import { like } from './arbitraries.js'
import { differentiable } from './derivative.js'
import { every, law, type LawSet } from './Law.js'
import { same } from './rounding.js'
import { record as expectRecord } from '../src/tensor/Expect.js'

/** Row i of a batch, as a batch of one. */
const row = (x: AnyTensor, i: number): AnyTensor => bind(Layout.slice, [x], { axis: 0, start: i, end: i + 1 })

const rowsOf = (x: AnyTensor): readonly number[] => Array.from({ length: shape(x)[0] ?? 0 }, (_, i) => i)

/** The rows of a batch in another order. */
const permuted = (x: AnyTensor, order: readonly number[]): AnyTensor =>
  bind(Index.take, [x, plain([order.length], Float64Array.from(order))], { axis: 0 })

/**
 * The laws of a model of batches: it is pure, in evaluate mode each example is computed independently, and it is
 * differentiable with respect to its parameters and its input.
 *
 * - **Input** random batches; the parameters are numbers of any size, in the record that `init` returns.
 *
 * @example
 * import { arbitrary, check } from 'nabla-ts/laws'
 * const layer = pipe(L.dense(3, 2), M.map(A.tanh))
 * E.isRight(check(model(layer, { input: arbitrary.tensor([4, 3]) }), { numRuns: 10 })) // => true
 *
 * @category sets
 */
export const model = <P, I extends Shape, O extends AnyTensor>(
  m: M.Model<P, Tensor<I>, O>,
  options: { readonly input: fc.Arbitrary<Tensor<I>>; readonly name?: string },
): LawSet => {
  const { input, name = 'a model' } = expectRecord(
    'laws.model',
    'a record of options',
    { input: 'object' },
    knownOptions('laws.model', { input: Allowed.arbitrary, name: text }, options),
  )
  expectRecord('laws.model', 'a model', { init: 'function', apply: 'function' }, m)

  const start = m.init(Seed.fromNumber(0))
  const tried = fc.record({ params: like(start), input, seed: fc.integer() })
  const compute = (params: P, x: AnyTensor): O => m.apply(params)(x as Tensor<I>)
  return {
    name,
    laws: [
      law('init', 'the same seed makes the same parameters, to the bit', tried, ({ seed }) =>
        same(m.init(Seed.fromNumber(seed)), m.init(Seed.fromNumber(seed))),
      ),
      law('pure', 'the same parameters and input give the same output, to the bit', tried, ({ params, input: x }) =>
        same(compute(params, x), compute(params, x)),
      ),
      law('examples', 'in evaluate mode a batch is its examples, to the bit', tried, ({ params, input: x }) => {
        const together = compute(params, x)
        return every(rowsOf(x).map((i) => same(compute(params, row(x, i)), row(together, i))))
      }),
      law(
        'order of rows',
        'permuting the rows of a batch permutes those of the output, to the bit',
        fc.record({ params: like(start), input, key: fc.integer() }),
        ({ params, input: x, key }) => {
          const order = Seed.permutation(rowsOf(x).length)(Seed.fromNumber(key))
          return same(permuted(compute(params, x), order), compute(params, permuted(x, order)))
        },
      ),
    ],
    parents: [
      differentiable(({ params, x }: { readonly params: P; readonly x: Tensor<I> }) => compute(params, x), {
        at: fc.record({ params: like(start), x: input }),
        name: `${name}, differentiated`,
      }),
    ],
  }
}
