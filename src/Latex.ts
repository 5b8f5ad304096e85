/**
 * Formulas as TeX, from code: of functions, of their gradients, and of the update rules of optimizers.
 */
export { formula, fromGraph, gradient, type GradientOptions } from './latex/Formula.js'
export { type FormulaOptions } from './latex/Options.js'
export { update, type Hyperparameters, type UpdateRule } from './latex/Update.js'
