/**
 * Metrics: what is counted over predictions and targets, each a fold.
 */
export * from './nn/Metric.js'
