/**
 * Optimizers: state machines over parameter records, composed in series.
 *
 * @since 0.1.0
 */
export * from './optim/Optimizer.js'
export { perTensor, type Remembering, type TensorStep } from './optim/PerTensor.js'
export * from './optim/Adaptive.js'
export * from './optim/Descent.js'
export { type Hyper } from './optim/Hyper.js'
export * from './optim/Accumulate.js'
export * from './optim/Combine.js'
export * from './optim/Transform.js'
