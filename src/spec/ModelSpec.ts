/**
 * Networks as data: a description in JSON, decoded to a model, or refused with everything that is wrong with it.
 *
 * ```json
 * {
 *   "input": 784,
 *   "layers": [
 *     { "layer": "dense", "name": "hidden", "out": 100, "init": "heNormal" },
 *     { "layer": "relu" },
 *     { "layer": "dropout", "rate": 0.3 },
 *     { "layer": "dense", "name": "logits", "out": 10 }
 *   ]
 * }
 * ```
 *
 * A layer is called as in `nabla-ts/Layer`, an activation as in `nabla-ts/Activation`, and so are their options: `dense` (`out`, `bias`, `init`), `maxout` (`out`,
 * `pieces`, `init`), `dropout` (`rate`), `leakyRelu` (`slope`), `elu` (`alpha`), `relu`, `tanh` and so on. An initialisation is a name of `nabla-ts/Init` or
 * `{ "constant": 0.5 }`. Each layer takes as many signals as the one before it gives. One with parameters that is not named is called after its kind: `dense1`, `dense2`.
 *
 * The model is the one written by hand with the same words, to the bit: layers joined by `andThen`, activations by `map`.
 *
 * Laws (`test/spec/ModelSpec.test.ts`): those of `codec` in `nabla-ts/laws`; the model of a description is the one written by hand.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import type * as S from 'fp-ts/lib/Show.js'
import * as t from 'io-ts/lib/index.js'
import { closed } from '../codec/Closed.js'
import { integer } from '../codec/Number.js'
import { problems, type Problem } from '../codec/Problem.js'
import { grouped } from '../codec/Messages.js'
import { nothing } from '../codec/Where.js'
import { isRecord } from '../codec/Words.js'
import { fail } from '../tensor/Errors.js'
import * as Layers from './Layers.js'
import { layer, type LayerSpec, type Network } from './LayerSpec.js'
import { count, MOST_PARAMETERS, parts, tooMany } from './Sizes.js'
import { record as expectRecord } from '../tensor/Expect.js'

export type { InitSpec } from './InitSpec.js'
export type { LayerSpec, Network, Params, Signals } from './LayerSpec.js'

// -------------------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------------------

/**
 * A network as data, whole: with all names and options, so that it means the same when a default has changed.
 *
 * @category model
 */
export interface ModelSpec {
  /** How many numbers an example has. */
  readonly input: number
  readonly layers: readonly LayerSpec[]
}

/**
 * A description, and the model it describes.
 *
 * @category model
 */
export interface Described {
  readonly spec: ModelSpec
  readonly model: Network
}

// -------------------------------------------------------------------------------------------------
// codec
// -------------------------------------------------------------------------------------------------

const input = integer(1, MOST_PARAMETERS)
const structure = closed({ input, layers: Layers.codec })

const fewer = nothing(`a network of at most ${grouped(MOST_PARAMETERS)} parameters`)

/** The layer that makes a network too large, as an error at its place, whatever is wrong after it. */
const tooLarge = (u: unknown, context: t.Context): t.Errors => {
  if (!isRecord(u) || !input.is(u.input) || !Array.isArray(u.layers)) return []
  const layers: readonly unknown[] = u.layers
  return pipe(
    tooMany(u.input, Layers.sound(layers)),
    O.match(
      () => [],
      ({ index, total }) => {
        const inside = t.appendContext(context, 'layers', Layers.codec, layers)
        const at = t.appendContext(inside, String(index), layer, layers[index])
        const { out } = layers[index] as { readonly out: unknown }
        return [
          {
            value: out,
            context: t.appendContext(at, 'out', fewer, out),
            message: `With this layer it would have ${grouped(total)}.`,
          },
        ]
      },
    ),
  )
}

/**
 * The codec of descriptions. It reads names and options that are left out as what they are by default, and writes all of them.
 *
 * Refused are, all at once and each by its path: keys and layers that are not known, with the one that was probably meant; sizes that are no positive integers; a rate
 * outside [0, 1); names that are empty, have dots, or occur twice; no layer at all, or more than 200; more than 2²⁵ parameters.
 *
 * - **Law** `laws/codec.ts`.
 *
 * @example
 * const text = '{ "input": 2, "layers": [{ "layer": "dense", "out": 0 }, { "layer": "rleu" }] }'
 * pipe(text, Codec.decode(codec), E.mapLeft(Codec.showProblems))
 * // => E.left('at layers[0].out: expected an integer of at least 1, found 0\nat layers[1].layer: expected one of dense, maxout, dropout, leakyRelu, elu, relu, tanh, sigmoid, softmax, softplus, logSigmoid, logSoftmax, identity, found “rleu”. Did you mean “relu”?')
 *
 * @category codecs
 */
