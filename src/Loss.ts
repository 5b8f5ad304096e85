/**
 * Losses: how far a prediction is from its targets.
 */
export * from './nn/Loss.js'
