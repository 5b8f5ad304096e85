/**
 * How the parameters of a layer begin.
 */
export * from './nn/Init.js'
