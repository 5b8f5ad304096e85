/** The run that is killed, and the one it is compared with: a network with dropout, Adam behind a schedule, batches that do not divide the data. */
import { pipe } from 'fp-ts/lib/function.js'
import * as A from '../../../src/Activation.js'
import type { Engine } from '../../../src/Engine.js'
import * as L from '../../../src/Layer.js'
import * as M from '../../../src/Model.js'
import * as Objective from '../../../src/Objective.js'
import { onnxRuntime } from '../../../src/OnnxRuntime.js'
import * as O from '../../../src/Optimizer.js'
import * as Schedule from '../../../src/Schedule.js'
import * as Seed from '../../../src/Seed.js'
import * as Train from '../../../src/Train.js'
import { points } from '../../train/support.js'

const model = pipe(
  M.named('hidden', L.dense(2, 16)),
  M.map(A.tanh),
  M.andThen(L.dropout(0.1)),
  M.andThen(M.named('out', L.dense(16, 1))),
)

export const trainer = Train.trainer({
  model,
  objective: Objective.regression(1),
  optimizer: O.scheduled(Schedule.exponential(0.01, { every: 50, factor: 0.9 }))(O.adam),
})

export const data = points(61)

export const cut: Train.Batching = { rows: data.count, size: 4, dropLast: false }

/** What may run it. */
export const engines: Readonly<Record<string, Engine | undefined>> = { itself: undefined, onnxruntime: onnxRuntime() }

/** The events of the run, from a state or from its beginning. */
export const events = (engine: string, epochs: number, from = trainer.start(Seed.fromNumber(11))) =>
  Train.run(trainer, data, {
    from,
    epochs,
    size: cut.size,
    ...(engines[engine] === undefined ? {} : { engine: engines[engine], chunk: 3 }),
  })

export const storeIn = (folder: string) => Train.store(trainer, folder, { cut, keep: 3 })
