/**
 * Decoders of values from outside: closed records, finite numbers, lossless JSON, and messages for all problems at once.
 */
export * from './codec/Closed.js'
export { withDefaults, type WithDefaults } from './codec/Defaults.js'
export { decode } from './format/Json.js'
export { list } from './codec/List.js'
export { nearest } from './codec/Nearest.js'
export * from './codec/Number.js'
export { oneOf } from './codec/OneOf.js'
export { like, tensor } from './codec/Tensors.js'
export { pathOf, problems, Show, showProblems, type Problem } from './codec/Problem.js'
export * from './codec/Text.js'
export { printable } from './tensor/Text.js'
