/**
 * Laws of composed models: composition is associative and has an identity, and linear networks collapse.
 */
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from '../src/nn/Activation.js'
import * as L from '../src/nn/Layer.js'
import * as M from '../src/nn/Model.js'
import { add } from '../src/operation/Binary.js'
import { matmul } from '../src/operation/Matrix.js'
import * as Seed from '../src/random/Seed.js'
import type { Name } from '../src/tensor/Shape.js'
import { type AnyTensor, type Tensor } from '../src/tensor/Value.js'
import { like, tensor } from './arbitraries.js'
import { every, law, type LawSet } from './Law.js'
import { agree, same } from './rounding.js'
import type { Tree } from './tree.js'

type Rows = Tensor<[Name<'batch'>, number]>

/** A model from rows to rows, without static types. */
type Network = M.Model<Tree, Rows, Rows>

const network = <P, I extends Rows, O extends AnyTensor>(m: M.Model<P, I, O>): Network => m as unknown as Network

/** How models are composed. The types guarantee that their records have no key in common. */
export interface Category {
  readonly andThen: (second: Network) => (first: Network) => Network
  readonly identity: () => Network
  readonly map: (f: (x: Rows) => Rows) => (m: Network) => Network
  readonly sequential: (...layers: readonly Network[]) => Network
  readonly named: (name: string, m: Network) => Network
}

const ours = M as unknown as Category

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
const layer = ({ named, map }: Category, name: string, fanIn: number, fanOut: number, f: (x: Rows) => Rows): Network =>
  pipe(named(name, network(L.dense(fanIn, fanOut))), map(f))

interface Case {
  readonly models: readonly [Network, Network, Network]
  readonly params: Tree
  readonly input: Rows
}

/** Three layers that fit, their joined parameter record, and a batch. Some are large enough for every code path of the kernels. */
const cases = (category: Category): fc.Arbitrary<Case> =>
  fc
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
      const models = [
        layer(category, 'first', a, b, f),
        layer(category, 'second', b, c, g),
        layer(category, 'third', c, d, h),
      ] as const
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

/** The laws of composition, for a given way to compose models. */
export const composing = (category: Category): LawSet => {
  const { andThen, identity, map, sequential, named } = category
  const tried = cases(category)
  const after = (first: Network, second: Network): Network => andThen(second)(first)
  return {
    name: 'composition of models',
    laws: [
      law('associative', '(f ∘ g) ∘ h = f ∘ (g ∘ h) in what they compute, to the bit', tried, (each) => {
        const [f, g, h] = each.models
        return same(computes(after(after(f, g), h), each), computes(after(f, after(g, h)), each))
      }),
      law('identity', 'f ∘ identity = f = identity ∘ f, to the bit', tried, (each) => {
        const [f] = each.models
        const expected = computes(f, each)
        return every([
          same(expected, computes(after(identity(), f), each)),
          same(expected, computes(after(f, identity()), each)),
        ])
      }),
      law('map', 'map(f) is andThen of the layer that is f', tried, (each) => {
        const [f] = each.models
        const layerOfTanh = L.activation(A.tanh) as unknown as Network
        return same(computes(map(A.tanh)(f), each), computes(after(f, layerOfTanh), each))
      }),
      law(
        'sequential',
        'sequential(f, g, h) is the chain of andThen: the same record at the start, the same results',
        tried,
        (each) => {
          const [f, g, h] = each.models
          const [chain, row] = [after(after(after(identity(), f), g), h), sequential(f, g, h)]
          const seed = Seed.fromNumber(1)
          return every([same(chain.init(seed), row.init(seed)), same(computes(chain, each), computes(row, each))])
        },
      ),
      law('named', 'a name moves the record under it and changes nothing else', tried, (each) => {
        const [f] = each.models
        const scoped = named('scope', f)
        const seed = Seed.fromNumber(1)
        return every([
          same({ scope: f.init(seed) }, scoped.init(seed)),
          same(computes(f, each), scoped.apply({ scope: each.params })(each.input)),
        ])
      }),
      law('other names', 'a model reads its own part of a record and no other', tried, (each) => {
        const [f] = each.models
        const { first } = each.params as { readonly first: Tree }
        return same(computes(f, each), f.apply({ first })(each.input))
      }),
    ],
  }
}

/**
 * The laws of composition on random layers: models form a category.
 *
 * @category sets
 */
export const composition: LawSet = composing(ours)

const collapse = fc.tuple(size, size, size, size).chain(([rows, a, b, c]) => {
  const like1 = L.dense(a, b).init(Seed.fromNumber(0))
  const like2 = L.dense(b, c).init(Seed.fromNumber(0))
  return fc.record({
    sizes: fc.constant([a, b, c] as const),
    given: fc.record({ first: like(like1), second: like(like2), input: tensor([rows, a]) as fc.Arbitrary<Rows> }),
  })
})

/** Creates a dense layer from its numbers of inputs and outputs. */
export type MakeDense = (fanIn: number, fanOut: number) => M.AnyModel

/** Dense layers without an activation between them equal one dense layer. */
export const collapsing = (make: MakeDense): LawSet => ({
  name: 'dense',
  laws: [
    law(
      'linear networks collapse',
      'dense(W₁, b₁) then dense(W₂, b₂) is dense(W₁W₂, b₁W₂ + b₂)',
      collapse,
      ({ sizes: [a, b, c], given }) => {
        const layerOf = (fanIn: number, fanOut: number): Network => make(fanIn, fanOut) as unknown as Network
        return agree<typeof given>(
          ({ first, second, input }) => layerOf(b, c).apply(second)(layerOf(a, b).apply(first)(input)),
          ({ first, second, input }) =>
            layerOf(a, c).apply({
              weight: pipe(first.weight, matmul(second.weight)),
              bias: pipe(first.bias, matmul(second.weight), add(second.bias)),
            })(input),
          given,
        )
      },
    ),
  ],
})

/**
 * Laws of dense layers: two of them without an activation between equal one.
 *
 * @category sets
 */
export const dense: LawSet = collapsing(L.dense as MakeDense)
