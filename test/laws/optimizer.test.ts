import * as fc from 'fast-check'
import * as O from '../../src/Optimizer.js'
import * as Schedule from '../../src/Schedule.js'
import { arbitrary, optimizer, optimizers } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'

const few = { numRuns: 25 }

Object.values(optimizers).forEach((laws) => describeLaws(laws(), few))

describeLaws(
  optimizer(() => O.nothing, { name: 'nothing', transforms: true }),
  few,
)
describeLaws(
  optimizer(() => O.scale(-0.5), { name: 'scale' }),
  few,
)
describeLaws(
  optimizer(() => O.clipByValue(1), { name: 'clipByValue', transforms: true }),
  few,
)
describeLaws(
  optimizer(() => O.clipByGlobalNorm(1), { name: 'clipByGlobalNorm', transforms: true }),
  few,
)
describeLaws(
  optimizer(() => O.weightDecay(0.1), { name: 'weightDecay', decays: true, transforms: true }),
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
    transforms: true,
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
