/**
 * Layers: models with parameters of their own, to be composed into networks.
 */
import { knownOptions, flag, fn } from '../codec/Options.js'
import { add, greaterOrEqual, mul, where } from '../operation/Binary.js'
import { expandDims } from '../operation/Layout.js'
import { matmul } from '../operation/Matrix.js'
import { maxAlong } from '../operation/Reduction.js'
import { child, uniform } from '../random/Seed.js'
import { fail } from '../tensor/Errors.js'
import { print, type Name, type Shape } from '../tensor/Shape.js'
import { shape, type AnyTensor, type Tensor } from '../tensor/Value.js'
import * as Init from './Init.js'
import type { Mode, Model, Preserving, Probabilities } from './Model.js'
import { describe, fn as expectFn, number as expectNumber } from '../tensor/Expect.js'

/**
 * The parameters of a dense layer.
 *
 * @category model
 */
export interface Dense<I extends number, O extends number> {
  readonly weight: Tensor<[I, O]>
  readonly bias: Tensor<[O]>
}

/**
 * The parameters of a dense layer without a bias.
 *
 * @category model
 */
export interface Unbiased<I extends number, O extends number> {
  readonly weight: Tensor<[I, O]>
}

/**
 * The options of `dense`.
 *
 * @category model
 */
export interface DenseOptions<B extends boolean> {
  readonly bias?: B
  readonly init?: Init.Init
}

/** The parameters of a dense layer, with its bias or without. */
export type DenseParams<I extends number, O extends number, B extends boolean> = B extends false
  ? Unbiased<I, O>
  : Dense<I, O>

/** Checks that the sizes of a layer are positive integers. */
export const checkSizes = (operation: string, ...all: readonly number[]): void =>
  all.forEach((n) =>
    Number.isSafeInteger(n) && n > 0
      ? undefined
      : fail(operation, 'sizes that are positive integers', typeof n === 'number' ? String(n) : describe(n)),
  )

/** Checks that the input of a layer has shape `[batch, fanIn]`. */
export const checkInput = (operation: string, fanIn: number, x: AnyTensor): void =>
  shape(x).length === 2 && shape(x)[1] === fanIn
    ? undefined
    : fail(operation, `an input of shape [batch, ${fanIn}]`, print(shape(x)))

/**
 * A dense layer, `y = x·W + b`: every unit of the output is a perceptron on the whole input.
 *
 * - **Shape** input `[batch, fanIn]`, W `[fanIn, fanOut]`, b `[fanOut]`, output `[batch, fanOut]`.
 * - **Errors** a `NablaError` for sizes that are not positive integers.
 * - **Source** slides, "퍼셉트론".
 * - **Law** `laws/composition.ts`; dense after dense is one dense layer with `W = W₁W₂`, `b = b₁W₂ + b₂`.
 *
 * @example
 * const layer = L.dense(2, 1)
 * const y = layer.apply({ weight: T.tensor([[2], [3]]), bias: T.tensor([1]) })(T.tensor([[10, 100]]))
 * T.toArray(y) // => [[321]]
 *
 * @category layers
 */
export const dense = <const I extends number, const O extends number, const B extends boolean = true>(
  fanIn: I,
  fanOut: O,
  options: DenseOptions<B> = {},
): Model<DenseParams<I, O, B>, Tensor<[Name<'batch'>, I]>, Tensor<[Name<'batch'>, O]>> => {
  checkSizes('dense', fanIn, fanOut)
  knownOptions('dense', { bias: flag, init: fn }, options)
  const draw = (options.init ?? Init.uniform)(fanIn, fanOut)
  const biased = options.bias !== false
  return {
    init: (seed) => {
      const weight = draw.weight<[I, O]>([fanIn, fanOut])(child(0)(seed))
      return (biased ? { weight, bias: draw.bias<[O]>([fanOut])(child(1)(seed)) } : { weight }) as DenseParams<I, O, B>
    },
    apply: (params) => (input) => {
      checkInput('dense', fanIn, input)
      const { weight, bias } = params as Dense<number, number>
      const product = matmul(weight)(input as Tensor<[number, number]>)
      return (biased ? add(bias)(product) : product) as Tensor<[Name<'batch'>, O]>
    },
  }
}

/** The type of `activation`: a layer of probabilities for a function to probabilities, otherwise a layer of tensors. */
export interface Activated {
  (f: <S extends Shape>(x: Tensor<S>) => Probabilities<S>): Preserving<'probabilities'>
  (f: (x: AnyTensor) => AnyTensor): Preserving
}

/**
 * A layer without parameters that applies a shape-preserving function, for `sequential` and `andThen`.
 *
 * - **Errors** a `NablaError` when the function changes the shape.
 *
 * @example
 * T.toArray(L.activation(A.relu).apply({})(T.tensor([-1, 2]))) // => [0, 2]
 *
 * @category layers
 */
