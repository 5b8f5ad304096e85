/**
 * Random keys: splitting, and draws.
 */
export * from './random/Seed.js'
