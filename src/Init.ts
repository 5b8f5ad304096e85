/**
 * How the parameters of a layer begin.
 *
 * @since 0.1.0
 */
export * from './nn/Init.js'
