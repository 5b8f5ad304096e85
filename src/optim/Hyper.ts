/**
 * Hyperparameters: numbers, or scalars that may change from step to step, checked where they enter.
 *
 * @since 0.1.0
 */
import { expand } from '../operation/Binary.js'
import { fail } from '../tensor/Errors.js'
import { mapParams } from '../tensor/Params.js'
import { scalar, shape, uniform, type AnyTensor, type Scalar } from '../tensor/Value.js'

/** A hyperparameter: a number, or a scalar that may change from step to step. */
export type Hyper = number | Scalar

/** A hyperparameter given as a number has to lie in a range; one that is a tensor is not looked at. */
export const inRange = (
  operation: string,
  name: string,
  value: Hyper,
  words: string,
  holds: (v: number) => boolean,
): Hyper => (typeof value === 'number' && !holds(value) ? fail(operation, `${name} ${words}`, String(value)) : value)

/** A learning rate. */
export const rate = (operation: string, value: Hyper): Hyper =>
  inRange(operation, 'a learningRate', value, 'that is finite and not negative', (v) => v >= 0 && Number.isFinite(v))

/** A share that is kept. */
export const fraction = (operation: string, name: string, value: Hyper): Hyper =>
  inRange(operation, name, value, 'that is at least 0 and below 1', (v) => v >= 0 && v < 1)

/** What is added so that nothing is divided by 0. */
export const small = (operation: string, value: Hyper): Hyper =>
  inRange(operation, 'an epsilon', value, 'that is finite and not negative', (v) => v >= 0 && Number.isFinite(v))

/** A hyperparameter as a scalar. */
export const asScalar = (x: Hyper): Scalar => (typeof x === 'number' ? scalar(x) : x)

/** A scalar at every element of another tensor. */
export const atEach = (x: Scalar, like: AnyTensor): AnyTensor => expand('optimizer', x, shape(like))

/** Zeros like a record. */
export const zeros = <P>(params: P): P => mapParams((p) => uniform(shape(p), 0), params)
