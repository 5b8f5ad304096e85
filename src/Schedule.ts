/**
 * Schedules: the learning rate as a function of the iteration.
 *
 * @since 0.1.0
 */
export * from './optim/Schedule.js'
