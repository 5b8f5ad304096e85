/**
 * Schedules: the learning rate as a function of the iteration.
 */
export * from './optim/Schedule.js'
