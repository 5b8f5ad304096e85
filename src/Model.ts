/**
 * Models: pure functions of parameter records, composed as typed pipelines.
 *
 * @since 0.1.0
 */
export {
  andThen,
  evaluate,
  identity,
  map,
  named,
  sequential,
  train,
  type AndThen,
  type AnyModel,
  type Mode,
  type Model,
  type ModelError,
  type NoParams,
  type Preserving,
  type Probabilities,
} from './nn/Model.js'
export { repeat, type RepeatParams } from './nn/Repeat.js'
