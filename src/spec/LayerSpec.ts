/**
 * Layers as data: one entry for each layer and each activation of the library.
 *
 * An entry has the name of a layer, the codec of its options with their defaults, and its size, number of parameters and model after other layers.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts/lib/index.js'
import { anyOf, filledWith, withDefaults, type Values, type Whole, type WithDefaults } from '../codec/Defaults.js'
import { finite, fraction, integer } from '../codec/Number.js'
import { isRecord } from '../codec/Words.js'
import type { Name } from '../tensor/Shape.js'
import type { Tensor } from '../tensor/Value.js'
import * as Activation from '../nn/Activation.js'
import * as Layer from '../nn/Layer.js'
import * as M from '../nn/Model.js'
import * as Init from './InitSpec.js'
import { nameOfLayer } from './NameOfLayer.js'

// -------------------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------------------

/**
 * The signals between the layers of a described network: one row for each example.
 *
 * @category model
 */
export type Signals = Tensor<[Name<'batch'>, number]>

/**
 * The parameters of a described network: those of each layer that has any, by its name.
 *
 * @category model
 */
export type Params = Readonly<
  Record<string, Layer.Dense<number, number> | Layer.Unbiased<number, number> | Layer.Maxout<number, number, number>>
>

/** A described network, or some layers of it. */
export type Network = M.Model<Params, Signals, Signals>

/** The layer for a number of input signals. */
export interface Part {
  readonly outputs: number
  readonly parameters: number
  /** The network up to here, from that before, if there is one. */
  readonly after: (before: O.Option<Network>) => Network
  /** The kind of output: probabilities, other numbers, or the kind of the input. */
  readonly gives: 'probabilities' | 'numbers' | 'the same'
  readonly words: string
}

type Tagged<K extends string> = { readonly layer: t.LiteralC<K> }
type Named<D extends t.Props> = D & { readonly name: typeof nameOfLayer }

interface Entry<K extends string, R extends t.Props, D extends t.Props> {
  /** The codec where a layer that is not named gets this name. */
  readonly codec: (name: string) => WithDefaults<Tagged<K> & R, D>
  readonly part: (spec: Whole<Tagged<K> & R, D>, inputs: number) => Part
}

// -------------------------------------------------------------------------------------------------
// in their place
// -------------------------------------------------------------------------------------------------

/** Each layer takes its own of the record, and names were found to differ; the compiler, which does not know them, cannot tell. */
const join = M.andThen as unknown as (next: M.AnyModel) => (before: Network) => Network

const appended =
  (layer: M.AnyModel): Part['after'] =>
  (before) =>
    pipe(
      before,
      O.match(() => layer as unknown as Network, join(layer)),
    )

const followed =
  (f: (x: Signals) => Signals): Part['after'] =>
  (before) =>
    pipe(
      before,
      O.getOrElse((): Network => M.identity<Signals>()),
      M.map(f),
    )

const parametric = <K extends string, R extends t.Props, D extends t.Props>(
  layer: K,
  required: R,
  optional: D,
  defaults: Values<D>,
  part: Entry<K, R, Named<D>>['part'],
): Entry<K, R, Named<D>> => {
  const filled = filledWith<Tagged<K> & R, Named<D>>(
    { layer: t.literal(layer), ...required },
    { name: nameOfLayer, ...optional },
  )
  return { codec: (name) => filled({ name, ...defaults } as Values<Named<D>>), part }
}

const plain = <K extends string, R extends t.Props = {}, D extends t.Props = {}>(
  layer: K,
  required: R,
  optional: D,
  defaults: Values<D>,
  part: Entry<K, R, D>['part'],
): Entry<K, R, D> => {
  const codec = withDefaults<Tagged<K> & R, D>({ layer: t.literal(layer), ...required }, optional, defaults)
  return { codec: () => codec, part }
}

/** A function that keeps the shape, without options. */
const pointwise = <K extends string>(layer: K, f: unknown, gives: Part['gives'] = 'numbers'): Entry<K, {}, {}> =>
  plain(layer, {}, {}, {}, (_, inputs) => ({
    outputs: inputs,
    parameters: 0,
    after: followed(f as (x: Signals) => Signals),
    gives,
    words: layer,
  }))

const size = integer(1)

// -------------------------------------------------------------------------------------------------
// the table
// -------------------------------------------------------------------------------------------------

const besides = <A>(words: string, value: A, usual: A): readonly string[] => (value === usual ? [] : [words])

