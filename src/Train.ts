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
