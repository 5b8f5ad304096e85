/**
 * Initialisation of weights and biases.
 *
 * An initialisation draws from a seed, given the number of inputs of each unit (`fanIn`) and the number of units (`fanOut`).
 */
import * as Seed from '../random/Seed.js'
import { shapeFrom, type Shape } from '../tensor/Shape.js'
import { uniform as filled, type Tensor } from '../tensor/Value.js'

/** Draws a tensor of a given shape from a seed. */
export type Draw = <S extends Shape>(shape: S) => Seed.Seeded<Tensor<S>>

/**
 * An initialisation of weights `[fanIn, fanOut]` and of biases `[fanOut]`.
 *
 * @category model
 */
export type Init = (fanIn: number, fanOut: number) => { readonly weight: Draw; readonly bias: Draw }

const filledWith =
  (value: number): Draw =>
  (shape) =>
  () =>
    filled(shapeFrom('Init', shape), value)

const uniformWithin =
  (limit: number): Draw =>
  <S extends Shape>(shape: S) =>
    Seed.uniform(shape, -limit, limit) as unknown as Seed.Seeded<Tensor<S>>

const normalWith =
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
 */
export const uniform: Init = (fanIn) => ({
  weight: uniformWithin(1 / Math.sqrt(fanIn)),
  bias: uniformWithin(1 / Math.sqrt(fanIn)),
})

/**
 * U(−a, a) with a = √(6/(fanIn + fanOut)), biases 0: preserves the variance of signals and gradients through linear and tanh layers.
 *
 * - **Source** X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010.
 *
 * @category initialisations
 */
export const xavierUniform: Init = (fanIn, fanOut) => ({
  weight: uniformWithin(Math.sqrt(6 / (fanIn + fanOut))),
  bias: filledWith(0),
})

/**
 * N(0, 2/(fanIn + fanOut)), biases 0.
 *
 * - **Source** as `xavierUniform`.
 *
 * @category initialisations
 */
export const xavierNormal: Init = (fanIn, fanOut) => ({
  weight: normalWith(Math.sqrt(2 / (fanIn + fanOut))),
  bias: filledWith(0),
})

/**
 * U(−a, a) with a = √(6/fanIn), biases 0: preserves the variance of signals through ReLU layers.
 *
 * - **Source** K. He et al., "Delving deep into rectifiers", ICCV 2015.
 *
 * @category initialisations
 */
export const heUniform: Init = (fanIn) => ({ weight: uniformWithin(Math.sqrt(6 / fanIn)), bias: filledWith(0) })

/**
 * N(0, 2/fanIn), biases 0.
 *
 * - **Source** as `heUniform`.
 *
 * @category initialisations
 */
export const heNormal: Init = (fanIn) => ({ weight: normalWith(Math.sqrt(2 / fanIn)), bias: filledWith(0) })

/**
 * N(0, deviation²) for weights of any shape, biases 0.
 *
 * - **Errors** a deviation that is negative or not finite, when it draws.
 *
 * @example
 * const { weight } = I.normal(0.01)(100, 10)
 * T.shape(pipe(Seed.fromNumber(1), weight([100, 10]))) // => [100, 10]
 *
 * @category initialisations
 */
export const normal =
  (deviation: number): Init =>
  () => ({ weight: normalWith(deviation), bias: filledWith(0) })

/**
 * All 0. Units that start equal stay equal: the symmetry problem.
 *
 * @category initialisations
 */
export const zeros: Init = () => ({ weight: filledWith(0), bias: filledWith(0) })

/**
 * All weights one constant, biases 0: the same symmetry problem.
 *
 * @category initialisations
 */
export const constant =
  (value: number): Init =>
  () => ({ weight: filledWith(value), bias: filledWith(0) })
