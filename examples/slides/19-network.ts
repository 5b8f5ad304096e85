/**
 * The network of 실습 3, and its loss on clean data by initialisation and seed.
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
import { clean } from './parabola.js'
import type { Recorded } from './seeds/measured.js'

export type Activation = 'relu' | 'tanh' | 'identity'
const activations: Readonly<Record<Activation, <S extends T.Shape>(x: T.Tensor<S>) => T.Tensor<S>>> = {
  relu: A.relu,
  tanh: A.tanh,
  identity: A.identity,
}

/** 1-20-1, and SGD at 0.1. */
export const network = (activation: Activation, init: I.Init = I.uniform) => {
  const model = pipe(
    M.named('hidden', L.dense(1, 20, { init })),
    M.map(activations[activation]),
    M.andThen(M.named('output', L.dense(20, 1, { init }))),
  )
  return Train.trainer({ model, objective: Objective.regression(1), optimizer: O.sgd({ learningRate: 0.1 }) })
}

/** The mean squared error of the constant 0.3346693386773547, the best straight line on clean data. */
export const straight = 0.08960177776205339

/** The end of some steps on all clean data: the parameters and the loss. */
export const trained = (trainer: ReturnType<typeof network>, seed: number, steps: number) => {
  const [all] = Data.batches(clean, { size: clean.count })
  const { params } = pipe(RA.replicate(steps, all), Train.fold(trainer.step, trainer.start(Seed.fromNumber(seed))))
  return { params, loss: Train.evaluate(trainer, params)(clean, clean.count).loss }
}

/** How many times lower than the best straight line the loss is after 500 steps. */
export const timesLower = ([activation, init, seed]: Recorded): number =>
  straight / trained(network(activation, I[init]), seed, 500).loss
