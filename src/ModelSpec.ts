/**
 * Networks as data: a description in JSON, decoded to a model, or refused with everything that is wrong with it.
 */
export * from './spec/ModelSpec.js'
