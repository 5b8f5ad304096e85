import * as fc from 'fast-check'
import * as O from '../../src/Optimizer.js'
import * as Schedule from '../../src/Schedule.js'
import { arbitrary, optimizer, optimizers, transformation } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'

const few = { numRuns: 25 }

Object.values(optimizers).forEach((laws) => describeLaws(laws(), few))

describeLaws(transformation(O.nothing, { name: 'nothing' }), few)
describeLaws(transformation(O.scale(-0.5), { name: 'scale' }), few)
describeLaws(transformation(O.clipByValue(1), { name: 'clipByValue' }), few)
describeLaws(transformation(O.clipByGlobalNorm(1), { name: 'clipByGlobalNorm' }), few)
describeLaws(transformation(O.addDecayedWeights(0.1), { name: 'addDecayedWeights', decays: true }), few)
describeLaws(transformation(O.trace(0.9, { nesterov: true }), { name: 'trace' }), few)
describeLaws(transformation(O.scaleByAdam(), { name: 'scaleByAdam' }), few)
describeLaws(transformation(O.scaleByRms({ epsilon: 0 }), { name: 'scaleByRms' }), few)
describeLaws(transformation(O.scaleByRss(), { name: 'scaleByRss' }), few)
describeLaws(
  transformation(O.chain(O.clipByValue(1), O.trace(0.5), O.nothing), { name: 'a chain without an optimizer' }),
  few,
)
describeLaws(
  transformation(O.masked((path) => path.includes('weight'))(O.trace(0.9)), {
    name: 'a masked transformation',
    sees: 'tensors',
  }),
  few,
)
describeLaws(
  optimizer(() => O.frozen, { name: 'frozen' }),
  few,
)
describeLaws(
  optimizer(
    (o) =>
      O.partition((path) => (path.includes('weight') ? 'weights' : 'rest'))({ weights: O.adam(o), rest: O.frozen }),
    {
      name: 'partition',
      sees: 'tensors',
    },
  ),
  few,
)
describeLaws(
  optimizer((o) => O.chain(O.clipByGlobalNorm(1), O.adam({ ...o, epsilon: 0 })), { name: 'a chain' }),
  few,
)
describeLaws(
  optimizer(() => O.scheduled(Schedule.warmup(3)(Schedule.cosine(0.1, { steps: 5 })))(O.momentum), {
    name: 'scheduled',
  }),
  few,
)
describeLaws(
  optimizer((o) => O.masked((path) => path.includes('weight'))(O.adam(o)), {
    name: 'masked',
    sees: 'tensors',
  }),
  few,
)
describeLaws(
  optimizer((o) => O.perPart({ slow: O.sgd(o), fast: O.adam(o) }), {
    name: 'perPart',
    sees: 'keys',
    of: fc.record({ slow: arbitrary.tensor([2, 2]), fast: arbitrary.tensor([3]) }),
  }),
  few,
)
