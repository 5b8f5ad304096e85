/**
 * Metrics: folds over predictions and targets.
 */
export * from './nn/Metric.js'
