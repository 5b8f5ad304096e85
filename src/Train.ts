/**
 * Training: a step is a reducer, a run is a fold.
 *
 * @since 0.1.0
 */
export type { History, Progress } from './train/Progress.js'
export * from './train/Step.js'
export * from './train/Evaluate.js'
export * from './train/Run.js'
export {
  checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  type Checkpoint,
  type Cut,
  type NoCheckpoint,
} from './train/Checkpoint.js'
export * from './train/Saving.js'
export * from './train/Store.js'
export type { Cause } from './train/Causes.js'
export type { Culprit, Given, Made, Own, Range } from './train/Culprit.js'
export { largestCurvature } from './train/Curvature.js'
export { diagnose, type Diagnosis } from './train/Diagnosis.js'
export type { NonFinite, Trouble } from './train/Divergence.js'
export type { Descent } from './train/Probe.js'
