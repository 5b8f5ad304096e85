/** Random descriptions of optimizers, whole, and how each is written by hand. */
import fc from 'fast-check'
import * as O from '../../src/Optimizer.js'
import type * as OptimizerSpec from '../../src/OptimizerSpec.js'
import * as Schedule from '../../src/Schedule.js'

const positive = fc.double({ min: 0, minExcluded: true, max: 10, noNaN: true })
const nonNegative = fc.oneof(fc.constant(0), positive)
const fraction = fc.oneof(
  fc.constant(0),
  fc.double({ min: 0, minExcluded: true, max: 1, maxExcluded: true, noNaN: true }),
)
const finite = fc.double({ noNaN: true, noDefaultInfinity: true })

const stepwise = { initial: positive, every: positive, factor: positive }
const later = fc.oneof(
  fc.record({ schedule: fc.constant('constant' as const), rate: positive }),
  fc.record({ schedule: fc.constant('step' as const), ...stepwise }),
  fc.record({ schedule: fc.constant('exponential' as const), ...stepwise }),
  fc.record({ schedule: fc.constant('cosine' as const), initial: positive, steps: positive, final: nonNegative }),
)
export const schedules: fc.Arbitrary<OptimizerSpec.ScheduleSpec> = fc.oneof(
  { weight: 3, arbitrary: later },
  fc.record({ schedule: fc.constant('warmup' as const), steps: positive, after: later }),
)

const before: fc.Arbitrary<readonly OptimizerSpec.TransformSpec[]> = fc.array(
  fc.oneof(
    fc.record({ transform: fc.constant('nothing' as const) }),
    fc.record({ transform: fc.constant('scale' as const), factor: finite }),
    fc.record({ transform: fc.constant('clipByValue' as const), limit: positive }),
    fc.record({ transform: fc.constant('clipByGlobalNorm' as const), norm: positive }),
    fc.record({ transform: fc.constant('addDecayedWeights' as const), weightDecay: nonNegative }),
  ),
  { maxLength: 2 },
)

const learningRate = fc.oneof(positive, schedules)
/** Places of the parameters in `OptimizerSpec.test.ts`. */
const frozen = fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.subarray(['a', 'b', 'b.c']))
const momentum = { momentum: fraction }
const epsilon = { epsilon: nonNegative }
const moments = { beta1: fraction, beta2: fraction, ...epsilon, biasCorrection: fc.boolean() }
const of = <K extends string, F extends object>(name: K, fields: { readonly [P in keyof F]: fc.Arbitrary<F[P]> }) =>
  fc.record({ optimizer: fc.constant(name), learningRate, ...fields, before, frozen }) as unknown as fc.Arbitrary<
    {
      readonly optimizer: K
      readonly learningRate: OptimizerSpec.RateSpec
      readonly before: readonly OptimizerSpec.TransformSpec[]
      readonly frozen: readonly string[]
    } & F
  >

/** Descriptions with all options. */
export const specs: fc.Arbitrary<OptimizerSpec.OptimizerSpec> = fc.oneof(
  of('sgd', {}),
  of('momentum', momentum),
  of('nesterov', momentum),
  of('adagrad', epsilon),
  of('rmsprop', { decay: fraction, ...epsilon }),
  of('adam', moments),
  of('adamw', { ...moments, weightDecay: nonNegative }),
)

// ---------------------------------------------------------------------------------------------------------------------------------------
// by hand
// ---------------------------------------------------------------------------------------------------------------------------------------

/** The schedule that a description means, written by hand. */
export const scheduleByHand = (spec: OptimizerSpec.ScheduleSpec): Schedule.Schedule => {
  switch (spec.schedule) {
    case 'constant':
      return Schedule.constant(spec.rate)
    case 'step':
      return Schedule.step(spec.initial, { every: spec.every, factor: spec.factor })
    case 'exponential':
      return Schedule.exponential(spec.initial, { every: spec.every, factor: spec.factor })
    case 'cosine':
      return Schedule.cosine(spec.initial, { steps: spec.steps, final: spec.final })
    case 'warmup':
      return Schedule.warmup(spec.steps)(scheduleByHand(spec.after))
  }
}

const transformByHand = (spec: OptimizerSpec.TransformSpec): any => {
  switch (spec.transform) {
    case 'nothing':
      return O.nothing
    case 'scale':
      return O.scale(spec.factor)
    case 'clipByValue':
      return O.clipByValue(spec.limit)
    case 'clipByGlobalNorm':
      return O.clipByGlobalNorm(spec.norm)
    case 'addDecayedWeights':
      return O.addDecayedWeights(spec.weightDecay)
  }
}

const { sgd, momentum: heavy, nesterov, adagrad, rmsprop, adam, adamw } = O
const makers: Readonly<Record<string, (options: any) => any>> = {
  sgd,
  momentum: heavy,
  nesterov,
  adagrad,
  rmsprop,
  adam,
  adamw,
}

/** The optimizer that a description means, written by hand. */
export const byHand = ({
  optimizer,
  learningRate: rate,
  before: first,
  frozen: places,
  ...options
}: OptimizerSpec.OptimizerSpec): any => {
  const make = makers[optimizer]
  const last =
    typeof rate === 'number'
      ? make({ learningRate: rate, ...options })
      : O.scheduled(scheduleByHand(rate))((o) => make({ ...options, learningRate: o.learningRate }))
  const whole = first.length === 0 ? last : O.chain(...first.map(transformByHand), last)
  return places.length === 0 ? whole : O.freeze(places)(whole)
}
