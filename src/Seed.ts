/**
 * Randomness as a value: keys that split, and what is drawn from them.
 */
export * from './random/Seed.js'
