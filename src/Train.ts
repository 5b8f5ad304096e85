/**
 * Training: a step is a reducer, a run is a fold.
 *
 * @since 0.1.0
 */
export type { History, Progress } from './train/Progress.js'
export * from './train/Step.js'
export * from './train/Evaluate.js'
export * from './train/Run.js'
