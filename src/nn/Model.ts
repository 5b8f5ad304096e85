/**
 * A model is a pair: `init` draws a parameter record from a seed, and `apply` is a pure function of parameters and input.
 *
 * `andThen` composes two models and merges their parameter records; `identity` is its unit. `map` composes a model with a function without parameters. `named`
 * nests a record: `named('hidden', dense(784, 100))` has the parameters `{ hidden: { weight, bias } }`. Shapes or names that do not fit are compile errors
 * with a message.
 *
 * Laws (`laws/composition.ts`, `laws/model.ts`), for given parameters in evaluation mode: `andThen` is associative with unit `identity`; the output for a batch is the outputs for its examples, stacked. (`init` and training
 * mode derive a seed for each part, which depends on the bracketing.)
 */
import { child, type Seed, type Seeded } from '../random/Seed.js'
import { fail } from '../tensor/Errors.js'
import type { Print, Shape } from '../tensor/Shape.js'
import type { Tensor } from '../tensor/Value.js'
import { fn as expectFn, record as expectRecord, text as expectText } from '../tensor/Expect.js'

declare const modelError: unique symbol
declare const kind: unique symbol

/**
 * The mode of a model: evaluation (the default), or training, with a seed for random layers such as dropout.
 *
 * @category model
 */
export type Mode = { readonly _tag: 'evaluate' } | { readonly _tag: 'train'; readonly seed: Seed }

/** The evaluation mode: nothing is random. */
export const evaluate: Mode = { _tag: 'evaluate' }

/** The training mode. */
export const train = (seed: Seed): Mode => ({ _tag: 'train', seed })

/**
 * A model with parameters `P` from `I` to `O`.
 *
 * @category model
 */
export interface Model<P, I, O> {
  readonly init: Seeded<P>
  readonly apply: (params: P) => (input: I, mode?: Mode) => O
}

/**
 * The type of the output of a softmax or sigmoid. Operations on it return tensors without this mark. Losses that take logits do not accept it.
 *
 * @category model
 */
export type Probabilities<S extends Shape> = Tensor<S> & { readonly [kind]: 'probabilities' }

/**
 * Intersected with the type of a function's argument, it makes the argument reject `Probabilities`: the marks conflict, and the compiler prints the message.
 *
 * @category model
 */
export interface Logits {
  readonly [kind]?: ModelError<'this loss takes logits: leave the softmax or sigmoid out, the loss applies it'>
}

/** No parameters. */
export type NoParams = Readonly<Record<never, never>>

/**
 * A shape-preserving model without parameters, such as an activation or dropout. `Kind` is `'probabilities'` for a softmax or sigmoid.
 *
 * @category model
 */
export interface Preserving<Kind extends 'tensor' | 'probabilities' = 'tensor'> {
  readonly init: Seeded<NoParams>
  readonly apply: (params: NoParams) => <S extends Shape>(input: Tensor<S>, mode?: Mode) => Tensor<S>
  readonly preserves: Kind
}

/**
 * A compile-time error message. No value has this type; the type of an argument is intersected with it, so the compiler prints it in the error.
 *
 * @category model
 */
export interface ModelError<Message extends string> {
  readonly [modelError]: Message
}

/** The type of a model's output as text. */
export type PrintOutput<B> = B extends Tensor<infer S extends Shape> ? Print<S> : 'something else'

type SharedKeys<P, Q> = keyof P & keyof Q & string

/** Checks that two composed models share no parameter name. */
export type CheckNames<P, Q> = [SharedKeys<P, Q>] extends [never]
  ? unknown
  : SharedKeys<P, Q> extends 'weight' | 'bias'
    ? ModelError<`two layers without a name: give each one, as in named('hidden', layer)`>
    : ModelError<`two layers are named "${SharedKeys<P, Q>}": give one of them another name`>

/** Checks that the output of a model is assignable to the input of the next model. */
export type CheckFit<B, Next> = [B] extends [Next]
  ? unknown
  : ModelError<`andThen: the next layer takes ${PrintOutput<Next>}, this one gives ${PrintOutput<B>}`>

/** Two parameter records merged. */
export type Merge<P, Q> = {
  readonly [K in keyof P | keyof Q]: K extends keyof P ? P[K] : K extends keyof Q ? Q[K] : never
}

