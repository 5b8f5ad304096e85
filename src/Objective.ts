/**
 * Objectives: for a kind of task, the output activation, the loss and the decision that belong together.
 */
export * from './nn/Objective.js'
