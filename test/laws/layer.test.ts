import { pipe } from 'fp-ts/lib/function.js'
import * as A from '../../src/Activation.js'
import * as Init from '../../src/Init.js'
import * as L from '../../src/Layer.js'
import * as M from '../../src/Model.js'
import { layer, layers } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'

const few = { numRuns: 20 }

Object.values(layers).forEach((laws) => describeLaws(laws(), few))

const network = pipe(
  M.named('hidden', L.dense(3, 4, { init: Init.heNormal })),
  M.map(A.relu),
  M.andThen(L.dropout(0.3)),
  M.andThen(M.named('envelope', L.maxout(4, 3))),
  M.andThen(M.named('logits', L.dense(3, 2, { bias: false, init: Init.xavierUniform }))),
  M.map(A.logSoftmax),
)
describeLaws(layer(network, { name: 'a network', input: ['batch', 3], output: ['batch', 2] }), few)
describeLaws(
  layer(L.dense(2, 2, { init: Init.zeros }), { name: 'a layer of zeros', input: ['batch', 2], constant: true }),
  few,
)
