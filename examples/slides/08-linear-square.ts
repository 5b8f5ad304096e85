/**
 * 실습 2: y = x² by two linear layers. They end as a straight line, at the loss of the best straight line.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as Data from 'nabla-ts/Data'
import * as L from 'nabla-ts/Layer'
import * as M from 'nabla-ts/Model'
import * as O from 'nabla-ts/Optimizer'
import * as Objective from 'nabla-ts/Objective'
import * as Seed from 'nabla-ts/Seed'
import * as T from 'nabla-ts/Tensor'
import * as Train from 'nabla-ts/Train'
import { x, type Column } from './parabola.js'

export const slideDefaults = { noise: 0.2, learningRate: 0.1, steps: 500, seeds: [1, 2, 3] }

/** y = x² at 500 points of [−1, 1]. */
const clean: Column = T.square(x)

/** 1-20-1 without an activation. */
const model = pipe(M.named('first', L.dense(1, 20)), M.andThen(M.named('second', L.dense(20, 1))))
type Params = ReturnType<typeof model.init>

/** The best straight line, w·x + b by least squares, and its mean squared error. */
export const bestLine = (y: Column) => {
  const dx = pipe(x, T.sub(T.mean(x)))
  const w = pipe(T.sum(pipe(dx, T.mul(pipe(y, T.sub(T.mean(y)))))), T.div(T.sum(T.square(dx))))
  const b = pipe(T.mean(y), T.sub(pipe(w, T.mul(T.mean(x)))))
  const loss = pipe(x, T.mul(w), T.add(b), T.sub(y), T.square, T.mean)
  return { w: T.toNumber(w), b: T.toNumber(b), loss: T.toNumber(loss) }
}

/** The network as the straight line that it is. */
const lineOf = ({ first, second }: Params) => ({
  w: T.toNumber(pipe(first.weight, T.matmul(second.weight), T.sum)),
  b: T.toNumber(pipe(first.bias, T.matmul(second.weight), T.add(second.bias), T.sum)),
})

/** Gradient descent with all data in each step: the parameters and the loss before each step and at the end. */
const train = (y: Column, learningRate: number, steps: number, seed: number) => {
  const trainer = Train.trainer({ model, objective: Objective.regression(1), optimizer: O.sgd({ learningRate }) })
  const [batch] = Data.batches(Data.fromTensors(x, y), { size: 500 })
  const states = Array.from({ length: steps }).reduce<readonly ReturnType<typeof trainer.start>[]>(
    (done) => [...done, trainer.step(done[done.length - 1], batch)],
    [trainer.start(Seed.fromNumber(seed))],
  )
  const loss = trainer.objective.loss(y)
  return states.map(({ params }) => ({ params, loss: T.toNumber(loss(model.apply(params)(x))) }))
}

export const run = ({ noise, learningRate, steps, seeds } = slideDefaults) => {
  /** Noise from U(0, 0.2). */
  const noisy: Column = pipe(clean, T.add(pipe(Seed.fromNumber(8), Seed.uniform([500, 1], 0, noise))))
  const fit = train(noisy, learningRate, steps, 1)
  const last = fit[steps].params
  return {
    x,
    noisy,
    steps,
    best: { clean: bestLine(clean), noisy: bestLine(noisy) },
    cleanRuns: seeds.map((seed) => ({
      seed,
      losses: train(clean, learningRate, steps, seed).map(({ loss }) => loss),
    })),
    losses: fit.map(({ loss }) => loss),
    lines: fit.map(({ params }) => lineOf(params)),
    output: model.apply(last)(x),
  }
}
