/**
 * For programs without fp-ts: tasks as promises, results or exceptions, every refusal as a sentence.
 */
export * from './run/Interruption.js'
export { orThrow, toPromise } from './run/Promise.js'
export { Show, type Refusal } from './run/Refusal.js'
