/**
 * Summary: the activation and the loss of each task, joined in an objective.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as A from 'nabla-ts/Activation'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as M from 'nabla-ts/Model'
import * as Metric from 'nabla-ts/Metric'
import * as O from 'nabla-ts/Optimizer'
import * as Objective from 'nabla-ts/Objective'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { outputs, samples, type Column } from './23-outputs.js'

export const slideDefaults = { count: 90, epochs: 250, learningRate: 0.03 }

/** One network for all tasks. Only the number of outputs differs. */
const network = <const K extends number>(outputs: K) =>
  pipe(M.named('hidden', L.dense(1, 16)), M.map(A.tanh), M.andThen(M.named('output', L.dense(16, outputs))))

// An objective contains the activation of the output: a model that applies it too does not compile.
const _refused = () =>
  Train.trainer({
    // @ts-expect-error this objective takes logits: leave the last activation out, the objective applies it
    model: pipe(network(3), M.map(A.softmax)),
    objective: Objective.multiclass(3),
    optimizer: O.adam(),
  })

export const inputs: Column = T.fromArray(
  RA.makeBy(121, (i) => -3 + i / 20),
  [121, 1],
)

/** The end of a training on all data, and the outputs for the inputs above. */
const learn = <K extends Train.Types & { readonly input: Column }>(
  trainer: Train.Trainer<K>,
  data: Data.Dataset<Column, K['targets']>,
  epochs: number,
) => {
  const [all] = Data.batches(data, { size: data.count })
  const { params } = pipe(RA.replicate(epochs, all), Train.fold(trainer.step, trainer.start(Seed.fromNumber(1))))
  return { ...Train.evaluate(trainer, params)(data, data.count), outputs: Train.predict(trainer, params)(inputs) }
}

type Decisions = readonly { readonly decided: Metric.Classes; readonly actual: Metric.Classes }[]
const accuracy = (decisions: Decisions): number => {
  const { initial, step, result } = Metric.accuracy
  return result(decisions.reduce((counts, { decided, actual }) => step(counts, decided, actual), initial))
}

export const run = ({ count, epochs, learningRate } = slideDefaults) => {
  const { x, noise, value, inside, third } = samples(count)
  const optimizer = O.adam({ learningRate })
  const trainers = {
    regression: Train.trainer({ model: network(1), objective: Objective.regression(1), optimizer }),
    binary: Train.trainer({ model: network(1), objective: Objective.binary, optimizer }),
    twoOutputs: Train.trainer({ model: network(2), objective: Objective.multiclass(2), optimizer }),
    multiclass: Train.trainer({ model: network(3), objective: Objective.multiclass(3), optimizer }),
  }
  const regression = learn(trainers.regression, Data.fromTensors(x, value), epochs)
  const binary = learn(trainers.binary, Data.fromTensors(x, inside), epochs)
  const twoOutputs = learn(trainers.twoOutputs, Data.fromTensors(x, inside), epochs)
  const multiclass = learn(trainers.multiclass, Data.fromTensors(x, third), epochs)
  const right = [binary, twoOutputs, multiclass].map(({ decisions }) => accuracy(decisions))
  return { x, value, inside, third, regression, binary, twoOutputs, multiclass, right, same: outputs(x, noise, inside) }
}
