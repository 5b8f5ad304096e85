/**
 * Training: a step is a reducer, a run is a fold.
 */
export type { History, Progress } from './train/Progress.js'
export * from './train/Step.js'
export * from './train/Evaluate.js'
export * from './train/Patience.js'
export type { Norms } from './train/Chunk.js'
export * from './train/Run.js'
export type { RunOptions } from './train/Stepper.js'
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
} from './predictor/Predictor.js'
export { ShowPredictor, type PredictorError } from './predictor/PredictorError.js'
export { load, open, save } from './predictor/PredictorFile.js'
export type { CorruptFile } from './format/Checksum.js'
export {
  checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  type Checkpoint,
  type Batching,
  type NoCheckpoint,
} from './checkpoint/Checkpoint.js'
export * from './checkpoint/Saving.js'
export {
  ShowSaved,
  store,
  type Loaded,
  type SavedCheckpoint,
  type Store,
  type StoreOptions,
} from './checkpoint/Store.js'
export { ShowSkipped, ShowStore, type SkippedCheckpoint, type StoreError } from './checkpoint/StoreError.js'
export { newest, type Newest } from './checkpoint/Folder.js'
export type { Cause } from './diagnosis/Cause.js'
export type { Origin, NonFiniteInput, NonFiniteOperation, NonFiniteConstant, Range } from './diagnosis/Origin.js'
export { largestCurvature } from './diagnosis/Curvature.js'
export { diagnose, type Diagnosis } from './diagnosis/Diagnosis.js'
export type { NonFinite, Symptom } from './diagnosis/Divergence.js'
export type { Descent } from './diagnosis/Probe.js'
