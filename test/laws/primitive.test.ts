import { primitives } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'

// A few cases of each of some 650 laws, every time; with `numRuns` anybody tries more.
describeLaws(primitives, { numRuns: 25 })
