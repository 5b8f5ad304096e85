/**
 * Formulas printed from the code: of a function, of its gradient, of a step of an optimizer.
 */
export { formula, gradient, of, type FormulaOptions, type GradientOptions } from './latex/Formula.js'
export { update, type Hyperparameters, type Updating } from './latex/Update.js'
