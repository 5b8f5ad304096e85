import * as fc from 'fast-check'
import * as T from '../../src/Tensor.js'
import { params } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'

describeLaws(params())
describeLaws({
  ...params({ of: fc.constant({ weight: T.ones([2, 3]), bias: [T.scalar(1), T.zeros([0])] }) }),
  name: 'a given record',
})