export const codec: t.Type<ModelSpec, unknown, unknown> = new t.Type<ModelSpec, unknown, unknown>(
  'a description of a network',
  (u): u is ModelSpec => structure.is(u) && O.isNone(tooMany(u.input, u.layers)),
  (u, context) => {
    const spec = structure.validate(u, context)
    const errors = [...(E.isLeft(spec) ? spec.left : []), ...tooLarge(u, context)]
    return errors.length > 0 ? E.left(errors) : spec
  },
  structure.encode,
)

// -------------------------------------------------------------------------------------------------
// what is described
// -------------------------------------------------------------------------------------------------

const partsOf = (operation: string, spec: ModelSpec) =>
  codec.is(spec) ? parts(spec.input, spec.layers) : fail(operation, 'a description that its codec takes', 'another')

/**
 * The model of a description, the same to the bit as the one written by hand: layers with parameters are `named`, layers are joined by `andThen`, activations by `map`.
 * Its first layer stands for itself; before an activation that comes first there is the `identity`.
 *
 * - **Errors** a `NablaError` for a description that the codec would refuse.
 *
 * @example
 * const spec: ModelSpec = { input: 3, layers: [{ layer: 'dense', name: 'logits', out: 2, bias: false, init: 'zeros' }] }
 * const network = model(spec)
 * T.toArray(network.apply(network.init(Seed.fromNumber(1)))(T.ones([1, 3]))) // => [[0, 0]]
 *
 * @category destructors
 */
export const model = (spec: ModelSpec): Network => {
  const [first, ...rest] = partsOf('ModelSpec.model', spec)
  return rest.reduce((before, { after }) => after(O.some(before)), first.after(O.none))
}

/**
 * A value from outside as a description and its model, or everything that is wrong with it.
 *
 * - **Errors** those of the codec, as problems.
 *
 * @example
 * const layers = [{ layer: 'dense', name: 'hidden', out: 100, init: 'heNormal' }, { layer: 'relu' }, { layer: 'dense', out: 10 }]
 * const network = decode({ input: 784, layers })
 * pipe(network, E.map(({ model }) => P.paths(model.init(Seed.fromNumber(1)))))
 * // => E.right(['dense2.bias', 'dense2.weight', 'hidden.bias', 'hidden.weight'])
 * pipe(decode({ input: 784, layers: [{ layer: 'dense', out: 1e9 }] }), E.mapLeft(Codec.showProblems))
 * // => E.left('at layers[0].out: expected a network of at most 33,554,432 parameters, found 1000000000. With this layer it would have 785,000,000,000.')
 *
 * @category decoding
 */
export const decode = (u: unknown): E.Either<readonly Problem[], Described> =>
  pipe(
    codec.decode(u),
    E.bimap(problems, (spec) => ({ spec, model: model(spec) })),
  )

/**
 * How many numbers come out of a network for an example.
 *
 * - **Errors** as `model`.
 *
 * @category destructors
 */
export const outputs = (spec: ModelSpec): number => {
  const all = partsOf('ModelSpec.outputs', spec)
  return all[all.length - 1].outputs
}

/**
 * How many parameters a network has.
 *
 * - **Errors** as `model`.
 *
 * @example
 * const spec: ModelSpec = { input: 3, layers: [{ layer: 'dense', name: 'logits', out: 2, bias: true, init: 'uniform' }] }
 * parameters(spec) // => 8
 *
 * @category destructors
 */
export const parameters = (spec: ModelSpec): number => count(partsOf('ModelSpec.parameters', spec))

/**
 * The layer whose probabilities come out of a network, if any does: a softmax or sigmoid after which there is nothing but dropout or the identity.
 *
 * @category destructors
 */
export const probabilities = (spec: ModelSpec): O.Option<number> => {
  const all = partsOf('ModelSpec.probabilities', spec)
  return pipe(
    all,
    RA.findLastIndex(({ gives }) => gives !== 'the same'),
    O.filter((index) => all[index].gives === 'probabilities'),
  )
}

/**
 * A network on one line.
 *
 * @example
 * const relu = { layer: 'relu' } as const
 * Show.show({ input: 784, layers: [{ layer: 'dense', name: 'hidden', out: 100, bias: true, init: 'heNormal' }, relu] })
 * // => '784 → dense 100 heNormal → relu'
 *
 * @category instances
 */
export const Show: S.Show<ModelSpec> = {
  show: (spec) =>
    [
      expectRecord('ModelSpec.Show', 'a spec', { input: 'any', layers: 'array' }, spec).input,
      ...partsOf('ModelSpec.Show', spec).map(({ words }) => words),
    ].join(' → '),
}
