/**
 * How the parameters of a layer begin.
 *
 * An initialisation draws weights and biases from a seed, knowing how many signals come into each unit (`fanIn`) and go out of the layer (`fanOut`).
 *
 * @since 0.1.0
 */
import * as Seed from '../random/Seed.js'
import { shapeFrom, type Shape } from '../tensor/Shape.js'
import { uniform as filled, type Tensor } from '../tensor/Value.js'

/** A tensor of a given shape, from a seed. */
export type Draw = <S extends Shape>(shape: S) => Seed.Seeded<Tensor<S>>

/**
 * An initialisation of weights `[fanIn, fanOut]` and of biases `[fanOut]`.
 *
 * @category model
 * @since 0.1.0
 */
export type Init = (fanIn: number, fanOut: number) => { readonly weight: Draw; readonly bias: Draw }

const all =
  (value: number): Draw =>
  (shape) =>
  () =>
    filled(shapeFrom('Init', shape), value)

const between =
  (limit: number): Draw =>
  <S extends Shape>(shape: S) =>
    Seed.uniform(shape, -limit, limit) as unknown as Seed.Seeded<Tensor<S>>

const bell =
  (deviation: number): Draw =>
  <S extends Shape>(shape: S) =>
    Seed.normal(shape, 0, deviation) as unknown as Seed.Seeded<Tensor<S>>

/**
 * U(−1/√fanIn, 1/√fanIn) for weights and biases alike: the default of `dense`.
 *
 * @example
 * const { weight } = I.uniform(100, 10)
 * T.shape(pipe(Seed.fromNumber(1), weight([100, 10]))) // => [100, 10]
 *
 * @category initialisations
 * @since 0.1.0
 */
export const uniform: Init = (fanIn) => ({ weight: between(1 / Math.sqrt(fanIn)), bias: between(1 / Math.sqrt(fanIn)) })

/**
 * U(−a, a) with a = √(6/(fanIn + fanOut)), biases 0: keeps the variance of signals and gradients through linear and tanh layers.
 *
 * - **Source** X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010.
 *
 * @category initialisations
 * @since 0.1.0
 */
export const xavierUniform: Init = (fanIn, fanOut) => ({
  weight: between(Math.sqrt(6 / (fanIn + fanOut))),
  bias: all(0),
})

/**
 * N(0, 2/(fanIn + fanOut)), biases 0.
 *
 * - **Source** as `xavierUniform`.
 *
 * @category initialisations
 * @since 0.1.0
 */
export const xavierNormal: Init = (fanIn, fanOut) => ({ weight: bell(Math.sqrt(2 / (fanIn + fanOut))), bias: all(0) })

/**
 * U(−a, a) with a = √(6/fanIn), biases 0: keeps the variance of signals through ReLU layers, which halve it.
 *
 * - **Source** K. He et al., "Delving deep into rectifiers", ICCV 2015.
 *
 * @category initialisations
 * @since 0.1.0
 */
export const heUniform: Init = (fanIn) => ({ weight: between(Math.sqrt(6 / fanIn)), bias: all(0) })

/**
 * N(0, 2/fanIn), biases 0.
 *
 * - **Source** as `heUniform`.
 *
 * @category initialisations
 * @since 0.1.0
 */
export const heNormal: Init = (fanIn) => ({ weight: bell(Math.sqrt(2 / fanIn)), bias: all(0) })

/**
 * All 0: the symmetry trap. Units that begin equal stay equal.
 *
 * @category initialisations
 * @since 0.1.0
 */
export const zeros: Init = () => ({ weight: all(0), bias: all(0) })

/**
 * All weights one number, biases 0: the same trap with another number.
 *
 * @category initialisations
 * @since 0.1.0
 */
export const constant =
  (value: number): Init =>
  () => ({ weight: all(value), bias: all(0) })
