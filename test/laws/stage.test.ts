import { pipe } from 'fp-ts/lib/function.js'
import { arbitrary, scans, stage, staged } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'
import * as A from '../../src/Activation.js'
import * as L from '../../src/Layer.js'
import * as M from '../../src/Model.js'
import * as Seed from '../../src/Seed.js'
import * as T from '../../src/Tensor.js'

describeLaws(staged(), { numRuns: 60 })
describeLaws(scans(), { numRuns: 60 })

const network = pipe(M.named('hidden', L.dense(3, 4)), M.map(A.tanh), M.andThen(M.named('logits', L.maxout(4, 2))))
const params = network.init(Seed.fromNumber(1))

describeLaws(
  stage((p: typeof params) => network.apply(p)(T.tensor([[1, 2, 3]])), {
    name: 'a staged network',
    at: arbitrary.like(params),
  }),
  { numRuns: 20 },
)
