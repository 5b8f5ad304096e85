/**
 * Objectives: for a kind of task, the output activation, the loss and the decision that belong together.
 *
 * @since 0.1.0
 */
export * from './nn/Objective.js'