/** Exhaustive by type: a layer or an activation without an entry does not compile. */
const table = {
  dense: parametric(
    'dense',
    { out: size },
    { bias: t.boolean, init: Init.codec },
    { bias: true, init: 'uniform' },
    ({ name, out, bias, init }, inputs) => ({
      outputs: out,
      parameters: inputs * out + (bias ? out : 0),
      after: appended(M.named(name, Layer.dense(inputs, out, { bias, init: Init.init(init) }))),
      gives: 'numbers',
      words: [
        `dense ${out}`,
        ...besides('without bias', bias, true),
        ...besides(Init.words(init), Init.words(init), 'uniform'),
      ].join(' '),
    }),
  ),
  maxout: parametric(
    'maxout',
    { out: size },
    { pieces: size, init: Init.codec },
    { pieces: 2, init: 'uniform' },
    ({ name, out, pieces, init }, inputs) => ({
      outputs: out,
      parameters: pieces * (inputs * out + out),
      after: appended(M.named(name, Layer.maxout(inputs, out, pieces, { init: Init.init(init) }))),
      gives: 'numbers',
      words: [`maxout ${out} of ${pieces}`, ...besides(Init.words(init), Init.words(init), 'uniform')].join(' '),
    }),
  ),
  dropout: plain('dropout', { rate: fraction }, {}, {}, ({ rate }, inputs) => ({
    outputs: inputs,
    parameters: 0,
    after: appended(Layer.dropout(rate)),
    gives: 'the same',
    words: `dropout ${rate}`,
  })),
  leakyRelu: plain('leakyRelu', {}, { slope: finite }, { slope: 0.1 }, ({ slope }, inputs) => ({
    outputs: inputs,
    parameters: 0,
    after: followed(Activation.leakyRelu(slope)),
    gives: 'numbers',
    words: `leakyRelu ${slope}`,
  })),
  elu: plain('elu', {}, { alpha: finite }, { alpha: 1 }, ({ alpha }, inputs) => ({
    outputs: inputs,
    parameters: 0,
    after: followed(Activation.elu(alpha)),
    gives: 'numbers',
    words: `elu ${alpha}`,
  })),
  relu: pointwise('relu', Activation.relu),
  tanh: pointwise('tanh', Activation.tanh),
  sigmoid: pointwise('sigmoid', Activation.sigmoid, 'probabilities'),
  softmax: pointwise('softmax', Activation.softmax, 'probabilities'),
  softplus: pointwise('softplus', Activation.softplus),
  logSigmoid: pointwise('logSigmoid', Activation.logSigmoid),
  logSoftmax: pointwise('logSoftmax', Activation.logSoftmax),
  identity: pointwise('identity', Activation.identity, 'the same'),
} satisfies Readonly<
  Record<Exclude<keyof typeof Layer, 'checkInput' | 'checkSizes' | 'activation'> | keyof typeof Activation, object>
>

type Table = typeof table

/** The names of layers. */
type LayerName = keyof Table

/**
 * A layer as data, whole.
 *
 * @category model
 */
export type LayerSpec = { readonly [K in LayerName]: t.TypeOf<ReturnType<Table[K]['codec']>> }[LayerName]

interface AnyEntry {
  readonly codec: (name: string) => t.Mixed
  readonly part: (spec: never, inputs: number) => Part
}
const entries: Readonly<Record<LayerName, AnyEntry>> = table

const isLayerName = (u: unknown): u is LayerName => typeof u === 'string' && Object.hasOwn(table, u)

const layerNames = Object.keys(table) as readonly LayerName[]

/** The codec of layers that are whole. */
export const layer = anyOf<LayerSpec>(layerNames.map((each) => entries[each].codec('')))

/** The layer for a number of input signals. */
export const part = (spec: LayerSpec, inputs: number): Part => entries[spec.layer].part(spec as never, inputs)

const tagOf = (u: unknown): unknown => (isRecord(u) && Object.hasOwn(u, 'layer') ? u.layer : undefined)

/** The codec for each of some values from outside, by its tag. What has parameters and no name is called after its kind: `dense2` is the second dense one. */
export const codecs = (layers: readonly unknown[]): readonly t.Type<LayerSpec, unknown, unknown>[] => {
  const tags = layers.map(tagOf)
  return tags.map((tag, i) =>
    isLayerName(tag)
      ? (entries[tag].codec(`${tag}${tags.slice(0, i + 1).filter((each) => each === tag).length}`) as typeof layer)
      : layer,
  )
}
