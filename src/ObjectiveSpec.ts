/**
 * Objectives as data: what a described network is for.
 *
 * @since 0.1.0
 */
export * from './spec/ObjectiveSpec.js'