export const activation: Activated = ((f: (x: AnyTensor) => AnyTensor) => {
  expectFn('Layer.activation', f)
  return {
    init: () => ({}),
    apply: () => (input: AnyTensor) => {
      const output = f(input)
      return print(shape(output)) === print(shape(input))
        ? output
        : fail('activation', `a result of shape ${print(shape(input))}`, print(shape(output)))
    },
    preserves: 'tensor',
  }
}) as unknown as Activated

/**
 * The parameters of a maxout layer: those of one dense layer per piece.
 *
 * @category model
 */
export interface Maxout<K extends number, I extends number, O extends number> {
  readonly weight: Tensor<[K, I, O]>
  readonly bias: Tensor<[K, O]>
}

/**
 * A maxout layer, `max over k of (x·Wₖ + bₖ)`: each unit is the maximum of several linear functions of the input.
 *
 * - **Shape** input `[batch, fanIn]`, W `[pieces, fanIn, fanOut]`, b `[pieces, fanOut]`, output `[batch, fanOut]`.
 * - **Gradient** goes to the largest piece; ties share it equally.
 * - **Errors** a `NablaError` for sizes or pieces that are not positive integers.
 * - **Source** I. Goodfellow et al., "Maxout networks", ICML 2013; slides, "활성함수".
 * - **Law** ReLU, leaky ReLU and abs are maxout layers.
 *
 * @example
 * const abs = L.maxout(1, 1).apply({ weight: T.tensor([[[1]], [[-1]]]), bias: T.tensor([[0], [0]]) })
 * T.toArray(abs(T.tensor([[-3], [2]]))) // => [[3], [2]]
 *
 * @category layers
 */
export const maxout = <const I extends number, const O extends number, const K extends number = 2>(
  fanIn: I,
  fanOut: O,
  pieces: K = 2 as K,
  options: { readonly init?: Init.Init } = {},
): Model<Maxout<K, I, O>, Tensor<[Name<'batch'>, I]>, Tensor<[Name<'batch'>, O]>> => {
  expectNumber('Layer.maxout', fanIn)
  expectNumber('Layer.maxout', fanOut)
  expectNumber('Layer.maxout', pieces)

  checkSizes('maxout', fanIn, fanOut, pieces)
  knownOptions('maxout', { init: fn }, options)
  const draw = (options.init ?? Init.uniform)(fanIn, fanOut)
  return {
    init: (seed) => ({
      weight: draw.weight<[K, I, O]>([pieces, fanIn, fanOut])(child(0)(seed)),
      bias: draw.bias<[K, O]>([pieces, fanOut])(child(1)(seed)),
    }),
    apply:
      ({ weight, bias }) =>
      (input) => {
        checkInput('maxout', fanIn, input)
        const planes = matmul<[number, number, number]>(weight)<[number, number]>(input)
        const shifted = add<[number, 1, number]>(expandDims(1)<[number, number]>(bias))<[number, number, number]>(
          planes,
        )
        return maxAlong(0)<[number, number, number]>(shifted) as Tensor<[Name<'batch'>, O]>
      },
  }
}

/**
 * Dropout. In training mode each element becomes 0 with probability `rate`, and the others are divided by `1 − rate`, which preserves the mean. In evaluation
 * mode it is the identity.
 *
 * The training mode carries the seed: the same seed drops the same elements.
 *
 * - **Shape** any, kept.
 * - **Errors** a `NablaError` for a rate outside [0, 1).
 * - **Source** N. Srivastava et al., JMLR 15 (2014).
 *
 * @example
 * T.toArray(L.dropout(0.5).apply({})(T.tensor([1, 2]))) // => [1, 2]
 * const dropped = L.dropout(0.5).apply({})(T.ones([1000]), M.train(Seed.fromNumber(1)))
 * Math.abs(T.toNumber(T.mean(dropped)) - 1) < 0.2 // => true
 *
 * @category layers
 */
export const dropout = (rate: number): Preserving => {
  expectNumber('Layer.dropout', rate)

  if (!(rate >= 0 && rate < 1)) return fail('dropout', 'a rate of at least 0 and below 1', String(rate))
  return {
    init: () => ({}),
    apply:
      () =>
      <S extends Shape>(input: Tensor<S>, mode?: Mode) =>
        mode?._tag === 'train'
          ? (where(
              greaterOrEqual(rate)(uniform(shape<Shape>(input))(mode.seed)),
              mul(1 / (1 - rate))(input as AnyTensor),
              0,
            ) as AnyTensor as Tensor<S>)
          : input,
    preserves: 'tensor',
  }
}
