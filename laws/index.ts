/**
 * Laws as values: what they are, sets of them for what this library is made of, and the random cases they are tried on.
 *
 * A law says in words what it claims and holds a property that random cases can refute. `check(set)` answers with an `Either`, and no runner is needed;
 * `describeLaws(set)` from `nabla-ts/laws/vitest` makes one test of each law.
 *
 * @since 0.1.0
 */
export {
  check,
  every,
  expecting,
  holds,
  law,
  showReport,
  silent,
  violated,
  type Failure,
  type Law,
  type LawSet,
  type Options,
  type Report,
  type Verdict,
  type Violation,
} from './Law.js'
export { activation, activations, type ActivationOptions } from './activation.js'
export * as arbitrary from './arbitraries.js'
export { differentiable } from './derivative.js'
export { layer, layers, type Dims, type LayerOptions } from './layer.js'
export { loss, losses, pairs, type LossOptions } from './loss.js'
export { composition, dense, model } from './model.js'
export {
  choices,
  goals,
  network,
  networks,
  type Choice,
  type Goal,
  type Network,
  type NetworkOptions,
} from './networks.js'
export { modes, nesting, type Derive } from './nesting.js'
export { optimizer, optimizers, type OptimizerOptions } from './optimizer.js'
export { params } from './params.js'
export { lawsOf as primitive, primitives } from './primitive.js'
export { published, type Subjects } from './published.js'
export { agree, same } from './rounding.js'
export { schedule, type ScheduleOptions } from './schedule.js'
export { seed } from './seed.js'
export { epochs, training, type TrainingOptions } from './training.js'
export { batched, batching, mappable } from './vmap.js'
export { specimens, type Application, type Edge, type Specimen } from './specimens.js'
