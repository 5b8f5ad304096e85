import { losses } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'

Object.values(losses).forEach((laws) => describeLaws(laws(), { numRuns: 25 }))
