/**
 * Randomness as a value: keys that split, and what is drawn from them.
 *
 * @since 0.1.0
 */
export * from './random/Seed.js'
