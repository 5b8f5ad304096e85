/**
 * Optimizers and schedules as data: a name and its options, decoded to an optimizer.
 */
export * from './spec/OptimizerSpec.js'