/** The output type after a shape-preserving model. */
export type Preserved<B, Kind extends 'tensor' | 'probabilities'> = Kind extends 'probabilities'
  ? B extends Tensor<infer S extends Shape>
    ? Probabilities<S>
    : B
  : B extends Tensor<infer S extends Shape>
    ? Tensor<S>
    : B

/**
 * A model with its parameters nested under a name.
 *
 * @example
 * const layer = M.named('hidden', L.dense(3, 2))
 * P.paths(layer.init(Seed.fromNumber(1))) // => ['hidden.bias', 'hidden.weight']
 *
 * @category constructors
 */
export const named = <const Name extends string, P, I, O>(
  name: Name,
  model: Model<P, I, O>,
): Model<{ readonly [K in Name]: P }, I, O> => {
  expectText('Model.named', name)
  expectModel('Model.named', model)
  return {
    init: (seed) => ({ [name]: model.init(seed) }) as { readonly [K in Name]: P },
    apply: (params) => model.apply(params[name]),
  }
}

/**
 * Composes a model with a function without parameters, such as an activation.
 *
 * @example
 * const layer = pipe(L.dense(3, 2), M.map(A.relu))
 * T.shape(layer.apply(layer.init(Seed.fromNumber(1)))(T.ones([5, 3]))) // => [5, 2]
 *
 * @category combinators
 */
export const map = <B, C>(f: (output: B) => C) => {
  expectFn('Model.map', f)
  return <P, I>(model: Model<P, I, B>): Model<P, I, C> => {
    expectModel('Model.map', model)
    return {
      init: model.init,
      apply: (params) => {
        const apply = model.apply(params)
        return (input, mode) => f(apply(input, mode))
      },
    }
  }
}

/** The mode of the part at an index. In training mode each part has its own seed. */
export const modeAt = (mode: Mode | undefined, index: number): Mode | undefined =>
  mode?._tag === 'train' ? train(child(index)(mode.seed)) : mode

const merge = (first: object, second: object): object => {
  const shared = Object.keys(first).find((key) => Object.hasOwn(second, key))
  return shared === undefined
    ? { ...first, ...second }
    : fail('andThen', 'layers with different names', `two that have "${shared}"`)
}

/** The supertype of all models. */
export interface AnyModel {
  readonly init: Seeded<unknown>
  readonly apply: (params: never) => (input: never, mode?: Mode) => unknown
}

interface ErasedModel {
  readonly init: Seeded<object>
  readonly apply: (params: object) => (input: unknown, mode?: Mode) => unknown
}

/** The composition of two models. Both receive the merged record and read their own names. */
const compose = (first: ErasedModel, second: ErasedModel): ErasedModel => ({
  init: (seed) => merge(first.init(child(0)(seed)), second.init(child(1)(seed))),
  apply: (params) => {
    const [f, g] = [first.apply(params), second.apply(params)]
    return (input, mode) => g(f(input, modeAt(mode, 0)), modeAt(mode, 1))
  },
})

const expectModel = (operation: string, model: AnyModel): ErasedModel =>
  expectRecord(operation, 'a model', { init: 'function', apply: 'function' }, model) as unknown as ErasedModel

/** The type of `andThen`. The next model is shape-preserving, or any other. */
export interface AndThen {
  <Kind extends 'tensor' | 'probabilities'>(
    next: Preserving<Kind>,
  ): <P, A, B>(model: Model<P, A, B>) => Model<P, A, Preserved<B, Kind>>
  <Q, Next, C>(
    next: Model<Q, Next, C>,
  ): <P, A, B>(model: Model<P, A, B> & CheckNames<P, Q> & CheckFit<B, Next>) => Model<Merge<P, Q>, A, C>
}

/**
 * Composes two models; the result has the parameters of both.
 *
 * - **Errors** a compile error when the output of the first model does not fit the input of the second, or when both share a parameter name.
 * - **Law** `laws/composition.ts`: associative, with `identity` on either side.
 *
 * @example
 * const network = pipe(M.named('hidden', L.dense(3, 4)), M.map(A.relu), M.andThen(M.named('logits', L.dense(4, 2))))
 * P.paths(network.init(Seed.fromNumber(1))) // => ['hidden.bias', 'hidden.weight', 'logits.bias', 'logits.weight']
 *
 * @category combinators
 */
