/**
 * What holds of models: that they are a category in what they compute, and that a batch is its examples.
 *
 * @since 0.1.0
 */
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from '../src/nn/Activation.js'
import * as L from '../src/nn/Layer.js'
import * as M from '../src/nn/Model.js'
import { add } from '../src/operation/Binary.js'
import { matmul } from '../src/operation/Matrix.js'
import * as Index from '../src/primitive/Index.js'
import * as Layout from '../src/primitive/Layout.js'
import { bind } from '../src/primitive/Primitive.js'
import * as Seed from '../src/random/Seed.js'
import type { Name, Shape } from '../src/tensor/Shape.js'
import { plain, shape, type AnyTensor, type Tensor } from '../src/tensor/Value.js'
import { like, tensor } from './arbitraries.js'
import { differentiable } from './derivative.js'
import { every, law, type LawSet } from './Law.js'
import { agree, same } from './rounding.js'
import type { Tree } from './tree.js'

type Rows = Tensor<[Name<'batch'>, number]>

/** A model from rows to rows whose record nobody knows. */
type Network = M.Model<Tree, Rows, Rows>

const network = <P, I extends Rows, O extends AnyTensor>(m: M.Model<P, I, O>): Network => m as unknown as Network

/** One model after another, by the library; their records are known to have no key in common. */
const after = (first: Network, second: Network): Network =>
  pipe(first, M.andThen(second) as unknown as (m: Network) => Network)

const sequence = M.sequential as unknown as (...layers: readonly Network[]) => Network

const size = fc.integer({ min: 1, max: 5 })

const activations: readonly ((x: Rows) => Rows)[] = [
  A.relu,
  A.tanh,
  A.sigmoid,
  A.softplus,
  A.leakyRelu(0.1),
  A.elu(1),
  A.softmax,
  A.identity,
] as readonly ((x: Rows) => Rows)[]

/** A named dense layer of given sizes and an activation. */
const layer = (name: string, fanIn: number, fanOut: number, f: (x: Rows) => Rows): Network =>
  network(pipe(M.named(name, L.dense(fanIn, fanOut)), M.map(f as (x: AnyTensor) => Rows)))

interface Case {
  readonly models: readonly [Network, Network, Network]
  readonly params: Tree
  readonly input: Rows
}

/** Three layers that fit, the joined record of their parameters, and a batch. Sometimes large enough for every way the kernels take. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    sizes: fc.tuple(
      fc.oneof({ weight: 4, arbitrary: size }, { weight: 1, arbitrary: fc.constant(16) }),
      size,
      size,
      size,
    ),
    rows: fc.oneof({ weight: 4, arbitrary: size }, { weight: 1, arbitrary: fc.integer({ min: 6, max: 20 }) }),
    chosen: fc.array(fc.constantFrom(...activations), { minLength: 3, maxLength: 3 }),
  })
  .chain(({ sizes: [a, b, c, d], rows, chosen: [f, g, h] }) => {
    const models = [layer('first', a, b, f), layer('second', b, c, g), layer('third', c, d, h)] as const
    const start = models
      .map((m) => m.init(Seed.fromNumber(0)))
      .reduce<object>((all, p) => ({ ...all, ...(p as object) }), {})
    return fc.record({
      models: fc.constant(models),
      params: like<Tree>(start),
      input: tensor([rows, a]) as fc.Arbitrary<Rows>,
    })
  })

const computes = (m: Network, { params, input }: Case): Rows => m.apply(params)(input)

/**
 * The laws of composition, on random layers: a category.
 *
 * @category sets
 * @since 0.1.0
 */
