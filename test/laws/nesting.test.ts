import { nesting } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'

describeLaws(nesting())
