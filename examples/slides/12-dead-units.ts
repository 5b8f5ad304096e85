/**
 * Hidden units that ReLU has switched off for all data.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from 'nabla-ts/Activation'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as M from 'nabla-ts/Model'
import * as O from 'nabla-ts/Optimizer'
import * as Objective from 'nabla-ts/Objective'
import * as P from 'nabla-ts/Params'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { linspace } from './curves.js'

const x = T.fromArray(linspace(-1, 1, 100), [100, 1])
const [batch] = Data.batches(Data.fromTensors(x, T.square(x)), { size: 100 })

const hidden = pipe(M.named('hidden', L.dense(1, 30)), M.map(A.relu))
const model = pipe(hidden, M.andThen(M.named('output', L.dense(30, 1))))

/** y = x² with one hidden layer of 30 units: the share of units whose output is 0 for all data after training, and whether the parameters are finite. */
export const train = (learningRate: number, seed: number, steps: number) => {
  const trainer = Train.trainer({ model, objective: Objective.regression(1), optimizer: O.sgd({ learningRate }) })
  const end = pipe(
    Array.from({ length: steps }, () => batch),
    Train.fold(trainer.step, trainer.start(Seed.fromNumber(seed))),
  )
  const highest = pipe(x, hidden.apply(end.params), T.maxAlong(0))
  return {
    dead: T.toFlat(highest).filter((v) => v === 0).length / 30,
    finite: T.toFlat(P.flatten(end.params)).every(Number.isFinite),
  }
}
