/**
 * Derivatives of any function of tensors: forward, reverse, of any order, and numeric ones to test them.
 */
export * from './diff/Custom.js'
export { grad, jvp, valueAndGrad, valueAndGradAux, vjp } from './diff/Derivative.js'
export * from './diff/Jacobian.js'
export * from './diff/Numeric.js'
export * from './diff/Vmap.js'
export { stopGradient } from './operation/Unary.js'
