/**
 * Optimizers: state machines over parameter records, composed in series.
 *
 * @since 0.1.0
 */
export * from './optim/Optimizer.js'
export { adam, sgd, type Adam, type AdamOptions, type AdamState, type Hyper, type SgdOptions } from './optim/Rules.js'
