/**
 * Optimizers and schedules as data: a name and its options, decoded to an optimizer.
 *
 * @since 0.1.0
 */
export * from './spec/OptimizerSpec.js'
