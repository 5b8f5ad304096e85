/**
 * Models: pure functions of parameter records, composed as typed pipelines.
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
