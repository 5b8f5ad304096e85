/**
 * Objectives as data: what a described network is for.
 */
export * from './spec/ObjectiveSpec.js'
