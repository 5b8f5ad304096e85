/**
 * Activation functions, right at both ends in value and derivative.
 *
 * @since 0.1.0
 */
export * from './nn/Activation.js'
