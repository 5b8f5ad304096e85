/**
 * Networks as data: a description in JSON, decoded to a model, or refused with everything that is wrong with it.
 *
 * @since 0.1.0
 */
export * from './spec/ModelSpec.js'
