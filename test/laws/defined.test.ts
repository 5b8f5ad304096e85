import { defined } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'

describeLaws(defined())
