/**
 * Training: a step is a reducer, a run is a fold.
 *
 * @since 0.1.0
 */
export type { History, Progress } from './train/Progress.js'
export * from './train/Step.js'
export * from './train/Evaluate.js'
export * from './train/Patience.js'
export type { Norms } from './train/Chunk.js'
export * from './train/Run.js'
export type { RunOptions } from './train/Walk.js'
export { fit } from './train/Fit.js'
export {
  predict,
  predictor,
  type Meaning,
  type ModelFor,
  type Predict,
  type Prediction,
  type Predictor,
  type Spec,
} from './train/Predictor.js'
export * from './train/PredictorError.js'
export { load, open, save } from './train/PredictorFile.js'
export type { NotWhole } from './train/Checksum.js'
export {
  checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  type Checkpoint,
  type Cut,
  type NoCheckpoint,
} from './train/Checkpoint.js'
export * from './train/Saving.js'
export { ShowSaved, store, type Loaded, type SavedCheckpoint, type Store, type StoreOptions } from './train/Store.js'
export * from './train/StoreError.js'
export { newest, type Newest } from './train/Folder.js'
export type { Cause } from './train/divergence/Causes.js'
export type { Culprit, Given, Made, Own, Range } from './train/divergence/Culprit.js'
export { largestCurvature } from './train/divergence/Curvature.js'
export { diagnose, type Diagnosis } from './train/divergence/Diagnosis.js'
export type { NonFinite, Trouble } from './train/divergence/Divergence.js'
export type { Descent } from './train/divergence/Probe.js'