export const andThen: AndThen = ((next: AnyModel) => {
  const second = expectModel('Model.andThen', next)
  return (model: AnyModel) => compose(expectModel('Model.andThen', model), second)
}) as unknown as AndThen

/**
 * The identity model.
 *
 * @example
 * T.toNumber(M.identity<T.Scalar>().apply({})(T.scalar(7))) // => 7
 *
 * @category constructors
 */
export const identity = <A>(): Model<NoParams, A, A> => ({ init: () => ({}), apply: () => (input) => input })

type Layers = readonly AnyModel[]
interface ShapePreserving {
  readonly preserves: unknown
}
type ParamsOf<M> = M extends { readonly init: Seeded<infer P> } ? P : never
type InputOf<M> = M extends { readonly apply: (params: never) => (input: infer I, mode?: Mode) => unknown } ? I : never
type OutputOf<M, Before> = M extends { readonly preserves: infer Kind extends 'tensor' | 'probabilities' }
  ? Preserved<Before, Kind>
  : M extends { readonly apply: (params: never) => (input: never, mode?: Mode) => infer O }
    ? O
    : never

/** The parameters of a chain of layers. */
type AllParams<L extends Layers, Out = NoParams> = L extends readonly [infer H, ...infer R extends Layers]
  ? AllParams<R, H extends ShapePreserving ? Out : Merge<Out, ParamsOf<H>>>
  : Out

type LastOutput<L extends Layers, Before> = L extends readonly [infer H, ...infer R extends Layers]
  ? LastOutput<R, OutputOf<H, Before>>
  : Before

type CheckLayer<H, P, Before, First> = H extends ShapePreserving
  ? unknown
  : CheckNames<P, ParamsOf<H>> & (First extends true ? unknown : CheckFit<Before, InputOf<H>>)

/** An array of unknown length has unknown parameter names. */
type CheckLength<L extends Layers> = number extends L['length']
  ? readonly ModelError<'sequential takes layers one by one, not an array of unknown length: M.repeat(n)(layer) makes n equal ones, each with parameters of its own'>[]
  : unknown

/** Checks each layer against the layers before it. `First` holds until there is a layer that determines the shape. */
type CheckLayers<
  L extends Layers,
  P = NoParams,
  Before = unknown,
  First = true,
  Out extends readonly unknown[] = [],
> = L extends readonly [infer H, ...infer R extends Layers]
  ? CheckLayers<
      R,
      H extends ShapePreserving ? P : Merge<P, ParamsOf<H>>,
      OutputOf<H, Before>,
      H extends ShapePreserving ? First : false,
      [...Out, H & CheckLayer<H, P, Before, First>]
    >
  : Out

/** The input of the first layer that determines the shape. */
type FirstInput<L extends Layers> = L extends readonly [infer H, ...infer R extends Layers]
  ? H extends ShapePreserving
    ? FirstInput<R>
    : InputOf<H>
  : Tensor<Shape>

/**
 * A chain of any number of layers; `pipe` takes at most 20 functions. Its seeds differ from those of a chain by `andThen`.
 *
 * - **Errors** those of `andThen`, at the layer that does not fit.
 *
 * @example
 * const network = M.sequential(M.named('hidden', L.dense(3, 4)), L.activation(A.relu), M.named('logits', L.dense(4, 2)))
 * T.shape(network.apply(network.init(Seed.fromNumber(1)))(T.ones([5, 3]))) // => [5, 2]
 *
 * @category constructors
 */
export const sequential = <const L extends Layers>(
  ...layers: L & CheckLength<L> & CheckLayers<L>
): Model<AllParams<L>, FirstInput<L>, LastOutput<L, FirstInput<L>>> => {
  const all = (layers as Layers).map((layer) => expectModel('Model.sequential', layer))
  return all.reduce(compose, expectModel('Model.sequential', identity())) as unknown as Model<
    AllParams<L>,
    FirstInput<L>,
    LastOutput<L, FirstInput<L>>
  >
}
