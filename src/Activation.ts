/**
 * Activation functions, right at both ends in value and derivative.
 */
export * from './nn/Activation.js'
