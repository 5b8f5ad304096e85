/**
 * Losses: how far a prediction is from its targets.
 *
 * @since 0.1.0
 */
export * from './nn/Loss.js'
