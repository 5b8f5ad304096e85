import { pipe } from 'fp-ts/lib/function.js'
import * as A from '../../src/Activation.js'
import * as Data from '../../src/Data.js'
import * as L from '../../src/Layer.js'
import * as M from '../../src/Model.js'
import * as Objective from '../../src/Objective.js'
import * as O from '../../src/Optimizer.js'
import * as T from '../../src/Tensor.js'
import * as Train from '../../src/Train.js'
import { epochs, training } from '../../laws/index.js'
import { describeLaws } from '../../laws/vitest.js'
import { points, trainer } from '../train/support.js'

const few = { numRuns: 25 }

describeLaws(epochs())
describeLaws(training(trainer, points(11), { name: 'regression by Adam' }), few)

const inputs = T.tensor(Array.from({ length: 13 }, (_, i): readonly [number, number] => [Math.sin(i), Math.cos(3 * i)]))
const classes = T.tensor(Array.from({ length: 13 }, (_, i) => i % 3))
const data = Data.fromTensors(inputs, classes)
const dropping = Train.trainer({
  model: pipe(
    M.named('hidden', L.dense(2, 5)),
    M.map(A.relu),
    M.andThen(L.dropout(0.4)),
    M.andThen(M.named('logits', L.dense(5, 3))),
  ),
  objective: Objective.multiclass(3),
  optimizer: O.momentum(),
})
describeLaws(training(dropping, data, { name: 'classes, with dropout', random: true }), few)

const answers = T.tensor(Array.from({ length: 13 }, (_, i) => i % 2))
const binary = Train.trainer({ model: L.dense(2, 1), objective: Objective.binary, optimizer: O.sgd() })
describeLaws(training(binary, Data.fromTensors(inputs, answers), { name: 'yes or no' }), few)