export const composition: LawSet = {
  name: 'composition of models',
  laws: [
    law('associative', '(f ∘ g) ∘ h = f ∘ (g ∘ h) in what they compute, to the bit', cases, (each) => {
      const [f, g, h] = each.models
      return same(computes(after(after(f, g), h), each), computes(after(f, after(g, h)), each))
    }),
    law('identity', 'f ∘ identity = f = identity ∘ f, to the bit', cases, (each) => {
      const [f] = each.models
      const nothing = network(M.identity<Rows>())
      const expected = computes(f, each)
      return every([
        same(expected, computes(after(nothing, f), each)),
        same(expected, computes(after(f, nothing), each)),
      ])
    }),
    law('map', 'map(f) is andThen of the layer that is f', cases, (each) => {
      const [f] = each.models
      const layerOfTanh = L.activation(A.tanh) as unknown as Network
      return same(computes(pipe(f, M.map(A.tanh)) as unknown as Network, each), computes(after(f, layerOfTanh), each))
    }),
    law(
      'sequential',
      'sequential(f, g, h) is the chain of andThen: the same record at the start, the same results',
      cases,
      (each) => {
        const [f, g, h] = each.models
        const [chain, row] = [after(after(after(network(M.identity<Rows>()), f), g), h), sequence(f, g, h)]
        const seed = Seed.fromNumber(1)
        return every([same(chain.init(seed), row.init(seed)), same(computes(chain, each), computes(row, each))])
      },
    ),
    law('named', 'a name moves the record under it and changes nothing else', cases, (each) => {
      const [f] = each.models
      const scoped = network(M.named('scope', f))
      const seed = Seed.fromNumber(1)
      return every([
        same({ scope: f.init(seed) }, scoped.init(seed)),
        same(computes(f, each), scoped.apply({ scope: each.params })(each.input)),
      ])
    }),
    law('other names', 'a model reads its own part of a record and no other', cases, (each) => {
      const [f] = each.models
      const { first } = each.params as { readonly first: Tree }
      return same(computes(f, each), f.apply({ first })(each.input))
    }),
  ],
}

const collapse = fc.tuple(size, size, size, size).chain(([rows, a, b, c]) => {
  const like1 = L.dense(a, b).init(Seed.fromNumber(0))
  const like2 = L.dense(b, c).init(Seed.fromNumber(0))
  return fc.record({
    sizes: fc.constant([a, b, c] as const),
    given: fc.record({ first: like(like1), second: like(like2), input: tensor([rows, a]) as fc.Arbitrary<Rows> }),
  })
})

/**
 * What holds of dense layers: without an activation between them they are one.
 *
 * @category sets
 * @since 0.1.0
 */
export const dense: LawSet = {
  name: 'dense',
  laws: [
    law(
      'linear networks collapse',
      'dense(W₁, b₁) then dense(W₂, b₂) is dense(W₁W₂, b₁W₂ + b₂)',
      collapse,
      ({ sizes: [a, b, c], given }) =>
        agree<typeof given>(
          ({ first, second, input }) => L.dense(b, c).apply(second)(L.dense(a, b).apply(first)(input)),
          ({ first, second, input }) =>
            L.dense(a, c).apply({
              weight: pipe(first.weight, matmul(second.weight)) as Tensor<[number, number]>,
              bias: pipe(first.bias, matmul(second.weight), add(second.bias)) as Tensor<[number]>,
            })(input),
          given,
        ),
    ),
  ],
}

/** Row i of a batch, as a batch of one. */
const row = (x: AnyTensor, i: number): AnyTensor => bind(Layout.slice, [x], { axis: 0, start: i, end: i + 1 })

const rowsOf = (x: AnyTensor): readonly number[] => Array.from({ length: shape(x)[0] ?? 0 }, (_, i) => i)

/** The rows of a batch in another order. */
const permuted = (x: AnyTensor, order: readonly number[]): AnyTensor =>
  bind(Index.take, [x, plain([order.length], Float64Array.from(order))], { axis: 0 })

/**
 * The laws of a model that takes a batch of examples: it is pure, in evaluate mode each example is computed as if it were alone, and it can be
 * differentiated with respect to its parameters and its input.
 *
 * - **Input** random batches for the model to be tried on; the parameters are numbers of any size, in the record that `init` makes.
 *
 * @example
 * import { arbitrary, check } from 'nabla-ts/laws'
 * const layer = pipe(L.dense(3, 2), M.map(A.tanh))
 * E.isRight(check(model(layer, { input: arbitrary.tensor([4, 3]) }), { numRuns: 10 })) // => true
 *
 * @category sets
 * @since 0.1.0
 */
export const model = <P, I extends Shape, O extends AnyTensor>(
  m: M.Model<P, Tensor<I>, O>,
  { input, name = 'a model' }: { readonly input: fc.Arbitrary<Tensor<I>>; readonly name?: string },
): LawSet => {
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
