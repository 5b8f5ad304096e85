import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import * as A from '../../src/nn/Activation.js'
import * as L from '../../src/nn/Layer.js'
import * as M from '../../src/nn/Model.js'
import { arbitrary, composition, dense, model } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'

describeLaws(composition)
describeLaws(dense)

const batch = <const N extends number>(width: N) =>
  fc.integer({ min: 1, max: 4 }).chain((rows) => arbitrary.tensor([rows, width]))

describeLaws(model(L.dense(3, 2), { input: batch(3), name: 'a dense layer' }), { numRuns: 25 })
describeLaws(
  model(
    pipe(
      M.named('hidden', L.dense(3, 4)),
      M.map(A.relu),
      M.andThen(M.named('logits', L.dense(4, 2))),
      M.map(A.logSoftmax),
    ),
    { input: batch(3), name: 'a network with a kink in the middle' },
  ),
  { numRuns: 25 },
)
