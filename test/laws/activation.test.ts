import { activations } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'

Object.values(activations).forEach((laws) => describeLaws(laws(), { numRuns: 25 }))
