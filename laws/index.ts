/**
 * Laws as values, sets of laws for each part of the library, and arbitraries of random cases.
 *
 * A law has a statement and a property that random cases can refute. `check(set)` returns an `Either` and needs no test runner;
 * `describeLaws(set)` from `nabla-ts/laws/vitest` defines one test for each law.
 */
export { check, checkAsync, showReport, type Failure, type Options, type Report } from './check.js'
export {
  every,
  expecting,
  holds,
  law,
  lawAsync,
  silent,
  violated,
  type AnyLawSet,
  type AsyncLaw,
  type Law,
  type LawSet,
  type Verdict,
  type Violation,
} from './Law.js'
export { activation, type ActivationOptions } from './activation.js'
export { activations } from './slides/activations.js'
export * as arbitrary from './arbitraries.js'
export { catalogue } from './catalogue.js'
export { codec, type CodecOptions } from './codec.js'
export type { Derivatives } from './calculus.js'
export { defined } from './defined.js'
export { differentiable } from './derivative.js'
export { engine } from './engine/engine.js'
export { epochs } from './epochs.js'
export { computation, type Computation, type ComputationOptions } from './random/graphs/computation.js'
export { layer, type Dims, type LayerOptions } from './layer.js'
export { layers } from './slides/layers.js'
export { loss, type LossOptions } from './loss.js'
export { losses } from './slides/losses.js'
export { composition, dense } from './composition.js'
export { model } from './model.js'
export { networks } from './networks.js'
export { network, type Network, type NetworkOptions } from './random/networks/network.js'
export { choices, goals, type Choice, type Goal } from './random/networks/parts.js'
export { modes, nesting, type Derive } from './nesting.js'
export { optimizer, transformation, type OptimizerOptions } from './optimizer.js'
export { optimizers } from './slides/optimizers.js'
export { pairs } from './random/pairs.js'
export { params } from './params.js'
export { lawsOf as primitive, primitives } from './primitive.js'
export { published, type Subjects } from './published.js'
export { agree, same } from './rounding.js'
export { scans, type Folds } from './scan.js'
export { schedule, type ScheduleOptions } from './schedule.js'
export { seed } from './seed.js'
export { fuse, simplify, type Pass } from './simplify.js'
export { stage, staged, type Staging } from './stage.js'
export { training, type TrainingOptions } from './training.js'
export { batched, batching, mappable } from './vmap.js'
export { samples } from './samples/table.js'
export type { Application, Edge, Sample } from './samples/sample.js'
