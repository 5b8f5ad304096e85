/**
 * Immutable tensors with shapes the compiler knows, and everything that can be computed of them.
 */
export type { Broadcast, MatMul } from './tensor/Operands.js'
export type { Name, Print, Shape, ShapeError } from './tensor/Shape.js'
export type { AnyTensor, Nested, NestedArray, Scalar, Tensor } from './tensor/Value.js'
export { Eq, scalar, shape, Show, toArray, toFlat, toNumber } from './tensor/Value.js'
export { isNablaError, type NablaError } from './tensor/Errors.js'
export * from './operation/Construct.js'
export {
  add,
  div,
  equal,
  greater,
  greaterOrEqual,
  less,
  lessOrEqual,
  max,
  min,
  mul,
  mulAdd,
  sub,
  where,
  type Binary,
} from './operation/Binary.js'
export * from './operation/Unary.js'
export * from './operation/Matrix.js'
export * from './operation/Layout.js'
export {
  argmax,
  logSoftmax,
  logSumExp,
  maxAlong,
  mean,
  meanAlong,
  minAlong,
  oneHot,
  softmax,
  sum,
  sumAlong,
  type KeepDims,
} from './operation/Reduction.js'
