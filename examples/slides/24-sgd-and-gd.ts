/**
 * SGD and GD: w′ = w − lr·grad, with the gradient of a few samples or of all of them.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as D from 'nabla-ts/Diff'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as Loss from 'nabla-ts/Loss'
import * as O from 'nabla-ts/Optimizer'
import * as Objective from 'nabla-ts/Objective'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'

export const slideDefaults = { learningRate: 0.1, epochs: 12, sizes: [1, 5, 10, 25, 50, 100], start: [-1.2, -1.8] }

type Params = L.Dense<1, 1>

const N = 100
const seed = Seed.fromNumber(24)
const x = pipe(seed, Seed.child(0), Seed.uniform([N, 1], -1.5, 1.5))
const y = pipe(x, T.mul(2), T.add(1), T.add(pipe(seed, Seed.child(1), Seed.normal([N, 1], 0, 0.8))))
const data = Data.fromTensors(x, y)

const model = L.dense(1, 1)
const paramsOf = (w: number, b: number): Params => ({ weight: T.tensor([[w]]), bias: T.tensor([b]) })
const toNumbers = ({ weight, bias }: Params) => ({ w: T.toArray(weight)[0][0], b: T.toArray(bias)[0] })

/** The loss of all samples. */
const loss = (params: Params) => pipe(x, model.apply(params), Loss.mse<[number, number]>(y))

/** The gradient of the loss of one sample. */
const sampleGradient = (i: number, params: Params) => {
  const { inputs, targets } = data.take([i])
  return toNumbers(
    D.grad((p: Params) => pipe(inputs, model.apply(p), Loss.mse<[number, number]>(targets)<[number, number]>))(params),
  )
}

/** Training with batches of a size: after each step the parameters, the samples seen, and the loss of all samples. */
const walk = (learningRate: number, start: Params, size: number, epochs: number) => {
  const trainer = Train.trainer({ model, objective: Objective.regression(1), optimizer: O.sgd({ learningRate }) })
  const state = { ...trainer.start(seed), params: start }
  const batches = Array.from({ length: epochs }, (_, epoch) => [...Data.batches(data, { size, seed, epoch })]).flat()
  return batches
    .reduce<readonly (typeof state)[]>((done, batch) => [...done, trainer.step(done[done.length - 1], batch)], [state])
    .map(({ params, iteration }) => ({
      iteration,
      samples: iteration * size,
      ...toNumbers(params),
      loss: T.toNumber(loss(params)),
    }))
}

export const run = ({ learningRate, epochs, sizes, start: [w0, b0] } = slideDefaults) => {
  const start = paramsOf(w0, b0)
  /** The minimum, by many steps of gradient descent. */
  const minimum = walk(learningRate, start, N, 400)[400]
  const rows = Array.from({ length: N }, (_, i) => i)
  return {
    N,
    epochs,
    minimum,
    lossAt: (w: number, b: number): number => T.toNumber(loss(paramsOf(w, b))),
    gradient: toNumbers(D.grad<Params>(loss)(start)),
    sampleGradients: rows.map((i) => sampleGradient(i, start)),
    atMinimum: rows.map((i) => sampleGradient(i, paramsOf(minimum.w, minimum.b))),
    walks: sizes.map((size) => ({ size, steps: walk(learningRate, start, size, epochs) })),
    long: walk(learningRate, start, N, 60)[60],
  }
}
