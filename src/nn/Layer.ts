/**
 * Layers: the models that networks are made of.
 *
 * @since 0.1.0
 */
import { knownOptions } from '../codec/Options.js'
import { add, greaterOrEqual } from '../operation/Binary.js'
import { expandDims } from '../operation/Layout.js'
import { matmul } from '../operation/Matrix.js'
import { maxAlong } from '../operation/Reduction.js'
import * as Pointwise from '../primitive/Pointwise.js'
import { run } from '../primitive/Primitive.js'
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
 * @since 0.1.0
 */
export interface Dense<I extends number, O extends number> {
  readonly weight: Tensor<[I, O]>
  readonly bias: Tensor<[O]>
}

/**
 * The parameters of a dense layer without a bias.
 *
 * @category model
 * @since 0.1.0
 */
export interface Unbiased<I extends number, O extends number> {
  readonly weight: Tensor<[I, O]>
}

/**
 * The options of `dense`.
 *
 * @category model
 * @since 0.1.0
 */
export interface DenseOptions<B extends boolean> {
  readonly bias?: B
  readonly init?: Init.Init
}

/** The parameters of a dense layer, with its bias or without. */
export type DenseParams<I extends number, O extends number, B extends boolean> = B extends false
  ? Unbiased<I, O>
  : Dense<I, O>

/** Sizes of layers are positive integers. */
export const sizes = (operation: string, ...all: readonly number[]): void =>
  all.forEach((n) =>
    Number.isSafeInteger(n) && n > 0
      ? undefined
      : fail(operation, 'sizes that are positive integers', typeof n === 'number' ? String(n) : describe(n)),
  )

/** A layer takes a batch of examples: `[batch, fanIn]`. */
export const examples = (operation: string, fanIn: number, x: AnyTensor): void =>
  shape(x).length === 2 && shape(x)[1] === fanIn
    ? undefined
    : fail(operation, `an input of shape [batch, ${fanIn}]`, print(shape(x)))

/**
 * A dense layer, `y = x·W + b`: every unit of the output is a perceptron that sees the whole input.
 *
 * - **Shape** input `[batch, fanIn]`, W `[fanIn, fanOut]`, b `[fanOut]`, output `[batch, fanOut]`.
 * - **Errors** a `NablaError` for sizes that are no positive integers.
 * - **Source** slides, "퍼셉트론".
 * - **Law** `laws/composition.ts`; dense after dense is one dense layer with `W = W₁W₂`, `b = b₁W₂ + b₂`.
 *
 * @example
 * const layer = L.dense(2, 1)
 * const y = layer.apply({ weight: T.tensor([[2], [3]]), bias: T.tensor([1]) })(T.tensor([[10, 100]]))
 * T.toArray(y) // => [[321]]
 *
 * @category layers
 * @since 0.1.0
 */
export const dense = <const I extends number, const O extends number, const B extends boolean = true>(
  fanIn: I,
  fanOut: O,
  options: DenseOptions<B> = {},
): Model<DenseParams<I, O, B>, Tensor<[Name<'batch'>, I]>, Tensor<[Name<'batch'>, O]>> => {
  sizes('dense', fanIn, fanOut)
  knownOptions('dense', ['bias', 'init'], options)
  const draw = (options.init ?? Init.uniform)(fanIn, fanOut)
  const biased = options.bias !== false
  return {
    init: (seed) => {
      const weight = draw.weight<[I, O]>([fanIn, fanOut])(child(0)(seed))
      return (biased ? { weight, bias: draw.bias<[O]>([fanOut])(child(1)(seed)) } : { weight }) as DenseParams<I, O, B>
    },
    apply: (params) => (input) => {
      examples('dense', fanIn, input)
      const { weight, bias } = params as Dense<number, number>
      const product = matmul(weight)(input as Tensor<[number, number]>)
      return (biased ? add(bias)(product) : product) as Tensor<[Name<'batch'>, O]>
    },
  }
}

/** `activation`: a function that makes probabilities makes a layer that does. */
export interface Activated {
  (f: <S extends Shape>(x: Tensor<S>) => Probabilities<S>): Preserving<'probabilities'>
  (f: (x: AnyTensor) => AnyTensor): Preserving
}

/**
 * A function without parameters that keeps any shape, as a layer, for `sequential` and `andThen`.
 *
 * - **Errors** a `NablaError` when the function changes the shape.
 *
 * @example
 * T.toArray(L.activation(A.relu).apply({})(T.tensor([-1, 2]))) // => [0, 2]
 *
 * @category layers
 * @since 0.1.0
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
 * The parameters of a maxout layer: one dense layer for each piece.
 *
 * @category model
 * @since 0.1.0
 */
export interface Maxout<K extends number, I extends number, O extends number> {
  readonly weight: Tensor<[K, I, O]>
  readonly bias: Tensor<[K, O]>
}

/**
 * A maxout layer, `max over k of (x·Wₖ + bₖ)`: each unit is the upper envelope of several linear functions, with weights of their own.
 *
 * - **Shape** input `[batch, fanIn]`, W `[pieces, fanIn, fanOut]`, b `[pieces, fanOut]`, output `[batch, fanOut]`.
 * - **Gradient** goes to the largest piece; equal ones share it.
 * - **Errors** a `NablaError` for sizes or pieces that are no positive integers.
 * - **Source** I. Goodfellow et al., "Maxout networks", ICML 2013; slides, "활성함수".
 * - **Law** it contains ReLU, leaky ReLU and abs.
 *
 * @example
 * const abs = L.maxout(1, 1).apply({ weight: T.tensor([[[1]], [[-1]]]), bias: T.tensor([[0], [0]]) })
 * T.toArray(abs(T.tensor([[-3], [2]]))) // => [[3], [2]]
 *
 * @category layers
 * @since 0.1.0
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

  sizes('maxout', fanIn, fanOut, pieces)
  knownOptions('maxout', ['init'], options)
  const draw = (options.init ?? Init.uniform)(fanIn, fanOut)
  return {
    init: (seed) => ({
      weight: draw.weight<[K, I, O]>([pieces, fanIn, fanOut])(child(0)(seed)),
      bias: draw.bias<[K, O]>([pieces, fanOut])(child(1)(seed)),
    }),
    apply:
      ({ weight, bias }) =>
      (input) => {
        examples('maxout', fanIn, input)
        const planes = matmul<[number, number, number]>(weight)<[number, number]>(input)
        const shifted = add<[number, 1, number]>(expandDims(1)<[number, number]>(bias))<[number, number, number]>(
          planes,
        )
        return maxAlong(0)<[number, number, number]>(shifted) as Tensor<[Name<'batch'>, O]>
      },
  }
}

/**
 * Dropout: in train mode each signal is 0 with probability `rate`, and the others are divided by `1 − rate`, so that their mean stays; in evaluate mode
 * nothing happens.
 *
 * The mode brings the seed, so the same seed drops the same signals.
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
 * @since 0.1.0
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
          ? (run(
              Pointwise.where,
              greaterOrEqual(rate)(uniform(shape<Shape>(input))(mode.seed)),
              run(Pointwise.mul, input, Pointwise.constant(input, 1 / (1 - rate))),
              Pointwise.constant(input, 0),
            ) as Tensor<S>)
          : input,
    preserves: 'tensor',
  }
}
