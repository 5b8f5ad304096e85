/**
 * Objectives as data.
 */
export * from './spec/ObjectiveSpec.js'
