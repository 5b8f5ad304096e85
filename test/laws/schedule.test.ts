import * as Schedule from '../../src/Schedule.js'
import { schedule } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'

const few = { numRuns: 50 }

describeLaws(schedule(Schedule.constant(0.1), { name: 'constant', low: 0.1, high: 0.1, falls: true }), few)
describeLaws(
  schedule(Schedule.step(0.1, { every: 7, factor: 0.3 }), { name: 'step', high: 0.1, falls: true, until: 2000 }),
  few,
)
describeLaws(
  schedule(Schedule.exponential(0.1, { every: 7, factor: 0.3 }), { name: 'exponential', high: 0.1, falls: true }),
  few,
)
describeLaws(
  schedule(Schedule.cosine(0.1, { steps: 90, final: 0.03 }), { name: 'cosine', low: 0.03, high: 0.1, falls: true }),
  few,
)
describeLaws(schedule(Schedule.warmup(30)(Schedule.cosine(0.7, { steps: 60 })), { name: 'warmup', high: 0.7 }), few)
