/**
 * Metrics: what is counted over predictions and targets, each a fold.
 *
 * @since 0.1.0
 */
export * from './nn/Metric.js'
