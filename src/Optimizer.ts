/**
 * Optimizers and gradient transformations: state machines over parameter records, composed in series.
 */
export {
  apply,
  chain,
  frozen,
  isOptimizer,
  type AnyOptimizer,
  type AnyTransformation,
  type Chain,
  type Chained,
  type ChainError,
  type GradientTransformation,
  type Optimizer,
  type StateFunction,
  type StateOf,
  type Stateless,
} from './optim/Optimizer.js'
export { perTensor, type Remembering, type TensorStep } from './optim/PerTensor.js'
export * from './optim/Named.js'
export {
  scaleByAdam,
  scaleByLearningRate,
  scaleByRms,
  scaleByRss,
  trace,
  type AdamState,
  type Moments,
  type ScaleByAdamOptions,
  type ScaleByRmsOptions,
  type ScaleByRssOptions,
  type Squares,
  type SquaresState,
  type Traced,
  type TraceOptions,
  type TraceState,
} from './optim/ScaleBy.js'
export { type Hyper } from './optim/Options.js'
export * from './optim/Accumulate.js'
export * from './optim/Combine.js'
export { freeze, masked, partition, type Chosen, type Masked, type Partitioned } from './optim/Partition.js'
export * from './optim/Transform.js'
