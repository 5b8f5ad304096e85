/**
 * The trap of equal weights: units that start equal stay equal.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as A from 'nabla-ts/Activation'
import * as Data from 'nabla-ts/Data'
import * as I from 'nabla-ts/Init'
import * as L from 'nabla-ts/Layer'
import * as M from 'nabla-ts/Model'
import * as O from 'nabla-ts/Optimizer'
import * as Objective from 'nabla-ts/Objective'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { grid } from './curves.js'

/** The data of 실습 3: y = x². */
export const x = T.fromArray(T.toFlat(grid(-1, 1, 500)), [500, 1])
const parabola = Data.fromTensors(x, T.square(x))

/** The network of 실습 3, 1-20-1 with ReLU and SGD at 0.1, after some steps on all data. */
const train = (init: I.Init, steps: number) => {
  const model = pipe(
    M.named('hidden', L.dense(1, 20, { init })),
    M.map(A.relu),
    M.andThen(M.named('output', L.dense(20, 1, { init }))),
  )
  const trainer = Train.trainer({ model, objective: Objective.regression(1), optimizer: O.sgd({ learningRate: 0.1 }) })
  const [all] = Data.batches(parabola, { size: parabola.count })
  const { params } = pipe(RA.replicate(steps, all), Train.fold(trainer.step, trainer.start(Seed.fromNumber(1))))
  const [w, b, v] = [params.hidden.weight, params.hidden.bias, params.output.weight].map((t) => T.toFlat(t))
  return {
    y: model.apply(params)(x),
    loss: Train.evaluate(trainer, params)(parabola, parabola.count).loss,
    // Hidden units that differ from each other in some weight.
    different: new Set(Array.from(w, (_, i) => [w[i], b[i], v[i]].join())).size,
  }
}

const inits: readonly (readonly [name: string, init: I.Init])[] = [
  ['all 0', I.zeros],
  ['all 0.01', I.constant(0.01)],
  ['all 0.1', I.constant(0.1)],
  ['all 0.3', I.constant(0.3)],
  ['default', I.uniform],
]

export const learn = (steps: number) => inits.map(([name, init]) => ({ name, ...train(init, steps) }))
